"""The screen itself, signed in or by a lasting link, and the part of it that is asked for again and again."""

from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from bihuan.cases.models import WallLink
from bihuan.cases.policies import SCREEN
from bihuan.cases.services.walls import link_of, may_show
from bihuan.kernel import clock
from bihuan.kernel.errors import NotAllowed, NotFound
from bihuan.orgs.models import Area, Staff
from bihuan.orgs.tree import area_tree
from bihuan.platform.addresses import client_address
from bihuan.platform.limits import hit
from bihuan.platform.policies import require
from bihuan.web.centre.parts import figures_for, tiles_for
from bihuan.web.orgs.acting import viewer_of, with_one_tree

TRIES, TRIES_SECONDS = 60, 600


def _context(viewer: Staff, area: Area) -> dict[str, Any]:
    return {"area": area, "figures": figures_for(viewer, area), "tiles": tiles_for(viewer, area), "now": clock.now()}


def place_of(viewer: Staff) -> Area:
    """The town of the first post that shows a screen, else the county."""
    for post in viewer.posts_held():
        key = post.town_id or post.area_id
        area = Area.objects.filter(pk=key).first()
        if area is not None and may_show(viewer, area):
            return area
    raise NotAllowed(_("您当前的岗位不能使用指挥大屏。"))


def _asked(request: HttpRequest, viewer: Staff) -> Area:
    word = request.GET.get("area", "")
    if not word:
        return place_of(viewer)
    try:
        area = Area.objects.filter(pk=UUID(word), level__in=[Area.Level.COUNTY, Area.Level.TOWN]).first()
    except ValueError:
        area = None
    if area is None:
        raise NotFound(_("没有找到这个区域。"))
    if not may_show(viewer, area):
        raise NotAllowed(_("“%(area)s”不在您的辖区,不能打开它的大屏。") % {"area": area.name})
    return area


@require_GET
@never_cache
@with_one_tree
def screen(request: HttpRequest) -> HttpResponse:
    """The screen of the viewer's place; `?area=` of another one within reach."""
    viewer = viewer_of(request)
    require(viewer, SCREEN)
    area = _asked(request, viewer)
    again = f"{reverse('web:centre_parts')}?area={area.pk}"
    return render(request, "web/centre/screen.html", {**_context(viewer, area), "again": again})


@require_GET
@never_cache
@with_one_tree
def parts(request: HttpRequest) -> HttpResponse:
    """The same without its frame, for the refresh."""
    viewer = viewer_of(request)
    require(viewer, SCREEN)
    return render(request, "web/centre/_parts.html", _context(viewer, _asked(request, viewer)))


def _link(request: HttpRequest, secret: str) -> tuple[WallLink, Staff]:
    """The link of a secret; wrong ones are counted, so that nobody tries them through."""
    found = link_of(secret)
    if found is None:
        hit(f"wall:{client_address(request)}", limit=TRIES, seconds=TRIES_SECONDS)
        raise NotFound(_("这个大屏链接不存在、已到期或已停用。"))
    return found, found.owner


@login_not_required
@require_GET
@never_cache
@with_one_tree
def wall(request: HttpRequest, secret: str) -> HttpResponse:
    """The screen by its lasting link: nobody is signed in at the wall, and nothing else can be opened from it."""
    link, owner = _link(request, secret)
    again = reverse("web:centre_wall_parts", args=[secret])
    response = render(request, "web/centre/screen.html", {**_context(owner, link.area), "again": again})
    response["Referrer-Policy"] = "no-referrer"
    return response


@login_not_required
@require_GET
@never_cache
@with_one_tree
def wall_parts(request: HttpRequest, secret: str) -> HttpResponse:
    """The refresh of the lasting link."""
    link, owner = _link(request, secret)
    return render(request, "web/centre/_parts.html", _context(owner, link.area))


def places_of(viewer: Staff) -> list[tuple[str, str]]:
    """The county and towns whose screen the viewer may open, as choices."""
    nodes = area_tree().nodes.values()
    places = [
        node for node in nodes if node.level in (Area.Level.COUNTY, Area.Level.TOWN) and node.in_force(clock.today())
    ]
    return [(str(node.id), node.name) for node in sorted(places, key=lambda node: node.path) if may_show(viewer, node)]
