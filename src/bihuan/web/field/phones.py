"""Phones of the field app: one's own, an administrator's view of everybody's; ordering one to wipe itself."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from bihuan.field import selectors
from bihuan.field.devices import order_wipe
from bihuan.field.policies import MANAGE_DEVICES
from bihuan.kernel import clock
from bihuan.kernel.errors import NotFound
from bihuan.platform.policies import require
from bihuan.web.orgs.acting import viewer_of

MOST = 500


@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """Newest first; one query beside the posts."""
    viewer = viewer_of(request)
    require(viewer, MANAGE_DEVICES)
    now = clock.now()
    rows = [(one, one.in_force(now)) for one in selectors.devices(viewer)[:MOST]]
    return render(request, "web/field/phones.html", {"rows": rows})


@require_POST
def wipe(request: HttpRequest, device_id: UUID) -> HttpResponse:
    """The phone is told to wipe itself at its next call."""
    viewer = viewer_of(request)
    if not selectors.devices(viewer).filter(pk=device_id).exists():
        raise NotFound(_("没有找到这台手机。"))
    order_wipe(viewer, device_id=device_id)
    messages.success(request, _("已停用,手机下次联网时会清除本机数据。"))
    return redirect("web:phones")
