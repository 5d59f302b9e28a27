"""Records of a phone are taken in once, each for itself, with a receipt; everything odd is marked, everything wrong is said."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bihuan.cases.models import Case, Comment, State
from bihuan.cases.services import accept_case, dispatch_case, finish_case, take_case
from bihuan.field import sync
from bihuan.field.models import FieldReceipt
from bihuan.field.tests.conftest import GRID_WORKER, SECRETARY, Phone
from bihuan.kernel.ids import new_id
from bihuan.orgs.models import PlacePoint
from bihuan.orgs.services import PointEntry, edit_point, register_point
from bihuan.platform.actors import SYSTEM
from bihuan.platform.audit import trail
from tests.worlds import County

pytestmark = pytest.mark.django_db
GRID = "刘庄村第一网格"


def report(phone: Phone, county: County, text: str = "村口路灯不亮", **more: object) -> dict:
    area = more.pop("area", str(county.area(GRID).pk))
    return phone.record("report", {"text": text, "area": area}, **more)


def point(county: County, **more: object) -> PlacePoint:
    entry = PointEntry(kind="shop", name="小卖部", area_id=county.area(GRID).pk, address="村口", **more)  # type: ignore[arg-type]
    return register_point(actor=county.who(SECRETARY), entry=entry)


def edit(phone: Phone, thing: PlacePoint, base: int, **values: object) -> dict:
    changes = [{"field": name, "base": base, "value": value} for name, value in values.items()]
    return phone.record("edit", {"thing": "place_point", "id": str(thing.pk), "changes": changes})


def test_a_report_becomes_a_case_under_the_phones_own_id_with_a_receipt(phone: Phone, county: County) -> None:
    sent = report(phone, county, position={"lat": 33.5, "lon": 114.5, "accuracy": 12})
    [answer] = phone.send(sent)
    case = Case.objects.get(pk=sent["id"])
    assert answer["status"] == "received" and answer["answer"]["number"] == case.number
    assert (case.channel, case.area, case.lat, case.first_contact) == (
        "grid", county.area(GRID), 33.5, county.who(GRID_WORKER),
    )  # fmt: skip
    kept = FieldReceipt.objects.get(pk=sent["id"])
    assert (kept.number, kept.about, kept.accuracy) == (answer["receipt"], case.pk, 12)


def test_an_identical_resend_gets_the_same_answer_and_other_content_a_readable_conflict(
    phone: Phone, county: County
) -> None:
    sent = report(phone, county)
    first = phone.send(sent)
    case = Case.objects.get()
    accept_case(SYSTEM, case_id=case.pk)
    assert phone.send(sent) == first and phone.send(dict(reversed(sent.items())), sent) == first * 2
    [other] = phone.send({**sent, "body": {**sent["body"], "text": "井盖丢失"}})
    assert (other["status"], other["http"], other["code"]) == ("refused", 409, "same_id_other_content")
    assert first[0]["receipt"] in other["message"] and Case.objects.count() == 1

    alone = phone.call("PUT", f"records/{sent['id']}", {**sent, "sent_at": sent["at"]})
    assert alone.status_code == 200 and alone.json()["receipt"] == first[0]["receipt"]
    refused = phone.call("PUT", f"records/{sent['id']}", {**sent, "kind": "act", "sent_at": sent["at"]})
    assert refused.status_code == 409 and refused["Content-Type"] == "application/problem+json"


def test_one_refusal_leaves_the_other_records_of_the_batch_alone(phone: Phone, county: County) -> None:
    good, empty, unknown = report(phone, county), report(phone, county, ""), phone.record("dance", {})
    misspelt = phone.record("report", {"text": "路灯", "aera": "x"})
    answers = phone.send(empty, unknown, misspelt, {"id": "nonsense"}, good)
    assert [one["status"] for one in answers] == ["refused"] * 4 + ["received"]
    assert answers[0]["errors"][0]["field"] == "text" and "请填写" in answers[0]["message"]
    assert answers[2]["errors"][0]["field"] == "aera"
    assert Case.objects.count() == FieldReceipt.objects.count() == 1


def test_a_defect_of_ours_keeps_the_record_on_the_phone(
    phone: Phone, county: County, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent = report(phone, county)
    monkeypatch.setattr(sync, "insert_one", lambda _row: 1 / 0)
    [answer] = phone.send(sent)
    assert answer["status"] == "later" and not Case.objects.exists()
    monkeypatch.undo()
    assert phone.send(sent)[0]["status"] == "received"


def test_a_clock_wrong_by_a_day_is_set_right_and_marked(phone: Phone, county: County) -> None:
    for behind in (timedelta(days=1), timedelta(days=-1)):
        phone.behind = behind
        sent = report(phone, county, f"时钟差{behind}")
        [answer] = phone.send(sent)
        kept = FieldReceipt.objects.get(pk=sent["id"])
        assert "clock" in answer["marks"] and abs(kept.made_at - kept.received_at) < timedelta(minutes=1)
        assert abs(kept.phone_at - kept.received_at) > timedelta(hours=23)
    phone.behind = timedelta(0)
    corrected = {**report(phone, county, "先错后对"), "at": (phone.now + timedelta(days=1)).isoformat()}
    [answer] = phone.send(corrected)
    assert answer["status"] == "received" and "clock" in answer["marks"]


def test_a_far_off_or_mocked_position_is_marked_and_not_refused(phone: Phone, county: County) -> None:
    spot = point(county, lat=33.5, lon=114.5)
    body = {"text": "门前堆放杂物", "place_point": str(spot.pk)}
    near = phone.record("report", body, position={"lat": 33.5001, "lon": 114.5, "accuracy": 10})
    far = phone.record("report", body, position={"lat": 33.6, "lon": 114.5, "accuracy": 300, "mocked": True})
    nowhere = phone.record("report", body)
    answers = phone.send(near, far, nowhere)
    assert [one["marks"] for one in answers] == [[], ["mocked", "coarse", "far"], ["nowhere"]]


def test_a_report_without_an_area_goes_where_its_position_lies(phone: Phone, county: County) -> None:
    grid = county.area(GRID)
    square = [[114.0, 33.0], [114.1, 33.0], [114.1, 33.1], [114.0, 33.1], [114.0, 33.0]]
    type(grid).objects.filter(pk=grid.pk).update(polygon={"type": "Polygon", "coordinates": [square]}, version=2)
    inside = phone.record("report", {"text": "路面塌陷"}, position={"lat": 33.05, "lon": 114.05, "accuracy": 5})
    outside = phone.record("report", {"text": "路面塌陷"}, position={"lat": 35.0, "lon": 110.0, "accuracy": 5})
    taken, refused = phone.send(inside, outside)
    assert Case.objects.get(pk=taken["id"]).area == grid
    assert refused["errors"][0]["field"] == "area"


def handled(county: County, worker: str = GRID_WORKER) -> Case:
    """A case in the grid worker's own hands."""
    from bihuan.cases.services import report_case

    case = report_case(SYSTEM, kind="appeal", channel="phone", area=county.area(GRID), text="水管漏水")
    accept_case(SYSTEM, case_id=case.pk)
    dispatch_case(SYSTEM, case_id=case.pk, office=county.office("德固镇供水所"))
    return take_case(SYSTEM, case_id=case.pk, handler=county.who(worker))


