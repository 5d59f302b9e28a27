"""Phones: signing in, being recognised, told to wipe; photographs in pieces; what they take along."""

import io
from datetime import timedelta
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from PIL import Image

from bihuan.cases.models import Case, Evidence
from bihuan.cases.services import report_case
from bihuan.field.devices import order_wipe
from bihuan.field.files import path_of
from bihuan.field.models import FieldDevice, FieldFile
from bihuan.field.tasks import forget_old_pieces
from bihuan.field.tests.conftest import GRID_WORKER, SECRETARY, Phone
from bihuan.kernel import clock
from bihuan.kernel.errors import NotAllowed
from bihuan.kernel.ids import new_id
from bihuan.orgs.models import Household, PlacePoint
from bihuan.orgs.services import PointEntry, register_point
from bihuan.platform.actors import SYSTEM
from bihuan.platform.change import create
from tests.worlds import PASSWORD, County

pytestmark = pytest.mark.django_db
GRID = "刘庄村第一网格"


def picture(side: int = 64, **info: object) -> bytes:
    out = io.BytesIO()
    Image.effect_noise((side, side), 90).convert("RGB").save(out, "JPEG", quality=90, **info)
    return out.getvalue()


def reported(phone: Phone, county: County) -> str:
    sent = phone.record("report", {"text": "路灯不亮", "area": str(county.area(GRID).pk)})
    assert phone.send(sent)[0]["status"] == "received"
    return sent["id"]


def sign_in(county: County, **more: object):
    given = {
        "username": county.who(GRID_WORKER).username, "password": PASSWORD, "device": str(new_id()), "device_name": "红米", **more,
    }  # fmt: skip
    return Client().post("/field/devices", given, content_type="application/json")


def test_a_phone_signs_in_once_and_gets_a_secret_of_its_own(county: County) -> None:
    answer = sign_in(county)
    assert answer.status_code == 201 and answer.json()["me"]["name"] == GRID_WORKER
    device = FieldDevice.objects.get()
    assert answer.json()["token"] not in (device.secret_digest, device.name) and "sessionid" not in answer.cookies
    assert sign_in(county, password="wrong").status_code == 401
    staff = county.who(GRID_WORKER)
    staff.must_change_password = True
    staff.save()
    assert sign_in(county).status_code == 403


def test_unknown_and_expired_phones_are_told_to_sign_in_again(phone: Phone) -> None:
    assert phone.call("GET", "packet").status_code == 200
    FieldDevice.objects.update(expires_at=clock.now() - timedelta(seconds=1))
    assert phone.call("GET", "packet").status_code == 401
    assert phone.call("GET", "packet", HTTP_AUTHORIZATION="Bearer bf_nobody").status_code == 401
    assert Client().get("/field/packet").status_code == 401


def test_a_phone_ordered_to_wipe_hears_so_at_every_door_and_confirms(phone: Phone, county: County) -> None:
    with pytest.raises(NotAllowed):
        order_wipe(county.who(SECRETARY), device_id=phone.device.pk)
    order_wipe(county.who("县系统管理员"), device_id=phone.device.pk)
    sent = phone.record("report", {"text": "路灯不亮", "area": str(county.area(GRID).pk)})
    for method, path, content in (
        ("GET", "packet", None),
        ("POST", "sync", {"sent_at": phone.now.isoformat(), "records": [sent]}),
    ):
        answer = phone.call(method, path, content)
        assert (answer.status_code, answer.json()["code"]) == (410, "gone")
    assert not Case.objects.exists()
    assert phone.call("POST", "wiped", {}).status_code == 200
    assert phone.fetched().wiped_at is not None


def test_a_photograph_arrives_in_pieces_and_goes_on_where_it_stopped(phone: Phone, county: County) -> None:
    case, content = reported(phone, county), picture(400)
    said = phone.announce(case, content, caption="路灯")
    address = f"files/{said['id']}"
    assert phone.call("PUT", f"{address}?offset=0", content[:1000]).json()["have"] == 1000
    assert phone.call("PUT", f"{address}?offset=0", content[:1000]).json()["have"] == 1000  # sent twice
    assert phone.call("PUT", f"{address}?offset=5000", content[5000:]).json()["have"] == 1000  # a gap
    assert phone.call("GET", address).json()["have"] == 1000
    done = phone.call("PUT", f"{address}?offset=1000", content[1000:]).json()
    assert (
        done["receipt"]
        and phone.call("PUT", f"{address}?offset=1000", content[1000:]).json()["receipt"] == done["receipt"]
    )
    shown = Evidence.objects.get()
    assert (str(shown.case_id), shown.phase, shown.caption, shown.file.size) == (case, "before", "路灯", len(content))
    assert shown.file.uploaded_by == county.who(GRID_WORKER) and shown.file.taken_at is not None


@pytest.mark.parametrize(
    "content",
    [b"#!/bin/sh\nrm -rf /\n", b"<html><script>alert(1)</script></html>", b"<?php system($_GET[0]);", b"MZ\x90\0"],
)
def test_a_script_in_a_photographs_clothes_is_refused_for_good(phone: Phone, county: County, content: bytes) -> None:
    said = phone.announce(reported(phone, county), content)
    for _turn in range(2):
        answer = phone.call("PUT", f"files/{said['id']}?offset=0", content)
        assert (answer.status_code, answer.json()["errors"][0]["code"]) == (422, "file_kind")
    assert not Evidence.objects.exists() and FieldFile.objects.get().have == 0


