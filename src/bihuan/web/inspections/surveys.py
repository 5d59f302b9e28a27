"""Filling a form on the desk: what was sent is read by the form's own questions, and shown again with what is wrong."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _

from bihuan.inspections.forms.sentences import sentence_of
from bihuan.kernel import clock
from bihuan.kernel.errors import BihuanError
from bihuan.kernel.survey.answering import Form, Settled
from bihuan.kernel.survey.design import MOST_ROWS, REPEAT, Design, Question
from bihuan.orgs.models import Staff
from bihuan.platform.models import StoredFile
from bihuan.web.files import keep

PREFIX, ROWS = "q-", "r-"
FEW = 8  # choices that are shown side by side; more become a list
NEW = ("__N__", "__K__")  # stand for a row's number in the parts that the script copies, by depth


@dataclass(slots=True)
class Line:
    """One line as it is shown."""

    question: Question
    path: str
    label: str
    value: Any = ""
    error: str = ""
    hidden: bool = False
    needed: bool = False
    choices: list[tuple[str, str, bool, bool]] = field(default_factory=list)  # name, label, chosen, offered
    lines: "list[Line]" = field(default_factory=list)
    rows: "list[Row]" = field(default_factory=list)
    blank: "Row | None" = None
    file: StoredFile | None = None

    @property
    def name(self) -> str:
        return PREFIX + self.path

    @property
    def rows_name(self) -> str:
        return ROWS + self.path

    @property
    def few(self) -> bool:
        return len(self.choices) <= FEW and "minimal" not in self.question.appearance

    @property
    def long(self) -> bool:
        return "multiline" in self.question.appearance

    @property
    def full(self) -> bool:
        return len(self.rows) >= MOST_ROWS


@dataclass(slots=True)
class Row:
    """One row of a repeat."""

    at: str
    lines: list[Line]

    @property
    def number(self) -> str:
        return str(int(self.at) + 1) if self.at.isdigit() else ""


def first_values(design: Design) -> dict[str, Any]:
    """What an empty form begins with: the defaults, and one row of each repeat."""
    return _first(design.questions)


def _first(questions: Sequence[Question]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for one in questions:
        if one.type == REPEAT:
            found[one.name] = [_first(one.children)]
        elif one.is_section:
            found.update(_first(one.children))
        elif one.default:
            found[one.name] = clock.today().isoformat() if one.default == "today()" else one.default
    return found


def sent_values(
    request: HttpRequest, viewer: Staff, design: Design, known: frozenset[str]
) -> tuple[dict[str, Any], dict[str, str]]:
    """What was sent, and faults of the pictures by path. Pictures are kept at once, so that a refusal does not lose them.

    `known` are the pictures that the answer shows already.
    """
    faults: dict[str, str] = {}
    values = _sent(design.questions, "", "", request, viewer, known, faults)
    return values, faults


def _sent(
    questions: Sequence[Question],
    old: str,
    new: str,
    request: HttpRequest,
    viewer: Staff,
    known: frozenset[str],
    faults: dict[str, str],
) -> dict[str, Any]:
    """`old` is the prefix of the rows as they were sent, `new` as they are counted now."""
    post: QueryDict = request.POST
    found: dict[str, Any] = {}
    for one in questions:
        path, name = old + one.name, PREFIX + old + one.name
        if one.type == REPEAT:
            numbers = [at for at in post.getlist(ROWS + path)[: MOST_ROWS + 1] if at.isdigit() and len(at) < 5]
            found[one.name] = [
                _sent(one.children, f"{path}-{at}-", f"{new}{one.name}-{place}-", request, viewer, known, faults)
                for place, at in enumerate(numbers)
                if f"{path}-{at}" != post.get("drop")
            ]
            if post.get("add") == path:
                found[one.name].append(_first(one.children))
        elif one.is_section:
            found.update(_sent(one.children, old, new, request, viewer, known, faults))
        elif one.type == "image":
            found[one.name] = _picture(request, name, viewer, known, faults, new + one.name)
        elif one.type == "select_multiple":
            found[one.name] = [each for each in post.getlist(name) if each]
        elif one.is_asked:
            found[one.name] = post.get(name, "")
    return found


def _picture(
    request: HttpRequest, name: str, viewer: Staff, known: frozenset[str], faults: dict[str, str], path: str
) -> str:
    upload = request.FILES.get(name)
    kept = request.POST.get(name, "")
    if upload is not None:
        try:
            return str(keep(viewer, upload, _("照片"), field=path).pk)
        except BihuanError as refusal:
            faults[path] = refusal.message
            return kept if kept in known else ""
    if kept in known:
        return kept
    try:
        return str(UUID(kept))
    except ValueError:
        return ""


def lines_of(design: Design, values: Mapping[str, Any], *, judged: bool, more: Mapping[str, str] = {}) -> list[Line]:
    """The lines of the page; `judged` shows what is wrong, `more` adds faults by path."""
    settled = Form(design).settle(values, clock.today().isoformat(), offers=True)
    errors = {one.path: sentence_of(one) for one in settled.wrong} if judged else {}
    errors |= more
    found = _lines(design.questions, values, "", design, settled, errors)
    pictures = [line for line in _all(found) if line.question.type == "image" and _is_id(line.value)]
    files = StoredFile.objects.in_bulk([UUID(str(line.value)) for line in pictures])
    for line in pictures:
        line.file = files.get(UUID(str(line.value)))
    return found


def _is_id(value: Any) -> bool:
    try:
        UUID(str(value))
    except ValueError:
        return False
    return True


def _all(lines: Sequence[Line]) -> list[Line]:
    found = list(lines)
    for line in lines:
        found += _all(line.lines)
        for row in line.rows:
            found += _all(row.lines)
    return found


def _lines(
    questions: Sequence[Question], values: Mapping[str, Any], prefix: str, design: Design, settled: Settled,
    errors: Mapping[str, str], depth: int = 0,
) -> list[Line]:  # fmt: skip
    found: list[Line] = []
    for one in questions:
        path = prefix + one.name
        given = values.get(one.name, "")
        line = Line(one, path, settled.labels.get(path, one.label), given, errors.get(path, ""), path in settled.hidden)
        line.needed = one.required == "true()"
        if one.type == REPEAT:
            rows = given if isinstance(given, list) else []
            line.rows = [
                Row(str(at), _lines(one.children, row, f"{path}-{at}-", design, settled, errors, depth + 1))
                for at, row in enumerate(rows)
            ]
            blank = f"{path}-{NEW[depth]}-"
            line.blank = Row(
                NEW[depth], _lines(one.children, _first(one.children), blank, design, settled, {}, depth + 1)
            )
        elif one.is_section:
            line.lines = _lines(one.children, values, prefix, design, settled, errors, depth)
        elif one.is_reckoned:
            line.value = settled.reckoned.get(path, "")
        elif one.choices:
            chosen = given if isinstance(given, list) else str(given).split()
            offered = settled.offered.get(path)
            line.choices = [
                (each["name"], each["label"], each["name"] in chosen, offered is None or each["name"] in offered)
                for each in design.lists.get(one.choices, ())
            ]
        found.append(line)
    return found
