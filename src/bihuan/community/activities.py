"""What is done for an activity beyond its register: the sheet of those who came is entered at once, a room is taken for it."""

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from bihuan.community.models import Activity, SignIn
from bihuan.community.registers import SIGN_INS
from bihuan.kernel import clock
from bihuan.kernel.errors import BihuanError, Invalid, WrongState
from bihuan.platform.actors import Actor
from bihuan.platform.change import change
from bihuan.venues import services as venues
from bihuan.venues.models import Booking, Room

ABOUT = "activity"
MOST_LINES = 500


def heads(activity: Activity) -> int:
    """Person-times signed for at an activity."""
    return SignIn.objects.filter(activity=activity, voided_at=None).count()


def sign_in_sheet(*, actor: Actor, activity: Activity, lines: str) -> list[SignIn]:
    """Enter a sign-in sheet, all of it or nothing: a line each, the name and, if it was given, the telephone.

    Raises:
        NotAllowed: `actor` keeps no activities there.
        Invalid: field `lines`; says which line and why.
    """
    people = [(at, line.split()) for at, line in enumerate(lines.splitlines(), start=1) if line.strip()]
    if not people:
        raise Invalid(_("请填写签到名单,一行一人。"), field="lines", code="required")
    if len(people) > MOST_LINES:
        raise Invalid(_("一次最多登记 %(most)d 人,请分几次。") % {"most": MOST_LINES}, field="lines", code="too_many")
    rows = [{"activity": activity, "name": words[0], "phone": "".join(words[1:])} for _at, words in people]
    with transaction.atomic():
        answers = SIGN_INS.add_many(actor=actor, rows=rows)
        _refuse([at for at, _words in people], answers)
    return [one for one in answers if isinstance(one, SignIn)]


def _refuse(numbers: Sequence[int], answers: Sequence[SignIn | BihuanError]) -> None:
    for at, answer in zip(numbers, answers, strict=True):
        if isinstance(answer, BihuanError):
            sentence = _("第 %(line)d 行:%(why)s名单没有登记,请改好再交。") % {
                "line": at,
                "why": answer.faults[0].message,
            }
            raise Invalid(sentence, field="lines", code="line")


def booking_for(activity: Activity) -> Booking | None:
    """The booking in force that was made for an activity."""
    found = Booking.objects.filter(about_kind=ABOUT, about_id=activity.pk, state=Booking.State.BOOKED)
    return found.select_related("room", "room__venue").first()


def take_room(*, actor: Actor, activity_id: UUID, room: Room | None, seen: int | None = None) -> Booking:
    """Take a room for the hours of an activity, or move what was taken to another room or to its new hours.

    Raises:
        Invalid: no room, no hours, or hours that are not on a quarter (field `room`).
        NotAllowed: `actor` keeps no activities there, or books no rooms.
        Conflict: somebody has the room then (field `room`).
    """
    with transaction.atomic():
        with change(Activity, activity_id, actor=actor, verb="take_room", seen=seen) as activity:
            if activity.state != Activity.State.PLANNED:
                raise Invalid(_("只有计划中的活动才能订场地。"), field="room", code="state")
            if activity.from_hour is None or activity.to_hour is None:
                raise Invalid(_("请先在活动里填写开始时刻和结束时刻,再订场地。"), field="room", code="hours")
            activity.place = f"{room.venue.name}{room.name}" if room is not None else activity.place
            starts_at = clock.instant(activity.held_on, activity.from_hour.hour, activity.from_hour.minute)
            ends_at = clock.instant(activity.held_on, activity.to_hour.hour, activity.to_hour.minute)
        old = booking_for(activity)
        if old is not None:
            return venues.move_booking(actor, booking_id=old.pk, room=room, starts_at=starts_at, ends_at=ends_at)
        return venues.book(
            actor,
            room=room,
            starts_at=starts_at,
            ends_at=ends_at,
            purpose=activity.title,
            about=venues.About(ABOUT, activity.pk),
        )


def release_room(*, actor: Actor, activity_id: UUID, reason: str) -> Booking:
    """Give back the room that was taken for an activity.

    Raises:
        Invalid: no reason (field `reason`).
        NotAllowed: `actor` keeps no activities there, or books no rooms.
        WrongState: no room is taken for it.
    """
    with transaction.atomic():
        with change(Activity, activity_id, actor=actor, verb="release_room") as activity:
            booking = booking_for(activity)
            if booking is None:
                raise WrongState(_("这场活动没有订场地。"))
            activity.place = ""
            activity.note(reason)
        return venues.cancel_booking(actor, booking_id=booking.pk, reason=reason)
