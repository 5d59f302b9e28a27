"""Enrolling without a login: what is open, what is asked, the receipt, taking up a seat, giving it back, and what keeps abuse out."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bihuan.community import online
from bihuan.community.consent import CURRENT, TEXTS
from bihuan.community.models import Enrolment, Programme
from bihuan.community.registers import ENROLMENTS, PROGRAMMES
from bihuan.community.seats import move
from bihuan.community.tests.test_programmes import AGE, DESK, child, enrol, opened
from bihuan.kernel import clock
from bihuan.kernel.errors import NotFound, WrongState
from bihuan.platform.actors import SYSTEM
from bihuan.platform.models import AuditEntry
from bihuan.web.public.forms import Stamp
from tests.worlds import County

State = Enrolment.State


def stamp() -> str:
    """A form drawn half a minute ago."""
    with clock.at(clock.now() - timedelta(seconds=30)):
        return Stamp.fresh()


def published(county: County, **more: object) -> Programme:
    return opened(county, online=True, publicity="暑假孩子有人管", place="刘庄村党群服务中心", **more)


def said(number: int = 0, **more: object) -> dict[str, object]:
    """What a guardian types."""
    return {
        "name": f"张小{'一二三四五六七八九十'[number]}", "born_on": "2017-03-01", "grade": "2", "left_behind": "no",
        "guardian": "张大山", "phone": f"1381234567{number}", "pick_up": "奶奶", "allergies": "花生过敏", "consent": "on",
        "stamp": stamp(), **more,
    }  # fmt: skip


def enrolled(client: Client, programme: Programme, number: int = 0, **more: object) -> Enrolment:
    answer = client.post(f"/p/programmes/{programme.pk}/enrol/", said(number, **more))
    assert answer.status_code == 302, re.findall(r"field-error[^>]*>([^<]+)", answer.content.decode())
    receipt, code = answer["Location"].rstrip("/").split("/")[-2:]
    return online.enrolled(receipt, code)


def test_a_guardian_enrols_and_follows_it_by_number_and_code(county: County, client: Client) -> None:
    programme = published(county)
    page = client.get(f"/p/programmes/{programme.pk}/").content.decode()
    assert "暑假孩子有人管" in page and "还剩 2 个" in page and "刘庄村党群服务中心" in page
    made = enrolled(client, programme)
    assert (made.state, made.way, made.pick_up, made.allergies) == (State.OFFERED, "online", "奶奶", "花生过敏")
    assert (made.consent_version, made.consent_at is not None) == (CURRENT, True)
    page = client.get(f"/p/programmes/r/{made.receipt}/{made.code}/").content.decode()
    assert made.receipt in page and made.code in page and "待确认" in page
    assert not [secret for secret in ("张小一", "13812345670", "花生", "张大山", "奶奶") if secret in page]
    lower = client.post("/p/programmes/", {"receipt": made.receipt.lower(), "code": f" {made.code.lower()} "})
    assert lower.status_code == 302


def test_the_seat_is_taken_up_or_given_back_and_goes_to_the_next_at_once(county: County, client: Client) -> None:
    programme = published(county, quota=1)
    first, second = enrolled(client, programme, 0), enrolled(client, programme, 1)
    page = client.get(f"/p/programmes/r/{second.receipt}/{second.code}/").content.decode()
    assert "候补第 1 位" in page and "确认参加" not in page
    assert client.post(f"/p/programmes/r/{second.receipt}/{second.code}/confirm/").status_code == 409
    client.post(f"/p/programmes/r/{first.receipt}/{first.code}/withdraw/")
    client.post(f"/p/programmes/r/{second.receipt}/{second.code}/confirm/")
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, first.seat, second.state, second.seat) == (State.WITHDRAWN, None, State.CONFIRMED, 1)
    assert online.withdraw_online(first.receipt, first.code).state == State.WITHDRAWN, "a second press is no fault"
    assert online.confirm_online(second.receipt, second.code).state == State.CONFIRMED


def test_a_seat_held_no_longer_cannot_be_taken_up(county: County, client: Client) -> None:
    made = enrolled(client, published(county))
    with clock.at(clock.now() + timedelta(hours=49)), pytest.raises(WrongState):
        online.confirm_online(made.receipt, made.code)


def test_a_wrong_code_and_a_wrong_number_say_the_same(county: County, client: Client) -> None:
    made = enrolled(client, published(county))
    refusals = []
    for receipt, code in ((made.receipt, "WRONG"), ("BM000000999", made.code), ("", "")):
        with pytest.raises(NotFound) as refusal:
            online.enrolled(receipt, code)
        refusals.append(str(refusal.value))
    assert len(set(refusals)) == 1
    assert client.get(f"/p/programmes/r/{made.receipt}/WRONG/").status_code == 404


def test_the_same_form_twice_is_one_enrolment_and_a_second_form_is_told_so(county: County, client: Client) -> None:
    programme, drawn = published(county), stamp()
    enrolled(client, programme, stamp=drawn)
    enrolled(client, programme, stamp=drawn)
    assert Enrolment.objects.count() == 1
    again = client.post(f"/p/programmes/{programme.pk}/enrol/", said())
    assert again.status_code == 409 and "已经报过名" in again.content.decode() and "张大山" in again.content.decode()


def test_rules_consent_and_days_are_held_to_as_at_the_desk_and_nothing_typed_is_lost(
    county: County, client: Client
) -> None:
    programme = published(county)
    young = client.post(f"/p/programmes/{programme.pk}/enrol/", said(born_on="2024-01-01"))
    assert (
        young.status_code == 422 and "不符合报名条件" in young.content.decode() and "张大山" in young.content.decode()
    )
    silent = client.post(f"/p/programmes/{programme.pk}/enrol/", {**said(), "consent": ""})
    assert silent.status_code == 422 and "请先阅读" in silent.content.decode()
    with clock.at(clock.now() + timedelta(days=9, hours=20)):
        late = client.post(f"/p/programmes/{programme.pk}/enrol/", said())
    assert late.status_code == 422
    assert not Enrolment.objects.exists()


def test_what_is_not_published_or_over_is_not_there(county: County, client: Client) -> None:
    hidden, shown = opened(county), published(county, title="公开的班")
    page = client.get("/p/programmes/").content.decode()
    assert "公开的班" in page and hidden.title not in page
    assert client.get(f"/p/programmes/{hidden.pk}/").status_code == 404
    assert client.post(f"/p/programmes/{hidden.pk}/enrol/", said()).status_code == 404
    with clock.at(clock.now() + timedelta(days=60)):
        assert client.get(f"/p/programmes/{shown.pk}/").status_code == 404


def test_a_form_asks_for_no_more_than_the_programme_needs(county: County, client: Client) -> None:
    clinic = published(county, title="义诊", kind=Programme.Kind.CLINIC, must={}, first={})
    assert online.asked_of(clinic) == ["name", "phone", "allergies"]
    ruled = published(county, must=AGE)
    assert "born_on" in online.asked_of(ruled) and "low_income" not in online.asked_of(ruled)
    made = online.enrol_online(
        enrolment_id=uuid4(),
        programme=clinic,
        values={"name": "王大爷", "phone": "13800000000", "consent": True, "left_behind": True, "remark": "多交的"},
    )
    assert made.left_behind is None and made.remark == ""


def test_machines_and_floods_are_kept_out(county: County, client: Client) -> None:
    programme = published(county, quota=30)
    trapped = client.post(f"/p/programmes/{programme.pk}/enrol/", {**said(), "website": "http://x"})
    quick = client.post(f"/p/programmes/{programme.pk}/enrol/", {**said(), "stamp": Stamp.fresh()})
    assert trapped.status_code == quick.status_code == 422 and not Enrolment.objects.exists()
    answers = [
        client.post(f"/p/programmes/{programme.pk}/enrol/", said(number, phone="13812345670")).status_code
        for number in range(7)
    ]
    assert answers == [302] * 6 + [429]


def test_what_the_desk_enrols_has_a_receipt_too_and_the_code_is_in_no_audit(county: County, client: Client) -> None:
    programme = published(county)
    made = ENROLMENTS.add(actor=county.who(DESK), values={**child(programme), "way": "phone"})
    assert made.receipt and online.enrolled(made.receipt, made.code).pk == made.pk
    client.force_login(county.who(DESK))
    page = client.get(f"/enrolments/{made.pk}/").content.decode()
    assert made.receipt in page and made.code in page
    assert not [entry for entry in AuditEntry.objects.filter(object_id=made.pk) if made.code in str(entry.changes)]


def test_words_once_agreed_to_stay_and_name_what_they_are_for() -> None:
    assert CURRENT in TEXTS and "监护人" in str(TEXTS[CURRENT])


def test_the_list_of_open_programmes_has_a_fixed_number_of_queries(
    county: County, client: Client, django_assert_num_queries: object
) -> None:
    for number in range(2):
        published(county, title=f"第{number}班")
    client.get("/p/programmes/")
    with CaptureQueriesContext(connection) as counted:
        client.get("/p/programmes/")
    for number in range(2, 6):
        published(county, title=f"第{number}班")
    with django_assert_num_queries(len(counted)):  # type: ignore[operator]
        client.get("/p/programmes/")


def test_a_volunteered_seat_count_never_goes_below_nothing(county: County, client: Client) -> None:
    programme = published(county, quota=1)
    enrol(programme)
    move(SYSTEM, enrolment_id=Enrolment.objects.get().pk, verb="confirm")
    assert "已满" in client.get("/p/programmes/").content.decode()
    assert PROGRAMMES.by_id(SYSTEM, programme.pk).quota == 1
