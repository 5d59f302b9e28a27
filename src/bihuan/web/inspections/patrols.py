"""The page of a patrol, and what of each grid was seen in a week and what nobody has seen for longest."""

from datetime import date, timedelta
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from bihuan.inspections.patrols.coverage import coverage
from bihuan.inspections.patrols.selectors import may_see_track, patrol_by_id, stops_of, track_of
from bihuan.inspections.points.policies import READ_PATROLS
from bihuan.kernel import clock
from bihuan.kernel.errors import NotFound
from bihuan.orgs.models import Area
from bihuan.platform.actors import Actor
from bihuan.platform.indicators import this_week
from bihuan.platform.policies import require
from bihuan.web.orgs.acting import viewer_of, with_one_tree

SHOWN = 100


@require_GET
@with_one_tree
def patrol_page(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Who walked where and when, and the check-ins on the way; of the track its extent, for whoever may see it."""
    viewer = viewer_of(request)
    require(viewer, READ_PATROLS)
    patrol = patrol_by_id(viewer, pk)
    seen = may_see_track(viewer, patrol)
    context = {
        "patrol": patrol,
        "stops": stops_of(viewer, patrol),
        "may_see": seen,
        "track": track_of(viewer, patrol) if seen else [],
    }
    return render(request, "web/inspections/patrol.html", context)


@require_GET
@with_one_tree
def coverage_page(request: HttpRequest) -> HttpResponse:
    """A week of the grids of the viewer's place."""
    viewer = viewer_of(request)
    require(viewer, READ_PATROLS)
    area, monday = _place(viewer), _monday(request.GET.get("week", ""))
    found = coverage(viewer, area, monday)
    context = {
        "area": area,
        "monday": monday,
        "sunday": monday + timedelta(days=6),
        "before": monday - timedelta(days=7),
        "after": monday + timedelta(days=7) if monday + timedelta(days=7) <= clock.today() else None,
        "grids": [one for one in found.grids if one.points or one.households or one.patrols],
        "unseen": found.unseen[:SHOWN],
        "more": max(0, len(found.unseen) - SHOWN),
    }
    return render(request, "web/inspections/coverage.html", context)


def _monday(asked: str) -> date:
    """The Monday of the week asked for; of this week when nothing readable or a week to come is asked for."""
    today = clock.today()
    try:
        day = min(date.fromisoformat(asked), today)
    except ValueError:
        day = today
    return this_week(day).start


def _place(viewer: Actor) -> Area:
    """Where the viewer's first post lies.

    Raises:
        NotFound: the viewer holds no post.
    """
    posts = viewer.posts_held()
    if not posts:
        raise NotFound(_("您现在没有在任岗位。"))
    return Area.objects.get(pk=posts[0].area_id)
