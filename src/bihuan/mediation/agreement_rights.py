"""Who may see and write agreements, what is owed under them, their clauses, and rewards.

What stands beside a dispute is seen and written by whoever sees and mediates the dispute. Rewards are money for
colleagues: who keeps the list, who telephones and who approves are different posts, and nobody decides on an own one.
"""

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from bihuan.mediation.models import (
    Agreement,
    ClauseTemplate,
    FulfilmentItem,
    JudicialConfirmation,
    Payment,
    Reward,
    RewardList,
    RewardRule,
    Signature,
)
from bihuan.mediation.policies import READ
from bihuan.orgs.models import Role
from bihuan.platform.actors import Actor
from bihuan.platform.files import register_owner
from bihuan.platform.models import StoredFile
from bihuan.platform.policies import RowPolicy, Scope, grant

R, S = Role, Scope
_DESK = {R.COUNTY_DESK: S.AREA, R.DUTY_OFFICER: S.AREA}
_LEADERS = {R.COUNTY_LEADER: S.AREA, R.TOWN_SECRETARY: S.AREA, R.LEADER: S.AREA}
_EARNS: dict[Role, tuple[Scope, ...]] = {
    R.MEDIATOR: (S.OWN,),
    R.VILLAGE_SECRETARY: (S.AREA, S.OWN),
    R.VILLAGE_CADRE: (S.OWN,),
    R.GRID_WORKER: (S.OWN,),
}

KEEP_CLAUSES = grant("clauses.keep", _("维护协议条款"), {**_DESK, R.MEDIATOR: S.AREA})
READ_REWARDS = grant(
    "rewards.read",
    _("查看调解奖励"),
    {**_DESK, **_LEADERS, **_EARNS, R.CLERK: S.AREA, R.AUDITOR: S.AREA, R.SUPERVISOR: S.AREA},
)
KEEP_REWARDS = grant("rewards.keep", _("编制和发放调解奖励"), {**_DESK, R.CLERK: S.AREA})
RULE_REWARDS = grant(
    "rewards.rule", _("制定奖励规则"), {R.LEADER: S.AREA, R.TOWN_SECRETARY: S.AREA, R.COUNTY_DESK: S.AREA}
)
CHECK_REWARDS = grant("rewards.check", _("电话抽查调解奖励"), {**_DESK, R.CLERK: S.AREA, R.SUPERVISOR: S.AREA})
APPROVE_REWARDS = grant("rewards.approve", _("审批调解奖励"), {R.LEADER: S.AREA, R.TOWN_SECRETARY: S.AREA})
EXPORT_REWARDS = grant("rewards.export", _("导出调解奖励台账"), {**_DESK, **_LEADERS, R.CLERK: S.AREA})

_OFFICES = ("dispute__case__office_id",)
_OWNERS = ("dispute__mediator_id", "dispute__case__handler_id", "dispute__case__first_contact_id")
AGREEMENTS = RowPolicy(Agreement, offices=_OFFICES, owners=_OWNERS).register()
ITEMS = RowPolicy(FulfilmentItem, offices=_OFFICES, owners=_OWNERS).register()
CONFIRMATIONS = RowPolicy(JudicialConfirmation, offices=_OFFICES, owners=_OWNERS).register()
CLAUSES = RowPolicy(ClauseTemplate).register()
RULES = RowPolicy(RewardRule).register()
LISTS = RowPolicy(RewardList).register()
REWARDS = RowPolicy(Reward, owners=("receiver_id",)).register()


def _belongs_to_an_agreement(viewer: Actor, file: StoredFile) -> bool:
    """Signatures, seals, receipts and rulings are open to whoever may read the dispute; vouchers to whoever reads rewards."""
    signed = Signature.objects.filter(agreement=OuterRef("pk"), file=file)
    paid = Payment.objects.filter(item__agreement=OuterRef("pk"), receipt=file)
    agreements = AGREEMENTS.rows(viewer, READ)
    return (
        agreements.filter(seal=file).exists()
        or agreements.filter(Exists(signed)).exists()
        or agreements.filter(Exists(paid)).exists()
        or CONFIRMATIONS.rows(viewer, READ).filter(ruling=file).exists()
        or REWARDS.rows(viewer, READ_REWARDS).filter(voucher=file).exists()
    )


register_owner("agreements", _belongs_to_an_agreement)
