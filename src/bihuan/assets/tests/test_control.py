"""The visual control: board by class, map, cards with income and needs, filters; the chain of one asset; ends told at home."""

import io
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from PIL import Image

from bihuan.assets import control, services
from bihuan.assets.chain import Stand, chain
from bihuan.assets.control import Asked, Place, Size
from bihuan.assets.models import Asset, Kind, State
from bihuan.assets.registers import ASSETS, CONTRACTS, INCOMES, NEEDS, PLANS
from bihuan.kernel import clock
from bihuan.orgs.models import Attachment
from bihuan.orgs.registers import attach
from bihuan.platform.actors import SYSTEM
from tests.worlds import County

CLERK, SECRETARY = "德固镇统计员", "德固镇村(社区)书记"


def asset(county: County, name: str, village: str = "刘庄村", **more: object) -> Asset:
    """An idle school."""
    said = {"name": name, "kind": "operating", "form": "school", "readiness": "now", "area": county.area(village)}
    return ASSETS.add(actor=SYSTEM, values={**said, "size": 800, "lat": 33.1, "lon": 114.1, **more})


def lease(one: Asset, *, days: int = 300, **more: object) -> Any:
    """A running contract that ends in `days` days."""
    today = clock.today()
    said = {
        "title": f"{one.name}租赁合同", "asset": one, "area": one.area, "partner": "助餐公司", "signed_on": today - timedelta(days=40),
        "begins_on": today - timedelta(days=40), "ends_on": today + timedelta(days=days), "yearly_income": 12_000, "jobs": 6,
    }  # fmt: skip
    return CONTRACTS.add(actor=SYSTEM, values={**said, **more})


def paid(one: Asset, amount: int, contract: Any = None, days: int = 1) -> None:
    """Money of today, or of a day long ago."""
    day = clock.today() - timedelta(days=days)
    INCOMES.add(actor=SYSTEM, values={"asset": one, "contract": contract, "received_on": day, "amount": amount})


def picture(one: Asset) -> Attachment:
    """A photograph of the asset."""
    made = io.BytesIO()
    Image.new("RGB", (80, 60), "green").save(made, "PNG")
    return attach(ASSETS, actor=SYSTEM, pk=one.pk, source=made.getvalue(), name="现状.png")


def columns(county: County, who: str = CLERK, asked: Asked | None = None) -> dict[Place, list[str]]:
    """Names of the cards by column."""
    found = control.board(county.who(who), asked or Asked())
    return {one.place: [card.asset.name for card in one.cards] for one in found.columns}


def test_the_idle_stand_by_class_and_what_is_used_beside_them(county: County) -> None:
    asset(county, "立即")
    asset(county, "改造", readiness="needs_work")
    asset(county, "待政策", "河湾村", readiness="needs_policy")
    asset(county, "没分类", "河湾村", readiness="")
    asset(county, "食堂", state=State.REVITALISED, use="助餐点")
    asset(county, "已处置", listed_on=clock.today() - timedelta(days=9), left_on=clock.today() - timedelta(days=1))
    asset(county, "外镇", "东关社区")
    assert columns(county) == {
        Place.NOW: ["立即"], Place.NEEDS_WORK: ["改造"], Place.NEEDS_POLICY: ["待政策"], Place.UNSORTED: ["没分类"],
        Place.USED: ["食堂"],
    }  # fmt: skip
    assert columns(county, SECRETARY) == {
        Place.NOW: ["立即"], Place.NEEDS_WORK: ["改造"], Place.NEEDS_POLICY: [], Place.USED: ["食堂"],
    }  # fmt: skip


def test_filters_by_kind_village_and_size(county: County) -> None:
    asset(county, "小屋", size=120)
    asset(county, "校舍", size=200)
    asset(county, "荒地", "河湾村", kind=Kind.RESOURCE, form="land", size=20_000)
    asset(county, "没量过", "河湾村", size=None)
    assert columns(county, asked=Asked(kind=Kind.RESOURCE))[Place.NOW] == ["荒地"]
    assert columns(county, asked=Asked(area=county.area("河湾村")))[Place.NOW] == ["荒地", "没量过"]
    assert columns(county, asked=Asked(size=Size.SMALL))[Place.NOW] == ["小屋"]
    assert columns(county, asked=Asked(size=Size.MIDDLE))[Place.NOW] == ["校舍"]
    assert columns(county, asked=Asked(size=Size.HUGE))[Place.NOW] == ["荒地"]


