"""Place points: map and list, the page of one, register, grade, warden, void."""

from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from bihuan.kernel.errors import NotFound
from bihuan.orgs import selectors, services
from bihuan.orgs.models import PlacePoint
from bihuan.orgs.policies import EDIT_POINTS, POINTS, READ_POINTS
from bihuan.orgs.services import PointEntry
from bihuan.orgs.spine import Thing, ThingKind, spine
from bihuan.platform import audit
from bihuan.platform.policies import holds, require
from bihuan.web.orgs.acting import act, viewer_of
from bihuan.web.orgs.forms import PointForm, ReasonForm, RegradeForm, WardenForm

PAGE = 50
ON_MAP = 2000
TONES = {"red": "late", "orange": "soon", "yellow": "calm", "blue": "closed"}


def _asked(request: HttpRequest) -> Any:
    found = selectors.place_points(viewer_of(request))
    if (kind := request.GET.get("kind", "")) in PlacePoint.Kind.values:
        found = found.filter(kind=kind)
    if (risk := request.GET.get("risk", "")) in PlacePoint.Risk.values:
        found = found.filter(risk=risk)
    if text := request.GET.get("q", "").strip()[:40]:
        found = found.filter(name__icontains=text)
    return found


@require_GET
def point_list(request: HttpRequest) -> HttpResponse:
    """The map and the list of what the viewer looks after."""
    viewer = viewer_of(request)
    require(viewer, READ_POINTS)
    page_of = Paginator(_asked(request).order_by("town", "kind", "name", "id"), PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page_of,
        "kinds": PlacePoint.Kind.choices,
        "risks": PlacePoint.Risk.choices,
        "asked": request.GET,
        "may_add": holds(viewer, EDIT_POINTS),
        "geojson": f"{reverse('web:place_points_geojson')}?{request.GET.urlencode()}",
    }
    return render(request, "web/orgs/point_list.html", context)


@require_GET
def geojson(request: HttpRequest) -> JsonResponse:
    """The points that the same filters find, for the map."""
    require(viewer_of(request), READ_POINTS)
    rows = _asked(request).exclude(lat=None).exclude(lon=None)[:ON_MAP]
    features = [
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": [row.lon, row.lat]},
            "properties": {
                "name": row.name,
                "href": reverse("web:place_point_page", args=[row.pk]),
                "tone": TONES[row.risk],
                "label": f"{row.name}({row.get_kind_display()},{row.get_risk_display()})",
            },
        }
        for row in rows
    ]
    return JsonResponse({"type": "FeatureCollection", "features": features})


def _point(request: HttpRequest, point_id: UUID) -> PlacePoint:
    point = selectors.place_points(viewer_of(request), voided=True).filter(pk=point_id).first()
    if point is None:
        raise NotFound(_("没有找到这个部位,或者不在您的管辖范围内。"))
    return point


@require_GET
def page(request: HttpRequest, point_id: UUID) -> HttpResponse:
    """One place point, what is open there and what happened to it."""
    viewer = viewer_of(request)
    require(viewer, READ_POINTS)
    point = _point(request, point_id)
    feature = {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "geometry": {"type": "Point", "coordinates": [point.lon, point.lat]},
                "properties": {"name": point.name},
            }
        ],
    }
    context = {
        "point": point,
        "sections": spine(viewer, Thing(ThingKind.PLACE_POINT, point.pk)),
        "trail": audit.trail(point).order_by("-id")[:30],
        "may_edit": point.voided_at is None and POINTS.allows(viewer, EDIT_POINTS, point),
        "feature": feature if point.lat else None,
    }
    return render(request, "web/orgs/point_page.html", context)


def _back(point_id: UUID) -> str:
    return reverse("web:place_point_page", args=[point_id])


def _entry(values: dict[str, Any]) -> PointEntry:
    return PointEntry(
        kind=values["kind"],
        name=values["name"],
        area_id=values["area"],
        address=values["address"],
        lat=values["lat"],
        lon=values["lon"],
        risk=values["risk"],
        warden_id=values["warden"],
    )


@require_http_methods(["GET", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    """Register a place point."""
    viewer = viewer_of(request)
    require(viewer, EDIT_POINTS)
    form = PointForm(request.POST or None, initial={"area": request.GET.get("area")})
    return act(
        request,
        form,
        lambda: services.register_point(actor=viewer, entry=_entry(form.cleaned_data)),
        title=_("登记部位"),
        submit=_("登记"),
        done=_("部位已登记。"),
        back=reverse("web:place_points"),
        onward=lambda point: _back(point.pk),
    )


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, point_id: UUID) -> HttpResponse:
    """Correct a place point."""
    viewer, point = viewer_of(request), _point(request, point_id)
    POINTS.check(viewer, EDIT_POINTS, point)
    initial = {
        "kind": point.kind,
        "name": point.name,
        "area": point.area_id,
        "address": point.address,
        "risk": point.risk,
        "warden": point.warden_id,
        "lat": point.lat,
        "lon": point.lon,
        "seen": point.version,
    }
    form = PointForm(request.POST or None, initial=initial)
    return act(
        request,
        form,
        lambda: services.edit_point(
            actor=viewer, point_id=point.pk, entry=_entry(form.cleaned_data), seen=form.cleaned_data["seen"]
        ),
        record=point,
        title=_("修改部位:%(name)s") % {"name": point.name},
        submit=_("保存"),
        done=_("已保存。"),
        back=_back(point.pk),
    )


@require_http_methods(["GET", "POST"])
def regrade(request: HttpRequest, point_id: UUID) -> HttpResponse:
    """Another grade, for a reason."""
    viewer, point = viewer_of(request), _point(request, point_id)
    POINTS.check(viewer, EDIT_POINTS, point)
    form = RegradeForm(request.POST or None, initial={"risk": point.risk, "seen": point.version})
    return act(
        request,
        form,
        lambda: services.regrade_point(actor=viewer, point_id=point.pk, **form.cleaned_data),
        record=point,
        title=_("调整风险等级:%(name)s") % {"name": point.name},
        submit=_("调整"),
        done=_("风险等级已调整。"),
        back=_back(point.pk),
    )


@require_http_methods(["GET", "POST"])
def warden(request: HttpRequest, point_id: UUID) -> HttpResponse:
    """Who looks after it."""
    viewer, point = viewer_of(request), _point(request, point_id)
    POINTS.check(viewer, EDIT_POINTS, point)
    form = WardenForm(request.POST or None, initial={"staff": point.warden_id, "seen": point.version})

    def write() -> PlacePoint:
        return services.set_warden(
            actor=viewer, point_id=point.pk, staff_id=form.cleaned_data["staff"], seen=form.cleaned_data["seen"]
        )

    return act(
        request,
        form,
        write,
        record=point,
        title=_("责任人:%(name)s") % {"name": point.name},
        submit=_("保存"),
        done=_("责任人已更新。"),
        back=_back(point.pk),
    )


@require_http_methods(["GET", "POST"])
def void(request: HttpRequest, point_id: UUID) -> HttpResponse:
    """Off the register."""
    viewer, point = viewer_of(request), _point(request, point_id)
    POINTS.check(viewer, EDIT_POINTS, point)
    form = ReasonForm(request.POST or None, initial={"seen": point.version})
    return act(
        request,
        form,
        lambda: services.void_point(actor=viewer, point_id=point.pk, **form.cleaned_data),
        record=point,
        danger=True,
        title=_("注销部位:%(name)s") % {"name": point.name},
        submit=_("注销"),
        done=_("部位已注销。"),
        back=_back(point.pk),
    )
