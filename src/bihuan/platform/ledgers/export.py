"""A ledger as an Excel workbook or CSV: the columns, filters and order on screen, safe to open, masked unless revealed."""

import csv
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import IO

import xlsxwriter
from django.utils.translation import gettext as _
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from bihuan.kernel import clock
from bihuan.kernel.errors import Invalid, NotAllowed, TooLarge
from bihuan.platform import audit
from bihuan.platform.actors import Actor
from bihuan.platform.ledgers import paging
from bihuan.platform.ledgers.columns import Column
from bihuan.platform.ledgers.declaration import Ledger
from bihuan.platform.ledgers.query import LedgerQuery
from bihuan.platform.models import Record, SavedView
from bihuan.platform.policies import require

MAX_ROWS = 200_000
SHORTEST_REASON = 4
LONGEST_LIST = 255  # characters that Excel takes for a list of choices
MAX_CELL = 32_000  # Excel takes 32,767 characters
# A cell that begins so is a formula to a spreadsheet, also after the signs it skips.
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
_UNWRITABLE = {number: None for number in range(32) if number not in (9, 10)}


class FileForm(StrEnum):
    """The kinds of file an export makes."""

    XLSX = "xlsx"
    CSV = "csv"


Progress = Callable[[int, str], None]


def check_export(ledger: Ledger, actor: Actor, *, reveal: bool, reason: str) -> None:
    """Refuse an export that `actor` may not make.

    Raises:
        NotAllowed: the right to export, or to see personal values in full, is missing.
        Invalid: personal values in full were asked for without a reason (field `reason`).
    """
    if not ledger.export_right:
        raise NotAllowed(_("台账“%(ledger)s”不提供导出。") % {"ledger": ledger.title})
    require(actor, ledger.right)
    require(actor, ledger.export_right)
    if not reveal:
        return
    if not ledger.reveal_right:
        raise NotAllowed(_("台账“%(ledger)s”不提供完整个人信息。") % {"ledger": ledger.title})
    require(actor, ledger.reveal_right)
    if len(reason.strip()) < SHORTEST_REASON:
        raise Invalid(_("导出完整个人信息必须写明用途(不少于 4 个字)。"), field="reason", code="required")


def export_to(
    path: Path,
    ledger: Ledger,
    actor: Actor,
    query: LedgerQuery,
    *,
    form: FileForm = FileForm.XLSX,
    reveal: bool = False,
    reason: str = "",
    limit: int = MAX_ROWS,
    progress: Progress | None = None,
) -> int:
    """Write the rows that `actor` may see and `query` asks for to `path`, and say so in the audit trail; returns their number.

    Raises:
        NotAllowed, Invalid: see `check_export`.
        TooLarge: more than `limit` rows; nothing is kept.
    """
    check_export(ledger, actor, reveal=reveal, reason=reason)
    columns = ledger.columns_of(query.columns, actor)
    rows = _values(ledger, actor, query, columns, reveal=reveal, limit=limit, progress=progress)
    try:
        written = _write_xlsx(path, ledger, columns, rows) if form is FileForm.XLSX else _write_csv(path, columns, rows)
    except TooLarge:
        path.unlink(missing_ok=True)
        raise
    _told(ledger, actor, query, written, reveal=reveal, reason=reason)
    return written


