"""Around every operation: the size first, repetition next, and whatever comes back as a problem document if it is one."""

from collections.abc import Callable
from functools import partial, wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from bihuan.api import problems
from bihuan.api.bodies import check_text
from bihuan.api.repeats import answered_once, repeatable

View = Callable[..., HttpResponseBase]
ROOM_FOR_FIELDS = 1024 * 1024


def framed(view: View) -> View:
    """`view` whose refusals are problem documents, whoever made them."""

    @wraps(view)
    def around(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            if _too_large(request):
                return problems.for_status(413)
            check_text(request.path)
            answer = partial(view, request, *args, **kwargs)
            found = answered_once(request, answer) if repeatable(request) else answer()
        except Exception as error:
            found = problems.for_exception(error)
        if found.status_code >= 400 and found.headers.get("Content-Type") != problems.MEDIA_TYPE:
            kept = {name: found[name] for name in ("Allow", "Retry-After") if name in found}
            found = problems.for_status(found.status_code, kept)
        found.setdefault("Cache-Control", "no-store")
        return found

    return around


def _too_large(request: HttpRequest) -> bool:
    """Told by the announced length, before anything is read."""
    announced = request.META.get("CONTENT_LENGTH") or "0"
    most = (
        settings.MAX_UPLOAD_BYTES
        if request.content_type == "multipart/form-data"
        else settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    )
    return announced.isdecimal() and int(announced) > most + ROOM_FOR_FIELDS


def nothing_here(request: HttpRequest, **_kwargs: object) -> HttpResponse:
    """Every address that no operation has."""
    return problems.for_status(404)
