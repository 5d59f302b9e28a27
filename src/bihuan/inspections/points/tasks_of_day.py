"""What is owed on a day: made by rule and by warning, done by checks, and at the day's end told to whoever answers for it."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from bihuan.cases.limits import calendar
from bihuan.cases.models import CaseKind
from bihuan.cases.responsibility import Answerable, ranked
from bihuan.inspections.models import PointCheck, PointTask, WeatherWarning
from bihuan.inspections.models.checks import covers
from bihuan.inspections.points import rules, schedule
from bihuan.inspections.points.checklists import PRODUCTION
from bihuan.inspections.points.policies import CHECK, SET_RULES, TASKS
from bihuan.kernel import clock
from bihuan.kernel.errors import NotFound, WrongState
from bihuan.orgs.models import Area, PlacePoint
from bihuan.orgs.services.checks import Faults
from bihuan.platform.actors import SYSTEM, Actor
from bihuan.platform.change import change, create, create_many, guards
from bihuan.platform.notify import tell

State, Reason = PointTask.State, PointTask.Reason
TODAY_URL = "/points/today/"
LATE_WITHIN = timedelta(days=7)  # a check made up for later than that is a new one
HIGHEST = 4  # ranks of the chain
MOST_GAPS = 500  # looked at in one go

_VERBS = {"plan": "", "ask": SET_RULES, "do": CHECK, "miss": "", "cancel": SET_RULES}


@guards(PointTask)
def guard_task(task: PointTask, actor: Actor, verb: str) -> None:
    """The clock makes and misses tasks; people ask for them, do them and take them back."""
    if verb not in _VERBS:
        raise WrongState(_("巡查任务没有“%(verb)s”这个操作。") % {"verb": verb})
    if _VERBS[verb]:
        TASKS.check(actor, _VERBS[verb], task)
    elif actor is not SYSTEM:
        raise WrongState(_("巡查任务由系统按规则生成。"))


def closing_time() -> time:
    """The hour (local) from which a task that is not done counts as missed."""
    return time.fromisoformat(settings.CHECKS_DUE)


def make_tasks(day: date, *, within: str = "") -> list[PointTask]:
    """Make what is owed on `day` below an area path, once for each point and reason; the wardens are told.

    A fixed number of statements whatever the number of points.
    """
    with transaction.atomic():
        _one_at_a_time()
        tasks = create_many(owed(day, within=within), actor=SYSTEM, verb="plan")
        _tell_wardens(tasks, day)
    return tasks


def _one_at_a_time() -> None:
    """The job of the day and a warning that comes in meanwhile wait for one another, so that none makes a task twice."""
    list(Area.objects.select_for_update(no_key=True).filter(parent=None).values_list("pk"))


def owed(day: date, *, within: str = "") -> list[PointTask]:
    """The unsaved tasks of a day that are not there yet; five queries."""
    book = rules.rulebook()
    warnings = [
        one for one in _warnings_around(day) if one.area_path.startswith(within) or within.startswith(one.area_path)
    ]
    points = PlacePoint.objects.filter(
        voided_at=None, area_path__below=within, water__left_on=None, business__left_on=None
    ).order_by("pk")
    there = set(PointTask.objects.filter(day=day, area_path__below=within).values_list("point_id", "reason"))
    seen = dict(
        PointCheck.objects.filter(voided_at=None, area_path__below=within, day__lte=day)
        .order_by()
        .values_list("point_id")
        .annotate(last=Max("day"))
    )
    works = calendar().is_working_day(day)
    found: list[PointTask] = []
    for point in points:
        of_kind = book.of(point.kind, point.town_id)
        called = _called_by_weather(of_kind, point, day, warnings)
        if called is not None:
            if (point.pk, Reason.WEATHER) not in there:
                found.append(called)
            continue
        # Workshops, shops and sites are visited on working days; a water is as deep on a Sunday.
        if not works and point.kind in PRODUCTION:
            continue
        rule = schedule.season_rule(of_kind, point.kind, point.risk, day)
        if (
            rule is not None
            and (point.pk, Reason.SCHEDULE) not in there
            and schedule.is_due(rule, day, seen.get(point.pk))
        ):
            found.append(task_at(point, day, Reason.SCHEDULE, rules.said(rule)))
    return found


def _warnings_around(day: date) -> list[WeatherWarning]:
    midnight, next_midnight = clock.instant(day), clock.instant(day + timedelta(days=1))
    return list(WeatherWarning.objects.filter(voided_at=None, ends_at__gte=midnight, begins_at__lt=next_midnight))


def _called_by_weather(
    of_kind: Iterable[schedule.Rule], point: PlacePoint, day: date, warnings: Sequence[WeatherWarning]
) -> PointTask | None:
    here = {schedule.Warned(one.kind, one.level): one for one in warnings if covers(one, point.area_path, day)}
    found = schedule.weather_rule(of_kind, point.kind, point.risk, list(here))
    if found is None:
        return None
    task = task_at(point, day, Reason.WEATHER, rules.warned_said(found[1]))
    task.warning = here[found[1]]
    return task


def task_at(point: PlacePoint, day: date, reason: str, why: str) -> PointTask:
    """An unsaved task at a point."""
    return PointTask(
        point=point, day=day, reason=reason, why=why[:120], warden_id=point.warden_id, area_id=point.area_id,
        area_path=point.area_path, town_id=point.town_id,
    )  # fmt: skip


def _tell_wardens(tasks: Sequence[PointTask], day: date) -> None:
    for urgent in (True, False):
        mine = Counter(one.warden_id for one in tasks if (one.reason == Reason.WEATHER) is urgent and one.warden_id)
        for warden, count in mine.items():
            title = _("天气预警:今天有 %(count)d 处要去巡查") if urgent else _("今天有 %(count)d 处要巡查检查")
            tell(
                [warden],
                kind="points.warned" if urgent else "points.owed",
                title=title % {"count": count},
                url=TODAY_URL,
                key=f"points.owed:{day}:{urgent}:{clock.now().timestamp():.0f}" if urgent else f"points.owed:{day}",
            )


def ask_for_check(*, actor: Actor, point_id: UUID, why: str) -> PointTask:
    """Have a point looked at today, outside its rhythm.

    Raises:
        Invalid: no reason (field `why`).
        NotAllowed: `actor` sets no rules there.
        Conflict: it is asked for today already.
    """
    faults = Faults()
    why = faults.text("why", why, _("安排理由"), most=120, required=True)
    faults.stop()
    point = PlacePoint.objects.filter(pk=point_id, voided_at=None).first()
    if point is None:
        raise NotFound(_("没有找到这个部位,或者已经注销。"))
    task = create(task_at(point, clock.today(), Reason.ASKED, why), actor=actor, verb="ask")
    if task.warden_id is not None:
        tell(
            [task.warden_id], kind="points.owed", title=_("请今天去看看:%(point)s") % {"point": point.name}, text=why,
            url=TODAY_URL, key=f"points.asked:{task.pk}",
        )  # fmt: skip
    return task


def cancel_task(*, actor: Actor, pk: UUID, reason: str) -> PointTask:
    """Take a task back, with the reason in the trail.

    Raises:
        Invalid: no reason (field `reason`).
        WrongState: it is done, missed or taken back already.
    """
    faults = Faults()
    reason = faults.text("reason", reason, _("取消理由"), most=200, required=True)
    faults.stop()
    with change(PointTask, pk, actor=actor, verb="cancel") as task:
        if task.state != State.OPEN:
            raise WrongState(_("任务现在是“%(state)s”,不能取消。") % {"state": task.get_state_display()})
        task.state = State.CANCELLED
        task.note(reason)
    return task


def fulfil(check: PointCheck, actor: Actor) -> list[PointTask]:
    """Let a check do what was owed at its point: all of its own day, else the last one missed before."""
    tasks = PointTask.objects.filter(point=check.point_id, day__lte=check.day, day__gt=check.day - LATE_WITHIN)
    waiting = list(tasks.filter(state__in=[State.OPEN, State.MISSED]).order_by("-day"))
    mine = [one for one in waiting if one.day == check.day] or waiting[:1]
    done = []
    for one in mine:
        with change(PointTask, one.pk, actor=actor, verb="do") as task:
            if task.state not in (State.OPEN, State.MISSED):
                continue  # somebody else's check was first
            task.state = State.DONE if task.day == check.day else State.LATE
            task.done_at, task.check_made = check.checked_at, check
        done.append(task)
    return done


def close_day(moment: datetime) -> int:
    """What was owed up to the day of `moment` and is open past its hour is missed and told up the chain; says how many."""
    here = clock.local(moment)
    last = here.date() if here.time() >= closing_time() else here.date() - timedelta(days=1)
    open_still = PointTask.objects.filter(state=State.OPEN, day__lte=last).order_by("day", "pk")
    told: dict[UUID, list[PointTask]] = defaultdict(list)
    whys: dict[tuple[UUID, int], Answerable | None] = {}
    count = 0
    for key in list(open_still.values_list("pk", flat=True)[:MOST_GAPS]):
        with change(PointTask, key, actor=SYSTEM, verb="miss") as task:
            if task.state != State.OPEN:
                continue
            task.state = State.MISSED
            found = _answerable(task, moment, whys)
            if found is not None:
                task.escalated_to, task.escalated_on, task.escalated_why = found.staff, here.date(), found.why[:200]
                told[found.staff.pk].append(task)
        count += 1
    for person, tasks in told.items():
        _tell_of_gaps(person, tasks, here.date())
    return count


def _answerable(
    task: PointTask, moment: datetime, known: dict[tuple[UUID, int], Answerable | None]
) -> Answerable | None:
    """One rank higher for each day in a row on which nobody came; never the warden, who knows."""
    for rank in range(min(_missed_in_a_row(task) + 1, HIGHEST), HIGHEST + 1):
        key = (task.area_id, rank)
        if key not in known:
            known[key] = ranked(CaseKind.HAZARD, task.area, rank, moment)
        found = known[key]
        if found is not None and found.staff.pk != task.warden_id:
            return found
    lower = [one for (area, _rank), one in known.items() if area == task.area_id and one is not None]
    return next((one for one in reversed(lower) if one.staff.pk != task.warden_id), None)


def _missed_in_a_row(task: PointTask) -> int:
    last = PointCheck.objects.filter(point=task.point_id, voided_at=None).aggregate(last=Max("day"))["last"]
    missed = PointTask.objects.filter(point=task.point_id, state=State.MISSED, day__lt=task.day)
    return (missed.filter(day__gt=last) if last is not None else missed).values("day").distinct().count()


def _tell_of_gaps(person: UUID, tasks: Sequence[PointTask], day: date) -> None:
    names = _("、").join(one.point.name for one in tasks[:5])
    tell(
        [person],
        kind="points.gap",
        title=_("今天有 %(count)d 处没有按时巡查") % {"count": len(tasks)},
        text=_("%(names)s。请今天安排人去看。") % {"names": names},
        url=f"/ledgers/point_tasks/?state=missed&day={day}..{day}",
        key=f"points.gap:{day}:{tasks[0].pk}",
    )
