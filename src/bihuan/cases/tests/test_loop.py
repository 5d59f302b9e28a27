"""The closed loop, told as stories."""

from datetime import date, timedelta

import pytest

from bihuan.cases import services as do
from bihuan.cases.models import Case, CaseKind, CaseTask, Evidence, Outcome, Revisit, State
from bihuan.cases.selectors import cases_waiting
from bihuan.cases.services import TaskDraft
from bihuan.cases.services.revisits import may_revisit
from bihuan.cases.tests.conftest import BUILDING, DESK, HANDLER, HEAD, LEADER, MONDAY, OTHER_HANDLER, SUPERVISOR, WATER
from bihuan.kernel import clock
from bihuan.kernel.errors import Invalid, NotAllowed, StaleRecord, WrongState
from bihuan.orgs.models import ChainHolder, ChainLevel, ResponsibilityChain
from bihuan.platform import audit
from bihuan.platform.actors import PUBLIC, SYSTEM
from bihuan.platform.change import create
from bihuan.platform.models import StoredFile

SECRETARY = "德固镇乡镇(街道)书记"


def verbs_of(case: Case) -> list[str]:
    return list(audit.trail(case).values_list("verb", flat=True))


def photo() -> StoredFile:
    return create(
        StoredFile(sha256="0" * 64, name="after.jpg", media_type="image/jpeg", size=10), actor=SYSTEM, verb="upload"
    )


def chain_of_three(county) -> ResponsibilityChain:
    chain = create(ResponsibilityChain(name="三级责任链", area=county.area("德固镇")), actor=SYSTEM)
    for rank, (title, name) in enumerate(
        [("一线落实", "德固镇村(社区)书记"), ("包联督导", LEADER), ("牵头抓总", SECRETARY)], start=1
    ):
        level = create(ChainLevel(chain=chain, rank=rank, title=title), actor=SYSTEM)
        create(ChainHolder(level=level, area=county.area("德固镇"), staff=county.who(name)), actor=SYSTEM)
    return chain


# --- the way through -------------------------------------------------------------------------------------------------


def test_a_matter_goes_round_the_whole_loop(report):
    loop = report().closed()
    assert loop.case.state == State.CLOSED
    assert loop.case.satisfied is True
    assert loop.case.clocks.filter(ended_at=None).count() == 0
    assert loop.case.overdue_stages == 0
    assert verbs_of(loop.case) == ["report", "accept", "dispatch", "take", "finish", "verify", "revisit", "close"]


def test_who_takes_it_in_follows_it_to_the_end(report, county):
    loop = report(by="德固镇网格员").closed()
    assert loop.case.first_contact == county.who("德固镇网格员")


def test_what_the_public_reports_is_owned_by_whoever_accepts_it(county):
    case = do.report_case(PUBLIC, kind="appeal", channel="resident", area=county.area("刘庄村"), text="路灯不亮")
    assert case.first_contact is None
    assert do.accept_case(county.who(DESK), case_id=case.pk).first_contact == county.who(DESK)


def test_one_key_confirms_the_proposal(report, county):
    loop = report()
    case = do.confirm_case(
        county.who(DESK), case_id=loop.case.pk, office=county.office(WATER), urgency="urgent", seen=1
    )
    assert (case.state, case.urgency, case.office) == (State.DISPATCHED, "urgent", county.office(WATER))


def test_a_refused_confirmation_leaves_nothing_half_done(report, county):
    loop = report()
    with pytest.raises(Invalid):
        do.confirm_case(county.who(DESK), case_id=loop.case.pk, office=county.office("城关镇供水所"))
    loop.case.refresh_from_db()
    assert (loop.case.state, loop.case.version) == (State.REPORTED, 1)


def test_a_dispatch_can_be_recalled_until_the_office_has_signed(report, county):
    loop = report().dispatched_to().do(do.recall_case, DESK)
    assert (loop.case.state, loop.case.office, loop.case.sent_back_times) == (State.ACCEPTED, None, 0)
    with pytest.raises(WrongState):
        loop.taken().do(do.recall_case, DESK)


def test_declining_says_why_and_can_be_undone(report):
    with pytest.raises(Invalid):
        report().do(do.decline_case, DESK, reason=" ")
    loop = report(text="另一件").do(do.decline_case, DESK, reason="不属行政职能")
    assert loop.case.decline_reason == "不属行政职能"
    assert loop.do(do.reconsider_case, DESK).case.state == State.REPORTED


