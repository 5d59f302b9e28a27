"""The ledger of what channels are owed, and the one of the hotline's orders, which also takes its exports in."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from bihuan.cases import policies
from bihuan.cases.addresses import url_of_id
from bihuan.cases.ledgers.cases import EVENING, KIND_WORDS, MORNING
from bihuan.cases.models import Case, CaseKind, Channel, Outcome, Reply, ReplyWay, State, Urgency
from bihuan.cases.selectors import conferences as read
from bihuan.cases.services import void_case
from bihuan.cases.services.hotline import Order, take_orders
from bihuan.kernel import clock
from bihuan.kernel.errors import BihuanError, WrongState
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
    Person,
    Phone,
    Refused,
    StaffName,
    Text,
    YesNo,
)
from bihuan.platform.models import ImportBatch

CALLER = ("case.reporter_name",)
REPLY_TONES = {Reply.State.OWED: "wait", Reply.State.SENT: "done", Reply.State.DROPPED: "quiet"}
STATE_TONES = {State.CLOSED: "done", State.REPORTED: "wait", State.ACCEPTED: "wait", State.DISPATCHED: "wait"}
URGENCY_WORDS = {
    Urgency.NORMAL: "一般 普通 常规 平件",
    Urgency.URGENT: "紧急 急件 加急 急办",
    Urgency.EMERGENCY: "突发 特急 特提 应急",
}
OUTCOME_WORDS = {
    Outcome.SOLVED: "已解决 解决 办结 已办结 已处理",
    Outcome.EXPLAINED: "解释说明 已解释 已答复",
    Outcome.REFUSED: "不予支持 诉求不合理",
    Outcome.NOT_OURS: "不属本级 转办 退回",
}


class Replies(Ledger):
    """Every answer that a channel is owed: by when, whether it was given, in which words."""

    key, title, model = "replies", _("渠道回复台账"), Reply
    about = _("热线、上级交办、领导接访、督导检查等渠道要求的回复:何时应回、何时已回、怎么回的。")
    towards = _("从热线、上级来文等渠道登记事项后,这里会自动列出要回复的件。")

    number = Text("case.number", _("办件编号"), fixed=True, nullable=False, width=20, imported=False)
    channel = Choice("channel", _("来源渠道"), choices=Channel, imported=False)
    source_number = Text("source_number", _("来件编号"), search=True, imported=False)
    issuer = Text("issuer", _("来文单位"), imported=False)
    headline = LongText("case.title", _("标题"), people=CALLER, width=28, imported=False)
    area = AreaName("area", _("发生区域"), imported=False)
    reported_at = Moment("started_at", _("反映时间"), nullable=False, imported=False)
    due_at = Moment("due_at", _("回复期限"), imported=False)
    state = Choice("state", _("回复状态"), choices=Reply.State, tones=REPLY_TONES, imported=False)
    overdue = YesNo("overdue", _("是否超期"), nullable=False, labels=(_("超期"), _("未超期")), imported=False)
    way = Choice("way", _("回复方式"), choices=ReplyWay, shown=False, imported=False)
    replied_at = Moment("replied_at", _("回复时间"), imported=False)
    replied_by = StaffName("replied_by", _("回复人"), shown=False, imported=False)
    text = LongText("text", _("回复内容"), people=CALLER, shown=False, imported=False)

    filters, order = [reported_at, area, channel, state, overdue], ["-reported_at"]
    right, export_right = policies.READ_REPLIES, policies.EXPORT
    needs = ("case_id",)

    def rows(self, viewer: Actor) -> QuerySet[Any]:
        return read.replies(viewer)

    def open_url(self, row: Reply) -> str:
        return url_of_id(row.case_id)


class Hotline(Ledger):
    """Orders of the hotline: each number once. Open ones of an import wait at the desk, settled ones are kept."""

    key, title, model = "hotline", _("12345热线工单台账"), Reply
    about = _("热线平台转来的工单:编号、内容、来电人、到了哪一步、回复了没有;来电人默认脱敏。")
    towards = _("点“导入”把热线平台导出的 Excel 交进来;已有编号的工单会认出来,不会重复登记。")

    order_number = Text(
        "source_number",
        _("工单编号"),
        required=True,
        fixed=True,
        search=True,
        nullable=False,
        width=20,
        synonyms="工单号 编号 受理编号 受理单号 工单流水号 流水号 热线编号 诉求编号 任务编号 来电编号 业务编号 来件编号",
    )
    reported_at = Moment(
        "case.reported_at",
        _("受理时间"),
        required=True,
        nullable=False,
        code="date",
        synonyms="来电时间 登记时间 诉求时间 创建时间 派单时间 交办时间 工单时间 接单时间 受理日期 来电日期 反映时间",
    )
    content = LongText(
        "case.text",
        _("诉求内容"),
        people=CALLER,
        required=True,
        synonyms="内容 来电内容 反映内容 问题描述 工单内容 诉求描述 主要内容 诉求详情 事项内容 问题内容",
    )
    headline = LongText(
        "case.title", _("标题"), people=CALLER, width=26, synonyms="诉求标题 工单标题 主题 标题名称 事项标题"
    )
    caller = Person("case.reporter_name", _("来电人"), synonyms="来电人姓名 诉求人 市民姓名 反映人 姓名 联系人 市民")
    phone = Phone(
        "case.reporter_phone",
        _("来电号码"),
        beside="caller",
        code="phone",
        synonyms="联系电话 电话 来电电话 联系方式 手机号 手机号码 市民电话 诉求人电话 主叫号码",
    )
    area = AreaName(
        "area",
        _("所属区域"),
        code="area",
        synonyms="所属乡镇 乡镇 街道 乡镇(街道) 所属街道 承办乡镇 属地 区域 所属村(社区) 村(社区) 所属辖区 事发区域",
    )
    place = Text(
        "case.place", _("事发地点"), shown=False, synonyms="地点 诉求地点 发生地点 地址 详细地址 事发地址 问题地址"
    )
    kind = Choice(
        "case.kind", _("事项类型"), choices=CaseKind, words=KIND_WORDS, shown=False, synonyms="诉求类型 诉求类别 类型"
    )
    urgency = Choice(
        "case.urgency",
        _("紧急程度"),
        choices=Urgency,
        words=URGENCY_WORDS,
        shown=False,
        synonyms="紧急 等级 工单等级 缓急程度",
    )
    reply_by = Moment(
        "due_at",
        _("回复期限"),
        future=True,
        code="date",
        synonyms="办理期限 截止时间 办结期限 要求办结时间 反馈期限 限办时间 办理时限 截止日期 要求回复时间",
    )
    case_number = Text("case.number", _("办件编号"), nullable=False, width=20, imported=False)
    case_state = Choice("case.state", _("办理状态"), choices=State, tones=STATE_TONES, imported=False)
    state = Choice("state", _("回复状态"), choices=Reply.State, tones=REPLY_TONES, imported=False)
    overdue = YesNo(
        "overdue", _("是否超期"), nullable=False, labels=(_("超期"), _("未超期")), shown=False, imported=False
    )
    replied_at = Moment("replied_at", _("回复时间"), shown=False, imported=False)
    closed_at = Moment(
        "case.closed_at",
        _("办结时间"),
        shown=False,
        code="date",
        synonyms="办结日期 完成时间 结案时间 回复时间 反馈时间",
    )
    outcome = Choice(
        "case.outcome",
        _("办理结果"),
        choices=Outcome,
        words=OUTCOME_WORDS,
        shown=False,
        synonyms="处理结果 结果 诉求是否解决",
    )
    result_text = LongText(
        "text",
        _("回复内容"),
        people=CALLER,
        shown=False,
        synonyms="办理情况 处理情况 反馈内容 回复情况 办理意见 处理意见 答复内容 办结意见",
    )
    satisfied = YesNo(
        "case.satisfied",
        _("群众满意"),
        shown=False,
        labels=(_("满意"), _("不满意")),
        synonyms="是否满意 满意度 回访结果 满意情况",
    )

    filters, order = [reported_at, area, case_state, state], ["-reported_at"]
    right, export_right = policies.READ_REPLIES, policies.EXPORT
    import_right, reveal_right = policies.HOTLINE, policies.REVEAL
    same_when = ["order_number"]
    needs = ("case_id",)

    def rows(self, viewer: Actor) -> QuerySet[Any]:
        return read.replies(viewer).filter(channel=Channel.HOTLINE)

    def open_url(self, row: Reply) -> str:
        return url_of_id(row.case_id)

    def save_rows(self, *, actor: Actor, rows: Sequence[NewRow], batch: ImportBatch) -> list[UUID | Refused]:
        areas = areas_named(row.values.get("area") for row in rows)
        within = Area.objects.filter(pk=batch.town_id).first() if batch.town_id else _town_of(actor)
        found = take_orders(actor, [_order(row.values, areas, within) for row in rows])
        return [_answered(one) for one in found]

    def undo(self, *, actor: Actor, ids: Sequence[UUID], batch: ImportBatch) -> None:
        cases = Case.objects.filter(reply__in=list(ids))
        touched = list(cases.filter(version__gt=1).order_by("reported_at").values_list("number", flat=True)[:4])
        if touched:
            text = gettext("这一批里有记录在导入后被改过,不能整批撤销:%(numbers)s。请逐件处理。")
            raise WrongState(text % {"numbers": gettext("、").join(touched)})
        # Whoever may import may take the import back, which voiding single cases does not give.
        for case_id in cases.values_list("pk", flat=True):
            void_case(SYSTEM, case_id=case_id, reason=gettext("撤销台账导入"))


def _town_of(actor: Actor) -> Area | None:
    """The town whose desk brings the file; None for the county's."""
    towns = {post.town_id for post in actor.posts_held()}
    town_id = next(iter(towns)) if len(towns) == 1 else None
    return Area.objects.filter(pk=town_id).first() if town_id is not None else None


