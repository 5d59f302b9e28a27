"""The hotline (12345): its orders come in once each, and their state and reply are fetched back."""

from datetime import datetime
from typing import Any
from urllib.parse import quote
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema, Status
from pydantic import Field

from bihuan.api.door import door, staff_of
from bihuan.api.scopes import TokenScope
from bihuan.api.v1.base import Latitude, Longitude, Moment, Named, Reference, Sent, answers, area_for, category_for, tag
from bihuan.cases.models import CaseKind, Comment, Reply, Urgency
from bihuan.cases.policies import HOTLINE
from bihuan.cases.selectors import conferences as read
from bihuan.cases.services.hotline import Order, take_order
from bihuan.kernel.reading.masking import mask_text
from bihuan.orgs.models import Area, Staff

router = Router(tags=["热线"])
OPEN = door(TokenScope.HOTLINE, HOTLINE)


class OrderIn(Sent):
    """An order of the hotline's platform. `order_number` is the platform's own and stands once in the county."""

    order_number: str = Field(min_length=1, max_length=60, description="平台的工单编号,全县唯一")
    text: str = Field(min_length=1, max_length=5000, description="诉求内容")
    title: str = Field("", max_length=120)
    caller_name: str = Field("", max_length=40)
    caller_phone: str = Field("", max_length=30)
    area: Reference | None = Field(None, description="区域的编号或代码;不填则按地点和内容判断")
    place: str = Field("", max_length=200)
    lat: Latitude | None = None
    lon: Longitude | None = None
    kind: CaseKind | None = None
    category: str = Field("", max_length=30, description="类别代码")
    urgency: Urgency | None = None
    received_at: Moment | None = Field(None, description="平台受理时间")
    reply_by: Moment | None = Field(None, description="平台要求的回复期限;不填则按本县的渠道回复要求")


class ReplyOut(Schema):
    """What is owed to the platform, and what was said."""

    state: str
    state_title: str
    due_at: datetime | None
    overdue: bool
    way: str
    text: str
    replied_at: datetime | None
    replied_by: str


class PublicWord(Schema):
    at: datetime
    text: str


class OrderOut(Schema):
    """Where the order stands; nothing personal."""

    order_number: str
    case_id: UUID
    case_number: str
    state: str
    state_title: str
    office: Named | None
    outcome: str
    result_text: str
    satisfied: bool | None
    reported_at: datetime
    accepted_at: datetime | None
    dispatched_at: datetime | None
    finished_at: datetime | None
    closed_at: datetime | None
    reply: ReplyOut
    answers: list[PublicWord] = Field(description="已公开答复群众的内容")


def _shown(reply: Reply) -> dict[str, Any]:
    case = reply.case
    said = Comment.objects.filter(case=case, public=True).order_by("created_at")
    return {
        "order_number": reply.source_number,
        "case_id": case.pk,
        "case_number": case.number,
        "state": case.state,
        "state_title": case.get_state_display(),
        "office": Named.of(case.office),
        **{
            name: getattr(case, name)
            for name in (
                "outcome", "satisfied", "reported_at", "accepted_at", "dispatched_at", "finished_at", "closed_at",
            )
        },
        "result_text": mask_text(case.result_text),
        "reply": {
            "state": reply.state,
            "state_title": reply.get_state_display(),
            "due_at": reply.due_at,
            "overdue": reply.overdue,
            "way": reply.way,
            "text": reply.text,
            "replied_at": reply.replied_at,
            "replied_by": reply.replied_by.name if reply.replied_by is not None else "",
        },
        "answers": [{"at": one.created_at, "text": one.text} for one in said],
    }  # fmt: skip


@router.post(
    "/hotline",
    auth=OPEN,
    response=answers(201, OrderOut) | {200: OrderOut},
    summary="推送热线工单",
    operation_id="hotline_order",
)
def take(request: HttpRequest, response: HttpResponse, sent: OrderIn) -> Any:
    """登记一张工单并启动时限,返回 201;同一编号、同样内容再推一次返回 200 和同一件,编号相同内容不同则 409。

    办理进度可用 GET 取回,也可以订阅 `case.*` 事件,由签名推送通知;事件里带 `source_number`。
    """
    staff = staff_of(request)
    order = Order(
        number=sent.order_number,
        text=sent.text,
        title=sent.title,
        caller_name=sent.caller_name,
        caller_phone=sent.caller_phone,
        area=area_for(sent.area) if sent.area else None,
        within=_town_of(staff),
        place=sent.place,
        lat=sent.lat,
        lon=sent.lon,
        kind=sent.kind or "",
        category=category_for(sent.category) if sent.category else None,
        urgency=sent.urgency or "",
        received_at=sent.received_at,
        reply_by=sent.reply_by,
    )
    case, fresh = take_order(staff, order)
    tag(response, case)
    response["Location"] = f"/api/v1/hotline/{quote(sent.order_number, safe='')}"
    return Status(201 if fresh else 200, _shown(read.order_by_number(staff, sent.order_number)))


def _town_of(staff: Staff) -> Area | None:
    """The town that the token's owner receives for; None for the county."""
    towns = {post.town_id for post in staff.posts_held()}
    only = next(iter(towns)) if len(towns) == 1 else None
    return Area.objects.filter(pk=only).first() if only is not None else None


@router.get(
    "/hotline/{order_number}",
    auth=OPEN,
    response=answers(200, OrderOut),
    summary="取回热线工单的办理情况和回复",
    operation_id="hotline_order_state",
)
def state(request: HttpRequest, response: HttpResponse, order_number: str) -> Any:
    """按平台工单编号查:到了哪一步、谁在办、结果、回复内容;不含群众个人信息。"""
    found = read.order_by_number(staff_of(request), order_number)
    tag(response, found.case)
    return _shown(found)
