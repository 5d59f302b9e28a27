"""The ledgers of what is done for enterprises, and of tax income."""

from django.utils.translation import gettext_lazy as _

from bihuan.enterprises.models import AgencyService
from bihuan.enterprises.registers import (
    AGENCY_SERVICES,
    BANK_MEETINGS,
    BANK_NEEDS,
    SERVICE_TEAMS,
    TAX_INCOME,
    TRAININGS,
)
from bihuan.orgs.registers.ledger import RegisterLedger
from bihuan.platform.ledgers import Text


class AgencyServices(RegisterLedger):
    """Errands done on the premises of enterprises or on their behalf."""

    kept = AGENCY_SERVICES
    title = _("上门办、帮代办台账")
    about = _("为企业和商户上门办、帮代办的每一件事,回执和评价。")
    towards = _("点“登记一条”录入,或者用“导入”交帮办代办登记表。")
    heads = {
        "matter": "事项 服务事项 办理业务 代办事项 业务名称",
        "way": "方式 服务类型 办理方式 类别",
        "client": "企业名称 服务企业 办事企业 申请人 商户名称",
        "area": "村(社区) 所在村 所属社区 所属区域",
        "asked_on": "受理时间 登记日期 日期 申请日期",
        "done_on": "办结时间 完成时间 完成日期",
        "department": "部门 审批部门 对接部门",
        "staff": "帮办员 代办员 服务人员 经办人 帮代办人员",
        "receipt": "回执 回执号 编号",
        "rating": "评价 满意度 评分",
    }
    words = {
        "way": {
            AgencyService.Way.ON_SITE: "上门 上门服务 上门办理",
            AgencyService.Way.AGENCY: "帮办 代办 帮办代办 代办服务 帮代办",
        }
    }
    order = ["-asked_on"]


class Trainings(RegisterLedger):
    """Trainings for enterprises."""

    kept = TRAININGS
    title = _("企业培训台账")
    about = _("为企业举办的培训和参训人次;签到清点与现场估计分别统计。")
    towards = _("点“登记一条”录入。")
    heads = {
        "title": "培训 培训主题 名称",
        "held_on": "培训时间 日期 时间",
        "attendance": "参训人数 培训人次 人次 人数",
    }
    order = ["-held_on"]


class BankMeetings(RegisterLedger):
    """Meetings of banks and enterprises."""

    kept = BANK_MEETINGS
    title = _("银企对接会台账")
    about = _("银企对接会,企业需求和银行授信放款在会议里逐家登记。")
    towards = _("点“登记一条”录入一场对接会,再登记各家需求。")
    heads = {"title": "会议 对接会名称", "held_on": "时间 会议日期", "banks": "参会银行 金融机构"}
    order = ["-held_on"]


class BankNeeds(RegisterLedger):
    """What enterprises asked of banks, and what came of it."""

    kept = BANK_NEEDS
    title = _("融资对接台账")
    about = _("企业融资需求、对接银行、授信和放款。")
    add_url = import_right = ""
    enterprise = Text("enterprise.name", _("企业(项目)"), fixed=True, nullable=False, width=24, imported=False)
    meeting = Text("meeting.title", _("银企对接会"), nullable=False, width=24, imported=False)
    order = ["-lent_on"]


class ServiceTeams(RegisterLedger):
    """Teams that look after enterprises."""

    kept = SERVICE_TEAMS
    title = _("服务专班台账")
    about = _("服务企业、园区和项目的专班:组长、成员、职责。")
    towards = _("点“登记一条”录入。")
    order = ["name"]


class TaxIncomes(RegisterLedger):
    """Tax income by the month, with its source."""

    kept = TAX_INCOME
    title = _("税收收入台账")
    about = _("各乡镇每月税收收入、全区位次和数据来源;没有来源的数字不能登记。")
    towards = _("点“登记一条”按月录入。")
    heads = {
        "month": "月份 所属期",
        "amount": "税收 税收收入 收入 税收入库",
        "rank": "排名 全区排名",
        "source": "来源 数据出处",
    }
    order = ["-month"]
