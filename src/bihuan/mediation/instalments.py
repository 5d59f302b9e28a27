"""Cutting an amount into instalments: whole fen, calendar months or days apart, the last one takes the rounding."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_DOWN, Decimal
from enum import StrEnum

from bihuan.kernel.money import FEN

MOST = 120


class Every(StrEnum):
    """How far instalments lie apart."""

    WEEK = "week"
    FORTNIGHT = "fortnight"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


_DAYS = {Every.WEEK: 7, Every.FORTNIGHT: 14}
_MONTHS = {Every.MONTH: 1, Every.QUARTER: 3, Every.YEAR: 12}


@dataclass(frozen=True, slots=True)
class Instalment:
    """One of several: `number` from 1, `amount` in yuan."""

    number: int
    due_on: date
    amount: Decimal


def instalments(total: Decimal, count: int, first: date, every: Every = Every.MONTH) -> list[Instalment]:
    """`total` yuan in `count` equal parts to the fen from `first` on; they sum to `total` exactly.

    A month's day that a shorter month lacks is its last day (31 January, 28 February, 31 March).

    Raises:
        ValueError: fewer than one or more than `MOST` parts, or parts below one fen.
    """
    if not 1 <= count <= MOST:
        raise ValueError("the number of instalments is out of range")
    total = total.quantize(FEN)
    part = (total / count).quantize(FEN, ROUND_DOWN)
    if part < FEN:
        raise ValueError("the total is less than a fen for each instalment")
    amounts = [part] * (count - 1) + [total - part * (count - 1)]
    return [Instalment(turn + 1, later(first, every, turn), amount) for turn, amount in enumerate(amounts)]


def later(first: date, every: Every, turns: int) -> date:
    """The day `turns` steps after `first`."""
    if every in _DAYS:
        return first + timedelta(days=_DAYS[every] * turns)
    months = first.month - 1 + _MONTHS[every] * turns
    year, month = first.year + months // 12, months % 12 + 1
    return date(year, month, min(first.day, monthrange(year, month)[1]))
