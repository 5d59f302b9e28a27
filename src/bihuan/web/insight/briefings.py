"""The weekly briefing on the desk: read it with every number open to its rows, take it as a Word file."""

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from bihuan.cases.policies import READ
from bihuan.insight.briefing import Briefing, Figure, weekly
from bihuan.insight.documents import briefing_document
from bihuan.kernel import clock
from bihuan.kernel.errors import Invalid
from bihuan.orgs.models import Area, Staff
from bihuan.platform import audit
from bihuan.platform.indicators import Period, this_week
from bihuan.platform.policies import require
from bihuan.web.download import WORD, file_answer
from bihuan.web.insight.dashboard import View, chosen_area, places


def _asked(request: HttpRequest) -> tuple[Staff, Area | None, Period]:
    """Who asks, for which area and week; last week unless a day of another is named."""
    assert isinstance(request.user, Staff)
    require(request.user, READ)
    word = request.GET.get("day", "")
    try:
        period = Period.parse(word) if word else None
    except Invalid:
        period = None
    day = period.start if period is not None else clock.today() - timedelta(days=7)
    return request.user, chosen_area(request.user, request.GET.get("area", "")), this_week(day)


@require_GET
def briefing(request: HttpRequest) -> HttpResponse:
    """The briefing as a page."""
    viewer, area, period = _asked(request)
    view = View(viewer, area, period)
    made = weekly(viewer, area, period)
    context = {"briefing": made, "sections": _linked(made, view), "view": view, "places": places(viewer)}
    return render(request, "web/insight/briefing.html", context)


def _linked(made: Briefing, view: View) -> list[dict[str, object]]:
    """The sections with each figure as (text, address of its rows) and plain words as (text, "")."""
    return [
        {
            "title": section.title,
            "paragraphs": [
                [_piece(piece, view) for sentence in sentences for piece in sentence]
                for sentences in section.paragraphs
            ],
            "head": section.table[0] if section.table else [],
            "rows": section.table[1:],
        }
        for section in made.sections
    ]


def _piece(piece: str | Figure, view: View) -> tuple[str, str]:
    if isinstance(piece, str):
        return piece, ""
    return piece.text, view.link(piece.key, period=piece.period, part=piece.part, group=piece.group)


@require_GET
def download(request: HttpRequest) -> HttpResponse:
    """The briefing as a Word file."""
    viewer, area, period = _asked(request)
    made = weekly(viewer, area, period)
    audit.append(viewer, actor=viewer, verb="briefing", note=f"{made.place} {period}")
    return file_answer(briefing_document(made), f"{made.title}{period.start:%Y%m%d}.docx", WORD)
