"""Reading rooms and bookings: the viewer first."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
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
from bihuan.venues.slots import begins, slots_of

QUARTERS_AN_HOUR = 4


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


@dataclass(frozen=True, slots=True)
class Use:
    """How much of an hour of a weekday some rooms were taken: `taken` of `offered` quarters of an hour."""

    taken: int
    offered: int

    @property
    def percent(self) -> int:
        """0 to 100, rounded; 0 where nothing was offered."""
        return round(100 * self.taken / self.offered) if self.offered else 0


def use_by_hour(viewer: Actor, places: Sequence[Room], first: date, days: int) -> dict[tuple[int, int], Use]:
    """Use of rooms by (weekday, local hour), Monday being 0, over `days` days from `first`; two queries.

    Bookings in force count, whatever became of them; a cancelled one gave its time back and counts nowhere.
    """
    mine = list(rooms(viewer).filter(pk__in=[room.pk for room in places]).values_list("pk", flat=True))
    wanted = slots_of(clock.instant(first), clock.instant(first + timedelta(days=days)))
    slots = BookedSlot.objects.filter(room__in=mine, slot__gte=wanted.start, slot__lt=wanted.stop)
    taken: Counter[tuple[int, int]] = Counter()
    for slot in slots.values_list("slot", flat=True):
        at = clock.local(begins(slot))
        taken[at.weekday(), at.hour] += 1
    each = Counter((first + timedelta(days=number)).weekday() for number in range(days))
    return {
        (weekday, hour): Use(taken[weekday, hour], each[weekday] * len(mine) * QUARTERS_AN_HOUR)
        for weekday in range(7)
        for hour in range(24)
    }
