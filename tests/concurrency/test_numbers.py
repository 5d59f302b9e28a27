"""Numbers people read have no gaps and no doubles, whoever takes them at the same time and whoever gives up."""

import pytest
from django.db import transaction

from bihuan.platform.numbers import next_number
from tests.concurrency.crowd import crowd

pytestmark = pytest.mark.django_db(transaction=True)


class GivesUp(Exception):
    pass


def test_numbers_taken_at_the_same_time_are_gap_free():
    taken: list[int] = []

    def take(number: int) -> None:
        for turn in range(12):
            try:
                with transaction.atomic():
                    given = next_number("case:DGZ:20260603")
                    if (number + turn) % 3 == 0:
                        raise GivesUp
                    taken.append(given)
            except GivesUp:
                continue

    assert crowd(5, take) == []
    assert sorted(taken) == list(range(1, len(taken) + 1)) and len(taken) == 40


def test_a_block_of_numbers_is_taken_whole():
    taken: list[int] = []

    def take(number: int) -> None:
        for _turn in range(5):
            last = next_number("batch", number + 1)
            taken.extend(range(last - number, last + 1))

    assert crowd(4, take) == []
    assert sorted(taken) == list(range(1, 51))


def test_counters_do_not_disturb_one_another():
    assert crowd(4, lambda number: [next_number(f"key {number}") for _turn in range(5)] and None) == []
    assert [next_number(f"key {number}") for number in range(4)] == [6, 6, 6, 6]
