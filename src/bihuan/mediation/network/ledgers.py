"""The ledgers of committees and mediators."""

from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from bihuan.cases.addresses import url_of_id
from bihuan.mediation.models import Assignment, Committee, DisputeKind, Mediator
from bihuan.mediation.network import assigning, declaring, policies  # noqa: F401  # their guards with them
from bihuan.mediation.network.registers import COMMITTEES, MEDIATORS
from bihuan.mediation.network.results import with_results
from bihuan.mediation.policies import EXPORT, READ
from bihuan.orgs.models import Area
from bihuan.orgs.registers.ledger import People, RegisterLedger
from bihuan.platform.actors import Actor
from bihuan.platform.ledgers import (
    AreaName,
    Choice,
    Column,
    Ledger,
    Moment,
    NewRow,
    Refused,
    StaffName,
    Text,
    Whole,
)


class Committees(RegisterLedger):
    """People's mediation committees, vertical and of trades."""

    kept = COMMITTEES
    title = _("调解组织台账")
    about = _("县、乡镇(街道)、村(社区)三级人民调解委员会和行业性专业性调委会。")
    towards = _("点“登记一条”,或者用“导入”交调解组织名册。")
    heads = {
        "name": "名称 调解组织名称 人民调解委员会名称 组织名称",
        "kind": "类型 组织类型 级别",
        "trade": "行业 专业 所属行业",
        "area": "所在地 所属村(社区) 村(社区) 单位 所在村",
        "head": "主任姓名 负责人 调委会主任",
        "members": "委员数 人数 成员数",
        "phone": "电话 联系电话",
        "address": "地址 办公地点",
        "founded_on": "设立日期 成立时间",
        "elected_on": "换届日期 选举日期",
        "remark": "备注",
    }
    words = {
        "kind": {
            Committee.Kind.COUNTY: "县级 县调委会",
            Committee.Kind.TOWN: "乡镇 街道 乡镇调委会 镇级",
            Committee.Kind.VILLAGE: "村级 社区 村调委会 村(居)",
            Committee.Kind.TRADE: "行业 专业 行业性 专业性",
            Committee.Kind.FIRM: "企业 事业单位 企事业",
        }
    }
    order = ["name"]


class Mediators(RegisterLedger):
    """People's mediators with what they have done."""

    kept = MEDIATORS
    title = _("人民调解员台账")
    about = _("每一位人民调解员:在哪个调委会、擅长什么、证件何时到期、手上有几件、调成多少。件数都从纠纷台账里数出来。")
    towards = _("点“登记一条”,或者用“导入”交调解员名册。")
    heads = {
        "name": "调解员姓名 调解员 人员姓名",
        "area": "所在村(社区) 单位所在地 村(社区) 所在地",
        "kinds": "擅长 专业特长 擅长领域 调解领域 特长",
        "engagement": "专职兼职 类别 专/兼职",
        "phone": "电话 手机 手机号码 联系方式",
        "certificate": "证号 调解员证 证件号 工作证号",
        "certificate_until": "有效期 证件有效期 有效期至",
        "since": "聘用日期 聘任时间 任职时间",
        "remark": "备注",
    }
    words = {
        "engagement": {
            Mediator.Engagement.FULL: "专职调解员 专职人民调解员",
            Mediator.Engagement.PART: "兼职调解员 兼职人民调解员",
        }
    }
    staff = StaffName("staff", _("账号"), shown=False, imported=False)
    committee = Text("committee.name", _("所在调委会"), synonyms="调委会 调解组织 所属调委会 单位", width=22)
    load = Whole("load", _("在调件数"), computed=True, nullable=False)
    concluded = Whole("concluded", _("调结件数"), computed=True, nullable=False, total=True)
    settled = Whole("settled", _("调成件数"), computed=True, nullable=False, total=True)
    order = ["name"]

    def rows(self, viewer: Actor) -> QuerySet[Any]:
        return with_results(self.kept.rows(viewer))

    def _values(
        self, row: NewRow, named: Mapping[str, Column], areas: Mapping[str, Area], people: People
    ) -> dict[str, object] | Refused:
        values = super()._values(row, named, areas, people)
        written = str(row.values.get("committee") or "").strip()
        if isinstance(values, Refused) or not written:
            return values
        area = values.get("area")
        town_id = area.town_id if isinstance(area, Area) else None
        same = Committee.objects.filter(voided_at=None, name=written)
        found = same.filter(town_id=town_id).first() or same.filter(town=None).first()
        if found is None:
            message = gettext("没有叫“%(name)s”的调委会,请先登记调解组织,或者把这一格留空。")
            return Refused("committee", "unknown", message % {"name": written[:40]})
        return {**values, "committee": found}


class Assignments(Ledger):
    """Who was given which dispute, why, and by whom."""

    key, title, model = "assignments", _("调解员指派台账"), Assignment
    about = _("每一次指派和改派:推荐第几名、理由、回避事由和双方书面同意情况。")
    towards = _("在纠纷的“调解”页打开“指派调解员”,确认推荐即记在这里。")

    number = Text("dispute.case.number", _("办件编号"), fixed=True, nullable=False, width=20, imported=False)
    at = Moment("created_at", _("指派时间"), nullable=False, imported=False)
    mediator = Text("mediator.name", _("调解员"), nullable=False, imported=False)
    kind = Choice("dispute.kind", _("纠纷类型"), choices=DisputeKind, nullable=False, imported=False)
    village = AreaName("area", _("所属村(社区)"), imported=False)
    place = Whole("place", _("推荐名次"), nullable=False, imported=False)
    by = StaffName("by", _("指派人"), imported=False)
    why = Text("reason", _("指派说明"), imported=False)
    consent = Text("consent", _("双方书面同意情况"), imported=False)
    ended_at = Moment("ended_at", _("结束时间"), imported=False)
    end_reason = Text("end_reason", _("改派原因"), imported=False)

    filters, order = [at, mediator, kind, village], ["-at"]
    right, export_right = READ, EXPORT
    needs = ["dispute__case_id"]

    def rows(self, viewer: Actor) -> QuerySet[Any]:
        return policies.ASSIGNMENTS.rows(viewer, READ).filter(dispute__voided_at=None)

    def open_url(self, row: Assignment) -> str:
        return url_of_id(row.dispute.case_id)
