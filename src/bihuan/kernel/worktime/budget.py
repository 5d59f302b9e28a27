"""What a time limit is made of: a budget in a unit, pauses that stop its clock, and durations in the same unit."""

from dataclasses import dataclass, field
from datetime import datetime
from decimal import ROUND_DOWN, Decimal
from enum import StrEnum

from bihuan.kernel.worktime.hours import DAY, MINUTE, WORKING_DAY

_MOST_DAYS = 36_600


class Unit(StrEnum):
    """How a limit counts.

    Hours and minutes run from the instant itself. Days count from the day after, and end with the last day's office
    hours (working days) or at 24:00 (calendar days), as periods in days do in the Civil Code, articles 201 to 203.
    """

    WORKING_MINUTES = "working_minutes"
    WORKING_HOURS = "working_hours"
    WORKING_DAYS = "working_days"
    CALENDAR_DAYS = "calendar_days"
    WALL_CLOCK_HOURS = "wall_clock_hours"

    @property
    def ticks(self) -> int:
        """Microseconds of one unit; a working day counts as WORKING_DAY, whatever its hours."""
        return _TICKS[self]

    @property
    def is_working(self) -> bool:
        """Whether only working time counts."""
        return self in _WORKING

    @property
    def is_days(self) -> bool:
        """Whether it counts from the day after."""
        return self in (Unit.WORKING_DAYS, Unit.CALENDAR_DAYS)

    @property
    def name_zh(self) -> str:
        """The unit after a number, in Chinese."""
        return _NAMES[self][0]

    @property
    def name_en(self) -> str:
        """The unit after a number, in English (plural)."""
        return _NAMES[self][1]


_TICKS = {
    Unit.WORKING_MINUTES: MINUTE,
    Unit.WORKING_HOURS: 60 * MINUTE,
    Unit.WORKING_DAYS: WORKING_DAY,
    Unit.CALENDAR_DAYS: DAY,
    Unit.WALL_CLOCK_HOURS: 60 * MINUTE,
}
_WORKING = frozenset({Unit.WORKING_MINUTES, Unit.WORKING_HOURS, Unit.WORKING_DAYS})
_NAMES = {
    Unit.WORKING_MINUTES: ("工作分钟", "working minutes"),
    Unit.WORKING_HOURS: ("个工作小时", "working hours"),
    Unit.WORKING_DAYS: ("个工作日", "working days"),
    Unit.CALENDAR_DAYS: ("天", "calendar days"),
    Unit.WALL_CLOCK_HOURS: ("小时", "hours"),
}


@dataclass(frozen=True, slots=True)
class Budget:
    """A time limit such as five working days.

    `rolls` moves an end that falls on a day off to the end of the next working day (Civil Code article 203), for
    statutory limits in calendar days.

    Raises:
        ValueError: not above zero, or more than a hundred years.
    """

    amount: Decimal | int | float
    unit: Unit
    rolls: bool = False
    ticks: int = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        amount = Decimal(str(self.amount))
        if (
            not amount.is_finite()
            or not 0 < amount * (1 if self.unit.is_days else Decimal(self.unit.ticks) / DAY) <= _MOST_DAYS
        ):
            raise ValueError("a time limit must be above zero and below a hundred years")
        object.__setattr__(self, "ticks", max(1, int(amount * self.unit.ticks)))


@dataclass(frozen=True, slots=True)
class Pause:
    """An interval in which the clock stands; `end` is None while it lasts.

    Raises:
        ValueError: it ends before it begins, or an instant carries no time zone.
    """

    start: datetime
    end: datetime | None
    reason: str = ""

    def __post_init__(self) -> None:
        if self.start.tzinfo is None or (self.end is not None and self.end.tzinfo is None):
            raise ValueError("a pause needs aware instants")
        if self.end is not None and self.end < self.start:
            raise ValueError("a pause cannot end before it begins")


@dataclass(frozen=True, slots=True, order=True)
class Duration:
    """An amount of time in a unit; `ticks` are those of the unit. May be negative when late."""

    ticks: int
    unit: Unit

    @property
    def amount(self) -> Decimal:
        """The exact number of units."""
        return Decimal(self.ticks) / self.unit.ticks

    @property
    def shown(self) -> str:
        """The amount to one decimal, cut rather than rounded, so that 4.97 of 5 days never reads as 5."""
        cut = round(self.amount, 6).quantize(Decimal("0.1"), ROUND_DOWN)
        return f"{cut.normalize() if cut else Decimal(0):f}"

    @property
    def text_zh(self) -> str:
        """For example 1.5 个工作日."""
        return f"{self.shown} {self.unit.name_zh}"

    @property
    def text_en(self) -> str:
        """For example 1.5 working days, 1 working day."""
        name = self.unit.name_en
        return f"{self.shown} {name.removesuffix('s') if self.shown == '1' else name}"
