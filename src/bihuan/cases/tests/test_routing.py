"""Routing rules of a town: the first that holds names the office and says so; tried dry; warned about; kept by its heads."""

from datetime import timedelta

import pytest

from bihuan.cases.defaults import load_defaults
from bihuan.cases.models import RoutingRule
from bihuan.cases.proposal import Matter, propose
from bihuan.cases.services.rules import RuleEntry, add_rule, draft_rule, edit_rule, move_rule, void_rule
from bihuan.cases.tests.conftest import BUILDING, DESK, LEADER, MONDAY, WATER
from bihuan.cases.thinking.routing import rules_for, try_dry, warnings
from bihuan.kernel import clock
from bihuan.kernel.errors import Conflict, Invalid, NotAllowed
from bihuan.orgs.models import Office


@pytest.fixture
def town(county):
    load_defaults()
    return county.area("德固镇")


@pytest.fixture
def rule(county, town):
    """`rule(name=…, words=…)` adds a rule of 德固镇 by its leader."""

    def add(**values):
        given = {"name": "停水找供水所", "office": county.office(WATER), "reason": "供水所管水", "town": town} | values
        return add_rule(county.who(LEADER), entry=RuleEntry(**given))

    return add


def test_the_first_rule_that_holds_names_the_office_and_says_why(county, town, rule):
    water = rule(categories=["appeal.water"], words=["停水", "自来水"])
    rule(name="其余找村镇办", office=county.office(BUILDING), reason="镇里约定")
    found = propose(Matter("刘庄村停水三天", kind="appeal", town=town))
    assert (found.office.value, found.rule, found.office.confidence) == (county.office(WATER), water.pk, 1.0)
    assert (
        "停水找供水所" in found.office.reason
        and "供水排水" in found.office.reason
        and "供水所管水" in found.office.reason
    )
    assert found.why["rule_id"] == str(water.pk)
    other = propose(Matter("路灯坏了没人修", kind="appeal", town=town))
    assert other.office.value == county.office(BUILDING) and "不设条件" in other.office.reason


@pytest.mark.parametrize(
    ("asked", "matter", "holds"),
    [
        ({"kinds": ["dispute"]}, {"kind": "appeal"}, False),
        ({"kinds": ["appeal"]}, {"kind": "appeal"}, True),
        ({"channels": ["hotline"]}, {"channel": "phone"}, False),
        ({"channels": ["hotline"]}, {"channel": "hotline"}, True),
        ({"from_hour": 18, "until_hour": 8}, {"hour": 23}, True),
        ({"from_hour": 18, "until_hour": 8}, {"hour": 7}, True),
        ({"from_hour": 18, "until_hour": 8}, {"hour": 8}, False),
        ({"without_words": ["停水"]}, {}, False),
        ({"urgency_from": "emergency"}, {}, False),
        ({"urgency_from": "urgent"}, {}, True),
        ({"areas": "河湾村"}, {}, False),
        ({"areas": "刘庄村"}, {}, True),
    ],
)
def test_every_condition_is_asked(county, town, rule, asked, matter, holds):
    if "areas" in asked:
        asked = {"areas": [str(county.area(asked["areas"]).pk)]}
    made = rule(**asked)
    found = propose(Matter(**({"text": "刘庄村停水三天", "kind": "appeal", "town": town} | matter)))
    assert (found.rule == made.pk) is holds


def test_a_town_rule_goes_before_the_countys_and_order_can_be_changed(county, town, rule):
    county_rule = add_rule(
        county.who("县县综治中心"), entry=RuleEntry(name="全县", office=county.office("县住建局"), reason="县里统一")
    )
    first, second = rule(), rule(name="第二条", office=county.office(BUILDING))
    assert [one.pk for one in rules_for(town.pk)] == [first.pk, second.pk, county_rule.pk]
    move_rule(county.who(LEADER), rule_id=second.pk, up=True)
    assert [one.pk for one in rules_for(town.pk)] == [second.pk, first.pk, county_rule.pk]
    void_rule(county.who(LEADER), rule_id=second.pk, reason="职责已调整")
    assert [one.pk for one in rules_for(town.pk)] == [first.pk, county_rule.pk]
    assert [one.pk for one in rules_for(county.area("城关镇").pk)] == [county_rule.pk]


def test_a_dry_run_says_what_would_go_elsewhere_and_changes_nothing(county, town, rule, report):
    alike, other, old = (
        report(),
        report(title="路灯坏了", text="路灯坏了"),
        report(reported_at=MONDAY - timedelta(days=200)),
    )
    for loop in (alike, other, old):
        loop.dispatched_to(WATER)
    tried = try_dry(town, [draft_rule(RuleEntry("路灯", county.office(BUILDING), "约定", town, words=["路灯"]))])
    assert (tried.run.cases, tried.run.routed, tried.run.same) == (2, 1, 0)
    ((case, office, reason),) = tried.elsewhere
    assert (case.pk, office) == (other.case.pk, county.office(BUILDING)) and "路灯" in reason
    assert not RoutingRule.objects.exists()
    other.case.refresh_from_db()
    assert other.case.office == county.office(WATER)


def test_shadowed_rules_and_closed_offices_are_warned_of_and_not_followed(county, town, rule):
    rule(name="都给供水所")
    shadowed = rule(name="停水", words=["停水"])
    assert any(shadowed.name in one and "永远用不到" in one for one in warnings(rules_for(town.pk)))
    Office.objects.filter(pk=county.office(WATER).pk).update(valid_to=clock.today())
    assert sum("已撤销" in one for one in warnings(rules_for(town.pk))) == 2
    assert propose(Matter("停水", kind="appeal", town=town)).rule is None


def test_faults_name_their_fields_and_others_keep_out(county, town, rule):
    with pytest.raises(Invalid) as refused:
        rule(name=" ", office=county.office("城关镇供水所"), reason="", words=["水"], from_hour=5, categories=["没有"])
    fields = {fault.field for fault in refused.value.faults}
    assert fields == {"name", "office", "reason", "words", "until_hour", "categories"}
    made = rule()
    with pytest.raises(Conflict):
        rule()
    entry = RuleEntry("改名", county.office(WATER), "理由", town)
    for outsider in (DESK, "城关镇分管领导", "德固镇经办人员"):
        with pytest.raises(NotAllowed):
            edit_rule(county.who(outsider), rule_id=made.pk, entry=entry)
    with pytest.raises(NotAllowed):
        add_rule(county.who(LEADER), entry=RuleEntry("全县规则", county.office("县住建局"), "越权"))
    assert edit_rule(county.who(LEADER), rule_id=made.pk, entry=entry, seen=made.version).name == "改名"
