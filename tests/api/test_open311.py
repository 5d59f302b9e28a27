"""A stock GeoReport v2 client finds the services, asks for a definition, posts, and follows its request; JSON and XML."""

import io
import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode
from xml.etree import ElementTree

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from bihuan.api.tokens import issue_token, revoke_token
from bihuan.cases.defaults import load_defaults
from bihuan.cases.models import Case, Channel, Urgency
from bihuan.cases.services import accept_case, decline_case, merge_case, report_case, void_case
from bihuan.kernel import clock
from bihuan.platform.actors import PUBLIC, SYSTEM
from tests.api.conftest import DESK

pytestmark = pytest.mark.django_db


class StockClient:
    """What the usual wrappers do: paths joined by "/", the format as ending, keywords as query or form."""

    def __init__(self, api_key: str = "", form: str = "json") -> None:
        self.api_key, self.form, self.web = api_key, form, Client(raise_request_exception=False)
        self.status = 0

    def _path(self, *words: str) -> str:
        return "/open311/v2/" + "/".join(words) + f".{self.form}"

    def get(self, *words: str, **asked: str) -> Any:
        return self._read(
            self.web.get(f"{self._path(*words)}?{urlencode({'jurisdiction_id': 'lanzhou.example', **asked})}")
        )

    def post(self, service_code: str, **sent: Any) -> Any:
        if self.api_key:
            sent.setdefault("api_key", self.api_key)
        if "media" not in sent:
            words = urlencode({"service_code": service_code, **sent})
            return self._read(
                self.web.post(self._path("requests"), words, content_type="application/x-www-form-urlencoded")
            )
        return self._read(self.web.post(self._path("requests"), {"service_code": service_code, **sent}))

    def _read(self, answer: Any) -> Any:
        self.status = answer.status_code
        if self.form == "json":
            assert answer["Content-Type"] == "application/json; charset=utf-8"
            return answer.json()
        assert answer["Content-Type"] == "text/xml; charset=utf-8"
        assert re.match(rb"<\?xml version='1.0' encoding='utf-8'\?>", answer.content)
        return ElementTree.fromstring(answer.content)


@pytest.fixture(autouse=True)
def categories(county) -> Iterator[None]:
    load_defaults(SYSTEM)
    yield


@pytest.fixture
def key(county) -> str:
    return issue_token(SYSTEM, owner=county.who(DESK), name="市民应用", scopes=["open311:write"])[1]


@pytest.fixture
def client_311(key) -> StockClient:
    return StockClient(key)


def posted(client: StockClient, **changed: Any) -> str:
    words = {"description": "村口路灯坏了", "address_string": "德固镇刘庄村东头", **changed}
    answer = client.post(words.pop("service_code", "appeal.road"), **words)
    assert client.status == 201, answer
    return str(answer[0]["service_request_id"])


def test_services_are_the_categories_of_appeals_and_hazards(client_311):
    found = {one["service_code"]: one for one in client_311.get("services")}
    assert {"appeal.road", "hazard.fire"} <= set(found) and "dispute.family" not in found
    road = found["appeal.road"]
    assert set(road) == {"service_code", "service_name", "description", "metadata", "type", "keywords", "group"}
    assert (road["service_name"], road["group"], road["type"], road["metadata"]) == (
        "道路交通",
        "诉求",
        "realtime",
        False,
    )
    assert "路灯" in road["keywords"].split(",")
    assert found["hazard.fire"]["metadata"] is True


def test_service_definition_lists_its_questions(client_311):
    found = client_311.get("services", "hazard.fire")
    assert found["service_code"] == "hazard.fire"
    danger, people = found["attributes"]
    assert (danger["code"], danger["datatype"], danger["required"], danger["variable"], danger["order"]) == (
        "DANGER", "singlevaluelist", True, True, 1,
    )  # fmt: skip
    assert {"key": "urgent", "name": "紧急"} in danger["values"]
    assert people["datatype"] == "number" and people["datatype_description"] and "values" not in people
    assert client_311.get("services", "appeal.road")["attributes"] == []
    assert client_311.get("services", "no_such")[0]["code"] == 404 and client_311.status == 404


