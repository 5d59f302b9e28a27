"""The field app's door: a phone's own secret, and what it hears when it may not enter."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from bihuan.api import problems
from bihuan.api.frame import framed
from bihuan.api.problems import DoorCode, DoorRefusal
from bihuan.field.devices import device_of, note_seen
from bihuan.field.models import FieldDevice
from bihuan.field.policies import USE_FIELD
from bihuan.kernel import clock
from bihuan.platform.limits import hit
from bihuan.platform.policies import require

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, FieldDevice, P], HttpResponseBase]
MINUTE = 60


def for_phones(*methods: str, wiped: bool = False) -> Callable[[View[P]], Callable[..., HttpResponseBase]]:
    """A view for phones that know their secret; `wiped` also lets in those that were ordered to wipe themselves.

    No cookie opens it, so nothing another site makes a browser send can come in.
    """

    def decorate(view: View[P]) -> Callable[..., HttpResponseBase]:
        @csrf_exempt
        @framed
        @wraps(view)
        def run(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            if request.method not in methods:
                return problems.for_status(405, {"Allow": ", ".join(methods)})
            device = _device(request, wiped=wiped)
            with translation.override(device.staff.language):
                if not wiped:
                    require(device.staff, USE_FIELD)
                hit(f"field:{device.pk}", limit=settings.API_REQUESTS_PER_MINUTE, seconds=MINUTE)
                answer = view(request, device, *args, **kwargs)
                note_seen(device)
                return answer

        return run

    return decorate


def _device(request: HttpRequest, *, wiped: bool) -> FieldDevice:
    """The phone that calls.

    Raises:
        DoorRefusal: unknown or expired (sign in again), or ordered to wipe itself.
    """
    scheme, _space, secret = request.headers.get("Authorization", "").partition(" ")
    device = device_of(secret.strip()) if scheme.lower() == "bearer" else None
    if device is None:
        raise DoorRefusal(DoorCode.UNAUTHENTICATED, _("这台手机没有登录,请重新登录;手机里的记录不会丢失。"))
    if device.wipe_ordered_at is not None and not wiped:
        raise DoorRefusal(DoorCode.GONE, _("这台手机已被停用,本机数据将被清除。"))
    if not wiped and (not device.in_force(clock.now()) or not device.staff.is_active):
        raise DoorRefusal(DoorCode.UNAUTHENTICATED, _("登录已到期,请重新登录;手机里的记录不会丢失。"))
    return device


def anybody(*methods: str) -> Callable[[Callable[..., HttpResponseBase]], Callable[..., HttpResponseBase]]:
    """A view without a phone's secret: signing in."""

    def decorate(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
        @csrf_exempt
        @framed
        @wraps(view)
        def run(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if request.method not in methods:
                return problems.for_status(405, {"Allow": ", ".join(methods)})
            return view(request, *args, **kwargs)

        return run

    return decorate
