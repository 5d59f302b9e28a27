"""The expressions of survey forms, a part of XPath: read, asked for what they name, and judged.

`frontend/src/survey/expressions.ts` says the same for pages and phones; `cases.json` beside this module holds both to one
table. Values are text, numbers (floats) and truths; what is not answered is the empty text. Dates are text ("2026-06-30") and
count as days since 1970 where a number is wanted.
"""

import math
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

from bihuan.kernel.survey.patterns import PatternError, matcher

Value = str | float | bool
MOST_CHARACTERS, MOST_TOKENS, MOST_DEPTH, MOST_TEXT = 1000, 300, 24, 2000
NUMBER = re.compile(r"[ \t\r\n]*-?([0-9]+(\.[0-9]*)?|\.[0-9]+)[ \t\r\n]*\Z")
DAY = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})\Z")
_BLANKS = " \t\r\n"
_TOKEN = re.compile(
    r"[ \t\r\n]*(?:(?P<number>[0-9]+(?:\.[0-9]*)?|\.[0-9]+)|(?P<text>'[^']*'|\"[^\"]*\")|\$\{(?P<ref>[^{}]*)\}"
    r"|(?P<word>[A-Za-z_][A-Za-z0-9_-]*(?::[A-Za-z_][A-Za-z0-9_-]*)?)|(?P<sign><=|>=|!=|[=<>+*(),.-]))"
)


