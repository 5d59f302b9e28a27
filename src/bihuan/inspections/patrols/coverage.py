"""Which households and points of a grid nobody has seen for how long; a stop, a check and a registered look all count."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Max, Q, QuerySet

from bihuan.inspections.models import Patrol, PatrolStop, PointCheck
from bihuan.inspections.points.policies import READ_CHECKS, READ_PATROLS
from bihuan.kernel import clock
from bihuan.orgs.addresses import household_url, point_url
from bihuan.orgs.models import Area, Household, PlacePoint
from bihuan.orgs.selectors import households, place_points
from bihuan.platform.actors import Actor
from bihuan.platform.policies import visible

MOST = 500


@dataclass(frozen=True, slots=True)
class Unseen:
    """A point or household and when somebody was there last (None: never since it is registered here)."""

    title: str
    kind: str
    url: str
    grid: str
    last: date | None
    days: int | None

    @property
    def tone(self) -> str:
        return "late" if self.days is None or self.days > 30 else "soon" if self.days > 7 else "calm"


@dataclass(frozen=True, slots=True)
class GridWeek:
    """One grid in one week: how many of its things were seen, by how many patrols."""

    area: Area
    points: int
    points_seen: int
    households: int
    households_seen: int
    patrols: int

    @property
    def share(self) -> int | None:
        """Per cent of points and households seen; None where there are none."""
        of = self.points + self.households
        return round(100 * (self.points_seen + self.households_seen) / of) if of else None


@dataclass(frozen=True, slots=True)
class Coverage:
    """A week of the grids below an area: each grid, and what was unseen longest at the week's end."""

    grids: list[GridWeek]
    unseen: list[Unseen]


def patrols(viewer: Actor) -> QuerySet[Patrol]:
    """Every patrol the viewer may read of."""
    return visible(Patrol, viewer, READ_PATROLS).filter(voided_at=None).select_related("area", "by")


def coverage(viewer: Actor, area: Area, monday: date) -> Coverage:
    """The week from `monday` below `area`, as far as the viewer may see its points, households and patrols; eight queries."""
    first, last = clock.instant(monday), clock.instant(monday + timedelta(days=7))
    below = {"area_path__below": area.path}
    points = list(place_points(viewer).filter(**below))
    homes = list(households(viewer).filter(**below))
    seen = last_seen(viewer, Q(**below), last)
    walked: dict[str, int] = {}
    for path in (
        patrols(viewer).filter(opened_at__gte=first, opened_at__lt=last, **below).values_list("area_path", flat=True)
    ):
        walked[path] = walked.get(path, 0) + 1
    grids = Area.objects.filter(level=Area.Level.GRID, path__below=area.path, valid_to=None).order_by("path")
    weeks = [_week(grid, points, homes, seen, first, walked) for grid in grids]
    end = min(monday + timedelta(days=6), clock.today())
    return Coverage(weeks, _longest_unseen(points, homes, seen, end))


def last_seen(viewer: Actor, where: Q, before: datetime) -> dict[UUID, datetime]:
    """When a patrol or a check was last at each point and household (by id) before an instant, as far as the viewer may
    read of them; three queries. `where` narrows by `area_path`.
    """
    stops = visible(PatrolStop, viewer, READ_PATROLS).filter(where, voided_at=None, at__lt=before).order_by()
    checks = visible(PointCheck, viewer, READ_CHECKS).filter(where, voided_at=None, checked_at__lt=before).order_by()
    seen: dict[UUID, datetime] = {}
    for rows in (
        stops.filter(point__isnull=False).values_list("point_id").annotate(last=Max("at")),
        stops.filter(household__isnull=False).values_list("household_id").annotate(last=Max("at")),
        checks.values_list("point_id").annotate(last=Max("checked_at")),
    ):
        for key, moment in rows:
            seen[key] = max(moment, seen.get(key, moment))
    return seen


def _week(
    grid: Area,
    points: list[PlacePoint],
    homes: list[Household],
    seen: dict[UUID, datetime],
    first: datetime,
    walked: Any,
) -> GridWeek:
    here = [one for one in points if one.area_path.startswith(grid.path)]
    at_home = [one for one in homes if one.area_path.startswith(grid.path)]

    def count(things: list[Any]) -> int:
        return sum(one.pk in seen and seen[one.pk] >= first for one in things)

    return GridWeek(grid, len(here), count(here), len(at_home), count(at_home), walked.get(grid.path, 0))


def _longest_unseen(
    points: list[PlacePoint], homes: list[Household], seen: dict[UUID, datetime], end: date
) -> list[Unseen]:
    found = []
    things: list[PlacePoint | Household] = [*points, *homes]
    for one in things:
        moment = seen.get(one.pk)
        last = clock.local(moment).date() if moment is not None else None
        is_point = isinstance(one, PlacePoint)
        found.append(
            Unseen(
                title=str(one),
                kind=str(one.get_kind_display()) if isinstance(one, PlacePoint) else str(Household._meta.verbose_name),
                url=point_url(one.pk) if is_point else household_url(one.pk),
                grid=one.area.name,
                last=last,
                days=(end - last).days if last is not None else None,
            )
        )
    found.sort(key=lambda one: (one.last is not None, one.last or end, one.title))
    return found[:MOST]
