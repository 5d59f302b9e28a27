"""Who may see and change disputes; a dispute is seen by whoever sees its case."""

from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from bihuan.cases.models import Case
from bihuan.cases.policies import belongs_beside
from bihuan.mediation.models import Dispute, Investigation, Party, SecretNote, Sitting
from bihuan.orgs.models import Role
from bihuan.platform.policies import Link, RowPolicy, Scope, grant

R, S = Role, Scope
_DESK = {R.COUNTY_DESK: S.AREA, R.DUTY_OFFICER: S.AREA}
_LEADERS = {R.COUNTY_LEADER: S.AREA, R.TOWN_SECRETARY: S.AREA, R.LEADER: S.AREA}
_VILLAGE = {R.VILLAGE_SECRETARY: (S.AREA, S.OWN), R.VILLAGE_CADRE: (S.AREA, S.OWN)}

READ = grant(
    "disputes.read",
    _("查看矛盾纠纷"),
    {
        **_DESK,
        **_LEADERS,
        **_VILLAGE,
        R.MEDIATOR: (S.OFFICE, S.OWN),
        R.CLERK: S.AREA,
        R.AUDITOR: S.AREA,
        R.SUPERVISOR: S.AREA,
    },
)
EDIT = grant("disputes.edit", _("登记与调解矛盾纠纷"), {**_DESK, **_VILLAGE, R.MEDIATOR: (S.OFFICE, S.OWN)})
REVEAL = grant("disputes.reveal", _("查看当事人完整信息"), {**_DESK, R.MEDIATOR: (S.OFFICE, S.OWN)})
EXPORT = grant("disputes.export", _("导出矛盾纠纷台账"), {**_DESK, **_LEADERS, R.CLERK: S.AREA})
IMPORT = grant("disputes.import", _("导入矛盾纠纷台账"), {**_DESK, R.CLERK: S.AREA})
# The one right that follows no area, office or rank: a secret note is its writer's.
KEEP_NOTES = grant(
    "disputes.keep_notes",
    _("写保密笔记(只有本人能看)"),
    dict.fromkeys((R.MEDIATOR, R.DUTY_OFFICER, R.VILLAGE_SECRETARY, R.VILLAGE_CADRE), S.OWN),
)


def _mediated_by(ids: frozenset[UUID]) -> Q:
    """Cases whose dispute lies in these hands, found by the index of the mediator alone."""
    return Q(pk__in=Dispute.objects.filter(mediator_id__in=ids).order_by().values("case_id"))


def _mediator_of(case: Case) -> frozenset[UUID]:
    dispute = getattr(case, "dispute", None)  # kept with the case: one query, however many rights are asked
    return frozenset([dispute.mediator_id]) if dispute is not None and dispute.mediator_id else frozenset()


# Whoever is given the dispute sees its case at once, whatever office it lies in, and no longer than it is his.
belongs_beside(Link(_mediated_by, _mediator_of))
DISPUTES = RowPolicy(
    Dispute, offices=("case__office_id",), owners=("mediator_id", "case__handler_id", "case__first_contact_id")
).register()
PARTIES = RowPolicy(
    Party,
    town="dispute__town_id",
    path="dispute__area_path",
    offices=("dispute__case__office_id",),
    owners=("dispute__mediator_id",),
).register()
_OWNERS = ("mediator_id", "dispute__mediator_id", "dispute__case__handler_id", "dispute__case__first_contact_id")
SITTINGS = RowPolicy(
    Sitting, town="dispute__town_id", path="dispute__area_path", offices=("dispute__case__office_id",), owners=_OWNERS
).register()
INVESTIGATIONS = RowPolicy(
    Investigation,
    town="dispute__town_id",
    path="dispute__area_path",
    offices=("dispute__case__office_id",),
    owners=("by_id", *_OWNERS[1:]),
).register()
NOTES = RowPolicy(SecretNote, town="", path="", owners=("by_id",)).register()
