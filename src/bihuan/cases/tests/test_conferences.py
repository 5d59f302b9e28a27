"""Joint conferences: called for several cases, answered, attended, concluded; a major case never goes out without one."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from bihuan.cases import services as do
from bihuan.cases.models import Case, CaseTask, Conference, ConferenceCase, Invitation, State
from bihuan.cases.services import TaskDraft
from bihuan.cases.services import conferences as meet
from bihuan.cases.services.conferences import Arrangement, Decision, Mark
from bihuan.cases.tasks import remind_of_conferences, watch_clocks
from bihuan.cases.tests.conftest import BUILDING, DESK, HANDLER, HEAD, LEADER, MONDAY, OTHER_HANDLER, WATER, Loop
from bihuan.kernel import clock
from bihuan.kernel.errors import Invalid, NotAllowed, WrongState
from bihuan.orgs.models import Staff
from bihuan.platform.actors import SYSTEM
from bihuan.platform.jobs.running import run_pending
from bihuan.platform.models import AuditEntry, Notice
from tests.worlds import County

Report = Callable[..., Loop]
Attendance, Answer = Invitation.Attendance, Invitation.Answer
AT = MONDAY + timedelta(days=1)


def called(county: County, *loops: Loop, at: Any = AT, **more: Any) -> Conference:
    """A conference of 德固镇 for some cases, its water and building offices invited."""
    given: dict[str, Any] = {
        "reason": "涉及多个部门",
        "arrangement": Arrangement(at, "镇政府三楼会议室" if at else "", county.who(LEADER), "一、通报情况"),
        "offices": [county.office(WATER), county.office(BUILDING)],
    } | more
    return meet.call_conference(county.who(DESK), case_ids=[loop.case.pk for loop in loops], **given)


def major(report: Report, **values: Any) -> Loop:
    """A case with two signs, accepted."""
    return report(**values).accepted().do(do.reclassify_case, DESK, major_signs=["departments", "group"])


def invitation(conference: Conference, office: str) -> Invitation:
    return conference.invitations.get(office__name=office)


def all_came(county: County, conference: Conference) -> None:
    marks = [Mark(one.pk, Attendance.PRESENT) for one in conference.invitations.all()]
    meet.note_attendance(county.who(DESK), conference_id=conference.pk, marks=marks)


def tasks(county: County, days: int = 5) -> list[TaskDraft]:
    until = clock.now() + timedelta(days=days)
    return [TaskDraft(county.office(WATER), "更换主管网", until), TaskDraft(county.office(BUILDING), "恢复路面", until)]


def told(name: str, county: County) -> list[str]:
    return list(Notice.objects.filter(to=county.staff[name]).values_list("title", flat=True))


def test_one_conference_takes_up_several_cases_and_tells_everybody_invited(county: County, report: Report) -> None:
    one, two = major(report), report(title="河湾村路面塌陷").accepted()
    conference = called(county, one, two, people=[county.who("县县级领导")])
    assert conference.number == "T101-LX-20260601-01" and conference.title == one.case.title
    states = Case.objects.filter(pk__in=[one.case.pk, two.case.pk]).values_list("state", flat=True)
    assert set(states) == {State.CONFERENCE}
    assert conference.entries.count() == 2 and conference.invitations.count() == 3
    run_pending()
    for name in (HANDLER, HEAD, OTHER_HANDLER, LEADER, "县县级领导"):
        assert any("请参加联席会商" in title for title in told(name, county)), name
    assert not any("联席会" in title for title in told(DESK, county))  # who called it needs no notice


def test_cases_of_two_towns_are_not_put_on_one_table(county: County, report: Report) -> None:
    here = report().accepted()
    there = do.report_case(
        SYSTEM, kind="appeal", channel="phone", area=county.area("东关社区"), title="东关社区积水"
    )  # fmt: skip
    do.accept_case(SYSTEM, case_id=there.pk)
    with pytest.raises(Invalid) as refused:
        meet.call_conference(
            county.who("县县综治中心"), case_ids=[here.case.pk, there.pk], reason="联合研究", arrangement=None
        )
    assert refused.value.faults[0].field == "cases"
    assert not Conference.objects.exists()
    assert set(Case.objects.values_list("state", flat=True)) == {State.ACCEPTED}


def test_an_office_answers_sends_somebody_or_asks_for_leave_with_a_reason(county: County, report: Report) -> None:
    conference = called(county, major(report))
    water, building = invitation(conference, WATER), invitation(conference, BUILDING)
    meet.answer_invitation(
        county.who(HANDLER), invitation_id=water.pk, answer=Answer.SUBSTITUTE, substitute=county.who(HEAD)
    )
    with pytest.raises(Invalid) as refused:
        meet.answer_invitation(county.who(OTHER_HANDLER), invitation_id=building.pk, answer=Answer.CANNOT)
    assert refused.value.faults[0].field == "reason"
    meet.answer_invitation(
        county.who(OTHER_HANDLER), invitation_id=building.pk, answer=Answer.CANNOT, reason="同一时间县里有会"
    )
    water.refresh_from_db()
    building.refresh_from_db()
    assert (water.answer, water.substitute) == (Answer.SUBSTITUTE, county.staff[HEAD])
    assert (building.answer, building.answered_by) == (Answer.CANNOT, county.staff[OTHER_HANDLER])
    run_pending()
    assert any("请假" in title for title in told(DESK, county))


def test_nobody_answers_for_another_office_or_after_the_beginning(county: County, report: Report) -> None:
    conference = called(county, major(report))
    water = invitation(conference, WATER)
    with pytest.raises(NotAllowed):
        meet.answer_invitation(county.who(OTHER_HANDLER), invitation_id=water.pk, answer=Answer.COMES)
    with clock.at(AT + timedelta(minutes=1)), pytest.raises(WrongState, match="已经开始"):
        meet.answer_invitation(county.who(HANDLER), invitation_id=water.pk, answer=Answer.CANNOT, reason="忙")


def test_lateness_and_absence_without_leave_are_noted_and_told(county: County, report: Report) -> None:
    conference = called(county, major(report))
    water, building = invitation(conference, WATER), invitation(conference, BUILDING)
    marks = [Mark(water.pk, Attendance.LATE, 20, "张某"), Mark(building.pk, Attendance.EXCUSED)]
    with pytest.raises(WrongState, match="还没有开始"):
        meet.note_attendance(county.who(DESK), conference_id=conference.pk, marks=marks)
    with clock.at(AT + timedelta(hours=1)):
        with pytest.raises(Invalid, match="没有请假") as refused:
            meet.note_attendance(county.who(DESK), conference_id=conference.pk, marks=marks)
        assert refused.value.faults[0].field == "attendance_1"
        marks[1] = Mark(building.pk, Attendance.ABSENT)
        meet.note_attendance(county.who(DESK), conference_id=conference.pk, marks=marks)
        run_pending()
    water.refresh_from_db()
    assert (water.attendance, water.late_minutes, water.attended_by) == (Attendance.LATE, 20, "张某")
    assert any("迟到已记录" in title for title in told(HEAD, county))


def test_minutes_send_each_case_to_its_lead_office_with_tasks_under_watch(county: County, report: Report) -> None:
    one, two = major(report), report(title="河湾村路面塌陷").accepted()
    conference = called(county, one, two)
    with clock.at(AT + timedelta(hours=1)):
        decisions = [
            Decision(one.case.pk, county.office(WATER), tasks(county)),
            Decision(two.case.pk, county.office(BUILDING), tasks(county)),
        ]
        with pytest.raises(WrongState, match="登记到会"):
            meet.conclude(county.who(DESK), conference_id=conference.pk, minutes="由供水所牵头", decisions=decisions)
        all_came(county, conference)
        meet.conclude(county.who(DESK), conference_id=conference.pk, minutes="由供水所牵头", decisions=decisions)
    conference.refresh_from_db()
    assert (conference.state, conference.minutes) == (Conference.State.CONCLUDED, "由供水所牵头")
    leads = dict(conference.entries.values_list("case_id", "lead__name"))
    assert leads == {one.case.pk: WATER, two.case.pk: BUILDING}
    for case in Case.objects.all():
        assert (case.state, case.conference_done, case.office_id) == (
            State.DISPATCHED, True, county.office(leads[case.pk]).pk,
        )  # fmt: skip
    given = CaseTask.objects.filter(conference=conference)
    assert given.count() == 4 and all(task.look_at is not None for task in given)


def test_faults_of_a_decision_stand_at_its_own_fields_and_nothing_is_half_done(county: County, report: Report) -> None:
    one, two = major(report), report(title="河湾村路面塌陷").accepted()
    conference = called(county, one, two, at=None)
    undated = [TaskDraft(county.office(WATER), "更换主管网")]
    decisions = [Decision(one.case.pk, county.office(WATER), tasks(county)), Decision(two.case.pk, None, undated)]
    with pytest.raises(Invalid) as refused:
        meet.conclude(county.who(DESK), conference_id=conference.pk, minutes="纪要", decisions=decisions)
    assert {fault.field for fault in refused.value.faults} == {"tasks_1"}
    assert set(Case.objects.values_list("state", flat=True)) == {State.CONFERENCE}
    assert not CaseTask.objects.exists()
    with pytest.raises(Invalid, match="每件会商事项"):
        meet.conclude(county.who(DESK), conference_id=conference.pk, minutes="纪要", decisions=decisions[:1])


def test_one_case_settled_by_itself_leaves_the_others_on_the_table(county: County, report: Report) -> None:
    one, two = major(report), report(title="河湾村路面塌陷").accepted()
    conference = called(county, one, two, at=None)
    one.do(do.conclude_conference, DESK, office=county.office(WATER), tasks=tasks(county), minutes="先办供水")
    conference.refresh_from_db()
    assert conference.state == Conference.State.CALLED
    two.do(do.call_off_conference, DESK, reason="单独办理")
    conference.refresh_from_db()
    assert conference.state == Conference.State.CONCLUDED
    assert set(conference.entries.values_list("state", flat=True)) == {"concluded", "withdrawn"}


def test_calling_off_gives_the_cases_back_and_a_voided_case_leaves_the_table(county: County, report: Report) -> None:
    one, two = major(report), report(title="河湾村路面塌陷").accepted()
    conference = called(county, one, two)
    two.do(do.void_case, LEADER, reason="测试登记")
    assert conference.entries.get(case=two.case).state == ConferenceCase.State.WITHDRAWN
    meet.call_off(county.who(DESK), conference_id=conference.pk, reason="改为现场办公")
    one.case.refresh_from_db()
    conference.refresh_from_db()
    assert (one.case.state, conference.state) == (State.ACCEPTED, Conference.State.CALLED_OFF)
    run_pending()
    assert any("联席会已取消" in title for title in told(HANDLER, county))
    with pytest.raises(WrongState):
        meet.arrange_conference(county.who(DESK), conference_id=conference.pk, arrangement=Arrangement(agenda="补"))


def test_a_case_stands_on_one_table_at_a_time(county: County, report: Report) -> None:
    one = major(report)
    called(county, one)
    with pytest.raises(WrongState, match="联席会商"):
        called(county, one)
    assert Conference.objects.count() == 1


def test_a_major_case_goes_to_no_office_without_a_conference_by_any_service(county: County, report: Report) -> None:
    loop = major(report)
    for verb in (do.dispatch_case, do.confirm_case):
        with pytest.raises(WrongState, match="联席会"):
            loop.do(verb, DESK, office=county.office(WATER))
        with pytest.raises(WrongState, match="联席会"):  # nor does the system by itself
            verb(SYSTEM, case_id=loop.case.pk, office=county.office(WATER))
    loop.case.refresh_from_db()
    assert (loop.case.state, loop.case.office) == (State.ACCEPTED, None)
    conference = called(county, loop, at=None)
    meet.call_off(county.who(DESK), conference_id=conference.pk, reason="时间冲突")
    with pytest.raises(WrongState, match="联席会"):  # a conference that did not take place opens nothing
        loop.do(do.dispatch_case, DESK, office=county.office(WATER))


def test_a_task_of_the_conference_is_reminded_and_then_escalated_from_its_office_upwards(
    county: County, report: Report
) -> None:
    loop = major(report)
    called(county, loop, at=None)
    loop.do(do.conclude_conference, DESK, office=county.office(WATER), tasks=tasks(county, days=10), minutes="纪要")
    due = MONDAY + timedelta(days=10)
    with clock.at(MONDAY + timedelta(days=8, hours=1)):
        watch_clocks()
    assert any("协办任务" in title and "时限已用80%" in title for title in told(HANDLER, county))
    assert not any("协办任务" in title and "超期" in title for title in told(HEAD, county))
    with clock.at(due + timedelta(minutes=1)):
        watch_clocks()
    task = CaseTask.objects.get(office=county.office(WATER))
    assert task.overdue and task.escalated_rank == 1
    assert any("协办任务" in title and "已超期" in title for title in told(HEAD, county))
    assert not any("协办任务" in title for title in told(LEADER, county))
    with clock.at(due + timedelta(days=1, minutes=1)):
        watch_clocks()
    assert any("协办任务" in title and "已超期" in title for title in told(LEADER, county))
    escalated = AuditEntry.objects.filter(object_id=task.pk, verb="escalate")
    assert escalated.earliest("id").note.startswith("超期,报告德固镇单位负责人")
    finished = do.finish_task(county.who(HANDLER), task_id=task.pk, result="已更换")
    assert finished.look_at is None


def test_everybody_who_comes_is_reminded_once_the_day_before(county: County, report: Report) -> None:
    conference = called(county, major(report), at=MONDAY + timedelta(days=3))
    remind_of_conferences()
    assert not any("将于" in title for title in told(HANDLER, county))
    water = invitation(conference, WATER)
    meet.answer_invitation(county.who(HANDLER), invitation_id=water.pk, answer=Answer.CANNOT, reason="出差")
    with clock.at(MONDAY + timedelta(days=2, hours=1)):
        remind_of_conferences()
        remind_of_conferences()
    assert len([title for title in told(OTHER_HANDLER, county) if "将于" in title]) == 1
    assert not any("将于" in title for title in told(HANDLER, county))


@pytest.mark.parametrize(
    ("name", "sees"),
    [
        (DESK, True),
        (LEADER, True),
        (HANDLER, True),  # its office is invited
        ("德固镇人民调解员", False),
        ("城关镇综治中心值班员", False),
        ("县审计员", True),
        ("县系统管理员", False),
    ],
)
def test_conferences_are_seen_by_their_town_and_by_whom_they_invite(
    county: County, report: Report, name: str, sees: bool
) -> None:
    from bihuan.cases.selectors.conferences import conferences

    called(county, major(report))
    viewer: Staff = county.who(name)
    assert conferences(viewer).exists() is sees
