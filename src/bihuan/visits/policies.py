"""Who plans and records the leaders' reception, keeps consultation groups, visits households, answers needs, sees to works."""

from django.utils.translation import gettext_lazy as _

from bihuan.orgs.models import Role
from bihuan.platform.policies import RowPolicy, Scope, grant
from bihuan.visits.models import (
    BenefitMatter,
    BenefitWork,
    Care,
    ConsultationGroup,
    ConsultationMeeting,
    GroupMember,
    HouseholdVisit,
    HundredTarget,
    Need,
    ReceptionRecord,
    ReceptionTurn,
    WorkHousehold,
    WorkOpinion,
    WorkStep,
)

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

# --- household visits ------------------------------------------------------------------------------------------------

_HOME = {R.VILLAGE_SECRETARY: S.AREA, R.VILLAGE_CADRE: S.AREA, R.GRID_WORKER: S.AREA}
READ_VISITS = grant("visits.read", _("查看入户走访"), {**_HOME, **_DESK, **_LEADERS, **_WATCHERS})
# A cadre or grid worker records only what he or she paid; the household must be one that the person may see.
KEEP_VISITS = grant(
    "visits.keep", _("登记入户走访"), {R.VILLAGE_SECRETARY: S.AREA, R.VILLAGE_CADRE: S.OWN, R.GRID_WORKER: S.OWN}
)
REVEAL_VISITS = grant("visits.reveal", _("查看走访谈话内容"), {**_HOME, R.LEADER: S.AREA})
KEEP_CARE = grant("care.keep", _("登记重点关爱"), _HOME)
READ_HUNDRED = grant("hundred.read", _("查看双百行动"), {R.VILLAGE_SECRETARY: S.AREA, **_DESK, **_LEADERS, **_WATCHERS})
SET_HUNDRED = grant(
    "hundred.set", _("设定双百目标"), {R.COUNTY_DESK: S.AREA, R.TOWN_SECRETARY: S.AREA, R.LEADER: S.AREA}
)
READ_MATTERS = grant("matters.read", _("查看惠民实事"), {**_HOME, **_DESK, **_LEADERS, **_WATCHERS})

VISITS = RowPolicy(HouseholdVisit, owners=("visitor_id",)).register()
CARE = RowPolicy(Care).register()
TARGETS = RowPolicy(HundredTarget).register()
MATTERS = RowPolicy(
    BenefitMatter, town="case__town_id", path="case__area_path", owners=("secretary_id", "case__handler_id")
).register()

# --- benefit works ---------------------------------------------------------------------------------------------------

READ_WORKS = grant("works.read", _("查看惠民工程"), {**_HOME, **_DESK, **_LEADERS, **_WATCHERS, R.OFFICE_HEAD: S.AREA})
KEEP_WORKS = grant(
    "works.keep",
    _("登记惠民工程和涉及户"),
    {**_DESK, R.LEADER: S.AREA, R.VILLAGE_SECRETARY: S.AREA, R.VILLAGE_CADRE: S.AREA, R.CLERK: S.AREA},
)
# Who types the numbers in does not also declare the work good: clerks and desks keep, leaders and secretaries accept.
ACCEPT_WORKS = grant(
    "works.accept",
    _("验收、停办惠民工程"),
    {R.LEADER: S.AREA, R.TOWN_SECRETARY: S.AREA, R.VILLAGE_SECRETARY: S.AREA},
)
REVEAL_WORKS = grant("works.reveal", _("查看工程涉及户和验收居民姓名"), {**_HOME, R.LEADER: S.AREA})

WORKS = RowPolicy(BenefitWork, owners=("lead_id",)).register()
WORK_STEPS = RowPolicy(WorkStep).register()
WORK_HOMES = RowPolicy(WorkHousehold).register()
WORK_OPINIONS = RowPolicy(WorkOpinion).register()

# --- needs -----------------------------------------------------------------------------------------------------------

READ_NEEDS = grant("needs.read", _("查看居民需求"), {**_HOME, **_DESK, **_LEADERS, **_WATCHERS, R.OFFICE_HEAD: S.AREA})
KEEP_NEEDS = grant("needs.keep", _("登记居民需求、登记已满足"), _HOME)
# Whoever hears a need in the grid does not promise on behalf of the village or the town what answers it.
ANSWER_NEEDS = grant(
    "needs.answer",
    _("回应居民需求"),
    {**_DESK, R.LEADER: S.AREA, R.TOWN_SECRETARY: S.AREA, R.VILLAGE_SECRETARY: S.AREA, R.VILLAGE_CADRE: S.AREA},
)
REVEAL_NEEDS = grant("needs.reveal", _("查看需求人姓名"), {**_HOME, R.LEADER: S.AREA})

NEEDS = RowPolicy(Need).register()
