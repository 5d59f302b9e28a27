"""Conditions: read with every fault, judged one by one and by the hundred thousand alike, said in words."""

from datetime import date
from decimal import Decimal
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bihuan.kernel.errors import Invalid
from bihuan.platform.conditions import Kind, Known, Verdict, coded, facts_asked, judge, judge_many, read, said
from bihuan.platform.conditions.model import DEEPEST, WAYS

STAFF = Known("staff", "职工人数", Kind.NUMBER, "人")
TRADE = Known("trade", "所属行业", Kind.CHOICE, choices={"make": "制造业", "shop": "零售业", "farm": "种植业"})
SCOPE = Known("scope", "主营业务", Kind.TEXT)
SINCE = Known("since", "成立日期", Kind.DAY)
LOAN = Known("loan", "贷款需求", Kind.TRUTH)
KNOWN = [STAFF, TRADE, SCOPE, SINCE, LOAN]
SMALL = {"fact": "staff", "is": "at_most", "value": 300}
MAKER = {"fact": "trade", "is": "one_of", "value": ["make"]}
WANTS = {"fact": "loan", "is": "yes"}


def values(known: Known) -> st.SearchStrategy[Any]:
    """Values that a condition of `known` may ask for."""
    return {
        Kind.NUMBER: st.integers(0, 5),
        Kind.CHOICE: st.lists(st.sampled_from(list(TRADE.choices)), min_size=1, max_size=3),
        Kind.TEXT: st.lists(st.sampled_from(["服装", "食品"]), min_size=1, max_size=2),
        Kind.DAY: st.dates(date(2020, 1, 1), date(2020, 1, 5)).map(date.isoformat),
        Kind.TRUTH: st.none(),
    }[known.kind]


conditions = st.sampled_from(KNOWN).flatmap(
    lambda known: st.builds(
        lambda way, value: {"fact": known.key, "is": str(way), "value": value},
        st.sampled_from(WAYS[known.kind]),
        values(known),
    )
)
rules = st.recursive(
    conditions,
    lambda parts: st.one_of(
        st.lists(parts, max_size=3).map(lambda found: {"all": found}),
        st.lists(parts, min_size=1, max_size=3).map(lambda found: {"any": found}),
        parts.map(lambda found: {"not": found}),
    ),
    max_leaves=6,
)
facts = st.fixed_dictionaries(
    {
        "staff": st.none() | st.integers(0, 5),
        "trade": st.none() | st.sampled_from(list(TRADE.choices)),
        "scope": st.sampled_from(["", "服装加工", "食品和服装", "运输"]),
        "since": st.none() | st.dates(date(2020, 1, 1), date(2020, 1, 5)),
        "loan": st.none() | st.booleans(),
    }
)


def columns(records: list[dict[str, Any]]) -> dict[str, Any]:
    """The records as the arrays that `judge_many` takes."""
    return {
        "staff": np.array([np.nan if one["staff"] is None else one["staff"] for one in records], dtype=np.float64),
        "trade": np.array([one["trade"] for one in records], dtype=object),
        "scope": np.array([one["scope"] for one in records], dtype=object),
        "since": np.array([one["since"] or "NaT" for one in records], dtype="datetime64[D]"),
        "loan": np.array([-1 if one["loan"] is None else int(one["loan"]) for one in records], dtype=np.int8),
    }


def depth(stored: Any) -> int:
    """Groups within groups."""
    parts = [stored["not"]] if "not" in stored else stored.get("all", stored.get("any", []))
    return 1 + max((depth(part) for part in parts), default=0) if parts or "fact" not in stored else 0


@settings(deadline=None)  # the first example pays for loading
@given(rules.filter(lambda stored: depth(stored) <= DEEPEST), st.lists(facts, min_size=1, max_size=6))
def test_many_are_judged_as_each_would_be(stored: Any, records: list[dict[str, Any]]) -> None:
    rule = read(stored, KNOWN)
    one_by_one = [int(judge(rule, record).verdict) for record in records]
    assert judge_many(rule, columns(records), len(records)).tolist() == one_by_one
    shared = columns(records)
    shared |= {key: coded(shared[key]) for key in ("trade", "scope")}
    assert judge_many(rule, shared, len(records)).tolist() == one_by_one
    assert said(rule)


