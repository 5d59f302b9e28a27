"""What the disputes of a period warn of: plain rules over plain rows, each finding with the reason that a person can check.

No database here: `Row` is what the rules need of a dispute.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

AGAIN, GROUP = 2, 5  # disputes of one party within a year; people in one dispute
GROWTH, FEW = 1.5, 3  # how many times the period before, and how many at least, make a kind or a village grow
MOST_GROWN = 3  # of the kinds, and of the villages, those that grew most
LONG = timedelta(days=30)  # SF/T 0083-2020: normally done within thirty days
YEAR = timedelta(days=365)


class Sign(StrEnum):
    """What is warned of."""

    AGAIN = "again"
    KIND = "kind"
    VILLAGE = "village"
    BROKEN = "broken"
    GROUP = "group"
    WAGES = "wages"
    LONG = "long"


@dataclass(frozen=True, slots=True)
class Row:
    """One dispute: `parties` as blind indexes, `people` how many it concerns, `broken` that an agreement was not kept."""

    key: str
    day: date
    kind: str
    village: str
    pending: bool
    people: int = 0
    broken: bool = False
    parties: frozenset[str] = field(default_factory=frozenset)


@dataclass(frozen=True, slots=True)
class Warned:
    """A finding: `about` is the kind, village or party it concerns, `now` and `before` the counts compared."""

    sign: Sign
    keys: tuple[str, ...]
    about: str = ""
    now: int = 0
    before: int = 0


def warned(rows: Sequence[Row], *, first: date, last: date, labour: str) -> list[Warned]:
    """Everything the rows up to `last` warn of, the period being `first` to `last`; the gravest first.

    `rows` reach a year and one period back; `labour` is the kind of wage disputes.
    """
    past = [row for row in rows if row.day <= last]
    return [
        *_repeated(past, last),
        *_each(Sign.GROUP, [row for row in past if row.pending and row.people >= GROUP]),
        *_each(Sign.BROKEN, [row for row in past if row.broken]),
        *_wages(past, last, labour),
        *_growing(past, first, last),
        *_long(past, last),
    ]


def _repeated(rows: Iterable[Row], last: date) -> list[Warned]:
    """The same party in several disputes of the last twelve months."""
    found: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        if row.day > last - YEAR:
            for party in row.parties:
                found[party].append(row)
    groups = {tuple(sorted({row.key for row in each})): party for party, each in found.items() if len(each) >= AGAIN}
    again = [
        Warned(Sign.AGAIN, keys, about=party, now=len(keys)) for keys, party in groups.items() if len(keys) >= AGAIN
    ]
    return sorted(again, key=lambda one: (-one.now, one.keys))


def _each(sign: Sign, rows: Sequence[Row]) -> list[Warned]:
    return [Warned(sign, tuple(row.key for row in rows), now=len(rows))] if rows else []


def is_wage_season(day: date) -> bool:
    """From November to mid February, when wages are settled before the Spring Festival."""
    return day.month >= 11 or day.month == 1 or (day.month == 2 and day.day <= 15)


def _wages(rows: Iterable[Row], last: date, labour: str) -> list[Warned]:
    claims = [row for row in rows if row.kind == labour and row.pending]
    return _each(Sign.WAGES, claims) if is_wage_season(last) else []


def _growing(rows: Sequence[Row], first: date, last: date) -> list[Warned]:
    """Kinds and villages with clearly more disputes than in the period of the same length before."""
    earlier = first - (last - first) - timedelta(days=1)
    found = []
    for sign in (Sign.KIND, Sign.VILLAGE):
        now, before = defaultdict(list), defaultdict(list)
        for row in rows:
            about = row.kind if sign is Sign.KIND else row.village
            if row.day >= first:
                now[about].append(row.key)
            elif row.day >= earlier:
                before[about].append(row.key)
        grown = [
            Warned(sign, tuple(keys), about=about, now=len(keys), before=len(before[about]))
            for about, keys in now.items()
            if about and len(keys) >= FEW and len(keys) >= GROWTH * len(before[about])
        ]
        found += sorted(grown, key=lambda one: (one.before - one.now, one.about))[:MOST_GROWN]
    return found


def _long(rows: Iterable[Row], last: date) -> list[Warned]:
    return _each(Sign.LONG, [row for row in rows if row.pending and last - row.day > LONG])
