"""What an answer means by its form: what is asked at all, what is reckoned, what is wrong. The server's word.

`frontend/src/survey/answering.ts` does the same while somebody fills the form. An answer is `{question: value}`, a repeat's
value the list of its rows, each again such a mapping; groups add no level, since names are unique in a form. A line is
addressed by its path: "roof", "people-0-age", "people-0-jobs-1-pay".
"""

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from bihuan.kernel.survey.design import MOST_ROWS, REPEAT, Design, Place, Question, order_of, rule
from bihuan.kernel.survey.expressions import MOST_TEXT, Value, day_number, judge, number_of, text_of, truth_of, words_of

Json = Any
INTEGER = re.compile(r"[+-]?[0-9]{1,15}\Z")
DECIMAL = re.compile(r"[+-]?([0-9]{1,20}(\.[0-9]{0,15})?|\.[0-9]{1,15})\Z")
_BLANKS = " \t\r\n"
_REF = re.compile(r"\$\{([^{}]*)\}")
EARLIEST, LATEST = day_number("1900-01-01") or 0, day_number("2099-12-31") or 0


@dataclass(frozen=True, slots=True)
class Wrong:
    """One fault: where, and its code: required, constraint, choice, long, integer, decimal, date, geopoint, rows."""

    path: str
    code: str
    question: Question


@dataclass(slots=True)
class Settled:
    """`values` as they are kept: only what is relevant and answered. `hidden` are the paths that are not asked."""

    values: dict[str, Json]
    wrong: list[Wrong] = field(default_factory=list)
    hidden: set[str] = field(default_factory=set)
    reckoned: dict[str, str] = field(default_factory=dict)
    labels: dict[str, str] = field(default_factory=dict)
    offered: dict[str, list[str]] = field(default_factory=dict)


class _Row:
    """One row of a repeat, or the form itself."""

    def __init__(self, raw: Json, prefix: str = "", repeat: str = "", parent: "_Row | None" = None) -> None:
        self.raw: Mapping[str, Json] = raw if isinstance(raw, Mapping) else {}
        self.prefix, self.repeat, self.parent = prefix, repeat, parent
        self.seen: dict[str, Value] = {}
        self.kept: dict[str, Json] = {}
        self.relevant: dict[str, bool] = {}
        self.rows: dict[str, list[_Row]] = {}


class _Here:
    """The scope of one line in one row."""

    def __init__(
        self, form: "Form", row: _Row, today: str, dot: Value = "", choice: Mapping[str, str] | None = None
    ) -> None:
        self.form, self.row, self.today, self.dot, self.choice = form, row, today, dot, choice or {}

    def column(self, name: str) -> str:
        return self.choice.get(name, "")

    def one(self, name: str) -> Value:
        found = self.many(name)
        return found[0] if found else ""

    def many(self, name: str) -> Sequence[Value]:
        place = self.form.places.get(name)
        if place is None:
            return []
        chain = place.repeats
        row = self.row
        while row.parent is not None and row.repeat not in chain:
            row = row.parent
        rows = [row]
        for repeat in chain[chain.index(row.repeat) + 1 if row.repeat in chain else 0 :]:
            rows = [inner for one in rows for inner in one.rows.get(repeat, ()) if one.relevant.get(repeat)]
        if place.question.type == REPEAT:
            return ["" for one in rows if one.relevant.get(name) for _inner in one.rows.get(name, ())]
        return [one.seen[name] for one in rows if one.relevant.get(name) and name in one.seen]


