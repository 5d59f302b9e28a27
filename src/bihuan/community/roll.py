"""The roll of a class's day: who came, who fetched whom; a guardian hears of a child that did not come."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from bihuan.community.alarms import settle
from bihuan.community.models import Attendance, Enrolment, Lesson, Programme
from bihuan.community.policies import READ_ATTENDANCE
from bihuan.community.registers import ATTENDANCES, ENROLMENTS
from bihuan.kernel import clock
from bihuan.kernel.errors import Invalid, WrongState
from bihuan.orgs.registers.filling import SEPARATORS
from bihuan.orgs.services.checks import Faults
from bihuan.platform import audit
from bihuan.platform.actors import Actor
from bihuan.platform.change import change
from bihuan.platform.jobs import JobFailed, Progress, enqueue, job
from bihuan.platform.models import AuditEntry, NoticeChannel
from bihuan.platform.notify import tell
from bihuan.platform.notify.channels import Message, NotDelivered, send

State = Attendance.State


def may_fetch(enrolment: Enrolment) -> list[str]:
    """Those who may fetch a child: whom the guardian named, and the guardian."""
    named = SEPARATORS.split(f"{enrolment.pick_up}、{enrolment.guardian}")
    return list(dict.fromkeys(name for name in named if name))


@dataclass(frozen=True, slots=True)
class Line:
    """One child on the roll, `attendance` None until somebody said whether it came."""

    enrolment: Enrolment
    attendance: Attendance | None
    fetchers: list[str]


def roll(viewer: Actor, programme: Programme, day: date) -> list[Line]:
    """The children of a class on a day, by name, for those who run it; each person's look at a day's names is logged once.

    Raises:
        NotAllowed: the viewer does not run the class.
    """
    part = Enrolment()
    part.lie_with(programme)
    ENROLMENTS.policy.check(viewer, READ_ATTENDANCE, part)
    shown = Enrolment.objects.filter(programme=programme, voided_at=None, state__in=Enrolment.ENROLLED)
    marked = Attendance.objects.filter(enrolment__programme=programme, day=day, voided_at=None)
    there = {one.enrolment_id: one for one in marked}
    _log_look(viewer, programme, day)
    return [Line(one, there.get(one.pk), may_fetch(one)) for one in shown.order_by("grade", "seat", "applied_at")]


def _log_look(viewer: Actor, programme: Programme, day: date) -> None:
    note = _("点名册 %(day)s") % {"day": day.isoformat()}
    looked = AuditEntry.objects.filter(object_id=programme.pk, verb="open_roll", actor_id=viewer.actor_id, note=note)
    if not looked.exists():
        audit.append(programme, actor=viewer, verb="open_roll", note=note)


def mark(*, actor: Actor, enrolment_id: UUID, day: date, state: str, remark: str = "") -> Attendance:
    """Say whether a child came; saying it again corrects it, saying the same again changes nothing.

    Raises:
        NotAllowed; Invalid: field `state`, `day` or `enrolment`; WrongState: it was fetched already.
    """
    with transaction.atomic():
        enrolment = ENROLMENTS.by_id(actor, enrolment_id)
        known = Attendance.objects.filter(enrolment=enrolment, day=day, voided_at=None).first()
        if known is None:
            values = {"enrolment": enrolment, "day": day, "state": state, "remark": remark}
            done = ATTENDANCES.add(actor=actor, values=values)
        elif known.state == state and known.remark == remark:
            return known
        else:
            done = _corrected(actor, known.pk, state, remark)
        if state == State.ABSENT and day == clock.today():
            _say_absent(enrolment, done)
    return done


def _corrected(actor: Actor, pk: UUID, state: str, remark: str) -> Attendance:
    with change(Attendance, pk, actor=actor, verb="mark") as attendance:
        faults = Faults()
        faults.choice("state", state, State.values)
        faults.stop()
        if attendance.picked_up_at is not None and state not in Attendance.CAME:
            raise WrongState(_("已登记接走,不能改为没有到场。"))
        attendance.state, attendance.remark = state, remark[:200]
    return attendance


def _say_absent(enrolment: Enrolment, attendance: Attendance) -> None:
    programme = enrolment.programme
    tell(
        programme.staff_id,
        kind="attendance.absent",
        title=_("“%(programme)s”有孩子没来也没请假,请电话联系家长") % {"programme": programme.title},
        key=f"attendance.absent:{attendance.pk}",
        url=f"/programmes/{programme.pk}/roll/?day={attendance.day.isoformat()}",
    )
    enqueue("attendance.absent", {"attendance": str(attendance.pk)}, key=f"attendance.absent:{attendance.pk}")


@job("attendance.absent")
def tell_guardian(payload: dict[str, Any], _progress: Progress) -> None:
    """A short message to the guardian by the town's SMS gateway, where there is one; it names no child."""
    found = Attendance.objects.filter(pk=payload["attendance"], state=State.ABSENT, voided_at=None)
    attendance = found.select_related("enrolment__programme").first()
    if attendance is None:
        return  # corrected meanwhile
    enrolment = attendance.enrolment
    active = NoticeChannel.objects.filter(active=True, kind=NoticeChannel.Kind.SMS)
    channels = [one for one in active if one.town_id in (None, enrolment.town_id)]
    if not channels:
        return
    text = _("您的孩子今天没有到班,也没有请假,请马上和老师联系。")
    message = Message(
        key=f"attendance.absent:{attendance.pk}", title=enrolment.programme.title, text=text, url="", mail="",
        phone="".join(filter(str.isdigit, enrolment.phone)),
    )  # fmt: skip
    try:
        send(min(channels, key=lambda one: one.town_id is None), message)
    except NotDelivered as error:
        raise JobFailed(str(error)) from error


def pick_up(*, actor: Actor, attendance_id: UUID, who: str, confirmed: str = "", seen: int | None = None) -> Attendance:
    """Somebody fetched a child. Who is not on the guardian's list needs the guardian's confirmation, in words.

    Raises:
        NotAllowed; StaleRecord; Invalid: fields `who`, `confirmed`;
        WrongState: it did not come, or was fetched already.
    """
    faults = Faults()
    who = faults.name("who", who, _("接走的人"), most=40)
    confirmed = faults.text("confirmed", confirmed, _("监护人怎样确认"), most=200)
    faults.stop()
    with transaction.atomic():
        with change(Attendance, attendance_id, actor=actor, verb="pick_up", seen=seen) as attendance:
            if attendance.state not in Attendance.CAME:
                raise WrongState(_("今天没有到场,不能登记接走。"))
            if attendance.picked_up_at is not None:
                raise WrongState(_("%(when)s 已登记接走。") % {"when": f"{clock.local(attendance.picked_up_at):%H:%M}"})
            if attendance.day != clock.today():
                raise Invalid(_("只能登记当天的接送。"), field="who", code="day")
            if who not in may_fetch(attendance.enrolment):
                if len(confirmed) < 4:
                    raise Invalid(
                        _("“%(who)s”不在监护人写的名单里。请先联系监护人,写明什么时间、怎样确认的。") % {"who": who},
                        field="confirmed",
                        code="not_named",
                    )
                attendance.confirmed = confirmed
            attendance.picked_up_at, attendance.picked_up_by = clock.now(), who
            attendance.handed_by_id = actor.actor_id
        settle(attendance)
    return attendance


def class_days(programme: Programme) -> list[date]:
    """The days on which a programme has lessons, in order."""
    found = Lesson.objects.filter(programme=programme, voided_at=None).order_by("day")
    return list(found.values_list("day", flat=True).distinct())
