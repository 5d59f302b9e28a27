"""The centre screen: a fixed cost, nothing personal, each place to its own people; the wall's link opens nothing else."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bihuan.cases.models import Case, WallLink
from bihuan.cases.services import report_case
from bihuan.cases.services.walls import make_link, revoke_link
from bihuan.kernel import clock
from bihuan.kernel.errors import NotAllowed
from bihuan.orgs.models import Post
from bihuan.venues.services import book, register_rooms, register_venue
from tests.worlds import County

DESK, OTHER_DESK = "德固镇综治中心值班员", "城关镇综治中心值班员"
PARTS, SCREEN = "/centre/screen/parts/", "/centre/screen/"
COST = 20  # statements of a refresh, whatever the number of matters


def late_matters(county: County, count: int) -> None:
    """Matters of 德固镇 that nobody accepted for a month."""
    with clock.at(clock.now() - timedelta(days=30)):
        for number in range(count):
            report_case(
                county.who(DESK), kind="appeal", channel="phone", area=county.area("刘庄村"), reporter_name="张大壮",
                title=f"张大壮第{number}次反映停水", reporter_phone="13812345678",
            )  # fmt: skip


def test_the_screen_says_what_is_late_where_and_nothing_personal(county: County, client: Client) -> None:
    late_matters(county, 3)
    client.force_login(county.who(DESK))
    page = client.get(SCREEN).content.decode()
    assert "德固镇综治中心" in page and "超期" in page and Case.objects.earliest("number").number in page
    assert "张大壮" not in page and "13812345678" not in page
    assert f'hx-get="{PARTS}?area={county.area("德固镇").pk}"' in page and "every 30s" in page


def test_rooms_in_use_are_named_without_what_for(county: County, client: Client) -> None:
    desk = county.who(DESK)
    with clock.at(clock.instant(date(2026, 6, 1), 9)):
        venue = register_venue(desk, name="综治中心", area=county.area("德固镇"))
        (room,) = register_rooms(desk, venue=venue, rooms=[("二号调解室", 8, "")])
        start = clock.now() + timedelta(hours=1)
        book(desk, room=room, starts_at=start, ends_at=start + timedelta(hours=1), purpose="张大壮家事调解")
        client.force_login(desk)
        page = client.get(SCREEN).content.decode()
    assert "二号调解室" in page and "10:00" in page and "张大壮" not in page


def test_a_refresh_costs_the_same_however_much_is_going_on(county: County, client: Client) -> None:
    client.force_login(county.who(DESK))
    client.get(PARTS)
    costs = []
    for count in (1, 6):
        late_matters(county, count)
        with CaptureQueriesContext(connection) as asked:
            assert client.get(PARTS).status_code == 200
        costs.append(len(asked))
    assert costs[0] == costs[1] <= COST, costs


@pytest.mark.parametrize(
    ("name", "status"),
    [
        (DESK, 200),
        ("德固镇分管领导", 200),
        ("德固镇督导员", 200),
        ("德固镇网格员", 403),
        ("德固镇经办人员", 403),
        ("县审计员", 403),
    ],
)
def test_the_screen_is_for_desks_leaders_and_supervisors(
    county: County, client: Client, name: str, status: int
) -> None:
    client.force_login(county.who(name))
    assert client.get(SCREEN).status_code == status


def test_a_town_does_not_open_another_towns_screen_and_the_county_opens_all(county: County, client: Client) -> None:
    there = f"{SCREEN}?area={county.area('城关镇').pk}"
    client.force_login(county.who(DESK))
    assert client.get(there).status_code == 403
    assert client.get(f"{SCREEN}?area={county.area('澜州县').pk}").status_code == 403
    client.force_login(county.who("县县综治中心"))
    assert client.get(there).status_code == 200 == client.get(SCREEN).status_code


def test_the_walls_link_shows_the_screen_without_signing_in_and_opens_nothing_else(
    county: County, client: Client
) -> None:
    late_matters(county, 1)
    link, secret = make_link(county.who(DESK), area=county.area("德固镇"), name="一楼大厅电视")
    assert secret not in str(vars(link))
    wall = client.get(f"/centre/wall/{secret}/")
    assert wall.status_code == 200 and "德固镇综治中心" in wall.content.decode()
    assert wall["Referrer-Policy"] == "no-referrer" and "no-store" in wall["Cache-Control"]
    assert client.get(f"/centre/wall/{secret}/parts/").status_code == 200
    assert "sessionid" not in client.cookies
    for path in ("/", SCREEN, PARTS, "/cases/", "/centre/links/"):
        assert client.get(path).status_code == 302, path
    assert client.get("/centre/wall/nonsense/").status_code == 404


def test_a_link_ends_with_its_time_its_revocation_and_its_owners_post(county: County, client: Client) -> None:
    desk = county.who(DESK)
    first, secret = make_link(desk, area=county.area("德固镇"), name="电视", days=30)
    with clock.at(clock.now() + timedelta(days=31)):
        assert client.get(f"/centre/wall/{secret}/").status_code == 404
    assert client.get(f"/centre/wall/{secret}/").status_code == 200
    revoke_link(desk, link_id=first.pk)
    assert client.get(f"/centre/wall/{secret}/").status_code == 404
    _second, secret = make_link(desk, area=county.area("德固镇"), name="电视")
    Post.objects.filter(staff=desk).update(to_day=clock.today() - timedelta(days=1))
    assert client.get(f"/centre/wall/{secret}/").status_code == 404


def test_links_are_made_and_taken_back_for_oneself_alone(county: County, client: Client) -> None:
    link, _secret = make_link(county.who(DESK), area=county.area("德固镇"), name="电视")
    with pytest.raises(NotAllowed):
        make_link(county.who(DESK), area=county.area("城关镇"), name="电视")
    with pytest.raises(NotAllowed):
        revoke_link(county.who(OTHER_DESK), link_id=link.pk)
    client.force_login(county.who(OTHER_DESK))
    assert client.post(f"/centre/links/{link.pk}/revoke/").status_code == 404
    client.force_login(county.who(DESK))
    made = client.post("/centre/links/new/", {"name": "走廊", "area": str(county.area("德固镇").pk), "days": "90"})
    assert made.status_code == 200 and "/centre/wall/" in made.content.decode()
    assert client.post(f"/centre/links/{link.pk}/revoke/").status_code == 302
    assert WallLink.objects.filter(revoked_at=None).count() == 1
