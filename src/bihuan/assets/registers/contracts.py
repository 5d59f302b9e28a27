"""The registers of plans, contracts, income and of who looks for space."""

from collections.abc import Sequence
from decimal import Decimal

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as t

from bihuan.assets import policies
from bihuan.assets.models import Asset, Contract, Income, Plan, SpaceNeed, State
from bihuan.assets.registers.assets import ASSETS
from bihuan.kernel import clock
from bihuan.orgs.registers import Register
from bihuan.orgs.services.checks import Faults
from bihuan.platform.actors import SYSTEM
from bihuan.platform.change import change


def _check_plan(plan: Plan, faults: Faults) -> None:
    """Nothing is published before it is decided, nothing carried out before its publicity has ended."""
    if plan.state in (Plan.State.DECIDED, Plan.State.PUBLISHED, Plan.State.DONE) and plan.decided_on is None:
        faults.add("decided_on", _("请填写民主决议日期;没有决议不能往下进行。"), "required")
    if plan.state in (Plan.State.PUBLISHED, Plan.State.DONE) and plan.published_from is None:
        faults.add("published_from", _("请填写公示开始日期。"), "required")
    if plan.published_from and plan.decided_on and plan.published_from < plan.decided_on:
        faults.add("published_from", _("公示要在决议之后。"), "date")
    if plan.published_from and plan.published_to and plan.published_to < plan.published_from:
        faults.add("published_to", _("公示结束不能早于公示开始。"), "date")
    if plan.state == Plan.State.DONE and (plan.published_to is None or plan.published_to > clock.today()):
        faults.add("published_to", _("公示结束后才能实施,请填写公示结束日期。"), "date")


def _check_contract(contract: Contract, faults: Faults) -> None:
    """Days in order, a partner, and no lease over another of the same asset."""
    if contract.ends_on < contract.begins_on:
        faults.add("ends_on", _("到期日期不能早于起始日期。"), "date")
    if contract.ended_on is not None and contract.ended_on < contract.begins_on:
        faults.add("ended_on", _("提前终止日期不能早于起始日期。"), "date")
    if not contract.partner and not contract.person:
        faults.add("partner", _("请填写承租(合作)单位,或者承租人姓名。"), "required")
    if contract.published_to and contract.decided_on and contract.published_to < contract.decided_on:
        faults.add("published_to", _("公示要在决议之后。"), "date")
    if contract.asset is not None and contract.ends_on >= contract.begins_on:
        _refuse_overlap(contract, contract.asset, faults)


def _refuse_overlap(contract: Contract, asset: Asset, faults: Faults) -> None:
    """Leases of one asset at one time must fit into it together; two desks cannot both lease it, for its row is locked."""
    asset = Asset.objects.select_for_update(of=("self",)).get(pk=asset.pk)
    if contract.area_id != asset.area_id:
        faults.add("area", _("合同要登记在资产所在的村(社区)。"), "area")
    if contract.part is not None and asset.size is not None and contract.part > asset.size:
        faults.add("part", _("占用面积超过了资产面积 %(size)s 平方米。") % {"size": asset.size}, "range")
        return
    last = contract.ended_on or contract.ends_on
    others = Contract.objects.filter(asset=asset, voided_at=None, begins_on__lte=last).exclude(pk=contract.pk)
    running = others.filter(Q(ended_on=None, ends_on__gte=contract.begins_on) | Q(ended_on__gte=contract.begins_on))
    beside = list(running.order_by("begins_on"))
    if not beside or _fits_beside(contract.part, beside, asset.size):
        return
    other = beside[0]
    faults.add(
        "begins_on",
        _("这宗资产在 %(from)s 至 %(to)s 已出租给“%(other)s”,不能重叠出租;分割出租请填写占用面积。")
        % {"from": other.begins_on, "to": other.ended_on or other.ends_on, "other": other.partner or other.title},
        "overlap",
    )


def _fits_beside(part: Decimal | None, running: Sequence[Contract], size: Decimal | None) -> bool:
    parts = [other.part for other in running]
    if part is None or size is None or any(one is None for one in parts):
        return False
    return part + sum((one for one in parts if one is not None), Decimal(0)) <= size


def _follow_contracts(contracts: Sequence[Contract]) -> None:
    """The asset says what its running contracts say: leased, until when, for how much a year."""
    today = clock.today()
    for key in {contract.asset_id for contract in contracts if contract.asset_id is not None}:
        running = Contract.objects.filter(
            asset=key, voided_at=None, ended_on=None, begins_on__lte=today, ends_on__gte=today
        )
        last = max((one.ends_on for one in running), default=None)
        with change(Asset, key, actor=SYSTEM, verb="follow_contract") as asset:
            if last is not None:
                asset.contract_until = last
                asset.yearly_income = sum((one.yearly_income for one in running), Decimal(0))
                if asset.state == State.IDLE:
                    asset.state = State.LEASED
            elif asset.state == State.LEASED:
                asset.state, asset.contract_until, asset.yearly_income = State.IDLE, None, None
        ASSETS.index([asset])


def _check_income(income: Income, faults: Faults) -> None:
    if income.contract is not None and income.contract.asset_id != income.asset_id:
        faults.add("contract", _("这份合同不是这宗资产的,请重新选择。"), "unknown")


def _check_need(need: SpaceNeed, faults: Faults) -> None:
    if need.least is not None and need.most is not None and need.most < need.least:
        faults.add("most", _("面积上限不能小于下限。"), "range")


PLANS = Register(
    Plan,
    key="asset_plans",
    title=t("盘活方案"),
    path="asset-plans",
    policy=policies.PLANS,
    read=policies.READ,
    keep=policies.EDIT,
    part_of="asset",
    fields=["asset", "title", "state", "way", "budget", "decided_on", "published_from", "published_to", "remark"],
    past=["decided_on"],
    check=_check_plan,
    said=lambda plan: plan.get_state_display(),
)
CONTRACTS = Register(
    Contract,
    key="contracts",
    title=t("集体经济合同"),
    path="contracts",
    policy=policies.CONTRACTS,
    read=policies.READ,
    keep=policies.EDIT,
    bring=policies.IMPORT,
    reveal=policies.REVEAL,
    singly=True,
    fields=[
        "title", "asset", "area", "partner", "person", "phone", "signed_on", "begins_on", "ends_on", "ended_on", "part",
        "yearly_income", "jobs", "decided_on", "published_to", "number",
    ],
    past=["signed_on", "decided_on"],
    once=["title", "area", "begins_on"],
    found_by=["title", "partner", "person", "phone"],
    check=_check_contract,
    then=_follow_contracts,
    said=lambda contract: f"{contract.begins_on} – {contract.ended_on or contract.ends_on}",
)  # fmt: skip
INCOMES = Register(
    Income,
    key="asset_incomes",
    title=t("资产收益"),
    path="asset-incomes",
    policy=policies.INCOMES,
    read=policies.READ,
    keep=policies.EDIT,
    part_of="asset",
    fields=["asset", "contract", "received_on", "amount", "receipt", "used_for"],
    past=["received_on"],
    check=_check_income,
)
NEEDS = Register(
    SpaceNeed,
    key="space_needs",
    title=t("用地用房需求"),
    path="space-needs",
    policy=policies.NEEDS,
    read=policies.READ,
    keep=policies.EDIT,
    fields=["title", "area", "form", "least", "most", "power", "road", "anywhere", "until", "settled"],
    found_by=["title"],
    check=_check_need,
)
