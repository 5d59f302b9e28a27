"""What dashboards show, each part from declared indicators and openable to its rows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext as _

from bihuan.kernel.errors import Invalid
from bihuan.orgs.models import Area
from bihuan.orgs.policies import READ_ORGS
from bihuan.platform.actors import Actor
from bihuan.platform.indicators import Indicator, Number, Period, Value, indicator, values_together
from bihuan.platform.policies import visible

HEADLINES = (
    "cases.reported",
    "cases.closed",
    "cases.on_time_rate",
    "cases.satisfaction",
    "cases.solved_rate",
    "mediation.success_rate",
)


def area_named(name: str) -> Area | None:
    """The town (or the county, or another area) called `name`; None for "" and for the county itself.

    Raises:
        Invalid: there is no such area, or several.
    """
    if not name:
        return None
    found = list(Area.objects.filter(name=name, valid_to=None)[:2])
    if not found:
        raise Invalid(_("没有名为“%(name)s”的区域") % {"name": name}, field="town", code="area")
    if len(found) > 1:
        raise Invalid(_("名为“%(name)s”的区域不止一个,请写明所属乡镇") % {"name": name}, field="town", code="area")
    return None if found[0].level == Area.Level.COUNTY else found[0]


@dataclass(frozen=True, slots=True)
class Headline:
    """One figure with the same figure of the period before."""

    indicator: Indicator
    now: Value
    before: Value

    @property
    def change(self) -> float | None:
        """Relative change of a count, difference of a ratio; None when there is nothing to compare."""
        if self.now.value is None or self.before.value is None:
            return None
        if self.now.denominator is not None:
            return float(self.now.value) - float(self.before.value)
        return (
            (float(self.now.value) - float(self.before.value)) / float(self.before.value) if self.before.value else None
        )

    @property
    def better(self) -> bool | None:
        """Whether the change is for the better; None when there is none."""
        change = self.change
        return None if not change else (change > 0) == (self.indicator.better == "up")


def headlines(viewer: Actor, area: Area | None, period: Period, keys: Sequence[str] = HEADLINES) -> list[Headline]:
    """The main figures of a period beside the one before; one statement for all that count the same rows by the same day."""
    items = [indicator(key) for key in keys]
    found = values_together(viewer, area, items, (period, period.before()))
    return [Headline(item, found[item.key, period], found[item.key, period.before()]) for item in items]


@dataclass(frozen=True, slots=True)
class Series:
    """A line of a chart: a figure over months."""

    indicator: Indicator
    points: list[tuple[date, Number]]


def trends(viewer: Actor, area: Area | None, period: Period, keys: Sequence[str]) -> list[Series]:
    """Figures month by month; one statement each."""
    return [Series(item, item.trend(viewer, area, period)) for item in map(indicator, keys)]


@dataclass(frozen=True, slots=True)
class Slice:
    """One bar or piece of a chart; `group` is what the drill-down filters by."""

    group: Any
    label: str
    value: Number


def ranking(
    viewer: Actor,
    area: Area | None,
    period: Period,
    key: str,
    dimension: str,
    *,
    labels: type[TextChoices] | None = None,
    top: int = 20,
) -> list[Slice]:
    """A figure by a dimension, largest first; `labels` are the words of its values; one statement."""
    words = dict(labels.choices) if labels is not None else {}
    rows = indicator(key).broken_down(viewer, area, period, dimension)
    slices = [
        Slice(group, str(words.get(group, group if group not in (None, "") else _("未填"))), value)
        for group, value, _numerator, _denominator in rows
        if value is not None
    ]
    return sorted(slices, key=lambda item: (-float(item.value or 0), item.label))[:top]


def map_layer(viewer: Actor, area: Area | None, period: Period, key: str) -> dict[str, Any]:
    """GeoJSON features of the areas one step below (towns of a county, grids of a town) with the figure in each."""
    item = indicator(key)
    areas = visible(Area, viewer, READ_ORGS).exclude(polygon=None).filter(valid_to=None)
    if area is None:
        shown, dimension = list(areas.filter(level=Area.Level.TOWN)), "town"
        found = {group: value for group, value, _n, _d in item.broken_down(viewer, area, period, dimension)}
        values = {place.pk: found.get(place.name, 0) for place in shown}
    else:
        shown = list(areas.filter(level=Area.Level.GRID, path__below=area.path))
        found = {group: value for group, value, _n, _d in item.broken_down(viewer, area, period, "area_id")}
        values = {place.pk: found.get(place.pk, 0) for place in shown}
    return {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "geometry": place.polygon,
                "properties": {"id": str(place.pk), "name": place.name, "value": values[place.pk] or 0},
            }
            for place in shown
        ],
    }
