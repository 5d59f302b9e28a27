"""The inbox: notices, and the work that runs in the background for this person."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from bihuan.orgs.models import Staff
from bihuan.platform.models import Notice


def count(request: HttpRequest) -> HttpResponse:
    """How many notices are unread, as the mark on the bell."""
    assert isinstance(request.user, Staff)
    unread = Notice.objects.filter(to=request.user, read_at=None).count()
    return render(request, "web/shell/_inbox_count.html", {"unread": unread})


def page(request: HttpRequest) -> HttpResponse:
    return render(request, "web/shell/inbox.html")
