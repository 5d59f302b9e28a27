"""The ledgers of the room, with the headings that townships write over their lists."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as t

from bihuan.cases.models import State as CaseState
from bihuan.orgs.models import Area
from bihuan.orgs.registers import Register
from bihuan.orgs.registers.ledger import RegisterLedger
from bihuan.platform.actors import Actor
from bihuan.platform.ledgers import AreaName, Choice, Column, NewRow, Refused, StaffName, Text
from bihuan.platform.models import ImportBatch
from bihuan.visits import household_ledgers, need_ledgers, work_ledgers
from bihuan.visits.models import ConsultationGroup, ConsultationMeeting, GroupMember, ReceptionTurn
from bihuan.visits.models.reception import Way
from bihuan.visits.registers import GROUPS, MEETINGS, MEMBERS, RECEPTIONS, ROTA

__all__ = ["household_ledgers", "need_ledgers", "work_ledgers"]  # found together with the ledgers of this module

_FOUND = "group_found"
_WAYS = {Way.RECEIVE: "接待 坐班 定点接访", Way.DOWN: "带案下访 走访 下村"}


class Rota(RegisterLedger):
    """Turns of the leaders' rota."""

    kept = ROTA
    title = t("接访安排台账")
    about = t("领导哪一天、在哪里接访或下访,是否公布、换人、开展。")
    towards = t("在“接访下访”里按周排班,或者用“导入”交排班表。")
    heads = {
        "day": "接访日期 接访时间 值班日期",
        "way": "接访方式 形式 类型",
        "area": "单位 乡镇 村(社区) 下访村",
        "leader": "领导 姓名 接访人 值班领导 带班领导",
        "hours": "时段 接访时段 起止时间",
        "place": "接访地点 下访地点 接待地点",
        "topic": "接访主题 下访主题 重点事项",
    }
    words = {"way": _WAYS}
    state = Choice(
        "state", t("状态"), choices=ReceptionTurn.State, imported=False,
        tones={ReceptionTurn.State.MISSED: "late", ReceptionTurn.State.PLANNED: "wait"},
    )  # fmt: skip
    substitute = StaffName("substitute", t("替班领导"), imported=False)
    reason = Text("substitute_reason", t("换人原因"), imported=False, shown=False)
    missed = Text("missed_reason", t("未开展原因"), imported=False, shown=False)
    order = ["-day"]


class Receptions(RegisterLedger):
    """Matters brought to leaders."""

    kept = RECEPTIONS
    first = ("title", "received_on", "leader", "way", "area", "visitor", "people", "result")
    title = t("接访记录台账")
    about = t("谁来反映什么事、领导怎么答复和批示、当场解决还是转为事项、现在办到哪一步。")
    towards = t("点“登记一条”录入,或者用“导入”交接访登记表。")
    heads = {
        "title": "事项 反映问题 诉求 来访事由 主要诉求 反映的主要问题",
        "received_on": "日期 时间 接访时间 来访日期 来访时间",
        "leader": "领导 接访人 接待领导 接待人 包案领导",
        "way": "形式 接访方式",
        "area": "村(社区) 村 社区 所在村 事发地 单位",
        "visitor": "姓名 反映人 来访群众 来访人姓名 信访人",
        "visitor_phone": "电话 联系方式 手机号",
        "people": "人数 来访人次",
        "kind": "类型 事项类别",
        "text": "内容 具体内容 诉求内容 情况",
        "answer": "答复 答复意见 接访意见 领导意见",
        "instruction": "批示 批示内容 交办意见",
        "result": "结果 办理结果 处理情况 办理情况",
        "remark": "说明",
    }
    words = {
        "way": _WAYS,
        "result": {
            "solved": "已解决 解决 现场解决 办结 已办结",
            "explained": "已答复 答复 解释 现场答复 解释疏导",
            "follow": "转办 交办 待办 办理中 正在办理 转办中",
        },
    }
    number = Text("case.number", t("转办编号"), imported=False)
    progress = Choice("case.state", t("办理状态"), choices=CaseState, imported=False)
    order = ["-received_on"]


class Groups(RegisterLedger):
    """Consultation groups."""

    kept = GROUPS
    title = t("议事组织台账")
    about = t("矛盾室、工作室、调解队、议事会的召集人、地点、开放时间和议事步骤。")
    towards = t("点“登记一条”录入,或者用“导入”交组织名册。")
    heads = {
        "name": "组织名称 工作室名称 矛盾室 议事组织",
        "kind": "类型 类别",
        "area": "村(社区) 村 社区 所在社区 单位",
        "convener": "负责人 牵头人 主持人",
        "place": "地址 位置",
        "open_hours": "时间 值守时间 坐班时间",
        "founded_on": "成立时间 建立时间",
        "ended_on": "撤销时间 停止时间",
        "method": "工作法 议事规则 步骤",
        "about": "介绍 特色 备注",
    }
    words = {
        "kind": {
            ConsultationGroup.Kind.ROOM: "矛盾室 调解室 解忧室",
            ConsultationGroup.Kind.STUDIO: "书记工作室 面对面工作室",
            ConsultationGroup.Kind.TEAM: "睦邻调解队 志愿队 队伍",
            ConsultationGroup.Kind.COUNCIL: "协商议事会 理事会 议事厅 小院议事",
        }
    }
    order = ["name"]


