"""The case page, registering and the triage desk: what they show, refuse and cost."""

import io
import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image

from bihuan.cases import services as do
from bihuan.cases.defaults import load_defaults
from bihuan.cases.models import Case, Comment, Evidence, State, Watch
from bihuan.cases.services.rules import RuleEntry, add_rule
from bihuan.cases.tests.conftest import BUILDING, DESK, HANDLER, LEADER, SUPERVISOR, WATER
from bihuan.kernel import clock
from bihuan.mediation.models import Dispute
from bihuan.web.cases.tests.conftest import brought_to
from bihuan.web.cases.triage import Part, parts_of

T = "德固镇"
MEDIATOR = f"{T}人民调解员"
HTMX = {"HX-Request": "true"}
HOSTILE = (
    "<script>alert(1)</script>",
    "=cmd|' /C calc'!A0",
    "㑇𠮷🙂",
    "a\x00b",
    "x" * 200_000,
    "' OR 1=1 --",
    "%s{{7*7}}",
)


def page_of(case: Case) -> str:
    return reverse("web:case_page", args=[case.pk])


def picture(name: str = "现场.png") -> SimpleUploadedFile:
    held = io.BytesIO()
    Image.new("RGB", (60, 40), "red").save(held, "PNG")
    return SimpleUploadedFile(name, held.getvalue(), "image/png")


# --- the case page -------------------------------------------------------------------------------------------------


def test_the_page_shows_masked_values_and_the_one_thing_wanted_next(report, as_):
    loop = report(text="请回电13800001234")
    text = as_(DESK).get(page_of(loop.case)).content.decode()
    assert "王*" in text and "138****1234" in text and "13800001234" not in text
    assert 'data-key="confirm" data-key-label="受理"' in text
    assert "已用" in text and "登记了事项" in text


def test_who_may_not_see_a_case_does_not_learn_that_it_exists(report, as_):
    loop = report()
    assert as_("城关镇综治中心值班员").get(page_of(loop.case)).status_code == 404
    assert as_("县系统管理员").get(page_of(loop.case)).status_code == 404
    assert Client().get(page_of(loop.case)).status_code == 302
    assert as_(DESK).get(f"/cases/{loop.case.number}/").url == page_of(loop.case)


def test_a_refused_verb_is_shown_with_its_reason(report, as_):
    loop = report(kind="hazard").taken()
    text = as_(HANDLER).get(page_of(loop.case)).content.decode()
    assert "须先上传处置后的照片" in text and 'aria-disabled="true"' in text


@pytest.mark.parametrize(
    "stage", ["reported", "accepted", "dispatched", "taken", "suspended", "finished", "verified", "closed"]
)
def test_a_case_page_costs_a_fixed_number_of_queries(report, county, as_, django_assert_max_num_queries, stage):
    loop = brought_to(report, stage)
    for number in range(6):
        do.comment_case(county.who(DESK), case_id=loop.case.pk, text=f"意见{number}")
    client = as_(DESK)
    client.get(page_of(loop.case))
    with django_assert_max_num_queries(22):
        assert client.get(page_of(loop.case)).status_code == 200


def test_the_desk_and_registering_cost_a_fixed_number_of_queries(report, as_, django_assert_max_num_queries):
    for number in range(25):
        report(text=f"第{number}件停水")
    client = as_(DESK)
    client.get("/triage/")
    with django_assert_max_num_queries(23):  # the queue and one case with proposal, rules, likeness, history
        assert client.get("/triage/").status_code == 200
    with django_assert_max_num_queries(8):
        assert client.get("/cases/new/").status_code == 200
    with django_assert_max_num_queries(16):
        typed = {"text": "刘庄村停水三天", "reporter_phone": "13800001234", "kind": "appeal", "channel": "phone"}
        assert client.post("/cases/new/beside/", typed).status_code == 200


def test_remarks_and_answers_to_the_reporter(report, as_):
    loop = report().taken()
    address = reverse("web:case_comment", args=[loop.case.pk])
    answer = as_(HANDLER).post(address, {"text": "已约明天上门"}, headers=HTMX)
    assert answer.status_code == 200 and "已约明天上门" in answer.content.decode()
    assert as_(HANDLER).post(address, {"text": ""}, headers=HTMX).status_code == 422
    assert as_(HANDLER).post(address, {"text": "答复", "public": "on"}, headers=HTMX).status_code == 403
    assert as_(DESK).post(address, {"text": "已安排抢修", "public": "on"}, headers=HTMX).status_code == 200
    assert list(Comment.objects.order_by("created_at").values_list("public", flat=True)) == [False, True]
    assert as_(f"{T}统计员").post(address, {"text": "看看"}, headers=HTMX).status_code == 403


