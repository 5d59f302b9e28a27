"""Django's entry to the room."""

from django.apps import AppConfig


class VenuesConfig(AppConfig):
    name = "bihuan.venues"
    label = "venues"
