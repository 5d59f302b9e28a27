"""Time limits as an office reads them on its calendar."""

import time
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from bihuan.kernel import clock
from bihuan.kernel.worktime import (
    ALWAYS,
    Budget,
    CalendarYearMissing,
    Duration,
    Hours,
    HoursInvalid,
    OfficeHours,
    Pause,
    Season,
    Stage,
    Unit,
    WorkingCalendar,
    crossings,
    due,
    explain,
    stage,
    time_left,
    used,
)  # fmt: skip

CALENDAR = WorkingCalendar()
DAYS, HOURS = Unit.WORKING_DAYS, Unit.WORKING_HOURS


def local(text: str) -> datetime:
    return datetime.strptime(text, "%Y-%m-%d %H:%M").replace(tzinfo=clock.LOCAL_ZONE).astimezone(UTC)


def ends(
    start: str,
    amount: int | float,
    unit: Unit,
    *pauses: Pause,
    calendar: WorkingCalendar = CALENDAR,
    rolls: bool = False,
) -> str:
    end = due(local(start), Budget(amount, unit, rolls), calendar, pauses).at
    assert end is not None
    return f"{clock.local(end):%Y-%m-%d %H:%M}"


@pytest.mark.parametrize(
    ("start", "amount", "unit", "end"),
    [
        ("2026-06-01 10:00", 1, HOURS, "2026-06-01 11:00"),
        ("2026-06-01 11:30", 1, HOURS, "2026-06-01 15:00"),  # over lunch
        ("2026-06-01 17:30", 1, HOURS, "2026-06-02 09:00"),
        ("2026-06-01 17:00", 1, HOURS, "2026-06-01 18:00"),  # ends with the day, not on the next morning
        ("2026-06-05 17:30", 1, HOURS, "2026-06-08 09:00"),  # over a weekend
        ("2026-06-06 09:00", 30, Unit.WORKING_MINUTES, "2026-06-08 09:00"),  # reported on a Saturday
        ("2026-06-01 10:00", 1, DAYS, "2026-06-02 18:00"),  # the first day does not count
        ("2026-06-01 23:00", 5, DAYS, "2026-06-08 18:00"),
        ("2026-02-12 10:00", 3, DAYS, "2026-02-24 18:00"),  # 13th, 14th (make-up Saturday), then after Spring Festival
        ("2026-06-01 10:00", 0.5, DAYS, "2026-06-02 12:00"),  # half of seven hours: the morning
        ("2026-06-01 10:00", 15, Unit.CALENDAR_DAYS, "2026-06-17 00:00"),
        ("2026-06-05 23:00", 2, Unit.WALL_CLOCK_HOURS, "2026-06-06 01:00"),
    ],
)
def test_limits_end_where_an_office_would_say(start, amount, unit, end):
    assert ends(start, amount, unit) == end


def test_a_statutory_end_on_a_day_off_moves_to_the_next_working_day():
    assert ends("2026-02-01 10:00", 15, Unit.CALENDAR_DAYS) == "2026-02-17 00:00"
    assert ends("2026-02-01 10:00", 15, Unit.CALENDAR_DAYS, rolls=True) == "2026-02-25 00:00"
    assert ends("2026-02-20 10:00", 5, Unit.CALENDAR_DAYS, rolls=True) == "2026-02-26 00:00"


def test_night_duty_counts_every_minute():
    assert ends("2026-02-16 23:50", 30, Unit.WORKING_MINUTES, calendar=ALWAYS) == "2026-02-17 00:20"
    assert due(local("2031-02-16 23:50"), Budget(30, Unit.WORKING_MINUTES), ALWAYS).warnings == ()


def test_summer_hours_change_the_afternoon():
    summer = Season((6, 1), (9, 30), Hours.of("08:00-12:00 15:00-18:00"))
    county = WorkingCalendar(OfficeHours(Hours.of("08:30-12:00 14:30-18:00"), (summer,)))
    assert ends("2026-06-01 11:30", 1, HOURS, calendar=county) == "2026-06-01 15:30"
    assert ends("2026-10-12 11:30", 1, HOURS, calendar=county) == "2026-10-12 15:00"
    winter = Season((11, 1), (3, 15), Hours.of("09:00-12:00 14:00-17:00"))
    assert winter.covers(date(2026, 1, 10)) and winter.covers(date(2025, 12, 1)) and not winter.covers(date(2026, 6, 1))


@pytest.mark.parametrize("text", ["", "12:00-08:00", "08:00-12:00 11:00-15:00", "08:00-25:00", "08:70-09:00"])
def test_impossible_office_hours_are_refused(text):
    with pytest.raises(HoursInvalid):
        Hours.of(text)


def test_a_pause_extends_and_an_open_pause_leaves_the_end_open():
    waiting = Pause(local("2026-06-02 12:00"), local("2026-06-03 18:00"), "等待鉴定")
    assert ends("2026-06-01 10:00", 2, DAYS, waiting) == "2026-06-05 12:00"
    assert ends("2026-06-01 10:00", 2, DAYS, waiting, waiting) == "2026-06-05 12:00"
    assert (
        due(local("2026-06-01 10:00"), Budget(2, DAYS), CALENDAR, [Pause(local("2026-06-02 12:00"), None)]).at is None
    )
    late = Pause(local("2026-06-10 12:00"), None)
    assert ends("2026-06-01 10:00", 2, DAYS, late) == "2026-06-03 18:00"


def test_a_pause_that_begins_at_the_last_minute_does_not_resume_overdue():
    pause = Pause(local("2026-06-01 11:00"), local("2026-06-04 16:00"))
    assert (
        stage(local("2026-06-01 10:00"), Budget(1, HOURS), CALENDAR, [pause], local("2026-06-04 16:00"))
        is not Stage.OVERDUE
    )
    assert (
        stage(local("2026-06-01 10:00"), Budget(1, HOURS), CALENDAR, [pause], local("2026-06-04 16:01"))
        is Stage.OVERDUE
    )


