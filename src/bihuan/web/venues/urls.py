"""Addresses of the rooms."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from bihuan.venues.policies import READ
from bihuan.web import menu
from bihuan.web.venues import use, views

menu.add(
    "venues", _("场地"), "web:venues", icon="door-open", order=45, rights=(READ,),
    under=("/ledgers/rooms/", "/ledgers/bookings/"),
)  # fmt: skip

urlpatterns = [
    path("", views.board, name="venues"),
    path("use/", use.use, name="venue_use"),
    path("add/", views.add, name="venue_add"),
    path("<uuid:venue_id>/rooms/add/", views.add_room, name="room_add"),
    path("rooms/<uuid:room_id>/", views.room, name="room"),
    path("rooms/<uuid:room_id>/edit/", views.edit_room, name="room_edit"),
    path("rooms/<uuid:room_id>/void/", views.void_room, name="room_void"),
    path("book/", views.book, name="room_book"),
    path("bookings/<uuid:booking_id>/move/", views.move, name="booking_move"),
    path("bookings/<uuid:booking_id>/cancel/", views.cancel, name="booking_cancel"),
]
