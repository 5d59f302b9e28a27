"""Amounts as people read them."""

from decimal import Decimal

import pytest

from bihuan.kernel.money import short_yuan, to_fen, wan_yuan, yuan


@pytest.mark.parametrize(
    ("amount", "text"), [("12000", "12,000 元"), ("12000.5", "12,000.50 元"), ("0", "0 元"), ("-3.005", "-3.01 元")]
)
def test_yuan(amount, text):
    assert yuan(Decimal(amount)) == text


@pytest.mark.parametrize(
    ("amount", "text"),
    [("12000", "1.2 万元"), ("22310000", "2,231 万元"), ("45000", "4.5 万元"), ("0", "0 万元"), ("12345", "1.23 万元")],
)
def test_ten_thousands(amount, text):
    assert wan_yuan(Decimal(amount)) == text


@pytest.mark.parametrize(
    ("amount", "text"), [(9999, "9,999 元"), (10000, "1 万元"), (123_456_789, "1.23 亿元"), (-25000, "-2.5 万元")]
)
def test_the_unit_a_person_would_say(amount, text):
    assert short_yuan(amount) == text


def test_accounts_round_half_up():
    assert to_fen(Decimal("0.005")) == Decimal("0.01") and to_fen(Decimal("2.675")) == Decimal("2.68")
