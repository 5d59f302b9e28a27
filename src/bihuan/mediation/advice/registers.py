"""The registers of professionals, of their shifts and of the appointments with them."""

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as t

from bihuan.kernel import clock
from bihuan.kernel.errors import Conflict
from bihuan.mediation.advice import policies
from bihuan.mediation.advice.slots import slot_at, slots
from bihuan.mediation.models import AdviceBooking, AdviceShift, Professional
from bihuan.orgs.registers import Register
from bihuan.orgs.registers.filling import Values
from bihuan.orgs.services.checks import Faults
from bihuan.platform.actors import Actor

State = AdviceBooking.State
HOLDS = (State.BOOKED, State.SERVED)  # states in which an appointment holds its slot


def _professional_fits(one: Professional, faults: Faults) -> None:
    if one.since is not None and one.until is not None and one.until < one.since:
        faults.add("until", _("驻点止不能早于驻点起。"), "date")


def _shift_fits(shift: AdviceShift, faults: Faults) -> None:
    if not next(slots(shift.day, shift.starts, shift.ends, shift.slot), None):
        faults.add("ends", _("从开始到结束还不够一次预约,请核对时间和每次预约的分钟数。"), "range")
    same = AdviceShift.objects.filter(professional_id=shift.professional_id, day=shift.day, voided_at=None)
    if same.filter(starts__lt=shift.ends, ends__gt=shift.starts).exclude(pk=shift.pk).exists():
        faults.add("starts", _("这位驻点人员当天这个时间已经排了班,请另选时间。"), "taken")


def _has_bookings(shift: AdviceShift) -> str:
    if AdviceBooking.objects.filter(shift=shift, state__in=HOLDS, voided_at=None).exists():
        return _("这个班次已经有人预约,请先改约或取消预约,再改动班次。")
    return ""


def _booking_fits(booking: AdviceBooking, faults: Faults) -> None:
    shift = booking.shift
    slot = slot_at(shift.day, shift.starts, shift.ends, shift.slot, booking.starts_at)
    if slot is None:
        faults.add("starts_at", _("这个班次没有这个时段,请从排班表里选空闲的时段。"), "no_slot")
        return
    booking.professional_id, booking.ends_at = shift.professional_id, slot.ends_at
    taken = AdviceBooking.objects.filter(
        professional_id=shift.professional_id, starts_at=booking.starts_at, state__in=HOLDS, voided_at=None
    )
    if taken.exclude(pk=booking.pk).exists():
        faults.add("starts_at", _taken(), "taken")


def _taken() -> str:
    return _("这个时段已经有人预约了,请另选一个空闲的时段。")


def _is_over(booking: AdviceBooking) -> str:
    return "" if booking.state == State.BOOKED else _("这次预约已经接待、未到或取消,不能再改。")


def _professional_said(one: Professional) -> str:
    return f"{one.get_kind_display()} · {one.body}"


def _shift_said(shift: AdviceShift) -> str:
    return f"{shift.professional.get_kind_display()}{shift.professional.name}"


def _booking_said(booking: AdviceBooking) -> str:
    return f"{when_said(booking.starts_at)} · {booking.professional.get_kind_display()}{booking.professional.name}"


def when_said(moment: datetime) -> str:
    """An instant as people say an appointment: "2026-06-30 14:30"."""
    return f"{clock.local(moment):%Y-%m-%d %H:%M}"


class Bookings(Register[AdviceBooking]):
    """Appointments: of two people who book one slot at the same moment the second is told so."""

    def add(self, *, actor: Actor, values: Values, pk: UUID | None = None) -> AdviceBooking:
        try:
            return super().add(actor=actor, values=values, pk=pk)
        except Conflict as taken:
            raise Conflict(_taken(), field="starts_at", code="taken") from taken


PROFESSIONALS = Register(
    Professional,
    key="professionals",
    title=t("驻点法律工作者"),
    path="professionals",
    policy=policies.PROFESSIONALS,
    read=policies.READ_ADVICE,
    keep=policies.PLAN_ADVICE,
    reveal=policies.REVEAL_PROFESSIONAL,
    fields=["name", "kind", "body", "area", "kinds", "phone", "licence", "since", "until", "staff", "remark"],
    once=["name", "body", "area"],
    found_by=["name", "body"],
    check=_professional_fits,
    said=_professional_said,
)
SHIFTS = Register(
    AdviceShift,
    key="advice_shifts",
    title=t("驻点班次"),
    path="advice-shifts",
    policy=policies.SHIFTS,
    read=policies.READ_ADVICE,
    keep=policies.PLAN_ADVICE,
    fields=["professional", "area", "day", "starts", "ends", "slot", "place"],
    once=["professional", "day", "starts"],
    check=_shift_fits,
    settled=_has_bookings,
    said=_shift_said,
)
BOOKINGS = Bookings(
    AdviceBooking,
    key="advice_bookings",
    title=t("法律咨询预约"),
    path="advice-bookings",
    policy=policies.BOOKINGS,
    read=policies.READ_BOOKINGS,
    keep=policies.BOOK,
    reveal=policies.REVEAL_BOOKING,
    fields=["shift", "starts_at", "name", "phone", "area", "kind", "question"],
    found_by=["question", "name", "phone"],
    check=_booking_fits,
    settled=_is_over,
    said=_booking_said,
    verbs={
        "serve": policies.SERVE,
        "absent": policies.SERVE,
        "cancel": policies.BOOK,
        "open_case": policies.SERVE,
        "book_online": policies.BOOK,
    },
)
