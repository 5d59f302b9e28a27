"""Addresses of the pages of kept briefings, for ledgers and notices."""

from uuid import UUID


def briefing_url(briefing_id: UUID) -> str:
    """The page of a kept briefing."""
    return f"/figures/briefings/{briefing_id}/"
