"""Forms go into the pocket of those who may fill them in, and answers come back once, checked, with their pictures."""

from collections.abc import Callable

from django.db import connection
from django.test.utils import CaptureQueriesContext

from bihuan.field.tests.conftest import GRID_WORKER, Phone
from bihuan.inspections.models import Answer
from bihuan.inspections.registers import FORMS
from bihuan.inspections.tests.forms_world import GOOD, with_form
from bihuan.inspections.tests.test_forms import picture
from tests.worlds import County

GRID = "刘庄村第一网格"


def test_a_phone_takes_the_forms_along_and_sends_answers(county: County, phone: Phone) -> None:
    form = with_form(county)
    (taken,) = phone.call("GET", "packet").json()["forms"]
    assert (taken["name"], taken["campaign"], taken["design"]["title"]) == ("用水情况调查", "用水普查", "用水情况调查")
    area = str(county.area(GRID).pk)
    record = phone.record(
        "answer", {"version": taken["version"], "area": area, "values": {**GOOD, "photo": "photo:a.jpg"}}
    )
    first, again = phone.send(record)[0], phone.send(record)[0]
    assert first["status"] == "received" and first["receipt"] == again["receipt"]
    answer = Answer.objects.get()
    assert (answer.pk.hex, answer.by, answer.form) == (record["id"].replace("-", ""), county.who(GRID_WORKER), form)
    content = picture()
    file = phone.announce(str(answer.pk), content, target="answer", name="a.jpg", phase="other")
    assert phone.call("PUT", f"files/{file['id']}?offset=0", content).json()["receipt"]
    answer.refresh_from_db()
    assert not answer.given["photo"].startswith("photo:")


def test_a_phone_is_told_what_is_wrong_and_where(
    county: County, phone: Phone, phone_of: Callable[[str], Phone]
) -> None:
    with_form(county)
    version = phone.call("GET", "packet").json()["forms"][0]["version"]
    area = str(county.area(GRID).pk)
    bad = phone.send(
        phone.record("answer", {"version": version, "area": area, "values": {**GOOD, "people": [{"age": "many"}]}})
    )[0]
    assert bad["status"] == "refused"
    assert {one["field"]: one["code"] for one in bad["errors"]} == {
        "people-0-name": "required",
        "people-0-age": "integer",
    }
    other = str(county.area("河湾村").pk)
    assert (
        phone.send(phone.record("answer", {"version": version, "area": other, "values": GOOD}))[0]["status"]
        == "refused"
    )
    stranger = phone_of("城关镇村(社区)书记")
    assert stranger.call("GET", "packet").json()["forms"] == []
    assert (
        stranger.send(stranger.record("answer", {"version": version, "area": area, "values": GOOD}))[0]["http"] == 403
    )
    nowhere = phone.record("answer", {"version": str(county.area(GRID).pk), "area": area, "values": GOOD})
    assert phone.send(nowhere)[0]["errors"][0]["field"] == "version"
    assert not Answer.objects.exists()


def test_closed_forms_stay_out_and_the_packet_costs_the_same(county: County, phone: Phone) -> None:
    form = with_form(county)
    phone.call("GET", "packet")
    with CaptureQueriesContext(connection) as one:
        phone.call("GET", "packet")
    for name in ("甲表", "乙表"):
        with_form(county, name=name, campaign=False)
    with CaptureQueriesContext(connection) as many:
        assert len(phone.call("GET", "packet").json()["forms"]) == 3
    assert len(many) == len(one)
    FORMS.edit(actor=county.who("德固镇综治中心值班员"), pk=form.pk, values={"closed": True})
    assert len(phone.call("GET", "packet").json()["forms"]) == 2
