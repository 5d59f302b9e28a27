"""What many bring up: a list by heat, and each topic with its matters."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from bihuan.cases import selectors
from bihuan.cases.policies import READ, ROUTE
from bihuan.platform.policies import holds
from bihuan.web.orgs.acting import viewer_of, with_one_tree

MOST = 60
BAR_WIDTH, HIGHEST = 12, 48  # of the little chart, in its own units


@dataclass(frozen=True, slots=True)
class Bar:
    """A week of the little chart: its count, and where its bar stands (left, top, height)."""

    count: int
    x: int
    y: int
    height: int


def _bars(weeks: Sequence[int]) -> list[Bar]:
    most = max(weeks, default=0) or 1
    heights = [max(2 if count else 0, HIGHEST * count // most) for count in weeks]
    return [
        Bar(count, at * BAR_WIDTH, HIGHEST - height, height)
        for at, (count, height) in enumerate(zip(weeks, heights, strict=True))
    ]


@require_GET
def first(request: HttpRequest) -> HttpResponse:
    """The first of the three pages that is open to the viewer."""
    viewer = viewer_of(request)
    if holds(viewer, READ):
        return redirect("web:topics")
    return redirect("web:routing_rules" if holds(viewer, ROUTE) else "web:triage_models")


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
    context = {
        "topic": topic,
        "cases": selectors.cases_of_topic(viewer, topic),
        "weeks": _bars(topic.weeks),
    }
    return render(request, "web/thinking/topic.html", context)
