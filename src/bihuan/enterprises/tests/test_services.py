"""Projects with their parts, difficulties as cases, services, meetings and tax income; their ledgers and figures."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from bihuan.cases.models import Case, CaseKind
from bihuan.enterprises.difficulties import difficulties, report_difficulty
from bihuan.enterprises.models import Enterprise, Negotiation, Project
from bihuan.enterprises.registers import (
    AGENCY_SERVICES,
    BANK_MEETINGS,
    BANK_NEEDS,
    ENTERPRISES,
    MILESTONES,
    NEGOTIATIONS,
    PROJECTS,
    TAX_INCOME,
    TRAININGS,
)
from bihuan.kernel import clock
from bihuan.kernel.errors import Invalid, NotAllowed, NotFound
from bihuan.orgs.registers import Register, registers
from bihuan.orgs.spine import Thing, ThingKind, spine
from bihuan.platform.actors import SYSTEM
from bihuan.platform.indicators import Period, indicator
from bihuan.platform.ledgers import LedgerQuery, ledger
from tests.ledger_suite import LedgerSuite
from tests.worlds import County

OFFICER, CLERK, DESK = "德固镇包保干部", "德固镇统计员", "德固镇综治中心值班员"
YEAR = Period(date(2026, 1, 1), date(2026, 12, 31))


def firm(county: County) -> Enterprise:
    """An enterprise of 刘庄村 with its officer."""
    said = {"name": "同辉服饰公司", "kind": "enterprise", "area": county.area("刘庄村"), "officer": county.who(OFFICER)}
    return ENTERPRISES.add(actor=SYSTEM, values={**said, "contact": "金小燕", "phone": "15400012345"})


def project(county: County, name: str = "制鞋产业园", **more: object) -> Project:
    """A project of 刘庄村 with its officer."""
    said = {"name": name, "area": county.area("刘庄村"), "officer": county.who(OFFICER), "stage": "talks"}
    return PROJECTS.add(actor=SYSTEM, values={**said, **more})


def figure(county: County, key: str) -> Any:
    return indicator(key).value(SYSTEM, county.area("德固镇"), YEAR).value


ROWS: dict[str, Callable[[County, int], dict[str, object]]] = {
    "projects": lambda county, number: {"name": f"项目{number}", "area": county.area("刘庄村"), "stage": "lead"},
    "agency_services": lambda county, number: {
        "matter": f"办营业执照{number}", "way": "agency", "client": "盛合烘焙坊", "area": county.area("刘庄村"),
        "asked_on": date(2026, 3, 1), "done_on": date(2026, 3, 2 + number),
    },
    "trainings": lambda county, number: {
        "title": f"安全生产培训{number}", "held_on": date(2026, 4, 1), "area": county.area("德固镇"), "attendance": 40,
    },
    "bank_meetings": lambda county, number: {
        "title": f"银企对接会{number}", "held_on": date(2026, 5, 1), "area": county.area("德固镇"), "banks": "农商银行",
    },
    "service_teams": lambda county, number: {
        "name": f"服务专班{number}", "leader": county.who("德固镇分管领导"), "area": county.area("德固镇"),
    },
    "tax_income": lambda county, number: {
        "month": date(2026, 1 + number, 5), "amount": "4460000", "area": county.area("德固镇"), "rank": 1, "source": "区税务局月报",
    },
}  # fmt: skip
PARTS: dict[str, Callable[[County, int], dict[str, object]]] = {
    "milestones": lambda county, number: {"title": f"节点{number}", "due_on": date(2026, 6, 1 + number)},
    "permits": lambda county, number: {"title": f"手续{number}", "due_on": date(2026, 6, 1 + number)},
    "negotiations": lambda county, number: {
        "held_on": date(2026, 2, 1 + number), "with_whom": "投资方", "topic": "厂房租金",
    },
}  # fmt: skip


def register(key: str) -> Register[Any]:
    return next(one for one in registers() if one.key == key)


@pytest.mark.parametrize("key", [*ROWS, *PARTS])
class TestLedgers:
    """What every ledger promises, for the plain registers of the room at once."""

    def test_it_holds(self, key: str, county: County, client: Client) -> None:
        whole = project(county) if key in PARTS else None
        made = {**ROWS, **PARTS}[key]
        for number in range(3):
            values = made(county, number) | ({"project": whole} if whole else {})
            register(key).add(actor=SYSTEM, values=values)
        suite = LedgerSuite()
        suite.key = key  # type: ignore[misc]
        suite.test_every_column_reads_orders_and_loads_in_one_statement(county)
        suite.test_the_page_costs_a_fixed_number_of_statements(county, client)
        suite.test_roles_see_it_or_are_refused_as_the_table_says(county, client)
        suite.test_every_filter_works_and_survives_the_address(county)


def test_a_project_has_its_days_in_order_and_its_parts_with_it(county: County) -> None:
    with pytest.raises(Invalid) as refusal:
        project(county, stage="building", signed_on=date(2026, 3, 1))
    assert {fault.field for fault in refusal.value.faults} == {"started_on"}
    one = project(county, stage="building", signed_on=date(2026, 3, 1), started_on=date(2026, 3, 29))
    officer = county.who(OFFICER)
    for day in range(1, 6):
        NEGOTIATIONS.add(
            actor=officer,
            values={"project": one.pk, "held_on": date(2026, 2, day), "with_whom": "投资方", "topic": "用地"},
        )
    MILESTONES.add(actor=officer, values={"project": one.pk, "title": "主体封顶", "due_on": date(2026, 9, 1)})
    assert set(Negotiation.objects.values_list("area_path", flat=True)) == {one.area_path}
    assert figure(county, "projects.negotiations_max") == 5
    assert figure(county, "projects.signed_to_start_days_min") == 28
    with pytest.raises(NotAllowed):  # the officer follows it, but does not choose who does
        PROJECTS.edit(actor=county.who("德固镇村镇办经办"), pk=one.pk, values={"officer": None})
    with pytest.raises(Invalid):  # a project of another town cannot be named
        MILESTONES.add(
            actor=county.who("城关镇统计员"), values={"project": one.pk, "title": "x", "due_on": date(2026, 9, 1)}
        )


def test_a_difficulty_is_a_case_that_counts_when_it_is_solved(county: County) -> None:
    one, officer = firm(county), county.who(OFFICER)
    found = report_difficulty(officer, enterprise_id=one.pk, about="labour", text="缺缝纫工 30 人")
    assert (found.case.kind, found.case.title) == (CaseKind.DIFFICULTY, "同辉服饰公司用工")
    assert found.case.reporter_phone == "15400012345"
    assert list(difficulties(officer)) == [found]
    sections = spine(officer, Thing(ThingKind.ENTERPRISE, one.pk))
    assert [item.title for section in sections if section.key == "difficulties" for item in section.items] == [
        "同辉服饰公司用工"
    ]
    assert figure(county, "enterprises.problems_solved") == 0
    with pytest.raises(Invalid) as refusal:
        report_difficulty(officer, enterprise_id=one.pk, about="weather", text="下雨")
    assert refusal.value.faults[0].field == "about"
    with pytest.raises(NotFound):
        report_difficulty(county.who("城关镇统计员"), enterprise_id=one.pk, about="labour", text="缺人")


def test_who_asked_who_solved_and_in_how_many_days_stand_on_the_page_and_count(county: County, client: Client) -> None:
    one, officer = firm(county), county.who(OFFICER)
    with clock.at(clock.now() - timedelta(days=3)):
        solved = report_difficulty(officer, enterprise_id=one.pk, about="labour", text="缺缝纫工 30 人").case
        report_difficulty(officer, enterprise_id=one.pk, about="power", text="变压器容量不足")
    handler = county.who("德固镇村镇办经办")
    Case.objects.filter(pk=solved.pk).update(
        state="closed", outcome="solved", closed_at=clock.now(), handler=handler, office=county.office("德固镇村镇办")
    )
    today = Period(clock.today(), clock.today())
    taken = indicator("enterprises.days_to_solve")
    assert taken.value(SYSTEM, county.area("德固镇"), today).value == pytest.approx(3, abs=0.01)
    assert taken.rows(SYSTEM, county.area("德固镇"), today).count() == 1
    rows = ledger("difficulties").page(SYSTEM, LedgerQuery()).rows
    assert {cell.text for row in rows for cell in row.cells if cell.key == "days"} == {"3", ""}
    client.force_login(officer)
    page = client.get(f"/enterprises/{one.pk}/").content.decode()
    assert "已 3 天" in page and handler.name in page and "15400012345" not in page


def test_services_meetings_and_tax_give_their_figures(county: County) -> None:
    one, town = firm(county), county.area("德固镇")
    for number in range(2):
        AGENCY_SERVICES.add(actor=county.who(CLERK), values=ROWS["agency_services"](county, number))
    with pytest.raises(Invalid):
        AGENCY_SERVICES.add(actor=SYSTEM, values={**ROWS["agency_services"](county, 3), "done_on": date(2026, 2, 1)})
    TRAININGS.add(actor=SYSTEM, values=ROWS["trainings"](county, 0))
    meeting = BANK_MEETINGS.add(actor=SYSTEM, values=ROWS["bank_meetings"](county, 0))
    with pytest.raises(Invalid) as refusal:
        BANK_NEEDS.add(
            actor=SYSTEM, values={"meeting": meeting, "enterprise": one, "amount": 500_000, "credit": 300_000}
        )
    assert refusal.value.faults[0].field == "bank"
    BANK_NEEDS.add(
        actor=SYSTEM,
        values={"meeting": meeting, "enterprise": one, "amount": 500_000, "bank": "农商银行", "credit": 300_000},
    )
    income = TAX_INCOME.add(
        actor=county.who(CLERK),
        values={"month": date(2026, 5, 3), "amount": "22310000", "area": town, "source": "区税务局"},
    )
    assert income.month == date(2026, 5, 31)
    with pytest.raises(Invalid) as unsourced:
        TAX_INCOME.add(actor=SYSTEM, values={"month": date(2026, 4, 3), "amount": 1, "area": town, "source": ""})
    assert unsourced.value.faults[0].field == "source"
    assert [
        figure(county, key) for key in ("services.agency", "training.person_times", "meetings.bank_enterprise")
    ] == [2, 40, 1]
    assert figure(county, "economy.tax_income") == Decimal(22_310_000)


def test_the_pages_of_a_project_list_its_parts_and_lead_back(county: County, client: Client) -> None:
    one = project(county)
    client.force_login(county.who(OFFICER))
    page = client.get(f"/projects/{one.pk}/").content.decode()
    assert f"/negotiations/add/?project={one.pk}" in page
    assert client.get(f"/negotiations/add/?project={one.pk}").status_code == 200
    sent = {"project": str(one.pk), "held_on": "2026-02-03", "with_whom": "杭州客商", "topic": "厂房和用工"}
    made = client.post("/negotiations/add/", sent)
    assert made.headers["Location"] == f"/projects/{one.pk}/"
    assert "杭州客商" in client.get(f"/projects/{one.pk}/").content.decode()
    talk = Negotiation.objects.get()
    assert f"/projects/{one.pk}/" in client.get(f"/negotiations/{talk.pk}/").content.decode()
    enterprise = firm(county)
    asked = client.post(
        f"/enterprises/{enterprise.pk}/difficulty/",
        {"about": "funds", "text": "流动资金缺 200 万", "channel": "phone", "urgency": "normal"},
    )
    assert asked.status_code == 302
    assert "未办结的难题" in client.get(f"/enterprises/{enterprise.pk}/").content.decode()
