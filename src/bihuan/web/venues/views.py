"""The day of all rooms, the week of one; book by a click on what is free, move, cancel; keep the list."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from bihuan.kernel import clock
from bihuan.orgs.models import Area, Staff
from bihuan.platform.policies import holds, require
from bihuan.venues import selectors, services
from bihuan.venues.models import Booking, Room, Venue
from bihuan.venues.policies import BOOK, BOOKINGS, KEEP, READ, ROOMS, VENUES
from bihuan.web.cases.moments import local
from bihuan.web.cases.register import workplace
from bihuan.web.orgs.acting import act, viewer_of, with_one_tree
from bihuan.web.orgs.forms import ReasonForm
from bihuan.web.venues.board import board as table
from bihuan.web.venues.board import week_of
from bihuan.web.venues.forms import BookForm, MoveForm, RoomForm, VenueForm

USUAL = timedelta(hours=1)


def _day(request: HttpRequest) -> date:
    try:
        return date.fromisoformat(request.GET.get("day", ""))
    except ValueError:
        return clock.today()


@require_GET
def board(request: HttpRequest) -> HttpResponse:
    """Every room the viewer may see on one day."""
    viewer, day = viewer_of(request), _day(request)
    require(viewer, READ)
    rooms = list(selectors.rooms(viewer))
    shown = table([(one, day) for one in rooms], selectors.bookings_between(viewer, rooms, day))
    context = {
        "board": shown, "day": day, "before": day - timedelta(days=1), "after": day + timedelta(days=1),
        "today": clock.today(), "may_book": holds(viewer, BOOK), "may_keep": holds(viewer, KEEP),
        "venues": list(selectors.venues(viewer)) if holds(viewer, KEEP) else [],
    }  # fmt: skip
    return render(request, "web/venues/board.html", context)


@require_GET
def room(request: HttpRequest, room_id: UUID) -> HttpResponse:
    """One room's week, and what was booked in it."""
    viewer, day = viewer_of(request), _day(request)
    shown = selectors.room_by_id(viewer, room_id)
    days = week_of(day)
    booked = selectors.bookings_between(viewer, [shown], days[0], 7)
    context = {
        "room": shown, "board": table([(shown, one) for one in days], booked), "day": day,
        "before": day - timedelta(days=7), "after": day + timedelta(days=7), "today": clock.today(),
        "may_book": shown.voided_at is None and holds(viewer, BOOK),
        "may_keep": shown.voided_at is None and ROOMS.allows(viewer, KEEP, shown),
        "listed": [
            (one, BOOKINGS.allows(viewer, BOOK, one) and one.about_kind == "")
            for of_day in booked.values()
            for one in of_day
        ],
    }  # fmt: skip
    return render(request, "web/venues/room.html", context)


def _asked(request: HttpRequest) -> dict[str, Any]:
    """What a click on the board says: the room and the instant."""
    try:
        begin = datetime.fromisoformat(request.GET.get("at", "")).astimezone(clock.LOCAL_ZONE)
    except ValueError:
        begin = clock.instant(clock.today() + timedelta(days=1), 9)
    return {"room": request.GET.get("room", ""), "starts_at": local(begin), "ends_at": local(begin + USUAL)}


@require_http_methods(["GET", "POST"])
def book(request: HttpRequest) -> HttpResponse:
    """Take a room."""
    viewer = viewer_of(request)
    require(viewer, BOOK)
    rooms = list(selectors.rooms(viewer))
    form = BookForm(request.POST if request.method == "POST" else None, rooms=rooms, initial=_asked(request))
    return act(
        request, form, lambda: _booked(viewer, form), title=_("预订场地"), submit=_("预订"), done=_("已订下。"),
        back=reverse("web:venues"), onward=_week,
    )  # fmt: skip


def _booked(viewer: Staff, form: BookForm) -> Booking:
    given = form.cleaned_data
    return services.book(
        viewer, room=form.chosen(), starts_at=given["starts_at"], ends_at=given["ends_at"], purpose=given["purpose"]
    )


def _week(booking: Booking) -> str:
    day = clock.local(booking.starts_at).date().isoformat()
    return f"{reverse('web:room', args=[booking.room_id])}?day={day}"


