"""A child that nobody fetched: who is in charge is told, then the chain level by level until somebody takes it up."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from bihuan.community.models import Alarm, Attendance, Lesson, Programme
from bihuan.community.registers import ALARMS
from bihuan.kernel import clock
from bihuan.kernel.errors import WrongState
from bihuan.orgs.selectors import chain_for, level_above
from bihuan.orgs.services.checks import Faults
from bihuan.platform.actors import SYSTEM, Actor
from bihuan.platform.change import change
from bihuan.platform.jobs import periodic
from bihuan.platform.notify import tell

CLIMBS_AFTER = timedelta(minutes=15)
State = Alarm.State


@periodic(minutes=5)
def watch_pick_up() -> None:
    """Raise what is due and climb with what nobody took up; doing it again changes nothing."""
    raise_due()
    climb_due()


def raise_due() -> list[Alarm]:
    """An alarm for each child of today that came and was not fetched in time, once."""
    today = clock.today()
    left = Attendance.objects.filter(
        day=today,
        state__in=Attendance.CAME,
        picked_up_at=None,
        voided_at=None,
        alarm=None,
        enrolment__programme__kind__in=Programme.CHILDREN,
    )
    found = list(left.select_related("enrolment__programme"))
    if not found:
        return []
    ends = dict(
        Lesson.objects.filter(programme__in={one.enrolment.programme_id for one in found}, day=today, voided_at=None)
        .values("programme")
        .annotate(last=Max("to_hour"))
        .values_list("programme", "last")
    )
    raised = []
    for attendance in found:
        programme = attendance.enrolment.programme
        end = programme.to_hour or ends.get(programme.pk)
        if end is None:
            continue
        due = clock.instant(today, end.hour, end.minute) + timedelta(minutes=programme.alarm_minutes)
        if clock.now() >= due:
            raised.append(_raise(attendance, programme))
    return raised


def _raise(attendance: Attendance, programme: Programme) -> Alarm:
    now = clock.now()
    with transaction.atomic():
        values = {"programme": programme, "attendance": attendance, "raised_at": now}
        made = ALARMS.add(actor=SYSTEM, values=values)
        _tell(made, programme.staff_id)
    return made


def _tell(alarm: Alarm, person: UUID) -> None:
    tell(
        person,
        kind="alarm.uncollected",
        title=_("“%(programme)s”放学后有孩子无人接走,请马上处理") % {"programme": alarm.programme.title},
        key=f"alarm.uncollected:{alarm.pk}:{alarm.rank}",
        url=ALARMS.url(alarm.pk),
        urgent=True,
    )


def climb_due() -> int:
    """Tell the next level of the chain of each alarm that nobody took up within a quarter; returns how many climbed."""
    waiting = Alarm.objects.filter(state=State.RAISED, told_at__lte=clock.now() - CLIMBS_AFTER)
    return sum(_climb(key, clock.now()) for key in list(waiting.values_list("pk", flat=True)))


def _climb(alarm_id: UUID, now: datetime) -> bool:
    alarm = Alarm.objects.select_related("area", "programme").get(pk=alarm_id)
    chain = chain_for("", alarm.area)
    rung = level_above(chain, alarm.rank, alarm.area) if chain is not None else None
    if rung is None or rung.staff is None:
        return False  # the top was told; it stays there until somebody takes it up
    try:
        with transaction.atomic():
            with change(Alarm, alarm_id, actor=SYSTEM, verb="climb") as one:
                if one.state != State.RAISED:
                    raise WrongState(_("已有人接警。"))
                one.rank, one.told_at = rung.rank, now
            _tell(one, rung.staff.pk)
    except WrongState:
        return False
    return True


def take(*, actor: Actor, alarm_id: UUID, seen: int | None = None) -> Alarm:
    """Somebody sees to it; it climbs no further.

    Raises:
        NotAllowed, StaleRecord; WrongState: taken up or closed already.
    """
    with change(Alarm, alarm_id, actor=actor, verb="take", seen=seen) as alarm:
        if alarm.state != State.RAISED:
            raise WrongState(_("这个报警已有人接警。"))
        alarm.state, alarm.taken_by_id, alarm.taken_at = State.TAKEN, actor.actor_id, clock.now()
    return alarm


def close(*, actor: Actor, alarm_id: UUID, outcome: str, seen: int | None = None) -> Alarm:
    """What happened in the end.

    Raises:
        NotAllowed, StaleRecord; Invalid: nothing is said (field `outcome`); WrongState: closed already.
    """
    faults = Faults()
    outcome = faults.text("outcome", outcome, _("处理结果"), most=300, required=True)
    faults.stop()
    with change(Alarm, alarm_id, actor=actor, verb="close", seen=seen) as alarm:
        if alarm.state == State.CLOSED:
            raise WrongState(_("这个报警已经办结。"))
        _closed(alarm, outcome)
    return alarm


def settle(attendance: Attendance) -> None:
    """The child was fetched after all: its alarm, if there is one, is closed with that."""
    key = Alarm.objects.filter(attendance=attendance).exclude(state=State.CLOSED).values_list("pk", flat=True).first()
    if key is not None:
        with change(Alarm, key, actor=SYSTEM, verb="close") as alarm:
            _closed(alarm, _("已接走,系统办结。"))


def _closed(alarm: Alarm, outcome: str) -> None:
    alarm.state, alarm.closed_at, alarm.outcome = State.CLOSED, clock.now(), outcome
    alarm.note(outcome)
