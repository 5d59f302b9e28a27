"""The board: rooms against the quarters of a day, or one room against the days of a week, as a table with spans."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from bihuan.kernel import clock
from bihuan.venues.models import Booking, Room
from bihuan.venues.slots import QUARTER

OPENS, CLOSES = 8, 18  # the hours the board shows when nothing lies outside them
HALF = 2  # quarters a column


@dataclass(frozen=True, slots=True)
class Cell:
    """Some half hours of a line: booked, or free from `at` on. `span` in half hours."""

    span: int
    at: datetime
    booking: Booking | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One room on one day."""

    room: Room
    day: date
    cells: list[Cell]


@dataclass(frozen=True, slots=True)
class Board:
    """`hours` are those of the columns, two columns each."""

    hours: list[int]
    lines: list[Line]


def board(lines: Sequence[tuple[Room, date]], booked: Mapping[tuple[UUID, date], Sequence[Booking]]) -> Board:
    """The table of some rooms and days; its hours widen to what is booked early or late."""
    found = [one for room, day in lines for one in booked.get((room.pk, day), ())]
    first = min([OPENS, *(clock.local(one.starts_at).hour for one in found)])
    last = max([CLOSES, *(_hour_after(one) for one in found)])
    return Board(
        list(range(first, last)),
        [Line(room, day, _cells(day, first, last, booked.get((room.pk, day), ()))) for room, day in lines],
    )


def _hour_after(booking: Booking) -> int:
    end = clock.local(booking.ends_at)
    if end.date() > clock.local(booking.starts_at).date():
        return 24
    return end.hour + (1 if end.minute else 0)


def _cells(day: date, first: int, last: int, booked: Sequence[Booking]) -> list[Cell]:
    start = clock.instant(day, first)
    columns = (last - first) * 2
    taken: list[Booking | None] = [None] * columns
    for one in booked:
        begin = int((one.starts_at - start) // (QUARTER * HALF))
        end = -int(-(one.ends_at - start) // (QUARTER * HALF))  # a started half hour is shown as taken
        for column in range(max(0, begin), min(columns, end)):
            taken[column] = taken[column] or one
    cells: list[Cell] = []
    for column, booking in enumerate(taken):
        at = start + column * HALF * QUARTER
        before = cells[-1] if cells else None
        if before is not None and booking is not None and before.booking == booking:
            cells[-1] = Cell(before.span + 1, before.at, booking)
        else:
            cells.append(Cell(1, at, booking))
    return cells


def week_of(day: date) -> list[date]:
    """Monday to Sunday around a day."""
    monday = day - timedelta(days=day.weekday())
    return [monday + timedelta(days=number) for number in range(7)]
