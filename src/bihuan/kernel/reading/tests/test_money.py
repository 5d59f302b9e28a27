"""Amounts as offices type them."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bihuan.kernel.reading import WAN, Read, ReadingError, numerals, read_money


@pytest.mark.parametrize(
    "cell",
    [
        12000, 12000.0, Decimal(12000), "12000", "12,000", "12，000", "12 000", "1.2万", "1.2万元", "1.2W", "1.2w元",
        "0.012百万", "12千元", "120百元", "1万2千元", "1万2千", "一万二千元", "一万二千", "壹万贰仟元整",
        "壹万贰仟元正", "人民币壹万贰仟元整", "¥12000.00", "￥12,000.00元", "12000元", "12000元整", "12000块",
        "12000块钱", "１２０００元", "RMB12000", "共计12000元", "1.2E4", "12000.", "金额12000元", "12000。",
    ],
)  # fmt: skip
def test_every_usual_spelling_of_twelve_thousand(cell):
    assert read_money(cell) == Read(Decimal("12000.00")), read_money(cell)


@pytest.mark.parametrize(
    ("cell", "yuan"),
    [
        ("0.05万", 500),
        ("三千元", 3000),
        ("十二", 12),
        ("一百零五元", 105),
        ("两万", 20000),
        ("2亿", 200_000_000),
        ("0", 0),
        ("零", 0),
        (0.0, 0),
    ],
)
def test_other_amounts(cell, yuan):
    assert read_money(cell) == Read(Decimal(yuan).quantize(Decimal("0.01")))


def test_jiao_and_fen_and_noise_of_floats():
    assert read_money("12元5角").value == Decimal("12.50")
    assert read_money("壹万贰仟叁佰元伍角陆分").value == Decimal("12300.56")
    assert read_money(1199.9999999999998) == Read(Decimal("1200.00"))


@pytest.mark.parametrize(
    ("cell", "yuan"),
    [
        ("约5000", 5000), ("约5000元", 5000), ("5000余元", 5000), ("5000元左右", 5000), ("3万多元", 30000),
        ("不低于2万元", 20000), ("3万5", 35000), ("三万五", 35000), ("1,2000", 12000), ("12.000", 12),
        ("赔偿3000元", 3000), ("3000(已付)", 3000), ("一次性补偿1.2万元", 12000),
    ],
)  # fmt: skip
def test_what_had_to_be_guessed_says_so(cell, yuan):
    found = read_money(cell)
    assert isinstance(found, Read) and found.value == yuan
    assert not found.sure and found.note and found.note_en


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("5-6万", "money_range"), ("5万至6万元", "money_range"), ("三到五千", "money_range"),
        ("-500", "money_negative"), (-500, "money_negative"), ("负500", "money_negative"),
        ("(500)", "money_negative"), ("医药费3000元,误工费2000元", "money_several"), ("5000元/月", "money_several"),
        ("99999999999", "money_too_large"), (1e20, "money_too_large"), ("abc", "money_unreadable"),
        ("3亩", "money_unreadable"), ("百元", "money_unreadable"), ("万元", "money_unreadable"),
        (float("nan"), "money_unreadable"), (float("inf"), "money_unreadable"), (True, "money_unreadable"),
        ("=1+1", "money_unreadable"),
        ("$500", "money_unreadable"), ("500美元", "money_unreadable"), ("人均500元", "money_several"), ("1.2.3", "money_unreadable"),
    ],
)  # fmt: skip
def test_what_is_no_single_amount_is_refused_with_a_reason(cell, code):
    found = read_money(cell)
    assert isinstance(found, ReadingError), found
    assert found.code == code and found.message_zh and found.message_en


@pytest.mark.parametrize("cell", [None, "", "无", "/", "—", "--", "暂无", "不涉及"])
def test_no_amount_is_not_zero(cell):
    assert read_money(cell) == Read(None)


def test_unknown_amounts_stay_empty_and_say_so():
    assert read_money("待定") == Read(
        None, False, "原文为“待定”,金额留空", "The cell says “待定”; the amount is left empty."
    )


def test_a_heading_in_ten_thousands_applies_where_the_cell_names_no_unit():
    assert read_money(1.2, unit=WAN).value == read_money("1.2", unit=WAN).value == Decimal(12000)
    assert read_money("5000元", unit=WAN).value == Decimal(5000)
    assert read_money("1.2万", unit=WAN).value == Decimal(12000)
    assert not read_money(12000, unit=WAN).sure  # 1.2 亿 is rather yuan in the wrong column


@given(st.integers(0, 9_999_999_999))
def test_numerals_and_capitals_read_back(yuan):
    for cell in (
        yuan,
        str(yuan),
        f"{yuan:,}",
        f"{yuan}元",
        f"{numerals.everyday(yuan)}元",
        numerals.capital_yuan(Decimal(yuan)),
    ):
        found = read_money(cell)
        assert isinstance(found, Read) and found.value == yuan and found.sure, (cell, found)


@given(st.decimals(0, 999_999, places=2))
def test_capitals_keep_the_fen(amount):
    found = read_money(numerals.capital_yuan(amount))
    assert isinstance(found, Read) and found.value == amount, (numerals.capital_yuan(amount), found)


@given(
    st.one_of(
        st.text(max_size=30),
        st.floats(),
        st.integers(),
        st.text(alphabet="一二三百千万亿元角分零0123.,-约", max_size=12),
    )
)
def test_no_cell_breaks_the_reader(cell):
    assert isinstance(read_money(cell), Read | ReadingError)
