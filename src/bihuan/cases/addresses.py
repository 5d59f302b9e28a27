"""Where a case opens on the desk, for notices, search results and the spine."""

from bihuan.cases.models import Case


def url_of(case: Case) -> str:
    """The path of the case page."""
    return url_of_number(case.number)


def url_of_number(number: str) -> str:
    """The same from the number alone."""
    return f"/cases/{number}/"
