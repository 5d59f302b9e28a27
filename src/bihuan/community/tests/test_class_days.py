"""A class's days: the roll, who may fetch a child, the alarm for one that nobody fetched, drills and lessons."""

from datetime import datetime, time, timedelta

import pytest
from django.test import Client

from bihuan.community import policies
from bihuan.community.alarms import CLIMBS_AFTER, climb_due, close, raise_due, take, watch_pick_up
from bihuan.community.lessons import booking_for, take_room
from bihuan.community.models import Alarm, Attendance, Enrolment, Lesson, Programme
from bihuan.community.registers import ALARMS, DRILLS, LESSONS
from bihuan.community.roll import mark, may_fetch, pick_up, roll
from bihuan.community.seats import move
from bihuan.community.tests.test_programmes import DESK, SUPERVISOR, enrol, opened
from bihuan.kernel import clock
from bihuan.kernel.errors import Conflict, Invalid, NotAllowed, NotFound, WrongState
from bihuan.orgs.models import ChainLevel, Role
from bihuan.orgs.services import define_chain, name_holder
from bihuan.platform.actors import SYSTEM
from bihuan.platform.jobs import run_pending
from bihuan.platform.ledgers import ledger
from bihuan.platform.models import AuditEntry, Notice
from bihuan.platform.policies import table
from bihuan.venues.services import register_rooms, register_venue
from tests.ledger_suite import LedgerSuite
from tests.worlds import County

State = Attendance.State
LEADER = "德固镇分管领导"


def at_class(hour: int, minute: int = 0) -> datetime:
    """An hour of today."""
    return clock.instant(clock.today(), hour, minute)


def running(county: County, **more: object) -> Programme:
    """A class that began today and lasts until half past four."""
    today = clock.today()
    return opened(
        county, quota=5, starts_on=today, ends_on=today + timedelta(days=30), from_hour=time(8, 30), to_hour=time(16, 30),
        **more,
    )  # fmt: skip


def comes(programme: Programme, number: int = 0, **more: object) -> Enrolment:
    enrolment = enrol(programme, number, **more)
    return move(SYSTEM, enrolment_id=enrolment.pk, verb="confirm")


def present(programme: Programme, number: int = 0, **more: object) -> Attendance:
    child = comes(programme, number, **more)
    return mark(actor=SYSTEM, enrolment_id=child.pk, day=clock.today(), state=State.PRESENT)


def lesson(programme: Programme, **more: object) -> Lesson:
    return LESSONS.add(
        actor=SYSTEM,
        values={
            "programme": programme, "day": programme.starts_on, "from_hour": time(9), "to_hour": time(10),
            "topic": "防溺水第一课", "teacher": "王老师", **more,
        },
    )  # fmt: skip


class TestLessonsLedger(LedgerSuite):
    key = "lessons"

    @pytest.fixture
    def filled(self, county: County) -> County:
        programme = running(county)
        for hour in (9, 10, 14):
            lesson(programme, from_hour=time(hour), to_hour=time(hour, 45))
        return county


class TestAttendancesLedger(LedgerSuite):
    key = "attendances"

    @pytest.fixture
    def filled(self, county: County) -> County:
        programme = running(county)
        for number in range(3):
            present(programme, number)
        return county


class TestAlarmsLedger(LedgerSuite):
    key = "alarms"

    @pytest.fixture
    def filled(self, county: County) -> County:
        programme = running(county)
        for number in range(3):
            present(programme, number)
        with clock.at(at_class(17, 5)):
            raise_due()
        return county


class TestDrillsLedger(LedgerSuite):
    key = "drills"

    @pytest.fixture
    def filled(self, county: County) -> County:
        programme = running(county)
        for kind in ("fire", "quake", "water"):
            values = {"programme": programme, "kind": kind, "held_on": clock.today(), "heads": 20}
            DRILLS.add(actor=SYSTEM, values=values)
        return county


def test_a_lesson_lies_within_its_class_and_ends_after_it_begins(county: County) -> None:
    programme = running(county)
    with pytest.raises(Invalid) as refusal:
        lesson(programme, day=programme.ends_on + timedelta(days=1), to_hour=time(8))
    assert {fault.field for fault in refusal.value.faults} == {"day", "to_hour"}


