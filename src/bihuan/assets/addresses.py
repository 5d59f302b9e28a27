"""Where an asset opens on the desk."""

from uuid import UUID


def asset_url(asset_id: UUID) -> str:
    """The page of an asset."""
    return f"/assets/{asset_id}/"
