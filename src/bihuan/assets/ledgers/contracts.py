"""The ledgers of plans, contracts, income and of who looks for space."""

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from bihuan.assets import policies
from bihuan.assets.control import with_income
from bihuan.assets.models import Contract, Plan
from bihuan.assets.registers import CONTRACTS, INCOMES, NEEDS, PLANS
from bihuan.orgs.registers.ledger import RegisterLedger
from bihuan.platform.actors import Actor
from bihuan.platform.ledgers import Money, Text


class Plans(RegisterLedger):
    """How assets are to be brought into use."""

    kept = PLANS
    title = _("盘活方案台账")
    about = _("闲置资产的盘活方案:拟定、决议、公示、实施。")
    add_url = import_right = ""
    tones = {"state": {Plan.State.DONE: "done", Plan.State.DROPPED: "quiet", Plan.State.PROPOSED: "wait"}}
    asset = Text("asset.name", _("资产"), fixed=True, nullable=False, width=22, imported=False)
    order = ["-decided_on"]


class Contracts(RegisterLedger):
    """Economic contracts of the collectives."""

    kept = CONTRACTS
    title = _("集体经济合同台账")
    about = _("租赁、承包、合作等集体经济合同:期限、年收益、岗位;重叠出租会被拒绝,到期提前提醒。")
    towards = _("点“登记一条”录入,或者用“导入”交合同清理表。")
    export_right = policies.EXPORT
    asset = Text("asset.name", _("资产"), width=20, imported=False)
    heads = {
        "title": "合同 名称 项目名称 协议名称",
        "area": "村(社区) 所在村 所属村 村 社区 所属区域",
        "partner": "承租方 乙方 承包方 合作方 合作单位 承租单位",
        "person": "承租人 承包人 乙方姓名 姓名",
        "phone": "电话 联系方式",
        "signed_on": "签订时间 签约日期 签订日期",
        "begins_on": "起租日 合同开始 开始日期 起始时间",
        "ends_on": "到期日 合同到期 截止日期 结束日期 到期时间",
        "yearly_income": "年租金 年收益 年承包费 租金 年收入",
        "jobs": "岗位 就业岗位 带动就业 用工",
        "number": "编号 合同号",
    }
    received = Money("received", _("已到账(元)"), computed=True, filterable=False, sortable=False)
    order = ["-ends_on"]

    def rows(self, viewer: Actor) -> QuerySet[Contract]:
        return with_income(super().rows(viewer))


class Incomes(RegisterLedger):
    """Money that came in for assets."""

    kept = INCOMES
    title = _("资产收益台账")
    about = _("每一笔资产收益:哪宗资产、哪份合同、到账多少、用到哪里。")
    add_url = import_right = ""
    asset = Text("asset.name", _("资产"), fixed=True, nullable=False, width=22, imported=False)
    contract = Text("contract.title", _("集体经济合同"), width=22, imported=False)
    order = ["-received_on"]


class SpaceNeeds(RegisterLedger):
    """Who looks for space."""

    kept = NEEDS
    title = _("用地用房需求台账")
    about = _("项目、企业和群众要找的厂房、房屋和土地;系统从闲置资产里找合适的。")
    towards = _("点“登记一条”录入一条需求,打开就能看到合适的资产。")
    order = ["title"]
