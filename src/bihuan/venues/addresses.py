"""Where the desk shows rooms, for links from below it."""

from datetime import datetime
from uuid import UUID

from bihuan.kernel import clock


def room_url(room_id: UUID) -> str:
    """The week of a room."""
    return f"/venues/rooms/{room_id}/"


def booking_url(room_id: UUID, at: datetime) -> str:
    """The room's week in which a booking stands."""
    return f"/venues/rooms/{room_id}/?day={clock.local(at).date().isoformat()}"
