"""Notices reach the inbox at once and other channels as each person chose."""

from datetime import date, timedelta
from urllib.parse import quote, unquote

import pytest
from django.core import mail
from django.db import transaction

from bihuan.kernel import clock
from bihuan.kernel.errors import Invalid, NotAllowed
from bihuan.platform import audit
from bihuan.platform.actors import SYSTEM
from bihuan.platform.jobs import run_pending
from bihuan.platform.models import Delivery, Job, Notice, NoticeChannel
from bihuan.platform.notify import Preferences, mark_read, setting_up, tell, unread_count
from bihuan.platform.notify.channels import dingtalk_signature
from bihuan.platform.notify.telling import ways_out

NOON = clock.instant(date(2026, 6, 3), 12)
NIGHT = clock.instant(date(2026, 6, 3), 23, 30)


def person(county, name="德固镇综治中心值班员", **wishes):
    staff = county.who(name)
    staff.preferences = {"notices": wishes} if wishes else {}
    staff.phone, staff.mail = "13800001234", "duty@example.org"
    staff.save()
    return staff


@pytest.fixture(autouse=True)
def fresh_ways_out():
    ways_out.forget()
    yield
    ways_out.forget()


def channel(kind, address="", secret="", town_id=None, actor=SYSTEM):
    return setting_up.add_channel(actor=actor, kind=kind, name=kind, address=address, secret=secret, town_id=town_id)


def say(staff, key="case.overdue:1", **more):
    tell(staff, kind="case.overdue", title="办件 DGZ-1 已超期", text="请尽快处理", url="/cases/1/", key=key, **more)


def test_a_notice_waits_in_the_inbox_at_once_and_tells_once(county, django_assert_num_queries):
    staff = person(county, "德固镇综治中心值班员")
    other = county.who("德固镇分管领导")
    with django_assert_num_queries(2):  # one of them looks whether there is any channel at all
        say([staff, other, staff])
    say([staff, other])
    assert unread_count(staff) == unread_count(other) == 1
    assert mark_read(staff) == 1 and unread_count(staff) == 0


def test_a_notice_disappears_with_the_change_that_wanted_it(county):
    staff = person(county)
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        say(staff)
        raise ZeroDivisionError
    assert not Notice.objects.exists() and not Job.objects.exists()


def test_mail_goes_to_whoever_chose_it(county):
    staff = person(county, channels=["mail"])
    channel("mail")
    with clock.at(NOON):
        say(staff)
        run_pending()
    assert [letter.to for letter in mail.outbox] == [["duty@example.org"]]
    assert "DGZ-1" in mail.outbox[0].subject
    assert Delivery.objects.get().state == "sent"


def test_wecom_robot_gets_text_with_the_person_mentioned(county, outside):
    staff = person(county, channels=["wecom"])
    channel("wecom", f"{outside.url}/cgi-bin/webhook/send?key=abc")
    with clock.at(NOON):
        say(staff)
        run_pending()
    (sent,) = outside.received
    assert sent.path == "/cgi-bin/webhook/send" and sent.query == {"key": ["abc"]}
    assert sent.json["text"]["mentioned_mobile_list"] == ["13800001234"]
    assert sent.json["text"]["content"].startswith("办件 DGZ-1 已超期\n请尽快处理")


def test_dingtalk_robot_is_signed(county, outside):
    staff = person(county, channels=["dingtalk"])
    channel("dingtalk", f"{outside.url}/robot/send?access_token=t", "SECf00")
    with clock.at(NOON):
        say(staff)
        run_pending()
    (sent,) = outside.received
    timestamp = int(sent.query["timestamp"][0])
    assert timestamp == int(NOON.timestamp() * 1000)
    assert unquote(quote(sent.query["sign"][0])) == dingtalk_signature("SECf00", timestamp)


def test_signature_of_a_dingtalk_robot_is_the_known_one():
    # Computed independently with: printf '1577262236757\nSECabc' | openssl dgst -sha256 -hmac SECabc -binary | base64
    assert dingtalk_signature("SECabc", 1577262236757) == "I5TKCOTTj6fad4sJ4q9RsIffw0PAChVQZQGTdtRbNEQ="


def test_robot_that_refuses_is_tried_again_and_then_given_up(county, outside):
    staff = person(county, channels=["wecom"])
    channel("wecom", f"{outside.url}/send")
    outside.answers = [(200, b'{"errcode":45009,"errmsg":"api freq out of limit"}')]
    moment = NOON
    for _try in range(8):
        with clock.at(moment):
            if moment == NOON:
                say(staff)
            run_pending()
        moment += timedelta(hours=1)
    assert len(outside.received) == 5
    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.attempts) == ("failed", 5)
    assert "45009" in delivery.answer


