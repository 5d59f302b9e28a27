"""Django's entry to the room."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class VenuesConfig(AppConfig):
    name = "bihuan.venues"
    label = "venues"
    verbose_name = _("场地")