def act(phone: Phone, case: Case, verb: str, **more: object) -> dict:
    return phone.record("act", {"case": str(case.pk), "verb": verb, **more})


def test_the_handler_works_on_offline_and_meets_no_conflict_with_himself(phone: Phone, county: County) -> None:
    case = handled(county)
    answers = phone.send(
        act(phone, case, "contact", text="电话联系过", seen=case.version),
        act(phone, case, "comment", text="已买好配件"),
        act(phone, case, "finish", text="换了水管", outcome="solved", seen=case.version),
    )
    assert [one["status"] for one in answers] == ["received"] * 3
    case.refresh_from_db()
    assert (case.state, case.result_text) == (State.TO_VERIFY, "换了水管") and Comment.objects.get().case == case


def test_what_somebody_else_did_meanwhile_is_a_conflict_with_author(phone: Phone, county: County) -> None:
    case = handled(county)
    from bihuan.cases.services import reclassify_case

    reclassify_case(county.who("德固镇综治中心值班员"), case_id=case.pk, urgency="urgent")
    [answer] = phone.send(act(phone, case, "finish", text="换了水管", outcome="solved", seen=case.version))
    assert answer["status"] == "conflict" and answer["fields"][0]["by"] == "德固镇综治中心值班员"
    [settled] = phone.send(act(phone, case, "finish", text="换了水管", outcome="solved", seen=answer["version"]))
    assert settled["status"] == "received"


def test_misuse_is_refused(phone_of, county: County) -> None:
    """Another grid's tasks, and the re-inspection of one's own work."""
    case = handled(county)
    stranger = phone_of("城关镇网格员")
    for verb in ("finish", "comment", "take", "contact"):
        [answer] = stranger.send(act(stranger, case, verb, text="我来", outcome="solved"))
        assert answer["status"] == "refused" and answer["http"] in (403, 409), (verb, answer)
    assert stranger.call("POST", "files", {
        "id": str(new_id()), "about": str(case.pk), "name": "a.jpg", "size": 3, "sha256": "0" * 64, "at": stranger.now.isoformat(),
    }).status_code == 403  # fmt: skip

    supervisor = phone_of("德固镇督导员")
    own = handled(county, "德固镇督导员")
    finish_case(SYSTEM, case_id=own.pk, outcome="solved", result_text="修好了")
    [answer] = supervisor.send(act(supervisor, own, "verify", text="看过"))
    assert answer["status"] == "refused" and answer["http"] == 409
    own.refresh_from_db()
    assert own.state == State.TO_VERIFY