def test_a_lessons_room_is_booked_moves_with_its_hours_and_is_given_back(county: County, client: Client) -> None:
    desk = county.who(DESK)
    venue = register_venue(desk, area=county.area("刘庄村"), name="刘庄村部")
    (room,) = register_rooms(desk, venue=venue, rooms=[("教室", 30, "")])
    programme = running(county)
    first, second = lesson(programme), lesson(programme, from_hour=time(10), to_hour=time(11))
    client.force_login(desk)
    assert client.post(f"/lessons/{first.pk}/room/", {"room": str(room.pk)}).status_code == 302
    take_room(actor=desk, lesson_id=second.pk, room=room)
    with pytest.raises(Conflict):
        LESSONS.edit(actor=desk, pk=first.pk, values={"from_hour": time(9, 30), "to_hour": time(10, 30)})
    assert Lesson.objects.get(pk=first.pk).from_hour == time(9), "a room that is not free refuses the change as a whole"
    LESSONS.edit(actor=desk, pk=first.pk, values={"from_hour": time(8), "to_hour": time(9)})
    assert booking_for(first).starts_at == clock.instant(first.day, 8)  # type: ignore[union-attr]
    LESSONS.void(actor=desk, pk=first.pk, reason="停课一天")
    assert booking_for(first) is None and booking_for(second) is not None


# --- the roll ------------------------------------------------------------------------------------------------------


def test_the_roll_says_names_to_those_who_run_the_class_and_logs_that_they_looked(county: County) -> None:
    programme = running(county)
    child = comes(programme)
    desk = county.who(DESK)
    assert [(line.enrolment.name, line.attendance, line.fetchers) for line in roll(desk, programme, clock.today())] == [
        (child.name, None, ["张大山"])
    ]
    roll(desk, programme, clock.today())
    assert AuditEntry.objects.filter(object_id=programme.pk, verb="open_roll", actor_id=desk.pk).count() == 1
    with pytest.raises(NotAllowed):
        roll(county.who(SUPERVISOR), programme, clock.today())


def test_marking_twice_is_one_row_and_can_be_corrected(county: County) -> None:
    child, desk, today = comes(running(county)), county.who(DESK), clock.today()
    first = mark(actor=desk, enrolment_id=child.pk, day=today, state=State.ABSENT)
    again = mark(actor=desk, enrolment_id=child.pk, day=today, state=State.ABSENT)
    late = mark(actor=desk, enrolment_id=child.pk, day=today, state=State.LATE)
    assert first.pk == again.pk == late.pk and late.state == State.LATE
    with pytest.raises(Invalid):
        mark(actor=desk, enrolment_id=child.pk, day=today, state="asleep")
    with pytest.raises(Invalid):
        mark(actor=desk, enrolment_id=child.pk, day=today + timedelta(days=1), state=State.PRESENT)


def test_who_only_waits_is_not_on_the_roll(county: County) -> None:
    programme = running(county)
    waits = enrol(programme)
    with pytest.raises(Invalid):
        mark(actor=SYSTEM, enrolment_id=waits.pk, day=clock.today(), state=State.PRESENT)
    assert roll(SYSTEM, programme, clock.today()) == []


def test_another_village_neither_sees_nor_marks_the_children(county: County) -> None:
    child = comes(running(county))
    stranger = county.who("城关镇村(社区)书记")
    with pytest.raises((NotAllowed, NotFound)):
        mark(actor=stranger, enrolment_id=child.pk, day=clock.today(), state=State.PRESENT)


def test_a_child_that_does_not_come_is_told_to_who_is_in_charge_once_and_by_no_name(county: County) -> None:
    child = comes(running(county))
    for _again in range(2):
        mark(actor=SYSTEM, enrolment_id=child.pk, day=clock.today(), state=State.ABSENT)
    run_pending()
    notice = Notice.objects.get(kind="attendance.absent")
    assert notice.to_id == county.who(DESK).pk and child.name not in notice.title + notice.text


# --- fetching ------------------------------------------------------------------------------------------------------


def test_the_guardian_and_those_named_may_fetch(county: County) -> None:
    child = comes(running(county), pick_up="奶奶李秀英、王小明, 王小明")
    assert may_fetch(child) == ["奶奶李秀英", "王小明", "张大山"]


def test_nobody_else_fetches_without_the_guardians_word(county: County) -> None:
    attendance, desk = present(running(county)), county.who(DESK)
    with pytest.raises(Invalid) as refusal:
        pick_up(actor=desk, attendance_id=attendance.pk, who="陌生人")
    assert refusal.value.faults[0].field == "confirmed"
    attendance.refresh_from_db()
    assert attendance.picked_up_at is None
    done = pick_up(actor=desk, attendance_id=attendance.pk, who="舅舅王强", confirmed="16:20 打电话给爸爸同意")
    assert (done.picked_up_by, done.confirmed, done.handed_by_id) == ("舅舅王强", "16:20 打电话给爸爸同意", desk.pk)
    with pytest.raises(WrongState):
        pick_up(actor=desk, attendance_id=attendance.pk, who="张大山")


