"""Legal advice: planned by the week, booked without doubling, received, taken on as a dispute."""

from datetime import date, datetime, time, timedelta
from itertools import pairwise

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from bihuan.kernel import clock
from bihuan.kernel.errors import Conflict, Invalid, NotAllowed, WrongState
from bihuan.mediation.advice import services
from bihuan.mediation.advice.registers import BOOKINGS, PROFESSIONALS, SHIFTS
from bihuan.mediation.advice.selectors import week_of
from bihuan.mediation.advice.slots import slots
from bihuan.mediation.models import AdviceBooking, AdviceShift, Dispute, DisputeKind, Professional
from bihuan.platform.actors import SYSTEM
from bihuan.platform.change import create
from bihuan.platform.indicators import Period, indicator
from tests.ledger_suite import LedgerSuite
from tests.worlds import County

DESK, SECRETARY, HANDLER = "德固镇综治中心值班员", "德固镇村(社区)书记", "德固镇经办人员"
DAY = date(2026, 6, 30)  # a Tuesday


@pytest.fixture
def judge(county: County) -> Professional:
    return PROFESSIONALS.add(
        actor=county.who(DESK),
        values={
            "name": "方法官", "kind": "judge", "body": "县人民法院第一人民法庭", "area": county.area("德固镇"),
            "phone": "13500001234", "staff": county.who(HANDLER),
        },
    )  # fmt: skip


@pytest.fixture
def shift(county: County, judge: Professional) -> AdviceShift:
    (planned,) = services.plan_shifts(
        county.who(DESK), professional=judge, area=county.area("德固镇"), first=DAY, last=DAY,
        weekdays=[DAY.weekday()], starts=time(9), ends=time(11), place="接待室",
    )  # fmt: skip
    return planned


def at(hour: int, minute: int = 0) -> datetime:
    return clock.instant(DAY, hour, minute)


def said(shift: AdviceShift, county: County, moment: datetime, **more: object) -> dict[str, object]:
    return {
        "shift": shift, "starts_at": moment, "name": "王咨询", "phone": "13800001111", "area": county.area("刘庄村"),
        "kind": DisputeKind.LABOUR, "question": "老板欠工资怎么办", **more,
    }  # fmt: skip


class TestBookingsLedger(LedgerSuite):
    key = "advice_bookings"

    @pytest.fixture
    def filled(self, county: County, shift: AdviceShift) -> County:
        for hour, minute in ((9, 0), (9, 30), (10, 0)):
            BOOKINGS.add(actor=SYSTEM, values=said(shift, county, at(hour, minute)))
        return county


class TestShiftsLedger(LedgerSuite):
    key = "advice_shifts"

    @pytest.fixture
    def filled(self, county: County, judge: Professional) -> County:
        days = {"first": DAY, "last": DAY + timedelta(days=13), "weekdays": [0, 1, 2]}
        services.plan_shifts(
            SYSTEM, professional=judge, area=county.area("德固镇"), starts=time(9), ends=time(11), **days
        )
        return county


class TestProfessionalsLedger(LedgerSuite):
    key = "professionals"

    @pytest.fixture
    def filled(self, county: County, judge: Professional) -> County:
        for name, kind in (("米律师", "lawyer"), ("丁警官", "police")):
            values = {"name": name, "kind": kind, "body": "县里", "area": county.area("德固镇"), "phone": "13500009999"}
            PROFESSIONALS.add(actor=SYSTEM, values=values)
        return county


@given(st.times(), st.times(), st.integers(10, 120))
def test_appointments_lie_within_the_shift_and_do_not_overlap(starts: time, ends: time, minutes: int) -> None:
    starts, ends = starts.replace(second=0, microsecond=0), ends.replace(second=0, microsecond=0)
    found = list(slots(DAY, starts, ends, minutes))
    for one, following in pairwise(found):
        assert one.ends_at == following.starts_at
    for one in found:
        assert one.ends_at - one.starts_at == timedelta(minutes=minutes)
        assert clock.instant(DAY, starts.hour, starts.minute) <= one.starts_at
        assert one.ends_at <= clock.instant(DAY, ends.hour, ends.minute)
    whole = (ends.hour * 60 + ends.minute - starts.hour * 60 - starts.minute) // minutes
    assert len(found) == max(0, whole)