class _OfGroup(RegisterLedger, register=False):
    """Rows that name their group; an import finds it by name, within the town that the row's village says."""

    kept: ClassVar[Register[Any]]

    def save_rows(self, *, actor: Actor, rows: Sequence[NewRow], batch: ImportBatch) -> list[UUID | Refused]:
        names = {str(row.values.get("group") or "") for row in rows}
        groups = GROUPS.policy.rows(actor, MEETINGS.keep).filter(voided_at=None, name__in=names)
        found: dict[str, list[ConsultationGroup]] = {}
        for group in groups.select_related("area"):
            found.setdefault(group.name, []).append(group)
        ready: dict[int, NewRow] = {}
        for at, row in enumerate(rows):
            named = found.get(str(row.values.get("group") or ""), [])
            if len(named) == 1:
                ready[at] = NewRow(row.sheet, row.row, {**row.values, _FOUND: named[0]})
        stored = iter(super().save_rows(actor=actor, rows=list(ready.values()), batch=batch))
        return [next(stored) if at in ready else _no_group(row, found) for at, row in enumerate(rows)]

    def _values(
        self, row: NewRow, named: Mapping[str, Column], areas: Mapping[str, Area], people: Any
    ) -> dict[str, object] | Refused:
        values = super()._values(row, named, areas, people)
        return values if isinstance(values, Refused) else {**values, "group": row.values[_FOUND]}


def _no_group(row: NewRow, found: Mapping[str, Sequence[ConsultationGroup]]) -> Refused:
    name = str(row.values.get("group") or "")
    if found.get(name):
        return Refused("group", "twice", _("有几个议事组织都叫“%(name)s”,请在页面上逐条登记。") % {"name": name})
    return Refused("group", "unknown", _("没有登记过叫“%(name)s”的议事组织,请先登记组织或核对名称。") % {"name": name})


class Members(_OfGroup):
    """Members of consultation groups."""

    kept = MEMBERS
    title = t("议事组织成员台账")
    about = t("每个议事组织由哪些人组成:党员、老党员、乡贤、调解员、律师等。")
    towards = t("先登记议事组织,再在组织的页面上加成员,或者用“导入”交成员名册。")
    heads = {
        "name": "成员 成员姓名",
        "role": "类别 成员身份 政治面貌",
        "phone": "电话 手机 联系方式",
        "speciality": "特长",
        "since": "加入时间",
        "until": "退出时间",
    }
    words = {
        "role": {
            GroupMember.Role.PARTY_MEMBER: "中共党员 在职党员 党员代表",
            GroupMember.Role.CADRE: "干部 社区干部 村干部 书记",
            GroupMember.Role.MEDIATOR: "调解员",
            GroupMember.Role.ELDER: "乡贤 老党员 老干部 长者",
            GroupMember.Role.LAWYER: "律师 法律顾问 法律明白人",
            GroupMember.Role.POLICE: "社区民警",
            GroupMember.Role.DELEGATE: "代表 群众代表 业主代表",
            GroupMember.Role.VOLUNTEER: "热心居民",
        }
    }
    group = Text("group.name", t("议事组织"), required=True, synonyms="组织 所属组织 工作室", nullable=False)
    village = AreaName("area", t("所属区域"), imported=False)
    order = ["name"]


class Meetings(_OfGroup):
    """Meetings of consultation groups."""

    kept = MEETINGS
    first = ("title", "held_on", "raised_by", "led_by", "residents", "result", "solved_on", "confirmed_on")
    title = t("议事协商台账")
    about = t("每次协商的事项、参加人员、按什么步骤议、结果如何,以及提出人是否确认。")
    towards = t("点“登记一条”录入,或者用“导入”交协商登记表。")
    heads = {
        "title": "事项 议题 协商议题 矛盾问题",
        "held_on": "日期 时间 协商时间 议事时间",
        "place": "议事地点 协商地点",
        "raised_by": "反映人 居民姓名 提议人 诉求人",
        "raised_phone": "电话 联系方式",
        "kind": "类型 事项类别",
        "text": "情况 具体情况 内容",
        "led_by": "主持人 牵头单位 党组织",
        "party_members": "党员人数 党员",
        "residents": "群众人数 居民人数 群众",
        "others": "其他参加人员",
        "result": "结果 办理结果",
        "agreed": "协商意见 协商成果 解决办法",
        "solved_on": "解决时间 办结时间",
        "confirmed_on": "确认日期 居民确认时间 确认时间",
        "confirmed_how": "居民确认方式",
    }
    words = {
        "result": {
            ConsultationMeeting.Result.SOLVED: "解决 办结 已办结 协商成功 达成一致",
            ConsultationMeeting.Result.PARTLY: "部分",
            ConsultationMeeting.Result.OPEN: "未解决 待协商 正在协商",
            ConsultationMeeting.Result.PASSED_ON: "移交 上报 转办",
        },
        "confirmed_how": {
            ConsultationMeeting.How.IN_PERSON: "当面 上门",
            ConsultationMeeting.How.PHONE: "电话",
            ConsultationMeeting.How.SIGNED: "签字 书面",
        },
    }
    tones = {"result": {ConsultationMeeting.Result.SOLVED: "done"}}
    group = Text(
        "group.name", t("议事组织"), required=True, synonyms="组织 工作室 议事组织名称 协商组织", nullable=False
    )
    village = AreaName("area", t("所属区域"), imported=False)
    number = Text("case.number", t("关联编号"), imported=False, shown=False)
    order = ["-held_on"]
