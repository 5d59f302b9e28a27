"""The dashboard: headlines, trend, kinds, on-time and satisfaction, ranking by area, map; and what each figure means."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from bihuan.cases.models import CaseKind, Channel
from bihuan.cases.policies import READ
from bihuan.insight import selectors
from bihuan.insight.selectors import Headline, Series, Slice
from bihuan.kernel import clock
from bihuan.kernel.errors import Invalid
from bihuan.mediation.models import DisputeKind
from bihuan.orgs.models import Area, Staff
from bihuan.orgs.policies import READ_ORGS
from bihuan.platform.actors import Actor
from bihuan.platform.indicators import Part, Period, Value, indicators, this_month, this_week
from bihuan.platform.ledgers.behind import NOTHING, Behind
from bihuan.platform.policies import require, visible
from bihuan.web.ledgers.addresses import address_behind

PERIODS = {
    "week": gettext_lazy("本周"),
    "month": gettext_lazy("本月"),
    "quarter": gettext_lazy("近三个月"),
    "year": gettext_lazy("近一年"),
    "this_year": gettext_lazy("今年"),
}
TONES = {
    "cases.reported": "action",
    "cases.closed": "closed",
    "cases.on_time_rate": "action",
    "cases.satisfaction": "closed",
}


@dataclass(frozen=True, slots=True)
class View:
    """What the person looks at: an area (None: all they may see) and a period."""

    viewer: Actor
    area: Area | None
    period: Period

    def link(
        self, key: str, *, period: Period | None = None, part: Part = Part.COUNTED, group: tuple[str, str] | None = None
    ) -> str:
        """The address of the rows behind a figure."""
        code = self.area.code if self.area is not None else ""
        return address_behind(Behind(key, code, period or self.period, part, group))


@dataclass(frozen=True, slots=True)
class Tile:
    """A headline as a card: value as people read it, change in words, and the rows behind it."""

    name: str
    value: str
    unit: str
    note: str
    better: bool | None
    url: str
    url_of: str


def chosen_period(word: str, today: date) -> Period:
    """The period of a word of `PERIODS`, or "from..to".

    Raises:
        Invalid: neither.
    """
    if word == "week":
        return this_week(today)
    if word == "month":
        return this_month(today)
    if word in ("", "quarter"):
        return Period(today - timedelta(days=90), today)
    if word == "year":
        return Period((today.replace(day=1) - timedelta(days=330)).replace(day=1), today)
    if word == "this_year":
        return Period(today.replace(month=1, day=1), today)
    return Period.parse(word)


def chosen_area(viewer: Actor, word: str) -> Area | None:
    """The area of an id, within what the viewer's posts reach; a town's people start at their own town.

    Raises:
        Invalid: no such area.
    """
    if word:
        try:
            found = visible(Area, viewer, READ_ORGS).filter(pk=UUID(word)).first()
        except ValueError:
            found = None
        if found is None:
            raise Invalid(_("没有找到这个区域,请重新选择。"), field="area", code="area")
        return None if found.level == Area.Level.COUNTY else found
    posts = viewer.posts_held()
    if not posts or any(post.town_id is None for post in posts):
        return None
    return Area.objects.filter(pk__in=[post.town_id for post in posts if post.town_id is not None]).first()


def places(viewer: Actor) -> Sequence[Area]:
    """Areas to choose from: the towns, and the villages of one's own town."""
    towns = {post.town_id for post in viewer.posts_held()}
    rows = (
        visible(Area, viewer, READ_ORGS)
        .filter(level__in=[Area.Level.TOWN, Area.Level.VILLAGE], valid_to=None)
        .order_by("path")
    )
    if None in towns:
        return list(rows.filter(level=Area.Level.TOWN))
    return list(rows.filter(town_id__in=towns))


@require_GET
def dashboard(request: HttpRequest) -> HttpResponse:
    """All of it for one area and period."""
    assert isinstance(request.user, Staff)
    require(request.user, READ)
    today = clock.today()
    period_word = _period_word(request)
    view = View(request.user, chosen_area(request.user, request.GET.get("area", "")), chosen_period(period_word, today))
    # A line of a few points says nothing, so trends look at a year at least.
    year = View(view.viewer, view.area, chosen_period("year", today) if view.period.days < 300 else view.period)
    context = {
        "view": view,
        "period_word": period_word,
        "periods": PERIODS,
        "places": places(request.user),
        "county": settings.COUNTY_NAME,
        "tiles": [tile(view, headline) for headline in selectors.headlines(view.viewer, view.area, view.period)],
        "charts": _charts(view, year),
        "areas": _map(view),
        "tile_url": settings.TILE_URL,
    }
    return render(request, "web/insight/dashboard.html", context)


