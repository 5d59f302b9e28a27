"""The pages of reception and consultation as the desk, a village and a resident meet them."""

from datetime import timedelta

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from bihuan.cases.models import Case, Channel
from bihuan.kernel import clock
from bihuan.orgs.models import Staff
from bihuan.platform.policies import holds
from bihuan.visits.models import ConsultationMeeting, ReceptionTurn
from bihuan.visits.policies import READ_CONSULTATION, READ_ROTA
from bihuan.visits.registers import GROUPS, MEETINGS, RECEPTIONS, ROTA
from bihuan.visits.services import monday_of, publish_week
from bihuan.visits.tests.worlds import (
    DESK,
    LEADER,
    SECRETARY,
    VILLAGE,
    next_monday,
    with_group,
    with_meeting,
    with_record,
    with_turn,
)
from bihuan.web.centre.parts import tiles_for
from tests.worlds import County

BOARD_QUERIES = 16


def test_a_week_is_planned_published_and_seen_by_residents(county: County, client: Client) -> None:
    client.force_login(county.who(DESK))
    day, town = next_monday(), county.area("德固镇")
    given = {
        "day": day.isoformat(), "way": "receive", "area": town.pk, "leader": county.who(LEADER).pk, "hours": "上午",
        "place": "一楼接访室", "topic": "",
    }  # fmt: skip
    refused = client.post("/reception-rota/add/", {**given, "hours": "一早"})
    assert refused.status_code == 422 and "一楼接访室" in refused.content.decode()
    assert client.post("/reception-rota/add/", given).headers["Location"].startswith("/reception/?week=")
    board = client.get(f"/reception/?week={day.isoformat()}").content.decode()
    publish = reverse("web:reception_publish", args=[town.pk, day.isoformat()])
    assert publish in board and "1 场还没有公布" in board
    assert client.post(publish, {"seen": ""}).status_code == 302
    turn = ReceptionTurn.objects.get()
    assert turn.state == ReceptionTurn.State.PUBLISHED
    assert client.post(f"/reception-rota/{turn.pk}/edit/", {**given, "seen": turn.version}).status_code == 409
    swap = {"substitute": county.who(SECRETARY).pk, "reason": "防汛值守", "seen": turn.version}
    assert client.post(f"/reception-rota/{turn.pk}/substitute/", swap).status_code == 302
    shown = Client().get("/p/reception/", HTTP_ACCEPT_LANGUAGE="zh-hans").content.decode()
    assert SECRETARY in shown and LEADER not in shown and "一楼接访室" in shown


def test_who_receives_today_stands_on_the_start_page_and_the_wall(county: County) -> None:
    today, town = clock.today(), county.area("德固镇")
    with_turn(county, today)
    assert LEADER not in Client().get("/p/").content.decode()  # not published
    publish_week(actor=county.who(DESK), area=town, monday=monday_of(today))
    assert LEADER in Client().get("/p/").content.decode()
    (tile,) = [one for one in tiles_for(county.who(DESK), town) if one.template == "web/visits/_tile_reception.html"]
    assert [one.leader for one in tile.context["receiving"]] == [LEADER]


def test_a_matter_becomes_a_case_with_one_click_and_both_pages_link(county: County, client: Client) -> None:
    client.force_login(county.who(DESK))
    record = with_record(county)
    address = reverse("web:brought_case", args=[RECEPTIONS.key, record.pk])
    assert address in client.get(RECEPTIONS.url(record.pk)).content.decode()
    assert client.get(address).status_code == 405
    answer = client.post(address)
    case = Case.objects.get()
    assert (answer.headers["Location"], case.channel) == (f"/cases/{case.pk}/", Channel.RECEPTION)
    page = client.get(f"/cases/{case.pk}/").content.decode()
    assert RECEPTIONS.url(record.pk) in page and f"{LEADER}接访" in page
    assert case.number in client.get(RECEPTIONS.url(record.pk)).content.decode()
    again = client.post(address, follow=True)
    assert "不用再转" in again.content.decode() and Case.objects.count() == 1


def test_a_consultation_is_written_step_by_step_and_confirmed(county: County, client: Client) -> None:
    client.force_login(county.who(VILLAGE))
    group = with_group(county)
    assert "小孔矛盾室" in client.get("/consultation/").content.decode()
    assert "聆" in client.get(GROUPS.url(group.pk)).content.decode()
    given = {
        "title": "楼道堆物", "group": group.pk, "held_on": "2026-05-06", "kind": "appeal", "raised_by": "钱小满",
        "party_members": "2", "residents": "5", "others": "0", "result": "solved",
    }  # fmt: skip
    refused = client.post("/consultation-meetings/add/", {**given, "party_members": "0", "residents": "0"})
    assert refused.status_code == 422 and "楼道堆物" in refused.content.decode()
    assert client.post("/consultation-meetings/add/", given).status_code == 302
    meeting = ConsultationMeeting.objects.get()
    steps = reverse("web:consultation_meeting_steps", args=[meeting.pk])
    said = {"step_0": "都说了", "step_1": "看了现场", "step_2": "三天清完", "seen": meeting.version}
    assert client.post(steps, said).status_code == 302
    confirm = reverse("web:consultation_meeting_confirm", args=[meeting.pk])
    page = client.get(MEETINGS.url(meeting.pk)).content.decode()
    assert "看了现场" in page and confirm in page and "钱小满" not in page
    yes = {"satisfied": "yes", "how": "phone", "day": "2026-05-07", "seen": ""}
    assert client.post(confirm, yes).status_code == 302
    meeting.refresh_from_db()
    assert meeting.confirmed_how == ConsultationMeeting.How.PHONE


def test_roles_see_the_boards_or_are_refused_as_the_table_says(county: County, client: Client) -> None:
    turn, record = with_turn(county, next_monday()), with_record(county)
    meeting = with_meeting(county, with_group(county))
    for person in Staff.objects.all():
        client.force_login(person)
        assert client.get("/reception/").status_code == (200 if holds(person, READ_ROTA) else 403), person.name
        assert client.get("/consultation/").status_code == (200 if holds(person, READ_CONSULTATION) else 403)
        for kept, row in ((ROTA, turn), (RECEPTIONS, record), (MEETINGS, meeting)):
            sees = kept.policy.allows(person, kept.read, row)
            expected = 200 if sees else 404 if holds(person, kept.read) else 403
            assert client.get(kept.url(row.pk)).status_code == expected, (person.name, kept.key)
        keeps = ROTA.policy.allows(person, ROTA.keep, turn)
        answer = client.get(reverse("web:reception_publish", args=[turn.town_id, next_monday().isoformat()]))
        assert answer.status_code == (200 if keeps else 403), person.name


def test_the_board_costs_a_fixed_number_of_statements(county: County, client: Client) -> None:
    client.force_login(county.who(DESK))

    def cost() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert client.get(f"/reception/?week={next_monday().isoformat()}").status_code == 200
        return len(asked)

    with_turn(county, next_monday())
    cost()
    one = cost()
    for number in range(1, 5):
        with_turn(county, next_monday() + timedelta(days=number))
    assert cost() == one <= BOARD_QUERIES