def test_a_stale_page_is_told_what_changed(report, county):
    loop = report().accepted()
    with pytest.raises(StaleRecord) as stale:
        do.dispatch_case(county.who(DESK), case_id=loop.case.pk, office=county.office(WATER), seen=1)
    assert "状态" in {one.field for one in stale.value.changes}


# --- sending back ----------------------------------------------------------------------------------------------------


def test_sending_back_needs_a_reason_and_is_counted(report):
    loop = report().dispatched_to()
    with pytest.raises(Invalid) as refused:
        loop.do(do.send_back_case, HANDLER, reason="")
    assert refused.value.faults[0].field == "reason"
    loop.do(do.send_back_case, HANDLER, reason="不属本单位职责")
    assert (loop.case.state, loop.case.sent_back_times, loop.case.decider) == (State.ACCEPTED, 1, None)


def test_second_send_back_lets_desk_and_chain_decide_together(report, county):
    chain_of_three(county)
    loop = report().dispatched_to(WATER).do(do.send_back_case, HANDLER, reason="不属本单位职责")
    loop.dispatched_to(BUILDING).do(do.send_back_case, OTHER_HANDLER, reason="不属本单位职责")
    assert loop.case.decider == county.who(LEADER), "the chain's next level"

    with pytest.raises(WrongState):
        loop.dispatched_to(WATER)
    with pytest.raises(WrongState):
        loop.do(do.decide_office, DESK, office=county.office(WATER), reason="我来定")
    loop.do(do.decide_office, LEADER, office=county.office(WATER), reason="管网归供水所")
    with pytest.raises(Invalid):
        loop.dispatched_to(BUILDING)
    assert loop.dispatched_to(WATER).case.state == State.DISPATCHED
    assert verbs_of(loop.case).count("send_back") == 2


def test_a_third_send_back_goes_one_level_higher(report, county):
    chain_of_three(county)
    loop = report()
    for _time in range(2):
        loop.dispatched_to(WATER).do(do.send_back_case, HANDLER, reason="不属本单位职责")
    loop.do(do.decide_office, LEADER, office=county.office(WATER), reason="管网归供水所")
    loop.dispatched_to(WATER).do(do.send_back_case, HANDLER, reason="仍有异议")
    assert loop.case.decider == county.who(SECRETARY)
    assert loop.case.decided_office is None


def test_without_a_chain_the_leader_in_charge_decides(report, county):
    loop = report()
    for _time in range(2):
        loop.dispatched_to(WATER).do(do.send_back_case, HANDLER, reason="不属本单位职责")
    assert loop.case.decider == county.who(LEADER)


# --- major cases and tasks -------------------------------------------------------------------------------------------


def test_a_major_case_is_not_dispatched_before_its_conference(report, county):
    loop = report().accepted().do(do.reclassify_case, DESK, major_signs=["group", "risk"])
    assert loop.case.major
    with pytest.raises(WrongState):
        loop.dispatched_to()

    loop.do(do.convene_conference, DESK, reason="涉及多户", offices=[county.office(WATER), county.office(BUILDING)])
    tasks = [
        TaskDraft(county.office(WATER), "抢修主管", MONDAY + timedelta(days=3)),
        TaskDraft(county.office(BUILDING), "开挖协调", MONDAY + timedelta(days=3)),
    ]
    with pytest.raises(Invalid):
        loop.do(do.conclude_conference, DESK, office=county.office(WATER), tasks=[], minutes="纪要")
    with pytest.raises(Invalid):
        undated = [TaskDraft(county.office(WATER), "抢修主管")]
        loop.do(do.conclude_conference, DESK, office=county.office(WATER), tasks=undated, minutes="纪要")
    loop.do(do.conclude_conference, DESK, office=county.office(WATER), tasks=tasks, minutes="由供水所牵头")
    assert (loop.case.state, loop.case.office, loop.case.conference_done) == (
        State.DISPATCHED,
        county.office(WATER),
        True,
    )
    assert loop.case.tasks.get(lead=True).office == county.office(WATER)


def test_a_case_is_not_finished_while_a_task_is_open(report, county):
    loop = report().taken()
    loop.do(do.split_case, DESK, tasks=[TaskDraft(county.office(BUILDING), "恢复路面")])
    with pytest.raises(WrongState, match="协办任务"):
        loop.finished()
    task = loop.case.tasks.get()
    with pytest.raises(Invalid):
        do.finish_task(county.who(OTHER_HANDLER), task_id=task.pk, result="")
    do.finish_task(county.who(OTHER_HANDLER), task_id=task.pk, result="路面已恢复")
    assert loop.finished().case.state == State.TO_VERIFY


