"""Who may see the assets and keep their register: the village for its own, the town for all of its villages."""

from django.utils.translation import gettext_lazy as _

from bihuan.assets.models import Asset, Contract, Income, Plan, SpaceNeed
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
_VILLAGE = {R.VILLAGE_SECRETARY: S.AREA, R.VILLAGE_CADRE: S.AREA}

READ = grant(
    "assets.read",
    _("查看资产"),
    {
        **_KEEPERS,
        **_VILLAGE,
        R.COUNTY_LEADER: S.AREA,
        R.TOWN_SECRETARY: S.AREA,
        R.OFFICE_HEAD: S.AREA,
        R.SUPERVISOR: S.AREA,
        R.AUDITOR: S.AREA,
    },
)
EDIT = grant("assets.edit", _("登记资产、记盘活"), {**_KEEPERS, **_VILLAGE})
IMPORT = grant(
    "assets.import", _("导入资产台账"), {R.COUNTY_DESK: S.AREA, R.CLERK: S.AREA, R.VILLAGE_SECRETARY: S.AREA}
)
EXPORT = grant("assets.export", _("导出资产台账"), {**_KEEPERS, **_VILLAGE, R.TOWN_SECRETARY: S.AREA})

REVEAL = grant(
    "assets.reveal",
    _("查看承租人完整信息"),
    {R.COUNTY_DESK: S.AREA, R.LEADER: S.AREA, R.CLERK: S.AREA, **_VILLAGE},
)

ASSETS = RowPolicy(Asset).register()
PLANS = RowPolicy(Plan).register()
CONTRACTS = RowPolicy(Contract).register()
INCOMES = RowPolicy(Income).register()
NEEDS = RowPolicy(SpaceNeed).register()
