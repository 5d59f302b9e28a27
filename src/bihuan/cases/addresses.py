"""Where a case opens on the desk, for notices, search results and the spine."""

from uuid import UUID

from bihuan.cases.models import Case


def url_of(case: Case) -> str:
    """The path of the case page."""
    return url_of_id(case.pk)


def url_of_id(case_id: UUID) -> str:
    """The same from the id alone."""
    return f"/cases/{case_id}/"


def conference_url(conference_id: UUID) -> str:
    """The page of a joint conference."""
    return f"/conferences/{conference_id}/"


def whistle_url(whistle_id: UUID) -> str:
    """The page of a whistle."""
    return f"/whistles/{whistle_id}/"
