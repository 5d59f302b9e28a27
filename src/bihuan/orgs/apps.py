"""Django's entry to the room."""

from django.apps import AppConfig


class OrgsConfig(AppConfig):
    name = "bihuan.orgs"
    label = "orgs"

    def ready(self) -> None:
        """Offer the area tree to the ledgers, and let attachments be written."""
        from bihuan.orgs import places, registers  # noqa: F401  # importing them registers the tree and the guard
