"""Whatever is sent gets a 4xx problem document with a code, and changes nothing."""

import json

import pytest

from bihuan.api.problems import STATUS, DoorCode, titles
from bihuan.cases.models import Case
from bihuan.kernel.errors import ErrorCode

pytestmark = pytest.mark.django_db
JSON = "application/json"


def test_every_code_has_a_status_and_a_title():
    assert set(STATUS) == set(titles()) == {*ErrorCode, *DoorCode}


@pytest.mark.parametrize(
    ("raw", "media", "status"),
    [
        (b"", JSON, 422),
        (b"{", JSON, 400),
        (b"[]", JSON, 400),
        (b"null", JSON, 400),
        (b'"text"', JSON, 400),
        (b"\xff\xfe", JSON, 400),
        (b'{"text": NaN}', JSON, 400),
        (b'{"text": "\\u0000"}', JSON, 400),
        (b'{"text": "\\ud800"}', JSON, 400),
        (b'{"\\udc00": 1}', JSON, 400),
        (b"[" * 100_000, JSON, 400),
        (b'{"people_involved": ' + b"9" * 5000 + b"}", JSON, 400),
        (b'{"text": "' + b"x" * (10 * 1024 * 1024) + b'"}', JSON, 413),
        (b'{"text": "' + "长".encode() * 6000 + b'"}', JSON, 422),
        (b"kind=appeal", "application/x-www-form-urlencoded", 415),
        (b"<case/>", "application/xml", 415),
        (b"{}", "text/plain", 415),
        (b'{"kind": 7, "area": []}', JSON, 422),
        (b'{"kind": "appeal", "area": {"$ne": null}}', JSON, 422),
        (b'{"kind": "appeal", "area": "\' OR 1=1 --", "text": "x"}', JSON, 422),
    ],
)  # fmt: skip
def test_unreadable_bodies(as_staff, raw, media, status):
    desk = as_staff()
    answer = desk.client.generic("POST", "/api/v1/cases", raw, content_type=media, headers=desk.headers)
    assert answer.status_code == status, answer.content.decode()[:300]
    assert answer["Content-Type"] == "application/problem+json" and answer.json()["code"] in set(STATUS)
    assert Case.objects.count() == 0


@pytest.mark.parametrize(
    "changed",
    [
        {"reported_at": "2099-01-01T00:00:00+08:00"},
        {"reported_at": "9999-12-31T23:59:59Z"},
        {"reported_at": "0001-01-01T00:00:00Z"},
        {"reported_at": "昨天"},
        {"reported_at": 1e400},
        {"people_involved": -1},
        {"people_involved": 10**30},
        {"people_involved": "many"},
        {"lat": 91, "lon": 0},
        {"lat": 33.0},
        {"id": "not-a-uuid"},
        {"category": "no-such"},
        {"urgency": "now"},
        {"anonymous": "perhaps"},
        {"unknown": True},
    ],
)
def test_values_that_cannot_be(as_staff, county, changed):
    words = {"kind": "appeal", "area": str(county.area("刘庄村").pk), "text": "路灯不亮", **changed}
    answer = as_staff().post("/cases", words)
    assert answer.status_code in {400, 422}, answer.content.decode()
    if answer.status_code == 422:
        assert answer.json()["errors"][0]["field"] in {*changed, "lon"}
    assert Case.objects.count() == 0


def test_rare_characters_and_emoji_come_back_as_they_were_sent(as_staff, county):
    desk, text = as_staff(), "㑇𠮷家👧 <script>alert(1)</script> =1+1"
    made = desk.post("/cases", {"kind": "appeal", "area": county.area("刘庄村").code, "text": text, "title": "㑇𠮷"})
    assert made.status_code == 201
    assert desk.get(f"/cases/{made.json()['id']}").json()["text"] == text


@pytest.mark.parametrize(
    "path",
    [
        "/nothing", "/cases/", "/cases/1", "/cases/%00", "/cases/" + "x" * 5000, "/ledgers/none", "/ledgers/cases?q=%00",
        "/ledgers/cases?after=%F0%9F%98%80", "/ledgers/cases?size=0", "/ledgers/cases?size=1e9", "/ledgers/cases?order=-nothing",
        "/ledgers/cases?columns=nothing", "/ledgers/cases?reported_at=0001-01-01", "/ledgers/cases?reported_at=9999-12-31..",
        "/ledgers/cases?people_involved=99999999999999999999..", "/ledgers/cases?area=nowhere", "/ledgers/cases?state=gone",
        "/ledgers/cases?behind=x", "/ledgers/cases?q=" + "长" * 101, "/indicators/none", "/indicators/cases.reported?period=x",
        "/indicators/cases.reported?period=0001-01-01..0002-01-01", "/indicators/cases.reported?area=x",
        "/indicators/cases.reported/rows?part=x", "/areas?size=0", "/areas?after=x", "/areas?within=x", "/areas?level=planet",
        "/offices?kind=x", "/staff?office=x", "/areas?name=%00",
    ],
)  # fmt: skip
def test_addresses_that_cannot_be(as_staff, path):
    answer = as_staff().get(path)
    if path.startswith("/ledgers/cases?reported_at="):
        assert answer.status_code in {200, 422}, answer.content.decode()
        return
    assert 400 <= answer.status_code < 500, answer.content.decode()
    assert answer["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize(
    ("method", "path"), [("DELETE", "/cases"), ("PUT", "/me"), ("PATCH", "/areas"), ("POST", "/ledgers")]
)
def test_methods_that_are_not_there(as_staff, method, path):
    answer = as_staff().send(method, path, {})
    assert answer.status_code == 405 and answer.json()["code"] == "method_not_allowed" and answer["Allow"]


def test_document_is_openapi_3_1_and_open(anybody):
    found = json.loads(anybody.get("/openapi.json").content)
    assert found["openapi"].startswith("3.1") and "/api/v1/cases" in found["paths"]
    assert "application/problem+json" in found["paths"]["/api/v1/cases"]["post"]["responses"]["422"]["content"]