def test_posted_request_becomes_a_case_and_can_be_followed(client_311, county):
    answer = client_311.post(
        "hazard.fire", description="楼道堆满纸箱㑇𠮷", address_string="德固镇刘庄村东头", first_name="三", last_name="张",
        phone="13812345678",
        media_url="https://pictures.example/1.jpg", **{"attribute[DANGER]": "urgent", "attribute[PEOPLE]": "40"},
    )  # fmt: skip
    assert client_311.status == 201 and set(answer[0]) == {"service_request_id", "service_notice", "account_id"}
    case = Case.objects.get(number=answer[0]["service_request_id"])
    assert (case.channel, case.urgency, case.people_involved) == (Channel.OPEN311, Urgency.URGENT, 40)
    assert case.area == county.area("刘庄村") and case.reporter_name == "张三" and case.category.code == "hazard.fire"
    assert "https://pictures.example/1.jpg" in case.text and case.tracking_code in answer[0]["service_notice"]

    shown = client_311.get("requests", case.number)[0]
    assert (
        shown["status"] == "open" and shown["service_name"] == "消防" and shown["requested_datetime"].endswith("+08:00")
    )
    assert set(shown) == {
        "service_request_id", "status", "status_notes", "service_name", "service_code", "description", "agency_responsible",
        "service_notice", "requested_datetime", "updated_datetime", "expected_datetime", "address", "address_id", "zipcode",
        "lat", "long", "media_url",
    }  # fmt: skip
    assert client_311.get("tokens", case.number) == [{"service_request_id": case.number, "token": case.number}]


def test_nothing_personal_comes_out(client_311):
    told = "我是李小龙,电话13812345678,门口路灯坏了"
    number = posted(client_311, description=told, last_name="李", first_name="小龙", phone="13812345678")
    raw = client_311.web.get(f"/open311/v2/requests/{number}.json?extensions=true").content.decode()
    assert "13812345678" not in raw and "李小龙" not in raw and "路灯坏了" in raw
    assert Case.objects.get().tracking_code not in raw


def test_only_what_came_through_this_interface_is_public(client_311, a_case):
    a_case(kind="appeal")
    private = {"text": "家里的私事", "reporter_name": "王五", "reporter_phone": "13912345678"}
    resident = report_case(PUBLIC, kind="appeal", channel=Channel.RESIDENT, area=a_case().area, **private)
    number = posted(client_311)
    assert [one["service_request_id"] for one in client_311.get("requests")] == [number]
    assert client_311.get("requests", resident.number)[0]["code"] == 404
    assert (
        client_311.get("requests", service_request_id=f"{resident.number},{number}")[0]["service_request_id"] == number
    )
    void_case(SYSTEM, case_id=Case.objects.get(number=number).pk, reason="测试登记")
    assert client_311.get("requests") == []


def test_requests_by_code_status_time_and_page(client_311, county):
    now = clock.now()
    numbers = []
    for days in (200, 40, 3):
        with clock.at(now - timedelta(days=days)):
            numbers.append(posted(client_311))
    closed = posted(client_311, service_code="appeal.water", description="停水")
    decline_case(SYSTEM, case_id=Case.objects.get(number=closed).pk, reason="重复登记")

    def found(**asked: str) -> list[str]:
        return [one["service_request_id"] for one in client_311.get("requests", **asked)]

    assert found() == [closed, numbers[2], numbers[1]]
    assert found(status="open") == [numbers[2], numbers[1]] and found(status="closed") == [closed]
    assert found(status="open,closed") == found() and found(service_code="appeal.water,appeal.power") == [closed]
    assert found(service_request_id=f"{numbers[0]},{numbers[2]}", status="closed") == [numbers[2], numbers[0]]
    since = clock.local(now - timedelta(days=210)).isoformat(timespec="seconds")
    until = clock.local(now - timedelta(days=190)).isoformat(timespec="seconds")
    assert found(start_date=since, end_date=until) == [numbers[0]]
    assert found(page="2", page_size="1") == [numbers[2]]
    for wrong in (
        {"start_date": since}, {"start_date": since, "end_date": clock.local(now).isoformat()}, {"status": "broken"},
        {"start_date": "yesterday"}, {"page_size": "0"}, {"page": "-1"}, {"end_date": "9999-12-31T00:00:00Z"},
    ):  # fmt: skip
        if wrong == {"start_date": since}:
            assert found(**wrong) == [numbers[0]]  # ninety days from there
            continue
        assert client_311.get("requests", **wrong)[0]["code"] == 400 and client_311.status == 400


def test_part_of_a_joint_case_tells_the_state_of_the_whole(client_311, county):
    whole, part = (Case.objects.get(number=posted(client_311)) for _ in range(2))
    merge_case(SYSTEM, case_id=part.pk, into_id=whole.pk, reason="同一问题")
    assert {one["status"] for one in client_311.get("requests", status="open")} == {"open"}
    assert len(client_311.get("requests", status="open")) == 2
    accept_case(SYSTEM, case_id=whole.pk)
    shown = client_311.get("requests", part.number, extensions="true")[0]
    assert shown["extended_attributes"]["state"] == "accepted"


