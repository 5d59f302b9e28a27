"""Rules of the rhythm of checks: pure, hence tried on everything."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bihuan.inspections.points.schedule import (
    DEFAULTS,
    LEVELS,
    Rule,
    Warned,
    at_least,
    is_due,
    rules_for,
    season_rule,
    weather_rule,
)

DAYS = st.dates(date(2020, 1, 1), date(2030, 12, 31))
MONTHS = st.integers(1, 12)


@given(st.integers(1, 60), DAYS, st.integers(1, 200))
def test_a_point_checked_when_due_is_never_left_longer_than_its_rule(every: int, start: date, length: int) -> None:
    rule, last, gaps = Rule("water", "", every), None, []
    for offset in range(length):
        day = start + timedelta(days=offset)
        if is_due(rule, day, last):
            gaps.append((day - last).days if last else 0)
            last = day
    assert all(gap == every for gap in gaps[1:]) and gaps[0] == 0


@given(MONTHS, MONTHS, DAYS)
def test_a_season_and_its_opposite_cover_the_year_once(first: int, last: int, day: date) -> None:
    rule = Rule("water", "", 1, (first, last))
    opposite = Rule("water", "", 1, (last % 12 + 1, (first - 2) % 12 + 1))
    whole_year = last % 12 + 1 == first
    assert (
        rule.in_season(day) and opposite.in_season(day)
        if whole_year
        else rule.in_season(day) != opposite.in_season(day)
    )


@given(st.sampled_from(LEVELS), st.sampled_from(("", *LEVELS)))
def test_a_graver_warning_calls_up_whatever_a_lesser_one_does(level: str, wanted: str) -> None:
    rules = [Rule("water", "", 1, weather="rain", level=wanted)]
    called = weather_rule(rules, "water", "blue", [Warned("rain", level)])
    assert (called is not None) == at_least(level, wanted)
    if called is not None:
        assert weather_rule(rules, "water", "blue", [Warned("rain", "red")]) is not None
    assert weather_rule(rules, "water", "blue", [Warned("heat", "red")]) is None


@given(DAYS, st.sampled_from(LEVELS))
def test_graver_points_are_looked_at_no_less_often_by_the_product_s_rules(day: date, risk: str) -> None:
    for kind in {rule.kind for rule in DEFAULTS}:
        rule, gravest = season_rule(DEFAULTS, kind, risk, day), season_rule(DEFAULTS, kind, "red", day)
        assert rule is not None and gravest is not None and gravest.every <= rule.every


def test_a_grade_s_own_rule_goes_before_the_one_for_all_and_the_stricter_wins() -> None:
    rules = [Rule("shop", "", 30), Rule("shop", "red", 60), Rule("shop", "red", 45)]
    assert season_rule(rules, "shop", "red", date(2026, 3, 1)) == rules[2]
    assert season_rule(rules, "shop", "blue", date(2026, 3, 1)) == rules[0]


def test_a_town_s_rules_stand_for_the_kind_and_the_county_s_for_the_rest() -> None:
    town, county = [Rule("shop", "", 5)], [Rule("shop", "", 9), Rule("site", "", 9)]
    assert rules_for("shop", town, county) == town
    assert rules_for("site", town, county) == [county[1]]
    assert rules_for("water", town, county) == [rule for rule in DEFAULTS if rule.kind == "water"]
