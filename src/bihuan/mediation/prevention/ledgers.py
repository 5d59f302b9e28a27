"""The ledgers of prevention."""

from django.utils.translation import gettext_lazy as _

from bihuan.mediation.models import AnalysisMeeting, AnalysisTask
from bihuan.mediation.prevention import services  # noqa: F401  # their verbs with them
from bihuan.mediation.prevention.registers import CAMPAIGNS, MEETINGS, TASKS, VISITS
from bihuan.orgs.registers.ledger import RegisterLedger
from bihuan.platform.ledgers import Choice, Day, Text

T = AnalysisTask.State


class AnalysisMeetings(RegisterLedger):
    """Meetings that analyse the disputes of a period."""

    kept = MEETINGS
    title = _("分析研判会台账")
    about = _("矛盾纠纷定期分析研判:期间、参加单位、预警和研判意见,会后任务逐项跟踪。")
    towards = _("点“登记一条”,数据自动生成;开完会填意见和纪要。")
    import_right = ""
    state = Choice(
        "state", _("状态"), choices=AnalysisMeeting.State, nullable=False, imported=False,
        tones={AnalysisMeeting.State.CONCLUDED: "done", AnalysisMeeting.State.PLANNED: "wait"},
    )  # fmt: skip
    order = ["-held_on"]


class AnalysisTasks(RegisterLedger):
    """What meetings asked of offices and people."""

    kept = TASKS
    title = _("研判任务台账")
    about = _("分析研判会定下的任务:谁、什么时候前、办得怎么样。")
    import_right, add_url = "", ""
    meeting = Text("meeting.title", _("分析研判会"), imported=False)
    state = Choice(
        "state", _("状态"), choices=T, nullable=False, imported=False,
        tones={T.OPEN: "wait", T.DONE: "done", T.CANCELLED: "quiet"},
    )  # fmt: skip
    done_on = Day("done_on", _("完成日期"), imported=False)
    result = Text("result", _("完成情况"), imported=False, shown=False)
    order = ["-due_on"]


class DragnetCampaigns(RegisterLedger):
    """Searches for quarrels from door to door."""

    kept = CAMPAIGNS
    title = _("矛盾纠纷排查台账")
    about = _("矛盾纠纷大排查的部署:范围、期间、重点和小结。")
    towards = _("点“登记一条”部署一次排查,然后各村(社区)登记走访。")
    heads = {"title": "名称 活动名称", "area": "范围 排查范围", "from_day": "开始时间", "to_day": "结束时间"}
    order = ["-from_day"]


class DragnetVisits(RegisterLedger):
    """Homes visited during searches, and what was heard there."""

    kept = VISITS
    title = _("排查走访台账")
    about = _("排查中走访的每一户:谁去的、发现什么线索、转成了哪件事项。")
    towards = _("在“矛盾纠纷排查”里打开一次排查,点“登记排查走访”。")
    import_right = ""
    campaign = Text("campaign.title", _("矛盾纠纷排查"), fixed=True, nullable=False, imported=False)
    case_number = Text("case.number", _("转为事项"), imported=False)
    order = ["-day"]
