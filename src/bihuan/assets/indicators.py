"""Figures of the register of assets, as of a day."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from bihuan.assets.models import Kind, State
from bihuan.assets.registers import ASSETS, CONTRACTS, INCOMES
from bihuan.orgs.selectors import village_name
from bihuan.platform.indicators import Count, Dimension, Sum, When

_BY: dict[str, Dimension] = {
    "town": "town__name",
    "village": village_name("area"),
    "form": "form",
    "readiness": "readiness",
}

resource = Count(
    key="assets.resource",
    name=_("资源性资产宗数"),
    unit=_("宗"),
    definition=_("期末当日在册(已入账、未处置)的资源性资产宗数"),
    source=ASSETS.rows,
    when=When.AS_OF,
    at="listed_on,left_on",
    counted=Q(kind=Kind.RESOURCE),
    ledger="assets",
    by=_BY,
)
operating = Count(
    key="assets.operating",
    name=_("经营性资产宗数"),
    unit=_("宗"),
    definition=_("期末当日在册(已入账、未处置)的经营性资产宗数"),
    source=ASSETS.rows,
    when=When.AS_OF,
    at="listed_on,left_on",
    counted=Q(kind=Kind.OPERATING),
    ledger="assets",
    by=_BY,
)
revitalised = Count(
    key="assets.revitalised",
    name=_("已盘活资产宗数"),
    unit=_("宗"),
    definition=_("期末当日在册、状态为“已盘活”且盘活日期不晚于期末的资产宗数"),
    source=ASSETS.rows,
    when=When.AS_OF,
    at="revitalised_on,left_on",
    counted=Q(state=State.REVITALISED),
    ledger="assets",
    by=_BY,
)
income = Sum(
    key="assets.community_income",
    name=_("资产收益到账"),
    unit=_("元"),
    definition=_("期间内到账的集体资产收益合计"),
    source=INCOMES.rows,
    at="received_on",
    field_name="amount",
    ledger="asset_incomes",
    by={"town": "town__name", "village": village_name("area"), "asset": "asset__name"},
)
agreed_jobs = Sum(
    key="economy.agreed_jobs",
    name=_("集体经济合同岗位"),
    unit=_("个"),
    definition=_("期间内起始的集体经济合同约定提供的岗位合计"),
    source=CONTRACTS.rows,
    at="begins_on",
    field_name="jobs",
    ledger="contracts",
    by={"town": "town__name", "village": village_name("area"), "partner": "partner"},
)
agreed_yearly_income = Sum(
    key="economy.agreed_yearly_income",
    name=_("集体经济合同年收益"),
    unit=_("元"),
    definition=_("期间内起始的集体经济合同约定的年收益合计"),
    source=CONTRACTS.rows,
    at="begins_on",
    field_name="yearly_income",
    ledger="contracts",
    by={"town": "town__name", "village": village_name("area"), "partner": "partner"},
)