def test_gateway_that_answers_the_second_time_has_one_key_for_both(county, outside):
    staff = person(county, channels=["sms"])
    channel("sms", f"{outside.url}/sms", "token-1")
    outside.answers = [(503, b""), (200, b"accepted")]
    with clock.at(NOON):
        say(staff)
        run_pending()
    with clock.at(NOON + timedelta(minutes=1)):
        run_pending()
    first, second = outside.received
    assert first.headers["Idempotency-Key"] == second.headers["Idempotency-Key"] == first.json["id"]
    assert first.headers["Authorization"] == "Bearer token-1" and first.json["to"] == "13800001234"
    assert Delivery.objects.get().state == "sent"


def test_quiet_hours_hold_a_notice_until_morning_but_not_an_emergency(county, outside):
    staff = person(county, channels=["sms"])
    channel("sms", f"{outside.url}/sms")
    with clock.at(NIGHT):
        say(staff)
        say(staff, key="case.emergency:1", urgent=True)
        run_pending()
        assert len(outside.received) == 1
    with clock.at(clock.instant(date(2026, 6, 4), 7)):
        run_pending()
    assert len(outside.received) == 2


def test_notice_that_was_read_at_night_disturbs_nobody_in_the_morning(county, outside):
    staff = person(county, channels=["sms"])
    channel("sms", f"{outside.url}/sms")
    with clock.at(NIGHT):
        say(staff)
        run_pending()
        mark_read(staff)
    with clock.at(NIGHT + timedelta(hours=12)):
        run_pending()
    assert not outside.received and Delivery.objects.get().state == "dropped"


def test_nobody_is_disturbed_who_chose_nothing_except_by_an_emergency(county, outside):
    staff = person(county)
    channel("sms", f"{outside.url}/sms")
    channel("wecom", f"{outside.url}/wecom")
    with clock.at(NOON):
        say(staff)
        run_pending()
        assert not outside.received
        say(staff, key="case.emergency:2", urgent=True)
        run_pending()
    assert [sent.path for sent in outside.received] == ["/sms"]


def test_channel_of_another_town_is_not_used(county, outside):
    staff = person(county, channels=["wecom"])
    channel("wecom", f"{outside.url}/other", town_id=county.area("城关镇").pk)
    channel("wecom", f"{outside.url}/county")
    channel("wecom", f"{outside.url}/own", town_id=county.area("德固镇").pk)
    with clock.at(NOON):
        say(staff)
        run_pending()
    assert [sent.path for sent in outside.received] == ["/own"]


@pytest.mark.parametrize(
    "stored",
    [
        {},
        {"notices": None},
        {"notices": {"channels": "mail", "quiet": ["x"], "by_kind": [1]}},
        {"notices": {"quiet": [1, 2]}},
    ],
)
def test_preferences_that_make_no_sense_count_as_not_chosen(stored):
    wishes = Preferences.of(stored)
    assert wishes.channels_for("case.overdue", urgent=False) == ()
    assert wishes.quiet is not None


def test_preferences_survive_storing():
    wishes = Preferences(channels=("mail",), by_kind={"job": ()}, quiet=None)
    assert Preferences.of({"notices": wishes.stored()}) == wishes


def test_only_administrators_manage_channels_and_secrets_stay_out_of_the_trail(county, outside):
    with pytest.raises(NotAllowed):
        channel("wecom", f"{outside.url}/send?key=k1", "s1", actor=county.who("德固镇分管领导"))
    administrator = county.who("县系统管理员")
    made = channel("wecom", f"{outside.url}/send?key=k1", "s1", actor=administrator)
    setting_up.edit_channel(
        actor=administrator,
        channel_id=made.pk,
        name="群",
        address=f"{outside.url}/send?key=k2",
        secret=None,
        active=True,
        seen=1,
    )
    written = str(list(audit.trail(made).values_list("changes", "object_label")))
    assert "k1" not in written and "k2" not in written and "s1" not in written and "address" in written
    assert NoticeChannel.objects.get().secret == "s1"


@pytest.mark.parametrize(
    ("kind", "name", "address", "field"),
    [
        ("pigeon", "x", "https://example.org/", "kind"),
        ("wecom", " ", "https://example.org/", "name"),
        ("wecom", "x", "", "address"),
        ("sms", "x", "http://example.org/", "address"),
        ("mail", "x", "https://example.org/", "address"),
        ("mail", "x", "smtp://", "address"),
    ],
)
def test_channel_that_cannot_work_is_refused_beside_its_field(db, kind, name, address, field):
    with pytest.raises(Invalid) as refusal:
        setting_up.add_channel(actor=SYSTEM, kind=kind, name=name, address=address)
    assert [fault.field for fault in refusal.value.faults] == [field]


def test_channel_can_be_tried_at_once(county, outside):
    administrator = county.who("县系统管理员")
    made = channel("wecom", f"{outside.url}/send")
    assert setting_up.try_channel(actor=administrator, person=administrator, channel=made) == "ok"
    outside.answers = [(200, b'{"errcode":93000,"errmsg":"invalid webhook url"}')]
    with pytest.raises(Invalid, match="93000"):
        setting_up.try_channel(actor=administrator, person=administrator, channel=made)
