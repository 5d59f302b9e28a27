"""Cases over the API: the whole loop, versions, refusals, paging, resends."""

from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bihuan.api.v1.verbs import DOES, ELSEWHERE
from bihuan.cases.lifecycle import LIFE_CYCLE
from bihuan.cases.models import Case
from bihuan.kernel.ids import new_id

pytestmark = pytest.mark.django_db
RARE = "㑇𠮷家门口😀水管漏了"


def problem(answer, status, code):
    assert answer.status_code == status, answer.content.decode()
    assert answer["Content-Type"] == "application/problem+json"
    found = answer.json()
    assert (found["status"], found["code"]) == (status, code)
    assert found["title"] and found["detail"] and found["type"].endswith(code)
    return found


def report(caller, county, **changed):
    return caller.post("/cases", {"kind": "appeal", "area": str(county.area("刘庄村").pk), "text": RARE, **changed})


def test_every_verb_of_the_life_cycle_has_an_operation():
    assert set(DOES) | ELSEWHERE == {step.verb for step in LIFE_CYCLE}


def test_case_goes_through_the_whole_loop(as_staff, county):
    desk, worker, checker = as_staff(), as_staff("德固镇经办人员"), as_staff("德固镇督导员")
    taken = report(desk, county, reporter_name="张三", reporter_phone="13812345678")
    assert taken.status_code == 201
    case = f"/cases/{taken.json()['id']}"
    office = str(county.office("德固镇供水所").pk)

    assert desk.post(f"{case}/accept").json()["state"] == "accepted"
    assert desk.post(f"{case}/dispatch", {"office": office}).json()["state"] == "dispatched"
    assert worker.post(f"{case}/take").json()["state"] == "handling"
    assert worker.post(f"{case}/contact", {"note": "已电话联系"}).status_code == 200
    done = worker.post(f"{case}/finish", {"outcome": "solved", "result_text": "已更换阀门"})
    assert done.json()["state"] == "to_verify"
    assert checker.post(f"{case}/verify").json()["state"] == "to_revisit"
    closed = desk.post(f"{case}/revisit", {"settled": True, "satisfied": True})

    assert closed.json()["state"] == "closed"
    shown = desk.get(case).json()
    assert shown["text"] == RARE and shown["outcome"] == "solved" and shown["satisfied"] is True
    verbs = [entry["verb"] for entry in desk.get(f"{case}/timeline").json()["items"]]
    assert verbs[0] == "report" and "close" in verbs


def test_page_shows_who_reported_masked_and_what_can_be_done(as_staff, a_case):
    case = a_case(reporter_name="张三丰", reporter_phone="13812345678")
    found = as_staff().get(f"/cases/{case.pk}")
    assert found["ETag"] == '"1"'
    assert found.json()["reporter"] == {"name": "张**", "phone": "138****5678", "anonymous": False}
    assert {"accept", "decline"} <= {one["verb"] for one in found.json()["verbs"]}
    assert "13812345678" not in found.content.decode()


def test_stale_change_says_what_changed(as_staff, a_case):
    case, desk = a_case(), as_staff()
    assert desk.post(f"/cases/{case.pk}/accept", {}, If_Match='"1"').status_code == 200
    found = problem(desk.post(f"/cases/{case.pk}/void", {"reason": "测试"}), 403, "not_allowed")
    found = problem(desk.post(f"/cases/{case.pk}/reclassify", {"urgency": "urgent"}, If_Match='"1"'), 409, "stale")
    assert any("待分派" in change["after"] or change["after"] == "accepted" for change in found["changes"])
    problem(desk.post(f"/cases/{case.pk}/reclassify", {"urgency": "urgent", "version": 1}), 409, "stale")
    problem(desk.post(f"/cases/{case.pk}/reclassify", {}, If_Match="yesterday"), 400, "malformed")
    assert desk.post(f"/cases/{case.pk}/reclassify", {"urgency": "urgent", "version": 2}).status_code == 200


def test_case_of_another_town_does_not_exist(as_staff, a_case):
    case, other = a_case(), as_staff("城关镇综治中心值班员")
    for path in ("", "/timeline", "/comments", "/clocks", "/similar"):
        problem(other.get(f"/cases/{case.pk}{path}"), 404, "not_found")
    problem(other.post(f"/cases/{case.pk}/accept"), 404, "not_found")
    problem(other.post(f"/cases/{case.pk}/comments", {"text": "在吗"}), 404, "not_found")
    assert Case.objects.get(pk=case.pk).state == "reported"


def test_verb_in_the_wrong_state_and_unknown_verb(as_staff, a_case):
    case, desk = a_case(), as_staff()
    problem(desk.post(f"/cases/{case.pk}/close"), 409, "wrong_state")
    problem(desk.post(f"/cases/{case.pk}/explode"), 404, "not_found")


