"""The ledger of all cases."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from bihuan.cases import policies
from bihuan.cases.addresses import url_of
from bihuan.cases.models import Case, CaseKind, Channel, Outcome, State, Urgency
from bihuan.cases.services import PastCase, record_past_cases, void_case
from bihuan.kernel import clock
from bihuan.kernel.errors import WrongState
from bihuan.orgs.models import Area
from bihuan.orgs.places import areas_named
from bihuan.platform.actors import SYSTEM, Actor
from bihuan.platform.ledgers import (
    AreaName,
    Choice,
    Ledger,
    LongText,
    Moment,
    NewRow,
    OfficeName,
    Person,
    Phone,
    Refused,
    StaffName,
    Text,
    Whole,
    YesNo,
)
from bihuan.platform.models import ImportBatch
from bihuan.platform.policies import visible

MORNING, EVENING = 9, 17  # a ledger knows the day only

KIND_WORDS = {
    CaseKind.APPEAL: "诉求 群众诉求 咨询 求助 投诉 建议 反映",
    CaseKind.DISPUTE: "矛盾纠纷 矛盾",
    CaseKind.HAZARD: "安全隐患 风险隐患",
    CaseKind.FINDING: "督导问题 检查问题 发现问题",
    CaseKind.DIFFICULTY: "企业问题 企业诉求",
    CaseKind.BENEFIT: "惠民 实事 民生实事",
}
STATE_TONES = {
    State.CLOSED: "done",
    State.REPORTED: "wait",
    State.ACCEPTED: "wait",
    State.DISPATCHED: "wait",
    State.DECLINED: "quiet",
    State.MERGED: "quiet",
    State.VOIDED: "quiet",
}


class Cases(Ledger):
    """Every matter from report to close, whatever its kind."""

    key, title, model = "cases", _("事项台账"), Case
    about = _("所有事项:谁反映的、到了哪一步、谁在办、还剩多少时间。")
    towards = _("点“登记事项”录入第一件,或者用“导入”把手上的登记表交进来。")

    number = Text("number", _("办件编号"), fixed=True, search=True, nullable=False, width=20, imported=False)
    reported_at = Moment(
        "reported_at",
        _("反映时间"),
        required=True,
        nullable=False,
        code="date",
        synonyms="登记日期 日期 受理时间 反映日期 登记时间 来访时间 来电时间 上报时间",
    )
    headline = Text(
        "title", _("标题"), required=True, search=True, width=32, synonyms="事项名称 主题 诉求标题 事项标题 事由"
    )
    kind = Choice("kind", _("事项类型"), choices=CaseKind, words=KIND_WORDS, code="kind", synonyms="类型 事项类别 类别")
    state = Choice("state", _("状态"), choices=State, tones=STATE_TONES, imported=False)
    urgency = Choice(
        "urgency",
        _("紧急程度"),
        choices=Urgency,
        tones={Urgency.EMERGENCY: "late", Urgency.URGENT: "wait"},
        code="urgency",
        synonyms="紧急",
    )
    area = AreaName(
        "area",
        _("发生区域"),
        required=True,
        code="area",
        synonyms="所属村(社区) 村(社区) 村居 所属村 社区 所属网格 网格 所在村 所属区域",
    )
    place = Text("place", _("发生地点"), shown=False, search=True, synonyms="地点 详细地址 地址 位置")
    reporter = Person("reporter_name", _("反映人"), synonyms="姓名 来访人 诉求人 联系人 反映人姓名 来电人")
    phone = Phone(
        "reporter_phone",
        _("联系电话"),
        shown=False,
        beside="reporter",
        code="phone",
        synonyms="电话 手机 手机号 联系方式 反映人电话",
    )
    text = LongText(
        "text",
        _("反映内容"),
        people=["reporter_name"],
        shown=False,
        search=True,
        synonyms="内容 诉求内容 主要内容 简要情况 问题描述 情况说明",
    )
    channel = Choice(
        "channel", _("来源渠道"), choices=Channel, shown=False, code="channel", synonyms="来源 渠道 诉求来源"
    )
    category = Text("category.name", _("类别"), shown=False, imported=False, fields=["category_id"])
    office = OfficeName("office", _("承办单位"), imported=False)
    handler = StaffName("handler", _("经办人"), imported=False)
    first_contact = StaffName("first_contact", _("首问责任人"), shown=False, imported=False)
    due_at = Moment("due_at", _("本环节期限"), imported=False)
    closed_at = Moment(
        "closed_at", _("办结时间"), shown=False, code="date", synonyms="办结日期 结案日期 完成时间 化解日期"
    )
    outcome = Choice(
        "outcome",
        _("办理结果"),
        choices=Outcome,
        code="outcome",
        synonyms="处理结果 结果",
        tones={Outcome.SOLVED: "done"},
    )
    result_text = LongText(
        "result_text",
        _("办理情况"),
        people=["reporter_name"],
        shown=False,
        synonyms="处理情况 办理过程 处理意见 办理结果说明",
    )
    satisfied = YesNo(
        "satisfied", _("群众满意"), shown=False, labels=(_("满意"), _("不满意")), synonyms="是否满意 满意度 满意情况"
    )
    people_involved = Whole("people_involved", _("涉及人数"), shown=False, synonyms="人数 来访人数")
    major = YesNo("major", _("重大复杂"), shown=False, nullable=False, imported=False)
    overdue_stages = Whole("overdue_stages", _("超期环节数"), shown=False, nullable=False, imported=False)

    filters, order = [reported_at, area, kind, state, urgency], ["-reported_at"]
    right, export_right, import_right, reveal_right = policies.READ, policies.EXPORT, policies.IMPORT, policies.REVEAL
    same_when = ["reported_at", "reporter", "headline"]
    search_kind = "case"

    def rows(self, viewer: Actor) -> QuerySet[Any]:
        return visible(Case, viewer, policies.READ)

    def open_url(self, row: Case) -> str:
        return url_of(row)

    def save_rows(self, *, actor: Actor, rows: Sequence[NewRow], batch: ImportBatch) -> list[UUID | Refused]:
        areas = areas_named(row.values.get("area") for row in rows)
        answers: list[UUID | Refused | None] = [_refusal(actor, row, areas) for row in rows]
        good = [row for row, refused in zip(rows, answers, strict=True) if refused is None]
        stored = iter(record_past_cases(actor, [_past(row, areas) for row in good]))
        return [next(stored).pk if answer is None else answer for answer in answers]

    def undo(self, *, actor: Actor, ids: Sequence[UUID], batch: ImportBatch) -> None:
        touched = Case.objects.filter(pk__in=ids, version__gt=1).order_by("reported_at")
        numbers = list(touched.values_list("number", flat=True)[:4])
        if numbers:
            text = gettext("这一批里有记录在导入后被改过,不能整批撤销:%(numbers)s。请逐件处理。")
            raise WrongState(text % {"numbers": _("、").join(numbers)})
        # Whoever may import may take the import back, which voiding single cases does not give.
        for case_id in ids:
            void_case(SYSTEM, case_id=case_id, reason=gettext("撤销台账导入"))


def _refusal(actor: Actor, row: NewRow, areas: Mapping[str, Area]) -> Refused | None:
    """Why this row cannot be stored, beyond what its cells say by themselves."""
    area = areas.get(str(row.values.get("area") or ""))
    if area is None or area.town_id is None:
        return Refused("area", "area", gettext("请写到乡镇(街道)或以下的区域。"))
    if not policies.CASES.allows(actor, policies.IMPORT, Case(town_id=area.town_id, area=area, area_path=area.path)):
        return Refused("area", "area", gettext("“%(area)s”不在您的管辖范围,不能导入。") % {"area": area.name})
    return None


def _past(row: NewRow, areas: Mapping[str, Area]) -> PastCase:
    """A checked row as the service takes it: closed when it says how or when it ended, else waiting at the desk."""
    values: dict[str, Any] = {key: value for key, value in row.values.items() if value is not None}
    reported_at = clock.instant(values.pop("reported_at"), MORNING)
    closed_on = values.pop("closed_at", None)
    ended = closed_on is not None or "outcome" in values
    return PastCase(
        area=areas[values.pop("area")],
        kind=values.pop("kind", CaseKind.APPEAL),
        title=values.pop("headline"),
        reported_at=reported_at,
        reporter_name=values.pop("reporter", ""),
        reporter_phone=values.pop("phone", ""),
        state=State.CLOSED if ended else State.ACCEPTED,
        closed_at=max(clock.instant(closed_on, EVENING), reported_at) if closed_on is not None else None,
        **values,
    )