def test_a_cancelled_task_holds_nothing_up(report, county):
    loop = report().taken().do(do.split_case, DESK, tasks=[TaskDraft(county.office(BUILDING), "恢复路面")])
    task = do.cancel_task(county.who(DESK), task_id=loop.case.tasks.get().pk, reason="不需要了")
    assert task.state == CaseTask.State.CANCELLED
    assert loop.finished().case.state == State.TO_VERIFY


# --- finishing, verifying, revisiting --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("answers", "field"),
    [
        ({"outcome": "", "result_text": "已修"}, "outcome"),
        ({"outcome": "solved", "result_text": " "}, "result_text"),
        ({"outcome": "fixed", "result_text": "已修"}, "outcome"),
        ({"outcome": "refused", "result_text": "不支持"}, "legal_basis"),
        ({"outcome": "not_ours", "result_text": "已转"}, "handed_to"),
    ],
)
def test_finishing_asks_for_what_makes_the_outcome_honest(report, answers, field):
    loop = report().taken()
    with pytest.raises(Invalid) as refused:
        loop.do(do.finish_case, HANDLER, **answers)
    assert refused.value.faults[0].field == field


@pytest.mark.parametrize("kind", [CaseKind.HAZARD, CaseKind.FINDING])
def test_hazards_and_findings_show_what_it_looks_like_afterwards(report, county, kind):
    loop = report(kind=kind).taken()
    with pytest.raises(WrongState, match="处置后"):
        loop.finished()
    loop.do(do.attach_evidence, HANDLER, file=photo(), phase=Evidence.Phase.AFTER)
    shown = loop.case.evidence.get()
    do.void_evidence(county.who(HANDLER), evidence_id=shown.pk, reason="照片不清楚")
    with pytest.raises(WrongState, match="处置后"):
        loop.finished()
    loop.do(do.attach_evidence, HANDLER, file=photo(), phase=Evidence.Phase.AFTER)
    assert loop.finished().case.state == State.TO_VERIFY


def test_nobody_verifies_their_own_work(report, county):
    loop = report()
    desk = county.who(DESK)
    from bihuan.orgs.models import Post, Role

    create(
        Post(
            staff=desk,
            role=Role.HANDLER,
            area=county.area("德固镇"),
            office=county.office(WATER),
            from_day=date(2020, 1, 1),
        ),
        actor=SYSTEM,
    )
    loop.dispatched_to().do(do.take_case, DESK).do(do.finish_case, DESK, outcome="solved", result_text="已修")
    with pytest.raises(WrongState, match="未参与办理"):
        loop.verified(by=DESK)
    loop.verified(by=SUPERVISOR)
    with pytest.raises(WrongState, match="未参与办理"):
        loop.do(do.record_revisit, DESK, settled=True, satisfied=True)


def test_what_does_not_hold_up_goes_back_to_the_handler(report, county):
    loop = report().finished().do(do.return_case, SUPERVISOR, reason="水压仍不足")
    assert (loop.case.state, loop.case.returned_times, loop.case.outcome) == (State.HANDLING, 1, "")
    assert loop.case.handler == county.who(HANDLER)
    assert loop.finished().verified().case.state == State.TO_REVISIT


def test_the_revisit_belongs_to_somebody_who_did_not_handle_or_verify(report, county):
    loop = report().verified()
    revisit = loop.case.revisits.get()
    assert revisit.owner == county.who(DESK)
    assert revisit.owner not in (loop.case.handler, loop.case.verifier)


def test_nobody_to_ask_closes_at_once(report):
    assert report(anonymous=True).verified().case.state == State.CLOSED
    assert report(reporter_phone="", text="无电话").verified().case.state == State.CLOSED


def test_dissatisfied_goes_back_and_the_handlers_leader_is_told(report, county):
    loop = report().verified()
    with pytest.raises(Invalid):
        loop.do(do.record_revisit, DESK, settled=True, satisfied=False)
    loop.do(do.record_revisit, DESK, settled=False, satisfied=False, remark="又停了")
    assert (loop.case.state, loop.case.reopened_times, loop.case.satisfied) == (State.HANDLING, 1, False)
    assert loop.case.revisits.get().state == Revisit.State.DISSATISFIED
    loop.finished().verified()
    assert loop.case.revisits.filter(state=Revisit.State.OPEN).count() == 1


