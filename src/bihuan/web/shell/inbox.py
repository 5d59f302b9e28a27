"""The inbox: notices, and the work that runs in the background for this person."""

from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from bihuan.kernel.errors import NotFound
from bihuan.orgs.models import Staff
from bihuan.platform.models import Job, Notice
from bihuan.platform.notify import mark_read, unread_count

PAGE_SIZE, JOBS_SHOWN = 30, 20


def _person(request: HttpRequest) -> Staff:
    assert isinstance(request.user, Staff)
    return request.user


@require_GET
def count(request: HttpRequest) -> HttpResponse:
    """How many notices are unread, as the mark on the bell."""
    return render(request, "web/shell/_inbox_count.html", {"unread": unread_count(_person(request))})


@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """Notices, newest first (all, unread, mentions), and beside them the background work."""
    person = _person(request)
    shown = request.GET.get("show", "")
    notices = Notice.objects.filter(to=person).order_by("-created_at")
    if shown == "unread":
        notices = notices.filter(read_at=None)
    elif shown == "mentions":
        notices = notices.filter(kind__endswith="mention")
    found = Paginator(notices, PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "web/shell/inbox.html", {"page": found, "shown": shown, **_jobs(person)})


@require_GET
def jobs(request: HttpRequest) -> HttpResponse:
    """The background work alone, asked for again while something is under way."""
    return render(request, "web/shell/_jobs.html", _jobs(_person(request)))


def _jobs(person: Staff) -> dict[str, object]:
    found = list(Job.objects.filter(owner=person).order_by("-created_at")[:JOBS_SHOWN])
    return {"jobs": found, "under_way": any(job.state in {Job.State.QUEUED, Job.State.RUNNING} for job in found)}


@require_GET
def notice(request: HttpRequest, notice_id: UUID) -> HttpResponse:
    """Open what a notice is about, which reads it; a notice without an address is shown by itself in the inbox."""
    person = _person(request)
    found = Notice.objects.filter(pk=notice_id, to=person).first()
    if found is None:
        raise NotFound(_("没有找到这条消息。"))
    mark_read(person, notices=[found.pk])
    here = url_has_allowed_host_and_scheme(found.url, allowed_hosts=None) if found.url else False
    return HttpResponseRedirect(found.url) if here else redirect("web:inbox")


@require_POST
def read(request: HttpRequest) -> HttpResponse:
    """Mark the ticked notices read, or all of them."""
    person = _person(request)
    if "all" in request.POST:
        mark_read(person)
    else:
        mark_read(person, notices=[one for one in map(_uuid, request.POST.getlist("notice")) if one is not None])
    return redirect("web:inbox")


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
