"""Indicators count what their definition says, within what the viewer may see."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from bihuan.insight.briefings.word import briefing_document
from bihuan.insight.briefings.writing import Figure, change_in_words, standing_in_words, stands_out, weekly
from bihuan.insight.selectors import Slice, headlines, map_layer, ranking
from bihuan.kernel import clock
from bihuan.kernel.errors import Invalid
from bihuan.mediation.models import Result
from bihuan.mediation.services import PastDispute, register_past_disputes
from bihuan.platform.actors import SYSTEM
from bihuan.platform.indicators import Part, Period, Value, indicator, this_week, values_together
from tests.worlds import County

YEAR = Period(date(2026, 1, 1), date(2026, 6, 30))


def past(
    county: County, village: str, day: date, *, result: str = Result.SETTLED, fulfilled: bool | None = None
) -> PastDispute:
    return PastDispute(
        kind="neighbour",
        area=county.area(village),
        day=day,
        applicant="赵某",
        result=result,
        fulfilled=fulfilled,
        concluded_on=None if result == Result.PENDING else day,
    )


@pytest.fixture
def ledger(county: County) -> County:
    register_past_disputes(
        SYSTEM,
        [
            past(county, "刘庄村", date(2026, 1, 1), fulfilled=True),
            past(county, "刘庄村", date(2026, 6, 30), fulfilled=False),
            past(county, "河湾村", date(2026, 3, 5), result=Result.FAILED),
            past(county, "河湾村", date(2026, 3, 5), result=Result.WITHDRAWN),
            past(county, "河湾村", date(2026, 3, 6), result=Result.PENDING),
            past(county, "东关社区", date(2026, 2, 2), fulfilled=True),
            past(county, "刘庄村", date(2026, 7, 1), fulfilled=True),  # the day after
        ],
    )
    return county


def test_a_period_takes_its_first_and_last_day_and_withdrawn_disputes_do_not_count(ledger: County) -> None:
    rate = indicator("mediation.success_rate").value(SYSTEM, ledger.area("德固镇"), YEAR)

    assert (rate.numerator, rate.denominator) == (2, 3)
    assert indicator("mediation.settled").value(SYSTEM, None, YEAR).value == 3
    fulfilment = indicator("mediation.fulfilment_rate").value(SYSTEM, ledger.area("德固镇"), YEAR)
    assert (fulfilment.numerator, fulfilment.denominator) == (1, 2)


def test_a_figure_is_of_what_the_viewer_may_see(ledger: County) -> None:
    clerk = ledger.who("城关镇统计员")

    assert indicator("mediation.settled").value(clerk, None, YEAR).value == 1
    assert indicator("mediation.settled").value(ledger.who("县系统管理员"), None, YEAR).value == 0


def test_a_share_of_nothing_is_no_figure(county: County) -> None:
    rate = indicator("mediation.success_rate").value(SYSTEM, county.area("德固镇"), YEAR)

    assert rate.value is None
    assert rate.as_json()["value"] is None


def test_the_rows_behind_a_ratio_are_numerator_and_denominator(ledger: County) -> None:
    item, town = indicator("mediation.success_rate"), ledger.area("德固镇")

    assert item.rows(SYSTEM, town, YEAR).count() == 2
    assert item.rows(SYSTEM, town, YEAR, Part.OF).count() == 3


def test_trend_shows_every_month_of_the_period(ledger: County) -> None:
    points = indicator("mediation.settled").trend(SYSTEM, None, YEAR)

    assert [month.month for month, _value in points] == [1, 2, 3, 4, 5, 6]
    assert [value for _month, value in points] == [1, 1, 0, 0, 0, 1]


def test_rankings_and_maps_add_up_to_the_figure(ledger: County) -> None:
    town = ledger.area("德固镇")
    total = indicator("cases.reported").value(SYSTEM, town, Period(date(2026, 1, 1), date(2026, 12, 31))).value

    villages = ranking(SYSTEM, town, Period(date(2026, 1, 1), date(2026, 12, 31)), "cases.reported", "village")
    assert sum(int(piece.value or 0) for piece in villages) == total
    assert {piece.label for piece in villages} == {"刘庄村", "河湾村"}
    assert map_layer(SYSTEM, town, YEAR, "cases.reported")["features"] == []  # no borders are known here


def test_headlines_compare_with_the_same_days_before(ledger: County) -> None:
    found = headlines(SYSTEM, None, Period(date(2026, 6, 1), date(2026, 6, 30)), ["mediation.settled"])[0]

    assert (found.now.value, found.before.value) == (1, 0)
    assert found.change is None


def test_figures_asked_together_are_the_same_and_cost_a_statement_a_source(
    ledger: County, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    keys = ("mediation.settled", "mediation.success_rate", "cases.reported", "cases.closed", "cases.satisfaction")
    items, periods = [indicator(key) for key in keys], (YEAR, YEAR.before())

    with django_assert_num_queries(3):
        found = values_together(SYSTEM, ledger.area("德固镇"), items, periods)
    for item in items:
        for period in periods:
            assert found[item.key, period] == item.value(SYSTEM, ledger.area("德固镇"), period)


def test_a_briefing_says_only_what_the_rows_say(ledger: County) -> None:
    week = this_week(date(2026, 3, 5))
    made = weekly(SYSTEM, ledger.area("德固镇"), week)
    figures = [
        piece
        for section in made.sections
        for part in section.paragraphs
        for said in part
        for piece in said
        if isinstance(piece, Figure)
    ]

    assert {figure.key for figure in figures} >= {"cases.reported", "mediation.success_rate"}
    rate = next(figure for figure in figures if figure.key == "mediation.success_rate" and figure.part is Part.COUNTED)
    assert rate.text == "0.0%"
    assert briefing_document(made).startswith(b"PK")


@pytest.mark.parametrize("text", ["2026", "2026-02-30..2026-03-01", "2026-03-02..2026-03-01", "..", "昨天"])
def test_a_period_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(Invalid):
        Period.parse(text)


@given(st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.integers(0, 900))
def test_months_of_a_period_cover_each_day_once(start: date, length: int) -> None:
    period = Period(start, start + timedelta(days=length))
    parts = period.months()

    assert parts[0].start == period.start
    assert parts[-1].end == period.end
    assert sum(part.days for part in parts) == period.days
    assert all(later.start - earlier.end == timedelta(days=1) for earlier, later in pairwise(parts))
    assert period.before().days == period.days
    assert period.before().end == start - timedelta(days=1)


def test_today_belongs_to_a_period_that_ends_today(county: County) -> None:
    today = clock.today()
    assert indicator("cases.reported").value(SYSTEM, None, Period(today, today)).value == 0


def _figure(value: float | None, *, share: bool) -> Value:
    return Value("k", "", "", "", value, "", numerator=1 if share else None, denominator=1 if share else None)


@given(st.integers(0, 10_000), st.integers(0, 10_000))
def test_a_briefing_says_more_only_where_there_was_more(now: int, before: int) -> None:
    said = change_in_words(_figure(now, share=False), _figure(before, share=False), "上周")

    assert ("增加" in said, "减少" in said, "持平" in said) == (now > before, now < before, now == before)
    assert now == before or f" {abs(now - before)} " in said


@given(st.none() | st.floats(0, 1), st.none() | st.floats(0, 1))
def test_a_briefing_says_a_share_rose_only_if_it_did(now: float | None, before: float | None) -> None:
    said = change_in_words(_figure(now, share=True), _figure(before, share=True), "上周")

    if now is None or before is None:
        assert said == ""
    else:
        assert "上升" not in said or now > before
        assert "下降" not in said or now < before
        assert " 0.0 " not in said


@given(st.lists(st.integers(1, 5), max_size=6))
def test_a_briefing_calls_areas_foremost_only_ahead_of_others(counts: list[int]) -> None:
    ordered = [Slice(number, str(number), count) for number, count in enumerate(sorted(counts, reverse=True))]

    assert stands_out(ordered, 3) == (len(counts) > 3 and min(sorted(counts)[-3:]) > max(sorted(counts)[:-3]))


@given(st.integers(0, 5), st.lists(st.integers(0, 5), max_size=4))
def test_a_briefing_calls_a_period_the_highest_or_lowest_only_of_all_that_had_something(
    now: int, earlier: list[int]
) -> None:
    said = standing_in_words(now, earlier, "近 %(n)d 周")

    comparable = bool(earlier) and min(earlier, default=0) > 0
    assert ("最多" in said) == (comparable and all(now > one for one in earlier))
    assert ("最少" in said) == (comparable and all(now < one for one in earlier))
    assert not said or f"近 {len(earlier) + 1} 周" in said
