"""The working calendar: for any instant, how much working time lies before it, and back; by prefix sums and bisection."""

from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from bihuan.kernel.worktime.hours import AROUND_THE_CLOCK, DAY, USUAL_HOURS, WORKING_DAY, Hours, OfficeHours
from bihuan.kernel.worktime.years import SATURDAY, CalendarYear, published_years

# Asia/Shanghai is UTC+8 without daylight saving since 1992, so local time is a constant away.
_OFFSET = 8 * 3_600_000_000
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_EPOCH_ORDINAL = date(1970, 1, 1).toordinal()
_LAST_YEAR = 9998
_REST = 10_000  # what rounding may leave of a working day: below a millionth of a microsecond


def to_ticks(instant: datetime) -> int:
    """Local microseconds since 1970-01-01 00:00 in Asia/Shanghai.

    Raises:
        TypeError: `instant` carries no time zone.
    """
    gap = instant - _EPOCH
    return (gap.days * 86_400 + gap.seconds) * 1_000_000 + gap.microseconds + _OFFSET


def from_ticks(ticks: int) -> datetime:
    """The UTC instant of local microseconds."""
    return _EPOCH + timedelta(microseconds=ticks - _OFFSET)


@dataclass(frozen=True, slots=True)
class CalendarYearMissing:
    """Warning: nobody has entered this year's holidays, so Monday to Friday were taken as working days."""

    year: int

    @property
    def message_zh(self) -> str:
        """For the administrator, in Chinese."""
        return f"{self.year}年的节假日安排尚未录入,暂按周一至周五推算,请管理员补录"

    @property
    def message_en(self) -> str:
        """For the administrator, in English."""
        return f"The holidays of {self.year} are not entered; Monday to Friday are assumed. Please enter them."


@dataclass(frozen=True, slots=True)
class _Table:
    low: int  # first and last year
    high: int
    first: int  # day number (since 1970) of the first entry
    hours: tuple[Hours | None, ...]  # of each day; None when nobody works
    time_before: tuple[int, ...]  # working microseconds from the anchor to each day, one entry more than days
    days_before: tuple[int, ...]  # working days, likewise


