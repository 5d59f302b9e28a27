"""The hotline's platform pushes its orders, each once, and fetches state and reply back."""

from collections.abc import Callable
from typing import Any

import pytest

from bihuan.cases.models import Case, Channel, Reply, ReplyWay
from bihuan.cases.services.replies import send_reply
from bihuan.kernel import clock
from tests.api.conftest import Caller
from tests.worlds import County

DESK = "德固镇综治中心值班员"
Program = Callable[..., Caller]


def order(county: County, **changes: Any) -> dict[str, Any]:
    """An order as the platform sends it."""
    return {
        "order_number": "RX2026060100017",
        "text": "刘庄村二组停水三天,一直没人管",
        "caller_name": "王某某",
        "caller_phone": "13800001234",
        "area": county.area("刘庄村").code,
    } | changes


def test_an_order_becomes_a_case_with_its_reply_owed(county: County, as_staff: Program) -> None:
    answer = as_staff(scopes=["hotline:write"]).post("/hotline", order(county))
    assert answer.status_code == 201, answer.content
    case = Case.objects.get()
    assert (case.channel, case.source_number, case.area.name) == (Channel.HOTLINE, "RX2026060100017", "刘庄村")
    assert answer.json()["case_number"] == case.number and answer["Location"].endswith("RX2026060100017")
    reply = case.reply
    assert reply.state == Reply.State.OWED and reply.due_at is not None and reply.due_at > clock.now()


def test_the_same_order_again_is_the_same_case_and_other_content_is_refused(county: County, as_staff: Program) -> None:
    caller = as_staff()
    first = caller.post("/hotline", order(county)).json()
    again = caller.post("/hotline", order(county))
    assert again.status_code == 200 and again.json()["case_id"] == first["case_id"]
    other = caller.post("/hotline", order(county, text="东坡地块有人占地建房"))
    assert other.status_code == 409 and other.json()["errors"][0]["code"] == "order_taken"
    assert first["case_number"] in other.json()["detail"]
    assert Case.objects.count() == 1


def test_state_and_reply_are_fetched_back_without_a_word_about_the_caller(county: County, as_staff: Program) -> None:
    caller = as_staff()
    caller.post("/hotline", order(county, reply_by="2099-06-01T18:00:00+08:00"))
    reply = Reply.objects.get()
    send_reply(county.who(DESK), reply_id=reply.pk, way=ReplyWay.PLATFORM, text="阀门已更换,恢复供水")
    found = caller.get("/hotline/RX2026060100017").json()
    assert found["reply"]["text"] == "阀门已更换,恢复供水" and found["reply"]["state"] == "sent"
    assert found["reply"]["due_at"].startswith("2099-06-01") and found["state"] == "reported"
    said = caller.get("/hotline/RX2026060100017").content.decode()
    assert "王某某" not in said and "13800001234" not in said
    assert caller.get("/hotline/RX-unknown").status_code == 404


@pytest.mark.parametrize(
    ("name", "scopes", "status"),
    [
        (DESK, ["cases:write"], 403),  # another scope does not open it
        ("德固镇村(社区)书记", ["hotline:write"], 403),  # no right to receive orders
        ("城关镇综治中心值班员", ["hotline:write"], 403),  # the order is another town's
        ("县县综治中心", ["hotline:write"], 201),
    ],
)
def test_orders_are_received_by_the_desks_of_their_place(
    county: County, as_staff: Program, name: str, scopes: list[str], status: int
) -> None:
    assert as_staff(name, scopes).post("/hotline", order(county)).status_code == status


def test_another_town_cannot_look_an_order_up(county: County, as_staff: Program) -> None:
    as_staff().post("/hotline", order(county))
    assert as_staff("城关镇综治中心值班员").get("/hotline/RX2026060100017").status_code == 404


def test_an_order_without_a_place_goes_where_its_words_say_or_to_the_receiving_town(
    county: County, as_staff: Program
) -> None:
    caller = as_staff()
    caller.post("/hotline", order(county, order_number="A1", area=None))
    caller.post("/hotline", order(county, order_number="A2", area=None, text="路灯不亮"))
    assert [case.area.name for case in Case.objects.order_by("created_at")] == ["刘庄村", "德固镇"]
    refused = as_staff("县县综治中心").post("/hotline", order(county, order_number="A3", area=None, text="路灯不亮"))
    assert refused.status_code == 422 and refused.json()["errors"][0]["field"] == "area"
