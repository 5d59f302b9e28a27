"""The room's first page: campaigns that run, rounds that come, and what is late."""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from bihuan.cases.models import OVER
from bihuan.inspections import policies, selectors
from bihuan.inspections.registers import CAMPAIGNS, ROUNDS
from bihuan.kernel import clock
from bihuan.orgs.models import Staff
from bihuan.platform.policies import holds, require
from bihuan.web.orgs.acting import viewer_of

SHOWN = 8


@require_GET
def board(request: HttpRequest) -> HttpResponse:
    """What runs, what comes, what is late."""
    viewer = viewer_of(request)
    require(viewer, policies.READ_CAMPAIGNS)
    today = clock.today()
    campaigns = CAMPAIGNS.rows(viewer).select_related("town", "area")
    running = list(campaigns.filter(from_on__lte=today, to_on__gte=today).order_by("to_on")[:SHOWN])
    first = {"day": today.isoformat(), **({"campaign": running[0].pk} if len(running) == 1 else {})}
    context = {
        "running": running,
        "log_url": f"{reverse('web:work_log_add')}?{urlencode(first)}",
        "past": campaigns.filter(to_on__lt=today).order_by("-to_on")[:SHOWN],
        "rounds": _rounds(viewer),
        "may_plan": holds(viewer, policies.KEEP_ROUNDS),
        "may_start": holds(viewer, policies.KEEP_CAMPAIGNS),
        "may_log": holds(viewer, policies.KEEP_LOGS),
    }
    if holds(viewer, policies.READ_FINDINGS):
        late = selectors.late_now(viewer).select_related("case__area", "case__office", "case__handler")
        context |= {
            "late": late.order_by("case__due_at")[:SHOWN],
            "late_count": late.count(),
            "open_count": selectors.findings(viewer).exclude(case__state__in=OVER).count(),
        }
    return render(request, "web/inspections/board.html", context)


def _rounds(viewer: Staff) -> object:
    """The newest rounds; none for whoever sees none at all."""
    if not holds(viewer, policies.READ_ROUNDS):
        return []
    return ROUNDS.rows(viewer).select_related("area", "town", "leader").order_by("-planned_on")[:SHOWN]
