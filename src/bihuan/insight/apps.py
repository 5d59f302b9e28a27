"""Django's entry to the room."""

from django.apps import AppConfig


class InsightConfig(AppConfig):
    name = "bihuan.insight"
    label = "insight"
