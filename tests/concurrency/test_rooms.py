"""Two hundred bookings of the same room: each slot has exactly one booking, every other is refused."""

from collections import Counter
from datetime import UTC, datetime

import pytest

from bihuan.kernel.errors import Conflict
from bihuan.venues.models import BookedSlot, Booking
from bihuan.venues.services import book, move_booking, register_rooms, register_venue
from bihuan.venues.slots import QUARTER
from tests.concurrency.crowd import crowd
from tests.worlds import County

pytestmark = pytest.mark.django_db(transaction=True)

DESK = "德固镇综治中心值班员"
NINE = datetime(2026, 6, 1, 1, tzinfo=UTC)
PEOPLE, TRIES, SLOTS = 50, 4, 8  # PostgreSQL as installed takes a hundred connections


def test_two_hundred_bookings_at_once_give_each_slot_to_exactly_one(county: County) -> None:
    desk = county.who(DESK)
    venue = register_venue(desk, area=county.area("德固镇"), name="德固镇综治中心")
    (room,) = register_rooms(desk, venue=venue, rooms=[("第一调解室", 12, "")])

    refused: list[Conflict] = []

    def want(number: int) -> None:
        for again in range(TRIES):
            start = NINE + (number + again) % SLOTS * QUARTER
            try:
                book(desk, room=room, starts_at=start, ends_at=start + QUARTER, purpose=f"第{number}位")
            except Conflict as conflict:
                refused.append(conflict)

    assert crowd(PEOPLE, want) == []
    assert len(refused) == PEOPLE * TRIES - SLOTS
    assert Booking.objects.count() == SLOTS, "a refused booking leaves nothing behind"
    assert Counter(BookedSlot.objects.values_list("slot", flat=True)).most_common(1)[0][1] == 1
    assert BookedSlot.objects.count() == SLOTS


def test_two_bookings_that_want_each_others_time_do_not_wait_for_ever(county: County) -> None:
    desk = county.who(DESK)
    venue = register_venue(desk, area=county.area("德固镇"), name="德固镇综治中心")
    (room,) = register_rooms(desk, venue=venue, rooms=[("第一调解室", 12, "")])
    times = [(NINE, NINE + QUARTER), (NINE + QUARTER, NINE + 2 * QUARTER)]
    held = [book(desk, room=room, starts_at=start, ends_at=end, purpose="调解会") for start, end in times]

    failures = crowd(
        2,
        lambda number: move_booking(
            desk, booking_id=held[number].pk, room=room, starts_at=times[1 - number][0], ends_at=times[1 - number][1]
        ),
    )

    assert all(isinstance(one, Conflict) for one in failures), failures
    assert BookedSlot.objects.count() == 2