def test_cards_carry_this_years_income_the_photo_and_who_looks_for_it(county: County) -> None:
    school, used = asset(county, "校舍", power=50), asset(county, "门面", form="shop")
    photo = picture(school)
    need = {"area": county.area("刘庄村"), "form": "school", "least": 500}
    NEEDS.add(actor=SYSTEM, values={**need, "title": "找校舍办助餐点"})
    NEEDS.add(actor=SYSTEM, values={**need, "title": "要大电", "power": 400})
    NEEDS.add(actor=SYSTEM, values={**need, "title": "已找到", "settled": True})
    NEEDS.add(actor=SYSTEM, values={**need, "title": "外镇的", "area": county.area("东关社区")})
    agreed = lease(used)
    paid(used, 3_000, agreed, days=0)
    paid(used, 500, agreed, days=0)
    paid(used, 99_000, agreed, days=500)
    found = control.board(county.who(CLERK), Asked())
    cards = {card.asset.name: card for one in found.columns for card in one.cards}
    assert [need.title for need in cards["校舍"].needs] == ["找校舍办助餐点"]
    assert (cards["校舍"].photo, cards["门面"].photo) == (photo.pk, None)
    assert (cards["门面"].income, found.income, found.jobs) == (Decimal(3_500), Decimal(3_500), 6)
    received = control.contracts_of_asset(SYSTEM, used).get()
    assert getattr(received, "received", None) == Decimal(102_500)


def test_the_page_takes_the_same_number_of_queries_however_many_assets(county: County, client: Client) -> None:
    client.force_login(county.who(CLERK))
    asset(county, "第一宗")

    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as captured:
            page = client.get("/assets/")
        assert page.status_code == 200
        return len(captured)

    queries()
    first = queries()
    for number in range(6):
        one = asset(county, f"又一宗{number}", "河湾村")
        picture(one)
        paid(one, 100)
        NEEDS.add(actor=SYSTEM, values={"title": f"需求{number}", "area": county.area("河湾村")})
    lease(asset(county, "出租的"))
    assert queries() == first <= 16


def test_the_page_reads_its_filters_and_shows_only_what_the_viewer_may_see(county: County, client: Client) -> None:
    asset(county, "刘庄老校舍", title_clear=False)
    asset(county, "东关门面", "东关社区")
    client.force_login(county.who(CLERK))
    page = client.get("/assets/").content.decode()
    assert "刘庄老校舍" in page and "权属不清" in page
    assert page.find("东关门面") == -1, page[page.find("东关门面") - 300 : page.find("东关门面") + 100]
    assert "没有符合条件的资产" in client.get("/assets/", {"kind": "resource"}).content.decode()
    wild = {"kind": "castle", "form": "'", "area": "no-uuid", "size": "1e99"}
    assert "刘庄老校舍" in client.get("/assets/", wild).content.decode()
    outside = client.get("/assets/", {"area": str(county.area("东关社区").pk)}).content.decode()
    assert "东关门面" not in outside
    client.force_login(county.who("德固镇人民调解员"))
    assert client.get("/assets/").status_code == 403


def test_the_chain_tells_every_step_with_its_day(county: County) -> None:
    today = clock.today()
    one = asset(county, "老校舍", listed_on=today - timedelta(days=90))

    def stands() -> dict[str, Stand]:
        return {step.title: step.stand for step in chain(SYSTEM, Asset.objects.get(pk=one.pk))}

    assert (stands()["分类"], stands()["方案"], stands()["决议"]) == (Stand.DONE, Stand.NOW, Stand.OPEN)
    plan = PLANS.add(actor=SYSTEM, values={"asset": one, "title": "改助餐点"})
    assert stands()["决议"] is Stand.NOW
    dates = {"decided_on": today - timedelta(days=20), "published_from": today - timedelta(days=15)}
    PLANS.edit(actor=SYSTEM, pk=plan.pk, values={**dates, "state": "published", "published_to": today})
    assert (stands()["决议"], stands()["公示"]) == (Stand.DONE, Stand.NOW)
    PLANS.edit(actor=SYSTEM, pk=plan.pk, values={"published_to": today - timedelta(days=1)})
    assert stands()["合同"] is Stand.NOW
    agreed = lease(one, days=30)
    assert (stands()["合同"], stands()["到期"]) == (Stand.DONE, Stand.SOON)
    paid(one, 3_000, agreed)
    services.revitalise_asset(actor=SYSTEM, asset_id=one.pk, day=today, use="助餐点", contract_until=agreed.ends_on)
    steps = {step.title: step for step in chain(SYSTEM, Asset.objects.get(pk=one.pk))}
    assert [step.stand for step in steps.values()].count(Stand.DONE) == 8
    assert (steps["收益"].day, steps["投入使用"].said) == (today - timedelta(days=1), "助餐点")
    with clock.at(clock.now() + timedelta(days=31)):
        assert stands()["到期"] is Stand.LATE


@pytest.mark.parametrize(("who", "told"), [(SECRETARY, True), (CLERK, True), ("德固镇督导员", False)])
def test_an_end_stands_on_the_home_of_who_is_responsible(county: County, client: Client, who: str, told: bool) -> None:
    lease(asset(county, "将到期的校舍"), days=30)
    lease(asset(county, "还早的门面"), days=200)
    client.force_login(county.who(who))
    page = client.get("/").content.decode()
    assert ("将到期的校舍" in page) is told and "还早的门面" not in page