def test_a_photograph_that_was_damaged_on_the_way_is_not_taken(phone: Phone, county: County) -> None:
    content = picture()
    said = phone.announce(reported(phone, county), content)
    answer = phone.call("PUT", f"files/{said['id']}?offset=0", content[:-1] + b"x")
    assert answer.json()["errors"][0]["code"] == "digest" and not Evidence.objects.exists()
    again = {
        "id": said["id"],
        "about": str(new_id()),
        "name": "a.jpg",
        "size": 5,
        "sha256": "0" * 64,
        "at": phone.now.isoformat(),
    }
    assert phone.call("POST", "files", again).status_code == 409


def test_another_persons_photograph_and_one_without_its_record_are_not_found(phone_of, county: County) -> None:
    phone, stranger = phone_of(GRID_WORKER), phone_of(SECRETARY)
    said = phone.announce(reported(phone, county), picture())
    assert stranger.call("PUT", f"files/{said['id']}?offset=0", b"x").status_code == 404
    orphan = {
        "id": str(new_id()),
        "about": str(new_id()),
        "name": "a.jpg",
        "size": 5,
        "sha256": "0" * 64,
        "at": phone.now.isoformat(),
    }
    assert phone.call("POST", "files", orphan).status_code == 404


def test_pieces_that_nobody_goes_on_sending_are_forgotten(phone: Phone, county: County) -> None:
    content = picture(200)
    said = phone.announce(reported(phone, county), content)
    phone.call("PUT", f"files/{said['id']}?offset=0", content[:100])
    file = FieldFile.objects.get()
    assert path_of(file).exists()
    FieldFile.objects.update(changed_at=clock.now() - timedelta(days=31))
    forget_old_pieces()
    assert not path_of(file).exists() and phone.call("GET", f"files/{said['id']}").json()["have"] == 0


def with_things(county: County, count: int) -> list[PlacePoint]:
    grid, made = county.area(GRID), []
    for number in range(count):
        entry = PointEntry(kind="shop", name=f"门店{number}", area_id=grid.pk, lat=33.5, lon=114.5)
        made.append(register_point(actor=county.who(SECRETARY), entry=entry))
        home = Household(
            number=str(made[-1].pk),
            area=grid,
            area_path=grid.path,
            town=county.area("德固镇"),
            address="德固镇刘庄村12号",
        )
        create(home, actor=county.who(SECRETARY), verb="register")
        report_case(
            SYSTEM,
            kind="hazard",
            channel="grid",
            area=grid,
            text=f"电线老化{number},电话13800001234",
            place_point=made[-1],
            household=home,
        )
    return made


def test_the_packet_holds_what_is_the_persons_and_nothing_of_others(phone_of, county: County) -> None:
    [shop] = with_things(county, 1)
    phone, stranger = phone_of(GRID_WORKER), phone_of("城关镇网格员")
    found = phone.call("GET", "packet").json()
    assert [area["name"] for area in found["areas"]] == ["澜州县", "德固镇", "刘庄村", GRID]
    [place] = found["points"]
    assert place["id"] == str(shop.pk) and place["open"][0]["items"][0]["state"] == "待受理" and place["edit"]
    [home] = found["households"]
    assert home["open"] and "12号" not in home["address"]
    [case] = found["cases"]
    assert "13800001234" not in str(found) and "138****1234" in case["text"] and case["comment"]
    other = stranger.call("GET", "packet").json()
    assert (other["points"], other["cases"], other["households"]) == ([], [], [])


def test_the_packet_costs_the_same_however_much_there_is_and_nothing_when_unchanged(
    phone: Phone, county: County
) -> None:
    def statements() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert phone.call("GET", "packet").status_code == 200
        return len(captured.captured_queries)

    with_things(county, 1)
    phone.call("GET", "packet")
    one = statements()
    with_things(county, 4)
    assert statements() == one
    tag = phone.call("GET", "packet")["ETag"]
    assert phone.call("GET", "packet", HTTP_IF_NONE_MATCH=tag).status_code == 304


def test_before_one_knocks_the_spine_of_the_thing_is_asked_anew(phone_of, county: County) -> None:
    [shop] = with_things(county, 1)
    address = f"things/place_point/{shop.pk}"
    assert phone_of(GRID_WORKER).call("GET", address).json()["open"][0]["title"] == "未办结事项"
    assert phone_of("城关镇网格员").call("GET", address).status_code == 404


def test_a_legal_next_act_is_offered_and_leads_on(phone_of, county: County) -> None:
    from bihuan.cases.services import accept_case, dispatch_case

    handler = phone_of("德固镇经办人员")
    case = report_case(SYSTEM, kind="appeal", channel="phone", area=county.area(GRID), text="水管漏水")
    accept_case(SYSTEM, case_id=case.pk)
    dispatch_case(SYSTEM, case_id=case.pk, office=county.office("德固镇供水所"))
    [shown] = handler.call("GET", "packet").json()["cases"]
    assert shown["waits"] and [one["verb"] for one in shown["verbs"]] == ["take", "send_back"]
    [answer] = handler.send(handler.record("act", {"case": shown["id"], "verb": "take", "seen": shown["version"]}))
    assert answer["answer"]["state_title"] == "办理中"
    assert UUID(shown["id"]) == case.pk
