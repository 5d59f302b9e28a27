"""Django's entry to the room."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OrgsConfig(AppConfig):
    name = "bihuan.orgs"
    label = "orgs"
    verbose_name = _("组织与居民")

    def ready(self) -> None:
        """Offer the area tree to the ledgers, and let attachments be written."""
        from bihuan.orgs import places, registers  # noqa: F401  # importing them registers the tree and the guard
