"""Every verb of the loop through the page: by whom it can be done, refused to everybody else, and what it answers."""

from typing import Any

import pytest
from django.urls import reverse

from bihuan.cases import services as do
from bihuan.cases.lifecycle import LIFE_CYCLE
from bihuan.cases.models import Case, CaseLink, CaseTask, State
from bihuan.cases.tests.conftest import BUILDING, DESK, HANDLER, LEADER, SUPERVISOR, WATER
from bihuan.platform.models import AuditEntry
from bihuan.web.cases.tests.conftest import brought_to
from bihuan.web.cases.verbs import ACTS

T = "德固镇"
DESKS = {DESK, "县县综治中心"}
LEADERS = {LEADER, f"{T}乡镇(街道)书记", "县县级领导"}
OFFICE = {HANDLER, f"{T}单位负责人"}
PEOPLE = (
    DESK, "县县综治中心", LEADER, f"{T}乡镇(街道)书记", "县县级领导", HANDLER, f"{T}单位负责人", SUPERVISOR, f"{T}统计员",
    f"{T}人民调解员", f"{T}村(社区)书记", f"{T}村(社区)干部", f"{T}网格员", f"{T}包保干部", f"{T}村镇办经办", "县系统管理员",
    "县审计员", "城关镇综治中心值班员", "城关镇分管领导",
)  # fmt: skip
TOP = b'id="case-top"'
SETTLED = {"reached": "yes", "settled": "yes", "satisfied": "yes"}
# verb → (how far the case is, what the form is given, who may, the state afterwards)
STEPS: dict[str, tuple[str, dict[str, Any], set[str], str]] = {
    "accept": ("reported", {}, DESKS, State.ACCEPTED),
    "decline": ("reported", {"reason": "不属职责"}, DESKS, State.DECLINED),
    "reconsider": ("declined", {}, DESKS, State.REPORTED),
    "reclassify": ("accepted", {"reclassify": True}, DESKS, State.ACCEPTED),
    "dispatch": ("accepted", {"office": WATER}, DESKS, State.DISPATCHED),
    "recall": ("dispatched", {}, DESKS, State.ACCEPTED),
    "take": ("dispatched", {}, OFFICE, State.HANDLING),
    "send_back": ("dispatched", {"reason": "不属职责"}, OFFICE, State.ACCEPTED),
    "contact": ("taken", {"note": "已联系"}, OFFICE, State.HANDLING),
    "hand_over": ("taken", {"handler": f"{T}单位负责人"}, OFFICE, State.HANDLING),
    "split": ("taken", {"tasks": True}, DESKS, State.HANDLING),
    "ask_suspension": ("taken", {"reason": "等待鉴定", "until": "2026-06-10"}, OFFICE, State.HANDLING),
    "approve_suspension": ("asked", {}, LEADERS, State.SUSPENDED),
    "refuse_suspension": ("asked", {"reason": "不必"}, LEADERS, State.HANDLING),
    "extend": ("petition", {"days": "20", "reason": "情况复杂"}, LEADERS, State.HANDLING),
    "resume": ("suspended", {}, OFFICE, State.HANDLING),
    "convene": ("accepted", {"reason": "多部门"}, DESKS | LEADERS, State.CONFERENCE),
    "conclude": ("conference", {"office": WATER, "tasks": True, "minutes": "由供水所牵头"}, DESKS | LEADERS, State.DISPATCHED),
    "call_off": ("conference", {"reason": "不开了"}, DESKS | LEADERS, State.ACCEPTED),
    "finish": ("taken", {"outcome": "solved", "result_text": "已修好"}, OFFICE, State.TO_VERIFY),
    "verify": ("finished", {"note": "到现场看过"}, DESKS | {SUPERVISOR}, State.TO_REVISIT),
    "return": ("finished", {"reason": "未修好"}, DESKS | {SUPERVISOR}, State.HANDLING),
    "revisit": ("verified", SETTLED, DESKS, State.CLOSED),
    "assign_revisit": ("verified", {"owner": "县县综治中心", "reason": "今天外出"}, DESKS, State.TO_REVISIT),
    "reopen": ("closed", {"reason": "又坏了"}, DESKS, State.HANDLING),
    "void": ("accepted", {"reason": "重复登记"}, LEADERS | {"县县综治中心"}, State.VOIDED),
    "erase": ("closed", {"reason": "本人要求"}, LEADERS | {"县县综治中心"}, State.CLOSED),
}  # fmt: skip


def url(case, verb):
    return reverse("web:case_do", args=[case.pk, verb])


def sent(county, case, given):
    made = {**given, "seen": case.version}
    if "office" in made:
        made["office"] = str(county.office(made["office"]).pk)
    for name in {"handler", "owner"} & made.keys():
        made[name] = str(county.who(made[name]).pk)
    if made.pop("tasks", False):
        made |= {
            "tasks_office": [str(county.office(BUILDING).pk)],
            "tasks_title": ["恢复路面"],
            "tasks_day": ["2026-06-12"],
        }
    if made.pop("reclassify", False):
        made |= {"title": case.title, "kind": case.kind, "urgency": "urgent", "area": str(case.area_id)}
    return made


