"""The visual control of assets: one page with map, board by class and cards."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as t
from django.views.decorators.http import require_GET

from bihuan.assets import control
from bihuan.assets.control import Asked, Column, Dot, Place, Size
from bihuan.assets.models import Form, Kind, Readiness, State
from bihuan.assets.policies import EDIT, READ
from bihuan.assets.registers import ASSETS
from bihuan.orgs.models import Area
from bihuan.platform.policies import holds, require
from bihuan.web.orgs.acting import viewer_of

TITLES = {
    Place.NOW: Readiness.NOW.label,
    Place.NEEDS_WORK: Readiness.NEEDS_WORK.label,
    Place.NEEDS_POLICY: Readiness.NEEDS_POLICY.label,
    Place.UNSORTED: t("还没有分类"),
    Place.USED: t("已盘活(含出租、自用)"),
}
SIZES = {
    Size.SMALL: t("200 平方米以内"),
    Size.MIDDLE: t("200–1000 平方米"),
    Size.LARGE: t("1000–5000 平方米"),
    Size.HUGE: t("5000 平方米以上"),
}


@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """Map, board and cards of the assets that the viewer sees."""
    viewer = viewer_of(request)
    require(viewer, READ)
    places = list(control.places(viewer))
    asked = _asked(request, {area.pk: area for area in places})
    board = control.board(viewer, asked)
    context = {
        "board": board,
        "columns": [_shown(column, asked) for column in board.columns],
        "asked": asked,
        "filtered": asked != Asked(),
        "kinds": Kind.choices,
        "forms": Form.choices,
        "sizes": SIZES.items(),
        "places": places,
        "map": {"type": "FeatureCollection", "features": [_feature(dot) for dot in board.dots]},
        "legend": [(one.place, TITLES[one.place]) for one in board.columns],
        "may_add": holds(viewer, EDIT),
    }
    return render(request, "web/assets/control.html", context)


def _asked(request: HttpRequest, places: dict[UUID, Area]) -> Asked:
    """The filters of the address; what is not known is left out."""
    chosen = {name: request.GET.get(name, "") for name in ("kind", "form", "area", "size")}
    try:
        area = places.get(UUID(chosen["area"])) if chosen["area"] else None
    except ValueError:
        area = None
    return Asked(
        Kind(chosen["kind"]) if chosen["kind"] in Kind.values else None,
        Form(chosen["form"]) if chosen["form"] in Form.values else None,
        area,
        Size(chosen["size"]) if chosen["size"] in list(Size) else None,
    )


def _shown(column: Column, asked: Asked) -> dict[str, Any]:
    rest = column.count - len(column.cards)
    return {
        "place": column.place,
        "title": TITLES[column.place],
        "column": column,
        "used": column.place is Place.USED,
        "rest": rest,
        "all_url": _ledger_url(column.place, asked) if rest else "",
    }


def _ledger_url(place: Place, asked: Asked) -> str:
    """The ledger with the same rows, as far as its filters go."""
    used = [f"state={one.value}" for one in State if one is not State.IDLE]
    sought = used if place is Place.USED else [f"state={State.IDLE.value}"]
    if place not in (Place.USED, Place.UNSORTED):
        sought.append(f"readiness={place.value}")
    if asked.kind is not None:
        sought.append(f"kind={asked.kind.value}")
    return f"{reverse('web:ledger', args=[ASSETS.key])}?{'&'.join(sought)}"


def _feature(dot: Dot) -> dict[str, Any]:
    return {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [dot.lon, dot.lat]},
        "properties": {
            "label": _("%(name)s(%(class)s)") % {"name": dot.name, "class": TITLES[dot.place]},
            "href": ASSETS.url(dot.pk),
            "tone": f"asset-{dot.place.value.replace('_', '-')}",
        },
    }
