"""The case page itself, its print sheet, its map, and the reveal of who reported."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from bihuan.cases import selectors
from bihuan.cases.models import Case
from bihuan.cases.policies import CASES, READ, REVEAL
from bihuan.orgs.models import Area
from bihuan.platform.policies import require
from bihuan.web.cases.drafts import done_draft
from bihuan.web.cases.forms import RevealForm
from bihuan.web.cases.shown import area_name, case_page
from bihuan.web.forms import answer, attempt
from bihuan.web.orgs.acting import is_htmx, viewer_of, with_one_tree

MAP_SECONDS = 300
NEIGHBOURS = 400


@require_GET
def cases(request: HttpRequest) -> HttpResponse:
    """The menu's way to all cases: their ledger."""
    require(viewer_of(request), READ)
    return redirect("web:ledger", "cases")


@require_GET
@with_one_tree
def page(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """One case."""
    viewer = viewer_of(request)
    shown = case_page(viewer, case_id)
    context = {"page": shown, "case": shown.case, "draft_done": done_draft(request, viewer)}
    return render(request, "web/cases/case_page.html", context)


@require_GET
def by_number(request: HttpRequest, number: str) -> HttpResponse:
    """The address that people write down: the number leads to the page."""
    return redirect("web:case_page", selectors.case_by_number(viewer_of(request), number).pk)


@require_GET
@with_one_tree
def sheet(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """The case on paper, for signing."""
    shown = case_page(viewer_of(request), case_id)
    return render(request, "web/cases/sheet.html", {"page": shown, "case": shown.case})


@require_GET
@with_one_tree
def similar(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Open cases that may be the same matter; asked for by the page after it is drawn."""
    viewer = viewer_of(request)
    case = selectors.case_by_id(viewer, case_id)
    found = selectors.similar_open_cases(viewer, selectors.Draft.of(case))
    return render(request, "web/cases/_similar.html", {"similar": found, "case": case, "joins": True})


@require_http_methods(["GET", "POST"])
def reveal(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Who reported, in full, for a reason that stands in the audit trail."""
    viewer = viewer_of(request)
    case = selectors.case_by_id(viewer, case_id)
    CASES.check(viewer, REVEAL, case)
    form = RevealForm(request.POST if request.method == "POST" else None, case=case, viewer=viewer)
    context: dict[str, Any] = {
        "form": form,
        "case": case,
        "title": _("查看反映人完整信息"),
        "submit": _("查看"),
        "action": request.get_full_path(),
    }
    if request.method == "POST":
        found = attempt(form, lambda: selectors.reveal_reporter(viewer, case, reason=form.cleaned_data["reason"]))
        if found is not None:
            template = "web/cases/_revealed.html" if is_htmx(request) else "web/cases/revealed.html"
            response = render(request, template, {**context, "found": found})
            response["Cache-Control"] = "no-store"
            return response
    return answer(request, "web/cases/_dialog.html" if is_htmx(request) else "web/cases/act.html", context)


@require_GET
@with_one_tree
def areas_geojson(request: HttpRequest, case_id: UUID) -> JsonResponse:
    """The grid of the case among its neighbours; `?area=` draws around another one (the proposal's)."""
    case = selectors.case_by_id(viewer_of(request), case_id)
    return _private(JsonResponse(around(_asked_area(request, case))))


def _asked_area(request: HttpRequest, case: Case) -> Area:
    try:
        wanted = UUID(request.GET.get("area", ""))
    except ValueError:
        return case.area
    return Area.objects.filter(pk=wanted, town=case.town_id).first() or case.area


def around(area: Area) -> dict[str, Any]:
    """The area, outlined, and its sisters under the same parent, as GeoJSON."""
    sisters = Area.objects.filter(parent=area.parent_id).exclude(polygon=None)[:NEIGHBOURS]
    return {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "geometry": one.polygon,
                "properties": {"name": one.name, "current": one.pk == area.pk},
            }
            for one in sisters
        ],
    }


@require_GET
@with_one_tree
def points_geojson(request: HttpRequest, case_id: UUID) -> JsonResponse:
    """Where the matter is."""
    case = selectors.case_by_id(viewer_of(request), case_id)
    features = []
    if case.lat is not None and case.lon is not None:
        features.append(
            {
                "type": "Feature",
                "geometry": {"type": "Point", "coordinates": [case.lon, case.lat]},
                "properties": {"name": case.place or area_name(case), "tone": "late", "current": True},
            }
        )
    return _private(JsonResponse({"type": "FeatureCollection", "features": features}))


def _private(response: JsonResponse) -> JsonResponse:
    response["Cache-Control"] = f"private, max-age={MAP_SECONDS}"
    return response