class ExpressionError(ValueError):
    """An expression that cannot be used: `code` says why, `detail` which part of it."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(f"{code}: {detail}")
        self.code, self.detail = code, detail


@dataclass(frozen=True, slots=True)
class Node:
    """A part of an expression: `kind` is text, number, ref, many, dot, column, call, and, or, minus or a sign of two sides."""

    kind: str
    value: str = ""
    parts: "tuple[Node, ...]" = ()


class Scope(Protocol):
    """Where an expression stands."""

    def one(self, name: str) -> Value:
        """The value of a question as seen from here; "" when it is not answered."""

    def many(self, name: str) -> Sequence[Value]:
        """The values of a question, or the rows of a repeat, over all rows seen from here."""

    def column(self, name: str) -> str:
        """A column of the choice that is looked at."""

    @property
    def dot(self) -> Value:
        """The answer itself."""

    @property
    def today(self) -> str:
        """The day."""


# --- reading ----------------------------------------------------------------------------------------------------------

# Function → least and most arguments.
FUNCTIONS: dict[str, tuple[int, int]] = {
    "selected": (2, 2), "selected-at": (2, 2), "count-selected": (1, 1), "count": (1, 1), "count-non-empty": (1, 1),
    "sum": (1, 1), "min": (1, 20), "max": (1, 20), "if": (3, 3), "not": (1, 1), "true": (0, 0), "false": (0, 0),
    "boolean": (1, 1), "number": (1, 1), "string": (1, 1), "today": (0, 0), "date": (1, 1), "string-length": (1, 1),
    "regex": (2, 2), "coalesce": (2, 2), "concat": (1, 20), "round": (1, 2), "int": (1, 1), "abs": (1, 1), "floor": (1, 1),
    "ceiling": (1, 1), "contains": (2, 2), "starts-with": (2, 2), "ends-with": (2, 2), "substr": (2, 3),
}  # fmt: skip
OVER_MANY = ("count", "count-non-empty", "sum", "min", "max")
_LEVELS: tuple[tuple[str, ...], ...] = (
    ("or",), ("and",), ("=", "!="), ("<", "<=", ">", ">="), ("+", "-"), ("*", "div", "mod"),
)  # fmt: skip


class _Reader:
    def __init__(self, source: str) -> None:
        self.tokens, self.at, self.depth = _tokens(source), 0, 0

    def peek(self) -> tuple[str, str]:
        return self.tokens[self.at] if self.at < len(self.tokens) else ("end", "")

    def take(self) -> tuple[str, str]:
        found = self.peek()
        self.at += 1
        return found

    def want(self, sign: str) -> None:
        kind, text = self.take()
        if kind == "end":
            raise ExpressionError("end")
        if (kind, text) != ("sign", sign):
            raise ExpressionError("unexpected", text)

    def level(self, rank: int) -> Node:
        if rank == len(_LEVELS):
            return self.unary()
        left = self.level(rank + 1)
        while self.peek()[0] in ("sign", "word") and self.peek()[1] in _LEVELS[rank]:
            operator = self.take()[1]
            left = Node(operator, "", (left, self.level(rank + 1)))
        return left

    def unary(self) -> Node:
        if self.peek() == ("sign", "-"):
            self.take()
            self.deeper()
            found = Node("minus", "", (self.unary(),))
            self.depth -= 1
            return found
        return self.primary()

    def deeper(self) -> None:
        self.depth += 1
        if self.depth > MOST_DEPTH:
            raise ExpressionError("deep")

    def primary(self) -> Node:
        kind, text = self.take()
        if kind in ("number", "text", "ref"):
            return Node(kind, text)
        if kind == "word":
            return self.call(text) if self.peek() == ("sign", "(") else Node("column", text)
        if (kind, text) == ("sign", "."):
            return Node("dot")
        if (kind, text) == ("sign", "("):
            self.deeper()
            found = self.level(0)
            self.want(")")
            self.depth -= 1
            return found
        raise ExpressionError("end" if kind == "end" else "unexpected", text)

    def call(self, name: str) -> Node:
        if name not in FUNCTIONS:
            raise ExpressionError("function", name)
        self.take()
        self.deeper()
        parts: list[Node] = []
        while self.peek() != ("sign", ")"):
            if parts:
                self.want(",")
            parts.append(self.level(0))
        self.take()
        self.depth -= 1
        least, most = FUNCTIONS[name]
        if not least <= len(parts) <= most:
            raise ExpressionError("arity", name)
        if name in OVER_MANY:
            parts = [Node("many", one.value) if one.kind == "ref" else one for one in parts]
        if name in ("count", "count-non-empty", "sum") and parts[0].kind != "many":
            raise ExpressionError("arity", name)
        if name == "regex":
            _check_pattern(parts[1])
        return Node("call", name, tuple(parts))


def _check_pattern(part: Node) -> None:
    if part.kind != "text":
        raise ExpressionError("pattern")
    try:
        matcher(part.value)
    except PatternError as wrong:
        raise ExpressionError("pattern", part.value) from wrong


def _tokens(source: str) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    at, end = 0, len(source.rstrip(_BLANKS))
    while at < end:
        match = _TOKEN.match(source, at)
        if match is None:
            rest = source[at:].lstrip(_BLANKS)
            raise ExpressionError("text" if rest[0] in "'\"" else "character", rest[0])
        at, kind = match.end(), str(match.lastgroup)
        text = match.group(kind)
        if kind == "text":
            text = text[1:-1]
        if kind == "ref":
            text = text.strip(_BLANKS)
        found.append((kind, text))
    return found


def read(source: str) -> Node:
    """The expression written as `source`.

    Raises:
        ExpressionError: codes `empty`, `long`, `character`, `text` (a quotation mark is not closed), `end` (it breaks off),
            `unexpected`, `function` (not known), `arity` (wrong number or kind of arguments), `deep`, `pattern`.
    """
    if len(source) > MOST_CHARACTERS:
        raise ExpressionError("long")
    reader = _Reader(source)
    if len(reader.tokens) > MOST_TOKENS:
        raise ExpressionError("long")
    if not reader.tokens:
        raise ExpressionError("empty")
    found = reader.level(0)
    kind, text = reader.peek()
    if kind != "end":
        raise ExpressionError("unexpected", text)
    return found


def parts_of(node: Node) -> Iterator[Node]:
    """The expression and everything in it."""
    yield node
    for part in node.parts:
        yield from parts_of(part)


# --- what values are as one another -----------------------------------------------------------------------------------


def days_in(year: int, month: int) -> int:
    """The days of a month."""
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    return (31, 29 if leap else 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)[month - 1]


def day_number(text: str) -> int | None:
    """The days from 1970-01-01 to the date "2026-06-30"; None when it is none."""
    match = DAY.match(text)
    if match is None:
        return None
    year, month, day = (int(part) for part in match.groups())
    if year < 1 or not 1 <= month <= 12 or not 1 <= day <= days_in(year, month):
        return None
    shifted = year - (month <= 2)
    era, of_era = shifted // 400, shifted % 400
    of_year = (153 * (month + (-3 if month > 2 else 9)) + 2) // 5 + day - 1
    return era * 146097 + of_era * 365 + of_era // 4 - of_era // 100 + of_year - 719468


def day_of(number: float) -> str:
    """The date so many days after 1970-01-01; "" outside the years 1 to 9999."""
    if math.isnan(number) or not -719162 <= math.floor(number) <= 2932896:
        return ""
    shifted = math.floor(number) + 719468
    era, of_era = shifted // 146097, shifted % 146097
    year = (of_era - of_era // 1460 + of_era // 36524 - of_era // 146096) // 365
    of_year = of_era - (365 * year + year // 4 - year // 100)
    month_from_march = (5 * of_year + 2) // 153
    day = of_year - (153 * month_from_march + 2) // 5 + 1
    month = month_from_march + (3 if month_from_march < 10 else -9)
    return f"{year + era * 400 + (month <= 2):04d}-{month:02d}-{day:02d}"


def number_of(value: Value) -> float:
    """`value` as a number; NaN when it is none."""
    if isinstance(value, str):
        days = day_number(value)
        if days is not None:
            return float(days)
        return float(value.strip(_BLANKS)) if NUMBER.match(value) else math.nan
    return float(value)


def text_of(value: Value) -> str:
    """`value` as text: numbers without an exponent, whole ones without a point."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "Infinity" if value > 0 else "-Infinity"
    if value == 0:
        return "0"
    text = format(Decimal(repr(value)), "f")
    return text.removesuffix(".0")


