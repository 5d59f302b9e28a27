"""Offices: the page of one, setting one up, abolishing it."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from bihuan.kernel import clock
from bihuan.kernel.errors import NotFound
from bihuan.orgs import selectors, services
from bihuan.orgs.models import Area, Office, Post
from bihuan.orgs.policies import AREAS, MANAGE_ORGS, OFFICES, READ_ORGS
from bihuan.platform.policies import require
from bihuan.web.orgs.acting import act, viewer_of
from bihuan.web.orgs.forms import DayOnlyForm, OfficeForm


def _office(office_id: UUID) -> Office:
    office = Office.objects.select_related("area", "town").filter(pk=office_id).first()
    if office is None:
        raise NotFound(_("没有找到这个单位。"))
    return office


@require_GET
def page(request: HttpRequest, office_id: UUID) -> HttpResponse:
    """What it handles and who works there, now and before."""
    viewer = viewer_of(request)
    require(viewer, READ_ORGS)
    office, today = _office(office_id), clock.today()
    context = {
        "office": office,
        "today": today,
        "people": selectors.posts.colleagues_at(office.pk),
        "before": Post.objects.filter(office=office, to_day__lt=today).select_related("staff").order_by("-to_day")[:50],
        "manages": OFFICES.allows(viewer, MANAGE_ORGS, office),
    }
    return render(request, "web/orgs/office_page.html", context)


@require_http_methods(["GET", "POST"])
def add(request: HttpRequest, area_id: UUID) -> HttpResponse:
    """A new office at an area."""
    viewer = viewer_of(request)
    area = Area.objects.filter(pk=area_id).first()
    if area is None:
        raise NotFound(_("没有找到这个区域。"))
    AREAS.check(viewer, MANAGE_ORGS, area)
    form = OfficeForm(request.POST or None)

    def write() -> Office:
        values = form.cleaned_data
        return services.add_office(
            actor=viewer,
            area_id=area.pk,
            name=values["name"],
            kind=values["kind"],
            phone=values["phone"],
            duties=values["duties"],
        )

    return act(
        request,
        form,
        write,
        title=_("在“%(name)s”新增单位") % {"name": area.name},
        submit=_("新增"),
        done=_("单位已新增。"),
        back=reverse("web:area_page", args=[area.pk]),
        onward=lambda office: reverse("web:office_page", args=[office.pk]),
    )


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, office_id: UUID) -> HttpResponse:
    """Name, kind, phone, duties."""
    viewer, office = viewer_of(request), _office(office_id)
    OFFICES.check(viewer, MANAGE_ORGS, office)
    initial = {
        "name": office.name,
        "kind": office.kind,
        "phone": office.phone,
        "duties": office.duties,
        "seen": office.version,
    }
    form = OfficeForm(request.POST or None, initial=initial)
    return act(
        request,
        form,
        lambda: services.edit_office(actor=viewer, office_id=office.pk, **form.cleaned_data),
        record=office,
        title=_("修改单位:%(name)s") % {"name": office.name},
        submit=_("保存"),
        done=_("单位已保存。"),
        back=reverse("web:office_page", args=[office.pk]),
    )


@require_http_methods(["GET", "POST"])
def abolish(request: HttpRequest, office_id: UUID) -> HttpResponse:
    """Out of service from a day on."""
    viewer, office = viewer_of(request), _office(office_id)
    OFFICES.check(viewer, MANAGE_ORGS, office)
    form = DayOnlyForm(request.POST or None, initial={"day": clock.today(), "seen": office.version})

    def write() -> Office:
        return services.abolish_office(
            actor=viewer, office_id=office.pk, from_day=form.cleaned_data["day"], seen=form.cleaned_data["seen"]
        )

    return act(
        request,
        form,
        write,
        record=office,
        danger=True,
        title=_("撤销单位:%(name)s") % {"name": office.name},
        submit=_("撤销"),
        done=_("单位已撤销。"),
        back=reverse("web:office_page", args=[office.pk]),
    )