@require_http_methods(["GET", "POST"])
def move(request: HttpRequest, booking_id: UUID) -> HttpResponse:
    """Another room or time."""
    viewer = viewer_of(request)
    booking = selectors.booking_by_id(viewer, booking_id)
    BOOKINGS.check(viewer, BOOK, booking)
    first = {
        "room": str(booking.room_id), "starts_at": local(booking.starts_at), "ends_at": local(booking.ends_at),
        "seen": booking.version,
    }  # fmt: skip
    form = MoveForm(
        request.POST if request.method == "POST" else None, rooms=list(selectors.rooms(viewer)), initial=first
    )
    return act(
        request, form, lambda: _moved(viewer, booking, form), title=_("改订"), submit=_("改订"), done=_("已改订。"),
        back=_week(booking), onward=_week, record=booking,
    )  # fmt: skip


def _moved(viewer: Staff, booking: Booking, form: MoveForm) -> Booking:
    given = form.cleaned_data
    return services.move_booking(
        viewer, booking_id=booking.pk, room=form.chosen(), starts_at=given["starts_at"], ends_at=given["ends_at"],
        seen=given["seen"],
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def cancel(request: HttpRequest, booking_id: UUID) -> HttpResponse:
    """Give the room back."""
    viewer = viewer_of(request)
    booking = selectors.booking_by_id(viewer, booking_id)
    BOOKINGS.check(viewer, BOOK, booking)
    form = ReasonForm(request.POST if request.method == "POST" else None, initial={"seen": booking.version})
    return act(
        request, form,
        lambda: services.cancel_booking(viewer, booking_id=booking.pk, reason=form.cleaned_data["reason"]),
        title=_("取消预订"), submit=_("取消预订"), done=_("已取消,房间空出来了。"), back=_week(booking), danger=True,
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@with_one_tree
def add(request: HttpRequest) -> HttpResponse:
    """A venue with its first rooms."""
    viewer = viewer_of(request)
    require(viewer, KEEP)
    form = VenueForm(request.POST if request.method == "POST" else None, within=workplace(viewer))
    return act(
        request, form, lambda: _added(viewer, form), title=_("登记场所"), submit=_("登记"), done=_("场所已登记。"),
        back=reverse("web:venues"),
    )  # fmt: skip


def _added(viewer: Staff, form: VenueForm) -> Venue:
    given = form.cleaned_data
    area = Area.objects.filter(pk=given["area"]).first() if given["area"] else None
    with transaction.atomic():
        venue = services.register_venue(viewer, area=area, name=given["name"], address=given["address"])
        services.register_rooms(viewer, venue=venue, rooms=form.listed())
    return venue


@require_http_methods(["GET", "POST"])
def add_room(request: HttpRequest, venue_id: UUID) -> HttpResponse:
    """One more room."""
    viewer = viewer_of(request)
    venue = selectors.venue_by_id(viewer, venue_id)
    VENUES.check(viewer, KEEP, venue)
    form = RoomForm(request.POST if request.method == "POST" else None)
    return act(
        request, form, lambda: services.register_room(viewer, venue=venue, **form.details()),
        title=_("添加房间:%(name)s") % {"name": venue.name}, submit=_("添加"), done=_("房间已添加。"),
        back=reverse("web:venues"),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def edit_room(request: HttpRequest, room_id: UUID) -> HttpResponse:
    """Correct a room."""
    viewer = viewer_of(request)
    shown = selectors.room_by_id(viewer, room_id)
    ROOMS.check(viewer, KEEP, shown)
    first = {
        "name": shown.name, "seats": shown.seats, "equipment": shown.equipment, "area_m2": shown.area_m2,
        "use": shown.use, "seen": shown.version,
    }  # fmt: skip
    form = RoomForm(request.POST if request.method == "POST" else None, initial=first)
    return act(
        request, form, lambda: services.edit_room(viewer, room_id=shown.pk, **form.cleaned_data),
        title=_("修改房间"), submit=_("保存"), done=_("已保存。"), back=reverse("web:room", args=[shown.pk]), record=shown,
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def void_room(request: HttpRequest, room_id: UUID) -> HttpResponse:
    """The room is not used any more."""
    viewer = viewer_of(request)
    shown: Room = selectors.room_by_id(viewer, room_id)
    ROOMS.check(viewer, KEEP, shown)
    form = ReasonForm(request.POST if request.method == "POST" else None, initial={"seen": shown.version})
    return act(
        request, form, lambda: services.void_room(viewer, room_id=shown.pk, reason=form.cleaned_data["reason"]),
        title=_("停用房间"), submit=_("停用"), done=_("房间已停用。"), back=reverse("web:venues"), danger=True,
    )  # fmt: skip
