"""Django's entry to the room."""

from django.apps import AppConfig


class InspectionsConfig(AppConfig):
    name = "bihuan.inspections"
    label = "inspections"