def test_changing_the_budget_keeps_the_time_used():
    start, at = local("2026-06-01 10:00"), local("2026-06-04 12:00")
    assert used(start, at, DAYS, CALENDAR).shown == "2.5"
    assert time_left(start, Budget(5, DAYS), CALENDAR, [], at).shown == "2.5"
    assert time_left(start, Budget(2, DAYS), CALENDAR, [], at).shown == "-0.5"


def test_stages_and_crossings_agree():
    start, budget = local("2026-06-01 10:00"), Budget(10, DAYS)
    half, most, end = crossings(start, budget, CALENDAR)
    assert [half.stage, most.stage, end.stage] == [Stage.AMBER_50, Stage.AMBER_80, Stage.OVERDUE]
    assert (
        half.at == local("2026-06-08 18:00")
        and most.at == local("2026-06-11 18:00")
        and end.at == local("2026-06-15 18:00")
    )
    assert stage(start, budget, CALENDAR, [], half.at - timedelta(minutes=1)) is Stage.CALM
    assert stage(start, budget, CALENDAR, [], half.at) is Stage.AMBER_50
    assert stage(start, budget, CALENDAR, [], most.at) is Stage.AMBER_80
    assert stage(start, budget, CALENDAR, [], end.at) is Stage.AMBER_80
    assert stage(start, budget, CALENDAR, [], end.at + timedelta(minutes=1)) is Stage.OVERDUE


def test_a_missing_year_warns_and_never_fails():
    answer = due(local("2027-12-30 10:00"), Budget(3, DAYS), CALENDAR)
    assert answer.at == local("2028-01-04 18:00")
    assert answer.warnings == (CalendarYearMissing(2027), CalendarYearMissing(2028))
    assert due(local("1999-12-30 10:00"), Budget(3, DAYS), CALENDAR).at == local("2000-01-04 18:00")
    assert due(local("2026-12-31 10:00"), Budget(3, Unit.CALENDAR_DAYS), CALENDAR).warnings == ()
    assert due(local("2026-06-01 10:00"), Budget(100, Unit.CALENDAR_DAYS), CALENDAR).warnings == ()
    assert len(due(local("2026-06-01 10:00"), Budget(9000, DAYS), CALENDAR).warnings) > 30


def test_the_page_can_show_the_arithmetic():
    pause = Pause(local("2026-06-04 12:00"), local("2026-06-05 18:00"), "等待鉴定")
    shown = explain(local("2026-06-01 10:00"), Budget(5, DAYS), CALENDAR, [pause], local("2026-06-09 18:00"))
    assert shown.sentence_zh == "已用 4.5 个工作日 / 共 5 个工作日,暂停 1.5 个工作日(等待鉴定),截止 2026年6月10日 12:00"
    assert shown.sentence_en == "4.5 of 5 working days used; 1.5 working days paused (等待鉴定); due 2026-06-10 12:00"
    assert (shown.used.shown, shown.left.shown, shown.paused.shown, shown.stage, shown.standing) == (
        "4.5",
        "0.5",
        "1.5",
        Stage.AMBER_80,
        False,
    )

    standing = explain(
        local("2026-06-01 10:00"),
        Budget(5, DAYS),
        CALENDAR,
        [Pause(pause.start, None, "等待鉴定")],
        local("2026-06-09 18:00"),
    )
    assert standing.standing and standing.sentence_zh.endswith("现在停表,恢复后剩 2.5 个工作日")

    late = explain(local("2026-06-01 10:00"), Budget(5, DAYS), CALENDAR, [], local("2026-06-10 18:00"))
    assert late.sentence_zh.endswith("已超期 2 个工作日,应于 2026年6月8日 18:00 前完成")
    statutory = explain(
        local("2026-02-01 10:00"), Budget(15, Unit.CALENDAR_DAYS, rolls=True), CALENDAR, [], local("2026-02-02 10:00")
    )
    assert statutory.sentence_zh.endswith("截止 2026年2月24日 24:00,末日逢休息日,已顺延")
    assert (
        "2031年的节假日安排尚未录入"
        in explain(local("2031-02-03 10:00"), Budget(1, HOURS), CALENDAR, [], local("2031-02-03 10:30")).sentence_zh
    )


def test_nearly_spent_never_reads_as_spent():
    assert Duration(int(Decimal("4.97") * DAYS.ticks), DAYS).shown == "4.9"


@pytest.mark.parametrize("amount", [0, -1, float("nan"), 40_000])
def test_an_impossible_budget_is_refused(amount):
    with pytest.raises(ValueError, match="time limit"):
        Budget(amount, DAYS)


def test_a_backward_or_naive_pause_is_refused():
    with pytest.raises(ValueError, match="before it begins"):
        Pause(local("2026-06-02 10:00"), local("2026-06-01 10:00"))
    with pytest.raises(ValueError, match="aware"):
        Pause(datetime(2026, 6, 1), None)


def test_ten_thousand_due_dates_take_under_a_fifth_of_a_second():
    start, pause = local("2026-02-12 10:00"), [Pause(local("2026-02-24 09:00"), local("2026-02-25 14:30"))]
    budgets = [Budget(n, unit) for n in (1, 5, 30) for unit in Unit]
    work = [(start + timedelta(minutes=17 * n), budgets[n % len(budgets)]) for n in range(10_000)]
    best = 1.0
    for _ in range(3):  # the best of three, because the machine may be busy
        begun = time.process_time()
        for moment, budget in work:
            due(moment, budget, CALENDAR, pause)
        best = min(best, time.process_time() - begun)
    assert best < 0.2
