"""Setting up: who may, what is refused at which field, and that a change takes effect."""

import re
from datetime import date
from decimal import Decimal

import pytest

from bihuan.cases import limits
from bihuan.cases.defaults import load_defaults
from bihuan.cases.limits import limits_for
from bihuan.cases.models import Category
from bihuan.kernel import clock
from bihuan.kernel.worktime import WorkingCalendar
from bihuan.platform.models import NoticeChannel, Webhook
from bihuan.web.setup.calendar import missing_years
from bihuan.web.tests.test_pages import ADMINISTRATOR, AUDITOR, EVERYBODY, desk
from tests.worlds import County

pytestmark = pytest.mark.django_db
PARTS = ("rights", "limits", "limits/all/normal/accept", "categories", "categories/new", "calendar", "calendar/2031",
         "channels", "channels/new", "webhooks", "webhooks/new")  # fmt: skip
PAGES = ["/setup/", "/setup/limits/?kind=dispute", *(f"/setup/{part}/" for part in PARTS)]


@pytest.mark.parametrize("path", PAGES)
def test_only_administrators_set_up(county: County, path: str) -> None:
    assert desk(county.who(ADMINISTRATOR)).get(path).status_code == 200
    for who in (EVERYBODY, AUDITOR):
        assert desk(county.who(who)).get(path).status_code == 403


def test_county_desk_keeps_limits_but_not_channels(county: County) -> None:
    client = desk(county.who("县县综治中心"))

    assert client.get("/setup/limits/").status_code == 200
    assert client.get("/setup/channels/").status_code == 403
    assert "通知渠道" not in client.get("/setup/").content.decode()


def test_changed_limit_holds_for_clocks_that_start_later(county: County) -> None:
    client = desk(county.who(ADMINISTRATOR))
    sent = {"amount": "2.5", "unit": "working_days", "basis": "县办发〔2026〕3号"}

    assert client.post("/setup/limits/hazard/normal/accept/", sent).status_code == 302

    limit = limits_for("hazard", "normal", ["accept"])["accept"]
    assert (limit.amount, limit.basis) == (Decimal("2.5"), "县办发〔2026〕3号")
    assert limits_for("appeal", "normal", ["accept"])["accept"].amount != Decimal("2.5")
    assert client.post("/setup/limits/hazard/normal/accept/", {**sent, "amount": "0"}).status_code == 422
    assert client.post("/setup/limits/nonsense/normal/accept/", sent).status_code == 404


def test_category_is_added_changed_and_taken_out_of_choice(county: County) -> None:
    load_defaults()
    client = desk(county.who(ADMINISTRATOR))
    sent = {"kind": "appeal", "code": "QA-01", "name": "㑇𠮷专项", "synonyms": "树木、倒伏 断枝"}
    assert client.post("/setup/categories/new/", sent).status_code == 302
    made = Category.objects.get(code="QA-01")
    assert made.synonyms == ["树木", "倒伏", "断枝"]

    again = client.post("/setup/categories/new/", sent)
    assert again.status_code == 409 and "已被使用" in again.content.decode()
    changed = {"name": "树木倒伏", "synonyms": "", "seen": made.version}
    assert client.post(f"/setup/categories/{made.pk}/", changed).status_code == 302
    made.refresh_from_db()
    assert not made.active and made.name == "树木倒伏"


def test_two_people_changing_one_category_see_what_the_other_did(county: County) -> None:
    load_defaults()
    client = desk(county.who(ADMINISTRATOR))
    category = Category.objects.first()
    assert category is not None
    first = {"name": "甲改的名", "synonyms": "", "active": "on", "seen": category.version}
    assert client.post(f"/setup/categories/{category.pk}/", first).status_code == 302

    answer = client.post(f"/setup/categories/{category.pk}/", {**first, "name": "乙改的名"})

    assert answer.status_code == 409
    assert "甲改的名" in answer.content.decode() and "乙改的名" in answer.content.decode()
    seen = re.search(r'name="seen" value="(\d+)"', answer.content.decode())
    assert seen is not None
    assert (
        client.post(f"/setup/categories/{category.pk}/", {**first, "name": "乙改的名", "seen": seen[1]}).status_code
        == 302
    )


