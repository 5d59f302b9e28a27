"""Conferences, whistles and replies as people do them on the page."""

import zipfile
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from typing import Any

from django.test import Client
from PIL import Image

from bihuan.cases.models import Case, Channel, Conference, Invitation, Reply, Whistle
from bihuan.cases.replies import known
from bihuan.cases.tests.conftest import BUILDING, DESK, HANDLER, LEADER, OTHER_HANDLER, WATER
from bihuan.kernel import clock
from tests.worlds import County

Report = Callable[..., Any]
As = Callable[[str], Client]


def local(moment: Any) -> str:
    return f"{clock.local(moment):%Y-%m-%dT%H:%M}"


def called(county: County, report: Report, as_: As) -> Conference:
    """A conference for two cases, called from the page of the first."""
    one = report().accepted().case
    two = report(title="河湾村路面塌陷").accepted().case
    sent = as_(DESK).post(
        f"/cases/{one.pk}/do/convene/",
        {
            "reason": "涉及多个部门", "offices": [str(county.office(WATER).pk), str(county.office(BUILDING).pk)],
            "at": local(clock.now() + timedelta(hours=30)), "place": "三楼会议室", "chair": str(county.staff[LEADER].pk),
            "agenda": "一、通报情况", "others": two.number, "seen": Case.objects.get(pk=one.pk).version,
        },
    )  # fmt: skip
    assert sent.status_code == 302, sent.content.decode()
    return Conference.objects.get()


def test_a_conference_from_the_call_to_the_minutes(county: County, report: Report, as_: As) -> None:
    conference = called(county, report, as_)
    assert conference.entries.count() == 2 and conference.chair == county.staff[LEADER]
    page = as_(HANDLER).get(f"/conferences/{conference.pk}/").content.decode()
    assert "三楼会议室" in page and "答复" in page and "形成会议纪要" not in page
    water = conference.invitations.get(office=county.office(WATER))
    no_reason = as_(HANDLER).post(f"/conferences/invitations/{water.pk}/answer/", {"answer": "cannot", "reason": ""})
    assert no_reason.status_code == 422 and "请填写答复说明" in no_reason.content.decode()
    assert as_(HANDLER).post(f"/conferences/invitations/{water.pk}/answer/", {"answer": "comes"}).status_code == 302
    with clock.at(conference.at + timedelta(minutes=40)):  # type: ignore[operator]  # it has a time
        attend = f"/conferences/{conference.pk}/attend/"
        marks = {"attendance_0": "present", "attendance_1": "late", "late_1": ""}
        refused = as_(DESK).post(attend, marks)
        assert refused.status_code == 422 and "迟到了多少分钟" in refused.content.decode()
        assert as_(DESK).post(attend, marks | {"late_1": "15"}).status_code == 302
        form: dict[str, Any] = {"minutes": "由供水所牵头", "seen": Conference.objects.get().version}
        day = f"{clock.today() + timedelta(days=5):%Y-%m-%d}"
        for place in (0, 1):
            form |= {
                f"office_{place}": str(county.office(WATER).pk), f"tasks_{place}_office": [str(county.office(WATER).pk)],
                f"tasks_{place}_title": ["更换管网"], f"tasks_{place}_day": [day],
            }  # fmt: skip
        half = as_(DESK).post(f"/conferences/{conference.pk}/conclude/", form | {"office_1": ""})
        assert half.status_code == 422 and "更换管网" in half.content.decode()
        assert set(Case.objects.values_list("state", flat=True)) == {"conference"}
        assert as_(DESK).post(f"/conferences/{conference.pk}/conclude/", form).status_code == 302
    assert set(Case.objects.values_list("state", flat=True)) == {"dispatched"}
    said = as_(DESK).get(f"/conferences/{conference.pk}/").content.decode()
    assert "迟到" in said and "15 分钟" in said and "更换管网" in said
    assert Invitation.objects.get(attendance="late").late_minutes == 15


def test_a_major_case_without_a_conference_goes_out_neither_by_page_nor_by_one_key(
    county: County, report: Report, as_: As
) -> None:
    case = report().accepted().case
    Case.objects.filter(pk=case.pk).update(major=True, major_signs=["risk"])
    office = str(county.office(WATER).pk)
    for path in (f"/cases/{case.pk}/do/dispatch/", f"/triage/{case.pk}/confirm/"):
        refused = as_(DESK).post(path, {"office": office})
        assert "联席会" in refused.content.decode() or refused.status_code in {409, 422}, path
    assert Case.objects.get().state == "accepted"


def test_another_town_and_an_office_not_invited_do_not_see_it(county: County, report: Report, as_: As) -> None:
    conference = called(county, report, as_)
    for name in ("城关镇综治中心值班员", "德固镇人民调解员"):
        assert as_(name).get(f"/conferences/{conference.pk}/").status_code == 404, name
    assert as_(OTHER_HANDLER).post(f"/conferences/{conference.pk}/call-off/", {"reason": "不开"}).status_code == 403
    invited = conference.invitations.get(office=county.office(WATER))
    assert (
        as_(OTHER_HANDLER).post(f"/conferences/invitations/{invited.pk}/answer/", {"answer": "comes"}).status_code
        == 404
    )


