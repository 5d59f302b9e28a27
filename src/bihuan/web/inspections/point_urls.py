"""Addresses of points, their checks, rules, warnings and notices."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from bihuan.inspections.points.policies import READ_CHECKS
from bihuan.web import menu
from bihuan.web.inspections import checks, notices, patrols, points

menu.add(
    "points_today",
    _("今日巡查"),
    "web:points_today",
    icon="clipboard-check",
    order=32,
    rights=(READ_CHECKS,),
    under=(
        "/points/", "/waters/", "/businesses/", "/kits/", "/schedules/", "/weather-warnings/", "/point-checks/",
        "/rectification-notices/", "/ledgers/waters", "/ledgers/businesses", "/ledgers/kits", "/ledgers/point_",
        "/ledgers/weather_warnings", "/ledgers/rectification_notices", "/ledgers/schedules",
        "/gate-duties/", "/ledgers/gate_duties", "/ledgers/patrols", "/patrols/",
    ),
    phone=True,
)  # fmt: skip

urlpatterns = [
    path("points/today/", checks.today, name="points_today"),
    path("points/rules/", points.rules_page, name="point_rules"),
    path("points/rules/copy/", points.copy_rules, name="point_rules_copy"),
    path("points/<uuid:point_id>/check/", checks.check, name="point_check"),
    path("points/<uuid:point_id>/ask/", checks.ask, name="point_ask"),
    path("points/tasks/<uuid:pk>/cancel/", checks.cancel, name="point_task_cancel"),
    path("point-checks/<uuid:pk>/case/", checks.become_case, name="point_check_case"),
    path("point-checks/<uuid:check_id>/notice/", notices.serve, name="notice_serve"),
    path("rectification-notices/<uuid:pk>/pass/", notices.passed, name="notice_pass"),
    path("rectification-notices/<uuid:pk>/refuse/", notices.refused, name="notice_refuse"),
    path("rectification-notices/<uuid:pk>/hand-over/", notices.hand_over, name="notice_hand_over"),
    path("rectification-notices/<uuid:pk>/pdf/", notices.pdf, name="notice_pdf"),
    path("rectification-notices/<uuid:pk>/word/", notices.word, name="notice_word"),
    path("weather-warnings/<uuid:pk>/lift/", points.lift, name="weather_warning_lift"),
    path("patrols/coverage/", patrols.coverage_page, name="patrol_coverage"),
    path("patrols/<uuid:pk>/", patrols.patrol_page, name="patrol_page"),
    path("gate-duties/<uuid:pk>/mark/", points.mark_gate, name="gate_duty_mark"),
    *points.GATE_PAGES.urls,
    *checks.CHECK_URLS,
    *notices.NOTICE_URLS,
    *points.WATER_PAGES.urls,
    *points.BUSINESS_PAGES.urls,
    *points.KIT_PAGES.urls,
    *points.SCHEDULE_PAGES.urls,
    *points.WARNING_PAGES.urls,
]
