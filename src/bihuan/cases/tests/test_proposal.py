"""The triage proposal: what it proposes, why, and that it says nothing when nothing speaks for it."""

import pytest

from bihuan.cases.defaults import load_defaults
from bihuan.cases.proposal import Matter, propose
from bihuan.cases.tests.test_selectors import counted
from bihuan.orgs.models import AreaAlias, Office
from bihuan.platform.actors import SYSTEM
from bihuan.platform.change import create


@pytest.fixture
def town(county):
    load_defaults()
    office = Office(
        name="德固镇劳动站",
        kind="station",
        area=county.area("德固镇"),
        town=county.area("德固镇"),
        duties="劳动报酬 工资 欠薪 社保",
    )
    county.offices["德固镇劳动站"] = create(office, actor=SYSTEM)
    create(AreaAlias(area=county.area("刘庄村"), name="老刘庄"), actor=SYSTEM)
    return county.area("德固镇")


def test_category_office_and_area_come_with_their_reasons(county, town):
    proposal = propose(Matter("老刘庄二十多名农民工在工地被欠薪,讨薪无果,扬言去上访", kind="dispute", town=town))
    assert proposal.category.value.code == "dispute.labour" and "讨薪" in proposal.category.words
    assert proposal.office.value == county.office("德固镇劳动站") and "欠薪" in proposal.office.reason
    assert proposal.area.value == county.area("刘庄村").pk and "老刘庄" in proposal.area.reason
    assert proposal.urgency.value == "urgent"
    assert {sign.value for sign in proposal.signs} == {"group", "risk"}
    assert proposal.why["text"] == proposal.office.reason
    assert 0 < proposal.category.confidence <= 1


@pytest.mark.parametrize(
    ("text", "urgency"),
    [("厂房着火了", "emergency"), ("家里燃气泄漏", "emergency"), ("小区停水一天", "urgent"), ("想办老年证", "normal")],
)
def test_urgency_by_declared_words(town, text, urgency):
    assert propose(Matter(text, town=town)).urgency.value == urgency


def test_nothing_is_proposed_where_nothing_speaks_for_it(town):
    proposal = propose(Matter("你好", town=town))
    assert (proposal.category, proposal.office, proposal.area, proposal.kind, proposal.signs) == (
        None,
        None,
        None,
        None,
        (),
    )
    assert propose(Matter("", town=None)).office is None


def test_several_villages_and_departments_are_signs(town):
    signs = {sign.value for sign in propose(Matter("刘庄村和河湾村的水渠,几个部门相互推诿", town=town)).signs}
    assert signs == {"areas", "departments"}


def test_a_proposal_costs_a_fixed_number_of_queries(county, town):
    propose(Matter("刘庄村停水", town=town))
    costs = set()
    for text in ("刘庄村停水", "河湾村二十多名工人讨薪" * 30):
        with counted() as run:
            propose(Matter(text, kind="appeal", town=town))
        costs.add(run.statements)
    assert len(costs) == 1 and costs.pop() <= 8
