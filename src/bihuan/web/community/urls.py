"""Addresses of the communities' pages."""

from django.urls import path

from bihuan.web.community import activities, programmes
from bihuan.web.community.pages import LAW_EVENT_PAGES

urlpatterns = [
    *LAW_EVENT_PAGES.urls,
    *activities.PAGES.urls,
    *activities.SIGN_IN_PAGES.urls,
    path("activities/<uuid:pk>/sheet/", activities.sheet, name="activity_sheet"),
    path("activities/<uuid:pk>/room/", activities.take_room, name="activity_take_room"),
    path("activities/<uuid:pk>/room/release/", activities.release_room, name="activity_release_room"),
    *programmes.PAGES.urls,
    *programmes.ENROLMENT_PAGES.urls,
    path("enrolments/<uuid:pk>/<slug:verb>/", programmes.step, name="enrolment_step"),
]