def _answered(one: Reply | BihuanError) -> UUID | Refused:
    if isinstance(one, Reply):
        return one.pk
    fault = one.faults[0]
    columns = {"number": "order_number", "text": "content", "reporter_phone": "phone", "reporter_name": "caller"}
    return Refused(columns.get(fault.field, fault.field), fault.code, fault.message)


def _order(values: Mapping[str, object], areas: Mapping[str, Area], within: Area | None) -> Order:
    """A checked row as the service takes it."""
    named = str(values.get("area") or "")
    satisfied = values.get("satisfied")
    return Order(
        number=_said(values, "order_number"),
        text=_said(values, "content"),
        title=_said(values, "headline"),
        caller_name=_said(values, "caller"),
        caller_phone=_said(values, "phone"),
        area=areas.get(named) if named else None,
        within=within,
        place=_said(values, "place"),
        kind=_said(values, "kind"),
        urgency=_said(values, "urgency"),
        received_at=_moment(values.get("reported_at"), MORNING),
        reply_by=_moment(values.get("reply_by"), EVENING),
        closed_at=_moment(values.get("closed_at"), EVENING),
        outcome=_said(values, "outcome"),
        result_text=_said(values, "result_text"),
        satisfied=satisfied if isinstance(satisfied, bool) else None,
    )


def _said(values: Mapping[str, object], key: str) -> str:
    return str(values.get(key) or "")


def _moment(value: object, hour: int) -> datetime | None:
    """A day of a file as an instant: it names no hour, so a received day means its morning and a last day its evening."""
    if isinstance(value, datetime):
        return value
    if not isinstance(value, date):
        return None
    moment = clock.instant(value, hour)
    return min(moment, clock.now()) if hour == MORNING and value == clock.today() else moment
