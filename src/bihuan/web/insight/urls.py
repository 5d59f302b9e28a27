"""Addresses of figures."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from bihuan.cases.policies import READ
from bihuan.web import menu
from bihuan.web.insight import briefings, dashboard, panel  # noqa: F401  # the panel declares itself

menu.add("figures", _("统计"), "web:dashboard", icon="bar-chart-line", order=50, rights=(READ,))

urlpatterns = [
    path("figures/", dashboard.dashboard, name="dashboard"),
    path("figures/definitions/", dashboard.definitions, name="definitions"),
    path("figures/briefing/", briefings.briefing, name="briefing"),
    path("figures/briefing/file/", briefings.download, name="briefing_file"),
]