@pytest.mark.parametrize(
    ("changed", "status"),
    [
        ({"service_code": ""}, 400),
        ({"service_code": "no_such"}, 404),
        ({"address_string": "某地"}, 400),
        ({"lat": "91", "long": "0"}, 400),
        ({"lat": "北", "long": "东"}, 400),
        ({"lat": "nan", "long": "nan"}, 400),
        ({"service_code": "hazard.fire"}, 400),
        ({"service_code": "hazard.fire", "attribute[DANGER]": "very"}, 400),
        ({"service_code": "hazard.fire", "attribute[DANGER]": "normal", "attribute[PEOPLE]": "many"}, 400),
        ({"media_url": "file:///etc/passwd"}, 400),
        ({"phone": "12"}, 400),
        ({"description": "空\0字符"}, 400),
        ({"description": "长" * 20_000}, 400),
        ({"description": "长" * 4_000_000}, 413),
        ({"api_key": ""}, 403),
        ({"api_key": "bh_guess"}, 403),
    ],
)
def test_refusals_are_lists_of_code_and_description(client_311, changed, status):
    words = {"service_code": "appeal.road", "description": "路灯坏了", "address_string": "德固镇刘庄村", **changed}
    answer = client_311.post(words.pop("service_code"), **words)
    assert client_311.status == status, answer
    assert answer and all(set(one) == {"code", "description"} and one["code"] == status for one in answer)
    assert Case.objects.count() == 0


def test_key_of_another_scope_or_taken_back_is_refused(client_311, county):
    token, secret = issue_token(SYSTEM, owner=county.who(DESK), name="读", scopes=["cases:read"])
    assert client_311.post("appeal.road", description="路灯", address_string="刘庄村", api_key=secret)[0]["code"] == 403
    token, secret = issue_token(SYSTEM, owner=county.who(DESK), name="写", scopes=["open311:write"])
    revoke_token(SYSTEM, token_id=token.pk)
    assert client_311.post("appeal.road", description="路灯", address_string="刘庄村", api_key=secret)[0]["code"] == 403


def test_xml_has_the_names_of_the_specification(key):
    client = StockClient(key, "xml")
    services = client.get("services")
    assert services.tag == "services" and {one.tag for one in services} == {"service"}
    assert services.find("service/metadata").text in {"true", "false"}
    definition = client.get("services", "hazard.fire")
    assert definition.tag == "service_definition"
    assert definition.find("attributes/attribute/values/value/key").text == "normal"
    receipt = client.post("appeal.road", description="路灯坏了 <b>&", address_string="刘庄村")
    assert receipt.tag == "service_requests" and client.status == 201
    number = receipt.find("request/service_request_id").text
    assert client.get("requests").find("request/description").text == "路灯坏了 <b>&"
    assert client.get("requests", number).find("request/status").text == "open"
    assert client.get("tokens", number).find("request/token").text == number
    errors = client.get("requests", "NO-1")
    assert (errors.tag, errors.find("error/code").text, client.status) == ("errors", "404", 404)
    discovery = client.get("discovery")
    assert discovery.tag == "discovery" and discovery.find("endpoints/endpoint/formats/format").text == "text/xml"
    assert discovery.find("endpoints/endpoint/url").text.endswith("/open311/v2")


def test_discovery_is_open_and_names_the_endpoint():
    found = StockClient().get("discovery")
    assert set(found) == {"changeset", "contact", "key_service", "endpoints"}
    assert found["endpoints"][0]["specification"] == "http://wiki.open311.org/GeoReport_v2"


def test_pictures_sent_along_become_evidence(client_311):
    made = io.BytesIO()
    Image.new("RGB", (32, 32), "#8a8").save(made, "JPEG")
    client_311.post(
        "appeal.road",
        description="路灯坏了",
        address_string="刘庄村",
        media=SimpleUploadedFile("灯.jpg", made.getvalue(), "image/jpeg"),
    )
    assert client_311.status == 201 and Case.objects.get().evidence.count() == 1
    client_311.post(
        "appeal.road", description="路灯坏了", address_string="刘庄村", media=SimpleUploadedFile("灯.txt", b"words")
    )
    assert client_311.status == 400 and Case.objects.count() == 1


def test_unknown_addresses_and_methods(client_311):
    assert client_311.get("nothing")[0]["code"] == 404
    assert client_311.web.get("/open311/v2/").status_code == 404
    answer = client_311.web.delete("/open311/v2/requests.json")
    assert (answer.status_code, answer["Allow"], answer.json()[0]["code"]) == (405, "GET, POST", 405)
