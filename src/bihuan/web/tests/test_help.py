"""The manual inside the desk: every page leads to a section there is, every picture and link leads somewhere."""

import re

import pytest
from django.test import Client

from bihuan.web import menu
from bihuan.web.help.manual import chapters
from bihuan.web.help.places import LEDGERS, PAGES, place_of
from tests.worlds import County

DESK = "德固镇综治中心值班员"


def test_every_place_named_is_a_section_of_the_manual() -> None:
    for key, title in [*PAGES.values(), *LEDGERS.values()]:
        assert key in chapters(), key
        assert not title or chapters()[key].section(title), (key, title)


def test_every_entry_of_the_menu_has_its_section() -> None:
    without = [item.key for item in menu.entries() if not ({item.key, item.url_name.removeprefix("web:")} & set(PAGES))]
    assert without == []
    assert place_of("no_such_page", "") == ("everyday", "")


def test_chapters_lead_only_to_what_there_is(county: County, client: Client) -> None:
    client.force_login(county.who(DESK))
    for key in chapters():
        page = client.get(f"/help/{key}/").content.decode()
        assert "{image}" not in page and page.count("<figure") == page.count("<img")
        for address in set(re.findall(r'(?:src|href)="(/help/[^"#]*)', page)):
            assert client.get(address).status_code == 200, (key, address)


@pytest.mark.parametrize("path", ["/help/no-such/", "/help/pictures/..%2Fsettings.md", "/help/pictures/none.png"])
def test_nothing_else_is_read(county: County, client: Client, path: str) -> None:
    client.force_login(county.who(DESK))
    assert client.get(path).status_code == 404


def test_a_page_asks_for_its_own_section(county: County, client: Client) -> None:
    client.force_login(county.who(DESK))
    page = client.get("/triage/").content.decode()
    address = re.search(r'hx-get="(/help/here/[^"]+)"', page)
    assert address
    said = client.get(address[1].replace("&amp;", "&")).content.decode()
    assert "研判分流" in said and "/help/duty-officer/" in said


def test_the_tour_is_offered_until_it_was_taken_or_declined(county: County, client: Client) -> None:
    client.force_login(county.who(DESK))
    assert "data-tour-offer" in client.get("/").content.decode()
    assert client.post("/help/tour/").status_code == 204
    assert "data-tour-offer" not in client.get("/").content.decode()
    assert client.get("/help/tour/").status_code == 405
