"""How a campaign stands: who is responsible in each village, what was done there and day by day, what was found."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Expression, F, Q, QuerySet, Sum

from bihuan.cases.models import OVER, CaseKind
from bihuan.inspections import selectors
from bihuan.inspections.models import Campaign, WorkLog
from bihuan.inspections.registers import LOGS, VILLAGES
from bihuan.kernel import clock
from bihuan.orgs.models import Area, ChainHolder, ChainLevel
from bihuan.orgs.selectors import chain_for, village_name
from bihuan.orgs.selectors.chains import line_paths
from bihuan.platform.actors import Actor

QUANTITIES = ("person_times", "machine_shifts", "truck_runs", "spots_cleared", "river_spots")
NOTHING: Mapping[str, int] = dict.fromkeys(QUANTITIES, 0)


@dataclass(frozen=True, slots=True)
class VillageWork:
    """One village's part: quantities by name, spots it set out to clear (None: not said), findings and those still open."""

    name: str
    done: Mapping[str, int]
    planned: int | None
    found: int
    open: int

    @property
    def begun(self) -> bool:
        return any(self.done.values())

    @property
    def share(self) -> int | None:
        """Per cent of what was planned that is cleared."""
        return round(100 * self.done["spots_cleared"] / self.planned) if self.planned else None


@dataclass(frozen=True, slots=True)
class DayWork:
    """What was done on one day."""

    day: date
    done: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Standing:
    """The chain as it applies to a campaign: the titles of its levels, highest first, and who stands there by village."""

    chain: str
    titles: Sequence[str]
    villages: Sequence[tuple[str, Sequence[str]]]


def logs_of(viewer: Actor, campaign: Campaign) -> QuerySet[WorkLog]:
    """The campaign's work logs that the viewer may see."""
    return LOGS.rows(viewer).filter(campaign=campaign)


def totals_of(viewer: Actor, campaign: Campaign) -> dict[str, int]:
    """Every quantity of the campaign; one statement."""
    found = logs_of(viewer, campaign).aggregate(**{name: Sum(name) for name in QUANTITIES})
    return {name: found[name] or 0 for name in QUANTITIES}


def by_village(viewer: Actor, campaign: Campaign) -> Sequence[VillageWork]:
    """Every village that takes part whose logs the viewer may see, those not begun included; four statements."""
    done = _grouped(logs_of(viewer, campaign), village_name("area"))
    counted = selectors.findings(viewer).filter(campaign=campaign).order_by()
    found = {
        row["where"]: (row["found"], row["open"])
        for row in counted.values(where=village_name("case__area")).annotate(
            found=Count("pk"), open=Count("pk", filter=~Q(case__state__in=OVER))
        )
    }
    named = VILLAGES.rows(viewer).filter(campaign=campaign).select_related("village__town").order_by("village__code")
    planned = {one.village.name: one.spots_planned for one in named}
    villages = [one.village for one in named] or list(villages_in(campaign.area_path))
    names = [village.name for village in villages if _seen_by(viewer, village)]
    rest = [name for name in (*done, *found) if name not in names]  # work of the town itself, among others
    return [
        VillageWork(name, done.get(name, NOTHING), planned.get(name), *found.get(name, (0, 0)))
        for name in dict.fromkeys((*names, *rest))
    ]


def _seen_by(viewer: Actor, village: Area) -> bool:
    """Whether the viewer would see logs of the village: of the others it cannot be said whether they have begun."""
    there = WorkLog(area_path=village.path, town=village.town)
    return LOGS.policy.allows(viewer, LOGS.read, there)


def by_day(viewer: Actor, campaign: Campaign) -> Sequence[DayWork]:
    """What was done on each day on which anything was, the last day first; one statement."""
    done = _grouped(logs_of(viewer, campaign), F("day"))
    return [DayWork(day, done[day]) for day in sorted(done, reverse=True)]


def _grouped(rows: QuerySet[WorkLog], by: Expression | F) -> dict[Any, Mapping[str, int]]:
    found: Any = rows.order_by().values(where=by).annotate(**{f"sum_{name}": Sum(name) for name in QUANTITIES})
    return {row["where"]: {name: row[f"sum_{name}"] for name in QUANTITIES} for row in found}


def villages_in(path: str) -> QuerySet[Area]:
    """The villages in force below a path."""
    today = clock.today()
    rows = Area.objects.filter(path__below=path, level=Area.Level.VILLAGE)
    rows = rows.filter(Q(valid_to=None) | Q(valid_to__gt=today))
    return rows.select_related("town").order_by("code")


def standing_of(campaign: Campaign) -> Standing | None:
    """Who is responsible at which level in each village of the campaign; None where no chain is set up. Four statements."""
    chain = chain_for(CaseKind.FINDING, campaign.area)
    if chain is None:
        return None
    levels = list(ChainLevel.objects.filter(chain=chain).order_by("-rank"))
    holders: dict[tuple[Any, str], str] = {}
    for holder in ChainHolder.objects.filter(level__chain=chain, staff__is_active=True).select_related("staff", "area"):
        holders[holder.level_id, holder.area.path] = holder.staff.name
    named = campaign.village_paths
    villages = [
        village for village in villages_in(campaign.area_path) if village.path.startswith(named)
    ]  # a village's own entry goes before its town's
    return Standing(
        chain.name,
        [level.title for level in levels],
        [(village.name, [_holder(holders, level.pk, village.path) for level in levels]) for village in villages],
    )


def _holder(holders: Mapping[tuple[Any, str], str], level: Any, path: str) -> str:
    found = (holders.get((level, one)) for one in reversed(line_paths(path)))
    return next((name for name in found if name), "")