def test_different_fields_merge_and_the_same_field_is_a_conflict_with_both_values(phone_of, county: County) -> None:
    shop = point(county)
    one, other = phone_of(GRID_WORKER), phone_of(SECRETARY)
    assert one.send(edit(one, shop, 1, name="兴旺超市"))[0]["answer"]["version"] == 2
    assert other.send(edit(other, shop, 1, address="村委会东侧"))[0]["status"] == "received"
    mine = edit(other, shop, 1, name="兴旺商店", risk="yellow")
    [answer] = other.send(mine)
    [clash] = answer["fields"]
    assert answer["status"] == "conflict" and answer["version"] == 3
    assert (clash["base"], clash["mine"], clash["theirs"], clash["by"]) == (
        "小卖部",
        "兴旺商店",
        "兴旺超市",
        GRID_WORKER,
    )
    assert clash["at"]
    shop.refresh_from_db()
    assert (shop.name, shop.address, shop.risk) == ("兴旺超市", "村委会东侧", "blue")
    assert other.send(edit(other, shop, answer["version"], name="兴旺商店", risk="yellow"))[0]["status"] == "received"
    shop.refresh_from_db()
    assert (shop.name, shop.risk) == ("兴旺商店", "yellow")
    assert [entry.verb for entry in trail(shop)].count("edit") == 3


def test_an_edit_of_another_towns_point_or_of_a_field_that_is_not_open_is_refused(phone_of, county: County) -> None:
    shop = point(county)
    stranger, own = phone_of("城关镇网格员"), phone_of(GRID_WORKER)
    assert stranger.send(edit(stranger, shop, 1, name="我的店"))[0]["http"] == 404
    assert own.send(edit(own, shop, 1, town_id="x"))[0]["errors"][0]["field"] == "town_id"
    assert own.send(edit(own, shop, 1, name=""))[0]["errors"][0]["field"] == "name"


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_whatever_is_resent_in_whatever_order_is_counted_once(
    phone: Phone, county: County, data: st.DataObject
) -> None:
    records = [report(phone, county, f"第{number}件") for number in range(4)]
    before = Case.objects.count()
    calls = data.draw(st.lists(st.lists(st.sampled_from(records), max_size=6), max_size=4))
    receipts: dict[str, str] = {}
    for call in calls:
        for answer in phone.send(*call):
            assert receipts.setdefault(answer["id"], answer["receipt"]) == answer["receipt"]
    assert Case.objects.count() - before == len(receipts)


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.tuples(st.sampled_from([0, 1]), st.sampled_from(["name", "address"]), st.sampled_from("甲乙丙")), max_size=8
    )
)
def test_no_edit_of_two_phones_is_lost_silently(phone_of, county: County, edits) -> None:
    """Every edit either stands in the record (or was replaced by somebody who saw it), or came back as a conflict."""
    shop = point(county)
    phones = [phone_of(GRID_WORKER), phone_of(SECRETARY)]
    shown = {"name": shop.name, "address": shop.address}
    for who, field, value in edits:
        [answer] = phones[who].send(edit(phones[who], shop, 1, **{field: value}))
        if answer["status"] == "received":
            shown[field] = value
        else:
            [clash] = answer["fields"]
            assert (answer["status"], clash["theirs"], clash["mine"]) == ("conflict", shown[field], value)
    shop.refresh_from_db()
    assert {"name": shop.name, "address": shop.address} == shown


def test_statements_of_a_synced_record_are_pinned(phone: Phone, county: County) -> None:
    def statements(count: int) -> int:
        with CaptureQueriesContext(connection) as captured:
            phone.send(*(report(phone, county, f"第{number}件") for number in range(count)))
        control = ("BEGIN", "SAVEPOINT", "RELEASE", "COMMIT", "ROLLBACK")
        return sum(not query["sql"].startswith(control) for query in captured.captured_queries)

    statements(1)
    one, eleven = statements(1), statements(11)
    assert (eleven - one) / 10 <= 9
    assert one <= 18


def test_too_many_records_at_once_and_a_senseless_clock_are_refused(phone: Phone, county: County) -> None:
    many = [{"id": str(new_id())}] * (sync.MOST_RECORDS + 1)
    assert phone.call("POST", "sync", {"sent_at": phone.now.isoformat(), "records": many}).status_code == 413
    phone.behind = timedelta(days=20_000)
    assert phone.call("POST", "sync", {"sent_at": phone.now.isoformat(), "records": []}).status_code == 422


def test_edits_made_on_the_desk_meet_the_phones(phone: Phone, county: County) -> None:
    shop = point(county)
    entry = PointEntry(kind="shop", name="小卖部", area_id=shop.area_id, address="村北")
    edit_point(actor=county.who(SECRETARY), point_id=shop.pk, entry=entry)
    [answer] = phone.send(edit(phone, shop, 1, address="村南"))
    assert (answer["fields"][0]["theirs"], answer["fields"][0]["by"]) == ("村北", SECRETARY)
