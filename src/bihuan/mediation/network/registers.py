"""The registers of committees and mediators."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as t

from bihuan.mediation.models import Committee, Mediator
from bihuan.mediation.network import policies
from bihuan.orgs.models import Area
from bihuan.orgs.registers import Register
from bihuan.orgs.services.checks import Faults

K, Level = Committee.Kind, Area.Level
STANDS_AT = {K.COUNTY: Level.COUNTY, K.TOWN: Level.TOWN, K.VILLAGE: Level.VILLAGE}


def _committee_fits(committee: Committee, faults: Faults) -> None:
    level = STANDS_AT.get(K(committee.kind))
    if level is not None and committee.area.level != level:
        faults.add(
            "area",
            _("%(kind)s应设在%(level)s,请重新选择所属区域。")
            % {"kind": committee.get_kind_display(), "level": level.label},
        )
    if committee.kind == K.TRADE and not committee.trade:
        faults.add("trade", _("请选择是哪个行业(专业)的调委会。"), "required")
    if committee.kind != K.TRADE and committee.trade:
        faults.add("trade", _("只有行业性专业性调委会填写行业(专业),请清空。"))
    _in_order(faults, "closed_on", committee.founded_on, committee.closed_on, _("撤销日期不能早于成立日期。"))


def _mediator_fits(mediator: Mediator, faults: Faults) -> None:
    if mediator.staff is not None and not mediator.name:
        mediator.name = mediator.staff.name
    if not mediator.name:
        faults.add("name", _("请填写姓名,或者选择账号。"), "required")
    if mediator.second_committee_id is not None and mediator.second_committee_id == mediator.committee_id:
        faults.add("second_committee", _("兼任调委会与所在调委会相同,请清空或另选。"))
    if mediator.staff_id is not None:
        others = Mediator.objects.filter(staff_id=mediator.staff_id, voided_at=None).exclude(pk=mediator.pk)
        if others.exists():
            faults.add("staff", _("这个账号已经登记为调解员,不要重复登记。"), "there_already")
    if mediator.certificate_until is not None and not mediator.certificate:
        faults.add("certificate", _("填了有效期的,请填写调解员证号。"), "required")
    _in_order(faults, "until", mediator.since, mediator.until, _("解聘日期不能早于聘任日期。"))


def _in_order(faults: Faults, field: str, first: object, last: object, message: str) -> None:
    if first is not None and last is not None and last < first:  # type: ignore[operator]  # both are days
        faults.add(field, message, "date")


def _committee_said(committee: Committee) -> str:
    trade = f" · {committee.get_trade_display()}" if committee.trade else ""
    return f"{committee.get_kind_display()}{trade}"


def _mediator_said(mediator: Mediator) -> str:
    return str(mediator.get_engagement_display())


COMMITTEES = Register(
    Committee,
    key="committees",
    title=t("调解组织"),
    path="committees",
    policy=policies.COMMITTEES,
    read=policies.READ_NETWORK,
    keep=policies.KEEP_NETWORK,
    fields=[
        "name", "kind", "trade", "area", "head", "members", "phone", "address", "office", "founded_on", "elected_on",
        "closed_on", "remark",
    ],
    past=["founded_on", "elected_on", "closed_on"],
    once=["name", "area"],
    found_by=["name", "head"],
    check=_committee_fits,
    said=_committee_said,
)  # fmt: skip

MEDIATORS = Register(
    Mediator,
    key="mediators",
    title=t("人民调解员"),
    path="mediators",
    policy=policies.MEDIATORS,
    read=policies.READ_NETWORK,
    keep=policies.KEEP_NETWORK,
    reveal=policies.REVEAL_NETWORK,
    fields=[
        "name", "staff", "committee", "second_committee", "area", "kinds", "engagement", "phone", "certificate",
        "certificate_until", "since", "until", "away_until", "origin", "household", "remark",
    ],
    past=["since"],
    once=["name", "committee"],
    found_by=["name", "phone", "certificate"],
    check=_mediator_fits,
    said=_mediator_said,
)  # fmt: skip
