"""All answers of a form as people expect of survey tools: a sheet of answers, a sheet for each repeat, CSV, GeoJSON.

Headings are the paths of the questions ("water/use") with the choices' names, or labels with the choices' labels. Of a question
with several choices there is a column with all of them and one of 0 and 1 for each. Rows of repeats name their `_parent_index`.
"""

import csv
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import xlsxwriter
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from bihuan.inspections import policies
from bihuan.inspections.models import Answer, FormVersion, SurveyForm
from bihuan.inspections.registers import ANSWERS
from bihuan.kernel import clock
from bihuan.kernel.errors import TooLarge
from bihuan.kernel.survey.design import REPEAT, Design, Question
from bihuan.platform import audit
from bihuan.platform.actors import Actor
from bihuan.platform.ledgers.export import MAX_CELL, safe_text
from bihuan.platform.policies import require

MOST_ANSWERS = 20_000
Row = list[object]


@dataclass(frozen=True, slots=True)
class _Column:
    question: Question
    heading: str
    part: str = ""  # "" the whole, a choice's name, or a part of a position


@dataclass(slots=True)
class Table:
    """One sheet: `name` of its repeat ("" for the answers), headings, rows."""

    name: str
    title: str
    columns: list[_Column]
    tables: "list[Table]" = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    headings: list[str] = field(default_factory=list)


def answers_to_export(viewer: Actor, form: SurveyForm) -> QuerySet[Answer]:
    """What the viewer may take away, oldest first."""
    require(viewer, policies.EXPORT_ANSWERS)
    rows = ANSWERS.policy.rows(viewer, policies.EXPORT_ANSWERS).filter(voided_at=None, form=form)
    return rows.select_related("area", "town", "by", "point", "household", "filled").order_by("answered_at", "pk")


def tables_of(viewer: Actor, form: SurveyForm, *, labels: bool) -> list[Table]:
    """Every sheet, filled; the audit trail says that they were taken.

    Raises:
        NotAllowed: the viewer exports no answers.
        TooLarge: there are too many.
    """
    rows = answers_to_export(viewer, form)
    if rows.count() > MOST_ANSWERS:
        raise TooLarge(_("超过 %(limit)d 份,请分区域导出。") % {"limit": MOST_ANSWERS})
    versions = list(FormVersion.objects.filter(form=form).order_by("-number"))
    design = _whole([version.read for version in versions])
    top = _table(design.questions, "", form.name, design, labels)
    meta = _META_LABELS() if labels else _META
    top.headings = [*meta, *(one.heading for one in top.columns)]
    for number, answer in enumerate(rows.iterator(chunk_size=500), start=1):
        values = answer.given
        top.rows.append([*_meta(answer, number), *_cells(top, values, design, labels)])
        _fill_repeats(top, values, number, str(answer.pk), design, labels)
    found = list(_flat(top))
    for table in found[1:]:
        table.headings = [*(_INNER_LABELS() if labels else _INNER), *(one.heading for one in table.columns)]
    audit.append(form, actor=viewer, verb="export", note=_("导出填表 %(count)d 份") % {"count": len(top.rows)})
    return found


_META = (
    "_index",
    "_id",
    "_version",
    "_answered_at",
    "_by",
    "_town",
    "_area",
    "_point",
    "_household",
    "_latitude",
    "_longitude",
    "_editions",
)
_INNER = ("_index", "_parent_index", "_id")


def _META_LABELS() -> tuple[str, ...]:  # the words of `_META`
    return (
        _("序号"), _("编号"), _("表单版本"), _("填写时间"), _("填写人"), _("所属乡镇"), _("所属区域"),
        _("部位"), _("户"), _("纬度"), _("经度"),
        _("修改次数"),
    )  # fmt: skip


def _INNER_LABELS() -> tuple[str, ...]:
    return (_("序号"), _("所属记录序号"), _("编号"))


def _meta(answer: Answer, number: int) -> Row:
    return [
        number, str(answer.pk), answer.filled.number, f"{clock.local(answer.answered_at):%Y-%m-%d %H:%M}",
        answer.by.name if answer.by else "", answer.town.name, answer.area.name, answer.point.name if answer.point else "",
        answer.household.number if answer.household else "", answer.lat, answer.lon, answer.editions,
    ]  # fmt: skip


