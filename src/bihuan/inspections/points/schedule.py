"""When a point is due: plain rules over plain values, no database; the rules that hold where a town has set none."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

LEVELS = ("red", "orange", "yellow", "blue")  # the gravest first
HOT = (5, 9)  # May to September, when children drown


@dataclass(frozen=True, slots=True)
class Rule:
    """Points of `kind` and `risk` ("" any) every `every` days within `months` (both inclusive, may run over New Year).

    With `weather` the rule holds only on days of such a warning of `level` or graver ("" any level), whatever the month.
    """

    kind: str
    risk: str
    every: int
    months: tuple[int, int] = (1, 12)
    weather: str = ""
    level: str = ""

    def in_season(self, day: date) -> bool:
        first, last = self.months
        return first <= day.month <= last if first <= last else day.month >= first or day.month <= last


@dataclass(frozen=True, slots=True)
class Warned:
    """A warning that is in force where a point lies."""

    weather: str
    level: str


def at_least(level: str, wanted: str) -> bool:
    """Whether a warning of `level` is as grave as `wanted` ("" is met by every level)."""
    return not wanted or LEVELS.index(level) <= LEVELS.index(wanted)


def season_rule(rules: Iterable[Rule], kind: str, risk: str, day: date) -> Rule | None:
    """The rule that says how often, in ordinary weather: one for this very grade before one for all, then the strictest."""
    fitting = [
        rule
        for rule in rules
        if rule.kind == kind and rule.risk in ("", risk) and not rule.weather and rule.in_season(day)
    ]
    return min(fitting, key=lambda rule: (not rule.risk, rule.every), default=None)


def weather_rule(rules: Iterable[Rule], kind: str, risk: str, warned: Sequence[Warned]) -> tuple[Rule, Warned] | None:
    """The rule that a warning calls up, with the gravest warning it rests on."""
    found = [
        (rule, one)
        for rule in rules
        for one in warned
        if rule.kind == kind
        and rule.risk in ("", risk)
        and rule.weather == one.weather
        and at_least(one.level, rule.level)
    ]
    return min(found, key=lambda pair: (LEVELS.index(pair[1].level), pair[0].every), default=None)


def is_due(rule: Rule, day: date, last: date | None) -> bool:
    """Whether a point last looked at on `last` (None: never) is to be looked at on `day`."""
    return last is None or (day - last).days >= rule.every


def _grades(kind: str, months: tuple[int, int], red: int, orange: int, yellow: int, blue: int) -> list[Rule]:
    return [Rule(kind, risk, every, months) for risk, every in zip(LEVELS, (red, orange, yellow, blue), strict=True)]


DEFAULTS: tuple[Rule, ...] = (
    *_grades("water", HOT, 1, 2, 3, 7),
    *_grades("water", (10, 4), 7, 7, 15, 30),
    *_grades("river_reach", HOT, 1, 2, 3, 7),
    *_grades("river_reach", (10, 4), 7, 7, 15, 30),
    *_grades("workshop", (1, 12), 15, 30, 60, 90),
    *_grades("gas_user", (1, 12), 15, 30, 60, 90),
    *_grades("shop", (1, 12), 15, 30, 90, 180),
    *_grades("site", (1, 12), 7, 15, 30, 60),
    *_grades("estate", (1, 12), 30, 60, 90, 180),
    Rule("water", "", 1, weather="rain", level="yellow"),
    Rule("river_reach", "", 1, weather="rain", level="yellow"),
    Rule("river_reach", "", 1, weather="flood"),
    Rule("water", "", 1, weather="flood"),
    Rule("water", "", 1, weather="heat", level="orange"),
    Rule("site", "", 1, weather="wind", level="yellow"),
    Rule("site", "", 1, weather="rain", level="orange"),
    Rule("site", "", 1, weather="snow", level="yellow"),
    Rule("workshop", "red", 1, weather="heat", level="red"),
)
"""What holds for a kind of points where neither the town nor the county has set a rule for it."""


def rules_for(kind: str, town: Sequence[Rule], county: Sequence[Rule]) -> list[Rule]:
    """The rules of a kind: the town's own, else the county's, else the product's."""
    for own in (town, county, DEFAULTS):
        found = [rule for rule in own if rule.kind == kind]
        if found:
            return found
    return []
