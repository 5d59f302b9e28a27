"""Checks and tasks of the past, as lists of them say; no task waits, nobody is told, no hazard is opened."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from bihuan.inspections.models import PointCheck, PointTask, WeatherWarning
from bihuan.inspections.points.checklists import checklist
from bihuan.inspections.points.tasks_of_day import task_at
from bihuan.kernel import clock
from bihuan.kernel.errors import WrongState
from bihuan.orgs.models import PlacePoint, Staff
from bihuan.platform.actors import SYSTEM
from bihuan.platform.behind import all_or_none
from bihuan.platform.change import create_many


@dataclass(frozen=True, slots=True)
class PastTask:
    """A task of a past day: done by `by` at `at`, or (at None) missed and told to `told`; `fixed` was put right on the spot."""

    point: PlacePoint
    day: date
    why: str
    by: Staff
    at: datetime | None = None
    told: Staff | None = None
    told_why: str = ""
    reason: str = PointTask.Reason.SCHEDULE
    warning: WeatherWarning | None = None
    fixed: str = ""
    remark: str = ""


@override(settings.LANGUAGE_CODE)
def enter_past_tasks(past: Sequence[PastTask]) -> list[PointTask]:
    """Write tasks of past days with their checks, in a few statements.

    Raises:
        WrongState: one is of today or later.
    """
    if any(one.day >= clock.today() for one in past):
        raise WrongState(_("只能补录过去的巡查任务。"))
    lists = {kind: [(one.code, str(one.title)) for one in checklist(kind)] for kind in PlacePoint.Kind.values}
    tasks, checks = [], []
    for one in past:
        task = task_at(one.point, one.day, one.reason, one.why)
        task.warning, task.created_at = one.warning, clock.instant(one.day, 6)
        if one.at is None:
            task.state, task.escalated_to = PointTask.State.MISSED, one.told
            task.escalated_on, task.escalated_why = (one.day, one.told_why) if one.told is not None else (None, "")
        else:
            task.state = PointTask.State.DONE if clock.local(one.at).date() == one.day else PointTask.State.LATE
            task.check_made, task.done_at = _check(one, one.at, lists[one.point.kind]), one.at
            checks.append(task.check_made)
        tasks.append(task)
    with all_or_none():
        create_many(checks, actor=SYSTEM, verb="record")
        return create_many(tasks, actor=SYSTEM, verb="plan")


def _check(one: PastTask, at: datetime, items: Sequence[tuple[str, str]]) -> PointCheck:
    point, result = one.point, PointCheck.Result
    return PointCheck(
        point=point, area_id=point.area_id, area_path=point.area_path, town_id=point.town_id, by=one.by, checked_at=at,
        day=clock.local(at).date(), created_at=at, remark=one.remark, lat=point.lat, lon=point.lon, distance=0,
        items=[
            {"code": code, "title": title, "result": result.FIXED if code == one.fixed else result.OK, "remark": ""}
            for code, title in items
        ],
    )  # fmt: skip
