"""The page of one asset: facts, place, history; register, edit, reclassify, bring into use, void."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from bihuan.assets import selectors, services
from bihuan.assets.models import Asset, State
from bihuan.assets.policies import ASSETS, EDIT
from bihuan.assets.services import AssetEntry
from bihuan.kernel import clock
from bihuan.orgs.models import Area
from bihuan.orgs.spine import Thing, ThingKind, spine
from bihuan.platform.policies import require
from bihuan.web.assets.forms import AssetForm, ReclassifyForm, RevitaliseForm
from bihuan.web.history import history
from bihuan.web.orgs.acting import act, viewer_of
from bihuan.web.orgs.forms import ReasonForm

FACTS = (
    "name", "kind", "form", "readiness", "owner", "address", "size", "state", "revitalised_on", "use", "yearly_income",
    "contract_until", "listed_on", "left_on", "lat", "lon",
)  # fmt: skip
LEDGER = "/ledgers/assets/"


def _back(asset_id: UUID) -> str:
    return reverse("web:asset_page", args=[asset_id])


@require_GET
def page(request: HttpRequest, asset_id: UUID) -> HttpResponse:
    """Everything known of it, with its place on the map when it has one."""
    viewer = viewer_of(request)
    asset = selectors.asset_by_id(viewer, asset_id)
    may_edit = asset.voided_at is None and ASSETS.allows(viewer, EDIT, asset)
    context = {
        "asset": asset,
        "ended": asset.contract_until is not None and asset.contract_until < clock.today(),
        "may_edit": may_edit,
        "may_revitalise": may_edit and asset.state != State.REVITALISED,
        "sections": spine(viewer, Thing(ThingKind.ASSET, asset.pk)),
        "history": history(asset),
        "feature": _feature(asset),
    }
    return render(request, "web/assets/asset_page.html", context)


def _feature(asset: Asset) -> dict[str, Any] | None:
    if asset.lat is None or asset.lon is None:
        return None
    point = {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [asset.lon, asset.lat]},
        "properties": {"name": asset.name},
    }
    return {"type": "FeatureCollection", "features": [point]}


def _entry(values: dict[str, Any]) -> AssetEntry:
    area = Area.objects.filter(pk=values["area"]).first()
    return AssetEntry(area=area, **{name: values[name] for name in FACTS})


@require_http_methods(["GET", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    """Register an asset."""
    viewer = viewer_of(request)
    require(viewer, EDIT)
    form = AssetForm(request.POST or None, initial={"area": request.GET.get("area")})
    return act(
        request,
        form,
        lambda: services.register_asset(actor=viewer, entry=_entry(form.cleaned_data)),
        title=_("登记资产"),
        submit=_("登记"),
        done=_("资产已登记。"),
        back=LEDGER,
        onward=lambda asset: _back(asset.pk),
    )


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, asset_id: UUID) -> HttpResponse:
    """Correct an asset."""
    viewer, asset = viewer_of(request), selectors.asset_by_id(viewer_of(request), asset_id)
    ASSETS.check(viewer, EDIT, asset)
    initial = {name: getattr(asset, name) for name in FACTS} | {"area": asset.area_id, "seen": asset.version}
    form = AssetForm(request.POST or None, initial=initial)
    return act(
        request,
        form,
        lambda: services.edit_asset(
            actor=viewer, asset_id=asset.pk, entry=_entry(form.cleaned_data), seen=form.cleaned_data["seen"]
        ),
        record=asset,
        title=_("修改:%(name)s") % {"name": asset.name},
        submit=_("保存"),
        done=_("已保存。"),
        back=_back(asset.pk),
    )


@require_http_methods(["GET", "POST"])
def reclassify(request: HttpRequest, asset_id: UUID) -> HttpResponse:
    """Another of the three classes, for a reason."""
    viewer, asset = viewer_of(request), selectors.asset_by_id(viewer_of(request), asset_id)
    ASSETS.check(viewer, EDIT, asset)
    form = ReclassifyForm(request.POST or None, initial={"readiness": asset.readiness, "seen": asset.version})
    return act(
        request,
        form,
        lambda: services.reclassify_asset(actor=viewer, asset_id=asset.pk, **form.cleaned_data),
        record=asset,
        title=_("调整盘活分类:%(name)s") % {"name": asset.name},
        submit=_("调整"),
        done=_("分类已调整。"),
        back=_back(asset.pk),
    )


@require_http_methods(["GET", "POST"])
def revitalise(request: HttpRequest, asset_id: UUID) -> HttpResponse:
    """It came into use."""
    viewer, asset = viewer_of(request), selectors.asset_by_id(viewer_of(request), asset_id)
    ASSETS.check(viewer, EDIT, asset)
    form = RevitaliseForm(request.POST or None, initial={"use": asset.use, "seen": asset.version})
    return act(
        request,
        form,
        lambda: services.revitalise_asset(actor=viewer, asset_id=asset.pk, **form.cleaned_data),
        record=asset,
        title=_("记盘活:%(name)s") % {"name": asset.name},
        submit=_("记盘活"),
        done=_("已记为盘活。"),
        back=_back(asset.pk),
    )


@require_http_methods(["GET", "POST"])
def void(request: HttpRequest, asset_id: UUID) -> HttpResponse:
    """Off the register, for a reason."""
    viewer, asset = viewer_of(request), selectors.asset_by_id(viewer_of(request), asset_id)
    ASSETS.check(viewer, EDIT, asset)
    form = ReasonForm(request.POST or None, initial={"seen": asset.version})
    return act(
        request,
        form,
        lambda: services.void_asset(actor=viewer, asset_id=asset.pk, **form.cleaned_data),
        record=asset,
        danger=True,
        title=_("注销登记:%(name)s") % {"name": asset.name},
        submit=_("注销"),
        done=_("登记已注销。"),
        back=_back(asset.pk),
        note=_("登记错了才注销;已出售、拆除或交回的,请用“修改”填写处置日期。"),
    )
