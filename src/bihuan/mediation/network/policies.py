"""Who may see mediation's people, who keeps their register, and who gives a dispute to whom.

The register of committees and mediators is public, so every post reads the whole county's; telephones and declared
interests are not.
"""

from django.utils.translation import gettext_lazy as _

from bihuan.mediation.models import Assignment, Committee, Mediator, Relative
from bihuan.mediation.policies import READ
from bihuan.orgs.models import Role
from bihuan.platform.actors import Actor
from bihuan.platform.files import register_owner
from bihuan.platform.models import StoredFile
from bihuan.platform.policies import RowPolicy, Scope, grant

R, S = Role, Scope
_DESK = {R.COUNTY_DESK: S.AREA, R.DUTY_OFFICER: S.AREA}

READ_NETWORK = grant(
    "mediators.read", _("查看调解组织和调解员"), {role: S.ALL for role in Role if role != R.ADMINISTRATOR}
)
KEEP_NETWORK = grant("mediators.keep", _("登记调解组织和调解员"), {**_DESK, R.LEADER: S.AREA, R.CLERK: S.AREA})
REVEAL_NETWORK = grant(
    "mediators.reveal", _("查看调解员联系电话"), {**_DESK, R.LEADER: S.AREA, R.MEDIATOR: S.AREA, R.CLERK: S.AREA}
)
DECLARE = grant(
    "mediators.declare",
    _("申报和查看回避关系"),
    {**_DESK, **dict.fromkeys((R.MEDIATOR, R.VILLAGE_SECRETARY, R.VILLAGE_CADRE), S.OWN)},
)
ASSIGN = grant(
    "disputes.assign",
    _("指派调解员"),
    {
        **_DESK,
        R.LEADER: S.AREA,
        R.TOWN_SECRETARY: S.AREA,
        R.MEDIATOR: (S.OFFICE, S.OWN),
        R.VILLAGE_SECRETARY: S.AREA,
    },
)

COMMITTEES = RowPolicy(Committee).register()
MEDIATORS = RowPolicy(Mediator, owners=("staff_id",)).register()
RELATIVES = RowPolicy(
    Relative, town="mediator__town_id", path="mediator__area_path", owners=("mediator__staff_id",)
).register()
ASSIGNMENTS = RowPolicy(
    Assignment,
    offices=("dispute__case__office_id",),
    owners=("mediator__staff_id", "dispute__case__handler_id", "dispute__case__first_contact_id"),
).register()


def _consents(viewer: Actor, file: StoredFile) -> bool:
    """Whoever may read a dispute may read the parties' consent to its mediator."""
    return ASSIGNMENTS.rows(viewer, READ).filter(consent_paper=file).exists()


register_owner("assignments", _consents)
