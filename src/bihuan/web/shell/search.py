"""Search across everything: quickly while typing, and as a page; a complete number opens its record at once."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_GET

from bihuan.orgs.models import Staff
from bihuan.platform.search import index
from bihuan.platform.search.index import Hit

MAX_TEXT, QUICK, FULL = 60, 5, 30


@dataclass(frozen=True, slots=True)
class Group:
    """The hits of one kind of record."""

    title: str
    kind: str
    hits: list[Hit]


def _groups(viewer: Staff, text: str, limit: int, only: str = "") -> list[Group]:
    found = index.search(viewer, text, limit=limit) if text else {}
    titles = {source.kind: str(source.title) for source in index.sources()}
    return [Group(titles[kind], kind, hits) for kind, hits in found.items() if not only or kind == only]


def _text(request: HttpRequest) -> str:
    return request.GET.get("q", "").replace("\x00", "").strip()[:MAX_TEXT]


@require_GET
def quick(request: HttpRequest) -> HttpResponse:
    """The first hits of each kind, below the search box."""
    assert isinstance(request.user, Staff)
    text = _text(request)
    context = {"search_text": text, "groups": _groups(request.user, text, QUICK)}
    response = render(request, "web/shell/_search_quick.html", context)
    patch_cache_control(response, private=True, no_store=True)
    return response


@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """All hits of each kind; the one record whose number was typed in full opens at once."""
    assert isinstance(request.user, Staff)
    text = _text(request)
    groups = _groups(request.user, text, FULL, request.GET.get("kind", ""))
    exact = [hit for group in groups for hit in group.hits if _is_number_of(text, hit)]
    if len(exact) == 1 and "stay" not in request.GET:
        return redirect(exact[0].url)
    context = {"search_text": text, "groups": groups, "limit": FULL}
    return render(request, "web/shell/search.html", context)


def _is_number_of(text: str, hit: Hit) -> bool:
    """Whether `text` is the whole number of the hit, which stands first in its title or in the line below it."""
    numbers = {hit.title, hit.detail.split(" · ")[0], hit.title.split(" ")[0]}
    return len(text) >= 6 and text.upper() in {number.upper() for number in numbers}
