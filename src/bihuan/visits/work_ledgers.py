"""The ledgers of benefit works, with the headings that townships write over their lists."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as t

from bihuan.orgs.models import Area
from bihuan.orgs.registers import Register
from bihuan.orgs.registers.ledger import RegisterLedger
from bihuan.platform.actors import Actor
from bihuan.platform.ledgers import AreaName, Choice, Column, NewRow, Number, Refused, Text
from bihuan.platform.models import ImportBatch
from bihuan.visits.models import BenefitWork, WorkHousehold, WorkOpinion
from bihuan.visits.work_registers import HOMES, OPINIONS, STEPS, WORKS

State, Door = BenefitWork.State, WorkHousehold.Step
_FOUND = "work_found"


class BenefitWorks(RegisterLedger):
    """Benefit works."""

    kept = WORKS
    first = ("title", "kind", "area", "quantity", "unit", "homes", "lead", "ends_on", "state", "accepted_on")
    title = t("惠民工程台账")
    about = t("修路、减速带、供暖、照明、老旧小区改造和小区办证:做多少、花谁的钱、到哪一步;验收后按验收日期计入指标。")
    towards = t("点“登记一条”录入,或者用“导入”交工程清单。")
    heads = {
        "title": "工程名称 项目名称 名称 实事名称",
        "kind": "类型 类别 项目类别",
        "area": "村(社区) 村 社区 所在社区 小区所在社区",
        "place": "位置 地址 小区",
        "unit": "计量单位",
        "homes": "户数 惠及户数 涉及户数",
        "lead": "负责人 责任人 包联领导",
        "builder": "施工单位 承建单位 施工方",
        "begins_on": "开始时间 计划开工 计划开工时间",
        "ends_on": "完成时间 计划完工 计划完成时间 完成时限",
        "cost": "资金 投资 总投资 金额",
        "money": "来源 资金渠道",
        "state": "状态 进度 完成情况",
        "started_on": "开工时间 开工日期",
        "accepted_on": "验收时间 完工时间 完成日期",
        "about": "内容 备注 建设内容",
    }
    words = {
        "kind": {
            "road": "道路 修路 路面修补 道路硬化",
            "speed_bumps": "减速垄 减速板",
            "heating": "供暖 供热 暖气改造",
            "lighting": "路灯 照明 亮化",
            "renovation": "老旧小区 旧改 小区改造",
            "title": "办证 不动产证 房产证 历史遗留问题小区",
        },
        "state": {
            "planned": "计划 未开工",
            "under_way": "施工中 在建 办理中",
            "accepted": "完成 完工 已完成 已完工 验收",
            "stopped": "停工 停办",
        },
    }
    tones = {"state": {State.ACCEPTED: "done", State.STOPPED: "quiet", State.PLANNED: "wait"}}
    # No total: square metres and places cannot be added up.
    quantity = Number("quantity", t("数量"), required=True, nullable=False, synonyms="工程量 面积 数目")
    order = ["-begins_on"]


class _OfWork(RegisterLedger, register=False):
    """Rows that name their work; an import finds it by name, among those that the actor keeps."""

    kept: ClassVar[Register[Any]]

    def save_rows(self, *, actor: Actor, rows: Sequence[NewRow], batch: ImportBatch) -> list[UUID | Refused]:
        names = {str(row.values.get("work") or "") for row in rows}
        works = WORKS.policy.rows(actor, WORKS.keep).filter(voided_at=None, title__in=names)
        found: dict[str, list[BenefitWork]] = {}
        for work in works.select_related("area"):
            found.setdefault(work.title, []).append(work)
        ready: dict[int, NewRow] = {}
        for at, row in enumerate(rows):
            named = found.get(str(row.values.get("work") or ""), [])
            if len(named) == 1:
                ready[at] = NewRow(row.sheet, row.row, {**row.values, _FOUND: named[0]})
        stored = iter(super().save_rows(actor=actor, rows=list(ready.values()), batch=batch))
        return [next(stored) if at in ready else _no_work(row, found) for at, row in enumerate(rows)]

    def _values(
        self, row: NewRow, named: Mapping[str, Column], areas: Mapping[str, Area], people: Any
    ) -> dict[str, object] | Refused:
        values = super()._values(row, named, areas, people)
        return values if isinstance(values, Refused) else {**values, "work": row.values[_FOUND]}


def _no_work(row: NewRow, found: Mapping[str, Sequence[BenefitWork]]) -> Refused:
    name = str(row.values.get("work") or "")
    if found.get(name):
        return Refused("work", "twice", _("有几个惠民工程都叫“%(name)s”,请在页面上逐条登记。") % {"name": name})
    return Refused("work", "unknown", _("没有登记过叫“%(name)s”的惠民工程,请先登记工程或核对名称。") % {"name": name})


class WorkSteps(RegisterLedger):
    """The steps of the plans."""

    kept = STEPS
    title = t("工程步骤台账")
    about = t("惠民工程分几步、谁负责、计划和实际哪天完成。")
    add_url = import_right = ""
    work = Text("work.title", t("惠民工程"), fixed=True, nullable=False, width=24, imported=False)
    area = AreaName("area", t("所属区域"), imported=False)
    order = ["-due_on"]


class WorkHouseholds(_OfWork):
    """Households that works are done for."""

    kept = HOMES
    title = t("工程涉及户台账")
    about = t("惠民工程涉及的每一户;小区办证的,每户办到哪一步。")
    towards = t("在工程页面上逐户登记,或者用“导入”交住户清单,清单要有“惠民工程”一列写明工程名称。")
    add_url = ""
    work = Text(
        "work.title", t("惠民工程"), required=True, nullable=False, width=24, synonyms="工程名称 小区 小区名称 项目名称"
    )
    household = Text("household.number", t("户编号"), imported=False, width=20, shown=False)
    area = AreaName("area", t("所属区域"), imported=False)
    step = Choice(
        "step", t("办证进度"), choices=Door, imported=False,
        tones={Door.ISSUED: "done", Door.READY: "done", Door.MISSING: "wait"},
    )  # fmt: skip
    heads = {
        "door": "门牌 楼号 户室 房间号 楼栋单元房号",
        "owner": "户主 业主 产权人 姓名 业主姓名",
        "gathered_on": "资料齐全时间 资料收齐",
        "taken_on": "受理时间",
        "ready_on": "可办证时间 审核通过日期",
        "issued_on": "领证时间 发证日期",
    }
    order = ["door"]


class WorkOpinions(RegisterLedger):
    """What residents say at the acceptance."""

    kept = OPINIONS
    title = t("居民验收意见台账")
    about = t("惠民工程验收时居民怎么说;姓名默认脱敏。")
    add_url = import_right = ""
    work = Text("work.title", t("惠民工程"), fixed=True, nullable=False, width=24, imported=False)
    area = AreaName("area", t("所属区域"), imported=False)
    tones = {"result": {WorkOpinion.Result.UNFIT: "late", WorkOpinion.Result.FIT: "done"}}
    order = ["-said_on"]
