"""Planning the rota, and what becomes of an appointment: received, missed, cancelled, taken on as a dispute."""

from collections.abc import Sequence
from datetime import date, time, timedelta
from uuid import UUID

from django.utils.translation import gettext as _

from bihuan.cases.models import Channel
from bihuan.kernel.errors import BihuanError, Invalid, WrongState
from bihuan.mediation.advice.registers import SHIFTS, State
from bihuan.mediation.models import AdviceBooking, AdviceShift, Dispute, DisputeKind, Professional
from bihuan.mediation.services import register_dispute
from bihuan.orgs.models import Area
from bihuan.orgs.services.checks import Faults
from bihuan.platform.actors import Actor
from bihuan.platform.change import change

LONGEST_PLAN = timedelta(days=186)
MOST_ADVICE = 5000


def plan_shifts(
    actor: Actor,
    *,
    professional: Professional,
    area: Area,
    first: date,
    last: date,
    weekdays: Sequence[int],
    starts: time,
    ends: time,
    slot: int = 30,
    place: str = "",
) -> list[AdviceShift]:
    """The same hours on each of `weekdays` (Monday 0) between two days; days on which hours overlap stay as they are.

    Raises:
        Invalid: a period upside down or longer than half a year (field `last`), no weekday (`weekdays`), hours too short.
        NotAllowed: `actor` plans no rota there.
    """
    faults = Faults()
    if last < first or last - first > LONGEST_PLAN:
        faults.add("last", _("止日应在起日之后,一次最多排半年。"), "range")
    if not weekdays:
        faults.add("weekdays", _("请选择每周星期几驻点。"), "required")
    faults.stop()
    days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    same = {"professional": professional, "area": area, "starts": starts, "ends": ends, "slot": slot, "place": place}
    answers = SHIFTS.add_many(actor=actor, rows=[{**same, "day": day} for day in days if day.weekday() in weekdays])
    planned = [one for one in answers if isinstance(one, AdviceShift)]
    if not planned:
        refusal = next((one for one in answers if isinstance(one, BihuanError)), None)
        raise refusal or Invalid(_("这段时间里没有选中的星期,请核对日期。"), field="weekdays", code="nothing")
    return planned


def serve(actor: Actor, *, pk: UUID, outcome: str, advice: str, seen: int | None = None) -> AdviceBooking:
    """What came of the advice.

    Raises:
        Invalid: no outcome or nothing written (fields `outcome`, `advice`).
        WrongState: cancelled or missed.
    """
    faults = Faults()
    outcome = faults.choice("outcome", outcome, AdviceBooking.Outcome.values)
    advice = faults.text("advice", advice, _("解答意见"), most=MOST_ADVICE, required=True)
    faults.stop()
    with change(AdviceBooking, pk, actor=actor, verb="serve", seen=seen) as booking:
        _expect(booking, State.BOOKED, State.SERVED)
        booking.state, booking.outcome, booking.advice = State.SERVED, outcome, advice
    return booking


def mark_absent(actor: Actor, *, pk: UUID, seen: int | None = None) -> AdviceBooking:
    """Nobody came; the slot is free again."""
    with change(AdviceBooking, pk, actor=actor, verb="absent", seen=seen) as booking:
        _expect(booking, State.BOOKED)
        booking.state = State.ABSENT
    return booking


def cancel(actor: Actor, *, pk: UUID, reason: str, seen: int | None = None) -> AdviceBooking:
    """The appointment is called off, with a reason; the slot is free again."""
    faults = Faults()
    reason = faults.text("reason", reason, _("取消原因"), most=200, required=True)
    faults.stop()
    with change(AdviceBooking, pk, actor=actor, verb="cancel", seen=seen) as booking:
        _expect(booking, State.BOOKED)
        booking.state, booking.cancel_reason = State.CANCELLED, reason
        booking.note(reason)
    return booking


def open_case(actor: Actor, *, pk: UUID) -> Dispute:
    """Take the matter on as a dispute with its case; the person, the kind and the words come along.

    Raises:
        WrongState: it was taken on already, or the appointment was cancelled.
        Invalid: the appointment names no town (field `area`).
    """
    with change(AdviceBooking, pk, actor=actor, verb="open_case") as booking:
        _expect(booking, State.BOOKED, State.SERVED)
        if booking.case_id is not None:
            raise WrongState(_("这次咨询已经转为事项。"))
        if booking.area.town_id is None:
            raise Invalid(_("请先修改预约,把所属区域选到乡镇(街道)或村(社区)。"), field="area", code="area")
        dispute = register_dispute(
            actor,
            kind=booking.kind or DisputeKind.OTHER,
            area=booking.area,
            applicant=booking.name,
            applicant_phone=booking.phone,
            summary=booking.question or booking.advice,
            channel=Channel.WALK_IN,
        )
        booking.case = dispute.case
        booking.note(dispute.case.number)
    return dispute


def _expect(booking: AdviceBooking, *states: str) -> None:
    if booking.state not in states:
        raise WrongState(_("这次预约是“%(state)s”,不能这样操作。") % {"state": booking.get_state_display()})
