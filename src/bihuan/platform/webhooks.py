"""Outgoing webhooks: subscribers hear of events by name, signed, with retries, a log and replay.

The body is `{"id", "event", "at", "data"}`. The header `X-Bihuan-Signature: t=<unix seconds>,v1=<hex>` carries the
HMAC-SHA256 of `<t>.<body>` under the subscriber's secret, so that neither body nor age can be changed on the way.
`X-Bihuan-Delivery` is the same on every try and `id` the same for every subscriber; receivers drop repetitions by them.
"""

import hmac
import json
import secrets
import time
from collections.abc import Sequence
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from bihuan.kernel import clock
from bihuan.kernel.errors import Fault, Invalid, WrongState
from bihuan.kernel.ids import new_id
from bihuan.platform import audit, events, outside
from bihuan.platform.actors import Actor
from bihuan.platform.change import change, create
from bihuan.platform.jobs import JobFailed, Progress, TryLater, enqueue, enqueue_many, job, queued
from bihuan.platform.models import Webhook, WebhookDelivery
from bihuan.platform.policies import policy_of
from bihuan.platform.rights import MANAGE_WEBHOOKS

PAUSES = (60, 5 * 60, 30 * 60, 2 * 3600, 12 * 3600)  # seconds before the second, third, … try
SUBSCRIPTIONS_KEPT_SECONDS = 5.0  # how long a process may not know of a new subscriber


class _Subscriptions:
    """Which event names anybody listens to, remembered for some seconds, so that a change costs no extra statement."""

    def __init__(self) -> None:
        self.until, self.names = 0.0, frozenset[str]()

    def wanted(self, name: str) -> bool:
        if time.monotonic() >= self.until:
            listening = Webhook.objects.filter(active=True).values_list("events", flat=True)
            self.names = frozenset(event for names in listening for event in names)
            self.until = time.monotonic() + SUBSCRIPTIONS_KEPT_SECONDS
        return name in self.names

    def forget(self) -> None:
        self.until = 0.0


subscriptions = _Subscriptions()


def _check(name: str, url: str, wanted: Sequence[str]) -> None:
    faults = []
    if not name.strip():
        faults.append(Fault(_("请填写接收方名称。"), "name", "required"))
    unknown = sorted(set(wanted) - set(events.names()))
    if not wanted:
        faults.append(Fault(_("请至少选择一种事件。"), "events", "required"))
    if unknown:
        faults.append(Fault(_("没有名为“%(name)s”的事件。") % {"name": unknown[0]}, "events", "unknown"))
    try:
        outside.check_address(url)
    except Invalid as error:
        faults += error.faults
    if faults:
        raise Invalid.of(faults)


def subscribe(
    *, actor: Actor, name: str, url: str, events: Sequence[str], town_id: UUID | None = None
) -> tuple[Webhook, str]:
    """Add a subscriber; returns it with its secret, which is shown this once.

    With `town_id` it hears only of events that name this town.

    Raises:
        Invalid: no name, unknown events, or an address that may not be used.
        NotAllowed: `actor` does not manage webhooks there.
    """
    _check(name, url, events)
    secret = secrets.token_urlsafe(32)
    webhook = Webhook(name=name.strip(), url=url, secret=secret, events=sorted(set(events)), town_id=town_id)
    create(webhook, actor=actor, verb="subscribe")
    subscriptions.forget()
    return webhook, secret


def revise(
    *, actor: Actor, webhook_id: UUID, name: str, url: str, events: Sequence[str], active: bool, seen: int
) -> Webhook:
    """Change what a subscriber is called, where and what it hears, or silence it."""
    _check(name, url, events)
    with change(Webhook, webhook_id, actor=actor, verb="revise", seen=seen) as webhook:
        webhook.name, webhook.url, webhook.events, webhook.active = name.strip(), url, sorted(set(events)), active
    subscriptions.forget()
    return webhook


def renew_secret(*, actor: Actor, webhook_id: UUID) -> str:
    """Give the subscriber a new secret, effective at once, and return it."""
    secret = secrets.token_urlsafe(32)
    with change(Webhook, webhook_id, actor=actor, verb="renew_secret") as webhook:
        webhook.secret = secret
    return secret


