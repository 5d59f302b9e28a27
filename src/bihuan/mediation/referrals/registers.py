"""The register of referrals."""

from datetime import timedelta

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as t

from bihuan.kernel import clock
from bihuan.mediation.clocks import next_reminder
from bihuan.mediation.models import Referral
from bihuan.mediation.referrals import policies
from bihuan.orgs.registers import Register
from bihuan.orgs.services.checks import Faults

D, W, State = Referral.Direction, Referral.Way, Referral.State
WAYS = {D.IN: (W.BEFORE_SUIT, W.IN_SUIT, W.HANDED), D.OUT: (W.HANDED, W.GUIDED)}
RETURN_WITHIN = timedelta(days=30)  # how long a result may take where nobody agreed otherwise
STILL_OPEN = (State.OPEN, State.UNDER_WAY)


def _fits(referral: Referral, faults: Faults) -> None:
    if referral.way not in WAYS[D(referral.direction)]:
        allowed = _("、").join(str(W(way).label) for way in WAYS[D(referral.direction)])
        faults.add(
            "way",
            _("%(direction)s的方式应是:%(ways)s。") % {"direction": referral.get_direction_display(), "ways": allowed},
        )
    if referral.due_on is None:
        referral.due_on = referral.day + RETURN_WITHIN
    elif referral.due_on < referral.day:
        faults.add("due_on", _("反馈期限不能早于收到(发出)日期。"), "date")
    set_reminder(referral)


def set_reminder(referral: Referral) -> None:
    """When somebody is told of it next: before and after the result is due, never once it is there."""
    open_still = referral.state in STILL_OPEN and referral.due_on is not None and referral.voided_at is None
    due = referral.due_on
    referral.remind_on = next_reminder(due, clock.today()) if open_still and due is not None else None


def _is_over(referral: Referral) -> str:
    return "" if referral.state in STILL_OPEN else _("已经反馈或撤回,不能再改。")


def _said(referral: Referral) -> str:
    return f"{referral.get_direction_display()} · {referral.get_way_display()} · {referral.get_state_display()}"


REFERRALS = Register(
    Referral,
    key="referrals",
    title=t("移送衔接"),
    path="referrals",
    policy=policies.REFERRALS,
    read=policies.READ_REFERRALS,
    keep=policies.KEEP_REFERRALS,
    reveal=policies.REVEAL_REFERRALS,
    fields=[
        "direction", "body_kind", "body", "way", "number", "day", "due_on", "kind", "area", "applicant",
        "applicant_phone", "respondent", "summary", "contact", "letter_number",
    ],
    past=["day"],
    found_by=["body", "number", "applicant", "respondent", "applicant_phone"],
    check=_fits,
    settled=_is_over,
    said=_said,
    verbs={
        "send": policies.KEEP_REFERRALS,
        "open_dispute": policies.KEEP_REFERRALS,
        "receive": policies.KEEP_REFERRALS,
        "return_result": policies.KEEP_REFERRALS,
        "withdraw": policies.KEEP_REFERRALS,
        "remind": policies.KEEP_REFERRALS,
        "print": policies.REVEAL_REFERRALS,
    },
)  # fmt: skip
