"""Staff see photographs with time, place, person and case number in them; odd places are said; others see nothing."""

import io

import pytest
from django.test import Client
from PIL import Image

from bihuan.cases.models import Case, Evidence
from bihuan.field.photos import mark_of_attachment, mark_of_evidence
from bihuan.field.tests.conftest import GRID_WORKER, Phone
from bihuan.inspections.models import PointCheck
from bihuan.inspections.tests.points_world import GRID, point
from bihuan.orgs.models import Attachment
from tests.worlds import County

pytestmark = pytest.mark.django_db


def picture() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (640, 480), (180, 190, 180)).save(out, "JPEG")
    return out.getvalue()


def sent(phone: Phone, about: str, **more: object) -> None:
    content = picture()
    said = phone.announce(about, content, **more)
    assert phone.call("PUT", f"files/{said['id']}?offset=0", content).json()["receipt"]


def signed_in(county: County, name: str) -> Client:
    client = Client()
    client.force_login(county.who(name))
    return client


def test_a_photograph_of_a_case_is_shown_to_staff_with_its_mark(phone: Phone, county: County) -> None:
    record = phone.record(
        "report", {"text": "路灯不亮", "place": "村口", "area": str(county.area(GRID).pk)},
        position={"lat": 33.5, "lon": 114.5, "accuracy": 5, "mocked": True},
    )  # fmt: skip
    phone.send(record)
    sent(phone, record["id"], lat=33.6, lon=114.5)
    shown, case = Evidence.objects.select_related("file", "by").get(), Case.objects.select_related("area").get()
    when, place, number, odd = mark_of_evidence(case, shown)
    assert GRID_WORKER in when and "拍摄" in when and place == "村口 (33.60000, 114.50000)" and number == case.number
    assert "疑似模拟定位" in odd and "约 11.1 公里" in odd

    duty = signed_in(county, "德固镇综治中心值班员")
    answer = duty.get(f"/cases/evidence/{shown.pk}/marked")
    assert answer.status_code == 200 and answer["Content-Type"] == "image/jpeg"
    assert f"/cases/evidence/{shown.pk}/marked" in duty.get(f"/cases/evidence/{shown.pk}/look/").content.decode()
    assert signed_in(county, "城关镇网格员").get(f"/cases/evidence/{shown.pk}/marked").status_code in (403, 404)
    assert Client().get(f"/cases/evidence/{shown.pk}/marked").status_code == 302


def test_a_photograph_of_a_check_names_the_point(phone: Phone, county: County) -> None:
    pond = point(county)
    record = phone.record("check", {"point": str(pond.pk)})
    phone.send(record)
    sent(phone, record["id"], target="check", lat=33.1, lon=114.1)
    shown, check = Attachment.objects.select_related("file", "by").get(), PointCheck.objects.get()
    _when, place, _what = mark_of_attachment(check, shown)
    assert place.startswith(pond.name)
    answer = signed_in(county, GRID_WORKER).get(f"/records/files/{shown.pk}/marked/")
    assert answer.status_code == 200 and answer["Content-Type"] == "image/jpeg"
    assert signed_in(county, "城关镇网格员").get(f"/records/files/{shown.pk}/marked/").status_code in (403, 404)
