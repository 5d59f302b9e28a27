"""Who keeps the registers of points, who checks them, who sets the rules and enters warnings, who serves notices."""

from django.utils.translation import gettext_lazy as _

from bihuan.inspections.models import (
    Business,
    GateDuty,
    Kit,
    Notice,
    Patrol,
    PatrolStop,
    PointCheck,
    PointTask,
    Schedule,
    Water,
    WeatherWarning,
)
from bihuan.orgs.models import Role
from bihuan.platform.policies import Reach, RowPolicy, Scope, grant

R, S = Role, Scope
_DESK = {R.COUNTY_DESK: S.AREA, R.DUTY_OFFICER: S.AREA}
_LEADERS = {R.COUNTY_LEADER: S.AREA, R.TOWN_SECRETARY: S.AREA, R.LEADER: S.AREA}
_VILLAGE = {R.VILLAGE_SECRETARY: (S.AREA, S.OWN), R.VILLAGE_CADRE: (S.AREA, S.OWN)}
_STATIONS = {R.OFFICE_HEAD: S.AREA, R.HANDLER: S.AREA}
# A grid worker looks after the own grid, and after what he or she is warden of in another.
_GROUND = {**_VILLAGE, R.GRID_WORKER: (S.AREA, S.OWN)}
_WATCHERS = {R.SUPERVISOR: S.AREA, R.CLERK: S.AREA, R.AUDITOR: S.AREA}

READ_CHECKS = grant("checks.read", _("查看巡查检查"), {**_DESK, **_LEADERS, **_GROUND, **_STATIONS, **_WATCHERS})
CHECK = grant("checks.record", _("登记巡查检查"), {**_DESK, **_GROUND, **_STATIONS, R.SUPERVISOR: S.AREA})
KEEP_FACTS = grant(
    "checks.facts", _("登记水域、场所和器材"), {**_DESK, **_GROUND, **_STATIONS, R.SUPERVISOR: S.AREA, R.CLERK: S.AREA}
)
REVEAL_FACTS = grant("checks.reveal", _("查看场所负责人完整信息"), {**_DESK, **_GROUND, **_STATIONS, R.LEADER: S.AREA})
SET_RULES = grant("checks.rules", _("设置巡查规则"), {**_DESK, R.TOWN_SECRETARY: S.AREA, R.LEADER: S.AREA})
WARN = grant("checks.warn", _("登记天气预警"), {**_DESK, R.TOWN_SECRETARY: S.AREA, R.LEADER: S.AREA})
SERVE = grant("checks.serve", _("下达整改通知和复查"), {**_DESK, **_STATIONS, R.SUPERVISOR: S.AREA, R.LEADER: S.AREA})
HAND_OVER = grant("checks.hand_over", _("把拒不整改移交主管部门"), _DESK)
KEEP_GATES = grant(
    "gates.keep", _("排护学岗"), {**_DESK, **_VILLAGE, R.GRID_WORKER: S.AREA, R.CLERK: S.AREA, R.LEADER: S.AREA}
)
REVEAL_GATES = grant("gates.reveal", _("查看护学人员完整信息"), {**_DESK, **_VILLAGE, R.LEADER: S.AREA})
READ_PATROLS = grant("patrols.read", _("查看网格巡查"), {**_DESK, **_LEADERS, **_GROUND, **_WATCHERS})
WALK = grant("patrols.walk", _("开展网格巡查"), dict.fromkeys(_GROUND, S.AREA))
# Where a person walked is for that person and whoever leads; not for everybody who may read that a patrol took place.
SEE_TRACK = grant(
    "patrols.track",
    _("查看巡查轨迹"),
    {R.DUTY_OFFICER: S.AREA, R.LEADER: S.AREA, R.VILLAGE_SECRETARY: (S.AREA, S.OWN), R.VILLAGE_CADRE: S.OWN, R.GRID_WORKER: S.OWN},
)  # fmt: skip

_WARDEN = ("point__warden_id",)
WATERS = RowPolicy(Water, owners=_WARDEN).register()
BUSINESSES = RowPolicy(Business, owners=_WARDEN).register()
KITS = RowPolicy(Kit, owners=_WARDEN).register()
SCHEDULES = RowPolicy(Schedule).register()
WARNINGS = RowPolicy(WeatherWarning).register()
TASKS = RowPolicy(PointTask, owners=("warden_id",)).register()
# Whoever made a check may read it anywhere; but nobody may make one at a point because it would then be their own.
CHECKS = RowPolicy(
    PointCheck, owners=("by_id", "point__warden_id"), narrower={CHECK: Reach(owners=_WARDEN, linked=False)}
).register()
NOTICES = RowPolicy(Notice, owners=("check_made__by_id",)).register()
GATES = RowPolicy(GateDuty).register()
PATROLS = RowPolicy(Patrol, owners=("by_id",)).register()
STOPS = RowPolicy(PatrolStop, owners=("patrol__by_id",)).register()
