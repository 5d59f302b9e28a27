"""The room of a lesson: taken through `venues`, moved with the lesson's hours, given back when the lesson is voided."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from bihuan.community.models import Lesson
from bihuan.kernel import clock
from bihuan.kernel.errors import Invalid
from bihuan.platform.actors import SYSTEM, Actor
from bihuan.platform.change import change
from bihuan.venues import services as venues
from bihuan.venues.models import Booking, Room

ABOUT = "lesson"


def booking_for(lesson: Lesson) -> Booking | None:
    """The booking in force that was made for a lesson."""
    found = Booking.objects.filter(about_kind=ABOUT, about_id=lesson.pk, state=Booking.State.BOOKED)
    return found.select_related("room", "room__venue").first()


def _hours(lesson: Lesson) -> tuple[datetime, datetime]:
    begin, end = lesson.from_hour, lesson.to_hour
    day = lesson.day
    return clock.instant(day, begin.hour, begin.minute), clock.instant(day, end.hour, end.minute)


def take_room(*, actor: Actor, lesson_id: UUID, room: Room | None, seen: int | None = None) -> Booking:
    """Take a room for a lesson's hours, or another room than before.

    Raises:
        Invalid: no room, a day gone by, or hours not on a quarter; Conflict: somebody has the room then (field `room`).
        NotAllowed, StaleRecord.
    """
    with transaction.atomic():
        with change(Lesson, lesson_id, actor=actor, verb="take_room", seen=seen) as lesson:
            if room is None:
                raise Invalid(_("请选择房间。"), field="room", code="required")
            if lesson.day < clock.today():
                raise Invalid(_("这节课已经过了,不用再订场地。"), field="room", code="past")
            lesson.place = f"{room.venue.name}{room.name}"[:80]
        starts_at, ends_at = _hours(lesson)
        old = booking_for(lesson)
        if old is not None:
            return venues.move_booking(actor, booking_id=old.pk, room=room, starts_at=starts_at, ends_at=ends_at)
        about = venues.About(ABOUT, lesson.pk)
        return venues.book(actor, room=room, starts_at=starts_at, ends_at=ends_at, purpose=lesson.topic, about=about)


def follow(lessons: Sequence[Lesson]) -> None:
    """What was written of lessons, done to their rooms; a room that is not free then refuses the change as a whole."""
    held = Booking.objects.filter(
        about_kind=ABOUT, about_id__in=[one.pk for one in lessons], state=Booking.State.BOOKED
    ).select_related("room", "room__venue")
    by_lesson = {one.about_id: one for one in held}
    for lesson in lessons:
        booking = by_lesson.get(lesson.pk)
        if booking is None:
            continue
        starts_at, ends_at = _hours(lesson)
        if lesson.voided_at is not None:
            venues.cancel_booking(SYSTEM, booking_id=booking.pk, reason=_("课已作废"))
        elif (booking.starts_at, booking.ends_at) != (starts_at, ends_at):
            venues.move_booking(SYSTEM, booking_id=booking.pk, room=booking.room, starts_at=starts_at, ends_at=ends_at)
