"""Booking rooms: quarters of an hour, never twice, moved and given back; the index decides, whoever asks."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bihuan.kernel import clock
from bihuan.kernel.errors import Conflict, Invalid, NotAllowed, WrongState
from bihuan.venues import selectors, services
from bihuan.venues.models import BookedSlot, Booking, Room
from bihuan.venues.slots import QUARTER, begins, is_quarter, slots_of
from tests.ledger_suite import LedgerSuite
from tests.worlds import County

DESK, MEDIATOR, GRID = "德固镇综治中心值班员", "德固镇人民调解员", "德固镇网格员"
NINE = datetime(2026, 6, 1, 1, tzinfo=UTC)  # nine o'clock on a Monday in 澜州县
HOUR = timedelta(hours=1)


def rooms_of(county: County) -> list[Room]:
    """Two rooms of 德固镇's centre."""
    desk = county.who(DESK)
    venue = services.register_venue(desk, area=county.area("德固镇"), name="德固镇综治中心", address="德固大道 1 号")
    return services.register_rooms(desk, venue=venue, rooms=[("第一调解室", 12, "录音"), ("接谈室", 4, "")])


@pytest.fixture
def room(county: County) -> Room:
    return rooms_of(county)[0]


def test_a_room_is_booked_and_the_same_slots_are_refused_with_who_has_them(county: County, room: Room) -> None:
    services.book(county.who(MEDIATOR), room=room, starts_at=NINE, ends_at=NINE + HOUR, purpose="调解会")
    with pytest.raises(Conflict, match=r"06-01 09:00 到 10:00 已有预订\(调解会\)"):
        services.book(
            county.who(DESK), room=room, starts_at=NINE + 3 * QUARTER, ends_at=NINE + 2 * HOUR, purpose="接访"
        )
    services.book(county.who(DESK), room=room, starts_at=NINE + HOUR, ends_at=NINE + 2 * HOUR, purpose="接访")
    assert BookedSlot.objects.count() == 8 and Booking.objects.count() == 2


def test_moving_frees_the_old_time_and_cancelling_frees_all(county: County, room: Room) -> None:
    mediator = county.who(MEDIATOR)
    booking = services.book(mediator, room=room, starts_at=NINE, ends_at=NINE + HOUR, purpose="调解会")
    services.move_booking(
        mediator, booking_id=booking.pk, room=room, starts_at=NINE + 2 * QUARTER, ends_at=NINE + HOUR + QUARTER
    )
    services.book(mediator, room=room, starts_at=NINE, ends_at=NINE + 2 * QUARTER, purpose="另一次")
    services.cancel_booking(mediator, booking_id=booking.pk, reason="当事人有事")
    assert not booking.slots.exists()
    with pytest.raises(WrongState, match="已经取消"):
        services.move_booking(mediator, booking_id=booking.pk, room=room, starts_at=NINE, ends_at=NINE + HOUR)


def test_times_off_the_quarter_backwards_or_for_ever_are_named_beside_their_fields(county: County, room: Room) -> None:
    with pytest.raises(Invalid) as refused:
        services.book(county.who(DESK), room=room, starts_at=NINE + timedelta(minutes=5), ends_at=NINE, purpose=" ")
    assert {fault.field for fault in refused.value.faults} == {"starts_at", "ends_at", "purpose"}
    with pytest.raises(Invalid, match="14 个小时"):
        services.book(county.who(DESK), room=room, starts_at=NINE, ends_at=NINE + 15 * HOUR, purpose="久坐")
    with pytest.raises(Invalid, match="请选择房间"):
        services.book(county.who(DESK), room=None, starts_at=NINE, ends_at=NINE + HOUR, purpose="调解会")


def test_who_may_not_book_or_keep_rooms_is_refused(county: County, room: Room) -> None:
    with pytest.raises(NotAllowed):
        services.book(county.who(GRID), room=room, starts_at=NINE, ends_at=NINE + HOUR, purpose="调解会")
    with pytest.raises(NotAllowed):
        services.book(county.who("城关镇人民调解员"), room=room, starts_at=NINE, ends_at=NINE + HOUR, purpose="调解会")
    with pytest.raises(NotAllowed):
        services.register_rooms(county.who(MEDIATOR), venue=room.venue, rooms=[("密室", 2, "")])


def test_a_room_booked_for_later_cannot_be_closed(county: County, room: Room) -> None:
    desk = county.who(DESK)
    with clock.at(NINE):
        booking = services.book(desk, room=room, starts_at=NINE + HOUR, ends_at=NINE + 2 * HOUR, purpose="调解会")
        with pytest.raises(WrongState, match="06-01 10:00 已有预订"):
            services.void_room(desk, room_id=room.pk, reason="装修")
        services.cancel_booking(desk, booking_id=booking.pk, reason="改期")
        services.void_room(desk, room_id=room.pk, reason="装修")
    with pytest.raises(Invalid, match="已经停用"):
        services.book(desk, room=Room.objects.get(pk=room.pk), starts_at=NINE, ends_at=NINE + HOUR, purpose="调解会")
    assert room.pk not in {one.pk for one in selectors.rooms(desk)}


@given(st.datetimes(min_value=datetime(1971, 1, 1), max_value=datetime(2100, 1, 1)), st.integers(1, 60))
def test_slots_cover_a_period_exactly(start: datetime, quarters: int) -> None:
    at = start.replace(tzinfo=UTC, minute=start.minute // 15 * 15, second=0, microsecond=0)
    wanted = slots_of(at, at + quarters * QUARTER)
    assert is_quarter(at) and len(wanted) == quarters
    assert begins(wanted.start) == at and begins(wanted.stop) == at + quarters * QUARTER


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.tuples(st.integers(0, 12), st.integers(1, 6), st.sampled_from(["book", "cancel", "move"])), max_size=12)
)
def test_whatever_is_booked_moved_and_cancelled_bookings_in_force_never_overlap(
    county: County, room: Room, story: list[tuple[int, int, str]]
) -> None:
    desk = county.who(DESK)
    for start, length, verb in story:
        begin, end = NINE + start * QUARTER, NINE + (start + length) * QUARTER
        standing = Booking.objects.filter(room=room, state=Booking.State.BOOKED).order_by("created_at").first()
        try:
            if verb == "cancel" and standing:
                services.cancel_booking(desk, booking_id=standing.pk, reason="试")
            elif verb == "move" and standing:
                services.move_booking(desk, booking_id=standing.pk, room=room, starts_at=begin, ends_at=end)
            else:
                services.book(desk, room=room, starts_at=begin, ends_at=end, purpose="试")
        except Conflict:
            pass
    held = [
        slot
        for one in Booking.objects.filter(room=room, state=Booking.State.BOOKED)
        for slot in slots_of(one.starts_at, one.ends_at)
    ]
    assert len(held) == len(set(held))
    assert set(held) == set(BookedSlot.objects.filter(room=room).values_list("slot", flat=True))


class TestRooms(LedgerSuite):
    """What every ledger promises."""

    key = "rooms"

    @pytest.fixture
    def filled(self, county: County) -> County:
        first, _second = rooms_of(county)
        services.register_rooms(county.who(DESK), venue=first.venue, rooms=[("会议室", 40, "投影")])
        return county


class TestBookings(LedgerSuite):
    """What every ledger promises."""

    key = "bookings"

    @pytest.fixture
    def filled(self, county: County) -> County:
        room = rooms_of(county)[0]
        for number in range(3):
            start = NINE + number * HOUR
            services.book(county.who(MEDIATOR), room=room, starts_at=start, ends_at=start + HOUR, purpose="调解会")
        return county
