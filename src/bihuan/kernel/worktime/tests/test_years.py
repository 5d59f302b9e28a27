"""The calendar files: what the published arrangements say, and what a wrong file is refused for."""

from datetime import date

import pytest

from bihuan.kernel.worktime import CalendarInvalid, CalendarYearMissing, WorkingCalendar, parse_year, published_years

CALENDAR = WorkingCalendar()


def test_every_year_names_its_source_and_adds_up_to_the_lawful_holidays():
    for year, arrangement in published_years().items():
        assert str(year) in arrangement.source
        weekdays_off = sum(day.weekday() < 5 for day in arrangement.days_off)
        # Eleven statutory days a year until 2024 and thirteen since (全国年节及纪念日放假办法); those on a weekend give
        # a weekday off in return, so the balance of weekdays off and weekend days worked is the statutory number;
        # the notice of January 2020 added one weekday and took one make-up Saturday away.
        balance = weekdays_off - len(arrangement.workdays)
        assert balance == (13 if year >= 2025 or year == 2020 else 11), (year, balance)


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2024, 2, 9), True),
        (date(2024, 2, 10), False),
        (date(2024, 2, 18), True),
        (date(2025, 1, 26), True),
        (date(2025, 1, 28), False),
        (date(2025, 2, 5), True),
        (date(2025, 10, 8), False),
        (date(2025, 10, 11), True),
        (date(2026, 2, 14), True),
        (date(2026, 2, 23), False),
        (date(2026, 2, 24), True),
        (date(2026, 9, 20), True),
        (date(2022, 12, 31), False),
        (date(2020, 1, 31), False),
    ],
)
def test_holidays_and_make_up_weekends(day, works):
    assert CALENDAR.is_working_day(day) is works


def test_a_year_not_entered_falls_back_to_monday_to_friday_and_says_so():
    empty = WorkingCalendar(years={})
    assert not empty.is_working_day(date(2025, 1, 26)) and empty.is_working_day(date(2025, 1, 28))
    assert empty.missing_years(2025, 2026) == (CalendarYearMissing(2025), CalendarYearMissing(2026))
    assert CALENDAR.missing_years(2024, 2026) == ()
    assert "2031年" in CALENDAR.missing_years(2031, 2031)[0].message_zh


GOOD = """
year = 2030
source = "通知"
workdays = [2030-02-09]
[[holidays]]
name = "春节"
first = 2030-02-02
last = 2030-02-08
"""


def test_a_good_file_is_taken():
    assert parse_year(GOOD).days_off >= {date(2030, 2, 2), date(2030, 2, 8)}


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('source = "通知"', 'source = " "', "source"),
        ("2030-02-09", "2030-02-05", "both a holiday and a workday"),
        ("2030-02-09", "2030-02-12", "not on a weekend"),
        ("2030-02-09", "2031-02-09", "not of this year"),
        ("last = 2030-02-08", "last = 2030-02-01", "ends before"),
        ("2030-02-09", "2030-02-09, 2030-02-09", "twice"),
        ("first = 2030-02-02", 'first = "2月2日"', "not a day"),
        ("first = 2030-02-02\n", "", "lacks"),
        ("year = 2030", "year =", "not a calendar file"),
    ],
)
def test_a_file_that_contradicts_itself_is_refused(old, new, says):
    with pytest.raises(CalendarInvalid, match=says):
        parse_year(GOOD.replace(old, new))


def test_overlapping_holidays_are_refused():
    with pytest.raises(CalendarInvalid, match="two holidays"):
        parse_year(GOOD + '[[holidays]]\nname = "又一个"\nfirst = 2030-02-08\nlast = 2030-02-08\n')
