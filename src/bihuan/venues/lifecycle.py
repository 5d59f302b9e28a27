"""What may happen to venues, rooms and bookings; what is over stays as it was."""

from django.utils.translation import gettext as _

from bihuan.kernel.errors import WrongState
from bihuan.platform.actors import Actor
from bihuan.platform.change import guards
from bihuan.venues.models import Booking, Room, Venue
from bihuan.venues.policies import BOOK, BOOKINGS, KEEP, ROOMS, VENUES

KEEPING = frozenset({"register", "edit", "void"})
BOOKING = frozenset({"book", "move", "cancel"})


@guards(Venue, Room)
def place_guard(place: Venue | Room, actor: Actor, verb: str) -> None:
    """The list of rooms is kept where they are."""
    if verb not in KEEPING:
        raise WrongState(_("场地没有“%(verb)s”这个操作。") % {"verb": verb})
    if isinstance(place, Room):
        ROOMS.check(actor, KEEP, place)
    else:
        VENUES.check(actor, KEEP, place)
    if place.voided_at is not None:
        raise WrongState(_("“%(name)s”已经停用。") % {"name": place})


@guards(Booking)
def booking_guard(booking: Booking, actor: Actor, verb: str) -> None:
    """Whoever may book in the area may move and cancel what was booked there; what is cancelled stays cancelled."""
    if verb not in BOOKING:
        raise WrongState(_("场地没有“%(verb)s”这个操作。") % {"verb": verb})
    BOOKINGS.check(actor, BOOK, booking)
    if verb != "book" and booking.state == Booking.State.CANCELLED:
        raise WrongState(_("这次预订已经取消,需要时请重新预订。"))