def _values(
    ledger: Ledger,
    actor: Actor,
    query: LedgerQuery,
    columns: Sequence[Column],
    *,
    reveal: bool,
    limit: int,
    progress: Progress | None,
) -> Iterator[list[object]]:
    for number, record in enumerate(paging.every_row(ledger, actor, query, limit=limit + 1), start=1):
        if number > limit:
            raise TooLarge(_("超过 %(limit)d 行,请缩小筛选范围后分次导出。") % {"limit": limit})
        if progress is not None and number % 1000 == 0:
            progress(min(95, number * 95 // limit), _("已写入 %(rows)d 行") % {"rows": number})
        yield [column.export(column.seen(record, reveal=reveal)) for column in columns]


def _write_xlsx(path: Path, ledger: Ledger, columns: Sequence[Column], rows: Iterator[list[object]]) -> int:
    """Rows are streamed to the file, so that memory does not grow with their number."""
    book = xlsxwriter.Workbook(
        str(path), {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    book.set_properties({"title": str(ledger.title)})
    head = book.add_format(
        {"bold": True, "bg_color": "#E9EEF5", "bottom": 1, "align": "center", "valign": "vcenter", "text_wrap": True}
    )
    formats = {
        date: book.add_format({"num_format": "yyyy-mm-dd", "align": "center"}),
        datetime: book.add_format({"num_format": "yyyy-mm-dd hh:mm", "align": "center"}),
        Decimal: book.add_format({"num_format": "#,##0.00"}),
        str: book.add_format({"num_format": "@", "valign": "top"}),
    }
    sheet = book.add_worksheet(_sheet_name(str(ledger.title)))
    sheet.freeze_panes(1, 0)
    sheet.repeat_rows(0)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    for index, column in enumerate(columns):
        sheet.set_column(index, index, column.width)
    sheet.set_row(0, 24)
    for index, column in enumerate(columns):
        sheet.write_string(0, index, column.title, head)
    written = 0
    try:
        for written, values in enumerate(rows, start=1):
            for index, value in enumerate(values):
                _write_cell(sheet, written, index, value, formats)
    finally:
        if columns:
            sheet.autofilter(0, 0, max(written, 1), len(columns) - 1)
        book.close()
    return written


def _write_cell(sheet: Worksheet, row: int, index: int, value: object, formats: dict[type, Format]) -> None:
    if value is None or value == "":
        return
    if isinstance(value, datetime):
        sheet.write_datetime(row, index, value, formats[datetime])
    elif isinstance(value, date):
        sheet.write_datetime(row, index, value, formats[date])
    elif isinstance(value, Decimal):
        sheet.write_number(row, index, float(value), formats[Decimal])
    elif isinstance(value, int):
        sheet.write_number(row, index, value)
    else:
        sheet.write_string(row, index, str(value).translate(_UNWRITABLE)[:MAX_CELL], formats[str])


def _sheet_name(title: str) -> str:
    return "".join(sign for sign in title if sign not in "[]:*?/\\'")[:31] or "台账"


def _write_csv(path: Path, columns: Sequence[Column], rows: Iterator[list[object]]) -> int:
    """UTF-8 with a byte order mark, which Excel needs to read Chinese."""
    written = 0
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([safe_text(column.title) for column in columns])
        for values in rows:
            writer.writerow([_csv_text(value) for value in values])
            written += 1
    return written


def _csv_text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M}"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, int | Decimal):
        return str(value)
    return safe_text(str(value))


def safe_text(text: str) -> str:
    """`text` so that no spreadsheet takes it for a formula: an apostrophe goes before a dangerous beginning."""
    kept = text.translate(_UNWRITABLE)
    return f"'{kept}" if kept.lstrip(" \n").startswith(_FORMULA_STARTS) or text.startswith(_FORMULA_STARTS) else kept


def _told(ledger: Ledger, actor: Actor, query: LedgerQuery, rows: int, *, reveal: bool, reason: str) -> None:
    note = _("导出台账“%(ledger)s”%(rows)d 行") % {"ledger": ledger.title, "rows": rows}
    if said := conditions(ledger, query):
        note += ";" + _("条件:%(conditions)s") % {"conditions": "、".join(said)}
    if reveal:
        note += ";" + _("含完整个人信息,用途:%(reason)s") % {"reason": reason.strip()[:200]}
    # The system has no record of its own: an unsaved view stands for what was asked.
    subject = (
        actor
        if isinstance(actor, Record)
        else SavedView(ledger=ledger.key, name=str(ledger.title)[:60], query=query.as_json())
    )
    audit.append(subject, actor=actor, verb="export_revealed" if reveal else "export", note=note)


def conditions(ledger: Ledger, query: LedgerQuery) -> list[str]:
    """The filters of `query` in words."""
    said = [f"{ledger.column(key).title} {ledger.column(key).said(values)}" for key, values in query.filters.items()]
    return [*said, *([_("搜索“%(text)s”") % {"text": query.text}] if query.text else [])]


def file_name(ledger: Ledger, form: FileForm) -> str:
    """Such as 矛盾纠纷台账-20260630-1530.xlsx."""
    return f"{ledger.title}-{clock.local(clock.now()):%Y%m%d-%H%M}.{form}"


def blank_workbook(ledger: Ledger, target: IO[bytes]) -> None:
    """An empty workbook to fill in: a heading for each importable column, required ones marked, choices as lists."""
    book = xlsxwriter.Workbook(target, {"in_memory": True})
    head = book.add_format({"bold": True, "bg_color": "#E9EEF5", "bottom": 1, "align": "center"})
    needed = book.add_format({"bold": True, "bg_color": "#FBE9E7", "bottom": 1, "align": "center"})
    text = book.add_format({"num_format": "@"})
    sheet = book.add_worksheet(_sheet_name(str(ledger.title)))
    sheet.freeze_panes(1, 0)
    for index, column in enumerate(ledger.importable):
        sheet.set_column(index, index, column.width, None if column.numeric or column.ordered else text)
        sheet.write_string(0, index, column.title, needed if column.required else head)
        if column.required:
            sheet.write_comment(0, index, _("必填"))
        labels = [option.label for option in column.options() if option.key != "unknown"]
        if labels and len(",".join(labels)) <= LONGEST_LIST:
            rule = {"validate": "list", "source": labels, "ignore_blank": True, "error_type": "warning"}
            sheet.data_validation(1, index, 2000, index, rule)
    book.close()
