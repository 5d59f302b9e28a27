"""A week or month in sentences, as the rows are now: every number open to its rows, as a Word file, kept for approval."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from bihuan.cases.policies import READ
from bihuan.insight.briefings import selectors, services
from bihuan.insight.briefings.addresses import briefing_url
from bihuan.insight.briefings.cycle import BRIEFINGS, READ_BRIEFINGS, WRITE_BRIEFINGS
from bihuan.insight.briefings.word import briefing_document
from bihuan.insight.briefings.writing import Briefing, Figure, briefing_of, rhythm
from bihuan.insight.models import KeptBriefing
from bihuan.kernel import clock
from bihuan.kernel.errors import Invalid
from bihuan.orgs.models import Area, Staff
from bihuan.platform import audit
from bihuan.platform.indicators import Period
from bihuan.platform.policies import holds, require
from bihuan.web.download import WORD, file_answer
from bihuan.web.insight.dashboard import View, chosen_area, places


def _asked(request: HttpRequest) -> tuple[Staff, Area | None, Period, str]:
    """Who asks, for which area and week or month; the last one unless a day of another is named."""
    assert isinstance(request.user, Staff)
    require(request.user, READ)
    asked = request.GET or request.POST
    every = KeptBriefing.Every.MONTH if asked.get("every") == "month" else KeptBriefing.Every.WEEK
    words = rhythm(every)
    try:
        period = words.of(Period.parse(asked.get("day", "")).start)
    except Invalid:
        period = words.before(words.of(clock.today()))
    return request.user, chosen_area(request.user, asked.get("area", "")), period, every


@require_GET
def briefing(request: HttpRequest) -> HttpResponse:
    """The briefing as a page."""
    viewer, area, period, every = _asked(request)
    view = View(viewer, area, period)
    made = briefing_of(viewer, area, period, every)
    kept = selectors.of_period(viewer, _whose(area), every, period.start) if holds(viewer, READ_BRIEFINGS) else []
    context = {
        "briefing": made,
        "sections": _linked(made, view),
        "view": view,
        "places": places(viewer),
        "every": every,
        "rhythms": KeptBriefing.Every.choices,
        "kept": kept,
        "may_read": holds(viewer, READ_BRIEFINGS),
        "may_keep": BRIEFINGS.allows(viewer, WRITE_BRIEFINGS, KeptBriefing(**_place(_whose(area)))),
        "being_written": any(one.state in ("draft", "submitted") for one in kept),
    }
    return render(request, "web/insight/briefing.html", context)


def _whose(area: Area | None) -> Area:
    return area if area is not None else Area.objects.get(level=Area.Level.COUNTY)


def _place(area: Area) -> dict[str, Any]:
    return {"town_id": area.town_id, "area_path": area.path}


@require_POST
def keep(request: HttpRequest) -> HttpResponse:
    """Keep it as a draft, to be edited and approved; one that is being written already is opened instead."""
    viewer, area, period, every = _asked(request)
    whose = _whose(area)
    open_ones = [
        one for one in selectors.of_period(viewer, whose, every, period.start) if one.state in ("draft", "submitted")
    ]
    made = open_ones[0] if open_ones else services.make_briefing(viewer, area=whose, every=every, day=period.start)
    return redirect(briefing_url(made.pk))


def _linked(made: Briefing, view: View) -> list[dict[str, object]]:
    """The sections with each figure as (text, address of its rows) and plain words as (text, "")."""
    return [
        {
            "title": section.title,
            "paragraphs": [
                [_piece(piece, view) for sentence in sentences for piece in sentence]
                for sentences in section.paragraphs
            ],
            "head": [_piece(cell, view)[0] for cell in section.table[0]] if section.table else [],
            "rows": [[_piece(cell, view) for cell in row] for row in section.table[1:]],
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
    viewer, area, period, every = _asked(request)
    made = briefing_of(viewer, area, period, every)
    audit.append(viewer, actor=viewer, verb="briefing", note=f"{made.place} {period}")
    return file_answer(briefing_document(made), f"{made.title}{period.start:%Y%m%d}.docx", WORD)
