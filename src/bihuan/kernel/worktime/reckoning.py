"""When a time limit ends, how much of it is used, and which stage it has reached: pure functions of stored intervals."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from bihuan.kernel.worktime.budget import Budget, Duration, Pause, Unit
from bihuan.kernel.worktime.calendar import CalendarYearMissing, WorkingCalendar, from_ticks, to_ticks
from bihuan.kernel.worktime.hours import DAY

_EPOCH_ORDINAL = date(1970, 1, 1).toordinal()
_AMBER_SHARES = (50, 80)


class Stage(StrEnum):
    """How far a limit is gone; in this order."""

    CALM = "calm"
    AMBER_50 = "amber_50"
    AMBER_80 = "amber_80"
    OVERDUE = "overdue"


@dataclass(frozen=True, slots=True)
class Due:
    """When a limit ends.

    `at` is the last instant still in time (UTC), None while an open pause stops the clock before the end. An end at
    24:00 of a day is the midnight that follows it. `rolled` says that it was moved off a day off.
    """

    at: datetime | None
    warnings: tuple[CalendarYearMissing, ...] = ()
    rolled: bool = False


@dataclass(frozen=True, slots=True)
class Crossing:
    """The instant after which a stage holds; None while an open pause stops the clock before it."""

    stage: Stage
    at: datetime | None


def due(start: datetime, budget: Budget, calendar: WorkingCalendar, pauses: Sequence[Pause] = ()) -> Due:
    """When `budget`, running since `start`, is spent; pauses extend it.

    A year that is not entered gives a warning beside the answer, never an error. A limit that would end just when a
    pause begins ends with the pause, so that nothing is overdue at the moment it resumes.
    """
    begin = _begin(start, budget.unit)
    end = _reach(begin, budget.ticks, budget.unit, calendar, pauses)
    rolled = False
    if end is not None and budget.rolls:
        end, rolled = _roll(end, calendar)
    warnings: tuple[CalendarYearMissing, ...] = ()
    instant = None if end is None else from_ticks(end)
    if budget.unit.is_working or budget.rolls:
        first = from_ticks(begin + _LOCAL).year
        warnings = calendar.missing_years(
            first, first if end is None else max(first, from_ticks(end - 1 + _LOCAL).year)
        )
    return Due(instant, warnings, rolled)


def used(
    start: datetime, until: datetime, unit: Unit, calendar: WorkingCalendar, pauses: Sequence[Pause] = ()
) -> Duration:
    """How much has run between two instants, pauses left out; zero when `until` lies before the count begins."""
    begin, end = _begin(start, unit), to_ticks(until)
    if end <= begin:
        return Duration(0, unit)
    before = _measure(unit, calendar)
    total = before(end) - before(begin)
    for pause_begin, pause_end in _merged(pauses, begin):
        if pause_begin < end:
            total -= before(end if pause_end is None else min(end, pause_end)) - before(pause_begin)
    return Duration(total, unit)


def paused(
    start: datetime, until: datetime, unit: Unit, calendar: WorkingCalendar, pauses: Sequence[Pause] = ()
) -> Duration:
    """How much of the unit the pauses took out between two instants, overlaps counted once."""
    whole = used(start, until, unit, calendar)
    return Duration(whole.ticks - used(start, until, unit, calendar, pauses).ticks, unit)


def time_left(
    start: datetime, budget: Budget, calendar: WorkingCalendar, pauses: Sequence[Pause], at: datetime
) -> Duration:
    """Budget less what is used at `at`; negative by what has run since it was spent."""
    return Duration(budget.ticks - used(start, at, budget.unit, calendar, pauses).ticks, budget.unit)


def crossings(
    start: datetime, budget: Budget, calendar: WorkingCalendar, pauses: Sequence[Pause] = ()
) -> tuple[Crossing, ...]:
    """When 50, 80 and 100 per cent are reached, in order, so that reminders can be scheduled."""
    begin = _begin(start, budget.unit)
    found = []
    for stage_, share in zip((Stage.AMBER_50, Stage.AMBER_80), _AMBER_SHARES, strict=True):
        end = _reach(begin, -(-budget.ticks * share // 100), budget.unit, calendar, pauses)
        found.append(Crossing(stage_, None if end is None else from_ticks(end)))
    found.append(Crossing(Stage.OVERDUE, due(start, budget, calendar, pauses).at))
    return tuple(found)


def stage(start: datetime, budget: Budget, calendar: WorkingCalendar, pauses: Sequence[Pause], at: datetime) -> Stage:
    """The stage at an instant: amber from the instant a share is reached, overdue after the limit's last instant."""
    reached = Stage.CALM
    for crossing in crossings(start, budget, calendar, pauses):
        if crossing.at is not None and (at > crossing.at if crossing.stage is Stage.OVERDUE else at >= crossing.at):
            reached = crossing.stage
    return reached


_LOCAL = 8 * 3_600_000_000  # from_ticks gives UTC; adding this shows the local year


def _begin(start: datetime, unit: Unit) -> int:
    ticks = to_ticks(start)
    return (ticks // DAY + 1) * DAY if unit.is_days else ticks


def _measure(unit: Unit, calendar: WorkingCalendar) -> Callable[[int], int]:
    if unit is Unit.WORKING_DAYS:
        return calendar.days_before
    if unit.is_working:
        return calendar.time_before
    return _itself


def _itself(ticks: int) -> int:
    return ticks


def _reach(begin: int, budget: int, unit: Unit, calendar: WorkingCalendar, pauses: Sequence[Pause]) -> int | None:
    """The earliest local instant at which `budget` has run since `begin`; None when an open pause comes first."""
    before = _measure(unit, calendar)
    if unit is Unit.WORKING_DAYS:
        reached: Callable[[int, int], int] = calendar.days_reached
    elif unit.is_working:
        reached = calendar.time_reached
    else:
        reached = _earliest
    target = before(begin) + budget
    end = reached(target, begin)
    for pause_begin, pause_end in _merged(pauses, begin):
        if end < pause_begin:
            break
        if pause_end is None:
            return None
        if end == pause_begin:
            end = pause_end
            break
        target += before(pause_end) - before(pause_begin)
        end = reached(target, begin)
    return end


def _earliest(total: int, near: int) -> int:
    return total


def _merged(pauses: Sequence[Pause], begin: int) -> list[tuple[int, int | None]]:
    """Pauses in order, cut at `begin`, overlapping and touching ones joined."""
    found: list[tuple[int, int | None]] = []
    for pause in sorted(pauses, key=lambda pause: pause.start) if len(pauses) > 1 else pauses:
        first = max(begin, to_ticks(pause.start))
        last = None if pause.end is None else to_ticks(pause.end)
        if last is not None and last <= first:
            continue
        if found and (found[-1][1] is None or first <= found[-1][1]):
            before_last = found[-1][1]
            found[-1] = (found[-1][0], None if before_last is None or last is None else max(before_last, last))
        else:
            found.append((first, last))
    return found


def _roll(end: int, calendar: WorkingCalendar) -> tuple[int, bool]:
    number = (end - 1) // DAY
    day = date.fromordinal(number + _EPOCH_ORDINAL)
    if calendar.is_working_day(day):
        return end, False
    while not calendar.is_working_day(day):
        number += 1
        day = date.fromordinal(number + _EPOCH_ORDINAL)
    return (number + 1) * DAY, True
