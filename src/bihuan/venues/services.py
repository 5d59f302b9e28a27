"""Keeping the list of rooms, and booking them: no slot of a room is ever given twice."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from bihuan.kernel import clock
from bihuan.kernel.errors import Conflict, WrongState
from bihuan.orgs.models import Area
from bihuan.orgs.services.checks import Faults
from bihuan.platform.actors import Actor
from bihuan.platform.change import change, create, create_many
from bihuan.venues.models import BookedSlot, Booking, Room, Venue
from bihuan.venues.slots import LONGEST, is_quarter, slots_of

MOST_SEATS = 5000
MOST_M2 = Decimal(20_000)


def register_venue(actor: Actor, *, area: Area | None, name: str, address: str = "") -> Venue:
    """A house with rooms.

    Raises:
        Invalid: fields `area`, `name`, `address`.
        NotAllowed: `actor` keeps no rooms there.
        Conflict: the area has a venue of that name.
    """
    faults = Faults()
    if area is None:
        faults.add("area", _("请选择所在区域。"), "required")
    name = faults.name("name", name, _("场所名称"))
    address = faults.text("address", address, _("地址"), most=200)
    faults.stop()
    assert area is not None  # asked for
    venue = Venue(name=name, area=area, area_path=area.path, town_id=area.town_id, address=address)
    return create(venue, actor=actor, verb="register")


def register_rooms(actor: Actor, *, venue: Venue, rooms: Sequence[tuple[str, int | None, str]]) -> list[Room]:
    """Rooms of a venue: name, seats, equipment.

    Raises:
        Invalid: fields `name`, `seats`, `equipment`.
        Conflict: the venue has a room of that name.
    """
    made = [
        _described(_room_of(venue), name=name, seats=seats, equipment=equipment) for name, seats, equipment in rooms
    ]
    return create_many(made, actor=actor, verb="register")


def register_room(
    actor: Actor,
    *,
    venue: Venue,
    name: str,
    seats: int | None = None,
    equipment: str = "",
    area_m2: Decimal | None = None,
    use: str = "",
) -> Room:
    """One room of a venue with its area and its main use.

    Raises:
        Invalid: fields `name`, `seats`, `equipment`, `area_m2`, `use`.
        Conflict: the venue has a room of that name.
    """
    room = _described(_room_of(venue), name=name, seats=seats, equipment=equipment, area_m2=area_m2, use=use)
    return create(room, actor=actor, verb="register")


def _room_of(venue: Venue) -> Room:
    return Room(venue=venue, area_path=venue.area_path, town_id=venue.town_id)


def edit_room(
    actor: Actor,
    *,
    room_id: UUID,
    name: str,
    seats: int | None,
    equipment: str,
    area_m2: Decimal | None = None,
    use: str = "",
    seen: int | None = None,
) -> Room:
    """Correct a room; area and use are replaced too, empty when unknown.

    Raises:
        Invalid, NotAllowed, StaleRecord, Conflict.
    """
    with change(Room, room_id, actor=actor, verb="edit", seen=seen) as room:
        _described(room, name=name, seats=seats, equipment=equipment, area_m2=area_m2, use=use)
    return room


def void_room(actor: Actor, *, room_id: UUID, reason: str, seen: int | None = None) -> Room:
    """The room is not used any more.

    Raises:
        Invalid: no reason.
        WrongState: it is booked for times to come.
    """
    faults = Faults()
    reason = faults.text("reason", reason, _("停用原因"), most=200, required=True)
    faults.stop()
    with change(Room, room_id, actor=actor, verb="void", seen=seen) as room:
        waiting = Booking.objects.filter(room=room, state=Booking.State.BOOKED, ends_at__gt=clock.now())
        first = waiting.order_by("starts_at").first()
        if first is not None:
            raise WrongState(
                _("“%(name)s”在 %(when)s 已有预订,请先改到别的房间或取消。")
                % {"name": room.name, "when": f"{clock.local(first.starts_at):%m-%d %H:%M}"}
            )
        room.voided_at, room.void_reason = clock.now(), reason
        room.note(reason)
    return room


def _described(
    room: Room, *, name: str, seats: int | None, equipment: str, area_m2: Decimal | None = None, use: str = ""
) -> Room:
    faults = Faults()
    room.name = faults.name("name", name, _("房间名称"))
    room.equipment = faults.text("equipment", equipment, _("设备"), most=200)
    if seats is not None and not 1 <= seats <= MOST_SEATS:
        faults.add("seats", _("可容纳人数应在 1 到 %(most)d 之间。") % {"most": MOST_SEATS}, "range")
    room.seats = seats
    if area_m2 is not None and not (0 < area_m2 <= MOST_M2):
        faults.add("area_m2", _("面积应大于 0,不超过 %(most)d 平方米。") % {"most": MOST_M2}, "range")
    room.area_m2 = area_m2
    room.use = faults.choice("use", use, ["", *Room.Use.values])
    faults.stop()
    return room


@dataclass(frozen=True, slots=True)
class About:
    """The record of an upper room that a booking is made for."""

    kind: str
    id: UUID


def book(
    actor: Actor, *, room: Room | None, starts_at: datetime, ends_at: datetime, purpose: str, about: About | None = None
) -> Booking:
    """Take a room from `starts_at` until just before `ends_at`.

    Of many who ask for the same slot at once exactly one gets it: the unique index of `BookedSlot` decides.

    Raises:
        Invalid: fields `room`, `starts_at`, `ends_at`, `purpose`.
        NotAllowed: `actor` books no rooms there.
        Conflict: somebody has the room then; the sentence says from when to when (field `room`).
    """
    faults = Faults()
    purpose = faults.text("purpose", purpose, _("用途"), most=80, required=True)
    _check_times(faults, room, starts_at, ends_at)
    faults.stop()
    assert room is not None  # asked for
    booking = Booking(
        room=room, area_path=room.area_path, town_id=room.town_id, starts_at=starts_at, ends_at=ends_at,
        purpose=purpose, by_id=actor.actor_id, about_kind=about.kind if about else "", about_id=about.id if about else None,
    )  # fmt: skip
    with transaction.atomic():
        create(booking, actor=actor, verb="book")
        _take_slots(booking)
    return booking


def move_booking(
    actor: Actor,
    *,
    booking_id: UUID,
    room: Room | None,
    starts_at: datetime,
    ends_at: datetime,
    seen: int | None = None,
) -> Booking:
    """Another room or another time; the old slots are free at once.

    Raises:
        Invalid, NotAllowed, Conflict: see `book`.
        WrongState: cancelled already.
    """
    faults = Faults()
    _check_times(faults, room, starts_at, ends_at)
    faults.stop()
    assert room is not None  # asked for
    with transaction.atomic():
        _lock_rooms(booking_id, room)
        return _moved(actor, booking_id, room, starts_at, ends_at, seen)


def _lock_rooms(booking_id: UUID, room: Room) -> None:
    """Two moves that change places must not wait for one another's slots for ever: rooms are locked first, in one order."""
    old = Booking.objects.filter(pk=booking_id).values_list("room_id", flat=True)
    list(Room.objects.select_for_update().filter(pk__in=[room.pk, *old]).order_by("pk").values_list("pk"))