def test_who_did_not_come_is_not_fetched_and_who_was_fetched_did_come(county: County) -> None:
    child = comes(running(county))
    away = mark(actor=SYSTEM, enrolment_id=child.pk, day=clock.today(), state=State.LEAVE)
    with pytest.raises(WrongState):
        pick_up(actor=SYSTEM, attendance_id=away.pk, who="张大山")
    mark(actor=SYSTEM, enrolment_id=child.pk, day=clock.today(), state=State.PRESENT)
    pick_up(actor=SYSTEM, attendance_id=away.pk, who="张大山")
    with pytest.raises(WrongState):
        mark(actor=SYSTEM, enrolment_id=child.pk, day=clock.today(), state=State.ABSENT)


# --- the alarm -----------------------------------------------------------------------------------------------------


def test_a_child_not_fetched_raises_one_alarm_after_the_minutes_of_the_class(county: County) -> None:
    programme = running(county, alarm_minutes=20)
    attendance = present(programme)
    with clock.at(at_class(16, 49)):
        assert raise_due() == []
    with clock.at(at_class(16, 50)):
        (alarm,) = raise_due()
        assert raise_due() == []
        watch_pick_up()
    assert alarm.attendance_id == attendance.pk and Alarm.objects.count() == 1
    notice = Notice.objects.get(kind="alarm.uncollected")
    assert notice.urgent and notice.to_id == programme.staff_id and "张小一" not in notice.title + notice.text


def test_no_alarm_for_whom_somebody_fetched_or_for_grown_ups(county: County) -> None:
    fetched = present(running(county))
    pick_up(actor=SYSTEM, attendance_id=fetched.pk, who="张大山")
    present(running(county, title="义诊", kind=Programme.Kind.CLINIC), 1)
    with clock.at(at_class(18)):
        assert raise_due() == []


def test_an_alarm_nobody_takes_up_climbs_the_chain_once_a_level_and_stops_when_taken(county: County) -> None:
    chain = define_chain(
        actor=SYSTEM, name="三级责任链", area_id=county.area("德固镇").pk, titles=["村书记", "分管领导", "书记"]
    )
    ranks = {level.rank: level.pk for level in ChainLevel.objects.filter(chain=chain)}
    name_holder(actor=SYSTEM, level_id=ranks[2], area_id=county.area("德固镇").pk, staff_id=county.who(LEADER).pk)
    present(running(county))
    with clock.at(at_class(17)):
        (alarm,) = raise_due()
        assert climb_due() == 0
    with clock.at(at_class(17) + CLIMBS_AFTER):
        assert climb_due() == 1
        assert climb_due() == 0, "the next level has its own quarter"
    alarm.refresh_from_db()
    first = alarm.rank
    assert first == 2 and Notice.objects.filter(kind="alarm.uncollected").count() == 2
    take(actor=county.who(LEADER), alarm_id=alarm.pk)
    with clock.at(at_class(17) + 4 * CLIMBS_AFTER):
        assert climb_due() == 0
    with pytest.raises(WrongState):
        take(actor=county.who(DESK), alarm_id=alarm.pk)
    with pytest.raises(Invalid):
        close(actor=county.who(LEADER), alarm_id=alarm.pk, outcome=" ")
    done = close(actor=county.who(LEADER), alarm_id=alarm.pk, outcome="奶奶 17:40 接走,家里电话没电")
    assert done.state == Alarm.State.CLOSED


def test_fetching_the_child_closes_its_alarm(county: County) -> None:
    attendance = present(running(county))
    with clock.at(at_class(17, 30)):
        (alarm,) = raise_due()
        pick_up(actor=county.who(DESK), attendance_id=attendance.pk, who="张大山")
    alarm.refresh_from_db()
    assert alarm.state == Alarm.State.CLOSED and alarm.outcome


def test_an_alarm_is_not_edited_by_hand(county: County) -> None:
    present(running(county))
    with clock.at(at_class(18)):
        (alarm,) = raise_due()
    with pytest.raises(WrongState):
        ALARMS.void(actor=county.who(DESK), pk=alarm.pk, reason="误报")


# --- pages and rights ----------------------------------------------------------------------------------------------


def test_only_those_who_run_a_class_hold_the_rights_over_its_children() -> None:
    runners = {Role.DUTY_OFFICER, Role.VILLAGE_SECRETARY, Role.VILLAGE_CADRE}
    for right in (
        policies.READ_ATTENDANCE,
        policies.KEEP_ATTENDANCE,
        policies.READ_VOLUNTEERS,
        policies.KEEP_VOLUNTEERS,
    ):
        assert set(table()[right]) == runners, right


SECRETS = ("张小一", "13812345670", "花生", "张大山")


