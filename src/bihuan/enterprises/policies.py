"""Who may see the enterprises and keep their register.

Whoever is assigned to one sees it and keeps its facts, but does not decide who is assigned: that, and what is on the
register at all, is for those who keep the register of the area.
"""

from django.utils.translation import gettext_lazy as _

from bihuan.enterprises.models import Enterprise
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