@given(rules.filter(lambda stored: depth(stored) < DEEPEST), facts)
def test_not_turns_a_verdict_round_and_learning_more_never_turns_a_sure_one(
    stored: Any, record: dict[str, Any]
) -> None:
    rule, opposite = read(stored, KNOWN), read({"not": stored}, KNOWN)
    verdict = judge(rule, record).verdict
    assert judge(opposite, record).verdict == -verdict
    whole = {"staff": 3, "trade": "make", "scope": "服装", "since": date(2020, 1, 3), "loan": True}
    more = {key: value if value not in (None, "") else whole[key] for key, value in record.items()}
    if verdict is not Verdict.UNKNOWN:
        assert judge(rule, more).verdict is verdict


def test_reasons_say_what_is_met_unmet_and_unknown() -> None:
    rule = read(
        {"all": [SMALL, {"any": [MAKER, WANTS]}, {"not": {"fact": "scope", "is": "contains", "value": "烟花"}}]}, KNOWN
    )
    judged = judge(rule, {"staff": 320, "trade": "make", "scope": "服装加工"})
    assert judged.verdict is Verdict.UNMET
    unmet = [(reason.asked, reason.known) for reason in judged.of(Verdict.UNMET)]
    assert unmet == [("职工人数不超过 300 人", "320 人")]
    assert [(reason.asked, reason.known) for reason in judged.of(Verdict.UNKNOWN)] == [("贷款需求", "未登记")]
    assert [reason.fact for reason in judged.of(Verdict.MET)] == ["trade", "scope"]
    assert said(rule) == "职工人数不超过 300 人,并且(所属行业是制造业,或者贷款需求),并且不能是:主营业务含有烟花"
    assert [known.key for known in facts_asked(rule)] == ["staff", "trade", "loan", "scope"]


def test_an_empty_rule_is_met_by_everybody() -> None:
    for stored in ({}, None, {"all": []}):
        assert judge(read(stored, KNOWN), {}).verdict is Verdict.MET
    assert judge_many(read({}, KNOWN), {}, 3).tolist() == [1, 1, 1]


@pytest.mark.parametrize(
    ("stored", "words"),
    [
        ({"fact": "boss", "is": "yes"}, "第 1 条"),
        ({"all": [SMALL, {"fact": "staff", "is": "yes"}]}, "第 2 条"),
        ({"fact": "staff", "is": "at_most", "value": "很多"}, "数字"),
        ({"fact": "staff", "is": "at_most", "value": True}, "数字"),
        ({"fact": "trade", "is": "one_of", "value": ["mine"]}, "mine"),
        ({"fact": "trade", "is": "one_of", "value": []}, "1 到"),
        ({"fact": "since", "is": "from_day", "value": "昨天"}, "日期"),
        ({"all": "staff"}, "格式"),
        ([SMALL], "格式"),
        ({"all": [SMALL] * 61}, "最多 60 条"),
    ],
)
def test_what_cannot_be_meant_is_refused_by_its_place(stored: Any, words: str) -> None:
    with pytest.raises(Invalid) as refusal:
        read(stored, KNOWN)
    assert words in refusal.value.faults[0].message
    assert refusal.value.faults[0].field == "conditions"


def test_a_rule_that_digs_too_deep_is_refused() -> None:
    stored: dict[str, Any] = SMALL
    for _level in range(200):
        stored = {"not": stored}
    with pytest.raises(Invalid):
        read(stored, KNOWN)


def test_numbers_compare_exactly() -> None:
    rule = read({"fact": "staff", "is": "equals", "value": "0.3"}, KNOWN)
    assert judge(rule, {"staff": Decimal("0.3")}).verdict is Verdict.MET
