"""What people see: their own work in order, the story, look-alikes, and the public's view; with pinned costs."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bihuan.cases import selectors
from bihuan.cases import services as do
from bihuan.cases.lifecycle import next_action, verbs_for
from bihuan.cases.models import Case, State
from bihuan.cases.selectors import Draft
from bihuan.cases.services import TaskDraft
from bihuan.cases.tests.conftest import BUILDING, DESK, HANDLER, LEADER, MONDAY, OTHER_HANDLER, SUPERVISOR, WATER
from bihuan.cases.tests.test_loop import photo
from bihuan.kernel import clock
from bihuan.kernel.errors import Invalid, NotAllowed, NotFound
from bihuan.orgs.models import Staff
from bihuan.platform import audit


class Counted(CaptureQueriesContext):
    """`with counted() as run: …; run.statements`"""

    @property
    def statements(self) -> int:
        return len(self.captured_queries)


def counted() -> Counted:
    return Counted(connection)


def waiting(county, name: str) -> list[str]:
    return [case.number for case in selectors.cases_waiting(county.who(name))]


def test_everybody_sees_what_is_theirs_to_do(report, county):
    loop = report()
    number = loop.case.number
    everybody = (DESK, HANDLER, OTHER_HANDLER, SUPERVISOR, LEADER, "城关镇综治中心值班员", "德固镇统计员")

    def who_has_it() -> set[str]:
        return {name for name in everybody if number in waiting(county, name)}

    assert who_has_it() == {DESK}
    loop.accepted()
    assert who_has_it() == {DESK}
    loop.dispatched_to()
    assert who_has_it() == {HANDLER}
    loop.taken()
    assert who_has_it() == {HANDLER}
    loop.do(do.ask_suspension, HANDLER, reason="等", until=MONDAY + timedelta(days=5))
    assert who_has_it() == {HANDLER, LEADER}
    loop.do(do.refuse_suspension, LEADER, reason="不必")
    loop.finished()
    assert who_has_it() == {DESK, SUPERVISOR}
    loop.verified()
    assert who_has_it() == {DESK}
    loop.closed()
    assert who_has_it() == set()


def test_the_decider_has_it_and_the_desk_waits(report, county):
    loop = report()
    for _time in range(2):
        loop.dispatched_to(WATER).do(do.send_back_case, HANDLER, reason="不属职责")
    assert waiting(county, LEADER) == [loop.case.number]
    assert waiting(county, DESK) == []


def test_least_time_left_comes_first_and_the_desk_sees_emergencies_before_all(report, county):
    calm = report(text="一").case.number
    urgent = report(text="二", urgency="urgent").case.number
    alarm = report(text="三", urgency="emergency").case.number
    assert waiting(county, DESK) == [alarm, urgent, calm]
    assert [case.number for case in selectors.triage_queue(county.who(DESK))] == [alarm, urgent, calm]


def test_tasks_wait_at_their_office(report, county):
    report().taken().do(do.split_case, DESK, tasks=[TaskDraft(county.office(BUILDING), "恢复路面")])
    assert [task.title for task in selectors.tasks_waiting(county.who(OTHER_HANDLER))] == ["恢复路面"]
    assert not selectors.tasks_waiting(county.who(HANDLER)).exists()
    assert selectors.counts(county.who(OTHER_HANDLER)).tasks == 1


def test_counts_agree_with_the_lists(report, county):
    report(text="一")
    report(text="二").finished()
    report(text="三").verified()
    with clock.at(MONDAY + timedelta(days=2)):
        counts = selectors.counts(county.who(DESK))
    assert (counts.waiting, counts.to_triage, counts.to_verify, counts.to_revisit) == (3, 1, 1, 1)
    assert counts.late == 1
    assert selectors.counts(county.who("县审计员")).waiting == 0


def test_the_lists_cost_the_same_however_long(report, county):
    costs = set()
    for round_ in range(3):
        report(text=f"{round_}")
        report(text=f"{round_}x").taken()
        for name, most in ((DESK, 2), (HANDLER, 2)):
            person = Staff.objects.get(pk=county.who(name).pk)
            with counted() as run:
                for case in selectors.cases_waiting(person)[:50]:
                    assert case.area.name and (case.office is None or case.office.name)
            assert run.statements == most
            costs.add((name, run.statements))
        person = county.who(DESK)
        with counted() as run:
            selectors.counts(person)
        assert run.statements == 3  # the posts, the figures, the tasks
    assert len(costs) == 2


def test_what_one_may_not_see_is_not_found(report, county):
    case = report().case
    for name in ("城关镇综治中心值班员", HANDLER, "德固镇人民调解员"):
        with pytest.raises(NotFound):
            selectors.case_by_number(county.who(name), case.number)
    assert selectors.case_by_number(county.who(DESK), case.number.lower()).pk == case.pk
    with pytest.raises(NotFound):
        selectors.case_by_number(county.who(DESK), "T101-20990101-0001")


def test_the_page_of_a_case_costs_a_fixed_number_of_queries(report, county):
    loop = report(kind="hazard").taken()
    loop.do(
        do.split_case,
        DESK,
        tasks=[TaskDraft(county.office(BUILDING), "恢复路面"), TaskDraft(county.office(WATER), "抢修")],
    )
    for _time in range(3):
        loop.do(do.attach_evidence, HANDLER, file=photo())
    handler = county.who(HANDLER)
    handler.posts_held()
    with counted() as run:
        case = selectors.case_by_number(handler, loop.case.number)
    assert run.statements == 6
    with counted() as run:
        verbs_for(handler, case)
        next_action(handler, case)
    assert run.statements == 0
    with counted() as run:
        selectors.timeline(handler, case)
    assert run.statements <= 2  # evidence and names were fetched with the case


def test_the_story_reads_in_sentences_and_names_nobody_personal(report, county):
    loop = (
        report()
        .dispatched_to(WATER)
        .do(do.send_back_case, HANDLER, reason="不属职责")
        .dispatched_to(WATER)
        .taken()
        .closed()
    )
    do.comment_case(county.who(DESK), case_id=loop.case.pk, text="注意回访")
    entries = selectors.timeline(county.who(DESK), loop.case)
    told = "\n".join(f"{entry.sentence}|{entry.text}" for entry in entries)
    assert f"分派给{WATER}" in told and "退件(第1次)|不属职责" in told and "注意回访" in told
    assert "王某" not in told and "13800001234" not in told
    assert [entry.at for entry in entries] == sorted(entry.at for entry in entries)
    with pytest.raises(NotAllowed):
        selectors.timeline(county.who("城关镇综治中心值班员"), loop.case)


def test_revealing_the_reporter_needs_a_reason_and_is_logged(report, county):
    case = report().case
    with pytest.raises(Invalid):
        selectors.reveal_reporter(county.who(DESK), case, reason="")
    with pytest.raises(NotAllowed):
        selectors.reveal_reporter(county.who("德固镇统计员"), case, reason="统计")
    shown = selectors.reveal_reporter(county.who(DESK), case, reason="电话核实")
    assert (shown.name, shown.phone) == ("王某", "13800001234")
    assert audit.trail(case).last().note == "电话核实"


# --- look-alikes -----------------------------------------------------------------------------------------------------


def similar(county, **draft) -> dict[str, list[str]]:
    found = selectors.similar_open_cases(county.who(DESK), Draft(town_id=county.area("德固镇").pk, **draft))
    return {one.case.number: one.reasons for one in found}


def test_the_same_phone_text_place_or_spot_is_noticed(report, county):
    number = report(place="老槐树旁", lat=34.5, lon=113.5).case.number
    assert similar(county, phone="138 0000 1234") == {number: ["同一电话"]}
    assert "内容相似" in similar(county, text="刘庄村二组没有自来水了")[number][0]
    assert similar(county, lat=34.5005, lon=113.5)[number][0].startswith("相距约5")
    assert similar(county, text="广场舞噪音扰民", phone="13911112222", lat=34.6, lon=113.5) == {}


def test_closed_long_ago_void_or_of_another_town_is_not(report, county):
    report().closed()
    void = report(text="另一件").do(do.void_case, LEADER, reason="重复").case.number
    elsewhere = report(by="县县综治中心", area=county.area("东关社区"), text="东关停水").case.number
    assert {void, elsewhere}.isdisjoint(similar(county, phone="13800001234"))
    with clock.at(MONDAY + timedelta(days=95)):
        assert similar(county, phone="13800001234") == {}


def test_looking_for_similar_cases_costs_three_queries(report, county):
    for number in range(5):
        report(text=f"停水第{number}天")
    person = county.who(DESK)
    person.posts_held()
    selectors.similar_open_cases(person, Draft(town_id=county.area("德固镇").pk, text="先看一次"))
    with counted() as run:
        found = selectors.similar_open_cases(
            person, Draft(town_id=county.area("德固镇").pk, text="停水", phone="13800001234", lat=34.0, lon=113.0)
        )
        assert [one.case.area.name for one in found]
    assert run.statements == 3


# --- the public's view -----------------------------------------------------------------------------------------------


def test_the_reporter_reads_the_state_in_plain_words_and_nothing_personal(report, county):
    loop = report()
    case = loop.case
    assert "等待工作人员受理" in selectors.tracking(case.number, case.tracking_code).words
    loop.finished()
    do.comment_case(county.who(DESK), case_id=case.pk, text="内部:注意情绪")
    loop.do(do.answer_reporters, DESK, text="已恢复供水")
    shown = selectors.tracking(case.number, case.tracking_code)
    told = repr(shown)
    assert [text for _at, text in shown.answers] == ["已恢复供水"]
    for secret in ("王某", "1380000", "内部", HANDLER, case.tracking_code):
        assert secret not in told
    assert not shown.can_reopen
    loop.verified().closed()
    assert selectors.tracking(case.number, case.tracking_code).can_reopen


def test_a_part_of_a_joint_case_shows_the_state_of_the_whole(report):
    whole, part = report(), report(text="没水", reporter_phone="13900002222")
    part.do(do.merge_case, DESK, into_id=whole.case.pk, reason="同一管网")
    whole.taken()
    shown = selectors.tracking(part.case.number, part.case.tracking_code)
    assert shown.state == State.HANDLING and "一并办理" in shown.words and shown.number == part.case.number


def test_a_wrong_code_and_an_unknown_number_cannot_be_told_apart(report):
    case = report().case
    messages = set()
    for number, code in ((case.number, "WRONG234"), ("T101-20260601-9999", "WRONG234")):
        with pytest.raises(NotFound) as refused, counted() as run:
            selectors.tracking(number, code)
        messages.add((refused.value.message, run.statements))
    assert len(messages) == 1


def test_every_state_has_plain_words():
    from bihuan.cases.selectors.tracking import in_plain_words

    for state in State.values:
        assert in_plain_words(Case(state=state))