def test_a_rota_is_planned_by_weekday_and_what_is_planned_stays(county: County, judge: Professional) -> None:
    town, desk = county.area("德固镇"), county.who(DESK)
    hours = {"professional": judge, "area": town, "starts": time(9), "ends": time(11)}
    first = services.plan_shifts(desk, first=DAY, last=DAY + timedelta(days=13), weekdays=[1, 3], **hours)
    assert [one.day.weekday() for one in first] == [1, 3, 1, 3]
    more = services.plan_shifts(desk, first=DAY, last=DAY + timedelta(days=20), weekdays=[1], **hours)
    assert [one.day for one in more] == [DAY + timedelta(days=14)]
    with pytest.raises(Invalid) as overlap:
        SHIFTS.add(actor=desk, values={**hours, "day": DAY, "starts": "10:30", "ends": "12:00"})
    assert overlap.value.faults[0].field == "starts"
    wrong = [
        ({"first": DAY, "last": DAY, "weekdays": []}, "weekdays"),
        ({"first": DAY, "last": DAY - timedelta(1), "weekdays": [1]}, "last"),
    ]
    for days, field in wrong:
        with pytest.raises(Invalid) as refusal:
            services.plan_shifts(desk, **hours, **days)
        assert refusal.value.faults[0].field == field
    with pytest.raises(NotAllowed):
        services.plan_shifts(
            county.who(SECRETARY), first=DAY + timedelta(70), last=DAY + timedelta(76), weekdays=[1], **hours
        )


def test_a_slot_is_booked_once(county: County, shift: AdviceShift) -> None:
    booked = BOOKINGS.add(actor=county.who(SECRETARY), values=said(shift, county, at(9, 30)))
    assert (booked.professional, booked.ends_at) == (shift.professional, at(10))
    for moment, code in ((at(9, 30), "taken"), (at(9, 45), "no_slot"), (at(11), "no_slot")):
        with pytest.raises(Invalid) as refusal:
            BOOKINGS.add(actor=county.who(DESK), values=said(shift, county, moment))
        assert (refusal.value.faults[0].field, refusal.value.faults[0].code) == ("starts_at", code)
    twin = AdviceBooking(
        shift=shift, professional=shift.professional, starts_at=at(9, 30), ends_at=at(10), name="另一位",
        area=booked.area, area_path=booked.area_path, town_id=booked.town_id,
    )  # fmt: skip
    with pytest.raises(Conflict):
        create(twin, actor=SYSTEM, verb="register")
    services.cancel(county.who(SECRETARY), pk=booked.pk, reason="改日再来")
    assert BOOKINGS.add(actor=county.who(DESK), values=said(shift, county, at(9, 30))).pk != booked.pk


def test_a_shift_with_appointments_stays(county: County, shift: AdviceShift) -> None:
    booked = BOOKINGS.add(actor=SYSTEM, values=said(shift, county, at(9)))
    with pytest.raises(WrongState):
        SHIFTS.void(actor=county.who(DESK), pk=shift.pk, reason="开会")
    services.mark_absent(county.who(DESK), pk=booked.pk)
    SHIFTS.void(actor=county.who(DESK), pk=shift.pk, reason="开会")
    assert not SHIFTS.rows(SYSTEM).exists()


def test_the_professional_writes_the_outcome_of_the_own_appointment(county: County, shift: AdviceShift) -> None:
    booked = BOOKINGS.add(actor=SYSTEM, values=said(shift, county, at(9)))
    with pytest.raises(Invalid) as refusal:
        services.serve(county.who(HANDLER), pk=booked.pk, outcome="answered", advice=" ")
    assert refusal.value.faults[0].field == "advice"
    with pytest.raises(NotAllowed):
        services.serve(county.who(SECRETARY), pk=booked.pk, outcome="answered", advice="依法申请仲裁")
    served = services.serve(county.who(HANDLER), pk=booked.pk, outcome="mediation", advice="先调解")
    assert (served.state, served.outcome) == ("served", "mediation")
    with pytest.raises(WrongState):
        services.cancel(county.who(DESK), pk=booked.pk, reason="点错了")
    with pytest.raises(WrongState):
        BOOKINGS.edit(actor=county.who(DESK), pk=booked.pk, values={"question": "别的"})