class Form:
    """A design made ready to judge answers by."""

    def __init__(self, design: Design) -> None:
        self.design = design

    @cached_property
    def places(self) -> dict[str, Place]:
        return {one.question.name: one for one in self.design.walk()}

    @cached_property
    def _order(self) -> list[Place]:
        return order_of(self.design)

    @cached_property
    def _choices(self) -> dict[str, dict[str, dict[str, str]]]:
        return {name: {one["name"]: one for one in choices} for name, choices in self.design.lists.items()}

    def settle(self, raw: Json, today: str, *, offers: bool = False) -> Settled:
        """Judge the answer `raw`; `today` is the day ("2026-06-30") it was given. `offers` asks for the filtered choices too."""
        top = _Row(raw)
        wrong: dict[str, str] = {}
        for place in self._order:
            for row in _rows_of(top, place.repeats):
                self._take(place, row, today, wrong)
        settled = Settled({})
        settled.values = self._gather(self.design.questions, top, today, wrong, settled, offers)
        return settled

    def _take(self, place: Place, row: _Row, today: str, wrong: dict[str, str]) -> None:
        """Whether a line is relevant in a row, and its value or rows."""
        one, here = place.question, _Here(self, row, today)
        around = place.sections[-1] if place.sections else None
        outer = row.parent if around is not None and around.type == REPEAT else row
        inside = around is None or (outer is not None and outer.relevant.get(around.name, False))
        shown = inside and (not one.relevant or truth_of(judge(rule(one.relevant), here)))
        row.relevant[one.name] = shown
        path = row.prefix + one.name
        if one.type == REPEAT:
            found = row.raw.get(one.name)
            given = found if isinstance(found, list) else []
            if shown and len(given) > MOST_ROWS:
                wrong[path] = "rows"
            row.rows[one.name] = [
                _Row(each, f"{path}-{at}-", one.name, row) for at, each in enumerate(given[:MOST_ROWS])
            ]
        elif one.has_value and shown:
            if one.is_reckoned:
                value = judge(rule(one.calculation), here)
                kept = _kept(value)
            else:
                kept, code = self._typed(one, row.raw.get(one.name))
                if code:
                    wrong[path] = code
            row.kept[one.name] = kept
            row.seen[one.name] = _seen(kept)

    def _typed(self, one: Question, given: Json) -> tuple[Json, str]:
        """A value as it is kept ("" when there is none), and what is wrong with it."""
        if isinstance(given, str):
            given = given.replace("\0", "").strip(_BLANKS)
        if given is None or given in ("", []):
            return "", ""
        if one.type == "select_multiple":
            return self._several(one, given)
        if isinstance(given, bool) or not isinstance(given, str | int | float):
            return "", "choice" if one.type == "select_one" else one.type if one.type in _READ else "long"
        if one.type in _READ:
            return _READ[one.type](given)
        text = given if isinstance(given, str) else text_of(float(given))
        if one.type == "select_one":
            return (text, "") if text in self._choices.get(one.choices, {}) else ("", "choice")
        return (text, "") if len(text) <= MOST_TEXT else ("", "long")

    def _several(self, one: Question, given: Json) -> tuple[Json, str]:
        if not isinstance(given, str | list):
            return "", "choice"
        chosen = set(words_of(given)) if isinstance(given, str) else {each for each in given if isinstance(each, str)}
        choices = self._choices.get(one.choices, {})
        if (isinstance(given, list) and any(not isinstance(each, str) for each in given)) or not chosen <= set(choices):
            return "", "choice"
        return [name for name in choices if name in chosen], ""

    def _gather(
        self,
        questions: Sequence[Question],
        row: _Row,
        today: str,
        wrong: dict[str, str],
        settled: Settled,
        offers: bool,
    ) -> dict[str, Json]:
        """What is kept of a row, in the order of the form; faults, hidden lines and reckoned values go into `settled`."""
        kept: dict[str, Json] = {}
        for one in questions:
            path = row.prefix + one.name
            if not row.relevant.get(one.name, False):
                settled.hidden.add(path)
                continue
            if "${" in one.label:
                settled.labels[path] = self._worded(one.label, _Here(self, row, today))
            if path in wrong:
                settled.wrong.append(Wrong(path, wrong[path], one))
            if one.type == REPEAT:
                inner = [self._gather(one.children, each, today, wrong, settled, offers) for each in row.rows[one.name]]
                if inner:
                    kept[one.name] = inner
            elif one.is_section:
                kept.update(self._gather(one.children, row, today, wrong, settled, offers))
            elif one.has_value:
                self._gather_value(one, row, today, wrong, settled, offers)
                if row.kept[one.name] != "":
                    kept[one.name] = row.kept[one.name]
        return kept

    def _worded(self, label: str, here: _Here) -> str:
        """A label with the answers it names."""
        return _REF.sub(lambda found: text_of(here.one(found[1].strip(_BLANKS))), label)

    def _gather_value(
        self, one: Question, row: _Row, today: str, wrong: dict[str, str], settled: Settled, offers: bool
    ) -> None:
        path, value = row.prefix + one.name, row.kept[one.name]
        if one.is_reckoned:
            settled.reckoned[path] = _as_text(value)
            return
        if one.choice_filter:
            if offers:
                choices = self._choices.get(one.choices, {})
                settled.offered[path] = [name for name in choices if self._passes(one, row, today, name)]
            chosen = value if isinstance(value, list) else [value] if value != "" else []
            if path not in wrong and not all(self._passes(one, row, today, name) for name in chosen):
                settled.wrong.append(Wrong(path, "choice", one))
                return
        here = _Here(self, row, today, row.seen[one.name])
        if path in wrong:
            return
        if value == "":
            if one.required and truth_of(judge(rule(one.required), here)):
                settled.wrong.append(Wrong(path, "required", one))
        elif one.constraint and not truth_of(judge(rule(one.constraint), here)):
            settled.wrong.append(Wrong(path, "constraint", one))

    def _passes(self, one: Question, row: _Row, today: str, name: str) -> bool:
        choice = self._choices[one.choices][name]
        return truth_of(judge(rule(one.choice_filter), _Here(self, row, today, row.seen[one.name], choice)))


