"""Django's entry to the room."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FieldConfig(AppConfig):
    name = "bihuan.field"
    label = "field"
    verbose_name = _("外勤")