def test_an_appointment_becomes_a_dispute_once(county: County, shift: AdviceShift) -> None:
    booked = BOOKINGS.add(actor=SYSTEM, values=said(shift, county, at(9)))
    dispute = services.open_case(county.who(DESK), pk=booked.pk)
    assert (dispute.kind, dispute.applicant, dispute.applicant_phone) == (DisputeKind.LABOUR, "王咨询", "13800001111")
    booked.refresh_from_db()
    assert booked.case == dispute.case
    with pytest.raises(WrongState):
        services.open_case(county.who(DESK), pk=booked.pk)
    assert Dispute.objects.count() == 1
    services.serve(county.who(DESK), pk=booked.pk, outcome="mediation", advice="转调解")
    figures = Period(DAY, DAY)
    town = county.area("德固镇")
    assert [
        indicator(f"advice.{key}").value(SYSTEM, town, figures).value for key in ("shifts", "served", "taken_on_rate")
    ] == [1, 1, 1]


def test_the_week_shows_who_comes_only_to_whom_it_concerns(county: County, shift: AdviceShift) -> None:
    BOOKINGS.add(actor=SYSTEM, values=said(shift, county, at(9), area=county.area("河湾村")))
    monday = DAY - timedelta(days=1)

    def seen(name: str) -> tuple[bool, bool, int]:
        (shown,) = week_of(county.who(name), county.area("德固镇"), monday)[DAY]
        return shown.slots[0].taken, shown.slots[0].booking is not None, shown.free

    assert seen(DESK) == (True, True, 3)
    assert seen(SECRETARY) == (True, False, 3), "another village's resident"
    assert seen("城关镇网格员") == (True, False, 3)


def test_pages_plan_book_and_receive(county: County, judge: Professional, client: Client) -> None:
    client.force_login(county.who(DESK))
    town = county.area("德固镇")
    with clock.at(at(8)):
        assert client.get("/advice/").headers["Location"] == f"/advice/{town.pk}/"
        empty = client.get(f"/advice/{town.pk}/?week=2026-06-30").content.decode()
        assert "这一周还没有排班" in empty
        plan = {
            "professional": judge.pk, "first": "2026-06-30", "last": "2026-07-10", "weekdays": ["1"], "starts": "09:00",
            "ends": "11:00", "slot": "30", "place": "接待室", "seen": "",
        }  # fmt: skip
        refused = client.post(f"/advice/{town.pk}/plan/", {**plan, "weekdays": []})
        assert refused.status_code == 422 and "星期几" in refused.content.decode()
        assert client.post(f"/advice/{town.pk}/plan/", plan).status_code == 302
        shift = AdviceShift.objects.order_by("day")[0]
        week = client.get(f"/advice/{town.pk}/?week=2026-06-30").content.decode()
        link = f"/advice-bookings/add/?shift={shift.pk}&amp;starts_at=2026-06-30T09:30&amp;area={town.pk}"
        assert "方法官" in week and link in week
        form = client.get(link.replace("&amp;", "&")).content.decode()
        assert 'value="2026-06-30T09:30"' in form and f'value="{shift.pk}" selected' in form
        given = {**said(shift, county, at(9, 30)), "shift": shift.pk, "area": town.pk, "starts_at": "2026-06-30T09:30"}
        answer = client.post("/advice-bookings/add/", given)
        booked = AdviceBooking.objects.get()
        assert answer.headers["Location"] == f"/advice-bookings/{booked.pk}/"
        again = client.post("/advice-bookings/add/", given)
        assert again.status_code == 422 and "已经有人预约" in again.content.decode()
        week = client.get(f"/advice/{town.pk}/?week=2026-06-30").content.decode()
        assert "王咨询" not in week and f"/advice-bookings/{booked.pk}/" in week
        page = client.get(f"/advice-bookings/{booked.pk}/").content.decode()
        assert "登记咨询结果" in page and "转为纠纷调解" in page
        sent = {"outcome": "answered", "advice": "可以申请劳动仲裁", "seen": booked.version}
        assert client.post(f"/advice-bookings/{booked.pk}/serve/", sent).status_code == 302
        onward = client.post(f"/advice-bookings/{booked.pk}/open/", {"seen": booked.version + 1})
        booked.refresh_from_db()
        assert onward.headers["Location"] == f"/cases/{booked.case_id}/"
        assert client.get(f"/professionals/{judge.pk}/").status_code == 200
        assert client.get(f"/advice-shifts/{shift.pk}/").status_code == 200
    client.force_login(county.who("德固镇网格员"))
    assert client.get("/advice/").status_code == 302
    assert client.get(f"/advice/{town.pk}/plan/").status_code == 403
