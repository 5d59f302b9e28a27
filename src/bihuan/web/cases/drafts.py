"""The draft of a matter being registered: kept in the browser under a key of the person, forgotten when the matter is in."""

from django.http import HttpRequest

from bihuan.orgs.models import Staff

ARRIVED = "new"  # the query by which registering leads on


def draft_key(viewer: Staff) -> str:
    """Under which the browser keeps what this person types."""
    return f"case-new:{viewer.pk}"


def done_draft(request: HttpRequest, viewer: Staff) -> str:
    """The draft to forget on the page one comes to after registering; "" on any other way."""
    return draft_key(viewer) if ARRIVED in request.GET else ""