class WorkingCalendar:
    """Which minutes are worked. Immutable in meaning; its table grows when an instant outside it is asked for.

    Args:
        hours: the county's office hours.
        years: published years; those that come with the product by default.
        every_day: all days are worked and no year can be missing (night duty).
    """

    def __init__(
        self,
        hours: OfficeHours = USUAL_HOURS,
        years: Mapping[int, CalendarYear] | None = None,
        *,
        every_day: bool = False,
    ) -> None:
        self.hours = hours
        self.years = dict(published_years() if years is None else years)
        self.every_day = every_day
        self._off = frozenset(day for year in self.years.values() for day in year.days_off)
        self._worked = frozenset(day for year in self.years.values() for day in year.workdays)
        known = sorted(self.years) or [2024]
        self._anchor = date(known[0] - 1, 1, 1).toordinal()
        self._table = self._build(known[0] - 1, known[-1] + 3)

    def is_working_day(self, day: date) -> bool:
        """Whether people work on a local day; Monday to Friday in a year that is not entered."""
        return self.every_day or day in self._worked or (day.weekday() < SATURDAY and day not in self._off)

    def missing_years(self, first: int, last: int) -> tuple[CalendarYearMissing, ...]:
        """A warning for each year from `first` to `last` that is not entered."""
        if self.every_day or (first in self.years and last in self.years and last - first < 2):
            return ()
        return tuple(CalendarYearMissing(year) for year in range(first, last + 1) if year not in self.years)

    def time_before(self, ticks: int) -> int:
        """Working microseconds before a local instant, counted from a fixed day."""
        number, clock = divmod(ticks, DAY)
        table = self._reaching(number)
        index = number - table.first
        hours = table.hours[index]
        return table.time_before[index] + (_worked_until(hours, clock) if hours else 0)

    def time_reached(self, total: int, near: int) -> int:
        """The earliest local instant with `total` working microseconds before it; `near` is any earlier instant."""
        table = self._reaching(near // DAY)
        while table.time_before[-1] < total:
            table = self._grow(table)
        index = bisect_left(table.time_before, total) - 1
        hours = table.hours[index]
        assert hours is not None  # time passes only on worked days
        return (table.first + index) * DAY + _clock_after(hours, total - table.time_before[index])

    def days_before(self, ticks: int) -> int:
        """Working days before a local instant, WORKING_DAY for each whole one; parts by share of the day's hours."""
        number, clock = divmod(ticks, DAY)
        table = self._reaching(number)
        index = number - table.first
        hours = table.hours[index]
        return table.days_before[index] * WORKING_DAY + (
            _worked_until(hours, clock) * WORKING_DAY // hours.length if hours else 0
        )

    def days_reached(self, total: int, near: int) -> int:
        """The earliest local instant with `total` working days (WORKING_DAY each) before it; `near` is any earlier one."""
        table = self._reaching(near // DAY)
        whole = -((_REST - total) // WORKING_DAY)
        while table.days_before[-1] < whole:
            table = self._grow(table)
        index = bisect_left(table.days_before, whole) - 1
        hours = table.hours[index]
        assert hours is not None  # the count rises only on worked days
        part = total - table.days_before[index] * WORKING_DAY
        return (table.first + index) * DAY + _clock_after(
            hours, (2 * part * hours.length + WORKING_DAY) // (2 * WORKING_DAY)
        )

    def _reaching(self, number: int) -> _Table:
        table = self._table
        if table.first <= number < table.first + len(table.hours):
            return table
        year = date.fromordinal(number + _EPOCH_ORDINAL).year
        return self._replace(min(table.low, year - 1), max(table.high, year + 2))

    def _grow(self, table: _Table) -> _Table:
        if table.high >= _LAST_YEAR:
            raise OverflowError("the time limit lies beyond the calendar")
        return self._replace(table.low, table.high + 1 + table.high - table.low)

    def _replace(self, low: int, high: int) -> _Table:
        # A race of two threads builds a table twice; each assignment is whole, so neither sees half of one.
        table = self._build(max(low, 1), min(high, _LAST_YEAR))
        self._table = table
        return table

    def _build(self, low: int, high: int) -> _Table:
        first = date(low, 1, 1).toordinal()
        hours: list[Hours | None] = []
        times, days = [0], [0]
        for ordinal in range(first, date(high, 12, 31).toordinal() + 1):
            day = date.fromordinal(ordinal)
            worked = self.hours.on(day) if self.is_working_day(day) else None
            hours.append(worked)
            times.append(times[-1] + (worked.length if worked else 0))
            days.append(days[-1] + (1 if worked else 0))
        # Totals count from the anchor, whichever years the table holds, so that they stay comparable when it grows.
        time_at_anchor, days_at_anchor = times[self._anchor - first], days[self._anchor - first]
        return _Table(
            low, high, first - _EPOCH_ORDINAL, tuple(hours),
            tuple(time - time_at_anchor for time in times), tuple(count - days_at_anchor for count in days),
        )  # fmt: skip


def _worked_until(hours: Hours, clock: int) -> int:
    total = 0
    for begin, end in hours.spans:
        if clock >= end:
            total += end - begin
        elif clock > begin:
            return total + clock - begin
        else:
            return total
    return total


def _clock_after(hours: Hours, worked: int) -> int:
    for begin, end in hours.spans:
        if worked <= end - begin:
            return begin + worked
        worked -= end - begin
    return hours.spans[-1][1]


ALWAYS = WorkingCalendar(AROUND_THE_CLOCK, {}, every_day=True)
"""Night duty for emergencies: every minute of every day counts."""
