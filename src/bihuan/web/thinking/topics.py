"""What many bring up: a list by heat, and each topic with its matters."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from bihuan.cases import selectors
from bihuan.web.orgs.acting import viewer_of, with_one_tree

MOST = 60


@require_GET
@with_one_tree
def listed(request: HttpRequest) -> HttpResponse:
    """The topics of the viewer's towns, hottest first."""
    found = selectors.topics(viewer_of(request))
    return render(request, "web/thinking/topics.html", {"topics": found[:MOST], "more": max(0, len(found) - MOST)})


@require_GET
@with_one_tree
def page(request: HttpRequest, town_id: UUID, key: str) -> HttpResponse:
    """One topic: how it goes, where, whom it concerns, and every matter of it."""
    viewer = viewer_of(request)
    topic = selectors.topic_by_key(viewer, town_id=town_id, key=key)
    most = max(topic.weeks, default=0) or 1
    context = {
        "topic": topic,
        "cases": selectors.cases_of_topic(viewer, topic),
        "weeks": [(number, 100 * number // most) for number in topic.weeks],
    }
    return render(request, "web/thinking/topic.html", context)
