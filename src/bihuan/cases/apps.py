"""Django's entry to the room."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CasesConfig(AppConfig):
    name = "bihuan.cases"
    label = "cases"
    verbose_name = _("事项与会商")
