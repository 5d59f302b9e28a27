"""Django's entry to the room."""

from django.apps import AppConfig


class VisitsConfig(AppConfig):
    name = "bihuan.visits"
    label = "visits"
