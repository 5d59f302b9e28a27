"""Reading the rota by the week: who sits when, and which appointments are free."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from bihuan.mediation.advice import policies
from bihuan.mediation.advice.registers import HOLDS, SHIFTS
from bihuan.mediation.advice.slots import Slot, slots
from bihuan.mediation.models import AdviceBooking, AdviceShift
from bihuan.orgs.models import Area
from bihuan.platform.actors import Actor
from bihuan.platform.policies import visible


@dataclass(frozen=True, slots=True)
class SlotShown:
    """An appointment of the rota: `booking` only where the viewer may see it, `taken` whoever has it."""

    slot: Slot
    taken: bool
    booking: AdviceBooking | None


@dataclass(frozen=True, slots=True)
class ShiftShown:
    """A shift with its appointments; `free` of them are left."""

    shift: AdviceShift
    slots: Sequence[SlotShown]

    @property
    def free(self) -> int:
        return sum(not one.taken for one in self.slots)


def week_of(viewer: Actor, area: Area, monday: date) -> dict[date, list[ShiftShown]]:
    """The seven days from `monday` at `area` and at the county, each with its shifts; three statements."""
    here = [area.pk, *([area.parent_id] if area.parent_id else [])]
    shifts = SHIFTS.rows(viewer).filter(area__in=here, day__gte=monday, day__lt=monday + timedelta(days=7))
    rows = list(shifts.select_related("professional", "area").order_by("day", "starts", "professional__name"))
    held = AdviceBooking.objects.filter(shift__in=rows, state__in=HOLDS, voided_at=None)
    taken = {(one.professional_id, one.starts_at) for one in held.only("professional_id", "starts_at")}
    seen = {
        (one.professional_id, one.starts_at): one
        for one in visible(AdviceBooking, viewer, policies.READ_BOOKINGS).filter(
            shift__in=rows, state__in=HOLDS, voided_at=None
        )
    }
    days: dict[date, list[ShiftShown]] = {monday + timedelta(days=number): [] for number in range(7)}
    for shift in rows:
        shown = [
            SlotShown(slot, key in taken, seen.get(key))
            for slot in slots(shift.day, shift.starts, shift.ends, shift.slot)
            for key in [(shift.professional_id, slot.starts_at)]
        ]
        days[shift.day].append(ShiftShown(shift, shown))
    return days
