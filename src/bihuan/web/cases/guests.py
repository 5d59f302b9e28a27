"""Guests of a joint conference on the desk: invited, their paper with the link, the link renewed or taken back."""

from uuid import UUID

import segno
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bihuan.cases.models import Invitation
from bihuan.cases.policies import CONFERENCES, CONVENE, READ_CONFERENCES
from bihuan.cases.selectors import conferences as read
from bihuan.cases.services import guests as do
from bihuan.kernel.errors import NotFound
from bihuan.orgs.models import Staff
from bihuan.platform.addresses import outside_address
from bihuan.platform.policies import require
from bihuan.web.cases.conference_forms import GuestForm
from bihuan.web.orgs.acting import act, viewer_of


def _address(conference_id: UUID) -> str:
    return reverse("web:conference_page", args=[conference_id])


@require_http_methods(["GET", "POST"])
def invite(request: HttpRequest, conference_id: UUID) -> HttpResponse:
    """Somebody from outside."""
    viewer = viewer_of(request)
    conference = read.conference_by_id(viewer, conference_id)
    CONFERENCES.check(viewer, CONVENE, conference)
    form = GuestForm(request.POST or None)
    return act(
        request, form, lambda: do.invite_guest(viewer, conference_id=conference.pk, guest=form.guest()),
        title=_("邀请来宾:%(number)s") % {"number": conference.number}, submit=_("邀请"),
        done=_("来宾已邀请;邀请单可以打印。"), back=_address(conference.pk),
    )  # fmt: skip


def _guest(viewer: Staff, invitation_id: UUID) -> Invitation:
    require(viewer, READ_CONFERENCES)
    invited = read.invitations(viewer).select_related("conference", "conference__town")
    one = invited.filter(pk=invitation_id).exclude(guest_body="").first()
    if one is None:
        raise NotFound(_("没有找到这份参会邀请。"))
    CONFERENCES.check(viewer, CONVENE, one.conference)
    return one


@require_GET
@never_cache
def paper(request: HttpRequest, invitation_id: UUID) -> HttpResponse:
    """The invitation to print, with the link as an address and a square to photograph."""
    one = _guest(viewer_of(request), invitation_id)
    until = do.opens_until(one)
    link = outside_address(request, do.link_path(one)) if until is not None else ""
    qr = segno.make(link, error="m").svg_data_uri(scale=4, border=2) if link else ""
    context = {"one": one, "conference": one.conference, "link": link, "qr": qr, "until": until}
    return render(request, "web/cases/guest_paper.html", context)


@require_POST
def link(request: HttpRequest, invitation_id: UUID) -> HttpResponse:
    """Renew the link, or take it back."""
    viewer = viewer_of(request)
    one = _guest(viewer, invitation_id)
    if request.POST.get("what") == "revoke":
        do.revoke_link(viewer, invitation_id=one.pk)
        messages.success(request, _("链接已停用。"))
    else:
        do.renew_link(viewer, invitation_id=one.pk)
        messages.success(request, _("已换新链接,旧的不能再用。"))
    return redirect(_address(one.conference_id))