@pytest.mark.parametrize("role", list(Role))
def test_role_by_role_a_childs_data_is_on_no_page_ledger_file_or_answer_but_the_runners_roll(
    county: County, client: Client, role: str
) -> None:
    programme = running(county)
    attendance = present(programme)
    with clock.at(at_class(17, 30)):
        (alarm,) = raise_due()
    person = next((one for one in county.staff.values() if any(p.role == role for p in one.posts_held())), None)
    if person is None:
        pytest.skip(f"nobody is {role} in the small county")
    client.force_login(person)
    runs = any(
        p.role in table()[policies.READ_ATTENDANCE] and programme.area_path.startswith(p.area_path)
        for p in person.posts_held()
    )
    child = attendance.enrolment_id
    for path in (
        f"/programmes/{programme.pk}/", f"/enrolments/{child}/", f"/attendances/{attendance.pk}/", f"/alarms/{alarm.pk}/",
        "/programmes/", "/ledgers/attendances/", "/ledgers/enrolments/", "/ledgers/alarms/",
        "/api/v1/ledgers/attendances", "/api/v1/ledgers/enrolments", "/api/v1/ledgers/alarms",
    ):  # fmt: skip
        page = client.get(path).content.decode()
        assert not [secret for secret in SECRETS if secret in page], path
    rolled = client.get(f"/programmes/{programme.pk}/roll/")
    assert (rolled.status_code == 200) is runs
    assert ("张小一" in rolled.content.decode()) is runs


def test_what_is_sealed_leaves_by_no_ledger() -> None:
    sealed = {"picked_up_by", "allergies", "guardian", "pick_up", "found"}
    for key in ("attendances", "alarms", "pairings", "pairing_visits", "enrolments"):
        parts = {column.source.split(".")[-1] for column in ledger(key).columns}
        assert not parts & (sealed - ({"found"} if key == "pairing_visits" else set())), key


def test_the_roll_is_called_by_presses_and_has_a_fixed_number_of_queries(
    county: County, client: Client, django_assert_max_num_queries: object
) -> None:
    programme = running(county)
    children = [comes(programme, number) for number in range(4)]
    client.force_login(county.who(DESK))
    today = clock.today().isoformat()
    for child in children:
        answer = client.post(f"/enrolments/{child.pk}/mark/", {"day": today, "state": "present"})
        assert answer.status_code == 302
    attendance = Attendance.objects.get(enrolment=children[0])
    refused = client.post(f"/attendances/{attendance.pk}/pick-up/", {"who": "", "other": "陌生人"})
    assert refused.status_code == 422 and "不在监护人写的名单里" in refused.content.decode()
    assert "陌生人" in refused.content.decode(), "nothing typed is lost"
    assert client.post(f"/attendances/{attendance.pk}/pick-up/", {"who": "张大山"}).status_code == 302
    client.get(f"/programmes/{programme.pk}/roll/")
    with django_assert_max_num_queries(20):  # type: ignore[operator]
        page = client.get(f"/programmes/{programme.pk}/roll/").content.decode()
    assert page.count("花生过敏") == 4


def test_the_leader_whom_an_alarm_reaches_takes_it_up_on_the_page(county: County, client: Client) -> None:
    present(running(county))
    with clock.at(at_class(18)):
        (alarm,) = raise_due()
    client.force_login(county.who(LEADER))
    assert client.get(f"/alarms/{alarm.pk}/").status_code == 200
    assert client.post(f"/alarms/{alarm.pk}/take/").status_code == 302
    assert client.post(f"/alarms/{alarm.pk}/close/", {"outcome": "妈妈已接走"}).status_code == 302
    alarm.refresh_from_db()
    assert (alarm.state, alarm.outcome, alarm.taken_by_id) == ("closed", "妈妈已接走", county.who(LEADER).pk)


def test_poster_and_certificate_are_made_and_the_certificate_only_after_the_end(county: County, client: Client) -> None:
    programme = running(county, publicity="暑假孩子有人管")
    child = present(programme).enrolment
    client.force_login(county.who(DESK))
    poster = client.get(f"/programmes/{programme.pk}/poster.pdf")
    assert poster.status_code == 200 and poster.content.startswith(b"%PDF")
    assert client.get(f"/enrolments/{child.pk}/certificate.pdf").status_code == 409
    for verb in ("attend", "finish"):
        move(SYSTEM, enrolment_id=child.pk, verb=verb)
    assert client.get(f"/enrolments/{child.pk}/certificate.pdf").content.startswith(b"%PDF")
    assert AuditEntry.objects.filter(object_id=child.pk, verb="reveal").count() == 1
    client.force_login(county.who(SUPERVISOR))
    assert client.get(f"/enrolments/{child.pk}/certificate.pdf").status_code == 403
