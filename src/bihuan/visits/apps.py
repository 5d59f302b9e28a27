"""Django's entry to the room."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class VisitsConfig(AppConfig):
    name = "bihuan.visits"
    label = "visits"
    verbose_name = _("走访、接访与协商")
