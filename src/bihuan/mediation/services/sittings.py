"""Sittings: planned with people and a room, put off, cancelled."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from bihuan.cases.addresses import url_of_id
from bihuan.kernel import clock
from bihuan.kernel.errors import WrongState
from bihuan.mediation.models import Attendance, Dispute, Party, Result, Sitting
from bihuan.mediation.services import messages
from bihuan.orgs.models import Staff
from bihuan.orgs.services.checks import Faults
from bihuan.platform.actors import Actor
from bihuan.platform.change import change, create, create_many
from bihuan.platform.notify import tell
from bihuan.venues import services as venues
from bihuan.venues.models import Room

ABOUT = "sitting"
LONGEST = timedelta(hours=14)
MOST_OTHERS = 20
P = Attendance.Part


@dataclass(frozen=True, slots=True)
class SittingPlan:
    """When, where and with whom; `room` is booked, `place` says where when there is no room to book."""

    starts_at: datetime
    ends_at: datetime
    mediator: Staff | None
    room: Room | None = None
    place: str = ""
    co_mediators: Sequence[Staff] = ()
    recorder: Staff | None = None
    parties: Sequence[Party] = ()
    others: Sequence[str] = ()
    agenda: str = ""


def plan_sitting(actor: Actor, *, dispute_id: UUID, plan: SittingPlan) -> Sitting:
    """Arrange a sitting, with its room; the mediators asked to it are told.

    Raises:
        Invalid: fields of the plan; the mediator sits elsewhere then.
        Conflict: the room is taken then (field `room`).
        NotAllowed: `actor` may not write the dispute, or not book the room.
        WrongState: the mediation is over.
    """
    with transaction.atomic():
        dispute = Dispute.objects.select_for_update(of=("self",)).select_related("case").get(pk=dispute_id)
        if dispute.result != Result.PENDING:
            raise WrongState(_("这件纠纷已经有调解结果,不能再约调解会;要重新调解,请先把结果改回“调解中”。"))
        sitting = Sitting(dispute=dispute, number=dispute.sittings.count() + 1)
        _planned(sitting, plan)
        if plan.room is not None:
            sitting.booking = venues.book(
                actor, room=plan.room, starts_at=plan.starts_at, ends_at=plan.ends_at, purpose=_("调解会"),
                about=venues.About(ABOUT, sitting.pk),
            )  # fmt: skip
        create(sitting, actor=actor, verb="plan")
        create_many(_asked(sitting, plan), actor=actor, verb="plan")
        _tell(actor, sitting, plan, _("请参加第%(n)d次调解会:%(when)s,%(place)s") % _facts(sitting))
        messages.tell_of_sitting(sitting, plan.parties)
    return sitting


def replan_sitting(actor: Actor, *, sitting_id: UUID, plan: SittingPlan, seen: int | None = None) -> Sitting:
    """Another time, room or other people, before it was held; the room moves with it.

    Raises:
        Invalid, Conflict, NotAllowed, StaleRecord: as for planning.
        WrongState: held or cancelled already.
    """
    with transaction.atomic():
        with change(Sitting, sitting_id, actor=actor, verb="replan", seen=seen) as sitting:
            _still_planned(sitting)
            old, before = sitting.booking, (sitting.starts_at, sitting.place)
            _planned(sitting, plan)
            if plan.room is not None and old is not None:
                venues.move_booking(
                    actor, booking_id=old.pk, room=plan.room, starts_at=plan.starts_at, ends_at=plan.ends_at
                )
            elif plan.room is not None:
                sitting.booking = venues.book(
                    actor, room=plan.room, starts_at=plan.starts_at, ends_at=plan.ends_at, purpose=_("调解会"),
                    about=venues.About(ABOUT, sitting.pk),
                )  # fmt: skip
            elif old is not None:
                venues.cancel_booking(actor, booking_id=old.pk, reason=_("调解会改在别处"))
                sitting.booking = None
        _ask_anew(actor, sitting, plan)
        _tell(actor, sitting, plan, _("第%(n)d次调解会改期:%(when)s,%(place)s") % _facts(sitting))
        messages.tell_of_sitting(sitting, plan.parties, moved=(sitting.starts_at, sitting.place) != before)
    return sitting


def cancel_sitting(actor: Actor, *, sitting_id: UUID, reason: str, seen: int | None = None) -> Sitting:
    """It will not take place; the room is free again.

    Raises:
        Invalid: no reason.
        WrongState: held or cancelled already.
    """
    faults = Faults()
    reason = faults.text("reason", reason, _("取消原因"), most=200, required=True)
    faults.stop()
    with transaction.atomic():
        with change(Sitting, sitting_id, actor=actor, verb="cancel", seen=seen) as sitting:
            _still_planned(sitting)
            sitting.state, sitting.cancel_reason = Sitting.State.CANCELLED, reason
            sitting.note(reason)
            if sitting.booking_id is not None:
                venues.cancel_booking(actor, booking_id=sitting.booking_id, reason=_("调解会取消"))
                sitting.booking = None
        people = [
            one.staff_id
            for one in sitting.attendances.filter(asked=True).exclude(staff=None)
            if one.staff_id != actor.actor_id
        ]
        title = _("第%(n)d次调解会取消:%(when)s") % _facts(sitting)
        tell(
            [one for one in people if one is not None], kind="mediation.sitting", title=title,
            key=f"sitting.cancelled:{sitting.pk}", url=url_of_id(sitting.dispute.case_id),
        )  # fmt: skip
        messages.tell_of_cancelling(sitting)
    return sitting


def note_invited(actor: Actor, *, sitting_id: UUID, attendance_ids: Sequence[UUID]) -> Sitting:
    """The parties ticked have been told of the sitting (by telephone, message or paper), now.

    Raises:
        Invalid: nobody was ticked.
        WrongState: the sitting is not planned any more.
    """
    sitting = Sitting.objects.select_related("dispute", "dispute__case").get(pk=sitting_id)
    _still_planned(sitting)
    wanted = sitting.attendances.filter(pk__in=list(attendance_ids), invited_at=None).values_list("pk", flat=True)
    faults = Faults()
    if not attendance_ids:
        faults.add("people", _("请勾选已经通知到的人。"), "required")
    faults.stop()
    with transaction.atomic():
        for attendance_id in list(wanted):
            with change(Attendance, attendance_id, actor=actor, verb="replan") as asked:
                asked.invited_at = clock.now()
    return sitting


def _still_planned(sitting: Sitting) -> None:
    if sitting.state != Sitting.State.PLANNED:
        raise WrongState(
            _("第%(n)d次调解会%(state)s,不能再改约。") % {"n": sitting.number, "state": sitting.get_state_display()}
        )


def _planned(sitting: Sitting, plan: SittingPlan) -> None:
    faults = Faults()
    sitting.place = faults.text("place", plan.place, _("地点"), most=120)
    if plan.room is not None:
        sitting.place = f"{plan.room.venue.name} {plan.room.name}"
    elif not sitting.place:
        faults.add("place", _("请选择房间,或者写明在哪里调解。"), "required")
    sitting.agenda = faults.text("agenda", plan.agenda, _("事由"), most=200)
    if plan.ends_at <= plan.starts_at:
        faults.add("ends_at", _("结束时间应晚于开始时间。"), "order")
    elif plan.ends_at - plan.starts_at > LONGEST:
        faults.add("ends_at", _("一次调解会最长 14 个小时,更长的请分几次。"), "too_long")
    sitting.starts_at, sitting.ends_at = plan.starts_at, plan.ends_at
    if plan.mediator is None:
        faults.add("mediator", _("请选择主持调解员。"), "required")
    else:
        _refuse_two_at_once(faults, sitting, plan.mediator)
    sitting.mediator = plan.mediator
    if not plan.parties:
        faults.add("parties", _("请勾选参加的当事人。"), "required")
    if len(plan.others) > MOST_OTHERS:
        faults.add("others", _("其他参加人最多 %(most)d 位。") % {"most": MOST_OTHERS}, "too_many")
    faults.stop()


def _refuse_two_at_once(faults: Faults, sitting: Sitting, mediator: Staff) -> None:
    """Nobody leads two sittings at a time."""
    other = (
        Sitting.objects.filter(
            mediator=mediator,
            state=Sitting.State.PLANNED,
            starts_at__lt=sitting.ends_at,
            ends_at__gt=sitting.starts_at,
        )
        .exclude(pk=sitting.pk)
        .first()
    )
    if other is not None:
        faults.add(
            "mediator",
            _("%(name)s%(when)s已有另一场调解会,请换个时间或调解员。")
            % {"name": mediator.name, "when": f"{clock.local(other.starts_at):%m-%d %H:%M}"},
            "busy",
        )


def _asked(sitting: Sitting, plan: SittingPlan) -> list[Attendance]:
    """The unsaved rows of everybody asked; each person once, in the first part they have."""
    assert plan.mediator is not None  # asked for
    staff = {plan.mediator.pk: P.MEDIATOR}
    for one in plan.co_mediators:
        staff.setdefault(one.pk, P.CO_MEDIATOR)
    if plan.recorder is not None:
        staff.setdefault(plan.recorder.pk, P.RECORDER)
    people = [
        Attendance(sitting=sitting, part=part, staff_id=key, invited_at=clock.now()) for key, part in staff.items()
    ]
    for party in plan.parties:
        people.append(Attendance(sitting=sitting, part=P.PARTY, party=party))
        if party.agent_name:
            people.append(Attendance(sitting=sitting, part=P.AGENT, party=party))
    people += [Attendance(sitting=sitting, part=P.OTHER, name=name) for name in plan.others]
    return people


def _ask_anew(actor: Actor, sitting: Sitting, plan: SittingPlan) -> None:
    """Who is no longer asked leaves the list (nobody has come yet); who is new joins it; the rest must be told anew."""
    wanted = {_key(one): one for one in _asked(sitting, plan)}
    there = {_key(one): one for one in Attendance.objects.filter(sitting=sitting)}
    for key, one in there.items():
        fresh = wanted.get(key)
        with change(Attendance, one.pk, actor=actor, verb="replan") as asked:
            asked.asked = fresh is not None
            if fresh is not None:
                asked.part, asked.invited_at = fresh.part, fresh.invited_at
    create_many([one for key, one in wanted.items() if key not in there], actor=actor, verb="replan")


def _key(one: Attendance) -> tuple[object, ...]:
    if one.staff_id is not None:
        return ("staff", one.staff_id)
    return (one.part, one.party_id, one.name)


def _facts(sitting: Sitting) -> dict[str, object]:
    return {
        "n": sitting.number,
        "when": f"{clock.local(sitting.starts_at):%m-%d %H:%M}",
        "place": sitting.place,
    }


def _tell(actor: Actor, sitting: Sitting, plan: SittingPlan, title: str) -> None:
    people = [one for one in (plan.mediator, *plan.co_mediators, plan.recorder) if one is not None]
    tell(
        [one.pk for one in people if one.pk != actor.actor_id],
        kind="mediation.sitting",
        title=f"{title}({sitting.dispute.case.number})",
        key=f"sitting:{sitting.pk}:{sitting.version}",
        url=url_of_id(sitting.dispute.case_id),
    )
