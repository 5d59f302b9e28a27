"""The ledgers of rounds, of what was found, and of what is late (通报)."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as t

from bihuan.cases.addresses import url_of
from bihuan.cases.models import Outcome, Stage, State
from bihuan.inspections import policies, selectors
from bihuan.inspections.models import Finding, Round
from bihuan.inspections.registers import ROUNDS
from bihuan.kernel import clock
from bihuan.orgs.registers.ledger import RegisterLedger
from bihuan.platform.actors import Actor
from bihuan.platform.ledgers import AreaName, Choice, Ledger, Moment, OfficeName, StaffName, Text, Whole, YesNo

SEVERITIES = {Finding.Severity.GRAVE: "late", Finding.Severity.SERIOUS: "wait"}


class Rounds(RegisterLedger):
    """Rounds of inspection."""

    kept = ROUNDS
    first = ("title", "kind", "area", "planned_on", "held_on", "leader", "campaign")
    title = t("巡查台账")
    about = t("明察、暗访和动态巡查:什么时候、查哪里、谁带队。暗访在开展之前,被查的村看不到。")
    towards = t("点“登记一条”安排一次巡查,到现场后在它的页面上逐条登记问题。")
    heads = {
        "title": "名称 巡查 督查名称",
        "kind": "方式 类型 巡查方式",
        "area": "区域 村(社区) 村 被查单位",
        "planned_on": "计划时间 日期",
        "held_on": "开展时间 实际日期",
        "leader": "带队领导 组长",
        "members": "成员 参加人",
        "focus": "重点 检查内容",
    }
    words = {
        "kind": {
            Round.Kind.OPEN: "明查 检查 督查",
            Round.Kind.UNANNOUNCED: "暗查 突击检查",
            Round.Kind.PATROL: "巡查 日常巡查",
        }
    }
    campaign = Text("campaign.name", t("专项行动"), width=22, imported=False)
    order = ["-planned_on"]


class Findings(Ledger):
    """Findings with their cases and limits."""

    key, title, model = "findings", t("巡查问题台账"), Finding
    about = t("巡查发现的每个问题:交给谁、限几天、改完没有、是不是超期、升级给了谁。")
    towards = t("打开一次巡查,点“登记问题”。")

    number = Text("case.number", t("办件编号"), fixed=True, nullable=False, width=18, imported=False)
    matter = Text("case.title", t("问题"), nullable=False, width=30, imported=False)
    area = AreaName("case.area", t("所属区域"), path="case__area_path", town="case__town_id", imported=False)
    spot = Choice("spot", t("部位类型"), choices=Finding.Spot, imported=False)
    severity = Choice("severity", t("严重程度"), choices=Finding.Severity, tones=SEVERITIES, imported=False)
    campaign = Text("campaign.name", t("专项行动"), width=22, imported=False, shown=False)
    # The round is named on its own page alone: its name would tell a village of a round it may not know of.
    office = OfficeName("case.office", t("责任单位"), imported=False)
    handler = StaffName("case.handler", t("经办人"), imported=False, shown=False)
    days = Whole("limit_days", t("期限(天)"), nullable=False, imported=False)
    limit = Moment("limit_at", t("整改期限"), computed=True, imported=False)
    state = Choice("case.state", t("状态"), choices=State, imported=False)
    late = YesNo("late", t("超过期限"), computed=True, imported=False)
    escalated = YesNo("escalated", t("已升级"), computed=True, imported=False, shown=False)
    outcome = Choice("case.outcome", t("办理结果"), choices=Outcome, imported=False, shown=False)
    found_by = StaffName("found_by", t("发现人"), imported=False, shown=False)
    found_at = Moment("case.reported_at", t("发现时间"), nullable=False, imported=False)
    closed_at = Moment("case.closed_at", t("闭环时间"), imported=False)

    filters, order = [area, spot, state, severity], ["-found_at"]
    right = export_right = policies.READ_FINDINGS

    def rows(self, viewer: Actor) -> QuerySet[Any]:
        return selectors.with_limits(selectors.findings(viewer), clock.now())

    def open_url(self, row: Finding) -> str:
        return url_of(row.case)


class LateFindings(Ledger):
    """The list of named lateness: it is made of rows, nobody writes it."""

    key, title, model = "late_findings", t("超期通报"), Finding
    about = t("此刻超期的巡查问题:谁在办、停在哪一环、超了多久、升级报告给了谁。问题办完就自动消失。")
    towards = t("现在没有超期的问题。")

    number = Text("case.number", t("办件编号"), fixed=True, nullable=False, width=18, imported=False)
    matter = Text("case.title", t("问题"), nullable=False, width=30, imported=False)
    area = AreaName("case.area", t("所属区域"), path="case__area_path", town="case__town_id", imported=False)
    office = OfficeName("case.office", t("责任单位"), imported=False)
    handler = StaffName("case.handler", t("经办人"), imported=False)
    stage = Choice("case.due_stage", t("停在"), choices=Stage, imported=False)
    since = Moment("case.due_at", t("应完成时间"), nullable=False, imported=False)
    severity = Choice(
        "severity", t("严重程度"), choices=Finding.Severity, tones=SEVERITIES, imported=False, shown=False
    )
    told = Text("told_name", t("已报告"), computed=True, imported=False)
    why = Text("told_why", t("责任链层级"), computed=True, imported=False, width=30)
    told_at = Moment("told_at", t("报告时间"), computed=True, imported=False)

    filters, order = [area, stage, severity], ["since"]
    right = export_right = policies.READ_FINDINGS

    def rows(self, viewer: Actor) -> QuerySet[Any]:
        return selectors.late_now(viewer)

    def open_url(self, row: Finding) -> str:
        return url_of(row.case)
