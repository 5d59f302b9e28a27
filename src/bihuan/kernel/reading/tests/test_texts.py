"""Texts, names, yes/no words and numerals."""

from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bihuan.kernel.reading import (
    Read,
    ReadingError,
    compact,
    is_blank,
    numerals,
    plain,
    read_name,
    read_text,
    read_yes_no,
    split_names,
    tidy,
)
from bihuan.kernel.reading.yes_no import ticked_option


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (None, ""),
        (3.0, "3"),
        (0.5, "0.5"),
        (True, "是"),
        (Decimal("1.50"), "1.5"),
        (date(2025, 6, 3), "2025-06-03"),
        ("a", "a"),
    ],
)
def test_plain_is_what_a_person_sees(cell, text):
    assert plain(cell) == text


def test_plain_shows_the_minute_of_an_instant():
    assert plain(datetime(2025, 6, 3, 10, 30)) == "2025-06-03 10:30"


def test_tidy_keeps_what_was_meant_and_drops_what_was_not():
    assert tidy("\u200b 张三\ufeff,\u00a0住 3 号楼 ") == "张三, 住 3 号楼"
    assert tidy("ABC123") == "ABC123"
    assert tidy("他说:“好。”") == "他说:“好。”"  # Chinese punctuation stays
    assert tidy("⽀部") == "支部"  # a radical that looks like the character
    assert tidy("㑇𠮷") == "㑇𠮷"
    assert tidy("一\r\n\r\n\r\n\r\n二\x00") == "一\n\n二"
    assert compact(" A (1) ") == "a(1)"


@given(st.text(max_size=60))
def test_tidying_twice_changes_nothing_more(text):
    assert tidy(tidy(text)) == tidy(text)


def test_blank_marks():
    assert all(map(is_blank, [None, "", " ", "/", "—", "无", "N/A", "暂无"]))
    assert not any(map(is_blank, ["0", 0, "无名氏", "否"]))


def test_free_text_keeps_words_and_refuses_length():
    assert read_text("无") == Read("无") and read_text("  ") == Read(None)
    assert read_text("字" * 11, max_length=10).code == "text_too_long"


@pytest.mark.parametrize(
    ("cell", "name"),
    [
        ("张 三", "张三"),
        ("张\u3000三", "张三"),
        ("欧阳 修 文", "欧阳修文"),
        ("阿依•古丽", "阿依·古丽"),
        ("John  Smith", "John Smith"),
        ("𠮷田", "𠮷田"),
    ],
)
def test_names(cell, name):
    assert read_name(cell) == Read(name)


def test_names_that_are_none():
    assert read_name("/") == Read(None)
    assert read_name("123").code == "name_unreadable" and read_name("张" * 61).code == "name_too_long"
    assert not read_name("张三13812345678").sure


def test_several_names_in_a_cell():
    assert split_names("张三、李 四,王五") == ("张三", "李四", "王五")
    assert split_names("张三和李四") == ("张三", "李四")
    assert split_names("李和平") == ("李和平",) and split_names("") == ()


@pytest.mark.parametrize(
    "cell",
    [
        "是",
        "√",
        "✓",
        "Y",
        "1",
        1.0,
        True,
        "有",
        "已履行",
        "履行",
        "已经履行",
        "全部履行",
        "已全部履行",
        "成功",
        "调解成功",
        "达成协议",
        "☑是 □否",
        "成功。",
        "是 ",
    ],
)
def test_yes(cell):
    assert read_yes_no(cell) == Read(True)


@pytest.mark.parametrize(
    "cell",
    [
        "否",
        "×",
        "✗",
        "N",
        "0",
        0,
        False,
        "无",
        "未履行",
        "没有履行",
        "尚未履行",
        "未成功",
        "调解失败",
        "不成功",
        "未达成协议",
        "□是 ☑否",
        "是□ 否√",
        "没成功",
    ],
)
def test_no(cell):
    assert read_yes_no(cell) == Read(False)


@pytest.mark.parametrize("cell", ["部分履行", "履行中", "待履行", "正在调解", "☑是 ☑否", "2", "不知道"])
def test_half_answers_are_refused(cell):
    assert isinstance(read_yes_no(cell), ReadingError)


def test_a_column_brings_words_of_its_own():
    assert read_yes_no("已盘活", yes=["盘活"]) == Read(True) and read_yes_no("闲置", no=["闲置"]) == Read(False)
    assert read_yes_no("") == read_yes_no("/") == Read(None)


def test_ticked_options():
    assert ticked_option("□邻里 ☑物业") == "物业" and ticked_option("邻里√ 物业□") == "邻里"
    assert ticked_option("邻里") is None and ticked_option("☑") is None


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("十二", 12), ("二十", 20), ("一百零三", 103), ("一百一十", 110), ("两千", 2000), ("一万二千", 12000),
        ("三万五", 35000), ("一万零五", 10005), ("廿一", 21), ("二〇二五", 2025), ("壹拾万", 100000),
        ("一亿零三百", 100000300), ("一万亿", 10**12), ("零", 0),
    ],
)  # fmt: skip
def test_numerals_are_read(text, number):
    assert numerals.parse(text) == number


@pytest.mark.parametrize("text", ["", "一二万三", "万", "百", "十百千", "千万千万", "abc", "三三百", "万亿亿"])
def test_what_is_no_numeral_is_none(text):
    assert numerals.parse(text) is None


@given(st.integers(0, 10**16 - 1))
def test_numerals_round_trip(number):
    assert numerals.parse(numerals.everyday(number)) == number
    assert numerals.parse(numerals.capital(number)) == number


@given(st.text(alphabet=numerals.NUMERAL_CHARS + "0a", max_size=14))
def test_no_numeral_breaks_the_reader(text):
    found = numerals.parse(text)
    assert found is None or found >= 0


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        ("12000", "壹万贰仟元整"), ("12000.5", "壹万贰仟元伍角整"), ("1409.50", "壹仟肆佰零玖元伍角整"),
        ("6007.14", "陆仟零柒元壹角肆分"), ("107000.53", "壹拾万零柒仟元伍角叁分"),
        ("16409.02", "壹万陆仟肆佰零玖元零贰分"), ("0", "零元整"), ("0.05", "伍分"), ("10", "壹拾元整"),
        ("100000000", "壹亿元整"),
    ],
)  # fmt: skip
def test_amounts_in_capitals(amount, text):
    assert numerals.capital_yuan(Decimal(amount)) == text


def test_numbers_out_of_range_are_refused():
    for number in (-1, 10**16):
        with pytest.raises(ValueError, match="whole numbers"):
            numerals.everyday(number)
    with pytest.raises(ValueError, match="negative"):
        numerals.capital_yuan(Decimal(-1))
