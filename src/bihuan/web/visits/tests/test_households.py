"""The pages of household visits as a secretary, a leader and an auditor meet them."""

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bihuan.cases.models import Case
from bihuan.orgs.models import Staff
from bihuan.platform.policies import holds
from bihuan.visits.household_registers import VISITS
from bihuan.visits.models import Care, HouseholdVisit
from bihuan.visits.policies import KEEP_VISITS, READ_HUNDRED
from bihuan.visits.tests.test_households import AUDITOR, done, home_of, visit
from bihuan.visits.tests.worlds import GRID, LEADER, VILLAGE
from tests.worlds import County


def test_the_plan_leads_to_a_visit_and_with_one_tap_to_a_matter(county: County, client: Client) -> None:
    home = home_of(county)
    client.force_login(county.who(VILLAGE))
    page = client.get("/visits/").content.decode()
    assert f"/visits/record/?household={home.pk}" in page and "还没有走访过" in page
    given = {
        "household": home.pk,
        "heard": "",
        "way": "home",
        "visited_on": "2026-01-05",
        "met": "赵大柱",
        "cares": ["mental"],
    }
    refused = client.post("/visits/record/", given)
    assert refused.status_code == 422 and "赵大柱" in refused.content.decode()
    assert client.post("/visits/record/", {**given, "heard": "想有个吃午饭的地方。"}).status_code == 302
    kept = HouseholdVisit.objects.get()
    assert kept.visitor == county.who(VILLAGE) and Care.objects.count() == 1
    shown = client.get(VISITS.url(kept.pk)).content.decode()
    assert "想有个吃午饭的地方" in shown and "赵大柱" not in shown
    assert client.post(f"/household-visits/{kept.pk}/onward/matter/").status_code == 302
    assert Case.objects.get().kind == "benefit"
    client.force_login(county.who(AUDITOR))
    assert "想有个吃午饭的地方" not in client.get(VISITS.url(kept.pk)).content.decode()
    assert client.post(f"/household-visits/{kept.pk}/onward/case/").status_code == 403


def test_a_leader_sets_the_goals_and_every_number_opens_its_rows(county: County, client: Client) -> None:
    client.force_login(county.who(LEADER))
    assert client.post(f"/hundred/{county.area('德固镇').pk}/set/", {"seen": ""}).status_code == 302
    visit(county, home_of(county))
    done(county, home_of(county, "H-2"))
    page = client.get("/hundred/").content.decode()
    addresses = [part.split('"')[0].replace("&amp;", "&") for part in page.split('href="')[1:]]
    rows = [one for one in addresses if one.startswith("/ledgers/household_visits/?")]
    assert len(rows) == 1 and "H-1" in client.get(rows[0]).content.decode()
    finished, begun = (one for one in addresses if one.startswith("/ledgers/benefit_matters/?"))
    number = Case.objects.get().number
    assert number in client.get(finished).content.decode() and number not in client.get(begun).content.decode()


def test_the_pages_open_to_those_of_the_table(county: County, client: Client) -> None:
    home_of(county)
    for person in Staff.objects.all():
        client.force_login(person)
        assert client.get("/visits/").status_code == (200 if holds(person, KEEP_VISITS) else 403), person.name
        assert client.get("/hundred/").status_code == (200 if holds(person, READ_HUNDRED) else 403), person.name


def test_the_plan_costs_the_same_for_many_households(county: County, client: Client) -> None:
    client.force_login(county.who(GRID))
    counts = []
    for number in range(12):
        home_of(county, f"H-{number}")
        if number in (2, 11):
            client.get("/visits/")
            with CaptureQueriesContext(connection) as asked:
                client.get("/visits/")
            counts.append(len(asked))
    assert counts[0] == counts[1] <= 16
