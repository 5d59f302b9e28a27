"""Addresses of the pages of forms, for ledgers and notices."""

from uuid import UUID


def template_url(template_id: UUID) -> str:
    """The page on which a template is bound."""
    return f"/forms/{template_id}/"


def filling_url(filling_id: UUID) -> str:
    """The page of a filling."""
    return f"/forms/fillings/{filling_id}/"
