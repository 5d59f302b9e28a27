"""Reading what is owed and what was seen, as far as the viewer may."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import OuterRef, QuerySet, Subquery
from django.utils.translation import gettext as _

from bihuan.inspections.models import PointCheck, PointTask, WeatherWarning
from bihuan.inspections.points.policies import CHECK, CHECKS, READ_CHECKS, TASKS
from bihuan.kernel import clock
from bihuan.kernel.errors import NotFound
from bihuan.orgs.models import PlacePoint
from bihuan.orgs.selectors.chains import line_paths
from bihuan.platform.actors import Actor
from bihuan.platform.policies import visible


def tasks(viewer: Actor) -> QuerySet[PointTask]:
    """Every task the viewer may see."""
    return visible(PointTask, viewer, READ_CHECKS).filter(voided_at=None)


@dataclass(frozen=True, slots=True)
class Owed:
    """One task of the day; `mine` when the viewer may record a check there."""

    task: PointTask
    mine: bool


def owed_on(viewer: Actor, day: date, *, own: bool) -> list[Owed]:
    """The tasks of a day, what is open first and the gravest first; `own` only those that the viewer answers for."""
    last = PointCheck.objects.filter(point=OuterRef("point"), voided_at=None, day__lt=day).order_by("-day")
    rows = tasks(viewer).filter(day=day).exclude(state=PointTask.State.CANCELLED)
    if own:
        rows = rows.filter(warden=viewer.actor_id)
    found = list(
        rows.select_related("point", "area", "warden", "warning")
        .annotate(last_day=Subquery(last.values("day")[:1]))
        .order_by("pk")[:500]
    )
    found.sort(
        key=lambda one: (
            one.state in (PointTask.State.DONE, PointTask.State.LATE),
            one.reason != PointTask.Reason.WEATHER,
            PlacePoint.Risk.values.index(one.point.risk),
            one.point.name,
        )
    )
    return [Owed(one, TASKS.allows(viewer, CHECK, one)) for one in found]


def point_to_check(viewer: Actor, point_id: UUID) -> PlacePoint:
    """The point a viewer is about to check.

    Raises:
        NotFound: there is none, or it lies where the viewer checks nothing.
    """
    point = PlacePoint.objects.select_related("area", "town", "warden").filter(pk=point_id, voided_at=None).first()
    if point is None or not CHECKS.allows(viewer, CHECK, at_point(point)):
        raise NotFound(_("没有找到这个部位,或者它不归您巡查。"))
    return point


def at_point(point: PlacePoint) -> PointCheck:
    """An unsaved check at a point, to ask the policy about."""
    return PointCheck(point=point, area_id=point.area_id, area_path=point.area_path, town_id=point.town_id)


def warnings_in_force(path: str, *, below: bool = False) -> list[WeatherWarning]:
    """The warnings in force now over an area (`below`: or over a part of it); the weather is public, so nobody is asked."""
    now = clock.now()
    rows = WeatherWarning.objects.filter(voided_at=None, begins_at__lte=now, ends_at__gt=now).select_related("area")
    if below:
        return [
            one
            for one in rows.order_by("-begins_at")
            if one.area_path.startswith(path) or path.startswith(one.area_path)
        ]
    return list(rows.filter(area_path__in=line_paths(path)).order_by("-begins_at"))
