"""Where an enterprise opens on the desk."""

from uuid import UUID


def enterprise_url(enterprise_id: UUID) -> str:
    """The page of an enterprise or project."""
    return f"/enterprises/{enterprise_id}/"
