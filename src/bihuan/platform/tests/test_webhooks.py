"""Subscribers hear of what they asked for, signed, as often as needed, and never of the inner network."""

import hmac
import json
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import sha256
from uuid import UUID

import pytest

from bihuan.kernel import clock
from bihuan.kernel.errors import Invalid, NotAllowed, WrongState
from bihuan.platform import audit, events, webhooks
from bihuan.platform.actors import SYSTEM
from bihuan.platform.jobs import run_pending
from bihuan.platform.models import Job, Webhook, WebhookDelivery
from bihuan.platform.outside import Unreachable, post

NOON = clock.instant(date(2026, 6, 3), 12)


@dataclass(frozen=True, kw_only=True)
class BridgeOpened(events.Event):
    name = "tests.bridge_opened"
    town_id: UUID | None = None
    title: str = ""


@pytest.fixture(autouse=True)
def fresh_subscriptions():
    webhooks.subscriptions.forget()
    yield
    webhooks.subscriptions.forget()


def subscriber(url, *, town_id=None, actor=SYSTEM):
    return webhooks.subscribe(actor=actor, name="市平台", url=url, events=["tests.bridge_opened"], town_id=town_id)


def test_event_arrives_signed(db, outside):
    _webhook, secret = subscriber(f"{outside.url}/hook")
    event = BridgeOpened(title="刘庄桥")
    with clock.at(NOON):
        events.publish([event])
        run_pending()
    (sent,) = outside.received
    assert sent.json == {
        "id": str(event.event_id),
        "event": "tests.bridge_opened",
        "at": event.at,
        "data": {"town_id": None, "title": "刘庄桥"},
    }
    stamp, mark = sent.headers["X-Bihuan-Signature"].split(",")
    expected = hmac.new(secret.encode(), stamp.removeprefix("t=").encode() + b"." + sent.body, sha256).hexdigest()
    assert mark == f"v1={expected}" and stamp == f"t={int(NOON.timestamp())}"
    assert WebhookDelivery.objects.get().state == "sent"


def test_nobody_listening_costs_no_statement(db, django_assert_num_queries):
    events.publish([BridgeOpened()])  # learns that nobody listens
    with django_assert_num_queries(0):
        events.publish([BridgeOpened()])
    assert not Job.objects.exists()


def test_town_subscriber_hears_of_its_town_alone(county, outside):
    own, other = county.area("德固镇").pk, county.area("城关镇").pk
    subscriber(f"{outside.url}/hook", town_id=own)
    events.publish(
        [BridgeOpened(town_id=own, title="a"), BridgeOpened(town_id=other, title="b"), BridgeOpened(title="c")]
    )
    run_pending()
    assert [sent.json["data"]["title"] for sent in outside.received] == ["a"]


def test_delivery_is_tried_with_growing_pauses_and_given_up(db, outside):
    subscriber(f"{outside.url}/hook")
    outside.answers = [(500, b"broken")]
    moment = NOON
    for pause in (0, 60, 300, 1800, 7200, 43200, 43200):
        moment += timedelta(seconds=pause)
        with clock.at(moment - timedelta(seconds=1)):
            run_pending()
        with clock.at(moment):
            if pause == 0:
                events.publish([BridgeOpened()])
            run_pending()
    assert len(outside.received) == 6
    assert len({sent.headers["X-Bihuan-Delivery"] for sent in outside.received}) == 1
    delivery = WebhookDelivery.objects.get()
    assert (delivery.state, delivery.status, delivery.answer, delivery.attempts) == ("failed", 500, "broken", 6)


def test_given_up_delivery_can_be_replayed_and_a_waiting_one_cannot(db, outside):
    subscriber(f"{outside.url}/hook")
    outside.answers = [(404, b"")]
    events.publish([BridgeOpened()])
    run_pending()
    delivery = WebhookDelivery.objects.get()
    with pytest.raises(WrongState):
        webhooks.replay(actor=SYSTEM, delivery_id=delivery.pk)
    WebhookDelivery.objects.update(state="failed")
    outside.answers = [(204, b"")]
    webhooks.replay(actor=SYSTEM, delivery_id=delivery.pk)
    run_pending()
    delivery.refresh_from_db()
    assert delivery.state == "sent"
    assert "replay" in [entry.verb for entry in audit.trail(delivery.webhook)]


def test_redirect_is_not_followed(db, outside):
    subscriber(f"{outside.url}/hook")
    outside.answers = [(302, b"", {"Location": f"{outside.url}/elsewhere"})]
    events.publish([BridgeOpened()])
    run_pending()
    assert [sent.path for sent in outside.received] == ["/hook"]
    assert WebhookDelivery.objects.get().state == "queued"


def test_silenced_subscriber_hears_nothing_more(db, outside):
    webhook, _secret = subscriber(f"{outside.url}/hook")
    webhooks.revise(
        actor=SYSTEM, webhook_id=webhook.pk, name="x", url=webhook.url, events=webhook.events, active=False, seen=1
    )
    events.publish([BridgeOpened()])
    run_pending()
    assert not outside.received


def test_new_secret_signs_from_now_on_and_stays_out_of_the_trail(db, outside):
    webhook, old = subscriber(f"{outside.url}/hook")
    new = webhooks.renew_secret(actor=SYSTEM, webhook_id=webhook.pk)
    events.publish([BridgeOpened()])
    run_pending()
    (sent,) = outside.received
    at = int(sent.headers["X-Bihuan-Signature"].split(",")[0].removeprefix("t="))
    assert sent.headers["X-Bihuan-Signature"] == webhooks.signature(new, sent.body, at)
    written = json.dumps([entry.changes for entry in audit.trail(webhook)])
    assert new not in written and old not in written and "secret" in written


def test_only_administrators_subscribe(county, settings):
    settings.ALLOW_PRIVATE_TARGETS = True
    with pytest.raises(NotAllowed):
        subscriber("https://example.org/hook", actor=county.who("德固镇分管领导"))
    subscriber("https://example.org/hook", actor=county.who("县系统管理员"))
    assert Webhook.objects.count() == 1


@pytest.mark.parametrize(
    "url",
    [
        "http://example.org/",
        "ftp://example.org/",
        "https://",
        "https://u:p@example.org/",
        "javascript:alert(1)",
        "",
        "https://[bad",
    ],
)
def test_addresses_of_the_wrong_form_are_refused(db, url):
    with pytest.raises(Invalid) as refusal:
        subscriber(url)
    assert refusal.value.faults[0].field == "url"


def test_every_fault_is_named_beside_its_field(db):
    with pytest.raises(Invalid) as refusal:
        webhooks.subscribe(actor=SYSTEM, name=" ", url="http://x/", events=["no.such"])
    assert {fault.field for fault in refusal.value.faults} == {"name", "url", "events"}


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "10.1.2.3",
        "192.168.1.1",
        "169.254.169.254",
        "[::1]",
        "[::ffff:10.0.0.1]",
        "localhost",
        "0.0.0.0",
        "2130706433",
    ],
)
def test_inner_network_is_out_of_reach(db, host, settings):
    with pytest.raises((Invalid, Unreachable)):
        post(f"https://{host}/", body=b"", headers={})


def test_subscriber_inside_is_given_up_at_once(db):
    subscriber("https://127.0.0.1:9/hook")
    events.publish([BridgeOpened()])
    run_pending()
    delivery = WebhookDelivery.objects.get()
    assert delivery.state == "failed" and "内部网络" in delivery.answer