def truth_of(value: Value) -> bool:
    """`value` as a truth."""
    if isinstance(value, str):
        return value != ""
    return bool(value) and not math.isnan(value)


def words_of(value: Value) -> list[str]:
    """The chosen ones of an answer with several."""
    return [word for word in re.split(r"[ \t\r\n]+", text_of(value)) if word]


# --- judging ----------------------------------------------------------------------------------------------------------


def judge(node: Node, scope: Scope) -> Value:
    """The value of an expression where it stands; never fails on an expression that `read` took."""
    kind = node.kind
    if kind == "text":
        return node.value
    if kind == "number":
        return float(node.value)
    if kind == "ref":
        return scope.one(node.value)
    if kind == "many":
        found = scope.many(node.value)
        return found[0] if found else ""
    if kind == "dot":
        return scope.dot
    if kind == "column":
        return scope.column(node.value)
    if kind == "call":
        return _call(node, scope)
    if kind == "and":
        return truth_of(judge(node.parts[0], scope)) and truth_of(judge(node.parts[1], scope))
    if kind == "or":
        return truth_of(judge(node.parts[0], scope)) or truth_of(judge(node.parts[1], scope))
    if kind == "minus":
        return -number_of(judge(node.parts[0], scope))
    left, right = (judge(part, scope) for part in node.parts)
    if kind in ("=", "!="):
        return _same(left, right) == (kind == "=")
    return _reckon(kind, number_of(left), number_of(right))


def _same(left: Value, right: Value) -> bool:
    if isinstance(left, bool) or isinstance(right, bool):
        return truth_of(left) == truth_of(right)
    if isinstance(left, str) and isinstance(right, str):
        return left == right
    return number_of(left) == number_of(right)


def _reckon(kind: str, left: float, right: float) -> Value:
    if kind == "<":
        return left < right
    if kind == "<=":
        return left <= right
    if kind == ">":
        return left > right
    if kind == ">=":
        return left >= right
    if kind == "+":
        return left + right
    if kind == "-":
        return left - right
    if kind == "*":
        return left * right
    if kind == "mod":
        return math.fmod(left, right) if right and not math.isinf(left) and not math.isnan(right) else math.nan
    return _divided(left, right)


def _divided(left: float, right: float) -> float:
    if right:
        return left / right
    if math.isnan(left) or math.isnan(right) or left == 0:
        return math.nan
    return math.copysign(math.inf, left) * math.copysign(1.0, right)


