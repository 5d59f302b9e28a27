"""Who may take which step: every verb against every role, and against the neighbouring town."""

from datetime import timedelta
from typing import Any

import pytest

from bihuan.cases import services as do
from bihuan.cases.lifecycle import LIFE_CYCLE, next_action, verbs_for
from bihuan.cases.models import State
from bihuan.cases.services import TaskDraft
from bihuan.cases.tests.conftest import BUILDING, DESK, HANDLER, LEADER, MONDAY, SUPERVISOR, WATER
from bihuan.kernel.errors import BihuanError, NotAllowed, WrongState
from bihuan.platform.actors import PUBLIC
from tests.worlds import County

TOWN_ROLES = (
    "乡镇(街道)书记", "分管领导", "综治中心值班员", "督导员", "统计员", "单位负责人", "经办人员", "人民调解员", "村(社区)书记",
    "村(社区)干部", "网格员", "包保干部",
)  # fmt: skip
PEOPLE = (*(f"德固镇{role}" for role in TOWN_ROLES), "县系统管理员", "县县级领导", "县县综治中心", "县审计员")
T = "德固镇"
DESKS = {DESK, "县县综治中心"}
LEADERS = {LEADER, f"{T}乡镇(街道)书记", "县县级领导"}
OFFICE = {HANDLER, f"{T}单位负责人"}

# verb → (how far the case is, what is answered, who may)
STEPS: dict[str, tuple[str, dict[str, Any], set[str]]] = {
    "accept_case": ("reported", {}, DESKS),
    "decline_case": ("reported", {"reason": "不属职责"}, DESKS),
    "reconsider_case": ("declined", {}, DESKS),
    "reclassify_case": ("accepted", {"urgency": "urgent"}, DESKS),
    "dispatch_case": ("accepted", {"office": WATER}, DESKS),
    "recall_case": ("dispatched", {}, DESKS),
    "take_case": ("dispatched", {}, OFFICE),
    "send_back_case": ("dispatched", {"reason": "不属职责"}, OFFICE),
    "record_contact": ("taken", {"note": "已联系"}, OFFICE),
    "hand_over_case": ("taken", {"handler": f"{T}单位负责人"}, OFFICE),
    "split_case": ("taken", {"tasks": True}, DESKS),
    "finish_case": ("taken", {"outcome": "solved", "result_text": "已修"}, OFFICE),
    "ask_suspension": ("taken", {"reason": "等", "until": MONDAY + timedelta(days=5)}, OFFICE),
    "approve_suspension": ("asked", {}, LEADERS),
    "refuse_suspension": ("asked", {"reason": "不必"}, LEADERS),
    "resume_case": ("suspended", {}, OFFICE),
    "convene_conference": ("accepted", {"reason": "多部门"}, DESKS | LEADERS),
    "call_off_conference": ("conference", {"reason": "不开了"}, DESKS | LEADERS),
    "verify_case": ("finished", {}, DESKS | {SUPERVISOR}),
    "return_case": ("finished", {"reason": "未修好"}, DESKS | {SUPERVISOR}),
    "record_revisit": ("verified", {"settled": True, "satisfied": True}, DESKS),
    "record_unreached": ("verified", {}, DESKS),
    "assign_revisit": ("verified", {"owner": "县县综治中心", "reason": "今天外出"}, DESKS),
    "reopen_case": ("closed", {"reason": "又坏了"}, DESKS),
    "void_case": ("accepted", {"reason": "重复"}, LEADERS | {"县县综治中心"}),
}


def brought_to(report, stage: str):
    loop = report()
    if stage == "declined":
        return loop.do(do.decline_case, DESK, reason="不属职责")
    if stage in ("asked", "suspended"):
        loop.taken().do(do.ask_suspension, HANDLER, reason="等待鉴定", until=MONDAY + timedelta(days=9))
        return loop if stage == "asked" else loop.do(do.approve_suspension, LEADER)
    if stage == "conference":
        return loop.accepted().do(do.convene_conference, DESK, reason="多部门")
    return loop if stage == "reported" else getattr(loop, {"dispatched": "dispatched_to"}.get(stage, stage))()


def answers_of(county, given: dict[str, Any]) -> dict[str, Any]:
    made = dict(given)
    if "office" in made:
        made["office"] = county.office(made["office"])
    if "handler" in made:
        made["handler"] = county.who(made["handler"])
    if "owner" in made:
        made["owner"] = county.who(made["owner"])
    if "tasks" in made:
        made["tasks"] = [TaskDraft(county.office(BUILDING), "恢复路面")]
    return made


@pytest.mark.parametrize("service", STEPS)
def test_each_step_is_for_its_roles_only(report, county, service):
    stage, given, allowed = STEPS[service]
    loop = brought_to(report, stage)
    verb = getattr(do, service)
    for name in PEOPLE:
        if name in allowed:
            continue
        with pytest.raises(NotAllowed):
            verb(county.who(name), case_id=loop.case.pk, **answers_of(county, given))
    with pytest.raises(NotAllowed):
        verb(county.who("城关镇综治中心值班员"), case_id=loop.case.pk, **answers_of(county, given))
    if service != "reopen_case":  # the public reopens through its code, which the service before it asks for
        with pytest.raises(NotAllowed):
            verb(PUBLIC, case_id=loop.case.pk, **answers_of(county, given))
    loop.case.refresh_from_db()
    before = loop.case.version
    for name in sorted(allowed)[:1]:
        loop.do(verb, name, **answers_of(county, given))
    assert loop.case.version > before


