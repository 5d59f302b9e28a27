"""Automatic dispatch: off unless a town sets a confidence; below it never; with its reasons and a mark."""

from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bihuan.cases.defaults import load_defaults
from bihuan.cases.models import State, TriageDecision
from bihuan.cases.services.rules import RuleEntry, add_rule, set_threshold
from bihuan.cases.tests.conftest import DESK, LEADER, WATER
from bihuan.cases.thinking.answers import Proposal, Proposed
from bihuan.cases.thinking.automatic import may_go_out
from bihuan.kernel.errors import Invalid, NotAllowed
from bihuan.platform.jobs.running import run_pending

sure = st.floats(0, 1)
answer = st.one_of(st.none(), sure)


@given(
    threshold=st.one_of(st.none(), st.floats(0.5, 1)),
    category=answer,
    office=answer,
    signs=st.integers(0, 2),
    major=st.booleans(),
)
def test_nothing_goes_out_below_the_threshold(threshold, category, office, signs, major):
    found = Proposal(
        category=None if category is None else Proposed(SimpleNamespace(), "", category),
        office=None if office is None else Proposed(SimpleNamespace(), "", office),
        signs=tuple(Proposed("risk", "", 0.7) for _one in range(signs)),
    )
    out = may_go_out(found, threshold, major=major)
    allowed = threshold is not None and not major and not signs and category is not None and office is not None
    assert out == (allowed and category >= threshold and office >= threshold)


@pytest.fixture
def ruled(county):
    load_defaults()
    entry = RuleEntry("停水", county.office(WATER), "供水所管水", county.area("德固镇"), words=["停水", "自来水"])
    add_rule(county.who(LEADER), entry=entry)
    return county


def reported(report, **values):
    loop = report(**({"title": "刘庄村停水", "text": "刘庄村没有自来水,水压也不行,水管爆了"} | values))
    run_pending()
    loop.case.refresh_from_db()
    return loop.case


def test_off_by_default(ruled, report):
    assert reported(report).state == State.REPORTED


def test_a_sure_matter_goes_out_with_reason_mark_and_owner(ruled, report):
    set_threshold(ruled.who(LEADER), town=ruled.area("德固镇"), automatic_from=0.6)
    case = reported(report)
    assert (case.state, case.office, case.category.code) == (State.DISPATCHED, ruled.office(WATER), "appeal.water")
    assert case.why_assigned["rule"] == "automatic" and "系统自动分派" in case.why_assigned["text"]
    assert "规则“停水”" in case.why_assigned["text"] and case.first_contact == ruled.who(DESK)
    decision = TriageDecision.objects.get(case=case)
    assert decision.automatic and decision.by is None and decision.followed and decision.confidence >= 0.6


@pytest.mark.parametrize(
    "values",
    [
        {"text": "刘庄村20多户没有自来水,水管爆了"},  # a group
        {"title": "刘庄村停水", "text": "不知怎么回事"},  # not sure
        {"title": "墙要倒了,停水", "text": "没有自来水,水管爆了,房子要塌"},  # high risk
        {"kind": "dispute"},  # another tree
    ],
)
def test_signs_and_doubt_wait_for_the_desk(ruled, report, values):
    set_threshold(ruled.who(LEADER), town=ruled.area("德固镇"), automatic_from=0.6)
    assert reported(report, **values).state == State.REPORTED


def test_what_looks_like_another_open_case_waits_for_the_desk(ruled, report):
    report(title="刘庄村停水", text="刘庄村没有自来水,水压也不行,水管爆了")
    set_threshold(ruled.who(LEADER), town=ruled.area("德固镇"), automatic_from=0.6)
    assert reported(report).state == State.REPORTED


def test_thresholds_are_kept_by_the_towns_heads(ruled):
    town = ruled.area("德固镇")
    with pytest.raises(Invalid):
        set_threshold(ruled.who(LEADER), town=town, automatic_from=0.3)
    for outsider in (DESK, "城关镇分管领导"):
        with pytest.raises(NotAllowed):
            set_threshold(ruled.who(outsider), town=town, automatic_from=0.9)
    assert set_threshold(ruled.who(LEADER), town=town, automatic_from=0.9).version == 1
    assert set_threshold(ruled.who(LEADER), town=town, automatic_from=None).automatic_from is None