def test_major_matter_is_not_dispatched_before_its_conference(as_staff, a_case, county):
    case, desk = a_case(), as_staff()
    office = county.office("德固镇供水所")
    assert desk.post(f"/cases/{case.pk}/accept").status_code == 200
    assert desk.post(f"/cases/{case.pk}/reclassify", {"major_signs": ["group", "risk"]}).status_code == 200

    refused = problem(desk.post(f"/cases/{case.pk}/dispatch", {"office": str(office.pk)}), 409, "wrong_state")

    assert "联席会" in refused["detail"]
    case.refresh_from_db()
    assert (case.state, case.office_id, case.major) == ("accepted", None, True)


def test_faults_stand_at_their_fields(as_staff, a_case, county):
    desk = as_staff()
    found = problem(report(desk, county, area="no-such-area"), 422, "invalid")
    assert found["errors"][0]["field"] == "area"
    found = problem(desk.post("/cases", {"kind": "party"}), 422, "invalid")
    assert {"kind", "area"} == {one["field"] for one in found["errors"]}
    found = problem(report(desk, county, reporter_phone="12"), 422, "invalid")
    assert found["errors"][0]["field"] == "reporter_phone"
    case = a_case()
    assert desk.post(f"/cases/{case.pk}/accept").status_code == 200
    found = problem(desk.post(f"/cases/{case.pk}/dispatch", {"office": str(new_id())}), 422, "invalid")
    assert found["errors"][0]["field"] == "office"
    found = problem(desk.post(f"/cases/{case.pk}/dispatch", {"offise": "x"}), 422, "invalid")
    assert {"office", "offise"} == {one["field"] for one in found["errors"]}


def test_same_id_same_content_is_the_same_case(as_staff, county):
    desk, own = as_staff(), str(new_id())
    first, again = report(desk, county, id=own), report(desk, county, id=own)
    assert first.status_code == again.status_code == 201
    assert first.json() == again.json() and first.json()["id"] == own
    found = problem(report(desk, county, id=own, text="别的事"), 409, "conflict")
    assert found["errors"][0]["code"] == "same_id_other_content"
    assert Case.objects.count() == 1


def test_list_has_the_filters_of_the_ledger_and_pages_by_cursor(as_staff, a_case):
    for number in range(5):
        a_case(title=f"第{number}件")
    a_case(kind="hazard", title="井盖丢失")
    a_case("东关社区", by="城关镇综治中心值班员", title="别的乡镇")
    desk = as_staff()

    seen, path = [], "/cases?kind=appeal&size=2"
    while path:
        page = desk.get(path).json()
        seen += [row["id"] for row in page["rows"]]
        path = page["next"].removeprefix("/api/v1") if page["next"] else ""

    assert len(seen) == len(set(seen)) == 5
    assert [row["values"]["headline"] for row in desk.get("/cases?kind=hazard").json()["rows"]] == ["井盖丢失"]
    problem(desk.get("/cases?after=nonsense"), 422, "invalid")
    problem(desk.get("/cases?size=1000000"), 422, "invalid")
    problem(desk.get("/cases?reported_at=someday"), 422, "invalid")


def test_list_costs_the_same_whatever_its_length(as_staff, a_case):
    desk = as_staff()

    def cost() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert desk.get("/cases?size=100").status_code == 200
        return len(asked)

    a_case()
    desk.get("/cases")  # the token's use is noted, the areas are read
    few = cost()
    for _number in range(7):
        a_case()
    assert cost() == few <= 8


def test_comment_and_evidence(as_staff, a_case):
    case, desk = a_case(), as_staff()
    made = desk.post(f"/cases/{case.pk}/comments", {"text": RARE})
    assert made.status_code == 201
    assert desk.get(f"/cases/{case.pk}/comments").json()["items"][0]["text"] == RARE

    def upload(content: bytes, name: str = "材料.txt"):
        file = SimpleUploadedFile(name, content)
        body = {"file": file, "phase": "after", "caption": "处置后"}
        return desk.client.post(f"/api/v1/cases/{case.pk}/evidence", body, headers=desk.headers)

    kept = upload("现场情况说明".encode())
    assert kept.status_code == 201, kept.content.decode()
    assert desk.get(f"/cases/{case.pk}").json()["evidence"][0]["phase"] == "after"
    problem(upload(b"MZ\x90\x00" + b"\0" * 200, "run.exe"), 422, "invalid")
    problem(upload(b""), 422, "invalid")
    assert len(desk.get(f"/cases/{case.pk}").json()["evidence"]) == 1


def test_clocks_explain_their_arithmetic(as_staff, a_case):
    case, desk = a_case(), as_staff()
    shown = desk.get(f"/cases/{case.pk}/clocks").json()["items"]
    assert shown and "已用" in shown[0]["sentence"] and shown[0]["due_at"]
    english = desk.get(f"/cases/{case.pk}/clocks", Accept_Language="en").json()["items"]
    assert "used" in english[0]["sentence"]


def test_similar_cases_say_why(as_staff, a_case):
    first = a_case(reporter_name="张三", reporter_phone="13812345678")
    second = a_case(reporter_name="张三", reporter_phone="13812345678")
    found = as_staff().get(f"/cases/{second.pk}/similar").json()["items"]
    assert UUID(found[0]["id"]) == first.pk and "同一电话" in found[0]["reasons"]
