"""Every number shown about many rows opens a list whose rows make up that number."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db.models import Sum as SumRows
from django.test import Client

from bihuan.kernel import clock
from bihuan.mediation.models import Result
from bihuan.mediation.prevention.figures import figures_of
from bihuan.mediation.services import PastDispute, register_past_disputes
from bihuan.orgs.models import Role, Staff
from bihuan.platform.actors import SYSTEM
from bihuan.platform.indicators import Count, Part, Ratio, Share, Sum
from bihuan.platform.ledgers.behind import Behind
from bihuan.web.insight.dashboard import shown
from bihuan.web.ledgers.addresses import address_behind
from tests.worlds import County, one_of_each_role


def _past(county: County, village: str, kind: str, day: date, result: str, recovered: int) -> PastDispute:
    over = None if result == Result.PENDING else day
    return PastDispute(
        kind=kind, area=county.area(village), day=day, applicant="赵某", result=result,
        fulfilled=True if result == Result.SETTLED else None, concluded_on=over, recovered=Decimal(recovered),
    )  # fmt: skip


@pytest.fixture
def year(county: County) -> County:
    """Disputes of two towns over the last months, settled, failed and open, some of this and of the last week."""
    today = clock.today()
    results = (Result.SETTLED, Result.SETTLED, Result.FAILED, Result.PENDING, Result.WITHDRAWN)
    villages = ("刘庄村", "河湾村", "刘庄村", "东关社区", "柳林社区", "西关村")
    register_past_disputes(
        SYSTEM,
        [
            _past(
                county,
                villages[turn % 6],
                ("neighbour", "family")[turn % 2],
                today - timedelta(days=back),
                results[turn % 5],
                1000 * turn if results[turn % 5] == Result.SETTLED else 0,
            )
            for turn, back in enumerate((0, 3, 7, 8, 9, 10, 11, 12, 20, 31, 45, 60, 75, 89, 120, 150))
        ],
    )
    return county


def _clerk(year: County) -> Staff:
    town = year.area("德固镇")
    return Staff.objects.filter(posts__role=Role.CLERK, posts__area=town)[0]


def _counted(client: Client, url: str) -> int:
    """As many rows as the list at `url` says it has; the list itself opens too."""
    page = urlsplit(url)
    assert client.get(url).status_code == 200, url
    said = client.get(f"{page.path}count/?{page.query}").content.decode()
    found = re.search(r"[\d,]+", said)
    assert found is not None, url
    return int(found[0].replace(",", ""))


def _behind(url: str) -> Behind:
    return Behind.read(parse_qs(urlsplit(url).query)["behind"][0])


def _agrees(client: Client, person: Staff, url: str, text: str) -> None:
    """`text`, as a page shows it, is what the rows behind `url` come to."""
    behind = _behind(url)
    item = behind.indicator
    rows = _counted(client, url)
    assert rows == behind.rows(person).count(), url
    number = text.replace(",", "")
    if isinstance(item, Share) and behind.part is Part.COUNTED:
        of = _behind(url.replace("%7Ccounted", "%7Cof"))
        part, whole = (one.rows(person).aggregate(total=SumRows(item.field_name))["total"] or 0 for one in (behind, of))
        assert text == ("—" if not whole else f"{part / whole * 100:.1f}%"), url
    elif isinstance(item, Ratio) and behind.part is Part.COUNTED:
        of = _counted(client, url.replace("%7Ccounted", "%7Cof"))
        assert text == ("—" if not of else f"{rows / of * 100:.1f}%"), url
    elif isinstance(item, Sum) and behind.part is Part.COUNTED:
        total = behind.rows(person).aggregate(total=SumRows(item.field_name))["total"] or 0
        assert float(number) == float(total), url
    elif isinstance(item, Count) and item.distinct:
        assert int(number) == behind.rows(person).values(item.distinct).distinct().count(), url
    elif isinstance(item, Count) or behind.part is Part.OF:
        assert int(number) == rows, url


def _of_charts(charts: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for chart in charts.values():
        for line in chart["series"]:
            for value, link in zip(line["values"], line["links"], strict=True):
                whole = chart["unit"] == "%"
                yield link, "—" if value is None else f"{value:.1f}%" if whole else str(value)


@pytest.mark.parametrize("period", ["week", "year"])
def test_the_dashboard(year: County, client: Client, period: str) -> None:
    person = _clerk(year)
    client.force_login(person)
    context = client.get(f"/figures/?period={period}").context
    numbers = [(one.url, one.value) for one in context["tiles"]] + list(_of_charts(context["charts"]))
    numbers += [
        (feature["properties"]["href"], str(feature["properties"]["value"])) for feature in context["areas"]["features"]
    ]

    assert any(text not in {"0", "—"} for _url, text in numbers)
    for url, text in dict.fromkeys(numbers):
        _agrees(client, person, url, text)


def test_the_definitions_of_all_indicators(year: County, client: Client) -> None:
    person = _clerk(year)
    client.force_login(person)
    for row in client.get("/figures/definitions/").context["rows"]:
        assert row["shown"] == shown(row["value"])
        if row["url"] and client.get(row["url"]).status_code != 403:
            _agrees(client, person, row["url"], row["shown"])


def test_the_home_page_of_everyone(year: County, client: Client) -> None:
    seen = 0
    for person in one_of_each_role():
        client.force_login(person)
        page = client.get("/").content.decode()
        tiles = re.findall(r'<a href="([^"]*behind=[^"]*)">([^<]+)</a>', page)
        for url, text in tiles:
            seen += 1
            _agrees(client, person, url.replace("&amp;", "&"), text)
    assert seen >= 4


@pytest.mark.parametrize("every", ["week", "month"])
def test_the_briefing(year: County, client: Client, every: str) -> None:
    person = _clerk(year)
    client.force_login(person)
    context = client.get(f"/figures/briefing/?every={every}").context
    lines = [line for section in context["sections"] for part in ("paragraphs", "rows") for line in section[part]]
    pieces = [piece for line in lines for piece in line]
    linked = [(url, text) for text, url in pieces if url]

    assert len(linked) > 3
    for url, text in linked:
        _agrees(client, person, url, text)


def test_the_analysis_meeting(year: County, client: Client) -> None:
    person, today = _clerk(year), clock.today()
    client.force_login(person)
    town = year.area("德固镇")
    register_past_disputes(
        SYSTEM,
        [replace(_past(year, "刘庄村", "family", today - timedelta(days=5), Result.PENDING, 0), area=town)],
    )

    made = figures_of(person, town, today - timedelta(days=89), today)

    lines = made["kinds"] + made["villages"]
    assert {"德固镇", "刘庄村"} <= {one["name"] for one in made["villages"]}
    for one in lines:
        _agrees(client, person, address_behind(Behind.read(one["behind"])), str(one["now"]))
    for one in made["counts"]:
        share = "_rate" in one["key"]
        text = "—" if one["value"] is None else f"{one['value'] * 100:.1f}%" if share else str(one["value"])
        _agrees(client, person, address_behind(Behind.read(one["behind"])), text)
