"""Django's entry to the room."""

from django.apps import AppConfig


class MediationConfig(AppConfig):
    name = "bihuan.mediation"
    label = "mediation"
