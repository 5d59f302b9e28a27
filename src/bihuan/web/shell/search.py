"""Search across everything, quickly while typing and as a page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from bihuan.orgs.models import Staff
from bihuan.platform.search import index

MAX_TEXT = 60


def _results(request: HttpRequest, limit: int) -> dict[str, object]:
    assert isinstance(request.user, Staff)
    text = request.GET.get("q", "").strip()[:MAX_TEXT]
    found = index.search(request.user, text, limit=limit) if text else {}
    titles = {source.kind: source.title for source in index.sources()}
    return {"search_text": text, "groups": [(titles[kind], kind, hits) for kind, hits in found.items()]}


def quick(request: HttpRequest) -> HttpResponse:
    """The first hits of each kind, below the search box."""
    return render(request, "web/shell/_search_quick.html", _results(request, 5))


def page(request: HttpRequest) -> HttpResponse:
    """All hits of each kind."""
    return render(request, "web/shell/search.html", _results(request, 50))
