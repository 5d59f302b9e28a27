"""Telephone numbers as offices type them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bihuan.kernel.reading import Read, ReadingError, read_phone

MOBILE = "13812345678"


@pytest.mark.parametrize(
    "cell",
    [
        13812345678, 13812345678.0, "13812345678", "13812345678.0", "1.3812345678E10", "1.3812345678E+10",
        "138 1234 5678", "138-1234-5678", "138.1234.5678", " 1381234 5678 ", "+86 13812345678", "+86-138-1234-5678",
        "8613812345678", "008613812345678", "013812345678", "１３８１２３４５６７８", "手机:13812345678",
        "电话 13812345678", "13812345678(本人)", "13812345678,", "`13812345678", "138\u200b12345678",
    ],
)  # fmt: skip
def test_every_usual_spelling_of_a_mobile_number(cell):
    assert read_phone(cell) == Read(MOBILE), read_phone(cell)


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        ("0371-66668888", "0371-66668888"), ("037166668888", "0371-66668888"), ("(0371)66668888", "0371-66668888"),
        ("0371 6666 8888", "0371-66668888"), ("0379/66668888", "0379-66668888"), ("86-0371-66668888", "0371-66668888"),
        ("010-12345678", "010-12345678"),
        ("02112345678", "021-12345678"), ("0371-66668888转123", "0371-66668888-123"), ("400-123-4567", "4001234567"),
    ],
)  # fmt: skip
def test_landlines(cell, number):
    assert read_phone(cell) == Read(number)


@pytest.mark.parametrize("between", ["/", "、", " ", "\n", ";", ",", "或", "", " / "])
def test_of_two_numbers_the_first_is_taken_and_the_other_named(between):
    found = read_phone(f"13812345678{between}13912345678")
    assert isinstance(found, Read) and found.value == MOBILE and found.sure
    assert "13912345678" in found.note and found.candidates == ("13912345678",)


@pytest.mark.parametrize(
    "cell",
    [
        "66668888",
        "张三13812345678",
        "13812345678(儿子)",
        "13812345678(儿子13912345678)",
        "张三 13812345678 李四 13912345678",
    ],
)
def test_what_had_to_be_guessed_says_so(cell):
    found = read_phone(cell)
    assert isinstance(found, Read) and not found.sure and found.note


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("1381234567", "phone_too_short"), ("12345", "phone_too_short"), ("138123456789", "phone_too_long"),
        ("138****5678", "phone_masked"), ("12812345678", "phone_unreadable"), ("abc", "phone_unreadable"),
        (1.5, "phone_unreadable"), (float("nan"), "phone_unreadable"), (True, "phone_unreadable"),
    ],
)  # fmt: skip
def test_what_is_no_number_is_refused_with_a_reason(cell, code):
    found = read_phone(cell)
    assert isinstance(found, ReadingError) and found.code == code, found


@pytest.mark.parametrize("cell", [None, "", "无", "/", "—", "无电话", "不详"])
def test_blank_cells_are_no_number(cell):
    assert read_phone(cell) == Read(None)


@given(
    st.one_of(st.text(max_size=30), st.floats(), st.integers(), st.text(alphabet="0123456789-+ /()转*E.", max_size=24))
)
def test_no_cell_breaks_the_reader(cell):
    assert isinstance(read_phone(cell), Read | ReadingError)
