"""Reading a form out of a workbook in the XLSForm convention (sheets survey, choices, settings), or saying what is wrong where.

Of the convention (xlsform.org) we take what desk and phone can show; whatever else would change what a form means is refused,
whatever would not is passed over and named in `remarks`.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import BinaryIO

from django.utils.translation import gettext as _

from bihuan.kernel.errors import Fault, Invalid, TooLarge
from bihuan.kernel.survey.design import (
    GROUP,
    MOST_DEEP,
    MOST_REPEATS_DEEP,
    REPEAT,
    TYPED,
    TYPES,
    Design,
    LoopError,
    Place,
    Question,
    order_of,
)
from bihuan.kernel.survey.expressions import ExpressionError, parts_of, read
from bihuan.platform.ledgers.reading.limits import Limits
from bihuan.platform.ledgers.reading.opening import Sheet, open_book

LIMITS = Limits(
    file_bytes=5 * 1024 * 1024, unpacked_bytes=60 * 1024 * 1024, entries=500, sheets=20, rows=100_000, columns=120
)
MOST_QUESTIONS, MOST_CHOICES, MOST_LABEL, MOST_FAULTS, MOST_LINES = 500, 3000, 500, 30, 5000
NAME = re.compile(r"[A-Za-z_\u4e00-\u9fff][A-Za-z0-9_.\u4e00-\u9fff-]{0,59}\Z")
_SPOKEN = ("label", "hint", "constraint_message", "required_message")
_COLUMNS = (
    "type",
    "name",
    *_SPOKEN,
    "required",
    "relevant",
    "constraint",
    "calculation",
    "choice_filter",
    "default",
    "appearance",
)
_OTHER_HEADS = {
    "caption": "label", "relevance": "relevant", "calculate": "calculation", "constraint message": "constraint_message",
    "required message": "required_message", "choice filter": "choice_filter", "list name": "list_name", "value": "name",
    "question": "label", "read only": "readonly", "read_only": "readonly", "repeat count": "repeat_count",
}  # fmt: skip
# Columns that would change what is asked or kept; a form that needs them is better refused than taken half.
_NOT_TAKEN = ("repeat_count", "trigger", "save_to", "select_one_external")
_TYPE_NAMES = {
    "string": "text", "int": "integer", "photo": "image", "calculation": "calculate", "begin group": "begin_group",
    "begin repeat": "begin_repeat", "end group": "end_group", "end repeat": "end_repeat",
}  # fmt: skip
_SILENT = (
    "start",
    "end",
    "today",
    "deviceid",
    "username",
    "phonenumber",
    "simserial",
    "subscriberid",
    "email",
    "audit",
    "start-geopoint",
)
_YES, _NO = ("yes", "true", "true()", "1", "是", "必填", "y"), ("", "no", "false", "false()", "0", "否", "n")


@dataclass(slots=True)
class Taken:
    """The design read, and what was passed over."""

    design: Design
    remarks: list[str] = field(default_factory=list)


@dataclass(slots=True)
class _Line:
    """A row of a sheet by column."""

    sheet: str
    number: int
    cells: dict[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "")


class _Faults:
    def __init__(self) -> None:
        self.found: list[Fault] = []

    def at(self, line: _Line, column: str, message: str, code: str) -> None:
        where = _("%(sheet)s 表第 %(row)d 行 %(column)s 列:") % {
            "sheet": line.sheet,
            "row": line.number,
            "column": column,
        }
        self.say(where + message, code)

    def say(self, message: str, code: str) -> None:
        self.found.append(Fault(message, "file", code))

    def stop(self) -> None:
        if len(self.found) > MOST_FAULTS:
            more = _("还有 %(count)d 处问题,请先改正上面这些。") % {"count": len(self.found) - MOST_FAULTS}
            self.found = [*self.found[:MOST_FAULTS], Fault(more, "file", "more")]
        if self.found:
            raise Invalid.of(self.found)


def read_form(source: Path | bytes | BinaryIO, *, name: str = "") -> Taken:
    """The form in a workbook.

    Raises:
        Invalid: what is wrong, each fault with sheet, row and column (field `file`).
        TooLarge: the file, unpacked or not, or its number of lines.
    """
    book = open_book(source, name=name, limits=LIMITS)
    sheets = {sheet.name.strip().lower(): list(_lines(sheet)) for sheet in _wanted(book.sheets())}
    faults = _Faults()
    if "survey" not in sheets:
        faults.say(_("没有名为 survey 的工作表。表单的题目要写在 survey 表里,选项写在 choices 表里。"), "sheet")
        faults.stop()
    reader = _Reading(faults)
    lists = reader.choices(sheets.get("choices", []))
    questions = reader.survey(sheets["survey"], lists)
    faults.stop()
    title = (
        next((line["form_title"] for line in sheets.get("settings", []) if line["form_title"]), "") or Path(name).stem
    )
    used = {one.question.choices for one in Design("", questions).walk() if one.question.choices}
    design = Design(title[:80], questions, {key: choices for key, choices in lists.items() if key in used})
    _check_rules(design, reader.lines, faults)
    faults.stop()
    return Taken(design, reader.remarks)


def _wanted(sheets: Iterator[Sheet]) -> Iterator[Sheet]:
    return (sheet for sheet in sheets if sheet.name.strip().lower() in ("survey", "choices", "settings"))


def _lines(sheet: Sheet) -> Iterator[_Line]:
    """The rows below the headings; of columns in several languages the Chinese one counts, else the one without a language."""
    heads: list[str] | None = None
    for number, row in enumerate(sheet.rows(), start=1):
        cells = [_text(cell) for cell in row]
        if not any(cells):
            continue
        if heads is None:
            heads = _heads(cells)
            continue
        if number > MOST_LINES:
            message = _("工作表“%(sheet)s”超过 %(most)d 行。") % {"sheet": sheet.name, "most": MOST_LINES}
            raise TooLarge(message, field="file")
        found: dict[str, str] = {}
        for head, cell in zip(heads, cells, strict=False):
            if head and cell and head not in found:
                found[head] = cell
        yield _Line(sheet.name.strip(), number, found)


def _heads(cells: Sequence[str]) -> list[str]:
    ranked: dict[str, tuple[int, int]] = {}
    heads: list[str] = []
    for place, cell in enumerate(cells):
        name, _sign, language = cell.partition("::") if "::" in cell else cell.partition(":")
        head = name.strip().lower()
        head = _OTHER_HEADS.get(head, head)
        language = language.strip().lower()
        heads.append(head if not language or head in _SPOKEN else f"{head}::{language}")
        if head in _SPOKEN:
            chinese = any(word in language for word in ("中", "汉", "zh", "chinese"))
            rank = (0 if chinese else 1 if not language else 2, place)
            ranked[head] = min(ranked.get(head, rank), rank)
    chosen = {(head, place) for head, (_rank, place) in ranked.items()}
    return [head if head not in _SPOKEN or (head, at) in chosen else "" for at, head in enumerate(heads)]


def _text(cell: object) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float):
        return str(int(cell)) if cell == int(cell) and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    # What Excel makes of typed marks is meant as the plain ones.
    return str(cell).replace("\u00a0", " ").strip()


class _Reading:
    """The walk over the sheets. `lines` remembers where each question stands."""

    def __init__(self, faults: _Faults) -> None:
        self.faults, self.remarks = faults, list[str]()
        self.lines: dict[str, _Line] = {}

    def choices(self, lines: Sequence[_Line]) -> dict[str, list[dict[str, str]]]:
        lists: dict[str, list[dict[str, str]]] = {}
        if len(lines) > MOST_CHOICES:
            self.faults.say(_("choices 表超过 %(most)d 个选项。") % {"most": MOST_CHOICES}, "too_many")
            return lists
        for line in lines:
            key, name = line["list_name"], line["name"]
            if not key or not name:
                missing = "name" if key else "list_name"
                self.faults.at(
                    line, missing, _("没有填写。每个选项要有 list_name(属于哪一组)和 name(编码)。"), "required"
                )
                continue
            if re.search(r"\s", name) or len(name) > 60:
                self.faults.at(
                    line, "name", _("选项编码“%(name)s”不能有空格,最多 60 个字。") % {"name": name[:60]}, "name"
                )
            listed = lists.setdefault(key, [])
            if any(one["name"] == name for one in listed):
                self.faults.at(
                    line, "name", _("“%(list)s”里已经有编码“%(name)s”。") % {"list": key, "name": name}, "twice"
                )
            more = {
                head: cell
                for head, cell in line.cells.items()
                if head not in ("list_name", "name", "label") and "::" not in head
            }
            listed.append({**more, "name": name, "label": (line["label"] or name)[:MOST_LABEL]})
        return lists

    def survey(self, lines: Sequence[_Line], lists: dict[str, list[dict[str, str]]]) -> list[Question]:
        top: list[Question] = []
        open_sections: list[tuple[Question, _Line]] = []
        if len(lines) > MOST_QUESTIONS:
            self.faults.say(_("survey 表超过 %(most)d 行,请拆成几张表单。") % {"most": MOST_QUESTIONS}, "too_many")
            return top
        for line in lines:
            if line["disabled"].lower() in ("yes", "true"):
                continue
            kind = " ".join(line["type"].split())
            key = _TYPE_NAMES.get(kind.lower(), kind.lower())
            if key in ("end_group", "end_repeat"):
                self._close(line, key, open_sections)
                continue
            if key in _SILENT:
                self.remarks.append(
                    _("第 %(row)d 行:%(type)s 由系统自己记录,不作为题目。") % {"row": line.number, "type": kind}
                )
                continue
            made = self._question(line, kind, key, lists)
            if made is None:
                continue
            (open_sections[-1][0].children if open_sections else top).append(made)
            if made.is_section:
                open_sections.append((made, line))
                self._check_depth(line, [one for one, _at in open_sections])
        for section, line in open_sections:
            self.faults.at(
                line,
                "type",
                _("begin_%(kind)s “%(name)s”没有对应的 end_%(kind)s。") % {"kind": section.type, "name": section.name},
                "open",
            )
        self._note_columns(lines)
        if not self.faults.found and not any(one.question.is_asked for one in Design("", top).walk()):
            self.faults.say(_("survey 表里没有要填的题目。"), "empty")
        return top

    def _close(self, line: _Line, key: str, open_sections: list[tuple[Question, _Line]]) -> None:
        kind = key.removeprefix("end_")
        if not open_sections:
            self.faults.at(line, "type", _("%(end)s 没有对应的 begin_%(kind)s。") % {"end": key, "kind": kind}, "open")
        elif open_sections[-1][0].type != kind:
            section, begun = open_sections.pop()
            said = {"end": key, "kind": section.type, "name": section.name, "row": begun.number}
            self.faults.at(
                line, "type", _("这里应先结束第 %(row)d 行的 begin_%(kind)s “%(name)s”,却写了 %(end)s。") % said, "open"
            )
        else:
            open_sections.pop()

    def _check_depth(self, line: _Line, sections: Sequence[Question]) -> None:
        if sum(one.type == REPEAT for one in sections) > MOST_REPEATS_DEEP:
            self.faults.at(line, "type", _("重复组最多套 %(most)d 层。") % {"most": MOST_REPEATS_DEEP}, "deep")
        elif len(sections) > MOST_DEEP:
            self.faults.at(line, "type", _("组最多套 %(most)d 层。") % {"most": MOST_DEEP}, "deep")

    def _question(self, line: _Line, kind: str, key: str, lists: dict[str, list[dict[str, str]]]) -> Question | None:
        found, choices = key, ""
        if key in ("begin_group", "begin_repeat"):
            found = key.removeprefix("begin_")
        else:
            match = re.fullmatch(r"select[_ ](one|multiple)(?: from)? (\S+)((?: .*)?)", kind, re.IGNORECASE)
            if match is not None:
                found, choices = f"select_{match[1].lower()}", match[2]
                if match[3]:
                    self.faults.at(
                        line,
                        "type",
                        _("不支持“%(more)s”。需要“其他”时,请加一个选项和一道 text 题。")
                        % {"more": match[3].strip()[:40]},
                        "type",
                    )
                if choices not in lists:
                    self.faults.at(
                        line,
                        "type",
                        _("choices 表里没有 list_name 为“%(list)s”的选项。") % {"list": choices[:60]},
                        "list",
                    )
        if found not in (*TYPES, GROUP, REPEAT) or (found.startswith("select") and not choices):
            self._refuse_type(line, kind)
            return None
        name = line["name"]
        if not self._check_name(line, name):
            return None
        if found in (*TYPED, "note") and not line["label"] and not line["calculation"]:
            self.faults.at(line, "label", _("没有写题目。"), "required")
        for column in _NOT_TAKEN:
            if line[column]:
                self.faults.at(line, column, _("不支持这一列的设置,请删去。"), "column")
        calculation = "" if found in (GROUP, REPEAT, "note") else line["calculation"]
        if found == "calculate" and not calculation:
            self.faults.at(line, "calculation", _("calculate 题没有写算式。"), "required")
        needed = line["required"].lower()
        return Question(
            found, name, line["label"][:MOST_LABEL], line["hint"][:MOST_LABEL],
            required="true()" if needed in _YES else "" if needed in _NO else line["required"],
            required_message=line["required_message"][:MOST_LABEL], relevant=line["relevant"], constraint=line["constraint"],
            constraint_message=line["constraint_message"][:MOST_LABEL], calculation=calculation, choices=choices,
            choice_filter=line["choice_filter"] if choices else "", default=line["default"][:MOST_LABEL],
            appearance=line["appearance"][:60],
        )  # fmt: skip

    def _refuse_type(self, line: _Line, kind: str) -> None:
        if not kind:
            self.faults.at(line, "type", _("没有写题型。"), "required")
            return
        plain = (*(one for one in TYPES if not one.startswith("select")), "begin_group", "begin_repeat")
        allowed = "、".join(["select_one 列表名", "select_multiple 列表名", *plain])
        self.faults.at(
            line, "type", _("不认识题型“%(type)s”,可用:%(allowed)s。") % {"type": kind[:60], "allowed": allowed}, "type"
        )

    def _check_name(self, line: _Line, name: str) -> bool:
        if not name:
            self.faults.at(line, "name", _("没有写题目的名称(name)。"), "required")
        elif not NAME.match(name) or name.startswith("__") or re.search(r"-[0-9]+-", name):
            self.faults.at(
                line,
                "name",
                _("名称“%(name)s”只能用字母、汉字、数字、下划线、点和短横线,以字母或汉字开头,最多 60 个字。")
                % {"name": name[:60]},
                "name",
            )
        elif name in self.lines:
            self.faults.at(
                line,
                "name",
                _("名称“%(name)s”在第 %(row)d 行已经用过,整张表单里不能重复。")
                % {"name": name, "row": self.lines[name].number},
                "twice",
            )
        else:
            self.lines[name] = line
            return True
        return False

    def _note_columns(self, lines: Sequence[_Line]) -> None:
        known = {*_COLUMNS, *_NOT_TAKEN, "disabled", "note", "notes"}
        over = sorted({head for line in lines for head in line.cells} - known)
        if over:
            self.remarks.append(_("这些列没有用到:%(columns)s。") % {"columns": _("、").join(over[:20])})


# --- rules ------------------------------------------------------------------------------------------------------------


def _check_rules(design: Design, lines: dict[str, _Line], faults: _Faults) -> None:
    places = {one.question.name: one for one in design.walk()}
    for place in places.values():
        one, line = place.question, lines[place.question.name]
        for column in ("required", "relevant", "constraint", "calculation", "choice_filter"):
            source = getattr(one, column)
            if source:
                _check_rule(design, place, column, source, places, line, faults)
        if one.default and ("${" in one.default or (one.default.endswith(")") and one.default != "today()")):
            faults.at(line, "default", _("默认值只能是固定的内容或 today()。"), "default")
        for named in re.findall(r"\$\{([^{}]*)\}", one.label):
            if named.strip() not in places:
                faults.at(line, "label", _("没有名称为“%(name)s”的题目。") % {"name": named[:60]}, "unknown")
    if faults.found:
        return
    try:
        order_of(design)
    except LoopError as loop:
        line = lines[loop.names[0]]
        faults.at(
            line, "name", _("公式互相引用成了圈:%(names)s,请去掉其中一处。") % {"names": " → ".join(loop.names)}, "loop"
        )


def _check_rule(
    design: Design, place: Place, column: str, source: str, places: dict[str, Place], line: _Line, faults: _Faults
) -> None:
    try:
        node = read(source)
    except ExpressionError as wrong:
        faults.at(line, column, _said(wrong), wrong.code)
        return
    for part in parts_of(node):
        if part.kind in ("ref", "many"):
            _check_named(place, part.kind, part.value, column, places, line, faults)
        elif part.kind == "column":
            columns = {head for choice in design.lists.get(place.question.choices, []) for head in choice}
            if column != "choice_filter":
                faults.at(line, column, _("“%(word)s”要么加引号,要么写成 ${%(word)s}。") % {"word": part.value}, "word")
            elif part.value not in columns:
                faults.at(line, column, _("choices 表里没有“%(word)s”这一列。") % {"word": part.value}, "word")
        elif part.kind == "dot" and column != "constraint":
            faults.at(line, column, _("“.”(本题的答案)只能用在 constraint 列。"), "dot")


def _check_named(
    place: Place, kind: str, name: str, column: str, places: dict[str, Place], line: _Line, faults: _Faults
) -> None:
    found = places.get(name)
    if found is None:
        faults.at(line, column, _("没有名称为“%(name)s”的题目。") % {"name": name[:60]}, "unknown")
        return
    chain = (
        (*place.repeats, place.question.name)
        if place.question.type == REPEAT and column == "relevant"
        else place.repeats
    )
    if (
        found.question.type == GROUP
        or (found.question.type == REPEAT and kind != "many")
        or found.question.type == "note"
    ):
        faults.at(
            line,
            column,
            _("“%(name)s”不是题目,没有答案可用;重复组可以用 count(${%(name)s}) 数条数。") % {"name": name},
            "section",
        )
    elif kind == "ref" and found.repeats != chain[: len(found.repeats)]:
        faults.at(
            line,
            column,
            _("“%(name)s”在重复组里有多个答案,请用 sum()、count()、min() 或 max()。") % {"name": name},
            "several",
        )
    elif name == place.question.name and column in ("relevant", "calculation"):
        faults.at(line, column, _("不能引用题目自己。"), "loop")


def _said(wrong: ExpressionError) -> str:
    """A fault of an expression in words."""
    sentences = {
        "empty": _("是空的。"),
        "long": _("算式太长。"),
        "character": _("不能用字符“%(detail)s”。引号、括号、逗号请用英文(半角)的。"),
        "text": _("引号没有成对。"),
        "end": _("算式没有写完。"),
        "unexpected": _("“%(detail)s”放在这里看不懂。"),
        "function": _(
            "不认识函数 %(detail)s()。可用:selected、count-selected、count、sum、min、max、if、not、today、date、string-length、"
            "regex、coalesce、concat、round、int、number、contains、starts-with、substr 等。"
        ),
        "arity": _("函数 %(detail)s() 的参数不对;count()、sum() 里要直接写 ${题目}。"),
        "deep": _("括号套得太深。"),
        "pattern": _("regex() 的第二个参数要是写明的简单模式,不能有嵌套的重复、回看和反向引用。"),
    }
    return sentences[wrong.code] % {"detail": wrong.detail[:40]}
