"""Reading rooms and bookings: the viewer first."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from bihuan.kernel import clock
from bihuan.kernel.errors import NotFound
from bihuan.platform.actors import Actor
from bihuan.platform.policies import require, visible
from bihuan.venues.models import BookedSlot, Booking, Room, Venue
from bihuan.venues.policies import READ
from bihuan.venues.slots import slots_of


def venues(viewer: Actor) -> QuerySet[Venue]:
    """Venues in use that the viewer may see."""
    return visible(Venue, viewer, READ).filter(voided_at=None).select_related("area").order_by("name", "id")


def rooms(viewer: Actor) -> QuerySet[Room]:
    """Rooms in use that the viewer may see, venue by venue."""
    found = visible(Room, viewer, READ).filter(voided_at=None, venue__voided_at=None)
    return found.select_related("venue", "venue__area").order_by("venue__name", "name", "id")


def rooms_of_town(viewer: Actor, town_id: UUID | None) -> QuerySet[Room]:
    """The rooms one may choose for a matter of a town: its own and the county's."""
    return rooms(viewer).filter(town_id__in=[town_id]) | rooms(viewer).filter(town_id=None)


def room_by_id(viewer: Actor, room_id: UUID) -> Room:
    """One room, in use or not.

    Raises:
        NotAllowed: the viewer sees no rooms at all.
        NotFound: there is none, or the viewer may not know of it.
    """
    require(viewer, READ)
    found = visible(Room, viewer, READ).select_related("venue", "venue__area").filter(pk=room_id).first()
    if found is None:
        raise NotFound(_("没有找到这个房间。"))
    return found


def venue_by_id(viewer: Actor, venue_id: UUID) -> Venue:
    """One venue.

    Raises:
        NotFound: there is none, or the viewer may not know of it.
    """
    found = visible(Venue, viewer, READ).select_related("area").filter(pk=venue_id).first()
    if found is None:
        raise NotFound(_("没有找到这个场所。"))
    return found


def bookings(viewer: Actor) -> QuerySet[Booking]:
    """Every booking the viewer may see, cancelled ones among them, the latest first."""
    return visible(Booking, viewer, READ).select_related("room", "room__venue", "by").order_by("-starts_at", "-id")


def booking_by_id(viewer: Actor, booking_id: UUID) -> Booking:
    """One booking.

    Raises:
        NotFound: there is none, or the viewer may not know of it.
    """
    require(viewer, READ)
    found = bookings(viewer).filter(pk=booking_id).first()
    if found is None:
        raise NotFound(_("没有找到这次预订。"))
    return found


def bookings_between(
    viewer: Actor, places: Sequence[Room], first: date, days: int = 1
) -> dict[tuple[UUID, date], list[Booking]]:
    """Bookings in force of some rooms by room and local day, in order of time; one query."""
    start, end = clock.instant(first), clock.instant(first + timedelta(days=days))
    found = bookings(viewer).filter(room__in=places, state=Booking.State.BOOKED, starts_at__lt=end, ends_at__gt=start)
    grouped: dict[tuple[UUID, date], list[Booking]] = {}
    for one in found.order_by("starts_at"):
        grouped.setdefault((one.room_id, clock.local(one.starts_at).date()), []).append(one)
    return grouped


def free_rooms(viewer: Actor, places: Sequence[Room], starts_at: datetime, ends_at: datetime) -> list[Room]:
    """Those of some rooms that nobody has in a period, in the order given; one query. Only a booking is certain."""
    wanted = slots_of(starts_at, ends_at)
    taken = set(
        BookedSlot.objects.filter(room__in=places, slot__gte=wanted.start, slot__lt=wanted.stop).values_list(
            "room_id", flat=True
        )
    )
    return [room for room in places if room.pk not in taken]
