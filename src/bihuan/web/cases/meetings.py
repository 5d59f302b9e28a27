"""Conferences, whistles and replies that wait for the viewer: a page of their own, and a panel of the home page."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from bihuan.cases.policies import BLOW, READ_CONFERENCES, READ_REPLIES, READ_WHISTLES
from bihuan.cases.selectors import conferences as read
from bihuan.orgs.models import Staff
from bihuan.platform.policies import holds, require
from bihuan.web.home import Panel, panel
from bihuan.web.orgs.acting import viewer_of, with_one_tree

SHOWN, SHOWN_AT_HOME = 50, 5


def _waiting(viewer: Staff, most: int) -> dict[str, Any]:
    """Three queries: conferences to go to, whistles to answer or rate, replies to give."""
    return {
        "invitations": list(read.invitations_waiting(viewer)[:most]),
        "whistles": list(read.whistles_waiting(viewer)[:most]),
        "replies": list(read.replies_owed(viewer)[:most]),
        "blows": holds(viewer, BLOW),
        "replies_shown": holds(viewer, READ_REPLIES),
    }


@require_GET
@with_one_tree
def page(request: HttpRequest) -> HttpResponse:
    """What waits, and the ways to the ledgers."""
    viewer = viewer_of(request)
    require(viewer, READ_CONFERENCES)
    return render(request, "web/cases/meetings.html", _waiting(viewer, SHOWN))


@panel("cases.meetings", order=20, rights=(READ_CONFERENCES, READ_WHISTLES))
def meetings_waiting(viewer: Staff) -> Panel | None:
    """The nearest of them at home; nothing when nothing waits."""
    waiting = _waiting(viewer, SHOWN_AT_HOME)
    if not (waiting["invitations"] or waiting["whistles"] or waiting["replies"]):
        return None
    return Panel(
        _("会商、吹哨与回复"), "web/cases/_panel_meetings.html", waiting, url=reverse("web:meetings"), wide=True
    )
