"""Subscribers of outgoing webhooks and the events they can hear."""

from dataclasses import fields
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Query, Router, Schema, Status
from pydantic import Field

from bihuan.api.door import door, staff_of
from bihuan.api.scopes import TokenScope
from bihuan.api.v1.base import PageAsked, Sent, answers, area_for, page_of
from bihuan.kernel.errors import NotFound
from bihuan.orgs.models import Staff
from bihuan.platform import events, webhooks
from bihuan.platform.models import Webhook, WebhookDelivery
from bihuan.platform.policies import visible
from bihuan.platform.rights import MANAGE_WEBHOOKS

router = Router(tags=["数据推送"])
MANAGE = door(TokenScope.WEBHOOKS_MANAGE, MANAGE_WEBHOOKS)
EventName = Annotated[str, Field(max_length=60)]


class EventOut(Schema):
    name: str
    fields: list[str] = Field(description="推送内容 data 里的各项")


class Events(Schema):
    items: list[EventOut]


@router.get(
    "/events",
    auth=door(None),
    response=answers(200, Events, 401, 403, 429),
    summary="可以订阅的事件",
    operation_id="events",
)
def event_names(request: HttpRequest) -> Any:
    """事件内容不含个人信息。"""
    kinds = events.kinds()
    return {"items": [{"name": name, "fields": _fields(kinds[name])} for name in sorted(kinds)]}


def _fields(kind: type[events.Event]) -> list[str]:
    return [one.name for one in fields(kind) if one.name not in {"event_id", "at"}]


class WebhookOut(Schema):
    id: UUID
    version: int
    name: str
    url: str
    events: list[str]
    town: UUID | None
    active: bool

    @classmethod
    def of(cls, one: Webhook) -> "WebhookOut":
        return cls(
            id=one.pk,
            version=one.version,
            name=one.name,
            url=one.url,
            events=list(one.events),
            town=one.town_id,
            active=one.active,
        )


class Webhooks(Schema):
    items: list[WebhookOut]


class WithSecret(Schema):
    """The secret is shown this once."""

    webhook: WebhookOut
    secret: str


class WebhookIn(Sent):
    name: str = Field(min_length=1, max_length=60)
    url: str = Field(min_length=1, max_length=300)
    events: list[EventName] = Field(min_length=1, max_length=100)
    town: str = Field("", max_length=60, description="只要这个乡镇的事件,编号或代码")


class WebhookChanged(Sent):
    name: str = Field(min_length=1, max_length=60)
    url: str = Field(min_length=1, max_length=300)
    events: list[EventName] = Field(min_length=1, max_length=100)
    active: bool = True
    version: int = Field(ge=1, le=2_000_000_000)


def _own(staff: Staff, webhook_id: UUID) -> Webhook:
    found = visible(Webhook, staff, MANAGE_WEBHOOKS).filter(pk=webhook_id).first()
    if found is None:
        raise NotFound(_("没有找到这个接收方。"))
    return found


@router.get(
    "/webhooks", auth=MANAGE, response=answers(200, Webhooks, 401, 403, 429), summary="接收方", operation_id="webhooks"
)
def index(request: HttpRequest) -> Any:
    """您管理的接收方。"""
    return {
        "items": [
            WebhookOut.of(one) for one in visible(Webhook, staff_of(request), MANAGE_WEBHOOKS).order_by("name", "pk")
        ]
    }


@router.post(
    "/webhooks", auth=MANAGE, response=answers(201, WithSecret), summary="添加接收方", operation_id="add_webhook"
)
def add(request: HttpRequest, sent: WebhookIn) -> Any:
    """返回签名密钥,只显示这一次。"""
    town = area_for(sent.town, field="town").pk if sent.town else None
    made, secret = webhooks.subscribe(
        actor=staff_of(request), name=sent.name, url=sent.url, events=sent.events, town_id=town
    )
    return Status(201, {"webhook": WebhookOut.of(made), "secret": secret})


@router.put(
    "/webhooks/{uuid:webhook_id}",
    auth=MANAGE,
    response=answers(200, WebhookOut),
    summary="修改接收方",
    operation_id="revise_webhook",
)
def revise(request: HttpRequest, webhook_id: UUID, sent: WebhookChanged) -> Any:
    """`version` 是您看到的版本;停用用 `active: false`。"""
    staff = staff_of(request)
    _own(staff, webhook_id)
    return WebhookOut.of(
        webhooks.revise(
            actor=staff,
            webhook_id=webhook_id,
            name=sent.name,
            url=sent.url,
            events=sent.events,
            active=sent.active,
            seen=sent.version,
        )
    )


@router.post(
    "/webhooks/{uuid:webhook_id}/secret",
    auth=MANAGE,
    response=answers(200, WithSecret),
    summary="更换密钥",
    operation_id="renew_secret",
)
def renew(request: HttpRequest, webhook_id: UUID) -> Any:
    """新密钥立即生效,只显示这一次。"""
    staff = staff_of(request)
    _own(staff, webhook_id)
    secret = webhooks.renew_secret(actor=staff, webhook_id=webhook_id)
    return {"webhook": WebhookOut.of(_own(staff, webhook_id)), "secret": secret}


class DeliveryOut(Schema):
    id: UUID
    event: str
    state: str
    attempts: int
    status: int | None
    answer: str
    at: datetime
    sent_at: datetime | None

    @classmethod
    def of(cls, one: WebhookDelivery) -> "DeliveryOut":
        return cls(
            id=one.pk, event=one.event, state=one.state, attempts=one.attempts, status=one.status, answer=one.answer,
            at=one.created_at, sent_at=one.sent_at,
        )  # fmt: skip


class DeliveriesPage(Schema):
    items: list[DeliveryOut]
    cursor: str | None
    next: str | None


@router.get(
    "/webhooks/{uuid:webhook_id}/deliveries",
    auth=MANAGE,
    response=answers(200, DeliveriesPage),
    summary="推送记录",
    operation_id="deliveries",
)
def deliveries(request: HttpRequest, webhook_id: UUID, query: Query[PageAsked]) -> Any:
    """新的在前。"""
    found = WebhookDelivery.objects.filter(webhook=_own(staff_of(request), webhook_id))
    return page_of(request, found, query, DeliveryOut.of, newest_first=True)


@router.post(
    "/webhooks/{uuid:webhook_id}/deliveries/{uuid:delivery_id}/replay",
    auth=MANAGE,
    response=answers(200, DeliveryOut),
    summary="重新推送",
    operation_id="replay_delivery",
)
def replay(request: HttpRequest, webhook_id: UUID, delivery_id: UUID) -> Any:
    """已送达或已放弃的可以再推一次。"""
    staff = staff_of(request)
    if not WebhookDelivery.objects.filter(pk=delivery_id, webhook=_own(staff, webhook_id)).exists():
        raise NotFound(_("没有找到这次推送。"))
    return DeliveryOut.of(webhooks.replay(actor=staff, delivery_id=delivery_id))