def replay(*, actor: Actor, delivery_id: UUID) -> WebhookDelivery:
    """Send a delivery again that was sent or given up.

    Raises:
        WrongState: it is still waiting for its next try.
        NotAllowed: `actor` does not manage this webhook.
    """
    delivery = WebhookDelivery.objects.select_related("webhook").get(pk=delivery_id)
    policy_of(Webhook).check(actor, MANAGE_WEBHOOKS, delivery.webhook)
    if delivery.state == "queued":
        raise WrongState(_("这次推送还在等待自动重试,不必重发。"))
    delivery.state, delivery.attempts = "queued", 0
    delivery.save(update_fields=["state", "attempts"])
    audit.append(delivery.webhook, actor=actor, verb="replay", note=str(delivery.pk))
    enqueue("webhooks.deliver", {"delivery": str(delivery.pk)}, key=f"webhooks.deliver:{delivery.pk}:{new_id()}")
    return delivery


@events.on_any
def hear(event: events.Event) -> None:
    """Within the writer's transaction: one outbox row, and only when anybody listens."""
    if event.name and subscriptions.wanted(event.name):
        enqueue(
            "webhooks.fan_out",
            {"event": event.name, "data": event.payload()},
            key=f"webhooks.fan_out:{event.event_id}",
        )


@job("webhooks.fan_out")
def fan_out(payload: dict[str, Any], _progress: Progress) -> None:
    """One delivery for each subscriber of the event."""
    name, data = payload["event"], dict(payload["data"])
    body = {"id": data.pop("event_id"), "event": name, "at": data.pop("at"), "data": data}
    listening = [webhook for webhook in Webhook.objects.filter(active=True) if name in webhook.events]
    deliveries = [
        WebhookDelivery(webhook=webhook, event=name, body=body)
        for webhook in listening
        if webhook.town_id is None or str(webhook.town_id) == data.get("town_id")
    ]
    WebhookDelivery.objects.bulk_create(deliveries)
    enqueue_many(
        [
            queued("webhooks.deliver", {"delivery": str(delivery.pk)}, key=f"webhooks.deliver:{delivery.pk}")
            for delivery in deliveries
        ]
    )


def signature(secret: str, body: bytes, at: int) -> str:
    """The value of `X-Bihuan-Signature`; `at` in Unix seconds."""
    mark = hmac.new(secret.encode(), f"{at}.".encode() + body, sha256).hexdigest()
    return f"t={at},v1={mark}"


@job("webhooks.deliver", atomic=False, tries=len(PAUSES) + 1)
def deliver(payload: dict[str, Any], _progress: Progress) -> None:
    """Send one delivery; anything but a 2xx answer is tried again until the pauses are used up."""
    delivery = WebhookDelivery.objects.select_related("webhook").filter(pk=payload["delivery"]).first()
    if delivery is None or delivery.state != "queued":
        return
    if not delivery.webhook.active:
        _log(delivery, "failed", None, _("接收方已停用。"))
        return
    body = json.dumps(delivery.body, ensure_ascii=False, separators=(",", ":")).encode()
    headers = {
        "Content-Type": "application/json; charset=utf-8",
        "X-Bihuan-Event": delivery.event,
        "X-Bihuan-Delivery": str(delivery.pk),
        "X-Bihuan-Signature": signature(delivery.webhook.secret, body, int(clock.now().timestamp())),
    }
    delivery.attempts += 1
    status: int | None = None
    try:
        answer = outside.post(delivery.webhook.url, body=body, headers=headers)
        status, said = answer.status, answer.text
        if answer.good:
            _log(delivery, "sent", status, said)
            return
    except outside.Unreachable as error:
        said = str(error)
    except Invalid as error:
        _log(delivery, "failed", None, error.message)
        raise JobFailed(error.message) from error
    if delivery.attempts > len(PAUSES):
        _log(delivery, "failed", status, said)
        raise JobFailed(said[:200] or f"HTTP {status}")
    _log(delivery, "queued", status, said)
    raise TryLater(PAUSES[delivery.attempts - 1], said[:200] or f"HTTP {status}")


def _log(delivery: WebhookDelivery, state: str, status: int | None, answer: str) -> None:
    delivery.state, delivery.status, delivery.answer = state, status, answer[:300]
    if state == "sent":
        delivery.sent_at = clock.now()
    delivery.save(update_fields=["state", "status", "answer", "attempts", "sent_at"])
