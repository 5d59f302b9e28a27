"""Django's entry to the room."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class InsightConfig(AppConfig):
    name = "bihuan.insight"
    label = "insight"
    verbose_name = _("统计与报表")
