"""Days as offices type them."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bihuan.kernel.reading import Read, ReadingError, month_in, numerals, read_date, year_in

DAY = date(2025, 6, 3)


def reading(cell, **around):
    return read_date(cell, **{"year_hint": 2025, "latest": date(2026, 12, 31), **around})


@pytest.mark.parametrize(
    "cell",
    [
        45811, 45811.0, 45811.4375, "45811", "45811.0", Decimal("45811"), 20250603, 20250603.0, "20250603",
        "20250603.0", "20250603103000", "6.3", "6.03", "06.03", "6月3日", "6月3号", "6月3", "6-3", "6/3", "6。3",
        "6、3", "六月三日", "2025年6月3日", "2025年06月03日", "2025.6.3", "2025。6。3", "2025/6/3", "2025-06-03",
        "2025-6-3", "2025--06--03", "2025.06.03.", "25.6.3", "25年6月3日", "'2025-06-03", "2025年6月3",
        "2025 年 6 月 3 日", "二〇二五年六月三日", "二零二五年六月三日", "2025-06-03 10:30", "2025/6/3 0:00",
        "2025-06-03T10:30:00+08:00", "2025年6月3日 上午10时30分", "2025年6月3日10时", "2025年6月3日下午",
        "2025年6月3日(周二)", "2025年6月3日 星期二", "２０２５年６月３日", "3-Jun-25", "3-Jun", "Jun 3, 2025",
        "\u200b2025-06-03\ufeff", "2025 6 3", "(2025.6.3)", "2025/6/3/", "6月3日晚", "2O25年6月3日", "二0二五年六月三日",
        "2025-06-02T20:00:00Z", datetime(2025, 6, 3, 9), datetime(2025, 6, 2, 20, tzinfo=UTC), DAY,
    ],
)  # fmt: skip
def test_every_usual_spelling_is_understood(cell):
    found = reading(cell)
    assert found == Read(DAY), found


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        (6.3, date(2025, 6, 3)),  # as a number, 6.30 has become 6.3
        ("约6月3日", DAY),
        ("6月3日前后", DAY),
        ("2025年6月3日受理", DAY),
        ("2025.6.3-6.5", DAY),
        ("6月3日至6月5日", DAY),
        ("2025-6-3~2025-6-10", DAY),
        ("5月1日-3日", date(2025, 5, 1)),
        ("250603", DAY),
        ("03.6.3", date(2003, 6, 3)),
    ],
)
def test_what_had_to_be_guessed_says_so(cell, day):
    found = reading(cell)
    assert isinstance(found, Read) and found.value == day
    assert not found.sure and found.note and found.note_en


def test_a_number_whose_second_digit_matters_is_sure_when_only_one_reading_exists():
    assert reading(6.15) == Read(date(2025, 6, 15))
    assert reading(2.3) == Read(date(2025, 2, 3))  # there is no 30 February
    assert reading(5.2).candidates == ("5月20日",)


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("2025年2月30日", "date_impossible"),
        ("2025-06-31", "date_impossible"),
        ("2025-13-01", "date_impossible"),
        ("20250231", "date_impossible"),
        ("六月初三", "date_lunar"),
        ("农历6月3日", "date_lunar"),
        ("腊月廿三", "date_lunar"),
        ("2025年6月", "date_incomplete"),
        ("2025.6", "date_incomplete"),
        (2025.6, "date_incomplete"),
        ("202506", "date_incomplete"),
        ("201106", "date_incomplete"),  # 2011年6月 or 20年11月6日
        ("2025年", "date_incomplete"),
        ("6月上旬", "date_incomplete"),
        ("6/3/2025", "date_ambiguous"),
        ("6月3日、6月5日调解", "date_ambiguous"),
        ("2099-01-01", "date_too_late"),
        ("1899.1.1", "date_too_early"),
        ("去年6月3日", "date_no_year"),
        ("昨天", "date_unreadable"),
        ("合计", "date_unreadable"),
        ("13日", "date_unreadable"),
        (True, "date_unreadable"),
        (float("nan"), "date_unreadable"),
        (float("inf"), "date_unreadable"),
        (-5, "date_unreadable"),
        ("99999999", "date_unreadable"),
        ("=TODAY()", "date_unreadable"),
    ],
)
def test_what_cannot_be_a_day_is_refused_with_a_reason(cell, code):
    found = reading(cell)
    assert isinstance(found, ReadingError), found
    assert found.code == code
    assert found.message_zh and found.message_en


def test_without_a_year_around_it_a_month_and_day_is_no_date():
    assert read_date("6.3").code == "date_no_year"
    assert read_date(6.15).code == "date_no_year"


def test_a_month_around_it_completes_a_bare_day():
    found = reading("13日", month_hint=6)
    assert found.value == date(2025, 6, 13) and not found.sure


@pytest.mark.parametrize("cell", [None, "", " ", "/", "—", "无"])
def test_blank_cells_are_no_day(cell):
    assert read_date(cell) == Read(None)


def test_titles_and_sheet_names_tell_year_and_month():
    assert year_in("德固镇2024年1月份矛盾纠纷台账") == 2024
    assert year_in("二〇二四年度") == 2024
    assert year_in("2024-2025年") is None and year_in("台账") is None
    assert month_in("德固镇2024年1月份") == 1 and month_in("12月") == 12 and month_in("十二月") == 12
    assert month_in("1月至3月") is None


days = st.dates(date(1955, 1, 1), date(2078, 12, 31))


@given(days)
def test_each_full_spelling_gives_its_day_back(day):
    year, month, number = day.year, day.month, day.day
    chinese = f"{numerals.digit_by_digit(str(year))}年{numerals.everyday(month)}月{numerals.everyday(number)}日"
    serial = (day - date(1899, 12, 30)).days
    for cell in (
        f"{year}年{month}月{number}日",
        f"{year}.{month}.{number}",
        f"{day:%Y/%m/%d}",
        f"{day:%Y%m%d}",
        chinese,
        serial,
        day.isoformat(),
    ):
        assert read_date(cell) == Read(day), cell


@given(days)
def test_month_and_day_take_the_year_around_them(day):
    for cell in (f"{day.month}月{day.day}日", f"{day.month}.{day.day}", f"{day.month}/{day.day:02d}"):
        assert read_date(cell, year_hint=day.year) == Read(day)


@given(st.one_of(st.text(max_size=30), st.floats(), st.integers(), st.booleans(), st.none(), st.datetimes()))
def test_no_cell_breaks_the_reader(cell):
    assert isinstance(read_date(cell, year_hint=2025), Read | ReadingError)
