"""The registers of policies and of what enterprises got from them."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as t

from bihuan.enterprises import policies
from bihuan.enterprises.facts import KNOWN
from bihuan.enterprises.matching import after_policies
from bihuan.enterprises.models import Policy, PolicyApplication
from bihuan.kernel.errors import Invalid
from bihuan.orgs.registers import Register
from bihuan.orgs.services.checks import Faults
from bihuan.platform.conditions import read


def _check_policy(policy: Policy, faults: Faults) -> None:
    if policy.valid_to is not None and policy.valid_to < policy.valid_from:
        faults.add("valid_to", _("截止日期不能早于生效日期。"), "date")
    try:
        read(policy.conditions, KNOWN)
    except Invalid as refusal:
        for fault in refusal.faults:
            faults.add("conditions", fault.message, fault.code)


def _check_application(one: PolicyApplication, faults: Faults) -> None:
    if one.applied_on is not None and one.applied_on < one.told_on:
        faults.add("applied_on", _("申报日期不能早于告知日期。"), "date")
    if one.state == PolicyApplication.State.PAID:
        if one.paid_on is None:
            faults.add("paid_on", _("已到账的,请填写到账日期。"), "required")
        if one.paid_amount is None:
            faults.add("paid_amount", _("已到账的,请填写到账金额。"), "required")
    approved = (PolicyApplication.State.APPROVED, PolicyApplication.State.PAID)
    if one.state in (*approved, PolicyApplication.State.APPLIED) and one.applied_on is None:
        faults.add("applied_on", _("已申报的,请填写申报日期。"), "required")


POLICIES = Register(
    Policy,
    key="policies",
    title=t("惠企政策"),
    path="policies",
    policy=policies.POLICIES,
    read=policies.READ_POLICIES,
    keep=policies.KEEP_POLICIES,
    fields=[
        "title", "number", "department", "area", "benefit", "valid_from", "valid_to", "conditions", "how", "contact", "text",
    ],
    once=["title", "area"],
    found_by=["title", "number", "department", "benefit"],
    check=_check_policy,
    said=lambda policy: policy.department,
    then=after_policies,
)  # fmt: skip

APPLICATIONS = Register(
    PolicyApplication,
    key="policy_applications",
    title=t("政策兑现"),
    path="policy-applications",
    policy=policies.APPLICATIONS,
    read=policies.READ,
    keep=policies.EDIT,
    part_of="enterprise",
    fields=[
        "enterprise", "policy", "state", "told_on", "applied_on", "approved_amount", "paid_on", "paid_amount", "remark",
    ],
    past=["told_on", "applied_on", "paid_on"],
    once=["enterprise", "policy"],
    check=_check_application,
    said=lambda one: one.get_state_display(),
)  # fmt: skip
