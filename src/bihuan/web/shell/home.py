"""The home page: what this person must do next, who is on duty, what was told."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from bihuan.orgs.models import Area, Staff
from bihuan.orgs.selectors import on_duty
from bihuan.orgs.tree import AreaNode, area_tree
from bihuan.platform.models import Notice
from bihuan.web.home import Panel, panel, panels_for

NOTICES_SHOWN = 6


def home(request: HttpRequest) -> HttpResponse:
    """Every panel of this person."""
    assert isinstance(request.user, Staff)
    panels = panels_for(request.user)
    context = {"main": [one for one in panels if one.wide], "side": [one for one in panels if not one.wide]}
    return render(request, "web/shell/home.html", context)


@panel("orgs.duty", order=60)
def duty_today(viewer: Staff) -> Panel | None:
    """Who is on duty now where the viewer works: the town's centre, or the county's."""
    place = _place_of(viewer)
    if place is None:
        return None
    duty = on_duty(place)
    return Panel(_("今日值班"), "web/shell/_panel_duty.html", {"duty": duty, "place": place})


def _place_of(viewer: Staff) -> AreaNode | None:
    """The town of the first post, the county for posts at the county."""
    tree = area_tree()
    ids: list[UUID | None] = [post.town_id for post in viewer.posts_held()]
    town = next((tree.nodes[one] for one in ids if one in tree.nodes), None) if ids else None
    return town or next((node for node in tree.nodes.values() if node.level == Area.Level.COUNTY), None)


@panel("shell.notices", order=70)
def newest_notices(viewer: Staff) -> Panel:
    """The newest notices, unread first."""
    notices = Notice.objects.filter(to=viewer).order_by("-created_at")[:NOTICES_SHOWN]
    return Panel(_("最新消息"), "web/shell/_panel_notices.html", {"notices": list(notices)}, url=reverse("web:inbox"))
