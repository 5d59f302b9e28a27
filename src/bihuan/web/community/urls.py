"""Addresses of the communities' pages."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from bihuan.community.policies import READ_PROGRAMMES
from bihuan.web import menu
from bihuan.web.community import activities, programmes
from bihuan.web.community.pages import LAW_EVENT_PAGES

menu.add(
    "programmes",
    _("社区服务"),
    "web:programmes",
    icon="calendar-heart",
    order=40,
    rights=(READ_PROGRAMMES,),
    under=(
        "/programmes/",
        "/enrolments/",
        "/activities/",
        "/sign-ins/",
        "/ledgers/programmes",
        "/ledgers/enrolments",
        "/ledgers/activities",
        "/ledgers/sign_ins",
    ),
)

urlpatterns = [
    *LAW_EVENT_PAGES.urls,
    *activities.PAGES.urls,
    *activities.SIGN_IN_PAGES.urls,
    path("activities/<uuid:pk>/sheet/", activities.sheet, name="activity_sheet"),
    path("activities/<uuid:pk>/room/", activities.take_room, name="activity_take_room"),
    path("activities/<uuid:pk>/room/release/", activities.release_room, name="activity_release_room"),
    path("programmes/", programmes.board, name="programmes"),
    *programmes.PAGES.urls,
    *programmes.ENROLMENT_PAGES.urls,
    path("enrolments/<uuid:pk>/<slug:verb>/", programmes.step, name="enrolment_step"),
]