@pytest.mark.parametrize("service", STEPS)
def test_every_allowed_role_really_may(report, county, service):
    stage, given, allowed = STEPS[service]
    for number, name in enumerate(sorted(allowed)):
        loop = brought_to(lambda number=number, **v: report(text=f"第{number}件", **v), stage)
        loop.do(getattr(do, service), name, **answers_of(county, given))


def test_buttons_offer_exactly_what_the_services_accept(report, county):
    """For each role and a case in each stage: no button that would be refused for want of a right."""
    for stage in ("reported", "accepted", "dispatched", "taken", "finished", "verified", "closed", "suspended"):
        case = brought_to(lambda stage=stage, **v: report(text=stage, **v), stage).case
        for name in PEOPLE:
            person = county.who(name)
            for offer in verbs_for(person, case):
                right = LIFE_CYCLE.step(offer.verb).right
                assert right is None or _holds(person, right, case), (stage, name, offer.verb)
                assert case.state in LIFE_CYCLE.step(offer.verb).from_states


def _holds(person, right, case) -> bool:
    from bihuan.cases.models import Case
    from bihuan.platform.policies import policy_of

    return policy_of(Case).rows(person, right).filter(pk=case.pk).exists()


def test_the_loop_wants_one_thing_next(report, county):
    wanted = []
    loop = report()
    for who, service, given in (
        (DESK, do.accept_case, {}),
        (DESK, do.dispatch_case, {"office": county.office(WATER)}),
        (HANDLER, do.take_case, {}),
        (HANDLER, do.finish_case, {"outcome": "solved", "result_text": "已修"}),
        (SUPERVISOR, do.verify_case, {}),
        (DESK, do.record_revisit, {"settled": True, "satisfied": True}),
    ):
        offer = next_action(county.who(who), loop.case)
        assert offer is not None
        wanted.append(offer.verb)
        loop.do(service, who, **given)
    assert wanted == ["accept", "dispatch", "take", "finish", "verify", "revisit"]
    assert loop.case.state == State.CLOSED and next_action(county.who(DESK), loop.case) is None


def test_a_refused_button_says_why(report, county):
    loop = report(kind="hazard").taken()
    offer = next(one for one in verbs_for(county.who(HANDLER), loop.case) if one.verb == "finish")
    assert not offer.allowed and "处置后" in offer.reason
    with pytest.raises(WrongState):
        loop.finished()


def test_the_next_thing_for_a_major_case_is_its_conference(report, county):
    loop = report().accepted().do(do.reclassify_case, DESK, major_signs=["risk"])
    offer = next_action(county.who(DESK), loop.case)
    assert offer is not None and offer.verb == "convene"


def test_an_unknown_verb_is_no_verb(report, county):
    from bihuan.cases.models import Case
    from bihuan.platform.change import change

    loop = report()
    with pytest.raises(BihuanError), change(Case, loop.case.pk, actor=county.who(DESK), verb="teleport"):
        pass


def test_whoever_received_a_matter_first_follows_it_but_does_not_handle_what_went_elsewhere(county: County) -> None:
    clerk = county.who("德固镇村镇办经办")
    case = do.report_case(clerk, kind="appeal", channel="walk_in", area=county.area("刘庄村"), text="自来水管漏水")
    desk = county.who("德固镇综治中心值班员")
    do.accept_case(desk, case_id=case.pk)
    do.dispatch_case(desk, case_id=case.pk, office=county.office("德固镇供水所"))

    with pytest.raises(NotAllowed):
        do.take_case(clerk, case_id=case.pk)
    assert do.comment_case(clerk, case_id=case.pk, text="反映人又来问了").pk


def test_an_office_with_a_task_does_its_task_and_does_not_end_the_case(county: County) -> None:
    desk, lead, helper = (county.who(name) for name in ("德固镇综治中心值班员", "德固镇经办人员", "德固镇村镇办经办"))
    case = do.report_case(desk, kind="appeal", channel="phone", area=county.area("刘庄村"), text="自来水管漏水")
    do.accept_case(desk, case_id=case.pk)
    do.dispatch_case(desk, case_id=case.pk, office=county.office("德固镇供水所"))
    do.take_case(lead, case_id=case.pk)
    office = county.office("德固镇村镇办")
    due = MONDAY + timedelta(days=3)
    task = do.split_case(desk, case_id=case.pk, tasks=[TaskDraft(office=office, title="修复路面", due_at=due)])[0]

    with pytest.raises(NotAllowed):
        do.finish_case(helper, case_id=case.pk, outcome="solved", result_text="已修好")
    assert do.finish_task(helper, task_id=task.pk, result="路面已修复").state == "done"
