"""The pages of briefings: one is made, edited, approved, taken as Word and compared with today's rows."""

import re
from datetime import date

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from bihuan.insight.filling.tests.worlds import with_disputes
from bihuan.insight.models import KeptBriefing
from bihuan.mediation.models import Result
from bihuan.mediation.services import PastDispute, register_past_disputes
from bihuan.platform.actors import SYSTEM
from tests.worlds import County

CLERK, LEADER = "德固镇统计员", "德固镇分管领导"
KEEP = {"day": "2026-06-15", "every": "month"}


@pytest.fixture
def world(county: County) -> County:
    return with_disputes(county)


def page_of(world: County, name: str) -> Client:
    client = Client()
    client.force_login(world.who(name))
    return client


def kept(world: County) -> KeptBriefing:
    page_of(world, CLERK).post("/figures/briefing/keep/", KEEP)
    return KeptBriefing.objects.get()


def fields_of(page: str) -> dict[str, list[str]]:
    """What the edit form sends when nobody changes it."""
    sent: dict[str, list[str]] = {}
    for name, text in re.findall(r'<textarea[^>]* name="(p-\d)"[^>]*>([^<]*)</textarea>', page):
        sent.setdefault(name, []).append(text)
    return sent


def test_a_briefing_is_made_edited_approved_and_compared_on_the_pages(world: County) -> None:
    clerk, leader = page_of(world, CLERK), page_of(world, LEADER)
    address = clerk.post("/figures/briefing/keep/", KEEP)["Location"]
    briefing = KeptBriefing.objects.get()
    assert address == f"/figures/briefings/{briefing.pk}/"
    assert clerk.post("/figures/briefing/keep/", KEEP)["Location"] == address  # the one being written is opened
    assert "这一期的简报已存档" in clerk.get("/figures/briefing/?every=month&day=2026-06-15").content.decode()

    form = fields_of(clerk.get(f"{address}edit/").content.decode())
    form["p-2"][0] = re.sub(r"\{(\d+)=3\}", r"{\1=9}", form["p-2"][0])
    answered = clerk.post(f"{address}edit/", form | {"title": "六月简报", "seen": "1"})
    assert answered.status_code == 302
    shown = clerk.get(address).content.decode()
    assert "人工改动 1 个数字" in shown and "明细为 3" in shown and "语句已修改" not in shown

    clerk.post(f"{address}submit/", {"seen": "2"})
    assert clerk.post(f"{address}approve/", {"seen": "3"}).status_code == 403
    leader.post(f"{address}approve/", {"seen": "3"})
    briefing.refresh_from_db()
    assert briefing.state == "approved"
    day = date(2026, 6, 21)
    register_past_disputes(
        SYSTEM,
        [PastDispute("family", world.area("刘庄村"), day, "钱某", result=Result.FAILED, concluded_on=day)],
    )
    compared = leader.get(address).content.decode()
    assert "与今天的明细不一致" in compared and ">60.0%</a>" in compared

    word = leader.get(f"{address}file/")
    assert word.content.startswith(b"PK") and "%E8%8D%89%E7%A8%BF" not in word["Content-Disposition"]


def test_a_refusal_gives_everything_back(world: County) -> None:
    briefing = kept(world)
    clerk, address = page_of(world, CLERK), f"/figures/briefings/{briefing.pk}/edit/"
    form = fields_of(clerk.get(address).content.decode())
    form["p-0"] = ["写到一半的 {77=3}"]

    refused = clerk.post(address, form | {"title": "", "seen": "1"})

    page = refused.content.decode()
    assert refused.status_code == 422
    assert "写到一半的 {77=3}" in page and "没有第 77 个数字" in page and "请填写标题" in page

    stale = clerk.post(address, form | {"title": "一", "seen": "7"})
    assert stale.status_code == 422
    assert "写到一半的" in stale.content.decode()
    assert clerk.post(address, {"title": "一", "p-9": "x", "seen": "1"}).status_code in {302, 422}


def test_another_town_knows_nothing_of_it_and_readers_change_nothing(world: County) -> None:
    address = f"/figures/briefings/{kept(world).pk}/"
    for page in ("", "edit/", "submit/", "approve/", "return/", "remake/", "file/"):
        assert page_of(world, "城关镇统计员").get(address + page).status_code == 404
    leader = page_of(world, LEADER)
    assert leader.get(f"{address}edit/").status_code == 403
    assert leader.post(f"{address}submit/", {"seen": "1"}).status_code == 403
    assert leader.post("/figures/briefing/keep/", {"day": "2026-05-15"}).status_code == 403
    assert page_of(world, "城关镇网格员").get(address).status_code == 403


def test_a_page_costs_a_fixed_number_of_statements(
    world: County, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    address, clerk = f"/figures/briefings/{kept(world).pk}/", page_of(world, CLERK)
    with django_assert_max_num_queries(40):
        clerk.get(address)
