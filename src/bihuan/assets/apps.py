"""Django's entry to the room."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AssetsConfig(AppConfig):
    name = "bihuan.assets"
    label = "assets"
    verbose_name = _("集体资产")
