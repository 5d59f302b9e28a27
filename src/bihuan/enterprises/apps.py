"""Django's entry to the room."""

from django.apps import AppConfig


class EnterprisesConfig(AppConfig):
    name = "bihuan.enterprises"
    label = "enterprises"
