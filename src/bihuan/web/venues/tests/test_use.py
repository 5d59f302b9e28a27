"""The heat map counts quarters of an hour that are booked, of the rooms the viewer sees, and nothing that was cancelled."""

from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bihuan.kernel import clock
from bihuan.venues import selectors, services
from bihuan.venues.models import Room
from bihuan.venues.selectors import Use
from tests.worlds import County

DESK, MEDIATOR, GRID = "德固镇综治中心值班员", "德固镇人民调解员", "德固镇网格员"
MONDAY = date(2026, 6, 1)


@pytest.fixture
def rooms(county: County) -> list[Room]:
    venue = services.register_venue(county.who(DESK), area=county.area("德固镇"), name="德固镇综治中心")
    return services.register_rooms(county.who(DESK), venue=venue, rooms=[("第一调解室", 12, ""), ("接谈室", 4, "")])


def take(county: County, room: Room, start: datetime, hours: float) -> object:
    end = start + timedelta(hours=hours)
    return services.book(county.who(DESK), room=room, starts_at=start, ends_at=end, purpose="调解会")


def test_an_hour_of_a_weekday_is_the_share_of_its_quarters_that_are_booked(county: County, rooms: list[Room]) -> None:
    take(county, rooms[0], clock.instant(MONDAY, 9), 1.25)
    take(county, rooms[1], clock.instant(MONDAY + timedelta(days=7), 9), 1)
    gone = take(county, rooms[1], clock.instant(MONDAY, 9), 1)
    services.cancel_booking(county.who(DESK), booking_id=gone.pk, reason="改期")  # type: ignore[attr-defined]
    found = selectors.use_by_hour(county.who(DESK), rooms, MONDAY, 14)
    assert (found[0, 9], found[0, 10], found[1, 9]) == (Use(8, 16), Use(1, 16), Use(0, 16))
    assert found[0, 9].percent == 50
    assert selectors.use_by_hour(county.who(DESK), rooms, MONDAY, 1)[1, 9] == Use(0, 0)


def test_rooms_the_viewer_does_not_see_count_nowhere(county: County, rooms: list[Room]) -> None:
    take(county, rooms[0], clock.instant(MONDAY, 9), 1)
    stranger = county.who("城关镇综治中心值班员")
    assert selectors.use_by_hour(stranger, rooms, MONDAY, 7)[0, 9] == Use(0, 0)


def test_the_page_shows_the_share_in_a_number_of_statements_that_does_not_grow(
    county: County, rooms: list[Room], client: Client
) -> None:
    client.force_login(county.who(MEDIATOR))
    address = "/venues/use/?first=2026-06-01&last=2026-06-07"
    with CaptureQueriesContext(
        connection,
    ) as empty:
        assert "50%" not in client.get(address).content.decode()
    for hour in (9, 11, 20):
        take(county, rooms[0], clock.instant(MONDAY, hour), 1)
    with CaptureQueriesContext(connection) as filled:
        assert "50%" in client.get(address).content.decode()
    assert len(filled) <= len(empty)
    assert client.get("/venues/use/?first=x&venue=nothing").status_code == 200
    client.force_login(county.who(GRID))
    assert client.get(address).status_code == 403
