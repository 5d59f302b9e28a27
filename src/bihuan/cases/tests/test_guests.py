"""Guests of a conference without an account: a link that tells, lets answer and sign, and closes."""

import io
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from bihuan.cases.documents import minutes_of
from bihuan.cases.models import Conference, Invitation
from bihuan.cases.selectors.conferences import conference_by_id
from bihuan.cases.services import conferences as meet
from bihuan.cases.services import guests
from bihuan.cases.services.conferences import Arrangement, Mark
from bihuan.cases.services.guests import Guest
from bihuan.cases.tests.conftest import DESK, HANDLER, LEADER, MONDAY
from bihuan.cases.tests.test_conferences import AT, Report, called, major, tasks
from bihuan.kernel import clock
from bihuan.kernel.errors import Invalid, NotAllowed, NotFound, WrongState
from bihuan.platform import audit
from bihuan.platform.actors import PUBLIC, SYSTEM
from bihuan.platform.jobs import run_pending
from bihuan.platform.models import Notice, ShortMessage
from bihuan.platform.notify import setting_up
from bihuan.platform.tests.outside_world import OutsideWorld, outside_world
from tests.worlds import County

COMPANY = Guest("陈某某", "顺达建筑公司", "13700001111", "请带用工名册")


def drawn_png() -> SimpleUploadedFile:
    """A name drawn on the screen."""
    content = io.BytesIO()
    Image.new("RGB", (40, 20), "white").save(content, "PNG")
    return SimpleUploadedFile("signature.png", content.getvalue(), "image/png")


@pytest.fixture
def conference(county: County, report: Report) -> Conference:
    loop = major(report, title="工友李某某讨薪", reporter_phone="13800001234")
    return called(
        county, loop, arrangement=Arrangement(AT, "镇政府三楼", county.who(LEADER), "一、通报情况,联系人 13800001234")
    )


@pytest.fixture
def guest(county: County, conference: Conference) -> Invitation:
    return guests.invite_guest(county.who(DESK), conference_id=conference.pk, guest=COMPANY)


@pytest.fixture
def gateway(settings: Any) -> Iterator[OutsideWorld]:
    settings.ALLOW_PRIVATE_TARGETS, settings.PUBLIC_URL = True, "https://bihuan.example"
    with outside_world() as world:
        setting_up.add_channel(actor=SYSTEM, kind="sms", name="短信", address=f"{world.url}/sms")
        yield world


def test_a_guest_reads_when_and_where_and_nothing_of_the_parties(guest: Invitation) -> None:
    page = Client().get(guests.link_path(guest))
    text = page.content.decode()
    assert page.status_code == 200 and "镇政府三楼" in text and "2026-06-02" in text and "请带用工名册" in text
    for word in ("李某某", "13800001234", "讨薪", guest.conference.number, "13700001111"):
        assert word not in text
    assert page["Referrer-Policy"] == "same-origin" and "no-store" in page["Cache-Control"]
    (opened,) = audit.trail(guest).filter(verb="open_link")
    assert opened.actor_name == "来宾 顺达建筑公司"


def test_a_guest_answers_with_a_reason_until_the_beginning_and_the_convener_hears_of_leave(
    county: County, guest: Invitation
) -> None:
    address, client = guests.link_path(guest), Client()
    assert client.post(f"{address}answer/", {"answer": "comes"}).status_code == 302
    bad = client.post(f"{address}answer/", {"answer": "cannot", "reason": " "})
    assert bad.status_code == 422 and "id_reason_error" in bad.content.decode()
    assert client.post(f"{address}answer/", {"answer": "substitute"}).status_code == 422
    assert client.post(f"{address}answer/", {"answer": "cannot", "reason": "出差在外"}).status_code == 302
    guest.refresh_from_db()
    assert (guest.answer, guest.reason) == ("cannot", "出差在外")
    run_pending()
    assert Notice.objects.filter(to=county.who(DESK), title__startswith="参会单位请假").exists()
    with clock.at(AT + timedelta(minutes=1)), pytest.raises(WrongState, match="已经开始"):
        guests.answer_as_guest(guest.link_secret, answer="comes")


def test_a_link_closes_when_it_is_renewed_taken_back_or_old(county: County, guest: Invitation) -> None:
    first = guest.link_secret
    renewed = guests.renew_link(county.who(DESK), invitation_id=guest.pk)
    assert renewed.link_secret != first
    for secret in (first, "", "x" * 61, "guess"):
        with pytest.raises(NotFound, match="已失效"):
            guests.guest_of(secret)
    assert Client().get(f"/p/g/{first}/").status_code == 404
    with clock.at(AT + timedelta(days=7, minutes=1)), pytest.raises(NotFound):
        guests.guest_of(renewed.link_secret)
    guests.revoke_link(county.who(DESK), invitation_id=guest.pk)
    with pytest.raises(NotFound):
        guests.guest_of(renewed.link_secret)


def test_guessing_links_is_slowed_down(guest: Invitation) -> None:
    client = Client()
    codes = [client.get(f"/p/g/guess{number}/").status_code for number in range(62)]
    assert codes[0] == 404 and codes[-1] == 429


