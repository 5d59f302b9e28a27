"""The pages of the assets: the register's, reclassifying, bringing into use."""

from collections.abc import Sequence
from decimal import Decimal
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as t
from django.views.decorators.http import require_http_methods

from bihuan.assets import registers, services
from bihuan.assets.chain import chain
from bihuan.assets.control import contracts_of_asset
from bihuan.assets.fitting import fitting
from bihuan.assets.models import Asset, Contract, SpaceNeed, State
from bihuan.assets.policies import ASSETS, EDIT
from bihuan.assets.readiness import proposed
from bihuan.assets.registers import ASSETS as REGISTER
from bihuan.orgs.spine import ThingKind
from bihuan.platform.actors import Actor
from bihuan.web.assets.forms import ReclassifyForm, RevitaliseForm, SizeField
from bihuan.web.orgs.acting import act, viewer_of
from bihuan.web.records import Action, Panel, RecordPages, parts_panel
from bihuan.web.records.forms import Choices, offered
from bihuan.web.templatetags.bihuan import grouped


def _size(asset: Asset) -> str:
    if asset.size is None:
        return ""
    return _("%(metres)s 平方米(%(mu)s 亩)") % {"metres": grouped(asset.size), "mu": grouped(asset.size_in_mu)}


def _actions(viewer: Actor, asset: Asset) -> Sequence[Action]:
    if not ASSETS.allows(viewer, EDIT, asset):
        return []
    found = [Action(_("调整分类"), PAGES.url("reclassify", asset.pk))]
    if asset.state != State.REVITALISED:
        found.insert(0, Action(_("记盘活"), PAGES.url("revitalise", asset.pk), primary=True))
    return found


def _readiness(asset: Asset) -> str:
    """The class, and beside it what the facts speak for when that is another."""
    found, label = proposed(asset), str(asset.get_readiness_display())
    if found is None or found.readiness == asset.readiness:
        return _("%(class)s:%(reason)s") % {"class": label, "reason": found.reason} if found and label else label
    return _("%(class)s(按登记情况应为“%(proposed)s”:%(reason)s)") % {
        "class": label or _("还没有分类"),
        "proposed": found.readiness.label,
        "reason": found.reason,
    }


def _contracts_of(viewer: Actor, asset: Asset) -> Panel:
    """The leases of the asset, newest first; a contract may also stand for itself, so it is no part of the asset."""
    found = contracts_of_asset(viewer, asset)[:20]
    may_add = asset.voided_at is None and ASSETS.allows(viewer, EDIT, asset)
    add = f"/contracts/add/?asset={asset.pk}&area={asset.area_id}" if may_add else ""
    return Panel(_("合同"), "web/assets/_contracts.html", {"contracts": found, "add_url": add})


def _panels(viewer: Actor, asset: Asset) -> Sequence[Panel]:
    return [
        Panel(_("盘活进程"), "web/assets/_chain.html", {"steps": chain(viewer, asset)}),
        parts_panel(
            PLAN_PAGES,
            viewer,
            asset,
            title=_("盘活方案"),
            shown=["title", "state", "decided_on", "published_to"],
            order="created_at",
        ),
        _contracts_of(viewer, asset),
        parts_panel(
            INCOME_PAGES,
            viewer,
            asset,
            title=_("收益"),
            shown=["received_on", "amount", "used_for"],
            order="-received_on",
        ),
    ]


PAGES = RecordPages(
    REGISTER,
    name="asset",
    layout=[
        (t("基本信息"), ["readiness", "owner", "address", "size", "listed_on", "left_on"]),
        (t("条件"), ["title_clear", "planning_ok", "sound", "power", "road"]),
        (t("使用与收益"), ["state", "revitalised_on", "use", "yearly_income", "contract_until"]),
    ],
    controls={"size": SizeField},
    told={"size": _size, "readiness": _readiness},
    actions=_actions,
    panels=_panels,
    thing=ThingKind.ASSET,
)


def _assets_offered(viewer: Actor) -> Choices:
    return offered(REGISTER.rows(viewer).filter(left_on=None).order_by("name"))


def _contracts_offered(viewer: Actor) -> Choices:
    rows = registers.CONTRACTS.rows(viewer).order_by("-begins_on")
    return offered(rows, lambda contract: f"{contract.title} {contract.begins_on}")


def _fitting(viewer: Actor, need: SpaceNeed) -> Sequence[Panel]:
    return [Panel(_("合适的闲置资产"), "web/assets/_fitting.html", {"found": fitting(viewer, need)})]


def _received_on(viewer: Actor, contract: Contract) -> Sequence[Panel]:
    """What came in on this contract, beside what was agreed."""
    rows = list(registers.INCOMES.rows(viewer).filter(contract=contract).order_by("-received_on")[:100])
    total = sum((one.amount for one in rows), Decimal(0))
    add = ""
    if contract.asset is not None and contract.voided_at is None and ASSETS.allows(viewer, EDIT, contract.asset):
        add = f"{reverse('web:asset_income_add')}?asset={contract.asset_id}&contract={contract.pk}"
    context = {"incomes": rows, "total": total, "contract": contract, "add_url": add}
    return [Panel(_("到账"), "web/assets/_received.html", context)]


PLAN_PAGES = RecordPages(registers.PLANS, name="asset_plan")
CONTRACT_PAGES = RecordPages(
    registers.CONTRACTS,
    name="contract",
    layout=[
        (
            t("合同"),
            ["number", "asset", "partner", "person", "phone", "part", "signed_on", "begins_on", "ends_on", "ended_on"],
        ),
        (t("收益与决策"), ["yearly_income", "jobs", "decided_on", "published_to"]),
    ],
    offers={"asset": _assets_offered},
    panels=_received_on,
)
INCOME_PAGES = RecordPages(registers.INCOMES, name="asset_income", offers={"contract": _contracts_offered})
NEED_PAGES = RecordPages(registers.NEEDS, name="space_need", panels=_fitting, files=False)


@require_http_methods(["GET", "POST"])
def reclassify(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Another of the three classes, for a reason."""
    viewer, asset = viewer_of(request), REGISTER.by_id(viewer_of(request), pk)
    ASSETS.check(viewer, EDIT, asset)
    form = ReclassifyForm(request.POST or None, initial={"readiness": asset.readiness, "seen": asset.version})
    return act(
        request,
        form,
        lambda: services.reclassify_asset(actor=viewer, asset_id=pk, **form.cleaned_data),
        record=asset,
        title=_("调整盘活分类:%(name)s") % {"name": asset.name},
        submit=_("调整"),
        done=_("分类已调整。"),
        back=REGISTER.url(pk),
    )


@require_http_methods(["GET", "POST"])
def revitalise(request: HttpRequest, pk: UUID) -> HttpResponse:
    """It came into use."""
    viewer, asset = viewer_of(request), REGISTER.by_id(viewer_of(request), pk)
    ASSETS.check(viewer, EDIT, asset)
    form = RevitaliseForm(request.POST or None, initial={"use": asset.use, "seen": asset.version})
    return act(
        request,
        form,
        lambda: services.revitalise_asset(actor=viewer, asset_id=pk, **form.cleaned_data),
        record=asset,
        title=_("记盘活:%(name)s") % {"name": asset.name},
        submit=_("记盘活"),
        done=_("已记为盘活。"),
        back=REGISTER.url(pk),
    )