def test_three_attempts_at_different_half_days_and_then_it_closes(report):
    loop = report().verified()
    loop.do(do.record_unreached, DESK)
    with pytest.raises(WrongState, match="半天"):
        loop.do(do.record_unreached, DESK)
    with clock.at(MONDAY + timedelta(hours=6)):
        loop.do(do.record_unreached, DESK)
    assert loop.case.state == State.TO_REVISIT
    with clock.at(MONDAY + timedelta(days=1)):
        loop.do(do.record_unreached, DESK)
    assert (loop.case.state, loop.case.satisfied) == (State.CLOSED, None)
    assert loop.case.revisits.get().state == Revisit.State.UNREACHED


def test_the_revisit_is_not_given_to_the_handler(report, county):
    loop = report().verified()
    with pytest.raises(Invalid, match="未参与办理"):
        loop.do(do.assign_revisit, DESK, owner=county.who(HANDLER), reason="出差")
    with pytest.raises(Invalid, match="权限"):
        loop.do(do.assign_revisit, DESK, owner=county.who("德固镇统计员"), reason="出差")
    assert county.who(HANDLER) not in may_revisit(loop.case)


def test_a_revisit_is_handed_on_with_a_reason_and_its_new_owner_is_told(report, county):
    loop = report().verified()
    desk, other = county.who(DESK), county.who("县县综治中心")
    for owner, reason in ((None, "出差"), (other, " ")):
        with pytest.raises(Invalid):
            loop.do(do.assign_revisit, DESK, owner=owner, reason=reason)
    assert other in may_revisit(loop.case)
    loop.do(do.assign_revisit, DESK, owner=other, reason="今天外出")
    assert loop.case.revisits.get().owner == other and other not in may_revisit(loop.case)
    assert loop.case in cases_waiting(other, only="to_revisit") and loop.case not in cases_waiting(
        desk, only="to_revisit"
    )
    assert audit.trail(loop.case).last().note == "转交 县县综治中心 回访:今天外出"
    with pytest.raises(Invalid, match="手上"):
        loop.do(do.assign_revisit, DESK, owner=other, reason="再来一次")


def test_a_case_with_an_open_revisit_is_not_simply_closed(report):
    with pytest.raises(WrongState, match="回访"):
        report().verified().do(do.close_case, DESK)


# --- reopening, rating -----------------------------------------------------------------------------------------------


def test_the_desk_reopens_with_a_reason_within_ninety_days(report):
    loop = report().closed()
    with pytest.raises(Invalid):
        loop.do(do.reopen_case, DESK, reason="")
    with clock.at(MONDAY + timedelta(days=91)), pytest.raises(WrongState, match="90天"):
        loop.do(do.reopen_case, DESK, reason="又停水")
    with clock.at(MONDAY + timedelta(days=89)):
        loop.do(do.reopen_case, DESK, reason="又停水")
    assert (loop.case.state, loop.case.reopened_times, loop.case.closed_at) == (State.HANDLING, 1, None)


def test_the_reporter_reopens_and_rates_with_the_code_alone(report):
    loop = report().closed()
    case = loop.case
    assert do.rate_by_reporter(number=case.number, code=case.tracking_code, rating=2).rating == 2
    again = do.reopen_by_reporter(number=case.number.lower(), code=case.tracking_code.lower(), reason="没修好")
    assert again.state == State.HANDLING and again.rating is None
    assert audit.trail(case).last().actor_name == PUBLIC.actor_name
    with pytest.raises(WrongState):
        do.rate_by_reporter(number=case.number, code=case.tracking_code, rating=5)


def test_a_wrong_code_and_an_unknown_number_answer_alike(report):
    from bihuan.kernel.errors import NotFound

    case = report().closed().case
    answers = []
    for number, code in ((case.number, "WRONG234"), ("NONE-20260101-0001", case.tracking_code), (case.number, "密码")):
        with pytest.raises(NotFound) as refused:
            do.rate_by_reporter(number=number, code=code, rating=5)
        answers.append(refused.value.message)
    assert len(set(answers)) == 1


# --- merging ---------------------------------------------------------------------------------------------------------