def _period_word(request: HttpRequest) -> str:
    first, last = request.GET.get("from", ""), request.GET.get("to", "")
    return f"{first}..{last}" if first and last else request.GET.get("period", "") or "quarter"


def _charts(view: View, year: View) -> dict[str, dict[str, Any]]:
    area, viewer, period = view.area, view.viewer, view.period
    dimension = (
        "village" if area is not None and area.level == Area.Level.TOWN else "area" if area is not None else "town"
    )
    return {
        "trend": _lines(year, selectors.trends(viewer, area, year.period, ("cases.reported", "cases.closed")), _("件")),
        "quality": _lines(
            year,
            selectors.trends(viewer, area, year.period, ("cases.on_time_rate", "cases.satisfaction")),
            "%",
            percent=True,
        ),
        "kinds": _bars(
            view,
            "cases.reported",
            "kind",
            selectors.ranking(viewer, area, period, "cases.reported", "kind", labels=CaseKind),
        ),
        "channels": _bars(
            view,
            "cases.reported",
            "channel",
            selectors.ranking(viewer, area, period, "cases.reported", "channel", labels=Channel),
        ),
        "ranking": _bars(
            view, "cases.reported", dimension, selectors.ranking(viewer, area, period, "cases.reported", dimension)
        ),
        "disputes": _bars(
            view,
            "mediation.registered",
            "kind",
            selectors.ranking(viewer, area, period, "mediation.registered", "kind", labels=DisputeKind),
        ),
    }


def _lines(view: View, series: list[Series], unit: str, *, percent: bool = False) -> dict[str, Any]:
    months = [month for month, _value in series[0].points] if series else []
    parts = {part.start.replace(day=1): part for part in view.period.months()}
    return {
        "unit": unit,
        "categories": [f"{month.year}-{month.month:02d}" for month in months],
        "series": [
            {
                "name": str(line.indicator.name),
                "values": [_percent(value) if percent else value for _month, value in line.points],
                "links": [view.link(line.indicator.key, period=parts[month]) for month in months],
                "tone": TONES.get(line.indicator.key, "quiet"),
            }
            for line in series
        ],
    }


def _percent(value: Any) -> float | None:
    return None if value is None else round(float(value) * 100, 1)


def _bars(view: View, key: str, dimension: str, slices: list[Slice]) -> dict[str, Any]:
    return {
        "unit": _("件"),
        "categories": [piece.label for piece in slices],
        "series": [
            {
                "name": _("件数"),
                "values": [piece.value for piece in slices],
                "links": [
                    view.link(key, group=(dimension, NOTHING if piece.group is None else str(piece.group)))
                    for piece in slices
                ],
                "tone": "action",
            }
        ],
    }


def _map(view: View) -> dict[str, Any]:
    layer = selectors.map_layer(view.viewer, view.area, view.period, "cases.reported")
    for feature in layer["features"]:
        within = View(
            view.viewer, Area(pk=UUID(feature["properties"]["id"]), code=feature["properties"]["id"]), view.period
        )
        feature["properties"]["href"] = within.link("cases.reported")
    return layer


def tile(view: View, headline: Headline) -> Tile:
    key, now = headline.indicator.key, headline.now
    url_of = view.link(key, part=Part.OF) if now.denominator is not None and headline.indicator.of is not None else ""
    return Tile(
        now.name,
        shown(now),
        "" if now.denominator is not None else now.unit,
        compared(headline),
        headline.better,
        view.link(key),
        url_of,
    )


def shown(value: Value) -> str:
    """A figure as people read it: percent for ratios, a dash where there is nothing to divide by."""
    if value.value is None:
        return "—"
    if value.denominator is not None and value.numerator is not None:
        return f"{float(value.value) * 100:.1f}%"
    return f"{value.value:,}"


def compared(headline: Headline) -> str:
    """The change from the period before, in words; only what is true."""
    change = headline.change
    if change is None:
        return _("上期无数据")
    by = f"{abs(change) * 100:.1f}"
    if by == "0.0":  # what is shown as no change is none
        return _("与上期持平")
    words = _("较上期上升 %(by)s") if change > 0 else _("较上期下降 %(by)s")
    return words % {"by": _("%(by)s 个百分点") % {"by": by} if headline.now.numerator is not None else f"{by}%"}


@require_GET
def definitions(request: HttpRequest) -> HttpResponse:
    """What each figure means, its value this year for the person's area, and its rows."""
    assert isinstance(request.user, Staff)
    require(request.user, READ)
    view = View(request.user, chosen_area(request.user, ""), chosen_period("this_year", clock.today()))
    rows = [
        {"indicator": item, "value": value, "shown": shown(value), "url": view.link(item.key)}
        for item in indicators()
        for value in [item.value(view.viewer, view.area, view.period)]
    ]
    return render(request, "web/insight/definitions.html", {"rows": rows, "view": view})
