"""Who may see analysis meetings and searches, keep them, do their tasks and knock at the doors."""

from django.utils.translation import gettext_lazy as _

from bihuan.mediation.models import AnalysisMeeting, AnalysisTask, DragnetCampaign, DragnetVisit
from bihuan.orgs.models import Role
from bihuan.platform.policies import RowPolicy, Scope, grant

R, S = Role, Scope
_DESK = dict.fromkeys((R.COUNTY_DESK, R.DUTY_OFFICER, R.LEADER, R.CLERK), (S.AREA,))
_LOOK = dict.fromkeys((R.COUNTY_LEADER, R.TOWN_SECRETARY, R.SUPERVISOR, R.AUDITOR, R.MEDIATOR), (S.AREA,))
_OFFICES = dict.fromkeys((R.OFFICE_HEAD, R.HANDLER, R.ENTERPRISE_OFFICER), (S.OFFICE, S.OWN))
_VILLAGE = dict.fromkeys((R.VILLAGE_SECRETARY, R.VILLAGE_CADRE), (S.AREA, S.OFFICE, S.OWN))

READ_ANALYSIS = grant("analysis.read", _("查看分析研判会"), {**_DESK, **_LOOK})
KEEP_ANALYSIS = grant("analysis.keep", _("组织分析研判会、分派研判任务"), _DESK)
READ_ANALYSIS_TASKS = grant(
    "analysis.read_tasks",
    _("查看研判任务"),
    {**_DESK, **_OFFICES, **_VILLAGE, **dict.fromkeys(_LOOK, (S.AREA, S.OFFICE, S.OWN)), R.GRID_WORKER: (S.OWN,)},
)
DO_ANALYSIS_TASK = grant(
    "analysis.do_task",
    _("完成研判任务"),
    {
        **dict.fromkeys(_DESK, (S.AREA, S.OFFICE, S.OWN)),
        **_OFFICES,
        **dict.fromkeys((R.VILLAGE_SECRETARY, R.VILLAGE_CADRE, R.MEDIATOR), (S.OFFICE, S.OWN)),
        R.GRID_WORKER: (S.OWN,),
    },
)
READ_DRAGNET = grant(
    "dragnet.read",
    _("查看矛盾纠纷排查"),
    {**_DESK, **_LOOK, R.VILLAGE_SECRETARY: S.ALL, R.VILLAGE_CADRE: S.ALL, R.GRID_WORKER: S.ALL},
)
KEEP_DRAGNET = grant("dragnet.keep", _("部署矛盾纠纷排查"), _DESK)
READ_DRAGNET_VISITS = grant(
    "dragnet.read_visits", _("查看排查走访"), {**_DESK, **_LOOK, **_VILLAGE, R.GRID_WORKER: (S.AREA, S.OWN)}
)
VISIT = grant(
    "dragnet.visit",
    _("登记排查走访、线索转为事项"),
    {
        **_DESK,
        R.MEDIATOR: (S.AREA,),
        R.VILLAGE_SECRETARY: (S.AREA,),
        R.VILLAGE_CADRE: (S.AREA,),
        R.GRID_WORKER: (S.AREA,),
    },
)
REVEAL_DRAGNET = grant("dragnet.reveal", _("查看走访户"), {**_DESK, **_VILLAGE, R.GRID_WORKER: (S.AREA, S.OWN)})

MEETINGS = RowPolicy(AnalysisMeeting, owners=("chair_id",)).register()
TASKS = RowPolicy(AnalysisTask, offices=("office_id",), owners=("staff_id",)).register()
CAMPAIGNS = RowPolicy(DragnetCampaign, owners=("leader_id",)).register()
VISITS = RowPolicy(DragnetVisit, owners=("by_id",)).register()
