"""Who may see the enterprises and keep their register.

Whoever is assigned to one sees it and keeps its facts, but does not decide who is assigned: that, and what is on the
register at all, is for those who keep the register of the area.
"""

from django.utils.translation import gettext_lazy as _

from bihuan.enterprises.models import (
    AgencyService,
    BankMeeting,
    BankNeed,
    Difficulty,
    Enterprise,
    Milestone,
    Negotiation,
    Permit,
    Policy,
    PolicyApplication,
    Project,
    ServiceTeam,
    TaxIncome,
    Training,
)
from bihuan.orgs.models import Role
from bihuan.platform.policies import RowPolicy, Scope, grant

R, S = Role, Scope
_KEEPERS = {
    R.COUNTY_DESK: S.AREA,
    R.DUTY_OFFICER: S.AREA,
    R.LEADER: S.AREA,
    R.CLERK: S.AREA,
    R.ENTERPRISE_OFFICER: S.AREA,
}
_VILLAGE = {R.VILLAGE_SECRETARY: (S.AREA, S.OWN), R.VILLAGE_CADRE: (S.AREA, S.OWN)}
_ASSIGNED = {R.HANDLER: S.OWN, R.OFFICE_HEAD: S.OWN}

READ = grant(
    "enterprises.read",
    _("查看企业和项目"),
    {
        **_KEEPERS,
        **_VILLAGE,
        **_ASSIGNED,
        R.COUNTY_LEADER: S.AREA,
        R.TOWN_SECRETARY: S.AREA,
        R.SUPERVISOR: S.AREA,
        R.AUDITOR: S.AREA,
    },
)
KEEP = grant(
    "enterprises.register",
    _("登记企业和项目、指定包保干部"),
    {**_KEEPERS, R.VILLAGE_SECRETARY: S.AREA, R.VILLAGE_CADRE: S.AREA},
)
EDIT = grant("enterprises.edit", _("修改企业和项目信息"), {**_KEEPERS, **_VILLAGE, **_ASSIGNED})
IMPORT = grant(
    "enterprises.import", _("导入企业台账"), {R.COUNTY_DESK: S.AREA, R.CLERK: S.AREA, R.ENTERPRISE_OFFICER: S.AREA}
)
EXPORT = grant("enterprises.export", _("导出企业台账"), {**_KEEPERS, R.TOWN_SECRETARY: S.AREA})
REVEAL = grant(
    "enterprises.reveal",
    _("查看企业联系人完整信息"),
    {R.COUNTY_DESK: S.AREA, R.LEADER: S.AREA, R.ENTERPRISE_OFFICER: S.AREA, **_VILLAGE, **_ASSIGNED},
)

ENTERPRISES = RowPolicy(Enterprise, owners=("officer_id", "leader_id")).register()

_WATCHERS = {
    R.COUNTY_LEADER: S.AREA,
    R.TOWN_SECRETARY: S.AREA,
    R.OFFICE_HEAD: S.AREA,
    R.SUPERVISOR: S.AREA,
    R.AUDITOR: S.AREA,
}
# What a policy offers is for everybody to know.
READ_POLICIES = grant("policies.read", _("查看惠企政策"), dict.fromkeys(R, S.ALL))
KEEP_POLICIES = grant(
    "policies.keep",
    _("登记惠企政策"),
    {R.COUNTY_DESK: S.AREA, R.LEADER: S.AREA, R.CLERK: S.AREA, R.ENTERPRISE_OFFICER: S.AREA},
)
READ_SERVICES = grant(
    "enterprise_services.read",
    _("查看企业服务和招商项目"),
    {**_KEEPERS, **_WATCHERS, R.VILLAGE_SECRETARY: (S.AREA, S.OWN), R.VILLAGE_CADRE: (S.AREA, S.OWN), R.HANDLER: S.OWN},
)
KEEP_SERVICES = grant(
    "enterprise_services.keep",
    _("登记企业服务和招商项目"),
    {**_KEEPERS, R.VILLAGE_SECRETARY: S.AREA, R.VILLAGE_CADRE: S.AREA},
)
FOLLOW_PROJECTS = grant(
    "projects.follow",
    _("记录项目进展"),
    {
        **_KEEPERS,
        R.VILLAGE_SECRETARY: (S.AREA, S.OWN),
        R.VILLAGE_CADRE: (S.AREA, S.OWN),
        R.HANDLER: S.OWN,
        R.OFFICE_HEAD: S.OWN,
    },
)
KEEP_TAX = grant("tax_income.keep", _("登记税收收入"), {R.COUNTY_DESK: S.AREA, R.LEADER: S.AREA, R.CLERK: S.AREA})

POLICIES = RowPolicy(Policy).register()
APPLICATIONS = RowPolicy(PolicyApplication, owners=("enterprise__officer_id", "enterprise__leader_id")).register()
PROJECTS = RowPolicy(Project, owners=("officer_id",)).register()
MILESTONES = RowPolicy(Milestone, owners=("project__officer_id", "staff_id")).register()
PERMITS = RowPolicy(Permit, owners=("project__officer_id", "staff_id")).register()
NEGOTIATIONS = RowPolicy(Negotiation, owners=("project__officer_id", "staff_id")).register()
AGENCY_SERVICES = RowPolicy(AgencyService, owners=("staff_id",)).register()
TRAININGS = RowPolicy(Training).register()
BANK_MEETINGS = RowPolicy(BankMeeting).register()
BANK_NEEDS = RowPolicy(BankNeed).register()
SERVICE_TEAMS = RowPolicy(ServiceTeam, owners=("leader_id",)).register()
TAX_INCOME = RowPolicy(TaxIncome).register()
DIFFICULTIES = RowPolicy(
    Difficulty,
    town="case__town_id",
    path="case__area_path",
    owners=("enterprise__officer_id", "enterprise__leader_id", "case__handler_id"),
).register()
