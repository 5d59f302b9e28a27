"""Programmes: who may enrol is refused in words or asked, seats are never overbooked, and names are for those who run them."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from bihuan.community import policies
from bihuan.community.applicants import age_on
from bihuan.community.models import Enrolment, Programme
from bihuan.community.registers import ENROLMENTS, PROGRAMMES
from bihuan.community.seats import move, release_expired
from bihuan.community.selectors import heads_of
from bihuan.kernel import clock
from bihuan.kernel.errors import Invalid, NotAllowed, WrongState
from bihuan.orgs.models import Role
from bihuan.platform.actors import SYSTEM
from bihuan.platform.indicators import Period, indicator
from bihuan.platform.models import AuditEntry, Notice
from bihuan.platform.policies import table
from tests.ledger_suite import LedgerSuite
from tests.worlds import County

SECRETARY, DESK, SUPERVISOR = "德固镇村(社区)书记", "德固镇综治中心值班员", "德固镇督导员"
State = Enrolment.State
AGE = {"all": [{"fact": "age", "is": "at_least", "value": 6}]}
FIRST = {"all": [{"fact": "left_behind", "is": "yes"}]}


def opened(county: County, quota: int = 2, **more: object) -> Programme:
    """A class of 刘庄村 that can be enrolled for today."""
    today = clock.today()
    return PROGRAMMES.add(
        actor=SYSTEM,
        values={
            "title": "暑期托管班",
            "kind": Programme.Kind.CHILDCARE,
            "area": county.area("刘庄村"),
            "starts_on": today + timedelta(days=10),
            "ends_on": today + timedelta(days=40),
            "staff": county.who(DESK),
            "quota": quota,
            "opens_on": today,
            "closes_on": today + timedelta(days=9),
            "must": AGE,
            "first": FIRST,
            **more,
        },
    )


def child(programme: Programme, number: int = 0, **more: object) -> dict[str, object]:
    """What a guardian says."""
    return {
        "programme": programme,
        "name": f"张小{'一二三四五六七八九十'[number]}",
        "born_on": date(2017, 3, 1),
        "left_behind": False,
        "guardian": "张大山",
        "phone": f"1381234567{number}",
        "allergies": "花生过敏",
        "pick_up": "张大山",
        "consent": True,
        **more,
    }


def enrol(programme: Programme, number: int = 0, **more: object) -> Enrolment:
    enrolment = ENROLMENTS.add(actor=SYSTEM, values=child(programme, number, **more))
    enrolment.refresh_from_db()
    return enrolment


class TestProgrammesLedger(LedgerSuite):
    key = "programmes"

    @pytest.fixture
    def filled(self, county: County) -> County:
        for number in range(3):
            opened(county, title=f"第{number}期暑期托管班")
        return county


class TestEnrolmentsLedger(LedgerSuite):
    key = "enrolments"

    @pytest.fixture
    def filled(self, county: County) -> County:
        programme = opened(county)
        for number in range(3):
            enrol(programme, number)
        return county


# --- who sees whom -------------------------------------------------------------------------------------------------


def test_only_those_who_run_a_programme_hold_the_rights_over_names() -> None:
    runners = {Role.DUTY_OFFICER, Role.VILLAGE_SECRETARY, Role.VILLAGE_CADRE}
    for right in (policies.READ_ENROLMENTS, policies.KEEP_ENROLMENTS, policies.REVEAL_ENROLMENTS):
        assert set(table()[right]) == runners, right


def test_a_supervisor_sees_how_many_and_never_who(county: County, client: Client) -> None:
    programme = opened(county)
    enrolment = enrol(programme)
    supervisor = county.who(SUPERVISOR)
    assert heads_of(supervisor, programme).offered == 1
    with pytest.raises(NotAllowed):
        ENROLMENTS.by_id(supervisor, enrolment.pk)
    assert not ENROLMENTS.rows(supervisor).exists()
    client.force_login(supervisor)
    page = client.get(f"/programmes/{programme.pk}/").content.decode()
    assert "报名名单" not in page and f"/enrolments/{enrolment.pk}/" not in page
    assert client.get(f"/enrolments/{enrolment.pk}/").status_code == 403
    assert client.post(f"/enrolments/{enrolment.pk}/confirm/").status_code == 403


def test_the_desk_sees_names_masked_and_a_reveal_is_logged(county: County, client: Client) -> None:
    enrolment = enrol(opened(county))
    client.force_login(county.who(DESK))
    page = client.get(f"/enrolments/{enrolment.pk}/").content.decode()
    for secret in ("张小一", "13812345670", "花生", "张大山"):
        assert secret not in page
    shown = ENROLMENTS.reveal(actor=county.who(DESK), pk=enrolment.pk, reason="电话通知家长")
    assert shown["allergies"] == "花生过敏"
    assert AuditEntry.objects.filter(object_id=enrolment.pk, verb="reveal").count() == 1


# --- who may enrol -------------------------------------------------------------------------------------------------


def test_who_is_too_young_is_refused_with_the_reason(county: County) -> None:
    with pytest.raises(Invalid) as refusal:
        enrol(opened(county), born_on=clock.today() - timedelta(days=3 * 365))
    assert refusal.value.faults[0].field == "born_on"
    assert "6" in refusal.value.faults[0].message


def test_what_a_rule_asks_and_nobody_said_is_asked_for(county: County) -> None:
    with pytest.raises(Invalid) as refusal:
        enrol(opened(county), born_on=None)
    assert [(fault.field, fault.code) for fault in refusal.value.faults] == [("born_on", "unknown")]


def test_without_consent_or_outside_the_days_nobody_is_enrolled(county: County) -> None:
    programme = opened(county)
    with pytest.raises(Invalid):
        enrol(programme, consent=False)
    with clock.at(clock.now() + timedelta(days=12)), pytest.raises(Invalid):
        enrol(programme)


def test_age_rises_on_the_birthday() -> None:
    assert [age_on(date(2016, 2, 29), day) for day in (date(2026, 2, 28), date(2026, 3, 1))] == [9, 10]
    assert [age_on(date(2017, 7, 6), date(2026, 7, day)) for day in (5, 6)] == [8, 9]


# --- seats ---------------------------------------------------------------------------------------------------------


def test_seats_go_by_arrival_and_left_behind_children_wait_first(county: County) -> None:
    programme = opened(county, quota=1)
    first, plain = enrol(programme, 0), enrol(programme, 1)
    left = enrol(programme, 2, left_behind=True)
    assert [one.state for one in (first, plain, left)] == [State.OFFERED, State.WAITING, State.WAITING]
    move(county.who(DESK), enrolment_id=first.pk, verb="withdraw", reason="搬家了")
    left.refresh_from_db()
    plain.refresh_from_db()
    assert (left.state, left.seat, plain.state) == (State.OFFERED, 1, State.WAITING)
    assert Notice.objects.filter(to=county.who(DESK), kind="enrolment.offered").count() == 2


def test_a_seat_not_confirmed_in_time_moves_on_once(county: County) -> None:
    programme = opened(county, quota=1)
    first, following = enrol(programme, 0), enrol(programme, 1)
    with clock.at(clock.now() + timedelta(hours=49)):
        with pytest.raises(WrongState):
            move(SYSTEM, enrolment_id=first.pk, verb="confirm")
        release_expired()
        release_expired()
    first.refresh_from_db()
    following.refresh_from_db()
    assert (first.state, first.seat) == (State.EXPIRED, None)
    assert (following.state, following.seat) == (State.OFFERED, 1)


def test_a_confirmed_seat_does_not_expire_and_more_seats_are_offered_at_once(county: County) -> None:
    programme = opened(county, quota=1)
    first, following = enrol(programme, 0), enrol(programme, 1)
    move(county.who(DESK), enrolment_id=first.pk, verb="confirm")
    with clock.at(clock.now() + timedelta(hours=99)):
        release_expired()
    PROGRAMMES.edit(actor=SYSTEM, pk=programme.pk, values={"quota": 2})
    first.refresh_from_db()
    following.refresh_from_db()
    assert (first.state, following.state, following.seat) == (State.CONFIRMED, State.OFFERED, 2)
    with pytest.raises(Invalid):
        PROGRAMMES.edit(actor=SYSTEM, pk=programme.pk, values={"quota": 1})


def test_the_database_refuses_a_seat_twice(county: County) -> None:
    programme = opened(county, quota=2)
    first, second = enrol(programme, 0), enrol(programme, 1)
    with pytest.raises(IntegrityError), transaction.atomic():
        Enrolment.objects.filter(pk=second.pk).update(seat=first.seat)


def test_a_person_alone_cannot_take_a_step_of_the_system(county: County) -> None:
    enrolment = enrol(opened(county))
    with pytest.raises(NotAllowed):
        move(county.who(DESK), enrolment_id=enrolment.pk, verb="expire")
    with pytest.raises(NotAllowed):
        move(county.who(SUPERVISOR), enrolment_id=enrolment.pk, verb="confirm")


# --- figures -------------------------------------------------------------------------------------------------------


def test_only_confirmed_or_beyond_are_counted_as_enrolled(county: County) -> None:
    programme = opened(county)
    first = enrol(programme, 0)
    enrol(programme, 1)
    move(SYSTEM, enrolment_id=first.pk, verb="confirm")
    period = Period(programme.starts_on, programme.ends_on)
    area = county.area("德固镇")
    for viewer in (SYSTEM, county.who(SUPERVISOR)):
        assert indicator("childcare.enrolled").value(viewer, area, period).value == 1
        assert indicator("childcare.classes").value(viewer, area, period).value == 1


def test_the_desk_confirms_at_one_press(county: County, client: Client) -> None:
    enrolment = enrol(opened(county))
    client.force_login(county.who(SECRETARY))
    assert client.get(f"/enrolments/{enrolment.pk}/confirm/").status_code == 200
    assert client.post(f"/enrolments/{enrolment.pk}/confirm/", {"seen": enrolment.version}).status_code == 302
    enrolment.refresh_from_db()
    assert enrolment.state == State.CONFIRMED
