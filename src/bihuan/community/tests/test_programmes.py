"""Programmes: who may enrol is refused in words or asked, seats are never overbooked, and names are for those who run them."""

from datetime import date, timedelta
from uuid import UUID

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bihuan.community import policies
from bihuan.community.applicants import age_on
from bihuan.community.models import Enrolment, Programme
from bihuan.community.registers import ENROLMENTS, PROGRAMMES
from bihuan.community.seats import move, release_expired, waiting
from bihuan.community.selectors import Heads, heads_of
from bihuan.kernel import clock
from bihuan.kernel.errors import Invalid, NotAllowed, WrongState
from bihuan.orgs.models import Role
from bihuan.platform.actors import SYSTEM
from bihuan.platform.change import change
from bihuan.platform.indicators import Period, indicator
from bihuan.platform.ledgers import ledger
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
    assert page.count("***") >= 3  # sealed text of no known kind is hidden whole
    shown = ENROLMENTS.reveal(actor=county.who(DESK), pk=enrolment.pk, reason="电话通知家长")
    assert shown["allergies"] == "花生过敏"
    assert AuditEntry.objects.filter(object_id=enrolment.pk, verb="reveal").count() == 1


def test_the_form_that_corrects_shows_nothing_sealed_and_keeps_it(county: County, client: Client) -> None:
    programme = opened(county, quota=1)
    enrol(programme, 0)
    waits = enrol(programme, 1)
    client.force_login(county.who(DESK))
    page = client.get(f"/enrolments/{waits.pk}/edit/")
    shown = page.content.decode()
    for secret in ("张小二", "13812345671", "花生", "张大山"):
        assert secret not in shown
    said = {name: value for name, value in page.context["form"].initial.items() if value not in (None, False)}
    answer = client.post(f"/enrolments/{waits.pk}/edit/", {**said, "consent": "on", "remark": "带午饭"})
    assert answer.status_code == 302
    waits.refresh_from_db()
    assert (waits.remark, waits.allergies, waits.pick_up, waits.phone) == (
        "带午饭",
        "花生过敏",
        "张大山",
        "13812345671",
    )


def test_nothing_sealed_leaves_by_the_ledger(county: County) -> None:
    sealed = {"guardian", "allergies", "pick_up"}
    assert not sealed & {column.source for column in ledger("enrolments").columns}


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


@pytest.mark.parametrize(
    ("state", "verb"),
    [(State.WAITING, "confirm"), (State.OFFERED, "finish"), (State.OFFERED, "expire"), ("", "register")],
)
def test_every_writer_is_held_to_the_table_of_steps(county: County, state: str, verb: str) -> None:
    programme = opened(county, quota=1)
    found = {one.state: one for one in (enrol(programme, 0), enrol(programme, 1))}
    taken = found.get(State(state)) if state else found[State.OFFERED]
    assert taken is not None
    with pytest.raises(WrongState), change(Enrolment, taken.pk, actor=SYSTEM, verb=verb):
        pass


def test_an_enrolment_stays_with_its_programme_and_a_seat_is_not_edited(county: County) -> None:
    programme, other = opened(county, quota=1), opened(county, title="晚间托管班")
    seat, waits = enrol(programme, 0), enrol(programme, 1)
    with pytest.raises(Invalid) as refusal:
        ENROLMENTS.edit(actor=SYSTEM, pk=waits.pk, values={"programme": other})
    assert [fault.field for fault in refusal.value.faults] == ["programme"]
    with pytest.raises(WrongState):
        ENROLMENTS.edit(actor=SYSTEM, pk=seat.pk, values={"remark": "改"})


def test_a_programme_with_people_on_it_is_not_voided(county: County) -> None:
    programme = opened(county)
    enrolment = enrol(programme)
    with pytest.raises(WrongState):
        PROGRAMMES.void(actor=SYSTEM, pk=programme.pk, reason="不办了")
    move(SYSTEM, enrolment_id=enrolment.pk, verb="withdraw", reason="不办了")
    assert PROGRAMMES.void(actor=SYSTEM, pk=programme.pk, reason="不办了").voided_at is not None


# Who comes: "plain" or "left" applies, "leave" gives back the lowest seat, "more" adds a seat.
ACTS = st.lists(st.sampled_from(["plain", "left", "leave", "more"]), min_size=1, max_size=8)


@given(acts=ACTS)
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_seats_go_by_points_then_arrival_whatever_happens(county: County, acts: list[str]) -> None:
    with transaction.atomic():
        programme, quota = opened(county, quota=1), 1
        seated: list[UUID] = []
        line: list[tuple[int, int, UUID]] = []  # (minus the points, arrival, who)
        for number, act in enumerate(acts):
            if act in ("plain", "left"):
                one = enrol(programme, number, left_behind=act == "left")
                line.append((-(act == "left"), number, one.pk))
            elif act == "leave" and seated:
                move(SYSTEM, enrolment_id=seated.pop(0), verb="withdraw", reason="不来了")
            elif act == "more":
                quota += 1
                PROGRAMMES.edit(actor=SYSTEM, pk=programme.pk, values={"quota": quota})
            line.sort()
            while line and len(seated) < quota:
                seated.append(line.pop(0)[2])
            held = Enrolment.objects.filter(programme=programme, seat__isnull=False)
            assert set(held.values_list("pk", flat=True)) == set(seated)
            assert [one.pk for one in waiting(programme)] == [who for _points, _number, who in line]
        transaction.set_rollback(True)


def test_the_board_tells_how_many_to_all_who_see_it(county: County, client: Client) -> None:
    programme = opened(county, quota=1)
    enrol(programme, 0)
    enrol(programme, 1)
    opened(
        county,
        title="已结束的班",
        starts_on=clock.today() - timedelta(days=9),
        ends_on=clock.today() - timedelta(days=1),
    )
    client.force_login(county.who(SUPERVISOR))
    answer = client.get("/programmes/")
    assert [(one["programme"], one["heads"], one["open"]) for one in answer.context["shown"]] == [
        (programme, Heads(enrolled=0, offered=1, waiting=1), True)
    ]
    assert "/ledgers/enrolments/" not in answer.content.decode()


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