def test_channel_keeps_its_secret_hidden_and_is_kept_when_left_empty(county: County) -> None:
    client = desk(county.who(ADMINISTRATOR))
    bad = client.post("/setup/channels/new/", {"kind": "wecom", "name": "群", "address": "file:///etc/passwd"})
    assert bad.status_code == 422 and "id_address_error" in bad.content.decode()
    assert (
        client.post("/setup/channels/new/", {"kind": "mail", "name": "邮件", "secret": "hidden-word"}).status_code
        == 302
    )
    channel = NoticeChannel.objects.get()

    page = client.get(f"/setup/channels/{channel.pk}/").content.decode()
    assert "hidden-word" not in page
    sent = {"name": "镇邮件", "address": "", "secret": "", "active": "on", "seen": channel.version}
    assert client.post(f"/setup/channels/{channel.pk}/", sent).status_code == 302
    channel.refresh_from_db()
    assert (channel.name, channel.secret) == ("镇邮件", "hidden-word")


def test_only_an_sms_gateway_has_a_signature_kept_without_its_brackets(county: County) -> None:
    client = desk(county.who(ADMINISTRATOR))
    sent = {"kind": "sms", "name": "短信", "address": "https://203.0.113.9/sms", "signature": "【德固镇综治中心】"}
    assert client.post("/setup/channels/new/", sent).status_code == 302
    assert NoticeChannel.objects.get().signature == "德固镇综治中心"
    refused = client.post("/setup/channels/new/", {**sent, "kind": "mail", "address": ""})
    assert refused.status_code == 422 and "id_signature_error" in refused.content.decode()


def test_webhook_secret_is_shown_once(county: County) -> None:
    client = desk(county.who(ADMINISTRATOR))
    answer = client.post(
        "/setup/webhooks/new/", {"name": "县平台", "url": "https://203.0.113.9/hook", "events": ["case.reported"]}
    )

    assert answer.status_code == 200
    webhook = Webhook.objects.get()
    assert webhook.secret in answer.content.decode()
    assert webhook.secret not in client.get(f"/setup/webhooks/{webhook.pk}/").content.decode()
    assert client.post("/setup/webhooks/new/", {"name": "", "url": "ftp://x", "events": ["nope"]}).status_code == 422


def test_year_without_calendar_is_warned_of() -> None:
    with clock.at(clock.instant(clock.today().replace(year=2031, month=12, day=1))):
        assert missing_years(WorkingCalendar()) == [2031, 2032]


def test_entered_year_is_reckoned_with_and_mistakes_are_named(county: County) -> None:
    client = desk(county.who(ADMINISTRATOR))
    lines = "元旦 2031-01-01\n春节 2031-01-22 至 2031-01-28"
    sent = {
        "year": "2031",
        "source": "关于2031年部分节假日安排的通知",
        "holidays": lines,
        "workdays": "2031-01-19、2031-02-01",
    }

    assert client.post("/setup/calendar/2031/", sent).status_code == 302

    calendar = limits.calendar()
    assert calendar.years[2031].workdays == (date(2031, 1, 19), date(2031, 2, 1))
    assert "关于2031年" in client.get("/setup/calendar/2031/").content.decode()
    for changed, sentence in (
        ({"holidays": "元旦 2031年1月1日"}, "第 1 行看不懂"),
        ({"holidays": "元旦 2031-01-03 2031-01-01"}, "早于开始日期"),
        ({"workdays": "2031-01-20"}, "周六或周日"),
        ({"workdays": "2031-01-25"}, "矛盾"),
        ({"year": "1990"}, "年份应在"),
    ):
        answer = client.post("/setup/calendar/2031/", {**sent, **changed})
        assert answer.status_code == 422 and sentence in answer.content.decode(), changed
    assert limits.calendar().years[2031].workdays == (date(2031, 1, 19), date(2031, 2, 1))
