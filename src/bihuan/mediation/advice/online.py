"""Residents book legal advice themselves: free times of a town, a receipt with number and code, cancelling by it."""

import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from bihuan.kernel import clock
from bihuan.kernel.errors import Conflict, NotFound
from bihuan.kernel.ids import new_code
from bihuan.mediation.advice.registers import BOOKINGS, HOLDS, State
from bihuan.mediation.advice.services import cancel
from bihuan.mediation.advice.slots import Slot, slots
from bihuan.mediation.models import AdviceBooking, AdviceShift
from bihuan.orgs.models import Area
from bihuan.orgs.services.checks import Faults
from bihuan.platform.actors import SYSTEM
from bihuan.platform.change import change
from bihuan.platform.numbers import next_number

AHEAD = timedelta(days=14)
NOTICE = timedelta(hours=1)  # who sits there must hear of it before


@dataclass(frozen=True, slots=True)
class Free:
    """A shift with the appointments that are still to be had."""

    shift: AdviceShift
    slots: list[Slot]


def free_times(town: Area) -> list[Free]:
    """The free appointments at a town's centre and at the county's within a fortnight, in order; two statements."""
    today, soonest = clock.today(), clock.now() + NOTICE
    shifts = AdviceShift.objects.filter(
        area__in=[town.pk, *([town.parent_id] if town.parent_id else [])], day__gte=today, day__lt=today + AHEAD,
        voided_at=None, professional__voided_at=None,
    )  # fmt: skip
    rows = list(shifts.select_related("professional", "area").order_by("day", "starts", "professional__name"))
    held = AdviceBooking.objects.filter(shift__in=rows, state__in=HOLDS, voided_at=None)
    taken = set(held.values_list("professional_id", "starts_at"))
    found = []
    for shift in rows:
        free = [
            one
            for one in slots(shift.day, shift.starts, shift.ends, shift.slot)
            if one.starts_at >= soonest and (shift.professional_id, one.starts_at) not in taken
        ]
        if free:
            found.append(Free(shift, free))
    return found


def free_time(town: Area, shift_id: UUID, starts_at: datetime) -> Free:
    """One of them, with that slot alone.

    Raises:
        Conflict: it is not to be had (any more).
    """
    for one in free_times(town):
        for slot in one.slots:
            if one.shift.pk == shift_id and slot.starts_at == starts_at:
                return Free(one.shift, [slot])
    raise Conflict(_("这个时段已经有人预约或者已过时间,请另选一个空闲的时段。"), field="starts_at", code="taken")


def book_online(
    *, booking_id: UUID, town: Area, shift_id: UUID, starts_at: datetime, name: str, phone: str, kind: str = "",
    question: str = "",
) -> AdviceBooking:  # fmt: skip
    """Book an appointment; the same `booking_id` again gives the same one.

    Raises:
        Invalid: no name or telephone (`name`, `phone`).
        Conflict: the time is taken (`starts_at`); of two at the same moment the second is told so by the unique index.
    """
    there = AdviceBooking.objects.filter(pk=booking_id).select_related("professional", "shift", "area").first()
    if there is not None and there.receipt:
        return there
    faults = Faults()
    faults.name("name", name, _("姓名"), most=40)
    if not phone.strip():
        faults.add("phone", _("请填写电话,有变动时好通知您。"), "required")
    faults.stop()
    free = free_time(town, shift_id, starts_at)
    values = {
        "shift": free.shift, "starts_at": starts_at, "name": name, "phone": phone, "area": town, "kind": kind,
        "question": question,
    }  # fmt: skip
    with transaction.atomic():
        made = BOOKINGS.add(actor=SYSTEM, values=values, pk=booking_id)
        with change(AdviceBooking, made.pk, actor=SYSTEM, verb="book_online") as booking:
            day = clock.today()
            booking.receipt = f"ZX{day:%y%m%d}{next_number(f'advice:{day}'):03d}"
            booking.code = new_code()
            booking.note(_("群众网上预约"))
    return booking


def booked(receipt: str, code: str) -> AdviceBooking:
    """The appointment of a receipt.

    Raises:
        NotFound: number and code do not belong together; which of them is wrong is not said.
    """
    found = (
        AdviceBooking.objects.select_related("professional", "shift", "area")
        .filter(receipt=receipt, voided_at=None)
        .exclude(receipt="")
        .first()
    )
    if found is None or not hmac.compare_digest(found.code.encode(), code.encode()):
        raise NotFound(_("预约号或查询码不对,请对照回执再填一次。"), field="code")
    return found


def cancel_online(receipt: str, code: str) -> AdviceBooking:
    """Cancel by the receipt; the time is free again.

    Raises:
        NotFound: see `booked`.
        WrongState: over, or cancelled already.
    """
    found = booked(receipt, code)
    if found.state == State.CANCELLED:
        return found
    return cancel(SYSTEM, pk=found.pk, reason=_("群众网上取消"))
