"""The share of offices comes from the rooms' areas, and every square metre has its room behind it."""

from decimal import Decimal

import pytest

from bihuan.kernel import clock
from bihuan.kernel.errors import Invalid, NotAllowed
from bihuan.platform.indicators import Part, Period, indicator
from bihuan.venues import services
from bihuan.venues.models import Room, Venue
from tests.worlds import County

DESK, MEDIATOR = "德固镇综治中心值班员", "德固镇人民调解员"
Use = Room.Use


@pytest.fixture
def venue(county: County) -> Venue:
    return services.register_venue(county.who(DESK), area=county.area("德固镇"), name="德固镇党群服务中心")


def today() -> Period:
    return Period(clock.today(), clock.today())


def test_offices_are_a_share_of_the_area_not_of_the_number_of_rooms(county: County, venue: Venue) -> None:
    desk = county.who(DESK)
    for name, size, use in (
        ("办公室", 30, Use.OFFICE), ("多功能厅", 60, Use.RESIDENTS), ("书画室", 30, Use.RESIDENTS),
        ("库房", 500, Use.OTHER), ("没量过", None, Use.OFFICE), ("没写用途", 70, ""),
    ):  # fmt: skip
        area_m2 = Decimal(size) if size is not None else None
        services.register_room(desk, venue=venue, name=name, area_m2=area_m2, use=use)
    share = indicator("venues.office_share")
    found = share.value(desk, county.area("德固镇"), today())
    assert (found.value, found.numerator, found.denominator) == (Decimal("0.25"), 30, 120)
    assert [room.name for room in share.rows(desk, None, today())] == ["办公室"]
    assert {room.name for room in share.rows(desk, None, today(), Part.OF)} == {"办公室", "多功能厅", "书画室"}
    assert indicator("venues.residents_area").value(desk, None, today()).value == 90


def test_without_areas_there_is_no_share_and_a_closed_room_falls_out(county: County, venue: Venue) -> None:
    desk, share = county.who(DESK), indicator("venues.office_share")
    assert share.value(desk, None, today()).value is None
    office = services.register_room(desk, venue=venue, name="办公室", area_m2=Decimal(30), use=Use.OFFICE)
    assert share.value(desk, None, today()).value == 1
    services.void_room(desk, room_id=office.pk, reason="腾给居民")
    assert share.value(desk, None, today()).value is None


def test_turning_an_office_over_to_residents_moves_its_area(county: County, venue: Venue) -> None:
    desk = county.who(DESK)
    room = services.register_room(desk, venue=venue, name="一楼大厅", area_m2=Decimal(80), use=Use.OFFICE)
    services.edit_room(
        desk, room_id=room.pk, name="一楼大厅", seats=None, equipment="", area_m2=Decimal(80), use=Use.RESIDENTS
    )
    assert indicator("venues.office_share").value(desk, None, today()).value == 0


@pytest.mark.parametrize(
    ("given", "field"), [({"area_m2": Decimal(0)}, "area_m2"), ({"area_m2": Decimal(20_001)}, "area_m2"), ({"use": "x"}, "use")]
)  # fmt: skip
def test_what_cannot_be_is_named_beside_its_field(
    county: County, venue: Venue, given: dict[str, Decimal | str], field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        services.register_room(county.who(DESK), venue=venue, name="办公室", **given)  # type: ignore[arg-type]
    assert [fault.field for fault in refused.value.faults] == [field]
    assert not Room.objects.exists()


def test_only_who_keeps_the_rooms_says_how_large_they_are(county: County, venue: Venue) -> None:
    with pytest.raises(NotAllowed):
        services.register_room(county.who(MEDIATOR), venue=venue, name="办公室", area_m2=Decimal(30), use=Use.OFFICE)
