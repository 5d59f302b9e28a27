"""Laws of the clock engine, held against a slow oracle that walks minute by minute."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from bihuan.kernel import clock
from bihuan.kernel.worktime import (
    Budget,
    Hours,
    OfficeHours,
    Pause,
    Season,
    Stage,
    Unit,
    WorkingCalendar,
    crossings,
    due,
    stage,
    time_left,
    used,
)

MINUTE = timedelta(minutes=1)
SUMMER = Season((5, 1), (9, 30), Hours.of("08:00-12:00 15:00-18:30"))
CALENDARS = [WorkingCalendar(), WorkingCalendar(OfficeHours(Hours.of("08:30-12:00 14:30-18:00"), (SUMMER,)))]
ORIGIN = datetime(
    2025, 12, 20, tzinfo=UTC
)  # New Year, Spring Festival and make-up weekends lie ahead; 2027 is not entered

calendars = st.sampled_from(CALENDARS)
units = st.sampled_from(list(Unit))
starts = st.one_of(st.integers(0, 100 * 1440), st.integers(370 * 1440, 400 * 1440)).map(lambda n: ORIGIN + n * MINUTE)
amounts = {
    Unit.WORKING_MINUTES: 900,
    Unit.WORKING_HOURS: 40,
    Unit.WORKING_DAYS: 12,
    Unit.CALENDAR_DAYS: 20,
    Unit.WALL_CLOCK_HOURS: 200,
}
budgets = units.flatmap(lambda unit: st.integers(1, amounts[unit]).map(lambda amount: Budget(amount, unit)))


@st.composite
def limits(draw):
    start = draw(starts)
    gaps = draw(st.lists(st.tuples(st.integers(-1000, 20_000), st.integers(0, 15_000)), max_size=3))
    pauses = [Pause(start + a * MINUTE, start + (a + b) * MINUTE) for a, b in gaps]
    return start, draw(budgets), draw(calendars), pauses


def counts(moment, unit, calendar, pauses, first):
    """Whether the minute that begins at `moment` counts, and as what share of its day."""
    if moment < first or any(pause.start <= moment < pause.end for pause in pauses):
        return 0.0
    if not unit.is_working:
        return 1.0
    here = clock.local(moment)
    if not calendar.is_working_day(here.date()):
        return 0.0
    hours = calendar.hours.on(here.date())
    minute = (here.hour * 60 + here.minute) * 60_000_000
    if not any(begin <= minute < end for begin, end in hours.spans):
        return 0.0
    return 1440 * 60_000_000 / hours.length if unit is Unit.WORKING_DAYS else 1.0


def oracle_due(start, budget, calendar, pauses):
    first = start
    if budget.unit.is_days:
        first = clock.instant(clock.local(start).date() + timedelta(days=1))
    per_unit = {Unit.WORKING_MINUTES: 1, Unit.WORKING_HOURS: 60, Unit.WALL_CLOCK_HOURS: 60}.get(budget.unit, 1440)
    left, moment = float(budget.amount) * per_unit, first
    while left > 1e-6:
        left -= counts(moment, budget.unit, calendar, pauses, first)
        moment += MINUTE
    for pause in sorted(pauses, key=lambda pause: pause.start):
        if pause.start <= moment < pause.end:
            moment = pause.end
    return moment


@settings(max_examples=120, deadline=None)
@given(limits())
def test_due_is_what_counting_minutes_gives(limit):
    start, budget, calendar, pauses = limit
    answer = due(start, budget, calendar, pauses).at
    expected = oracle_due(start, budget, calendar, pauses)
    # A share of a day of uneven length may end within a minute; the oracle only knows whole ones.
    slack = MINUTE if budget.unit is Unit.WORKING_DAYS else timedelta(0)
    assert timedelta(0) <= expected - answer <= slack


@given(limits())
def test_what_is_used_when_due_is_the_budget(limit):
    start, budget, calendar, pauses = limit
    end = due(start, budget, calendar, pauses).at
    spent = used(start, end, budget.unit, calendar, pauses).ticks
    assert abs(spent - budget.ticks) <= budget.unit.ticks // 10**9
    assert time_left(start, budget, calendar, pauses, end).shown == "0"


@given(limits(), st.integers(1, 20))
def test_a_larger_budget_is_never_due_earlier(limit, more):
    start, budget, calendar, pauses = limit
    larger = Budget(budget.amount + more, budget.unit)
    assert due(start, larger, calendar, pauses).at >= due(start, budget, calendar, pauses).at


@given(limits(), st.integers(0, 20_000), st.integers(0, 15_000))
def test_a_further_pause_never_shortens(limit, after, length):
    start, budget, calendar, pauses = limit
    further = Pause(start + after * MINUTE, start + (after + length) * MINUTE)
    assert due(start, budget, calendar, [*pauses, further]).at >= due(start, budget, calendar, pauses).at


@given(limits(), st.integers(0, 15_000))
def test_nothing_is_overdue_at_the_moment_it_resumes(limit, length):
    start, budget, calendar, pauses = limit
    end = due(start, budget, calendar, pauses).at
    for before in (timedelta(0), MINUTE, (end - start) / 2):
        pause = Pause(end - before, end - before + length * MINUTE)
        assume(pause.start >= start)
        assert stage(start, budget, calendar, [*pauses, pause], pause.end) is not Stage.OVERDUE


@given(limits(), st.integers(0, 30_000), st.integers(0, 30_000))
def test_used_adds_up_and_never_falls(limit, first, second):
    start, budget, calendar, pauses = limit
    early, late = start + min(first, second) * MINUTE, start + max(first, second) * MINUTE
    assert (
        used(start, early, budget.unit, calendar, pauses).ticks
        <= used(start, late, budget.unit, calendar, pauses).ticks
    )
    if not budget.unit.is_days:
        parts = (
            used(start, early, budget.unit, calendar, pauses).ticks
            + used(early, late, budget.unit, calendar, pauses).ticks
        )
        assert parts == used(start, late, budget.unit, calendar, pauses).ticks


@given(limits())
def test_crossings_come_in_order_and_agree_with_the_stage(limit):
    start, budget, calendar, pauses = limit
    found = crossings(start, budget, calendar, pauses)
    assert [c.at for c in found] == sorted(c.at for c in found)
    assert stage(start, budget, calendar, pauses, found[-1].at) is not Stage.OVERDUE
    assert stage(start, budget, calendar, pauses, found[-1].at + timedelta(microseconds=1)) is Stage.OVERDUE
    if found[0].at < found[1].at:
        assert stage(start, budget, calendar, pauses, found[0].at) is Stage.AMBER_50


@given(st.integers(1990, 2120), st.integers(1, 365), budgets)
def test_any_year_has_an_answer(year, day, budget):
    start = clock.instant(date(year, 1, 1) + timedelta(days=day), 9)
    answer = due(start, budget, CALENDARS[0])
    assert answer.at > start
    if budget.unit.is_working and not 2020 <= year <= 2026:
        assert year in {warning.year for warning in answer.warnings} or answer.warnings
