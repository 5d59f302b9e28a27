"""Figures of referrals."""

from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from bihuan.mediation.models import Referral
from bihuan.mediation.referrals.registers import REFERRALS
from bihuan.orgs.selectors import village_name
from bihuan.platform.indicators import Count, Dimension, Ratio

_BY: dict[str, Dimension] = {
    "town": "town__name",
    "village": village_name("area"),
    "kind": "kind",
    "body": "body_kind",
    "way": "way",
}

received = Count(
    key="referrals.received",
    name=_("委派委托调解件数"),
    unit=_("件"),
    definition=_("期内收到的法院等机关委派、委托、移送来的纠纷件数"),
    source=REFERRALS.rows,
    at="day",
    counted=Q(direction=Referral.Direction.IN),
    ledger="referrals",
    by=_BY,
)
sent = Count(
    key="referrals.sent",
    name=_("移送引导件数"),
    unit=_("件"),
    definition=_("期内移送或引导到法院、检察院、仲裁、法律援助、公安等的纠纷件数"),
    source=REFERRALS.rows,
    at="day",
    counted=Q(direction=Referral.Direction.OUT),
    ledger="referrals",
    by=_BY,
)
in_time = Ratio(
    key="referrals.returned_in_time_rate",
    name=_("移送衔接按期反馈率"),
    unit=_("比例"),
    definition=_("反馈期限在期内届满的移送衔接中,期限内已反馈结果的比例;撤回的不计入"),
    source=REFERRALS.rows,
    at="due_on",
    of=~Q(state=Referral.State.WITHDRAWN),
    counted=Q(returned_on__lte=F("due_on")),
    ledger="referrals",
    by=_BY,
)
settled = Ratio(
    key="referrals.settled_rate",
    name=_("委派委托调解成功率"),
    unit=_("比例"),
    definition=_("期内反馈了成功或不成的委派委托调解中,调解成功的比例"),
    source=REFERRALS.rows,
    at="returned_on",
    of=Q(direction=Referral.Direction.IN, result__in=[Referral.Result.SETTLED, Referral.Result.FAILED]),
    counted=Q(result=Referral.Result.SETTLED),
    ledger="referrals",
    by=_BY,
)
