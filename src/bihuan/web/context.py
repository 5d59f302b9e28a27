"""What every page knows: the menu, the county's name, the telephone to call, the size of type."""

from typing import Any

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
        "menu": SimpleLazyObject(lambda: menu.shown_to(request.user, request) if signed_in else []),  # type: ignore[arg-type]  # signed in: a Staff
    }