def _whole(designs: Sequence[Design]) -> Design:
    """The newest design, with what only older ones asked after it."""
    if not designs:
        return Design("", [])
    newest, *older = designs
    questions, lists = list(newest.questions), {name: list(choices) for name, choices in newest.lists.items()}
    known = {place.question.name for place in newest.walk()}
    for design in older:
        for name, choices in design.lists.items():
            there = {one["name"] for one in lists.setdefault(name, [])}
            lists[name] += [one for one in choices if one["name"] not in there]
        for place in design.walk():
            if place.question.name not in known and not place.question.is_section and not place.repeats:
                questions.append(place.question)
        for one in design.questions:
            if one.type == REPEAT and one.name not in known:
                questions.append(one)
        known |= {place.question.name for place in design.walk()}
    return Design(newest.title, questions, lists)


def _table(questions: Sequence[Question], name: str, title: str, design: Design, labels: bool) -> Table:
    table = Table(name, title, [])
    _collect(questions, "", table, design, labels)
    return table


def _collect(questions: Sequence[Question], prefix: str, table: Table, design: Design, labels: bool) -> None:
    for one in questions:
        said = (one.label or one.name) if labels else prefix + one.name
        if one.type == REPEAT:
            table.tables.append(_table(one.children, one.name, one.label or one.name, design, labels))
        elif one.is_section:
            _collect(one.children, f"{prefix}{one.name}/", table, design, labels)
        elif one.has_value:
            table.columns.append(_Column(one, said))
            if one.type == "select_multiple":
                for choice in design.lists.get(one.choices, ()):
                    part = choice["label"] if labels else choice["name"]
                    table.columns.append(_Column(one, f"{said}/{part}", choice["name"]))
            elif one.type == "geopoint":
                words = (_("纬度"), _("经度")) if labels else ("_latitude", "_longitude")
                table.columns += [_Column(one, f"{said}/{word}", str(at)) for at, word in enumerate(words)]


def _cells(table: Table, values: Mapping[str, Any], design: Design, labels: bool) -> Row:
    return [_cell(column, values.get(column.question.name), design, labels) for column in table.columns]


def _cell(column: _Column, value: Any, design: Design, labels: bool) -> object:
    one = column.question
    if value is None:
        return None
    if one.type == "geopoint" and column.part:
        return float(str(value).split()[int(column.part)])
    if one.type == "select_multiple" and column.part:
        return int(column.part in value)
    if one.type in ("select_one", "select_multiple") and not one.calculation:
        chosen = value if isinstance(value, list) else [str(value)]
        if not labels:
            return " ".join(chosen)
        words = {choice["name"]: choice["label"] for choice in design.lists.get(one.choices, ())}
        return "、".join(words.get(each, each) for each in chosen)
    return value if isinstance(value, int | float) else str(value)


def _fill_repeats(table: Table, values: Mapping[str, Any], parent: int, key: str, design: Design, labels: bool) -> None:
    for inner in table.tables:
        for row in values.get(inner.name, ()):
            number = len(inner.rows) + 1
            inner.rows.append([number, parent, key, *_cells(inner, row, design, labels)])
            _fill_repeats(inner, row, number, key, design, labels)


def _flat(table: Table) -> Iterator[Table]:
    yield table
    for inner in table.tables:
        yield from _flat(inner)


def as_workbook(tables: Sequence[Table]) -> bytes:
    """The tables as the sheets of a workbook; nothing in it is a formula."""
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    head = book.add_format({"bold": True, "bg_color": "#E9EEF5", "bottom": 1})
    taken: set[str] = set()
    for table in tables:
        sheet = book.add_worksheet(_sheet_name(table.title, taken))
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, max(len(table.headings) - 1, 0), 16)
        for at, heading in enumerate(table.headings):
            sheet.write_string(0, at, heading[:MAX_CELL], head)
        for number, row in enumerate(table.rows, start=1):
            for at, value in enumerate(row):
                if isinstance(value, int | float):
                    sheet.write_number(number, at, value)
                elif value not in (None, ""):
                    sheet.write_string(number, at, str(value)[:MAX_CELL])
    book.close()
    return target.getvalue()


def _sheet_name(title: str, taken: set[str]) -> str:
    plain = "".join(sign for sign in title if sign not in "[]:*?/\\'")[:26] or "table"
    name, number = plain, 2
    while name.lower() in taken:
        name, number = f"{plain} {number}", number + 1
    taken.add(name.lower())
    return name