def _rounded(number: float, places: float = 0.0) -> float:
    """Halves upwards; `places` from 0 to 10."""
    if not math.isfinite(number) or not 0 <= places <= 10:
        return number
    ten = 1.0
    for _ in range(math.floor(places)):
        ten *= 10
    return _floor(number * ten + 0.5) / ten


def _floor(number: float) -> float:
    return float(math.floor(number)) if math.isfinite(number) else number


def _ceiling(number: float) -> float:
    return float(math.ceil(number)) if math.isfinite(number) else number


def _whole(number: float) -> float:
    return float(math.trunc(number)) if math.isfinite(number) else number


def _cut(text: str, start: float, end: float | None) -> str:
    """From `start` up to before `end`, counted from 0; negative ones count from the end."""
    size = len(text)

    def place(number: float) -> int:
        if math.isnan(number):
            return 0
        whole = math.floor(max(min(number, 1e9), -1e9))
        return max(0, size + whole) if whole < 0 else min(whole, size)

    return text[place(start) : size if end is None else place(end)]


def _numbers(node: Node, scope: Scope) -> list[float]:
    """The numbers among the arguments; what is not answered does not count."""
    found: list[Value] = []
    for part in node.parts:
        found += scope.many(part.value) if part.kind == "many" else [judge(part, scope)]
    return [number_of(value) for value in found if value != ""]


def _call(node: Node, scope: Scope) -> Value:
    name = node.value
    if name == "if":
        return judge(node.parts[1 if truth_of(judge(node.parts[0], scope)) else 2], scope)
    if name == "count":
        return float(len(scope.many(node.parts[0].value)))
    if name == "count-non-empty":
        return float(sum(value != "" for value in scope.many(node.parts[0].value)))
    if name in ("sum", "min", "max"):
        return _gathered(name, _numbers(node, scope))
    if name == "today":
        return scope.today
    return _PLAIN[name]([judge(part, scope) for part in node.parts])


def _gathered(name: str, numbers: list[float]) -> float:
    if name == "sum":
        total = 0.0
        for number in numbers:
            total += number
        return total
    if not numbers or any(math.isnan(number) for number in numbers):
        return math.nan
    return min(numbers) if name == "min" else max(numbers)


def _at(words: list[str], place: float) -> str:
    whole = -1 if math.isnan(place) or math.isinf(place) else math.floor(place)
    return words[whole] if 0 <= whole < len(words) else ""


def _date(value: Value) -> Value:
    number = number_of(value)
    return day_of(number)


_PLAIN: dict[str, Callable[[list[Value]], Value]] = {
    "selected": lambda given: text_of(given[1]).strip(_BLANKS) in words_of(given[0]),
    "selected-at": lambda given: _at(words_of(given[0]), number_of(given[1])),
    "count-selected": lambda given: float(len(words_of(given[0]))),
    "not": lambda given: not truth_of(given[0]),
    "true": lambda _given: True,
    "false": lambda _given: False,
    "boolean": lambda given: truth_of(given[0]),
    "number": lambda given: number_of(given[0]),
    "string": lambda given: text_of(given[0]),
    "date": lambda given: _date(given[0]),
    "string-length": lambda given: float(len(text_of(given[0]))),
    "regex": lambda given: matcher(text_of(given[1]))(text_of(given[0])),
    "coalesce": lambda given: given[0] if text_of(given[0]) != "" else given[1],
    "concat": lambda given: "".join(text_of(one) for one in given),
    "round": lambda given: _rounded(*(number_of(one) for one in given)),
    "int": lambda given: _whole(number_of(given[0])),
    "abs": lambda given: abs(number_of(given[0])),
    "floor": lambda given: _floor(number_of(given[0])),
    "ceiling": lambda given: _ceiling(number_of(given[0])),
    "contains": lambda given: text_of(given[1]) in text_of(given[0]),
    "starts-with": lambda given: text_of(given[0]).startswith(text_of(given[1])),
    "ends-with": lambda given: text_of(given[0]).endswith(text_of(given[1])),
    "substr": lambda given: _cut(
        text_of(given[0]), number_of(given[1]), number_of(given[2]) if len(given) > 2 else None
    ),
}
