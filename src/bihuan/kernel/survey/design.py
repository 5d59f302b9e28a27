"""The design of a form: its questions, groups and repeats with their rules, and the order in which the rules are reckoned."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from functools import lru_cache
from typing import Any

from bihuan.kernel.survey.expressions import Node, parts_of, read

GROUP, REPEAT = "group", "repeat"
TYPED = (
    "text",
    "integer",
    "decimal",
    "date",
    "select_one",
    "select_multiple",
    "geopoint",
    "image",
)  # what a person answers
TYPES = (*TYPED, "note", "calculate")
MOST_ROWS, MOST_REPEATS_DEEP, MOST_DEEP = 100, 2, 8
RULES = ("required", "relevant", "constraint", "calculation", "choice_filter")


@dataclass(slots=True)
class Question:
    """A line of the form. `type` is one of TYPES, GROUP or REPEAT; the rules are expressions, "" without one."""

    type: str
    name: str
    label: str = ""
    hint: str = ""
    required: str = ""
    required_message: str = ""
    relevant: str = ""
    constraint: str = ""
    constraint_message: str = ""
    calculation: str = ""
    choices: str = ""
    choice_filter: str = ""
    default: str = ""
    appearance: str = ""
    children: "list[Question]" = field(default_factory=list)

    @property
    def is_section(self) -> bool:
        return self.type in (GROUP, REPEAT)

    @property
    def is_asked(self) -> bool:
        """Whether a person answers it."""
        return self.type in TYPED and not self.calculation

    @property
    def is_reckoned(self) -> bool:
        return bool(self.calculation) and not self.is_section

    @property
    def has_value(self) -> bool:
        return self.type in TYPED or self.type == "calculate"


@dataclass(slots=True)
class Design:
    """A whole form. `lists` are the lists of choices: each choice `{"name", "label"}` and the columns that filters look at."""

    title: str
    questions: list[Question]
    lists: dict[str, list[dict[str, str]]] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """For the database, the page and the phone; what is empty is left out."""
        return {"title": self.title, "questions": [_json(one) for one in self.questions], "lists": self.lists}

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> "Design":
        """What `as_json` gave."""
        return cls(stored["title"], [_question(one) for one in stored["questions"]], dict(stored["lists"]))

    def walk(self) -> Iterator["Place"]:
        """Every line in order, each with what it lies in."""
        yield from _walk(self.questions, ())


def _json(one: Question) -> dict[str, Any]:
    said: dict[str, Any] = {each.name: getattr(one, each.name) for each in fields(one) if each.name != "children"}
    said = {name: value for name, value in said.items() if value}
    return {**said, "children": [_json(child) for child in one.children]} if one.is_section else said


def _question(stored: Mapping[str, Any]) -> Question:
    return Question(**{**stored, "children": [_question(one) for one in stored.get("children", ())]})


@dataclass(frozen=True, slots=True)
class Place:
    """A line and the sections it lies in, outermost first."""

    question: Question
    sections: tuple[Question, ...]

    @property
    def repeats(self) -> tuple[str, ...]:
        """The names of the repeats it lies in, outermost first."""
        return tuple(one.name for one in self.sections if one.type == REPEAT)


def _walk(questions: Sequence[Question], sections: tuple[Question, ...]) -> Iterator[Place]:
    for one in questions:
        yield Place(one, sections)
        if one.is_section:
            yield from _walk(one.children, (*sections, one))


class LoopError(ValueError):
    """Rules that need one another: `names` in a circle."""

    def __init__(self, names: Sequence[str]) -> None:
        super().__init__(" → ".join(names))
        self.names = tuple(names)


@lru_cache(maxsize=4000)
def rule(source: str) -> Node:
    """The expression `source`, read once; see `expressions.read`."""
    return read(source)


def named_in(source: str) -> list[str]:
    """The questions that an expression names."""
    return [one.value for one in parts_of(rule(source)) if one.kind in ("ref", "many")] if source else []


def order_of(design: Design) -> list[Place]:
    """The lines so that whatever a value depends on – its calculation, its relevance, that of its sections – comes first.

    Raises:
        LoopError: some depend on one another.
    """
    places = list(design.walk())
    by_name = {one.question.name: one for one in places}
    needs = {
        one.question.name: {
            *(name for source in (one.question.relevant, one.question.calculation) for name in named_in(source)),
            *(section.name for section in one.sections[-1:]),
        }
        & set(by_name)
        for one in places
    }
    ordered: list[Place] = []
    done: set[str] = set()
    left = [one.question.name for one in places]
    while left:
        ready = [name for name in left if needs[name] <= done]
        if not ready:
            raise LoopError(_circle(left, needs))
        ordered += [by_name[name] for name in ready]
        done.update(ready)
        left = [name for name in left if name not in done]
    return ordered


def _circle(left: Sequence[str], needs: Mapping[str, set[str]]) -> list[str]:
    path = [left[0]]
    while True:
        following = next(name for name in sorted(needs[path[-1]]) if name in set(left))
        if following in path:
            return [*path[path.index(following) :], following]
        path.append(following)