def as_csv(table: Table) -> bytes:
    """One table; UTF-8 with the mark that Excel needs, nothing that a spreadsheet takes for a formula."""
    target = io.StringIO()
    writer = csv.writer(target)
    writer.writerow([safe_text(heading) for heading in table.headings])
    for row in table.rows:
        writer.writerow([value if isinstance(value, int | float) else safe_text(str(value or "")) for value in row])
    return target.getvalue().encode("utf-8-sig")


def as_geojson(table: Table) -> bytes:
    """The answers that have a position, as points (WGS-84)."""
    lat, lon = _META.index("_latitude"), _META.index("_longitude")
    features = [
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": [row[lon], row[lat]]},
            "properties": dict(zip(table.headings, row, strict=True)),
        }
        for row in table.rows
        if row[lat] is not None and row[lon] is not None
    ]
    return json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False).encode()


def template() -> bytes:
    """A small workbook to begin with: every type of question once."""
    return workbook_of(_TEMPLATE)


def workbook_of(sheets: Mapping[str, Sequence[Sequence[str]]]) -> bytes:
    """A workbook of plain text, the first line of each sheet its headings."""
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True, "strings_to_formulas": False})
    head = book.add_format({"bold": True, "bg_color": "#E9EEF5", "bottom": 1})
    for name, lines in sheets.items():
        sheet = book.add_worksheet(name)
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, len(lines[0]) - 1, 20)
        for number, line in enumerate(lines):
            for at, cell in enumerate(line):
                sheet.write_string(number, at, cell, head if number == 0 else None)
    book.close()
    return target.getvalue()


# The words of a form are the office's, so the example stays Chinese in every language.
_TEMPLATE: dict[str, list[tuple[str, ...]]] = {
    "survey": [
        ("type", "name", "label::中文", "hint::中文", "required", "relevant", "constraint", "constraint_message", "calculation",
         "choice_filter", "default"),
        ("begin_group", "place", "一、基本情况", "", "", "", "", "", "", "", ""),
        ("text", "spot", "具体位置", "如“村东桥头”", "yes", "", "string-length(.) <= 50", "最多 50 个字", "", "", ""),
        ("date", "seen_on", "查看日期", "", "yes", "", ". <= today()", "不能晚于今天", "", "", "today()"),
        ("geopoint", "position", "定位", "", "", "", "", "", "", "", ""),
        ("end_group", "", "", "", "", "", "", "", "", "", ""),
        ("select_one yes_no", "found", "有没有问题", "", "yes", "", "", "", "", "", ""),
        ("select_multiple kind", "kinds", "哪几类问题", "可多选", "yes", "${found} = 'yes'", "", "", "", "", ""),
        ("select_one detail", "worst", "最严重的是", "", "", "count-selected(${kinds}) > 0", "", "", "", "selected(${kinds}, kind)", ""),
        ("image", "photo", "现场照片", "", "", "${found} = 'yes'", "", "", "", "", ""),
        ("begin_repeat", "people", "参加人员", "", "", "", "", "", "", "", ""),
        ("text", "person", "姓名", "", "yes", "", "", "", "", "", ""),
        ("integer", "hours", "工时(小时)", "", "yes", "", ". > 0 and . <= 24", "应在 1 到 24 之间", "", "", ""),
        ("end_repeat", "", "", "", "", "", "", "", "", "", ""),
        ("calculate", "all_hours", "", "", "", "", "", "", "sum(${hours})", "", ""),
        ("decimal", "cost", "花费(元)", "", "", "", ". >= 0", "不能是负数", "", "", ""),
        ("note", "told", "合计 ${all_hours} 工时。", "", "", "${all_hours} > 0", "", "", "", "", ""),
    ],
    "choices": [
        ("list_name", "name", "label::中文", "kind"),
        ("yes_no", "yes", "有", ""), ("yes_no", "no", "没有", ""),
        ("kind", "rubbish", "垃圾", ""), ("kind", "water", "污水", ""),
        ("detail", "heap", "积存垃圾", "rubbish"), ("detail", "mixed", "混投", "rubbish"), ("detail", "ditch", "沟渠黑臭", "water"),
    ],
    "settings": [("form_title", "default_language"), ("现场查看登记表", "中文")],
}  # fmt: skip
