"""Office hours of a county: working spans of a day, with summer or winter variants."""

import re
from dataclasses import dataclass
from datetime import date

DAY = 86_400_000_000  # microseconds
MINUTE = 60_000_000
# One working day, whatever its hours. Far finer than a microsecond, so that shares of a seven-hour day add up again.
WORKING_DAY = DAY * 1_000_000

_SPAN = re.compile(r"(\d{1,2})[::](\d{2})\s*[-–—~至]\s*(\d{1,2})[::](\d{2})")


class HoursInvalid(ValueError):
    """Office hours that no day can have; the message says which."""


@dataclass(frozen=True, slots=True)
class Hours:
    """The working spans of one day, in microseconds after local midnight, in order and without overlap.

    Raises:
        HoursInvalid: no span, an empty one, an overlap, or a time after 24:00.
    """

    spans: tuple[tuple[int, int], ...]

    def __post_init__(self) -> None:
        before = 0
        for begin, end in self.spans:
            if not before <= begin < end <= DAY:
                raise HoursInvalid("office hours must be in order, without overlap, within one day")
            before = end
        if not self.spans:
            raise HoursInvalid("office hours need at least one span")

    @classmethod
    def of(cls, text: str) -> "Hours":
        """Hours from text such as `08:30-12:00 14:30-18:00` (separated by anything).

        Raises:
            HoursInvalid: see the class.
        """
        spans = []
        for m in _SPAN.finditer(text):
            begin_hour, begin_minute, end_hour, end_minute = map(int, m.groups())
            if begin_minute > 59 or end_minute > 59:
                raise HoursInvalid(f"no such time: {m[0]}")
            spans.append(((begin_hour * 60 + begin_minute) * MINUTE, (end_hour * 60 + end_minute) * MINUTE))
        return cls(tuple(spans))

    @property
    def length(self) -> int:
        """Working time of the day in microseconds."""
        return sum(end - begin for begin, end in self.spans)


@dataclass(frozen=True, slots=True)
class Season:
    """Other hours between two days of the year, both included, given as (month, day); may run over New Year."""

    first: tuple[int, int]
    last: tuple[int, int]
    hours: Hours

    def covers(self, day: date) -> bool:
        """Whether `day` lies in the season."""
        key = (day.month, day.day)
        if self.first <= self.last:
            return self.first <= key <= self.last
        return key >= self.first or key <= self.last


@dataclass(frozen=True, slots=True)
class OfficeHours:
    """A county's hours: the usual ones and seasons that replace them; the first season that covers a day decides."""

    usual: Hours
    seasons: tuple[Season, ...] = ()

    def on(self, day: date) -> Hours:
        """The hours of a working day."""
        return next((season.hours for season in self.seasons if season.covers(day)), self.usual)


USUAL_HOURS = OfficeHours(Hours.of("08:30-12:00 14:30-18:00"))
AROUND_THE_CLOCK = OfficeHours(Hours(((0, DAY),)))
