"""Django's entry to the room."""

from django.apps import AppConfig


class AssetsConfig(AppConfig):
    name = "bihuan.assets"
    label = "assets"
