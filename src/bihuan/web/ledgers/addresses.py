"""Addresses of ledger pages that other rooms link to."""

from urllib.parse import urlencode

from django.urls import reverse

from bihuan.platform.ledgers.behind import Behind


def address_behind(behind: Behind) -> str:
    """The list of exactly the rows behind a figure; "" for a figure whose rows no ledger shows."""
    key = behind.indicator.ledger
    return f"{reverse('web:ledger', args=[key])}?{urlencode({'behind': behind.word})}" if key else ""
