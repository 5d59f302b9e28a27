"""Who receives this week, for everybody: no telephone, nothing personal beyond the leader's name and post."""

from datetime import timedelta
from itertools import groupby

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from bihuan.kernel import clock
from bihuan.visits import selectors, services


@login_not_required
@require_GET
def week(request: HttpRequest) -> HttpResponse:
    """From today to the end of next week, town by town."""
    today = clock.today()
    last = services.monday_of(today) + timedelta(days=13)
    found = sorted(selectors.published(today, last), key=lambda one: one.town)
    towns = [(town, list(turns)) for town, turns in groupby(found, key=lambda one: one.town)]
    return render(request, "web/visits/public.html", {"towns": towns, "today": today, "last": last})
