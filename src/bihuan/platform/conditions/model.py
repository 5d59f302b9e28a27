"""What can be said in a condition, and reading it from its stored form.

    {"all": [{"fact": "staff_count", "is": "at_most", "value": 300},
             {"any": [{"fact": "industry", "is": "one_of", "value": ["manufacture"]}, {"fact": "export", "is": "yes"}]},
             {"not": {"fact": "blacklisted", "is": "yes"}}]}

Days are ISO 8601, numbers are numbers (amounts in the fact's unit), choices are stored keys. An empty rule (`{}` or
`{"all": []}`) is met by everybody.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import TYPE_CHECKING
from typing import Any as Anything

from django.utils.translation import gettext as _

from bihuan.kernel.errors import Fault, Invalid

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

DEEPEST, MOST = 5, 60  # groups within groups, conditions in a rule
MOST_WORDS, MOST_LETTERS = 30, 60


class Kind(StrEnum):
    """What kind of fact is asked."""

    NUMBER = "number"
    CHOICE = "choice"
    TEXT = "text"
    DAY = "day"
    TRUTH = "truth"


class Is(StrEnum):
    """How a fact is asked."""

    AT_LEAST = "at_least"
    AT_MOST = "at_most"
    MORE_THAN = "more_than"
    LESS_THAN = "less_than"
    EQUALS = "equals"
    ONE_OF = "one_of"
    NONE_OF = "none_of"
    CONTAINS = "contains"
    LACKS = "lacks"
    FROM_DAY = "from_day"
    UNTIL_DAY = "until_day"
    YES = "yes"
    NO = "no"


WAYS: dict[Kind, tuple[Is, ...]] = {
    Kind.NUMBER: (Is.AT_LEAST, Is.AT_MOST, Is.MORE_THAN, Is.LESS_THAN, Is.EQUALS),
    Kind.CHOICE: (Is.ONE_OF, Is.NONE_OF),
    Kind.TEXT: (Is.CONTAINS, Is.LACKS),
    Kind.DAY: (Is.FROM_DAY, Is.UNTIL_DAY),
    Kind.TRUTH: (Is.YES, Is.NO),
}


@dataclass(frozen=True, slots=True)
class Known:
    """One fact that conditions may ask: `title` and `unit` for people, `choices` the stored keys with their words."""

    key: str
    title: "StrOrPromise"
    kind: Kind
    unit: "StrOrPromise" = ""
    choices: Mapping[str, "StrOrPromise"] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Condition:
    """One fact asked one way. `value` is a Decimal, a day, a tuple of keys or words, or None for a truth."""

    known: Known
    way: Is
    value: Decimal | date | tuple[str, ...] | None


@dataclass(frozen=True, slots=True)
class All:
    """Every part must hold; without parts it does."""

    parts: tuple["Rule", ...]


@dataclass(frozen=True, slots=True)
class Any:
    """One part is enough."""

    parts: tuple["Rule", ...]


@dataclass(frozen=True, slots=True)
class Not:
    """The part must not hold."""

    part: "Rule"


Rule = Condition | All | Any | Not


def read(stored: object, known: Sequence[Known], *, field: str = "conditions") -> Rule:
    """The rule that `stored` (parsed JSON) says.

    Raises:
        Invalid: every fault in a sentence that names the condition by its place ("第 2 条"), under `field`.
    """
    reading = _Reading({one.key: one for one in known}, field)
    rule = reading.rule(stored, depth=0)
    if reading.faults:
        raise Invalid.of(reading.faults)
    assert rule is not None
    return rule


def facts_asked(rule: Rule) -> tuple[Known, ...]:
    """The facts that the rule asks, each once, in order."""
    found: dict[str, Known] = {}
    for condition in conditions_of(rule):
        found.setdefault(condition.known.key, condition.known)
    return tuple(found.values())


def conditions_of(rule: Rule) -> list[Condition]:
    """Every condition of the rule, in order."""
    if isinstance(rule, Condition):
        return [rule]
    parts = (rule.part,) if isinstance(rule, Not) else rule.parts
    return [condition for part in parts for condition in conditions_of(part)]


class _Reading:
    """One reading: counts the conditions and collects what is wrong with them."""

    def __init__(self, known: Mapping[str, Known], field: str) -> None:
        self.known, self.field = known, field
        self.count = 0
        self.faults: list[Fault] = []

    def rule(self, stored: object, depth: int) -> Rule | None:
        if stored in ({}, None, ""):
            return All(())
        if not isinstance(stored, dict) or depth > DEEPEST:
            self.refuse(_("条件嵌套太深或格式不对,请重新设置。"))
            return None
        for word, group in (("all", All), ("any", Any)):
            if word in stored:
                parts = stored[word]
                if not isinstance(parts, list):
                    self.refuse(_("条件格式不对,请重新设置。"))
                    return None
                found = [self.rule(part, depth + 1) for part in parts]
                return group(tuple(part for part in found if part is not None))
        if "not" in stored:
            part = self.rule(stored["not"], depth + 1)
            return Not(part) if part is not None else None
        return self.condition(stored)

    def condition(self, stored: dict[str, Anything]) -> Condition | None:
        self.count += 1
        if self.count > MOST:
            if self.count == MOST + 1:
                self.refuse(_("条件太多,最多 %(count)d 条,请合并或拆开。") % {"count": MOST})
            return None
        known = self.known.get(str(stored.get("fact", ""))[:60])
        if known is None:
            self.wrong(_("没有这项信息,请重新选择。"))
            return None
        ways = {str(way): way for way in WAYS[known.kind]}
        way = ways.get(str(stored.get("is", ""))[:20])
        if way is None:
            self.wrong(_("“%(title)s”不能这样比较,请重新选择。") % {"title": known.title})
            return None
        faults = len(self.faults)
        value = self.value(known, stored.get("value"))
        return Condition(known, way, value) if len(self.faults) == faults else None

    def value(self, known: Known, stored: object) -> "Decimal | date | tuple[str, ...] | None":
        """The value asked for; None for a truth and after a refusal."""
        match known.kind:
            case Kind.TRUTH:
                return None
            case Kind.NUMBER:
                return self.number(known, stored)
            case Kind.DAY:
                try:
                    return date.fromisoformat(str(stored))
                except ValueError:
                    self.wrong(_("“%(title)s”要填日期,如 2026-06-30。") % {"title": known.title})
                    return None
            case _:
                return self.words(known, stored)

    def number(self, known: Known, stored: object) -> Decimal | None:
        try:
            number = Decimal(str(stored).replace(",", "").strip())
        except InvalidOperation:
            number = Decimal("NaN")
        if isinstance(stored, bool) or not number.is_finite() or abs(number) > 10**15:
            self.wrong(_("“%(title)s”要填数字,例如 300。") % {"title": known.title})
            return None
        return number

    def words(self, known: Known, stored: object) -> tuple[str, ...] | None:
        given = stored if isinstance(stored, list) else [stored]
        words = tuple(dict.fromkeys(str(word).strip() for word in given if str(word or "").strip()))
        if not words or len(words) > MOST_WORDS or any(len(word) > MOST_LETTERS for word in words):
            self.wrong(_("“%(title)s”要选或填 1 到 %(count)d 项。") % {"title": known.title, "count": MOST_WORDS})
            return None
        unknown = [word for word in words if known.choices and word not in known.choices]
        if unknown:
            self.wrong(_("“%(title)s”没有“%(word)s”这一项。") % {"title": known.title, "word": unknown[0]})
            return None
        return words

    def wrong(self, message: str) -> None:
        self.refuse(_("第 %(number)d 条:%(message)s") % {"number": self.count, "message": message})

    def refuse(self, message: str) -> None:
        self.faults.append(Fault(message, self.field, "condition"))