def test_a_merge_keeps_number_reporter_and_clock_and_can_be_undone(report):
    whole, part = report(), report(title="刘庄村没水", reporter_name="李某", reporter_phone="13900002222", text="没水")
    before = list(part.case.clocks.values("id", "started_at", "amount", "due_at", "ended_at"))
    kept = (part.case.number, part.case.reporter_phone, part.case.due_at)
    part.do(do.merge_case, DESK, into_id=whole.case.pk, reason="同一管网")
    assert (part.case.state, part.case.merged_into, part.case.due_at) == (State.MERGED, whole.case, None)

    part.do(do.unmerge_case, DESK, reason="不是同一处")
    assert part.case.state == State.REPORTED and part.case.merged_into is None
    assert (part.case.number, part.case.reporter_phone, part.case.due_at) == kept
    assert list(part.case.clocks.values("id", "started_at", "amount", "due_at", "ended_at")) == before


def test_each_reporter_of_a_joint_case_is_answered(report):
    whole, part = report(), report(title="刘庄村没水", reporter_phone="13900002222", text="没水")
    part.do(do.merge_case, DESK, into_id=whole.case.pk, reason="同一管网")
    whole.do(do.answer_reporters, DESK, text="今晚恢复供水")
    for loop in (whole, part):
        assert loop.case.comments.get(public=True).text == "今晚恢复供水"


def test_parts_leave_with_the_whole_and_their_clocks_stop(report):
    whole, part = report(), report(title="刘庄村没水", reporter_phone="13900002222", text="没水")
    part.do(do.merge_case, DESK, into_id=whole.case.pk, reason="同一管网")
    assert part.case.clocks.filter(ended_at=None).exists()
    whole.closed()
    assert not part.case.clocks.filter(ended_at=None).exists()


@pytest.mark.parametrize("wrong", ["itself", "closed", "part", "other_town"])
def test_what_cannot_be_merged(report, county, wrong):
    whole, part = report(), report(title="刘庄村没水", text="没水")
    into = {"itself": part.case.pk}.get(wrong, whole.case.pk)
    if wrong == "closed":
        whole.closed()
    if wrong == "part":
        third = report(title="第三件", text="三")
        whole.do(do.merge_case, DESK, into_id=third.case.pk, reason="同")
    if wrong == "other_town":
        into = report(by="县县综治中心", area=county.area("东关社区"), text="东关").case.pk
    with pytest.raises(Invalid):
        do.merge_case(county.who("县县综治中心"), case_id=part.case.pk, into_id=into, reason="同一件")
    part.case.refresh_from_db()
    assert part.case.state == State.REPORTED


# --- suspension ------------------------------------------------------------------------------------------------------


def suspended(report, days: int = 10):
    loop = report().taken().do(do.ask_suspension, HANDLER, reason="等待鉴定", until=MONDAY + timedelta(days=days))
    return loop.do(do.approve_suspension, LEADER)


def test_a_suspension_needs_somebody_elses_approval(report, county):
    loop = report().taken().do(do.ask_suspension, HANDLER, reason="等待鉴定", until=MONDAY + timedelta(days=10))
    assert loop.case.state == State.HANDLING
    with pytest.raises(NotAllowed):
        loop.do(do.approve_suspension, HEAD)
    with pytest.raises(WrongState):
        loop.do(do.ask_suspension, HANDLER, reason="再等", until=MONDAY + timedelta(days=12))
    loop.do(do.approve_suspension, LEADER)
    assert loop.case.state == State.SUSPENDED and loop.case.due_at is None


def test_the_clock_stands_from_the_asking_and_nothing_is_overdue_on_resuming(report):
    loop = report().taken().do(do.record_contact, HANDLER, note="已联系")
    due = loop.case.clocks.get(stage="handle", ended_at=None).due_at
    almost = due - timedelta(minutes=1)
    with clock.at(almost):
        loop.do(do.ask_suspension, HANDLER, reason="等待鉴定", until=almost + timedelta(days=20))
    with clock.at(almost + timedelta(days=2)):  # the approver came when the limit had passed
        loop.do(do.approve_suspension, LEADER)
    with clock.at(almost + timedelta(days=18)):
        loop.do(do.resume_case, HANDLER)
        assert loop.case.state == State.HANDLING
        assert loop.case.due_at >= clock.now()
        running = loop.case.clocks.get(stage="handle", ended_at=None)
        assert running.due_at >= clock.now() and running.overdue is False


def test_a_late_case_is_not_suspended(report):
    loop = report().taken()
    with clock.at(MONDAY + timedelta(days=60)), pytest.raises(WrongState, match="超期"):
        loop.do(do.ask_suspension, HANDLER, reason="等", until=MONDAY + timedelta(days=70))


