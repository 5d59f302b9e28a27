"""The ledgers of rooms and of their bookings."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from bihuan.platform.actors import Actor
from bihuan.platform.ledgers import AreaName, Choice, Ledger, Moment, Number, StaffName, Text, Whole
from bihuan.venues import policies, selectors
from bihuan.venues.addresses import booking_url, room_url
from bihuan.venues.models import Booking, Room


class Rooms(Ledger):
    """Rooms that can be booked."""

    key, title, model = "rooms", _("房间台账"), Room
    about = _("综治中心、社区服务中心、村部等场所里可以预订的房间。")
    towards = _("在“场地”页登记场所和房间。")

    name = Text("name", _("房间名称"), fixed=True, search=True, nullable=False)
    venue = Text("venue.name", _("场所"), search=True, nullable=False)
    area = AreaName("venue.area", _("所在区域"))
    seats = Whole("seats", _("可容纳人数"), total=True)
    equipment = Text("equipment", _("设备"))
    area_m2 = Number("area_m2", _("面积(平方米)"), total=True)
    use = Choice("use", _("主要用途"), choices=Room.Use)

    filters, order = [venue, area, use], ["name"]
    right, export_right = policies.READ, policies.EXPORT
    add_url, add_right = "/venues/add/", policies.KEEP

    def rows(self, viewer: Actor) -> QuerySet[Any]:
        return selectors.rooms(viewer)

    def open_url(self, row: Room) -> str:
        return room_url(row.pk)


class Bookings(Ledger):
    """Who had which room when, and for what."""

    key, title, model = "bookings", _("场地预订台账"), Booking
    about = _("每一次预订:房间、时间、用途、预订人;取消的也在。")
    towards = _("在“场地”页点选空闲时段即可预订。")

    room = Text("room.name", _("房间"), fixed=True, search=True, nullable=False)
    starts_at = Moment("starts_at", _("开始时间"), nullable=False)
    ends_at = Moment("ends_at", _("结束时间"), nullable=False, filterable=False)
    venue = Text("room.venue.name", _("场所"), search=True, nullable=False)
    purpose = Text("purpose", _("用途"), search=True, nullable=False)
    by = StaffName("by", _("预订人"))
    state = Choice(
        "state",
        _("状态"),
        choices=Booking.State,
        tones={Booking.State.BOOKED: "wait", Booking.State.CANCELLED: "quiet"},
    )
    cancel_reason = Text("cancel_reason", _("取消原因"), shown=False)

    filters, order = [starts_at, room, state], ["-starts_at"]
    right, export_right = policies.READ, policies.EXPORT
    needs = ["room_id", "starts_at"]

    def rows(self, viewer: Actor) -> QuerySet[Any]:
        return selectors.bookings(viewer)

    def open_url(self, row: Booking) -> str:
        return booking_url(row.room_id, row.starts_at)
