"""Legal advice booked without a login: free times, one appointment each, a receipt, cancelling, and what keeps abuse out."""

from collections.abc import Iterator
from datetime import date, datetime, time

import pytest
from django.db import connection
from django.test import Client

from bihuan.kernel import clock
from bihuan.mediation.advice import services
from bihuan.mediation.advice.registers import PROFESSIONALS
from bihuan.mediation.models import AdviceBooking, AdviceShift
from bihuan.platform.actors import SYSTEM
from bihuan.platform.models import AuditEntry
from bihuan.web.tests.test_public import stamp
from tests.worlds import County

pytestmark = pytest.mark.django_db
DAY = date(2026, 6, 2)


def at(hour: int, minute: int = 0) -> datetime:
    return clock.instant(DAY, hour, minute)


@pytest.fixture(autouse=True)
def monday() -> Iterator[None]:
    with clock.at(clock.instant(date(2026, 6, 1), 9)):
        yield


@pytest.fixture
def shift(county: County) -> AdviceShift:
    """A judge of 德固镇, on Tuesday from nine to half past ten: three appointments."""
    given = {"name": "方法官", "kind": "judge", "body": "第一人民法庭", "area": county.area("德固镇")}
    judge = PROFESSIONALS.add(actor=SYSTEM, values=given)
    (planned,) = services.plan_shifts(
        SYSTEM, professional=judge, area=county.area("德固镇"), first=DAY, last=DAY, weekdays=[DAY.weekday()],
        starts=time(9), ends=time(10, 30),
    )  # fmt: skip
    return planned


def address(county: County, shift: AdviceShift, moment: datetime) -> str:
    return f"/p/advice/{county.area('德固镇').pk}/{shift.pk}/{int(moment.timestamp())}/"


def words(**changed: object) -> dict[str, object]:
    return {"name": "王咨询", "phone": "13800001111", "kind": "labour", "question": "欠薪", "stamp": stamp(), **changed}


def test_a_free_time_is_chosen_booked_shown_and_cancelled(county: County, shift: AdviceShift, client: Client) -> None:
    town = f"/p/advice/?town={county.area('德固镇').pk}"
    page = client.get(town).content.decode()
    assert "方法官" in page and all(f">{hour}</a>" in page for hour in ("09:00", "09:30", "10:00"))
    assert client.get(address(county, shift, at(9))).status_code == 200

    sent = client.post(address(county, shift, at(9)), words())
    booking = AdviceBooking.objects.get()
    assert sent["Location"] == f"/p/advice/r/{booking.receipt}/{booking.code}/"
    assert (booking.state, booking.starts_at, booking.name, booking.phone) == ("booked", at(9), "王咨询", "13800001111")
    assert AuditEntry.objects.filter(object_id=booking.pk, verb="book_online", note="群众网上预约").exists()
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, phone FROM mediation_advicebooking")
        assert not {"王咨询", "13800001111"} & set(cursor.fetchone()), "personal values are sealed"
    receipt = client.get(sent["Location"]).content.decode()
    assert (
        booking.receipt in receipt and booking.code in receipt and "王咨询" not in receipt and "1380000" not in receipt
    )
    assert ">09:00</a>" not in client.get(town).content.decode()

    assert client.post(f"{sent['Location']}cancel/").status_code == 302
    booking.refresh_from_db()
    assert (booking.state, booking.cancel_reason) == ("cancelled", "群众网上取消")
    assert ">09:00</a>" in client.get(town).content.decode()


def test_a_time_is_given_once_and_the_second_keeps_what_was_typed(
    county: County, shift: AdviceShift, client: Client
) -> None:
    assert client.post(address(county, shift, at(9)), words()).status_code == 302
    second = client.post(address(county, shift, at(9)), words(name="李后来", phone="13900002222"))
    assert second.status_code == 409
    assert "另选一个空闲的时段" in second.content.decode() and "李后来" in second.content.decode()
    for moment in (at(8), at(9, 10), clock.instant(date(2026, 7, 30), 9)):
        assert client.post(address(county, shift, moment), words(phone="13700003333")).status_code == 409
    assert AdviceBooking.objects.count() == 1


def test_the_same_form_sent_twice_is_one_appointment(county: County, shift: AdviceShift, client: Client) -> None:
    form = words()
    first, again = (client.post(address(county, shift, at(9)), form)["Location"] for _turn in range(2))
    assert first == again and AdviceBooking.objects.count() == 1


def test_machines_wrong_codes_and_too_many_are_kept_out(county: County, shift: AdviceShift, client: Client) -> None:
    for bad in (words(website="x"), words(stamp="x"), words(name=""), words(phone="")):
        assert client.post(address(county, shift, at(9)), bad).status_code == 422
    assert client.post(address(county, shift, at(9)), words()).status_code == 302
    booking = AdviceBooking.objects.get()
    assert client.get(f"/p/advice/r/{booking.receipt}/WRONG/").status_code == 404
    assert client.post(f"/p/advice/r/{booking.receipt}/WRONG/cancel/").status_code == 404
    looked = client.post("/p/advice/", {"receipt": booking.receipt, "code": "WRONG"})
    assert looked.status_code == 404 and "预约号或查询码不对" in looked.content.decode()
    found = client.post("/p/advice/", {"receipt": booking.receipt.lower(), "code": f" {booking.code} "})
    assert found["Location"] == f"/p/advice/r/{booking.receipt}/{booking.code}/"
    answers = [client.post(address(county, shift, at(9, 30)), words(phone="13800001111")).status_code]
    for _turn in range(3):
        answers.append(client.post(address(county, shift, at(10)), words(phone="13800001111")).status_code)
    assert answers[:2] == [302, 302] and answers[-1] == 429, answers
