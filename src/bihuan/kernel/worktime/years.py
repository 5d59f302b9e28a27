"""The public holidays and make-up workdays of each year, as published, loaded from `tables/<year>.toml` and checked."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from importlib.resources import files

SATURDAY = 5


class CalendarInvalid(ValueError):
    """A calendar year contradicts itself; the message names the year and the day."""


@dataclass(frozen=True, slots=True)
class Holiday:
    """Consecutive days off under one name, both ends included."""

    name: str
    first: date
    last: date

    def days(self) -> Iterable[date]:
        """Every day of it in order."""
        return (self.first + timedelta(days=n) for n in range((self.last - self.first).days + 1))


@dataclass(frozen=True, slots=True)
class CalendarYear:
    """One year's published arrangement; `source` names the notice it was entered from.

    `workdays` are the weekend days that are worked (调休). Holidays may begin in the last days of the year before.

    Raises:
        CalendarInvalid: no source, days of another year, overlapping holidays, a make-up workday that is no weekend
            day or lies within a holiday.
    """

    year: int
    source: str
    holidays: tuple[Holiday, ...]
    workdays: tuple[date, ...] = ()
    days_off: frozenset[date] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        if not self.source.strip():
            raise CalendarInvalid(f"{self.year}: the source of the arrangement is missing")
        off: set[date] = set()
        for holiday in self.holidays:
            if not holiday.first <= holiday.last:
                raise CalendarInvalid(f"{self.year}: {holiday.name} ends before it begins")
            for day in holiday.days():
                self._belongs(day)
                if day in off:
                    raise CalendarInvalid(f"{self.year}: {day} is in two holidays")
                off.add(day)
        for day in self.workdays:
            self._belongs(day)
            if day in off:
                raise CalendarInvalid(f"{self.year}: {day} is both a holiday and a workday")
            if day.weekday() < SATURDAY:
                raise CalendarInvalid(f"{self.year}: make-up workday {day} is not on a weekend")
        if len(set(self.workdays)) != len(self.workdays):
            raise CalendarInvalid(f"{self.year}: a make-up workday is entered twice")
        object.__setattr__(self, "days_off", frozenset(off))

    def _belongs(self, day: date) -> None:
        if not (day.year == self.year or (day.year == self.year - 1 and day.month == 12 and day.day >= 25)):
            raise CalendarInvalid(f"{self.year}: {day} is not of this year")


def parse_year(text: str) -> CalendarYear:
    """A calendar year from TOML: `year`, `source`, `workdays = […]` and `[[holidays]]` with `name`, `first`, `last`.

    Raises:
        CalendarInvalid: not TOML, a key missing or of the wrong type, or a contradiction.
    """
    try:
        table = tomllib.loads(text)
        holidays = tuple(Holiday(str(h["name"]), _day(h["first"]), _day(h["last"])) for h in table["holidays"])
        return CalendarYear(
            int(table["year"]), str(table["source"]), holidays, tuple(_day(day) for day in table.get("workdays", ()))
        )
    except tomllib.TOMLDecodeError as error:
        raise CalendarInvalid(f"not a calendar file: {error}") from error
    except (KeyError, TypeError) as error:
        raise CalendarInvalid(f"the calendar file lacks {error}") from error


def _day(value: object) -> date:
    if type(value) is not date:
        raise CalendarInvalid(f"{value!r} is not a day")
    return value


@cache
def published_years() -> Mapping[int, CalendarYear]:
    """The years that come with the product, by year.

    Raises:
        CalendarInvalid: a file contradicts itself or its name.
    """
    found: dict[int, CalendarYear] = {}
    for entry in files("bihuan.kernel.worktime").joinpath("tables").iterdir():
        if entry.name.endswith(".toml"):
            year = parse_year(entry.read_text(encoding="utf-8"))
            if entry.name != f"{year.year}.toml":
                raise CalendarInvalid(f"{entry.name} holds the year {year.year}")
            found[year.year] = year
    return dict(sorted(found.items()))
