"""Reading kept briefings, and what the rows behind their figures say today."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from bihuan.insight.briefings.cycle import READ_BRIEFINGS
from bihuan.insight.briefings.text import KeptFigure, KeptSection, as_section, used
from bihuan.insight.briefings.writing import Briefing, figure_text
from bihuan.insight.models import KeptBriefing
from bihuan.kernel import clock
from bihuan.kernel.errors import NotFound
from bihuan.orgs.models import Area
from bihuan.platform.actors import Actor
from bihuan.platform.indicators import Part, Period, indicator, values_together
from bihuan.platform.ledgers.behind import NOTHING
from bihuan.platform.policies import require, visible


def briefings(viewer: Actor) -> QuerySet[KeptBriefing]:
    """Every kept briefing the viewer may see; the text stays behind until one is opened."""
    return visible(KeptBriefing, viewer, READ_BRIEFINGS).defer("sections", "figures")


def briefing_by_id(viewer: Actor, briefing_id: UUID) -> KeptBriefing:
    """One briefing with its text.

    Raises:
        NotAllowed: the viewer sees no briefings at all.
        NotFound: there is none, or the viewer may not know of it.
    """
    require(viewer, READ_BRIEFINGS)
    found = visible(KeptBriefing, viewer, READ_BRIEFINGS).filter(pk=briefing_id)
    briefing = found.select_related("area", "made_by", "edited_by", "submitted_by", "approved_by").first()
    if briefing is None:
        raise NotFound(_("没有找到这份简报。"))
    return briefing


def of_period(viewer: Actor, area: Area, every: str, start: date) -> list[KeptBriefing]:
    """The kept briefings of a period that still count: approved, submitted, being written."""
    rows = briefings(viewer).filter(area=area, every=every, start=start)
    return list(rows.exclude(state=KeptBriefing.State.SUPERSEDED).order_by("-made_at"))


def sections_of(briefing: KeptBriefing) -> list[KeptSection]:
    """Its sections."""
    return [KeptSection(**one) for one in briefing.sections]


def figures_of(briefing: KeptBriefing) -> list[KeptFigure]:
    """Its figures, the first is `{1}`."""
    return [KeptFigure(**one) for one in briefing.figures]


def as_written(briefing: KeptBriefing) -> Briefing:
    """What goes to Word: the text as it stands, dated by its approval."""
    figures = figures_of(briefing)
    return Briefing(
        title=briefing.title,
        place=briefing.area.name,
        period=Period(briefing.start, briefing.end),
        made_on=briefing.approved_on or clock.local(briefing.made_at).date(),
        sections=[as_section(one, figures) for one in sections_of(briefing)],
    )


def asked_area(briefing: KeptBriefing) -> Area | None:
    """The area as indicators ask for it: None for the county."""
    return None if briefing.area.level == Area.Level.COUNTY else briefing.area


@dataclass(frozen=True, slots=True)
class Difference:
    """A figure that no longer says what its rows say; `number` is its hole."""

    number: int
    name: str
    figure: KeptFigure
    today: str


def differences(viewer: Actor, briefing: KeptBriefing) -> list[Difference]:
    """The figures that were changed by hand, or whose rows give another number today."""
    figures, shown = figures_of(briefing), used(sections_of(briefing))
    today = figures_today(viewer, asked_area(briefing), figures)
    return [
        Difference(number, _name(figure), figure, now)
        for number, (figure, now) in enumerate(zip(figures, today, strict=True), start=1)
        if number in shown and (now != figure.text or figure.by_hand)
    ]


def _name(figure: KeptFigure) -> str:
    words = [str(indicator(figure.key).name), figure.label, _("分母") if figure.part == Part.OF else "", figure.period]
    return " · ".join(word for word in words if word)


def figures_today(viewer: Actor, area: Area | None, figures: Sequence[KeptFigure]) -> list[str]:
    """What the rows say now, within what `viewer` may see; figures of one breakdown are asked for together."""
    whole = [one for one in figures if one.group is None]
    periods = {one.period: Period.parse(one.period) for one in figures}
    items = [indicator(key) for key in dict.fromkeys(one.key for one in whole)]
    asked = [periods[word] for word in dict.fromkeys(one.period for one in whole)]
    values = values_together(viewer, area, items, asked)
    broken: dict[tuple[str, str, str], dict[str, str]] = {}

    def grouped(figure: KeptFigure, dimension: str, group: str) -> str:
        place = (figure.key, figure.period, dimension)
        if place not in broken:
            rows = indicator(figure.key).broken_down(viewer, area, periods[figure.period], dimension)
            broken[place] = {NOTHING if value is None else str(value): str(number) for value, number, _n, _d in rows}
        return broken[place].get(group, "0")

    return [
        grouped(one, one.group[0], one.group[1])
        if one.group
        else figure_text(values[one.key, periods[one.period]], Part(one.part))
        for one in figures
    ]
