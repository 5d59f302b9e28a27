"""Addresses of the communities' pages."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from bihuan.community.policies import READ_PROGRAMMES
from bihuan.web import menu
from bihuan.web.community import activities, class_days, programmes, volunteers
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
        *(f"/{name}/" for name in ("lessons", "attendances", "alarms", "drills", "volunteers", "shifts", "pairings")),
        "/pairing-visits/",
        *(f"/ledgers/{name}" for name in ("lessons", "attendances", "alarms", "drills", "volunteers", "shifts")),
        "/ledgers/pairings",
        "/ledgers/pairing_visits",
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
    path("programmes/<uuid:pk>/roll/", class_days.roll_page, name="programme_roll"),
    path("programmes/<uuid:pk>/poster.<str:form>", class_days.poster, name="programme_poster"),
    *class_days.LESSON_PAGES.urls,
    path("lessons/<uuid:pk>/room/", class_days.lesson_room, name="lesson_room"),
    *class_days.DRILL_PAGES.urls,
    *class_days.ATTENDANCE_PAGES.urls,
    *class_days.ALARM_PAGES.urls,
    path("attendances/<uuid:pk>/pick-up/", class_days.pick_up_page, name="attendance_pick_up"),
    path("alarms/<uuid:pk>/take/", class_days.take_alarm, name="alarm_take"),
    path("alarms/<uuid:pk>/close/", class_days.close_alarm, name="alarm_close"),
    *volunteers.VOLUNTEER_PAGES.urls,
    *volunteers.SHIFT_PAGES.urls,
    *volunteers.PAIRING_PAGES.urls,
    *volunteers.VISIT_PAGES.urls,
    path("volunteers/<uuid:pk>/hours.<str:form>", volunteers.hours, name="volunteer_hours"),
    path("enrolments/<uuid:pk>/mark/", class_days.mark_page, name="attendance_mark"),
    path("enrolments/<uuid:pk>/certificate.<str:form>", class_days.certificate, name="enrolment_certificate"),
    path("enrolments/<uuid:pk>/<slug:verb>/", programmes.step, name="enrolment_step"),
]
