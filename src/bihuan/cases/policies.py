"""Who may do what with cases: right × role × scope, and how a case belongs to areas, offices and people."""

from uuid import UUID

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from bihuan.cases.models import Case, CaseTask, Evidence
from bihuan.orgs.models import Role
from bihuan.platform.actors import Actor
from bihuan.platform.files import register_owner
from bihuan.platform.models import StoredFile
from bihuan.platform.policies import Link, Reach, RowPolicy, Scope, grant

R, S = Role, Scope
_DESK = {R.COUNTY_DESK: S.AREA, R.DUTY_OFFICER: S.AREA}
_LEADERS = {R.COUNTY_LEADER: S.AREA, R.TOWN_SECRETARY: S.AREA, R.LEADER: S.AREA}
_HANDLERS = {
    R.OFFICE_HEAD: (S.OFFICE, S.OWN),
    R.HANDLER: (S.OFFICE, S.OWN),
    R.MEDIATOR: (S.OFFICE, S.OWN),
    R.ENTERPRISE_OFFICER: (S.OFFICE, S.OWN),
    R.VILLAGE_SECRETARY: (S.OFFICE, S.OWN),
    R.VILLAGE_CADRE: (S.OFFICE, S.OWN),
    R.GRID_WORKER: (S.OWN,),
}
_LOCAL = {
    R.VILLAGE_SECRETARY: (S.AREA, S.OFFICE, S.OWN),
    R.VILLAGE_CADRE: (S.AREA, S.OFFICE, S.OWN),
    R.GRID_WORKER: (S.AREA, S.OWN),
}

READ = grant(
    "cases.read",
    _("查看事项"),
    {**_HANDLERS, **_LOCAL, **_DESK, **_LEADERS, R.SUPERVISOR: S.AREA, R.CLERK: S.AREA, R.AUDITOR: S.AREA},
)
REPORT = grant(
    "cases.report", _("登记事项"), {role: S.ALL for role in Role if role not in {R.AUDITOR, R.ADMINISTRATOR}}
)
TRIAGE = grant("cases.triage", _("受理与分派"), _DESK)
HANDLE = grant("cases.handle", _("办理事项"), _HANDLERS)
ASSIST = grant("cases.assist", _("完成协办任务"), _HANDLERS)
VERIFY = grant("cases.verify", _("核查办理结果"), {**_DESK, R.SUPERVISOR: S.AREA})
REVISIT = grant("cases.revisit", _("回访群众"), _DESK)
APPROVE = grant("cases.approve", _("审批挂起与延期"), _LEADERS)
CONVENE = grant("cases.convene", _("召集联席会"), {**_DESK, **_LEADERS})
VOID = grant("cases.void", _("作废事项"), {**_LEADERS, R.COUNTY_DESK: S.AREA})
COMMENT = grant("cases.comment", _("发表意见"), {**_HANDLERS, **_LOCAL, **_DESK, **_LEADERS, R.SUPERVISOR: S.AREA})
REVEAL = grant("cases.reveal", _("查看反映人完整信息"), {**_HANDLERS, **_DESK, R.LEADER: S.AREA})
EXPORT = grant("cases.export", _("导出事项台账"), {**_DESK, **_LEADERS, R.CLERK: S.AREA})
IMPORT = grant("cases.import", _("导入事项台账"), {**_DESK, R.CLERK: S.AREA})
SET_UP = grant("cases.set_up", _("维护类别、时限与规则"), {R.ADMINISTRATOR: S.AREA, R.COUNTY_DESK: S.AREA})


def _offices(ids: frozenset[UUID]) -> Q:
    return Q(Exists(CaseTask.objects.filter(case=OuterRef("pk"), office_id__in=ids)))


CASES = RowPolicy(
    Case,
    offices=("office_id",),
    owners=("first_contact_id", "handler_id", "decider_id"),
    office_link=Link(_offices, lambda case: frozenset(task.office_id for task in case.tasks.all())),
    # Handling is the handler's and the office's it was sent to: neither whoever first received it, who follows it, nor an
    # office that only has a task in it, may decide how it ends.
    narrower={HANDLE: Reach(owners=("handler_id",), linked=False)},
).register()


def _shown_as_evidence(viewer: Actor, file: StoredFile) -> bool:
    """Whoever may see a case may see what is shown for it, also what was voided."""
    return CASES.rows(viewer, READ).filter(Exists(Evidence.objects.filter(case=OuterRef("pk"), file=file))).exists()


register_owner("cases", _shown_as_evidence)
