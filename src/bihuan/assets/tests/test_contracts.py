"""Contracts never overlap, assets follow them, income is counted, plans keep their order, space finds who looks for it."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bihuan.assets.fitting import fitting
from bihuan.assets.models import Asset, Contract, Readiness, State
from bihuan.assets.readiness import proposed
from bihuan.assets.registers import ASSETS, CONTRACTS, INCOMES, NEEDS, PLANS
from bihuan.kernel import clock
from bihuan.kernel.errors import BihuanError, Invalid
from bihuan.platform.actors import SYSTEM
from bihuan.platform.indicators import Period, indicator
from tests.ledger_suite import LedgerSuite
from tests.worlds import County

CLERK, SECRETARY = "德固镇统计员", "德固镇村(社区)书记"


def asset(county: County, name: str = "老校舍", size: int | None = 800, **more: object) -> Asset:
    """An idle school of 刘庄村."""
    said = {"name": name, "kind": "operating", "form": "school", "area": county.area("刘庄村"), "size": size}
    return ASSETS.add(actor=SYSTEM, values={**said, **more})


def lease(county: County, one: Asset | None, begins: date, ends: date, **more: object) -> dict[str, object]:
    """What a person says of one lease."""
    return {
        "title": f"租赁合同{begins}",
        "asset": one,
        "area": county.area("刘庄村"),
        "partner": "同辉服饰公司",
        "signed_on": date(2026, 1, 2),
        "begins_on": begins,
        "ends_on": ends,
        "yearly_income": 12_000,
        **more,
    }


class TestContracts(LedgerSuite):
    key = "contracts"

    @pytest.fixture
    def filled(self, county: County) -> County:
        for year in (2024, 2025, 2026):
            CONTRACTS.add(
                actor=SYSTEM,
                values=lease(
                    county,
                    None,
                    date(year, 1, 1),
                    date(year, 12, 31),
                    partner="",
                    person="欧阳立新",
                    phone="15400012345",
                ),
            )
        return county


def test_a_lease_over_another_is_refused_unless_both_fit(county: County) -> None:
    one = asset(county)
    CONTRACTS.add(
        actor=county.who(SECRETARY), values=lease(county, one, date(2026, 1, 1), date(2026, 12, 31), part=300)
    )
    with pytest.raises(Invalid) as whole:
        CONTRACTS.add(actor=SYSTEM, values=lease(county, one, date(2026, 12, 31), date(2027, 6, 1)))
    assert whole.value.faults[0].code == "overlap"
    assert "同辉服饰公司" in whole.value.faults[0].message
    CONTRACTS.add(actor=SYSTEM, values=lease(county, one, date(2026, 6, 1), date(2027, 6, 1), part=500))
    with pytest.raises(Invalid):
        CONTRACTS.add(actor=SYSTEM, values=lease(county, one, date(2026, 7, 1), date(2026, 8, 1), part=1))
    CONTRACTS.add(actor=SYSTEM, values=lease(county, one, date(2027, 7, 1), date(2027, 8, 1)))


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.integers(0, 30), st.integers(1, 15)), min_size=1, max_size=6))
def test_whatever_is_asked_no_day_is_leased_twice(county: County, asked: list[tuple[int, int]]) -> None:
    Contract.objects.all().delete()
    Asset.objects.all().delete()
    one, first = asset(county), date(2026, 1, 1)
    for number, (start, days) in enumerate(asked):
        begins = first + timedelta(days=start)
        values = lease(county, one, begins, begins + timedelta(days=days), title=f"合同{number}")
        CONTRACTS.add_many(actor=SYSTEM, rows=[values])
    taken = [
        contract.begins_on + timedelta(days=day)
        for contract in Contract.objects.all()
        for day in range((contract.ends_on - contract.begins_on).days + 1)
    ]
    assert len(taken) == len(set(taken))
    assert taken


def test_the_asset_follows_its_running_contracts(county: County) -> None:
    one, today = asset(county), clock.today()
    contract = CONTRACTS.add(
        actor=SYSTEM, values=lease(county, one, today - timedelta(days=3), today + timedelta(days=300))
    )
    one.refresh_from_db()
    assert (one.state, one.contract_until, one.yearly_income) == (State.LEASED, contract.ends_on, Decimal(12_000))
    CONTRACTS.edit(actor=SYSTEM, pk=contract.pk, values={"ended_on": today})
    one.refresh_from_db()
    assert (one.state, one.contract_until) == (State.IDLE, None)


def test_a_contract_needs_a_partner_and_days_in_order(county: County) -> None:
    wrong = lease(county, None, date(2026, 5, 1), date(2026, 4, 1), partner="")
    with pytest.raises(Invalid) as refusal:
        CONTRACTS.add(actor=SYSTEM, values=wrong)
    assert {fault.field for fault in refusal.value.faults} == {"partner", "ends_on"}


def test_income_and_agreements_give_their_figures(county: County) -> None:
    one, town = asset(county), county.area("德固镇")
    INCOMES.add(
        actor=county.who(SECRETARY), values={"asset": one.pk, "received_on": date(2026, 3, 1), "amount": "45000"}
    )
    CONTRACTS.add(
        actor=SYSTEM, values=lease(county, None, date(2026, 2, 1), date(2027, 2, 1), yearly_income=600_000, jobs=180)
    )
    year = Period(date(2026, 1, 1), date(2026, 12, 31))
    figures = {
        key: indicator(key).value(SYSTEM, town, year).value
        for key in ("assets.community_income", "economy.agreed_jobs", "economy.agreed_yearly_income")
    }
    assert figures == {
        "assets.community_income": Decimal(45_000),
        "economy.agreed_jobs": 180,
        "economy.agreed_yearly_income": Decimal(600_000),
    }


def test_a_plan_is_decided_before_it_is_published_and_published_before_it_is_done(county: County) -> None:
    one = asset(county)
    plan = PLANS.add(actor=SYSTEM, values={"asset": one, "title": "改助餐点"})
    for state, field in (("decided", "decided_on"), ("published", "published_from"), ("done", "published_to")):
        with pytest.raises(Invalid) as refusal:
            PLANS.edit(actor=SYSTEM, pk=plan.pk, values={"state": state})
        assert field in {fault.field for fault in refusal.value.faults}
    days = {"decided_on": date(2026, 2, 1), "published_from": date(2026, 2, 2), "published_to": date(2026, 2, 9)}
    assert PLANS.edit(actor=SYSTEM, pk=plan.pk, values={"state": "done", **days}).state == "done"


def test_the_class_follows_the_facts_and_says_why(county: County) -> None:
    one = asset(county, title_clear=True, planning_ok=True, sound=False)
    assert one.readiness == Readiness.NEEDS_WORK
    unclear = asset(county, "水塘", title_clear=False)
    found = proposed(unclear)
    assert unclear.readiness == Readiness.NEEDS_POLICY
    assert found is not None
    assert "确权" in found.reason
    assert asset(county, "荒地").readiness == ""


def test_space_finds_who_looks_for_it_with_reasons(county: County) -> None:
    fit = asset(county, "好厂房", 2000, form="workshop", power=400, road=True)
    asset(county, "缺电厂房", 2100, form="workshop", power=50, road=True)
    asset(county, "不知道的", None, form="workshop")
    asset(county, "太小的", 100, form="workshop")
    need = NEEDS.add(
        actor=county.who(CLERK),
        values={
            "title": "找厂房",
            "area": county.area("河湾村"),
            "form": "workshop",
            "least": 1500,
            "power": 315,
            "road": True,
        },
    )
    found = fitting(county.who(CLERK), need)
    assert [one.asset.name for one in found] == ["好厂房", "不知道的", "缺电厂房"]
    assert (found[0].asset, found[0].against, found[0].unknown) == (fit, (), ())
    assert "不够" in found[2].against[0]


def test_the_page_of_an_asset_shows_plans_contracts_and_income(county: County, client: Client) -> None:
    one = asset(county)
    CONTRACTS.add(actor=SYSTEM, values=lease(county, one, date(2026, 1, 1), date(2026, 12, 31)))
    client.force_login(county.who(SECRETARY))
    page = client.get(f"/assets/{one.pk}/").content.decode()
    assert "租赁合同2026-01-01" in page
    assert f"/asset-incomes/add/?asset={one.pk}" in page
    sent = {"asset": str(one.pk), "received_on": "2026-03-01", "amount": "3000"}
    assert client.post("/asset-incomes/add/", sent)["Location"] == f"/assets/{one.pk}/"
    client.force_login(county.who("城关镇统计员"))
    assert client.post("/asset-incomes/add/", sent).status_code == 422
    assert not [row for row in INCOMES.add_many(actor=SYSTEM, rows=[sent]) if isinstance(row, BihuanError)]
