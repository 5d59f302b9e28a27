"""Policies find enterprises and enterprises policies; the officer is told; applications are followed to the money."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.test import Client

from bihuan.enterprises.facts import KNOWN
from bihuan.enterprises.matching import rematch, standing
from bihuan.enterprises.models import Enterprise, Policy, PolicyApplication, PolicyMatch
from bihuan.enterprises.registers import APPLICATIONS, ENTERPRISES, POLICIES
from bihuan.kernel import clock
from bihuan.kernel.errors import BihuanError, Conflict, Invalid, NotAllowed
from bihuan.platform.actors import SYSTEM
from bihuan.platform.conditions import read
from bihuan.platform.indicators import Period, indicator
from bihuan.platform.jobs import run_pending
from bihuan.platform.models import Notice
from tests.ledger_suite import LedgerSuite
from tests.worlds import County

OFFICER, CLERK = "德固镇包保干部", "德固镇统计员"
SMALL_MAKER = {
    "all": [
        {"fact": "staff_count", "is": "at_most", "value": 300},
        {"fact": "industry", "is": "contains", "value": ["服装", "纺织"]},
        {"not": {"fact": "state", "is": "one_of", "value": ["closed"]}},
    ]
}


def policy(county: County, title: str = "稳岗补贴", area: str = "德固镇", **more: object) -> dict[str, object]:
    """What a person says of one policy."""
    return {
        "title": title,
        "department": "县人社局",
        "benefit": "每人补贴 500 元",
        "area": county.area(area),
        "valid_from": date(2026, 1, 1),
        "conditions": SMALL_MAKER,
        **more,
    }


def firm(
    county: County, name: str, staff: int | None, industry: str = "纺织服装", village: str = "刘庄村"
) -> Enterprise:
    """One enterprise with an officer."""
    return ENTERPRISES.add(
        actor=SYSTEM,
        values={
            "name": name,
            "kind": "enterprise",
            "area": county.area(village),
            "staff_count": staff,
            "industry": industry,
            "officer": county.who(OFFICER),
        },
    )


def fits(title: str) -> set[str]:
    return set(PolicyMatch.objects.filter(policy__title=title).values_list("enterprise__name", flat=True))


class TestPolicyLedger(LedgerSuite):
    key = "policies"

    @pytest.fixture
    def filled(self, county: County) -> County:
        for title in ("稳岗补贴", "技改补助", "贷款贴息"):
            POLICIES.add(actor=SYSTEM, values=policy(county, title))
        return county


class TestApplicationLedger(LedgerSuite):
    key = "policy_applications"

    @pytest.fixture
    def filled(self, county: County) -> County:
        one = POLICIES.add(actor=SYSTEM, values=policy(county))
        for number in range(3):
            firm_one = firm(county, f"同辉服饰{number}公司", 20)
            APPLICATIONS.add(actor=SYSTEM, values={"enterprise": firm_one, "policy": one})
        return county


def test_a_new_policy_finds_its_enterprises_and_tells_the_officer_once(county: County) -> None:
    firm(county, "大厂", 320)
    firm(county, "小厂", 120)
    firm(county, "没填人数", None)
    firm(county, "卖菜的", 12, industry="零售")
    away = firm(county, "外镇小厂", 50, village="东关社区")
    one = POLICIES.add(actor=county.who(CLERK), values=policy(county))
    POLICIES.add(actor=SYSTEM, values=policy(county, "全县技改", "澜州县"))
    run_pending()
    assert fits("稳岗补贴") == {"小厂"}
    assert fits("全县技改") == {"小厂", away.name}
    notice = Notice.objects.get(kind="policy.fits", url=f"/policies/{one.pk}/")
    assert "适合您包保的 1 家" in notice.title
    assert rematch([one]) == 0


def test_a_changed_profile_is_matched_where_it_is_saved(county: County) -> None:
    POLICIES.add(actor=SYSTEM, values=policy(county))
    run_pending()
    one = firm(county, "小厂", 320)
    assert fits("稳岗补贴") == set()
    ENTERPRISES.edit(actor=SYSTEM, pk=one.pk, values={"staff_count": 200})
    assert fits("稳岗补贴") == {"小厂"}
    ENTERPRISES.edit(actor=SYSTEM, pk=one.pk, values={"state": "closed", "closed_on": clock.today()})
    assert fits("稳岗补贴") == set()


def test_what_has_ended_or_is_voided_fits_nobody(county: County) -> None:
    firm(county, "小厂", 10)
    ended = POLICIES.add(actor=SYSTEM, values=policy(county, "旧政策", valid_to=clock.today()))
    run_pending()
    assert fits("旧政策") == {"小厂"}
    with clock.at(clock.now() + timedelta(days=1)):
        assert rematch(Policy.objects.all()) == 1
    rematch([ended])
    POLICIES.void(actor=SYSTEM, pk=ended.pk, reason="文件已废止")
    run_pending()
    assert fits("旧政策") == set()


def test_conditions_that_cannot_be_meant_are_refused_at_the_field(county: County) -> None:
    with pytest.raises(Invalid) as refusal:
        POLICIES.add(actor=SYSTEM, values=policy(county, conditions={"fact": "boss", "is": "yes"}))
    assert refusal.value.faults[0].field == "conditions"
    with pytest.raises(NotAllowed):
        POLICIES.add(actor=county.who("德固镇村(社区)书记"), values=policy(county))
    with pytest.raises(NotAllowed):  # the county's policies are the county desk's
        POLICIES.add(actor=county.who(CLERK), values=policy(county, area="澜州县"))


def test_the_bench_counts_what_fails_and_what_is_unknown(county: County) -> None:
    firm(county, "大厂", 320)
    firm(county, "小厂", 120)
    firm(county, "没填人数", None)
    counted = standing(read(SMALL_MAKER, KNOWN), Enterprise.objects.all())
    assert (counted.met, counted.unknown, counted.unmet) == (1, 1, 1)
    assert counted.conditions[0] == ("职工人数不超过 300 人", 1, 1)


def test_an_application_is_followed_to_the_money(county: County) -> None:
    officer, one = county.who(OFFICER), firm(county, "小厂", 10)
    plan = POLICIES.add(actor=SYSTEM, values=policy(county))
    told = APPLICATIONS.add(actor=officer, values={"enterprise": one.pk, "policy": plan.pk})
    assert told.area_path == one.area_path
    with pytest.raises(Conflict):
        APPLICATIONS.add(actor=officer, values={"enterprise": one.pk, "policy": plan.pk})
    paid = {"state": PolicyApplication.State.PAID, "applied_on": clock.today(), "told_on": clock.today()}
    with pytest.raises(Invalid) as refusal:
        APPLICATIONS.edit(actor=officer, pk=told.pk, values=paid)
    assert {fault.field for fault in refusal.value.faults} == {"paid_on", "paid_amount"}
    APPLICATIONS.edit(actor=officer, pk=told.pk, values={**paid, "paid_on": clock.today(), "paid_amount": "50000"})
    today = Period(clock.today(), clock.today())
    assert indicator("policies.paid_amount").value(SYSTEM, county.area("德固镇"), today).value == Decimal(50_000)
    with pytest.raises(BihuanError):
        APPLICATIONS.add(actor=county.who("城关镇统计员"), values={"enterprise": one.pk, "policy": plan.pk})


def test_the_pages_give_reasons_and_try_conditions(county: County, client: Client) -> None:
    one = firm(county, "大厂", 320)
    plan = POLICIES.add(actor=SYSTEM, values=policy(county))
    run_pending()
    client.force_login(county.who(OFFICER))
    page = client.get(f"/enterprises/{one.pk}/").content.decode()
    assert "职工人数不超过 300 人(现为 320 人)" in page
    client.force_login(county.who(CLERK))
    bench = client.get(f"/policies/{plan.pk}/try/").content.decode()
    assert "data-rule" in bench
    wider = '{"all": [{"fact": "staff_count", "is": "at_most", "value": 400}]}'
    tried = client.post(f"/policies/{plan.pk}/try/", {"conditions": wider, "try": ""}).content.decode()
    assert "职工人数不超过 400 人" in tried
    plan.refresh_from_db()
    assert plan.conditions == SMALL_MAKER
    assert client.post(f"/policies/{plan.pk}/try/", {"conditions": wider, "keep": ""}).status_code == 302
    run_pending()
    assert fits("稳岗补贴") == {"大厂"}
    assert "大厂" in client.get(f"/policies/{plan.pk}/").content.decode()
    assert client.post(f"/policies/{plan.pk}/try/", {"conditions": "[", "try": ""}).status_code == 422