def test_a_whistle_from_the_town_to_its_judgement(county: County, report: Report, as_: As) -> None:
    case = report().accepted().case
    assert case.number in as_(DESK).get(f"/whistles/new/?case={case.number}").content.decode()
    sent = {
        "title": "主管网爆裂", "need": "presence", "unit": "working_hours", "offices": [str(county.office(WATER).pk)],
        "place": "刘庄村口", "area": str(county.area("刘庄村").pk), "case": case.number, "hours": "",
    }  # fmt: skip
    refused = as_(DESK).post("/whistles/new/", sent | {"place": ""})
    assert refused.status_code == 422 and "请填写集合地点" in refused.content.decode()
    assert as_(DESK).post("/whistles/new/", sent).status_code == 302
    whistle = Whistle.objects.get()
    here = f"/whistles/{whistle.pk}/"
    assert "主管网爆裂" in as_(HANDLER).get("/meetings/").content.decode()
    assert whistle.number in as_(DESK).get(f"/cases/{case.pk}/").content.decode()
    assert as_(OTHER_HANDLER).get(here).status_code == 404
    assert as_(HANDLER).post(f"{here}arrive/", {"lat": "34.1", "lon": "113.6"}).status_code == 302
    assert as_(HANDLER).post(f"{here}result/", {"result": "已抢修"}).status_code == 302
    assert as_(HANDLER).post(f"{here}rate/", {"rating": "5"}).status_code == 403
    assert as_(DESK).post(f"{here}rate/", {"rating": "5"}).status_code == 302
    whistle.refresh_from_db()
    assert (whistle.state, whistle.rating, whistle.lat) == (Whistle.State.RATED, 5, 34.1)


def test_a_reply_is_recorded_on_the_case_page_and_a_stale_one_keeps_its_words(
    county: County, report: Report, as_: As
) -> None:
    known.forget()
    case = report(channel=Channel.HOTLINE, source_number="RX-9").case
    assert "登记回复" in as_(DESK).get(f"/cases/{case.pk}/").content.decode()
    assert "待回复来件" in as_(DESK).get("/meetings/").content.decode()
    send = f"/cases/{case.pk}/reply/send/"
    stale = as_(DESK).post(send, {"way": "platform", "text": "已安排抢修", "seen": 99})
    assert stale.status_code == 409 and "已安排抢修" in stale.content.decode()
    assert as_(HANDLER).post(send, {"way": "platform", "text": "越权"}).status_code in {403, 404}
    assert as_(DESK).post(send, {"way": "platform", "text": "已恢复供水", "seen": 1}).status_code == 302
    assert Reply.objects.get().text == "已恢复供水"


def test_a_letter_is_registered_with_its_sender_and_date(county: County, as_: As) -> None:
    known.forget()
    sent = {
        "case_id": "0197a000-0000-7000-8000-000000000001", "channel": "letter", "kind": "appeal", "text": "群众反映道路损毁",
        "area": str(county.area("刘庄村").pk), "source_number": "澜信转17号", "issuer": "县信访局",
        "reply_by": f"{clock.today() + timedelta(days=12):%Y-%m-%d}",
    }  # fmt: skip
    past = as_(DESK).post("/cases/new/", sent | {"reply_by": "2020-01-01"})
    assert past.status_code == 422 and "回复期限应晚于现在" in past.content.decode() and not Case.objects.exists()
    assert as_(DESK).post("/cases/new/", sent).status_code == 302
    reply = Reply.objects.get()
    assert (reply.issuer, reply.source_number) == ("县信访局", "澜信转17号")


def test_what_channels_are_owed_is_set_by_the_administrator(county: County, as_: As) -> None:
    admin = as_("县系统管理员")
    assert "12345热线" in admin.get("/setup/duties/").content.decode()
    town = county.area("德固镇").pk
    sent = {"active": "on", "way": "platform", "amount": "3", "unit": "working_days", "basis": "热线考核办法"}
    assert admin.post(f"/setup/duties/hotline/{town}/", sent | {"amount": "0"}).status_code == 422
    assert admin.post(f"/setup/duties/hotline/{town}/", sent).status_code == 302
    assert "3 工作日 · 平台回复" in admin.get("/setup/duties/").content.decode()
    assert as_(DESK).get("/setup/duties/").status_code == 403
    known.forget()


def test_the_signature_is_kept_and_shown_to_whoever_reads_the_conference(
    county: County, report: Report, as_: As
) -> None:
    conference = called(county, report, as_)
    one = conference.invitations.get(office=county.office(WATER))
    drawn = BytesIO()
    Image.new("RGB", (200, 80), "white").save(drawn, "PNG")
    drawn.seek(0)
    drawn.name = "signature.png"
    with clock.at(conference.at + timedelta(minutes=5)):  # type: ignore[operator]  # it has a time
        assert as_(HANDLER).post(f"/conferences/invitations/{one.pk}/sign/", {"file": drawn}).status_code == 302
    picture = as_(DESK).get(f"/conferences/invitations/{one.pk}/signature/")
    assert picture.status_code == 200 and picture["Content-Type"] == "image/png"
    assert as_("城关镇综治中心值班员").get(f"/conferences/invitations/{one.pk}/signature/").status_code == 404


def test_the_minutes_are_a_paper_in_word_and_pdf_with_hard_names(county: County, report: Report, as_: As) -> None:
    conference = called(county, report, as_)
    Conference.objects.update(minutes="由供水所牵头,#[*]{{ x }} \\ “限期”办结", title="㑇𠮷村供水 #1 [重点]")
    pdf = as_(DESK).get(f"/conferences/{conference.pk}/minutes.pdf")
    assert pdf.status_code == 200 and pdf.content.startswith(b"%PDF") and pdf["Content-Type"] == "application/pdf"
    word = as_(HANDLER).get(f"/conferences/{conference.pk}/minutes.docx")
    text = zipfile.ZipFile(BytesIO(word.content)).read("word/document.xml").decode()
    assert "{{ x }}" in text and "德固镇供水所" in text and conference.number in text
    assert as_(DESK).get(f"/conferences/{conference.pk}/minutes.exe").status_code == 404
    assert as_("城关镇综治中心值班员").get(f"/conferences/{conference.pk}/minutes.pdf").status_code == 404
