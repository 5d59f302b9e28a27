"""Whether a rule holds: met, unmet or unknown, with the reasons – for one record, or for many by columns.

What is not known of a record is neither met nor unmet (Kleene's logic): an "all" with one unmet part is unmet whatever is
unknown beside it, an "any" with one met part is met. As numbers (met 1, unknown 0, unmet -1) "all" is the minimum, "any" the
maximum and "not" the sign, which is how a hundred thousand records are judged at once.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import IntEnum
from typing import TYPE_CHECKING
from typing import Any as Anything

from bihuan.platform.conditions.model import All, Condition, Is, Kind, Not, Rule
from bihuan.platform.conditions.words import asked, valued

if TYPE_CHECKING:
    import numpy as np

Facts = Mapping[str, object]


class Verdict(IntEnum):
    """How a rule or condition came out."""

    UNMET = -1
    UNKNOWN = 0
    MET = 1


@dataclass(frozen=True, slots=True)
class Reason:
    """One condition with its outcome: what is asked, what is known ("320 人"), and whether the rule as a whole hangs on it.

    A condition inside a "not" counts the other way round: `met` says whether it helps.
    """

    asked: str
    known: str
    verdict: Verdict
    fact: str


@dataclass(frozen=True, slots=True)
class Judged:
    """A rule's outcome with every condition's, in order."""

    verdict: Verdict
    reasons: tuple[Reason, ...]

    def of(self, verdict: Verdict) -> tuple[Reason, ...]:
        """The conditions that came out as `verdict`."""
        return tuple(reason for reason in self.reasons if reason.verdict is verdict)


def judge(rule: Rule, facts: Facts) -> Judged:
    """Judge one record; `facts` by key, missing or None when nobody knows. Numbers may be int, float or Decimal."""
    reasons: list[Reason] = []
    verdict = _judge(rule, facts, reasons, 1)
    return Judged(verdict, tuple(reasons))


def _judge(rule: Rule, facts: Facts, reasons: list[Reason], sign: int) -> Verdict:
    if isinstance(rule, Condition):
        fact = facts.get(rule.known.key)
        verdict = _holds(rule, fact)
        reasons.append(Reason(asked(rule), valued(rule.known, fact), Verdict(sign * verdict), rule.known.key))
        return verdict
    if isinstance(rule, Not):
        return Verdict(-_judge(rule.part, facts, reasons, -sign))
    verdicts = [_judge(part, facts, reasons, sign) for part in rule.parts]
    if isinstance(rule, All):
        return min(verdicts, default=Verdict.MET)
    return max(verdicts, default=Verdict.MET)


def _holds(condition: Condition, fact: object) -> Verdict:
    if fact is None or fact == "" or fact == ():
        return Verdict.UNKNOWN
    return Verdict.MET if _compared(condition, fact) else Verdict.UNMET


def _compared(condition: Condition, fact: object) -> bool:
    way, value = condition.way, condition.value
    if condition.known.kind is Kind.NUMBER:
        assert isinstance(value, Decimal)
        number = Decimal(str(fact))
        ways = {
            Is.AT_LEAST: number >= value,
            Is.AT_MOST: number <= value,
            Is.MORE_THAN: number > value,
            Is.LESS_THAN: number < value,
            Is.EQUALS: number == value,
        }
        return ways[way]
    if condition.known.kind is Kind.DAY:
        assert isinstance(value, date) and isinstance(fact, date)
        return fact >= value if way is Is.FROM_DAY else fact <= value
    if condition.known.kind is Kind.TRUTH:
        return bool(fact) is (way is Is.YES)
    assert isinstance(value, tuple)
    if condition.known.kind is Kind.TEXT:
        found = any(word in str(fact) for word in value)
        return found is (way is Is.CONTAINS)
    held = {str(one) for one in fact} if isinstance(fact, list | tuple | set | frozenset) else {str(fact)}
    return bool(held & set(value)) is (way is Is.ONE_OF)


@dataclass(frozen=True, slots=True)
class Coded:
    """A column of words in which each different value stands once: record n holds `values[places[n]]`."""

    places: "np.ndarray[Anything, Anything]"
    values: tuple[object, ...]


def coded(column: Iterable[object]) -> Coded:
    """Words or choices as a column for many rules; a value that is a list or set is held as a tuple."""
    import numpy as np

    known: dict[object, int] = {}
    places = [
        known.setdefault(tuple(fact) if isinstance(fact, list | set | frozenset) else fact, len(known))
        for fact in column
    ]
    return Coded(np.array(places, dtype=np.int32), tuple(known))


def judge_many(
    rule: Rule, columns: "Mapping[str, np.ndarray[Anything, Anything] | Coded]", count: int
) -> "np.ndarray[Anything, Anything]":
    """Judge `count` records by columns; gives int8: 1 met, 0 unknown, -1 unmet.

    Columns by fact key, arrays of length `count`: numbers as float64 with NaN for unknown, days as datetime64[D] with NaT,
    truths as int8 with -1 for unknown, choices and texts as objects with None or "" for unknown, `coded` where many rules are
    judged. A fact without a column is unknown of everybody.
    """
    import numpy as np

    if isinstance(rule, Condition):
        column = columns.get(rule.known.key)
        return np.zeros(count, dtype=np.int8) if column is None else _held_by(rule, column)
    if isinstance(rule, Not):
        return -judge_many(rule.part, columns, count)
    if not rule.parts:
        return np.ones(count, dtype=np.int8)
    fold: Anything = np.minimum if isinstance(rule, All) else np.maximum
    result = judge_many(rule.parts[0], columns, count)
    for part in rule.parts[1:]:
        result = fold(result, judge_many(part, columns, count))
    return result


def _held_by(
    condition: Condition, column: "np.ndarray[Anything, Anything] | Coded"
) -> "np.ndarray[Anything, Anything]":
    import numpy as np

    if isinstance(column, Coded) or condition.known.kind in (Kind.CHOICE, Kind.TEXT):
        return _words_held(condition, column if isinstance(column, Coded) else coded(column))

    way, value = condition.way, condition.value
    match condition.known.kind:
        case Kind.NUMBER:
            assert isinstance(value, Decimal)
            number, unknown = float(value), np.isnan(column)
            ways = {
                Is.AT_LEAST: np.greater_equal,
                Is.AT_MOST: np.less_equal,
                Is.MORE_THAN: np.greater,
                Is.LESS_THAN: np.less,
                Is.EQUALS: np.equal,
            }
            held = ways[way](column, number)
        case Kind.DAY:
            assert isinstance(value, date)
            day, unknown = np.datetime64(value, "D"), np.isnat(column)
            held = column >= day if way is Is.FROM_DAY else column <= day
        case _:  # Kind.TRUTH
            unknown = column < 0
            held = column == (1 if way is Is.YES else 0)
    return np.asarray(np.where(unknown, 0, np.where(held, 1, -1)), dtype=np.int8)


def _words_held(condition: Condition, column: Coded) -> "np.ndarray[Anything, Anything]":
    """Words are judged once for each different value of the column, which are few."""
    import numpy as np

    verdicts = np.array([int(_holds(condition, value)) for value in column.values], dtype=np.int8)
    return np.asarray(verdicts[column.places], dtype=np.int8)
