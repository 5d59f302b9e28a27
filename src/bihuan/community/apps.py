"""Django's entry to the room."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CommunityConfig(AppConfig):
    name = "bihuan.community"
    label = "community"
    verbose_name = _("社区服务与活动")
