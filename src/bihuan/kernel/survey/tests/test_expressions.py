"""Expressions of forms: one table for Python and TypeScript, hostile ones refused, and both halves agree on whatever comes."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bihuan.kernel.survey import expressions
from bihuan.kernel.survey.answering import Form
from bihuan.kernel.survey.design import Design, LoopError, Question, order_of
from bihuan.kernel.survey.expressions import ExpressionError, Value, judge, read, text_of
from bihuan.kernel.survey.patterns import PatternError, matcher
from bihuan.kernel.survey.tests.twin import Twin, node

TABLE: dict[str, Any] = json.loads((Path(expressions.__file__).parent / "cases.json").read_text(encoding="utf-8"))
GIVEN = {name: TABLE[name] for name in ("values", "many", "columns", "dot", "today")}
TODAY = "2026-06-30"


class Told:
    """A scope that is told everything."""

    def __init__(
        self,
        values: dict[str, Value],
        many: dict[str, Sequence[Value]],
        columns: dict[str, str],
        dot: Value,
        today: str,
    ):
        self.values, self.lists, self.columns, self.dot, self.today = values, many, columns, dot, today

    def one(self, name: str) -> Value:
        return self.values.get(name, "")

    def many(self, name: str) -> Sequence[Value]:
        return self.lists.get(name, [])

    def column(self, name: str) -> str:
        return self.columns.get(name, "")


def judged(source: str, **scope: Any) -> dict[str, str]:
    """What Python says, in the words of the twin."""
    try:
        value = judge(read(source), Told(**{**GIVEN, **scope}))
    except ExpressionError as wrong:
        return {"error": wrong.code}
    kind = {str: "string", bool: "boolean"}.get(type(value), "number")
    return {"type": kind, "value": text_of(value)}


@pytest.fixture(scope="module")
def twin(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Twin]:
    program = node()
    if program is None:
        pytest.skip("the front end is not installed")
    one = Twin(program, tmp_path_factory.mktemp("survey"))
    yield one
    one.end()


def test_the_table_holds_in_python() -> None:
    said = {source: judged(source).get("value") for source, _expected in TABLE["cases"]}
    assert said == dict(TABLE["cases"])
    assert {source: judged(source).get("error") for source, _code in TABLE["refused"]} == dict(TABLE["refused"])


def test_the_table_holds_in_typescript(twin: Twin) -> None:
    both = [*TABLE["cases"], *TABLE["refused"]]
    answers = twin.ask([{"source": source, **GIVEN} for source, _expected in both])
    assert [one.get("value", one.get("error")) for one in answers] == [expected for _source, expected in both]
    assert answers == [judged(source) for source, _expected in both]


# --- whatever comes ---------------------------------------------------------------------------------------------------

_numbers = st.one_of(
    st.integers(-(10**7), 10**7), st.floats(-1e9, 1e9, allow_subnormal=False).map(lambda one: round(one, 4))
)
_texts = st.one_of(
    st.text("ab1 9.-年😀", max_size=6),
    st.sampled_from(["2026-06-30", "2024-02-29", "2023-02-29", "a b", "12", "-0", "1e5"]),
)
_leaf = st.one_of(
    _numbers.filter(lambda one: one >= 0).map(lambda one: format(one, "f") if isinstance(one, float) else str(one)),
    _texts.map(lambda one: f"'{one}'"),
    st.sampled_from(
        [
            "${x}",
            "${y}",
            "${z}",
            ".",
            "today()",
            "true()",
            "town",
            "count(${rows})",
            "sum(${rows})",
            "max(${rows})",
            "min(${rows}, 1)",
        ]
    ),
)
_one_sided = [
    "not",
    "number",
    "string",
    "boolean",
    "string-length",
    "round",
    "int",
    "abs",
    "floor",
    "ceiling",
    "date",
    "count-selected",
]
_two_sided = [
    "selected",
    "selected-at",
    "coalesce",
    "concat",
    "contains",
    "starts-with",
    "ends-with",
    "round",
    "substr",
    "min",
    "max",
]
_signs = [" + ", " - ", " * ", " div ", " mod ", " = ", " != ", " < ", " <= ", " > ", " >= ", " and ", " or "]
_expressions = st.recursive(
    _leaf,
    lambda inner: st.one_of(
        st.builds("{}({})".format, st.sampled_from(_one_sided), inner),
        st.builds("{}({}, {})".format, st.sampled_from(_two_sided), inner, inner),
        st.builds("({}{}{})".format, inner, st.sampled_from(_signs), inner),
        st.builds("if({}, {}, {})".format, inner, inner, inner),
        st.builds("-{}".format, inner),
    ),
    max_leaves=8,
)
_values = st.one_of(_numbers, _texts, st.just(""))
_scopes = st.fixed_dictionaries(
    {
        "values": st.fixed_dictionaries({"x": _values, "y": _values, "z": _values}),
        "many": st.fixed_dictionaries({"rows": st.lists(_values, max_size=4)}),
        "columns": st.just({"town": "a"}),
        "dot": _values,
        "today": st.just(TODAY),
    }
)


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.tuples(_expressions, _scopes), min_size=12, max_size=12))
def test_python_and_typescript_agree(twin: Twin, asked: list[tuple[str, dict[str, Any]]]) -> None:
    answers = twin.ask([{"source": source, **scope} for source, scope in asked])
    assert answers == [judged(source, **scope) for source, scope in asked]


@settings(max_examples=200, deadline=None)
@given(st.text("${}()'\".,+-*=<>ab1 \nandordivmod:count", max_size=40))
def test_no_text_breaks_the_reader(source: str) -> None:
    judged(source)


# --- patterns ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "source",
    [
        "(a+)+",
        "(a|a)*",
        "a?" * 40,
        "(a|b){60}",
        r"(a)\1",
        "(?=a)",
        "[z-a]",
        "a**",
        "(",
        "[a",
        "a{3",
        "a{5,2}",
        "a+b+c+d+",
        r"\p{L}",
    ],
)
def test_patterns_that_run_away_or_differ_are_refused(source: str) -> None:
    with pytest.raises(PatternError):
        matcher(source)


_PATTERNS = [
    r"1[3-9]\d{9}",
    r"[a-c-]+x?",
    r"(a|bc){2}",
    r"[^\d\s]{1,3}",
    r"年.*",
    r"\w+\.\w+",
    "[]a]+",
    r"a\-b|a",
    "[.]{2}",
]


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.lists(st.tuples(st.sampled_from(_PATTERNS), st.text("abcx13年.-] \n", max_size=12)), min_size=20, max_size=20)
)
def test_patterns_match_alike(twin: Twin, asked: list[tuple[str, str]]) -> None:
    answers = twin.ask([{"source": f"regex(${{x}}, '{source}')", "values": {"x": text}} for source, text in asked])
    assert [one["value"] == "true" for one in answers] == [matcher(source)(text) for source, text in asked]


# --- whole answers ----------------------------------------------------------------------------------------------------

Q = Question
CHOICES = {
    "yes_no": [{"name": "yes", "label": "是"}, {"name": "no", "label": "否"}],
    "street": [{"name": "s1", "label": "一街", "town": "yes"}, {"name": "s2", "label": "二街", "town": "no"}],
}
HOUSE = Design(
    "住户调查",
    [
        Q("text", "head", "户主", required="true()", constraint="string-length(.) <= 4"),
        Q("select_one", "town", "镇", choices="yes_no", required="true()"),
        Q("select_one", "street", "街", choices="street", choice_filter="town = ${town}"),
        Q("select_multiple", "pets", "养", choices="street", relevant="${town} = 'yes'"),
        Q("group", "water", "用水", relevant="count(${people}) > 0", children=[
            Q("decimal", "use", "用水量", constraint=". >= 0 and . < 1000"),
            Q("date", "since", "起", constraint=". <= today()"),
            Q("calculate", "each", calculation="round(${use} div count(${people}), 2)"),
        ]),
        Q("repeat", "people", "成员", children=[
            Q("text", "name", "姓名", required="${age} > 3"),
            Q("integer", "age", "年龄", constraint=". >= 0 and . <= 130"),
            Q("calculate", "adult", calculation="if(${age} >= 18, 1, 0)"),
            Q("repeat", "jobs", "工作", relevant="${adult} = 1", children=[Q("decimal", "pay", "收入"), Q("geopoint", "spot", "位置")]),
            Q("calculate", "earned", calculation="sum(${pay})"),
        ]),
        Q("calculate", "adults", calculation="sum(${adult})"),
        Q("calculate", "income", calculation="sum(${pay})"),
        Q("note", "told", "成年 ${adults} 人", relevant="${adults} > 0"),
    ],
    CHOICES,
)  # fmt: skip
_given = st.one_of(
    st.none(), st.sampled_from(["", "yes", "no", "s1", "s1 s2", "2026-01-02", "2030-01-01", "12", "-3", "1.50", "x", "31.2 114.5",
        "1e3", "刘强强强强"]),
    st.integers(-5, 200), st.floats(-5, 2000).map(lambda one: round(one, 3)), st.booleans(),
    st.lists(st.sampled_from(["s1", "s2", "s9"]), max_size=3), st.just({}), st.just([1]),
)  # fmt: skip


def _row(*names: str, **more: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries({}, optional={**dict.fromkeys(names, _given), **more})


_answers = _row(
    "head", "town", "street", "pets", "use", "since", "each", "adults", "unknown",
    people=st.one_of(_given, st.lists(_row("name", "age", "adult", jobs=st.lists(_row("pay", "spot"), max_size=2)), max_size=3)),
)  # fmt: skip


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(_answers, min_size=8, max_size=8))
def test_server_and_browser_settle_an_answer_alike(twin: Twin, asked: list[dict[str, Any]]) -> None:
    form = Form(HOUSE)
    answers = twin.ask([{"design": HOUSE.as_json(), "raw": raw, "today": TODAY} for raw in asked])
    for raw, theirs in zip(asked, answers, strict=True):
        ours = form.settle(raw, TODAY, offers=True)
        assert theirs == {
            "values": ours.values, "wrong": [[one.path, one.code] for one in ours.wrong], "hidden": sorted(ours.hidden),
            "reckoned": ours.reckoned, "labels": ours.labels, "offered": ours.offered,
        }  # fmt: skip
        if not ours.wrong:  # what was accepted is accepted again and stays as it is
            again = form.settle(ours.values, TODAY)
            assert (again.values, again.wrong) == (ours.values, [])


def test_what_is_not_relevant_is_dropped_and_rows_are_summed() -> None:
    people = [
        {"name": "甲", "age": 40, "jobs": [{"pay": "100"}, {"pay": 20}]},
        {"name": "乙", "age": 6, "jobs": [{"pay": 999}]},
    ]
    settled = Form(HOUSE).settle(
        {"head": "刘强", "town": "no", "street": "s2", "pets": "s1", "use": "30", "people": people}, TODAY
    )
    assert settled.wrong == []
    assert "pets" not in settled.values
    assert "jobs" not in settled.values["people"][1]
    assert (settled.values["each"], settled.values["adults"], settled.values["income"]) == (15, 1, 120)
    assert settled.labels["told"] == "成年 1 人"


def test_a_form_that_loops_on_itself_is_found() -> None:
    design = Design(
        "圈",
        [
            Q("calculate", "a", calculation="${b} + 1"),
            Q("integer", "b", relevant="${c} > 1"),
            Q("calculate", "c", calculation="${a}"),
        ],
    )
    with pytest.raises(LoopError) as found:
        order_of(design)
    assert set(found.value.names) == {"a", "b", "c"}
    inside = Design("圈", [Q("repeat", "r", relevant="count(${x}) > 1", children=[Q("text", "x")])])
    with pytest.raises(LoopError):
        order_of(inside)
