"""Life cycles: what a state offers, what the table is refused for, and laws that hold for any table."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bihuan.kernel.lifecycle import LifeCycle, LifeCycleInvalid, Step


def no_office(record: object, _actor: object) -> str:
    return "" if record == "with office" else "请先选择承办单位。"


STEPS = (
    Step("report", (), "reported", title="登记", public=True),
    Step("accept", ("reported",), "accepted", "triage", "受理", loop=True),
    Step("dispatch", ("accepted",), "handling", "triage", "分派", ("office",), (no_office,)),
    Step("send_back", ("handling",), "accepted", "handle", "退件", ("reason",)),
    Step("note", ("accepted", "handling"), None, "handle", "记录"),
    Step("close", ("handling",), "closed", "verify", "办结"),
    Step("reopen", ("closed",), "handling", "triage", "重新办理", or_states=("accepted",)),
)
CYCLE = LifeCycle(*STEPS, start="reported", final=("closed",))


def test_a_state_offers_its_verbs_in_the_order_of_the_table():
    assert CYCLE.verbs("handling") == ("send_back", "note", "close")
    assert CYCLE.verbs("nowhere") == ()
    assert [step.verb for step in CYCLE] == [step.verb for step in STEPS]
    assert "close" in CYCLE and "fly" not in CYCLE
    assert CYCLE.step("dispatch").asks == ("office",)
    with pytest.raises(KeyError):
        CYCLE.step("fly")


def test_the_first_reason_against_a_step_is_given():
    assert CYCLE.step("dispatch").refusal("without", None) == "请先选择承办单位。"
    assert CYCLE.step("dispatch").refusal("with office", None) == ""


def test_ways_through_the_table():
    assert CYCLE.reachable("closed") == {"closed", "handling", "accepted"}
    assert CYCLE.reachable("reported") == set(CYCLE.states)
    assert CYCLE.beginnings == ("reported",)


@pytest.mark.parametrize(
    ("steps", "options", "says"),
    [
        ((*STEPS, Step("accept", ("closed",), "accepted")), {}, "twice in the table: accept"),
        ((*STEPS, Step("jump", ("limbo",), "closed")), {}, "nothing leads to state limbo"),
        ((*STEPS, Step("shelve", ("accepted",), "shelved")), {}, "shelved is a dead end"),
        (
            (*STEPS, Step("shelve", ("accepted",), "shelved"), Step("look", ("shelved",), None)),
            {"final": ("closed",)},
            "to an end",
        ),
        (STEPS, {"states": ("reported", "accepted", "handling", "closed", "lost")}, "nothing leads to state lost"),
        (STEPS, {"states": ("reported", "accepted")}, "no such state: handling"),
        (STEPS, {"final": ("gone",)}, "nothing leads to state gone"),
    ],
)
def test_a_table_that_contradicts_itself_is_refused(steps, options, says):
    with pytest.raises(LifeCycleInvalid, match=says):
        LifeCycle(*steps, start="reported", **options)


def test_the_diagrams_show_every_change_of_state_once():
    labels = {"reported": "已登记", "accepted": "已受理", "handling": "办理中", "closed": "已办结"}
    mermaid = CYCLE.to_mermaid(labels)
    assert 'state "已登记" as reported' in mermaid and "[*] --> reported" in mermaid and "closed --> [*]" in mermaid
    assert "reported --> accepted: 受理" in mermaid and "closed --> accepted: 重新办理" in mermaid
    assert "记录" not in mermaid  # it changes no state
    dot = CYCLE.to_dot(labels)
    assert (
        dot.startswith("digraph")
        and '"handling" -> "closed" [label="办结"];' in dot
        and '"closed" [label="已办结", peripheries=2];' in dot
    )
    assert LifeCycle(Step("end", ("a",), "b"), start="a", final=("b",)).to_dot({"a": 'x"y'}).count('\\"') == 1


STATES = ("a", "b", "c", "d", "e")
tables = st.lists(
    st.tuples(st.sets(st.sampled_from(STATES), min_size=1, max_size=3), st.sampled_from(STATES)),
    min_size=1,
    max_size=10,
)


def closure(arrows: set[tuple[str, str]], states: set[str]) -> set[tuple[str, str]]:
    """Which state leads to which, itself included (Warshall's algorithm)."""
    pairs = arrows | {(state, state) for state in states}
    for middle in states:
        pairs |= {(first, last) for first, m in pairs if m == middle for n, last in pairs if n == middle}
    return pairs


@given(tables, st.sets(st.sampled_from(STATES), min_size=1))
def test_a_table_is_accepted_exactly_when_everything_leads_from_the_start_to_an_end(table, final):
    steps = [Step(f"v{n}", tuple(sorted(sources)), target) for n, (sources, target) in enumerate(table)]
    arrows = {(source, target) for sources, target in table for source in sources}
    states = {"a", *final, *(state for arrow in arrows for state in arrow)}
    leads = closure(arrows, states)
    sound = all(("a", state) in leads and any((state, end) in leads for end in final) for state in states)
    if not sound:
        with pytest.raises(LifeCycleInvalid):
            LifeCycle(*steps, start="a", final=sorted(final))
        return
    cycle = LifeCycle(*steps, start="a", final=sorted(final))
    assert set(cycle.states) == states
    for state in states:
        assert cycle.reachable(state) == {other for first, other in leads if first == state}
    assert cycle.to_mermaid().count("-->") == 1 + len(final) + len({arrow for arrow in arrows if arrow[0] != arrow[1]})