def _moved(
    actor: Actor, booking_id: UUID, room: Room, starts_at: datetime, ends_at: datetime, seen: int | None
) -> Booking:
    with change(Booking, booking_id, actor=actor, verb="move", seen=seen) as booking:
        booking.room, booking.area_path, booking.town_id = room, room.area_path, room.town_id
        booking.starts_at, booking.ends_at = starts_at, ends_at
        BookedSlot.objects.filter(booking=booking).delete()
        _take_slots(booking)
    return booking


def cancel_booking(actor: Actor, *, booking_id: UUID, reason: str, seen: int | None = None) -> Booking:
    """Give the room back, with the reason.

    Raises:
        Invalid: no reason.
        WrongState: cancelled already.
    """
    faults = Faults()
    reason = faults.text("reason", reason, _("取消原因"), most=200, required=True)
    faults.stop()
    with change(Booking, booking_id, actor=actor, verb="cancel", seen=seen) as booking:
        booking.state, booking.cancel_reason = Booking.State.CANCELLED, reason
        booking.note(reason)
        BookedSlot.objects.filter(booking=booking).delete()
    return booking


def _check_times(faults: Faults, room: Room | None, starts_at: datetime, ends_at: datetime) -> None:
    if room is None:
        faults.add("room", _("请选择房间。"), "required")
    elif room.voided_at is not None:
        faults.add("room", _("“%(name)s”已经停用,请选择别的房间。") % {"name": room.name}, "voided")
    for field, at in (("starts_at", starts_at), ("ends_at", ends_at)):
        if not is_quarter(at):
            faults.add(field, _("时间以一刻钟为单位,例如 9:00、9:15。"), "quarter")
    if ends_at <= starts_at:
        faults.add("ends_at", _("结束时间应晚于开始时间。"), "order")
    elif ends_at - starts_at > LONGEST:
        faults.add("ends_at", _("一次最多预订 14 个小时,更长的请分几次。"), "too_long")


def _take_slots(booking: Booking) -> None:
    """The index refuses what is taken; a savepoint keeps the transaction fit for saying by whom."""
    wanted = slots_of(booking.starts_at, booking.ends_at)
    rows = [BookedSlot(room_id=booking.room_id, slot=slot, booking=booking) for slot in wanted]
    try:
        with transaction.atomic():
            BookedSlot.objects.bulk_create(rows)
    except IntegrityError as error:
        raise _taken(booking, wanted) from error


def _taken(booking: Booking, wanted: range) -> Conflict:
    others = BookedSlot.objects.filter(room_id=booking.room_id, slot__gte=wanted.start, slot__lt=wanted.stop)
    first = others.exclude(booking=booking).select_related("booking").order_by("slot").first()
    if first is None:
        return Conflict(_("这个时段刚刚被别人订走,请换个时间。"), field="room")
    other = first.booking
    return Conflict(
        _("“%(room)s”%(from)s 到 %(to)s 已有预订(%(purpose)s),请换个时间或房间。")
        % {
            "room": booking.room.name,
            "from": f"{clock.local(other.starts_at):%m-%d %H:%M}",
            "to": f"{clock.local(other.ends_at):%H:%M}",
            "purpose": other.purpose,
        },
        field="room",
    )
