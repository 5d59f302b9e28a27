"""The manual's pages: all chapters, one chapter, one page's section in a panel beside it; and the tour's end."""

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_POST

from bihuan.orgs.models import Staff
from bihuan.orgs.services import own_account
from bihuan.web.help.manual import PICTURE, chapters, folder
from bihuan.web.help.places import place_of
from bihuan.web.help.tour import DONE


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """Every chapter with its sections."""
    return render(request, "web/help/index.html", {"chapters": chapters().values()})


@require_GET
def chapter(request: HttpRequest, key: str) -> HttpResponse:
    """One chapter."""
    found = chapters().get(key)
    if found is None:
        raise Http404
    return render(request, "web/help/chapter.html", {"chapter": found, "chapters": chapters().values()})


@require_GET
def here(request: HttpRequest) -> HttpResponse:
    """The section about the page that `page`, `entry` and `ledger` name, as a part of that page."""
    key, title = place_of(*(request.GET.get(name, "")[:60] for name in ("page", "entry", "ledger")))
    found = chapters().get(key)
    section = found and (found.section(title) or (found.sections[0] if found.sections else None))
    return render(request, "web/help/_here.html", {"chapter": found, "section": section})


@require_GET
def picture(request: HttpRequest, name: str) -> FileResponse:
    """A picture of the manual."""
    if not PICTURE.match(f"../pictures/{name}"):
        raise Http404
    try:
        return FileResponse((folder() / "pictures" / name).open("rb"), content_type="image/png")
    except FileNotFoundError:
        raise Http404 from None


@require_POST
def tour_done(request: HttpRequest) -> HttpResponse:
    """The tour was taken or declined; it is not offered again."""
    assert isinstance(request.user, Staff)
    own_account.set_preferences(actor=request.user, preferences={DONE: True})
    return HttpResponse(status=204)
