"""Django's entry to the room; finds what every installed room declares."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class PlatformConfig(AppConfig):
    name = "bihuan.platform"
    label = "platform"

    def ready(self) -> None:
        """Load each room's declarations, so that a room is complete by being in the app list."""
        autodiscover_modules(
            "policies", "lifecycle", "ledgers", "indicators", "documents", "handlers", "tasks", "find", "spine"
        )