@pytest.mark.parametrize(("days", "code"), [(-1, "past"), (90, "too_long")])
def test_a_suspension_has_an_end_and_a_maximum(report, days, code):
    with pytest.raises(Invalid) as refused:
        report().taken().do(do.ask_suspension, HANDLER, reason="等待鉴定", until=MONDAY + timedelta(days=days))
    assert refused.value.faults[0].code == code


def test_a_suspension_ends_by_itself(report):
    loop = suspended(report)
    with clock.at(MONDAY + timedelta(days=9)):
        assert do.resume_those_due() == 0
    with clock.at(MONDAY + timedelta(days=10)):
        assert do.resume_those_due() == 1
        assert do.resume_those_due() == 0
    loop.case.refresh_from_db()
    assert loop.case.state == State.HANDLING


def test_a_refused_suspension_leaves_the_clock_running(report):
    loop = report().taken()
    before = loop.case.due_at
    loop.do(do.ask_suspension, HANDLER, reason="等待鉴定", until=MONDAY + timedelta(days=10))
    loop.do(do.refuse_suspension, LEADER, reason="可以先行处理")
    assert loop.case.state == State.HANDLING and loop.case.due_at == before
    assert loop.finished().case.state == State.TO_VERIFY


# --- the rest --------------------------------------------------------------------------------------------------------


def test_voiding_needs_a_reason_and_closes_side_work(report):
    loop = suspended(report)
    with pytest.raises(Invalid):
        loop.do(do.void_case, LEADER, reason="")
    loop.do(do.void_case, LEADER, reason="重复登记")
    assert loop.case.state == State.VOIDED
    assert not loop.case.pauses.filter(state__in=["asked", "approved"]).exists()
    assert not loop.case.clocks.filter(ended_at=None).exists()


def test_a_colleague_of_the_office_can_take_over(report, county):
    loop = report().taken()
    with pytest.raises(Invalid):
        loop.do(do.hand_over_case, HANDLER, handler=county.who(OTHER_HANDLER))
    assert loop.do(do.hand_over_case, HANDLER, handler=county.who(HEAD)).case.handler == county.who(HEAD)


def test_first_contact_is_noted_once_and_ends_its_limit(report):
    loop = report().taken()
    assert loop.case.clocks.filter(stage="contact", ended_at=None).exists()
    loop.do(do.record_contact, HANDLER, note="已电话联系")
    assert not loop.case.clocks.filter(stage="contact", ended_at=None).exists()
    with pytest.raises(WrongState):
        loop.do(do.record_contact, HANDLER, note="又联系")


def test_mentions_reach_only_people_who_may_see_the_case(report, county):
    loop = report().dispatched_to()
    text = f"请@{HANDLER} 和@城关镇经办人员 看一下"
    comment = do.comment_case(county.who(DESK), case_id=loop.case.pk, text=text)
    assert list(comment.mentions.all()) == [county.who(HANDLER)]


def test_watching_twice_is_watching_once(report, county):
    loop = report()
    for _time in range(2):
        do.watch_case(county.who(DESK), case_id=loop.case.pk)
    do.unwatch_case(county.who(DESK), case_id=loop.case.pk)
    with pytest.raises(NotAllowed):
        do.watch_case(county.who("城关镇经办人员"), case_id=loop.case.pk)


def test_linked_cases_are_linked_once(report, county):
    one, other = report(), report(text="另一件")
    first = do.link_cases(county.who(DESK), case_id=one.case.pk, other_id=other.case.pk, reason="同一户")
    assert do.link_cases(county.who(DESK), case_id=one.case.pk, other_id=other.case.pk).pk == first.pk
    with pytest.raises(Invalid):
        do.link_cases(county.who(DESK), case_id=one.case.pk, other_id=one.case.pk)


def test_erasing_the_reporter_leaves_the_case_and_its_count(report):
    loop = report()
    with pytest.raises(WrongState):
        loop.do(do.erase_reporter, LEADER, reason="本人要求")
    loop.closed().do(do.erase_reporter, LEADER, reason="本人要求")
    assert (loop.case.reporter_name, loop.case.reporter_phone, loop.case.reporter_phone_index) == ("", "", "")
    assert loop.case.state == State.CLOSED and loop.case.outcome == Outcome.SOLVED


def test_the_trail_of_the_whole_loop_verifies(report):
    loop = report().closed()
    audit.seal()
    assert list(audit.verify()) == []
    assert audit.trail(loop.case).count() == loop.case.version
