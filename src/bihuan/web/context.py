"""What every page knows: the menu, the county's name, the telephone to call, the size of type."""

from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from bihuan.cases.policies import REPORT
from bihuan.orgs.models import Staff
from bihuan.platform.policies import holds
from bihuan.web import menu

LARGE_TYPE = "large-type"


def large_type(request: HttpRequest) -> bool:
    """Whether this person reads large type: by cookie, or by the preference of the account."""
    if LARGE_TYPE in request.COOKIES:
        return request.COOKIES[LARGE_TYPE] == "1"
    user = getattr(request, "user", None)
    return isinstance(user, Staff) and bool(user.preferences.get("large_type"))


def _help_query(request: HttpRequest) -> str:
    """What the manual is asked for on this page: the page, the menu's entry around it, the ledger."""
    match = request.resolver_match
    if match is None:
        return ""
    asked = {"page": match.url_name or "", "entry": menu.entry_of(request.path), "ledger": match.kwargs.get("key", "")}
    return urlencode({name: value for name, value in asked.items() if value})


def shell(request: HttpRequest) -> dict[str, Any]:
    """Context of the frame around a page; costs the query of the viewer's posts at most, and only where it is shown."""
    user = getattr(request, "user", None)
    signed_in = isinstance(user, Staff) or (user is not None and user.is_authenticated)
    return {
        "county_name": settings.COUNTY_NAME,
        "service_phone": settings.SERVICE_PHONE,
        "tile_url": settings.TILE_URL,
        "large_type": large_type(request),
        "may_report": SimpleLazyObject(lambda: isinstance(user, Staff) and holds(user, REPORT)),
        "help_query": SimpleLazyObject(lambda: _help_query(request)),
        "menu": SimpleLazyObject(lambda: menu.shown_to(request.user, request) if signed_in else []),  # type: ignore[arg-type]  # signed in: a Staff
    }