def test_names_are_completed_for_people_who_may_see_the_case(report, as_):
    from bihuan.platform.search.index import put, tokens

    loop = report().taken()
    handler, outsider = loop.who(HANDLER), loop.who("城关镇经办人员")
    for person in (handler, outsider):
        put("staff", person.pk, tokens(person.name), town_id=None, at=clock.now())
    found = as_(DESK).get(reverse("web:case_mentions", args=[loop.case.pk]), {"q": "经办"}).json()["names"]
    assert handler.name in found and outsider.name not in found


def test_watching_and_no_longer(report, county, as_):
    loop = report()
    address = reverse("web:case_watch", args=[loop.case.pk])
    client = as_(LEADER)
    assert client.post(address, {"watch": "yes"}, headers=HTMX).status_code == 200
    assert Watch.objects.filter(case=loop.case, staff=county.who(LEADER)).exists()
    client.post(address, {"watch": "no"}, headers=HTMX)
    assert not Watch.objects.filter(case=loop.case).exists()


def test_evidence_is_brought_looked_at_and_voided(report, as_, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    loop = report(kind="hazard").taken()
    handler, add = as_(HANDLER), reverse("web:case_evidence_add", args=[loop.case.pk])
    answer = handler.post(add, {"file": [picture(), picture("二.png")], "phase": "after"}, headers=HTMX)
    assert answer.status_code == 200 and "已上传 2 份" in answer.content.decode()
    shown = Evidence.objects.filter(case=loop.case).first()
    original = handler.get(reverse("web:case_evidence", args=[shown.pk, "original"]))
    assert original.status_code == 200 and original["Content-Type"] == "image/png"
    assert handler.get(reverse("web:case_evidence", args=[shown.pk, "thumb"])).status_code == 200
    assert "<img" in handler.get(reverse("web:case_evidence_look", args=[shown.pk]), headers=HTMX).content.decode()
    # the desk sees it through the case; another town does not
    assert as_(DESK).get(reverse("web:case_evidence", args=[shown.pk, "original"])).status_code == 200
    assert as_("城关镇综治中心值班员").get(reverse("web:case_evidence", args=[shown.pk, "original"])).status_code == 404
    void = reverse("web:case_evidence_void", args=[shown.pk])
    assert handler.post(void, {"reason": ""}, headers=HTMX).status_code == 422
    assert handler.post(void, {"reason": "拍错了"}, headers=HTMX).status_code == 200
    shown.refresh_from_db()
    assert shown.voided_at is not None


def test_bad_files_are_refused_beside_the_field_and_none_is_kept(report, as_, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    loop = report().taken()
    handler, add = as_(HANDLER), reverse("web:case_evidence_add", args=[loop.case.pk])
    bad = SimpleUploadedFile("照片.jpg", b"MZ\x90\x00 not a picture", "image/jpeg")
    answer = handler.post(add, {"file": [picture(), bad], "phase": "after"}, headers=HTMX)
    assert answer.status_code == 422 and "id_file_error" in answer.content.decode()
    assert handler.post(add, {"phase": "after"}, headers=HTMX).status_code == 422
    assert handler.post(add, {"file": picture(), "phase": "never"}, headers=HTMX).status_code == 422
    assert not Evidence.objects.exists()


def test_the_map_draws_the_grid_among_its_sisters(report, county, as_):
    loop = report(lat=33.1, lon=114.1)
    areas = as_(DESK).get(reverse("web:case_areas", args=[loop.case.pk])).json()
    points = as_(DESK).get(reverse("web:case_points", args=[loop.case.pk])).json()
    assert areas["type"] == "FeatureCollection" and len(points["features"]) == 1
    assert as_("城关镇综治中心值班员").get(reverse("web:case_areas", args=[loop.case.pk])).status_code == 404


def test_the_sheet_for_signing_carries_the_story_without_personal_values(report, as_):
    loop = report().closed()
    text = as_(DESK).get(reverse("web:case_sheet", args=[loop.case.pk])).content.decode()
    assert "事项办理单" in text and "签名" in text and "13800001234" not in text and "办结归档" in text


# --- the mediation record ------------------------------------------------------------------------------------------


def test_a_dispute_is_described_settled_and_fulfilled_on_its_page(report, county, as_):
    loop = report(kind="dispute").dispatched_to(f"{T}调委会").taken(MEDIATOR)
    mediator = as_(MEDIATOR)
    describe, result, fulfilment, reveal = (
        reverse(f"web:dispute_{name}", args=[loop.case.pk]) for name in ("describe", "result", "fulfilment", "reveal")
    )
    assert "登记调解信息" in mediator.get(page_of(loop.case)).content.decode()
    assert mediator.post(describe, {"kind": ""}, headers=HTMX).status_code == 422
    described = mediator.post(describe, {"kind": "neighbour", "respondent": "李某某", "amount": "1200"}, headers=HTMX)
    assert described.status_code == 200 and "邻里纠纷" in described.content.decode()
    early = mediator.post(result, {"result": "failed", "agreement": "written"}, headers=HTMX)
    assert early.status_code == 422
    settled = {"result": "settled", "agreement": "written", "agreed_amount": "600", "account": "双方各让一步"}
    assert mediator.post(result, settled, headers=HTMX).status_code == 200
    loop.case.refresh_from_db()
    assert loop.case.state == State.TO_VERIFY and loop.case.outcome == "solved"
    assert mediator.post(fulfilment, {"fulfilled": "yes", "recovered": "600"}, headers=HTMX).status_code == 200
    dispute = Dispute.objects.get(case=loop.case)
    assert dispute.fulfilled and dispute.recovered == 600
    shown = mediator.get(page_of(loop.case)).content.decode()
    assert "李**" in shown and "李某某" not in shown
    assert "李某某" in mediator.post(reveal, {"reason": "送达协议"}, headers=HTMX).content.decode()
    assert as_(f"{T}统计员").post(result, settled, headers=HTMX).status_code == 403
    assert as_(SUPERVISOR).post(reveal, {"reason": "看看"}, headers=HTMX).status_code == 403


# --- registering ---------------------------------------------------------------------------------------------------


def registering(**values: str) -> dict[str, str]:
    return {
        "case_id": str(uuid4()), "channel": "phone", "kind": "appeal", "text": "刘庄村二组停水三天", "reporter_name": "王某",
        "reporter_phone": "138 0000 1234", "place": "刘庄村二组",
    } | values  # fmt: skip


def test_a_call_is_registered_in_the_grid_that_its_words_name(county, as_):
    answer = as_(DESK).post("/cases/new/", registering())
    case = Case.objects.get()
    assert answer.status_code == 302 and answer.url.startswith(page_of(case))
    assert case.area.name.startswith("刘庄村") and case.urgency == "urgent" and case.reporter_phone == "13800001234"
    assert case.first_contact == county.who(DESK)


def test_the_same_form_sent_twice_is_one_case(county, as_):
    given, client = registering(), as_(DESK)
    assert client.post("/cases/new/", given).status_code == client.post("/cases/new/", given).status_code == 302
    assert Case.objects.count() == 1


def test_a_dispute_is_registered_with_its_record(county, as_):
    given = registering(kind="dispute", dispute_kind="neighbour", respondent="李某", amount="800")
    as_(DESK).post("/cases/new/", given)
    assert Dispute.objects.get().respondent == "李某" and Case.objects.get().kind == "dispute"
    without = as_(DESK).post("/cases/new/", registering(kind="dispute", reporter_name=""))
    assert without.status_code == 422 and "id_dispute_kind_error" in without.content.decode()


def test_beside_stand_proposal_likeness_and_the_history_of_the_number(report, as_):
    load_defaults()
    report(text="刘庄村二组停水").closed()
    report(text="刘庄村二组从周五起没有自来水")
    text = as_(DESK).post("/cases/new/beside/", registering(text="刘庄村二组从周五起没有自来水了")).content.decode()
    assert "1 件未结,1 件已结" in text and "同一电话" in text and "内容中有“停水”" not in text
    assert "刘庄村" in text and "研判建议" in text


def test_registering_leads_straight_to_the_triage_desk_and_forgets_the_draft(county, as_):
    desk = as_(DESK)
    answer = desk.post("/cases/new/", registering(then="triage"))
    case = Case.objects.get()
    assert answer.url == f"/triage/{case.pk}/?new"
    assert f'content="case-new:{county.who(DESK).pk}"' in desk.get(answer.url).content.decode()
    assert "draft-clear" not in desk.get(f"/triage/{case.pk}/").content.decode()
    village = as_("德固镇村(社区)书记")
    assert "登记并研判" not in village.get("/cases/new/").content.decode()
    told = village.post("/cases/new/", registering(then="triage"))
    assert told.url.startswith("/cases/") and "draft-clear" in village.get(told.url).content.decode()


def test_the_desk_sees_what_the_text_names_masked_and_the_history_of_phone_and_place(report, as_):
    load_defaults()
    first = report(place="老槐树旁")
    second = report(
        text="包工头拖欠二十多名工人工资8万元,老板王建国,电话13911112222",
        title="讨要工资",
        place="老槐树旁",
        reporter_phone="13700009999",
    )
    page = as_(DESK).get(f"/triage/{second.case.pk}/").content.decode()
    assert "8万元" in page and "二十多名工人" in page and "139****2222" in page and "王**" in page
    assert "13911112222" not in page
    assert "这个地点" in page and first.case.number in page


def test_marks_never_cut_a_number_open(county, report, as_):
    town = county.area("德固镇")
    add_rule(county.who(LEADER), entry=RuleEntry("尾号", county.office(WATER), "约定", town, words=["1111", "找人"]))
    loop = report(text="找人,电话13911112222", title="找人")
    page = re.sub("<[^>]+>", "", as_(DESK).get(f"/triage/{loop.case.pk}/").content.decode())
    assert "139****2222" in page and "13911112222" not in page


def test_a_quarrel_typed_as_an_appeal_is_proposed_as_a_dispute_with_its_kind(as_):
    load_defaults()
    quarrel = "刘庄村我家和邻居因为宅基地滴水吵起来了,请村里调解"
    text = as_(DESK).post("/cases/new/beside/", registering(text=quarrel)).content.decode()
    assert 'data-put="id_kind" data-value="dispute"' in text
    text = as_(DESK).post("/cases/new/beside/", registering(text=quarrel, kind="dispute")).content.decode()
    assert 'data-put="id_kind"' not in text
    assert 'data-put="id_dispute_kind" data-value="neighbour"' in text


def test_wrong_values_stand_beside_their_fields(county, as_):
    answer = as_(DESK).post("/cases/new/", registering(reporter_phone="123", people_involved="-4", channel="magic"))
    text = answer.content.decode()
    assert answer.status_code == 422 and not Case.objects.exists()
    assert "id_people_involved_error" in text and "id_channel_error" in text
    nothing = as_(DESK).post("/cases/new/", registering(text="", title=""))
    assert nothing.status_code == 422


def test_the_auditor_registers_nothing(as_):
    for method in ("get", "post"):
        assert getattr(as_("县审计员"), method)("/cases/new/").status_code == 403


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_words_are_kept_as_words_or_refused(county, as_, text):
    client = as_(DESK)
    answer = client.post("/cases/new/", registering(text=text, title=text[:100], place=text[:100]))
    assert answer.status_code in (302, 422)
    client.post("/cases/new/beside/", registering(text=text))
    for case in Case.objects.all():
        shown = client.get(page_of(case)).content.decode()
        assert "<script>alert" not in shown
        remark = client.post(reverse("web:case_comment", args=[case.pk]), {"text": text}, headers=HTMX)
        assert remark.status_code in (200, 422) and b"<script>alert" not in remark.content


# --- the triage desk -----------------------------------------------------------------------------------------------


def confirming(loop, office, **values):
    return {
        "seen": loop.case.version, "office": str(office.pk), "urgency": loop.case.urgency, "area": str(loop.case.area_id),
        "category": "",
    } | values  # fmt: skip


def address(loop, what="confirm"):
    return reverse(f"web:triage_{what}", args=[loop.case.pk])


def test_emergencies_come_first_and_the_words_are_marked(report, as_):
    report(text="路灯不亮")
    report(text="刘庄村二组停水三天", title="停水", urgency="emergency")
    text = as_(DESK).get("/triage/").content.decode()
    assert text.index("突发") < text.index("待受理")
    assert '<mark class="hit">停水</mark>' in text


def test_one_key_accepts_dispatches_and_the_next_one_is_there(report, county, as_):
    first, second = report(text="甲"), report(text="乙")
    answer = as_(DESK).post(address(first), confirming(first, county.office(WATER), urgency="urgent"), headers=HTMX)
    text = answer.content.decode()
    assert answer.status_code == 200 and second.case.number in text and "秒内可撤回" in text
    first.case.refresh_from_db()
    assert (first.case.state, first.case.urgency) == (State.DISPATCHED, "urgent")


def test_undo_brings_it_back_until_the_office_has_signed(report, county, as_):
    loop = report()
    desk = as_(DESK)
    desk.post(address(loop), confirming(loop, county.office(WATER)), headers=HTMX)
    assert desk.post(address(loop, "undo"), headers=HTMX).status_code == 200
    loop.case.refresh_from_db()
    assert loop.case.state == State.ACCEPTED
    loop.dispatched_to().taken()
    assert "承办单位已经签收" in desk.post(address(loop, "undo"), headers=HTMX).content.decode()


def test_the_second_desk_is_told_and_gets_the_next_one(report, county, as_):
    first, second = report(text="甲"), report(text="乙")
    given = confirming(first, county.office(WATER))
    as_(DESK).post(address(first), given, headers=HTMX)
    late = as_("县县综治中心").post(address(first), given, headers=HTMX)
    text = late.content.decode()
    assert late.status_code == 200 and "刚由另一位值班员处理过" in text and second.case.number in text
    first.case.refresh_from_db()
    assert first.case.state == State.DISPATCHED


def test_what_changed_meanwhile_is_shown_when_it_still_waits(report, county, as_):
    loop = report()
    given = confirming(loop, county.office(WATER))
    loop.do(do.reclassify_case, DESK, urgency="urgent")
    answer = as_(DESK).post(address(loop), given, headers=HTMX)
    assert answer.status_code == 409 and "刚刚被别人改过" in answer.content.decode()


def test_without_an_office_the_desk_says_so(report, as_, county):
    loop = report()
    answer = as_(DESK).post(address(loop), confirming(loop, county.office(WATER)) | {"office": ""}, headers=HTMX)
    assert answer.status_code == 422 and "请选择承办单位" in answer.content.decode()
    loop.case.refresh_from_db()
    assert loop.case.state == State.REPORTED


def test_a_major_case_is_held_for_its_conference(report, as_):
    loop = report().accepted().do(do.reclassify_case, DESK, major_signs=["risk"])
    text = as_(DESK).get(f"/triage/{loop.case.pk}/").content.decode()
    assert "须先召开联席会" in text and "确认并分派" not in text and "召集联席会" in text


def test_declining_at_the_desk_shows_the_next_one(report, as_):
    first, second = report(text="甲"), report(text="乙")
    decline = reverse("web:case_do", args=[first.case.pk, "decline"]) + "?at=triage"
    answer = as_(DESK).post(decline, {"reason": "应找县供电公司"}, headers=HTMX)
    assert answer["HX-Retarget"] == "#triage" and second.case.number in answer.content.decode()


def test_only_desks_triage(report, as_, county):
    loop = report()
    for name in (HANDLER, LEADER, SUPERVISOR, f"{T}网格员", "县审计员", "县系统管理员"):
        assert as_(name).get("/triage/").status_code == 403
        given = confirming(loop, county.office(WATER))
        assert as_(name).post(address(loop), given, headers=HTMX).status_code in (403, 404)
    assert as_("城关镇综治中心值班员").post(address(loop), confirming(loop, county.office(WATER))).status_code == 404


def test_words_are_cut_out_longest_first():
    assert parts_of("停水三天停水", ["停水", "停水三天"]) == [Part("停水三天", True), Part("停水", True)]
    assert parts_of("一切如常", []) == [Part("一切如常", False)]


def test_a_conference_is_convened_and_concluded_from_the_page(report, county, as_):
    loop = report().accepted().do(do.reclassify_case, DESK, major_signs=["risk"])
    desk = as_(DESK)
    invited = {"reason": "涉及多个部门", "offices": [str(county.office(WATER).pk), str(county.office(BUILDING).pk)]}
    assert desk.post(reverse("web:case_do", args=[loop.case.pk, "convene"]), invited).status_code == 302
    undated = {
        "office": str(county.office(WATER).pk), "minutes": "供水所牵头", "tasks_office": [str(county.office(BUILDING).pk)],
        "tasks_title": ["恢复路面"], "tasks_day": [""],
    }  # fmt: skip
    conclude = reverse("web:case_do", args=[loop.case.pk, "conclude"])
    assert "请填写完成日期" in desk.post(conclude, undated, headers=HTMX).content.decode()
    day = (clock.today() + timedelta(days=5)).isoformat()
    assert desk.post(conclude, {**undated, "tasks_day": [day]}, headers=HTMX).status_code == 200
    loop.case.refresh_from_db()
    assert loop.case.state == State.DISPATCHED and loop.case.conference_done
