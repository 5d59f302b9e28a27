"""The appointments that a shift is cut into: local instants, each as long as the shift says, the last ending in time."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from bihuan.kernel import clock


@dataclass(frozen=True, slots=True)
class Slot:
    """From `starts_at` until just before `ends_at`, both aware."""

    starts_at: datetime
    ends_at: datetime


def slots(day: date, starts: time, ends: time, minutes: int) -> Iterator[Slot]:
    """Every appointment between two local times of a day; nothing when not even one fits."""
    length = timedelta(minutes=minutes)
    at, until = clock.instant(day, starts.hour, starts.minute), clock.instant(day, ends.hour, ends.minute)
    while at + length <= until:
        yield Slot(at, at + length)
        at += length


def slot_at(day: date, starts: time, ends: time, minutes: int, moment: datetime) -> Slot | None:
    """The appointment that begins at `moment`; None when none does."""
    return next((slot for slot in slots(day, starts, ends, minutes) if slot.starts_at == moment), None)