@pytest.mark.parametrize("verb", STEPS)
def test_each_verb_is_done_by_its_roles_and_refused_to_the_others(report, county, as_, verb):
    stage, given, allowed, state = STEPS[verb]
    loop = brought_to(report, stage)
    for name in PEOPLE:
        if name not in allowed:
            answer = as_(name).post(
                url(loop.case, verb), sent(county, loop.case, given), headers={"HX-Request": "true"}
            )
            assert answer.status_code in (403, 404), name
    loop.case.refresh_from_db()
    version = loop.case.version
    answer = as_(sorted(allowed)[0]).post(
        url(loop.case, verb), sent(county, loop.case, given), headers={"HX-Request": "true"}
    )
    gone = verb == "send_back"  # the office sees it no longer
    assert answer.status_code == 200 and (answer.headers.get("HX-Redirect") == "/" if gone else TOP in answer.content)
    loop.case.refresh_from_db()
    assert loop.case.state == state and loop.case.version > version


@pytest.mark.parametrize("verb", STEPS)
def test_the_form_of_each_verb_opens_as_a_dialog_and_as_a_page(report, county, as_, verb):
    stage, _given, allowed, _state = STEPS[verb]
    loop = brought_to(report, stage)
    client = as_(sorted(allowed)[0])
    dialog = client.get(url(loop.case, verb), headers={"HX-Request": "true"})
    page = client.get(url(loop.case, verb))
    assert dialog.status_code == page.status_code == 200
    assert dialog.content.decode().startswith("<dialog") and "<html" in page.content.decode()
    outsider = as_(f"{T}统计员")
    assert outsider.get(url(loop.case, verb)).status_code in (403, 404)


def test_the_page_has_a_form_for_every_verb_of_the_table():
    apart = {"report", "import", "rate", "close", "dissatisfied", "unlink", "tell_apart", "not_apart"}
    assert {step.verb for step in LIFE_CYCLE} - apart - {"merge", "unmerge", "link", "decide"} == set(STEPS)
    assert {step.verb for step in LIFE_CYCLE} - apart == set(ACTS)


def test_without_scripts_a_verb_goes_back_to_the_page(report, county, as_):
    loop = report()
    answer = as_(DESK).post(url(loop.case, "accept"), {"seen": 1})
    assert answer.status_code == 302 and answer.url == reverse("web:case_page", args=[loop.case.pk])


def test_what_is_missing_stands_beside_its_field_and_nothing_typed_is_lost(report, county, as_):
    loop = report().taken()
    answer = as_(HANDLER).post(
        url(loop.case, "finish"), {"outcome": "refused", "result_text": "查无依据", "seen": loop.case.version},
        headers={"HX-Request": "true"},
    )  # fmt: skip
    text = answer.content.decode()
    assert answer.status_code == 422 and "查无依据" in text and 'id="id_legal_basis_error"' in text
    loop.case.refresh_from_db()
    assert loop.case.state == State.HANDLING


def test_a_stale_page_shows_what_changed_and_can_be_sent_again(report, county, as_):
    loop = report().accepted()
    seen = loop.case.version
    loop.do(do.reclassify_case, DESK, urgency="urgent")
    given = {"office": str(county.office(WATER).pk), "note": "尽快", "seen": seen}
    client = as_(DESK)
    answer = client.post(url(loop.case, "dispatch"), given, headers={"HX-Request": "true"})
    text = answer.content.decode()
    assert answer.status_code == 409 and "刚刚被别人改过" in text and "紧急程度" in text and "尽快" in text
    again = client.post(
        url(loop.case, "dispatch"), {**given, "seen": loop.case.version}, headers={"HX-Request": "true"}
    )
    assert again.status_code == 200


def test_what_no_longer_fits_says_so_and_shows_the_way_to_the_present_state(report, county, as_):
    loop = report().accepted()
    answer = as_(DESK).post(url(loop.case, "accept"), {"seen": loop.case.version}, headers={"HX-Request": "true"})
    assert answer.status_code == 409
    assert "查看最新情况" in answer.content.decode()


def test_an_unknown_verb_and_one_of_another_way_are_not_found(report, as_):
    loop = report()
    for verb in ("teleport", "import", "rate"):
        assert as_(DESK).get(url(loop.case, verb)).status_code == 404


def test_merge_link_and_undo_by_number(report, county, as_):
    whole, part = report(text="水管坏了").accepted(), report(text="没有水")
    desk = as_(DESK)
    wrong = desk.post(url(part.case, "merge"), {"into": "XX-1", "reason": "同一件"}, headers={"HX-Request": "true"})
    assert wrong.status_code == 422 and "id_into_error" in wrong.content.decode()
    assert desk.post(url(part.case, "merge"), {"into": whole.case.number, "reason": "同一件"}).status_code == 302
    part.case.refresh_from_db()
    assert part.case.merged_into_id == whole.case.pk
    shown = desk.get(reverse("web:case_page", args=[whole.case.pk])).content.decode()
    assert part.case.number in shown and "并入本件" in shown
    assert desk.post(url(part.case, "unmerge"), {"reason": "不是一件"}).status_code == 302
    part.case.refresh_from_db()
    assert part.case.state == State.REPORTED
    assert desk.post(url(part.case, "link"), {"other": whole.case.number}).status_code == 302
    assert CaseLink.objects.filter(case=part.case, other=whole.case).exists()


