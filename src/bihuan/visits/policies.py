"""Who plans and records the leaders' reception, and who keeps the consultation groups."""

from django.utils.translation import gettext_lazy as _

from bihuan.orgs.models import Role
from bihuan.platform.policies import RowPolicy, Scope, grant
from bihuan.visits.models import ConsultationGroup, ConsultationMeeting, GroupMember, ReceptionRecord, ReceptionTurn

R, S = Role, Scope
_DESK = {R.COUNTY_DESK: S.AREA, R.DUTY_OFFICER: S.AREA}
_LEADERS = {R.COUNTY_LEADER: S.AREA, R.TOWN_SECRETARY: S.AREA, R.LEADER: S.AREA}
_VILLAGE = {R.VILLAGE_SECRETARY: S.AREA, R.VILLAGE_CADRE: S.AREA}
_WATCHERS = {R.SUPERVISOR: S.AREA, R.CLERK: S.AREA, R.AUDITOR: S.AREA}

READ_ROTA = grant(
    "reception.rota", _("查看接访安排"), {**_DESK, **_LEADERS, **_VILLAGE, **_WATCHERS, R.OFFICE_HEAD: S.AREA}
)
PLAN_ROTA = grant("reception.plan", _("排定和公布接访安排"), {**_DESK, **_LEADERS})
READ_RECEPTIONS = grant("reception.read", _("查看接访记录"), {**_DESK, **_LEADERS, **_WATCHERS})
KEEP_RECEPTIONS = grant("reception.keep", _("登记接访记录"), {**_DESK, **_LEADERS, R.CLERK: S.AREA})
REVEAL_RECEPTIONS = grant("reception.reveal", _("查看来访人完整信息"), {**_DESK, **_LEADERS})

_TALKERS = {**_DESK, **_VILLAGE, R.LEADER: S.AREA, R.TOWN_SECRETARY: S.AREA, R.MEDIATOR: S.AREA}
READ_CONSULTATION = grant(
    "consultation.read",
    _("查看议事协商"),
    {**_TALKERS, **_WATCHERS, R.COUNTY_LEADER: S.AREA, R.OFFICE_HEAD: S.AREA, R.GRID_WORKER: S.AREA},
)
KEEP_CONSULTATION = grant("consultation.keep", _("登记议事协商"), {**_TALKERS, R.CLERK: S.AREA})
REVEAL_CONSULTATION = grant("consultation.reveal", _("查看协商提出人完整信息"), _TALKERS)

ROTA = RowPolicy(ReceptionTurn, owners=("leader_id", "substitute_id")).register()
RECEPTIONS = RowPolicy(ReceptionRecord, owners=("leader_id",)).register()
GROUPS = RowPolicy(ConsultationGroup).register()
MEMBERS = RowPolicy(GroupMember).register()
MEETINGS = RowPolicy(ConsultationMeeting).register()
