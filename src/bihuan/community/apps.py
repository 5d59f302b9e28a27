"""Django's entry to the room."""

from django.apps import AppConfig


class CommunityConfig(AppConfig):
    name = "bihuan.community"
    label = "community"