def test_only_conveners_invite_guests_and_no_guest_reaches_another_invitation(
    county: County, conference: Conference, guest: Invitation
) -> None:
    with pytest.raises(NotAllowed):
        guests.invite_guest(county.who(HANDLER), conference_id=conference.pk, guest=COMPANY)
    with pytest.raises(NotAllowed):
        guests.renew_link(county.who(HANDLER), invitation_id=guest.pk)
    office = conference.invitations.exclude(office=None).first()
    assert office is not None
    with pytest.raises(NotAllowed):
        meet.answer_invitation(PUBLIC, invitation_id=office.pk, answer="comes")
    with pytest.raises(WrongState, match="来宾"):
        guests.renew_link(county.who(DESK), invitation_id=office.pk)
    with pytest.raises(Invalid) as refused:
        guests.invite_guest(county.who(DESK), conference_id=conference.pk, guest=Guest("", "", "12"))
    assert {one.field for one in refused.value.faults} == {"name", "body", "phone"}
    with pytest.raises(Invalid, match="已经邀请过"):
        guests.invite_guest(county.who(DESK), conference_id=conference.pk, guest=COMPANY)


def test_a_guest_stands_in_attendance_minutes_and_signatures_like_everybody(
    county: County, conference: Conference, guest: Invitation
) -> None:
    desk, address = county.who(DESK), guests.link_path(guest)
    with clock.at(AT + timedelta(hours=1)):
        marks = [
            Mark(one.pk, "late", 20) if one.pk == guest.pk else Mark(one.pk, "present")
            for one in conference.invitations.all()
        ]
        meet.note_attendance(desk, conference_id=conference.pk, marks=marks)
        early = Client().post(f"{address}sign/", {"file": drawn_png()})
        assert early.status_code == 409 and "会议纪要形成后" in early.content.decode()
        entry = conference.entries.get()
        decision = meet.Decision(entry.case_id, county.office("德固镇供水所"), tasks(county))
        meet.conclude(
            desk, conference_id=conference.pk, minutes="会议明确:联系 13800001234 付清。", decisions=[decision]
        )
        page = Client().get(address).content.decode()
        assert "会议明确" in page and "13800001234" not in page
        assert Client().post(f"{address}sign/", {"file": drawn_png()}).status_code == 302
        again = Client().post(f"{address}sign/", {"file": drawn_png()})
        assert again.status_code == 409
    guest.refresh_from_db()
    assert guest.signature is not None and guest.late_minutes == 20
    paper = minutes_of(conference_by_id(desk, conference.pk))
    assert "顺达建筑公司 陈某某" in str(paper.values["came"])
    assert any("顺达建筑公司" in str(one["label"]) for one in paper.values["signers"])  # type: ignore[union-attr]


def test_a_guest_with_a_telephone_is_written_to_and_again_when_the_time_changes(
    county: County, conference: Conference, gateway: OutsideWorld
) -> None:
    desk = county.who(DESK)
    with clock.at(MONDAY):
        guest = guests.invite_guest(desk, conference_id=conference.pk, guest=COMPANY)
        run_pending()
        meet.arrange_conference(
            desk, conference_id=conference.pk, arrangement=Arrangement(AT + timedelta(days=1), "镇政府三楼")
        )
        run_pending()
        run_pending()
        meet.call_off(desk, conference_id=conference.pk, reason="已解决")
        run_pending()
        run_pending()
    invited, moved, off = (one.json for one in gateway.received)
    assert invited["to"] == "13700001111" and f"https://bihuan.example/p/g/{guest.link_secret}/" in invited["text"]
    assert "定于6月3日" in moved["text"] and "取消" in off["text"]
    for one in (invited, moved, off):
        assert "李某某" not in one["text"] and "讨薪" not in one["text"] and conference.number not in one["text"]
    assert set(ShortMessage.objects.values_list("state", flat=True)) == {"sent"}
    assert Client().get(guests.link_path(guest)).status_code == 404, "a conference called off opens nothing"


def test_the_desk_prints_the_invitation_and_takes_the_link_back(
    county: County, conference: Conference, guest: Invitation
) -> None:
    client = Client()
    client.force_login(county.who(DESK))
    page = client.get(f"/conferences/{conference.pk}/").content.decode()
    assert "顺达建筑公司" in page and "13700001111" not in page and "137****1111" in page
    paper = client.get(f"/conferences/guests/{guest.pk}/paper/").content.decode()
    assert guest.link_secret in paper and "data:image/svg" in paper
    assert client.post(f"/conferences/guests/{guest.pk}/link/", {"what": "revoke"}).status_code == 302
    assert guest.link_secret not in client.get(f"/conferences/guests/{guest.pk}/paper/").content.decode()
    other = Client()
    other.force_login(county.who(HANDLER))
    assert other.get(f"/conferences/guests/{guest.pk}/paper/").status_code in (403, 404)
    sent = {"body": "县人社局", "name": "周某某", "phone": "", "asked": ""}
    assert client.post(f"/conferences/{conference.pk}/guests/", sent).status_code == 302
