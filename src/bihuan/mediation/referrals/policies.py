"""Who may see referrals, write them down, and see the names in full."""

from django.utils.translation import gettext_lazy as _

from bihuan.mediation.models import Referral
from bihuan.orgs.models import Role
from bihuan.platform.policies import RowPolicy, Scope, grant

R, S = Role, Scope
_DESK = {R.COUNTY_DESK: (S.AREA,), R.DUTY_OFFICER: (S.AREA,), R.MEDIATOR: (S.AREA, S.OWN)}

READ_REFERRALS = grant(
    "referrals.read",
    _("查看移送衔接"),
    {
        **_DESK,
        **dict.fromkeys((R.COUNTY_LEADER, R.TOWN_SECRETARY, R.LEADER, R.CLERK, R.SUPERVISOR, R.AUDITOR), (S.AREA,)),
    },
)
KEEP_REFERRALS = grant("referrals.keep", _("登记移送衔接和反馈"), _DESK)
REVEAL_REFERRALS = grant("referrals.reveal", _("查看移送衔接当事人、打印函件"), _DESK)

REFERRALS = RowPolicy(
    Referral,
    offices=("dispute__case__office_id",),
    owners=("dispute__mediator_id", "dispute__case__handler_id", "dispute__case__first_contact_id"),
).register()
