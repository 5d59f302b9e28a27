"""Many figures for many areas in few statements: rows are grouped by where they lie, and the groups folded into areas."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import F

from bihuan.platform.actors import Actor
from bihuan.platform.indicators import Count, Indicator, Period, Ratio, Sum, Value, indicator


@dataclass(frozen=True, slots=True)
class Within:
    """An area as indicators ask for it."""

    pk: UUID
    name: str
    level: str
    path: str


class Asked(NamedTuple):
    """One figure wanted, by the key of its indicator."""

    key: str
    area: Within
    period: Period


def figures_of(viewer: Actor, wanted: Iterable[Asked]) -> dict[Asked, Value]:
    """The value of each figure, as `Indicator.value` would give it; a statement for all that count the same rows.

    Means, extremes and distinct counts do not add up over groups and cost a statement each.
    """
    found: dict[Asked, Value] = {}
    together: dict[tuple[Any, ...], list[Asked]] = {}
    for one in dict.fromkeys(wanted):
        item = indicator(one.key)
        if _adds_up(item):
            together.setdefault((item.source, item.when, item.at, item.town, item.path, one.period), []).append(one)
        else:
            found[one] = item.value(viewer, one.area, one.period)
    for alike in together.values():
        found.update(_folded(viewer, alike))
    return found


def _adds_up(item: Indicator) -> bool:
    if not item.path:
        return False
    return isinstance(item, Sum | Ratio) or (isinstance(item, Count) and not item.distinct)


def _folded(viewer: Actor, alike: list[Asked]) -> dict[Asked, Value]:
    items = [indicator(key) for key in dict.fromkeys(one.key for one in alike)]
    first, period = items[0], alike[0].period
    asked = {f"v{turn}_{name}": made for turn, item in enumerate(items) for name, made in item.aggregates().items()}
    rows = first.source(viewer).filter(first.in_period(period)).order_by()
    keys = {"lies_at": F(first.path)}
    if first.town:
        keys["lies_in"] = F(first.town)
    groups = list(rows.values(**keys).annotate(**asked))
    sums: dict[str, dict[str, Any]] = {}
    for one in alike:
        if one.area.path not in sums:
            sums[one.area.path] = _summed(groups, one.area, asked, bool(first.town))
    turns = {item.key: turn for turn, item in enumerate(items)}
    values = {}
    for one in alike:
        start = f"v{turns[one.key]}_"
        own = {n.removeprefix(start): v for n, v in sums[one.area.path].items() if n.startswith(start)}
        values[one] = items[turns[one.key]].valued(one.area, one.period, own)
    return values


def _summed(groups: list[dict[str, Any]], area: Within, names: Mapping[str, Any], has_town: bool) -> dict[str, Any]:
    """The aggregates of the groups that lie in `area`: the county holds all, a town its own, others what is below."""
    total: dict[str, Any] = dict.fromkeys(names, 0)
    for group in groups:
        if area.level == "town" and has_town:
            inside = group["lies_in"] == area.pk
        else:
            inside = area.level == "county" or str(group["lies_at"] or "").startswith(area.path)
        if inside:
            for name in names:
                total[name] += group[name] or 0
    return total