def test_the_decider_names_the_office_after_two_send_backs(report, county, as_):
    loop = report()
    for _time in range(2):
        loop.dispatched_to().do(do.send_back_case, HANDLER, reason="不属职责")
    decider = Case.objects.get(pk=loop.case.pk).decider
    given = {"office": str(county.office(WATER).pk), "reason": "属供水所职责"}
    assert as_(f"{T}统计员").post(url(loop.case, "decide"), given, headers={"HX-Request": "true"}).status_code in (
        403,
        409,
    )
    assert as_(decider.name).post(url(loop.case, "decide"), given).status_code == 302
    loop.case.refresh_from_db()
    assert loop.case.decided_office == county.office(WATER)


def test_tasks_are_finished_by_their_office_and_cancelled_by_the_desk(report, county, as_):
    loop = report().taken()
    as_(DESK).post(url(loop.case, "split"), sent(county, loop.case, {"tasks": True}))
    task = CaseTask.objects.get(case=loop.case)
    done = reverse("web:case_task_done", args=[loop.case.pk, task.pk])
    assert as_(f"{T}统计员").post(done, {"result": "已修"}).status_code == 403
    empty = as_(f"{T}村镇办经办").post(done, {"result": ""}, headers={"HX-Request": "true"})
    assert empty.status_code == 422 and "请写明完成情况" in empty.content.decode()
    assert as_(f"{T}村镇办经办").post(done, {"result": "路面已恢复"}).status_code == 302
    task.refresh_from_db()
    assert task.state == CaseTask.State.DONE
    cancel = reverse("web:case_task_cancel", args=[loop.case.pk, task.pk])
    assert as_(DESK).post(cancel, {"reason": "不用了"}, headers={"HX-Request": "true"}).status_code == 409


def test_rows_of_tasks_say_which_of_them_is_wrong(report, county, as_):
    loop = report().taken()
    given = {
        "tasks_office": ["", "x"],
        "tasks_title": ["", "恢复路面"],
        "tasks_day": ["", "昨天"],
        "seen": loop.case.version,
    }
    answer = as_(DESK).post(url(loop.case, "split"), given, headers={"HX-Request": "true"})
    assert answer.status_code == 422
    text = answer.content.decode()
    assert "第1项" in text and "恢复路面" in text


def test_three_unreached_attempts_at_different_half_days_close_the_case(report, county, as_):
    from datetime import timedelta

    from bihuan.kernel import clock

    loop = report().verified()
    desk = as_(DESK)
    unreached = {"reached": "no", "remark": "无人接听"}
    for hours in (1, 4, 24):
        with clock.at(clock.now() + timedelta(hours=hours)):
            assert desk.post(url(loop.case, "revisit"), unreached).status_code == 302
    loop.case.refresh_from_db()
    assert loop.case.state == State.CLOSED and loop.case.satisfied is None


def test_a_revisit_needs_both_answers_and_the_words_of_the_dissatisfied(report, as_):
    loop = report().verified()
    desk = as_(DESK)
    half = desk.post(url(loop.case, "revisit"), {"reached": "yes", "settled": "yes"}, headers={"HX-Request": "true"})
    assert half.status_code == 422 and "satisfied_error" in half.content.decode()
    bare = {"reached": "yes", "settled": "no", "satisfied": "no"}
    assert desk.post(url(loop.case, "revisit"), bare, headers={"HX-Request": "true"}).status_code == 422
    assert desk.post(url(loop.case, "revisit"), {**bare, "remark": "还在漏水"}).status_code == 302
    loop.case.refresh_from_db()
    assert loop.case.state == State.HANDLING and loop.case.reopened_times == 1


def test_reveal_needs_a_reason_and_is_written_down(report, county, as_):
    loop = report().taken()
    address = reverse("web:case_reveal", args=[loop.case.pk])
    assert as_(f"{T}统计员").post(address, {"reason": "看看"}).status_code == 403
    handler = as_(HANDLER)
    assert "13800001234" not in handler.get(reverse("web:case_page", args=[loop.case.pk])).content.decode()
    assert handler.post(address, {"reason": " "}, headers={"HX-Request": "true"}).status_code == 422
    shown = handler.post(address, {"reason": "联系反映人"}, headers={"HX-Request": "true"})
    assert "13800001234" in shown.content.decode() and shown["Cache-Control"] == "no-store"
    assert AuditEntry.objects.filter(object_id=loop.case.pk, verb="reveal", note="联系反映人").exists()
