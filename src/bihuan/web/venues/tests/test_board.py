"""The board of the rooms: what is taken stands where it is, what is free is one click from booked."""

from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from bihuan.kernel import clock
from bihuan.venues import services
from bihuan.venues.models import Booking, Room, Venue
from bihuan.venues.slots import QUARTER
from bihuan.web.venues.board import board
from tests.worlds import County

DESK, MEDIATOR, GRID = "德固镇综治中心值班员", "德固镇人民调解员", "德固镇网格员"
MONDAY = date(2026, 6, 1)
HTMX = {"HX-Request": "true"}


@pytest.fixture
def room(county: County) -> Room:
    venue = services.register_venue(county.who(DESK), area=county.area("德固镇"), name="德固镇综治中心")
    return services.register_rooms(county.who(DESK), venue=venue, rooms=[("第一调解室", 12, ""), ("接谈室", 4, "")])[0]


def at(hour: int, minute: int = 0) -> datetime:
    return clock.instant(MONDAY, hour, minute)


def test_what_is_booked_stands_on_the_day_and_free_times_lead_to_booking(
    county: County, room: Room, client: Client
) -> None:
    services.book(county.who(MEDIATOR), room=room, starts_at=at(9), ends_at=at(10, 30), purpose="调解会")
    client.force_login(county.who(MEDIATOR))
    page = client.get("/venues/?day=2026-06-01").content.decode()
    assert 'colspan="3" class="is-taken"' in page and page.count("is-free") == 2 * 20 - 3
    assert "调解会" not in client.get("/venues/?day=2026-06-02").content.decode()
    week = client.get(f"/venues/rooms/{room.pk}/?day=2026-06-04").content.decode()
    assert "调解会" in week and "本周预订" in week


def test_a_click_books_and_a_second_one_reads_who_was_first(county: County, room: Room, client: Client) -> None:
    client.force_login(county.who(MEDIATOR))
    form = client.get(f"/venues/book/?room={room.pk}&at=2026-06-01T09:00:00%2B08:00", headers=HTMX).content.decode()
    assert 'value="2026-06-01T09:00"' in form and "<dialog" in form
    sent = {
        "room": str(room.pk), "starts_at": "2026-06-01T09:00", "ends_at": "2026-06-01T10:00", "purpose": "接访",
    }  # fmt: skip
    assert client.post("/venues/book/", sent).status_code == 302
    refused = client.post("/venues/book/", sent | {"purpose": "别的事"})
    assert refused.status_code == 409 and "已有预订(接访)" in refused.content.decode()
    assert "别的事" in refused.content.decode(), "nothing typed is lost"
    booking = Booking.objects.get()
    moved = sent | {"starts_at": "2026-06-01T14:00", "ends_at": "2026-06-01T15:00", "seen": "1"}
    assert client.post(f"/venues/bookings/{booking.pk}/move/", moved).status_code == 302
    assert client.post(f"/venues/bookings/{booking.pk}/cancel/", {"reason": "改期"}).status_code == 302
    booking.refresh_from_db()
    assert booking.starts_at == at(14) and booking.state == "cancelled"


def test_the_desk_lists_a_venue_with_its_rooms_and_others_may_not(county: County, client: Client) -> None:
    client.force_login(county.who(DESK))
    sent = {
        "area": str(county.area("刘庄村").pk), "name": "刘庄村党群服务中心", "rooms": "调解室 8\n活动室\n第二 会议室 30"
    }  # fmt: skip
    assert client.post("/venues/add/", sent).status_code == 302
    assert list(Venue.objects.get().rooms.order_by("name").values_list("name", "seats")) == [
        ("活动室", None), ("第二会议室", 30), ("调解室", 8)
    ]  # fmt: skip
    client.force_login(county.who(MEDIATOR))
    assert client.post("/venues/add/", sent).status_code == 403
    client.force_login(county.who(GRID))
    assert client.get("/venues/").status_code == 403


def test_a_room_is_added_and_corrected_with_its_area_and_use(county: County, room: Room, client: Client) -> None:
    client.force_login(county.who(DESK))
    sent = {"name": "办公室", "seats": "4", "equipment": "打印机", "area_m2": "32.5", "use": "office"}
    refused = client.post(f"/venues/{room.venue_id}/rooms/add/", sent | {"area_m2": "-1"}).content.decode()
    assert "面积应大于 0" in refused and 'value="打印机"' in refused and not Room.objects.filter(name="办公室").exists()
    assert client.post(f"/venues/{room.venue_id}/rooms/add/", sent).status_code == 302
    added = Room.objects.get(name="办公室")
    page = client.get(f"/venues/rooms/{added.pk}/").content.decode()
    assert "32.50 平方米" in page and "办公" in page
    form = client.get(f"/venues/rooms/{added.pk}/edit/", headers=HTMX).content.decode()
    assert 'value="32.50"' in form and '<option value="office" selected>' in form
    changed = sent | {"area_m2": "", "use": "residents", "seen": str(added.version)}
    assert client.post(f"/venues/rooms/{added.pk}/edit/", changed).status_code == 302
    added.refresh_from_db()
    assert (added.area_m2, added.use) == (None, "residents")


def test_the_board_costs_the_same_however_many_rooms_and_bookings(county: County, room: Room, client: Client) -> None:
    client.force_login(county.who(DESK))
    client.get("/venues/?day=2026-06-01")

    def statements() -> int:
        with CaptureQueriesContext(connection) as asked:
            client.get("/venues/?day=2026-06-01")
        return len(asked)

    few = statements()
    services.register_rooms(county.who(DESK), venue=room.venue, rooms=[(f"房{n}", 4, "") for n in range(8)])
    for hour in range(8, 17):
        services.book(county.who(DESK), room=room, starts_at=at(hour), ends_at=at(hour + 1), purpose="接访")
    assert statements() == few <= 8


@given(st.lists(st.tuples(st.integers(0, 90), st.integers(1, 20)), max_size=6))
def test_every_line_of_the_board_fills_its_hours_exactly(times: list[tuple[int, int]]) -> None:
    room = Room(name="第一调解室")
    booked, free_from = [], 0
    for gap, length in times:
        begin = free_from + gap
        if begin + length > 96:
            break
        start = at(0) + begin * QUARTER
        booked.append(Booking(room=room, starts_at=start, ends_at=start + length * QUARTER, purpose="试"))
        free_from = begin + length
    shown = board([(room, MONDAY)], {(room.pk, MONDAY): booked})
    (line,) = shown.lines
    assert sum(cell.span for cell in line.cells) == 2 * len(shown.hours)
    assert len({cell.booking.pk for cell in line.cells if cell.booking}) <= len(booked)
    assert line.cells[0].at == clock.instant(MONDAY, shown.hours[0])
    assert all(
        one.at - before.at == before.span * timedelta(minutes=30)
        for before, one in zip(line.cells, line.cells[1:], strict=False)
    )