def _rows_of(top: _Row, repeats: Sequence[str]) -> Iterator[_Row]:
    rows = [top]
    for repeat in repeats:
        rows = [inner for one in rows for inner in one.rows.get(repeat, ())]
    return iter(rows)


def _seen(kept: Json) -> Value:
    """A kept value as expressions see it."""
    if isinstance(kept, list):
        return " ".join(kept)
    return kept if isinstance(kept, str) else float(kept)


def _kept(value: Value) -> Json:
    """A reckoned value as it is kept."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return value[:MOST_TEXT]
    return _plain(value) if math.isfinite(value) else ""


def _plain(number: float) -> int | float:
    """Whole numbers without a point, as every JSON writer has them."""
    return int(number) if number == math.floor(number) and abs(number) < 2**53 else number


def _as_text(kept: Json) -> str:
    return kept if isinstance(kept, str) else text_of(_seen(kept))


def _integer(given: str | int | float) -> tuple[Json, str]:
    if isinstance(given, str):
        return (int(given), "") if INTEGER.match(given) else ("", "integer")
    return (
        (int(given), "")
        if math.isfinite(given) and given == math.floor(given) and abs(given) < 1e15
        else ("", "integer")
    )


def _decimal(given: str | int | float) -> tuple[Json, str]:
    if isinstance(given, str) and not DECIMAL.match(given):
        return "", "decimal"
    number = float(given)
    return (_plain(number), "") if math.isfinite(number) and abs(number) < 1e20 else ("", "decimal")


def _date(given: str | int | float) -> tuple[Json, str]:
    number = day_number(given) if isinstance(given, str) else None
    return (given, "") if number is not None and EARLIEST <= number <= LATEST else ("", "date")


def _geopoint(given: str | int | float) -> tuple[Json, str]:
    parts = [number_of(word) for word in words_of(given)] if isinstance(given, str) else []
    if not 2 <= len(parts) <= 4 or any(math.isnan(one) for one in parts) or abs(parts[0]) > 90 or abs(parts[1]) > 180:
        return "", "geopoint"
    return " ".join(text_of(one) for one in parts), ""


_READ = {"integer": _integer, "decimal": _decimal, "date": _date, "geopoint": _geopoint}
