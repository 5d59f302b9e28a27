"""The ledgers of projects and their parts."""

from django.utils.translation import gettext_lazy as _

from bihuan.enterprises.models import Project
from bihuan.enterprises.registers import MILESTONES, NEGOTIATIONS, PERMITS, PROJECTS
from bihuan.orgs.registers.ledger import RegisterLedger
from bihuan.platform.ledgers import Column, Text, Whole


def _project() -> Column:
    return Text("project.name", _("招商项目"), nullable=False, width=24, imported=False)


class Projects(RegisterLedger):
    """Projects from the first lead to production."""

    kept = PROJECTS
    title = _("招商项目台账")
    about = _("招商项目从线索、洽谈、签约、手续、开工到投产的全过程,节点、手续和洽谈记录都在项目里。")
    towards = _("点“登记一条”录入项目线索,或者用“导入”交项目清单。")
    heads = {
        "name": "项目 名称 招商项目名称",
        "stage": "进度 项目阶段 进展阶段 项目状态",
        "investor": "投资单位 投资企业 投资商 投资主体",
        "industry": "行业 产业类别",
        "investment": "总投资 投资额 投资总额 计划总投资 总投资额",
        "officer": "服务专员 包保干部 联系人 责任人 项目专员",
        "signed_on": "签约时间 签订日期",
        "started_on": "开工时间 开工建设时间",
        "produced_on": "投产时间 竣工时间",
        "jobs": "就业 带动就业 用工",
        "remark": "进展 目前进展 形象进度",
    }
    words = {
        "stage": {
            Project.Stage.LEAD: "意向 储备 在谈前 线索项目",
            Project.Stage.TALKS: "在谈 洽谈中 对接",
            Project.Stage.SIGNED: "已签约 签约项目",
            Project.Stage.PERMITS: "手续 前期手续 办证",
            Project.Stage.BUILDING: "在建 开工 已开工 建设中",
            Project.Stage.PRODUCING: "投产 竣工 已投产 运营",
            Project.Stage.DROPPED: "终止 取消 搁置",
        }
    }
    tones = {"stage": {Project.Stage.PRODUCING: "done", Project.Stage.DROPPED: "quiet", Project.Stage.BUILDING: "wait"}}
    start_days = Whole("start_days", _("签约到开工(天)"), imported=False)
    order = ["name"]


class Milestones(RegisterLedger):
    """What projects have to reach by a day."""

    kept = MILESTONES
    title = _("项目节点台账")
    about = _("招商项目的计划节点和完成情况。")
    add_url = import_right = ""
    project = _project()
    order = ["-due_on"]


class Permits(RegisterLedger):
    """The checklists of permits of all projects."""

    kept = PERMITS
    title = _("项目手续台账")
    about = _("招商项目要办的手续清单:哪个部门、谁帮办、何时办结。")
    add_url = import_right = ""
    project = _project()
    order = ["-due_on"]


class Negotiations(RegisterLedger):
    """Rounds of talks."""

    kept = NEGOTIATIONS
    title = _("项目洽谈台账")
    about = _("招商项目的每一次洽谈。")
    add_url = import_right = ""
    project = _project()
    order = ["-held_on"]
