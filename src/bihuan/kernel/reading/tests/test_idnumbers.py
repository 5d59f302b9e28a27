"""Identity numbers, credit codes and masked forms. The numbers are the standards' own examples, nobody's."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bihuan.kernel.reading import Read, ReadingError
from bihuan.kernel.reading.idnumbers import (
    credit_check_digit,
    id_check_digit,
    identity,
    read_credit_code,
    read_id_number,
)
from bihuan.kernel.reading.masking import mask_address, mask_id_number, mask_name, mask_phone, mask_text

CITIZEN = "11010519491231002X"
COMPANY = "91350100M000100Y43"


@pytest.mark.parametrize(
    "cell", [CITIZEN, "11010519491231002x", "110105 19491231 002X", "11010519491231002X", "'11010519491231002X"]
)
def test_identity_numbers(cell):
    assert read_id_number(cell) == Read(CITIZEN)


def test_old_numbers_are_completed_and_marked():
    found = read_id_number("110105491231002")
    assert isinstance(found, Read) and found.value == CITIZEN and not found.sure


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("110105194912310020", "id_number_check"), ("11010519491331002X", "id_number_birth"),
        ("00010519491231002X", "id_number_area"), ("11010519491231002", "id_number_length"),
        (1.10105194912e17, "id_number_lost_digits"), ("1.10105E+17", "id_number_lost_digits"),
        ("110105********002X", "id_number_masked"), ("户口本", "id_number_unreadable"),
        (True, "id_number_unreadable"), (float("nan"), "id_number_unreadable"),
    ],
)  # fmt: skip
def test_wrong_identity_numbers(cell, code):
    found = read_id_number(cell)
    assert isinstance(found, ReadingError) and found.code == code, found


def test_an_identity_number_tells_birth_and_sex():
    assert (
        identity(CITIZEN).born == date(1949, 12, 31)
        and identity(CITIZEN).area == "110105"
        and not identity(CITIZEN).is_male
    )
    with pytest.raises(ValueError, match="identity number"):
        identity("110105194912310020")
    assert read_id_number(CITIZEN, latest=date(1940, 1, 1)).code == "id_number_birth"


@given(st.text(alphabet="0123456789", min_size=17, max_size=17), st.integers(0, 16), st.integers(1, 9))
def test_one_wrong_digit_is_always_noticed(first_17, place, shift):
    wrong = first_17[:place] + str((int(first_17[place]) + shift) % 10) + first_17[place + 1 :]
    assert id_check_digit(first_17) != id_check_digit(wrong)


@pytest.mark.parametrize("cell", [COMPANY, COMPANY.lower(), "91350100 M000100Y43", "91350100M000100Y43"])
def test_credit_codes(cell):
    assert read_credit_code(cell) == Read(COMPANY)


def test_letters_that_no_code_has_are_put_right_and_marked():
    found = read_credit_code("9I350IOOM000100Y43")
    assert isinstance(found, Read) and found.value == COMPANY and not found.sure


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("91350100M000100Y44", "credit_code_check"),
        ("91350100M000100Y4", "credit_code_length"),
        ("91350100M000100Z43", "credit_code_unreadable"),
    ],
)
def test_wrong_credit_codes(cell, code):
    assert read_credit_code(cell).code == code


@given(st.text(alphabet="0123456789ABCDEFGHJKLMNPQRTUWXY", min_size=17, max_size=17))
def test_a_made_code_reads_back(first_17):
    assert read_credit_code(first_17 + credit_check_digit(first_17)) == Read(first_17 + credit_check_digit(first_17))


def test_blank_numbers():
    assert read_id_number("无") == read_credit_code("/") == Read(None)


@given(st.one_of(st.text(max_size=24), st.floats(), st.integers(), st.text(alphabet="0123456789XxE+. ", max_size=20)))
def test_no_cell_breaks_the_readers(cell):
    assert isinstance(read_id_number(cell), Read | ReadingError) and isinstance(
        read_credit_code(cell), Read | ReadingError
    )


@pytest.mark.parametrize(
    ("name", "masked"),
    [
        ("张三", "张*"),
        ("张三丰", "张**"),
        ("欧阳修", "欧阳*"),
        ("欧阳修文", "欧阳**"),
        ("欧阳", "欧*"),
        ("买买提·艾力", "买**·**"),
        ("王", "王*"),
        ("", ""),
    ],
)
def test_names_are_masked(name, masked):
    assert mask_name(name) == masked


@pytest.mark.parametrize(
    ("address", "masked"),
    [
        ("澜州县德固镇柳林村3组12号", "澜州县德固镇柳林村***"), ("德固镇柳林村", "德固镇柳林村"),
        ("东岸街道和平社区5栋201", "东岸街道和平社区***"), ("城关镇北街村委会旁", "城关镇北街村委会***"),
        ("城关镇人民路12号", "城关镇***"), ("澜州县城关镇", "澜州县城关镇"), ("人民路1号", "***"), ("", ""),
    ],
)  # fmt: skip
def test_addresses_are_masked_below_the_village(address, masked):
    assert mask_address(address) == masked


def test_numbers_are_masked():
    assert (
        mask_phone("13812345678") == "138****5678"
        and mask_phone("0371-66668888") == "0371-******88"
        and mask_phone("88") == "**"
    )
    assert mask_id_number(CITIZEN) == "1101************2X" and mask_id_number("123") == "***"
    assert mask_text(f"联系13812345678,证件{CITIZEN}。") == "联系138****5678,证件1101************2X。"


@given(st.text(min_size=1, max_size=12).filter(str.strip))
def test_a_masked_name_never_shows_all(name):
    assert "*" in mask_name(name)
