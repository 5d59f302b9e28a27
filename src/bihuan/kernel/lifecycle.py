"""A life cycle as a table of steps: what a state offers, drawn as a diagram, checked when it is made."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

Refusal = Callable[[Any, Any], str]


class LifeCycleInvalid(ValueError):
    """The table contradicts itself; the message names the step or state."""


@dataclass(frozen=True, slots=True)
class Step:
    """One row of the table.

    `verb` takes a record from any of `from_states` (none: it makes the record) to `to_state` (None: the state stays), or
    to one of `or_states` where the service that does it decides. `right` is what the actor must hold, None when nothing
    is needed; `title` is the button, anything whose str() is in the reader's language; `asks` the fields the actor must
    fill in. Each of `refused_when` is asked with (record, actor) and answers with the reason to refuse, or "".
    `loop` marks what the loop wants next; `public` what a resident may do without signing in.
    """

    verb: str
    from_states: tuple[str, ...]
    to_state: str | None
    right: str | None = None
    title: object = ""
    asks: tuple[str, ...] = ()
    refused_when: tuple[Refusal, ...] = ()
    loop: bool = False
    public: bool = False
    or_states: tuple[str, ...] = ()

    def refusal(self, record: object, actor: object) -> str:
        """The first reason that stands against it, "" when none does."""
        return next((reason for ask in self.refused_when if (reason := ask(record, actor))), "")

    def targets(self, state: str) -> tuple[str, ...]:
        """The states it may lead to from `state`."""
        return (state if self.to_state is None else self.to_state, *self.or_states)


class LifeCycle:
    """Steps in the order in which a page offers them; each verb stands in one row.

    Args:
        steps: the table.
        start: the state a record begins in; steps without from-states add theirs.
        states: all states there are; those that the steps name when left out.
        final: states in which nothing more needs to happen, though they may have steps (reopen). When given, every
            other state must have a way to one of them.

    Raises:
        LifeCycleInvalid: a verb twice, a step that names an unknown state, a state nobody reaches or that has no step and
            is not final, or one from which no final state can be reached.
    """

    def __init__(self, *steps: Step, start: str, states: Iterable[str] = (), final: Iterable[str] = ()) -> None:
        self.steps = steps
        self.start = start
        self.final = tuple(final)
        self._by_verb = {step.verb: step for step in steps}
        named = [
            start,
            *(state for step in steps for state in (*step.from_states, step.to_state, *step.or_states) if state),
        ]
        self.states = tuple(dict.fromkeys(states or [*named, *self.final]))
        self._offered = {state: tuple(step for step in steps if state in step.from_states) for state in self.states}
        self._check(named)

    def __iter__(self) -> Iterator[Step]:
        return iter(self.steps)

    def __contains__(self, verb: object) -> bool:
        return verb in self._by_verb

    def step(self, verb: str) -> Step:
        """The row of a verb.

        Raises:
            KeyError: the table does not have it.
        """
        return self._by_verb[verb]

    def offered(self, state: str) -> tuple[Step, ...]:
        """The steps that begin in `state`, in the order of the table."""
        return self._offered.get(state, ())

    def verbs(self, state: str) -> tuple[str, ...]:
        """What can be done in `state`, in the order of the table."""
        return tuple(step.verb for step in self.offered(state))

    def reachable(self, state: str) -> frozenset[str]:
        """Every state that some way leads to from `state`, itself included."""
        found, waiting = {state}, [state]
        while waiting:
            here = waiting.pop()
            for step in self.offered(here):
                fresh = [target for target in step.targets(here) if target not in found]
                found.update(fresh)
                waiting += fresh
        return frozenset(found)

    @property
    def beginnings(self) -> tuple[str, ...]:
        """The states a record may begin in, `start` first."""
        made = (
            state for step in self.steps if not step.from_states for state in (step.to_state, *step.or_states) if state
        )
        return tuple(dict.fromkeys([self.start, *made]))

    def _check(self, named: Iterable[str]) -> None:
        if len(self._by_verb) < len(self.steps):
            verbs = [step.verb for step in self.steps]
            raise LifeCycleInvalid(f"twice in the table: {', '.join(sorted({v for v in verbs if verbs.count(v) > 1}))}")
        if unknown := [state for state in (*named, *self.final) if state not in self.states]:
            raise LifeCycleInvalid(f"no such state: {unknown[0]}")
        reached = {state for beginning in self.beginnings for state in self.reachable(beginning)}
        if lost := [state for state in self.states if state not in reached]:
            raise LifeCycleInvalid(f"nothing leads to state {lost[0]}")
        for state in self.states:
            if state not in self.final and not self.offered(state):
                raise LifeCycleInvalid(f"state {state} is a dead end")
            if self.final and not self.reachable(state).intersection(self.final):
                raise LifeCycleInvalid(f"no way leads from state {state} to an end")

    def to_mermaid(self, labels: Mapping[str, str] | None = None) -> str:
        """A Mermaid state diagram of the steps that change the state.

        `labels` names states and verbs for people; a verb without one shows its title, a state its own word.
        """
        names = labels or {}
        lines = ["stateDiagram-v2"]
        lines += [f"    state {_quoted(names[state])} as {state}" for state in self.states if state in names]
        lines += [f"    [*] --> {state}" for state in self.beginnings]
        lines += [f"    {source} --> {target}: {verbs}" for source, target, verbs in self._arrows(names)]
        lines += [f"    {state} --> [*]" for state in self.final]
        return "\n".join(lines) + "\n"

    def to_dot(self, labels: Mapping[str, str] | None = None) -> str:
        """The same diagram for Graphviz."""
        names = labels or {}
        lines = [
            "digraph life_cycle {",
            "    rankdir=LR;",
            '    node [shape=box, style=rounded, fontname="Noto Sans CJK SC"];',
        ]
        for state in self.states:
            ending = ", peripheries=2" if state in self.final else ""
            lines.append(f"    {_quoted(state)} [label={_quoted(names.get(state, state))}{ending}];")
        for source, target, verbs in self._arrows(names):
            lines.append(f"    {_quoted(source)} -> {_quoted(target)} [label={_quoted(verbs)}];")
        return "\n".join([*lines, "}"]) + "\n"

    def _arrows(self, names: Mapping[str, str]) -> list[tuple[str, str, str]]:
        """(from, to, verbs) of every change of state; steps between the same two states share an arrow."""
        arrows: dict[tuple[str, str], list[str]] = {}
        for step in self.steps:
            for source in step.from_states:
                for target in step.targets(source):
                    if target != source:
                        arrows.setdefault((source, target), []).append(
                            names.get(step.verb, str(step.title) or step.verb)
                        )
        return [(str(source), str(target), "、".join(verbs)) for (source, target), verbs in arrows.items()]


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
