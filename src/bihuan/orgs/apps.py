"""Django's entry to the room."""

from django.apps import AppConfig


class OrgsConfig(AppConfig):
    name = "bihuan.orgs"
    label = "orgs"

    def ready(self) -> None:
        """Offer the area tree to the ledgers."""
        from bihuan.orgs import places  # noqa: F401  # importing it registers the tree
