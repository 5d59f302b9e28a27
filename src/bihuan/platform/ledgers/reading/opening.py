"""Open a table file by what it contains, not by its ending, and refuse what is hostile or broken in plain words."""

import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from django.utils.translation import gettext as _
from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from bihuan.kernel.errors import Invalid, TooLarge
from bihuan.platform.ledgers.reading import delimited
from bihuan.platform.ledgers.reading.limits import Limits
from bihuan.platform.ledgers.reading.outcomes import Cell
from bihuan.platform.ledgers.reading.webpage import PageTable, TableParser

OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
NOT_TABLES = (
    b"%PDF",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"Rar!",
    b"7z\xbc\xaf",
    b"\x1f\x8b",
    b"{\\rtf",
    b"MZ",
    b"\x7fELF",
)
FAR_CELL = re.compile(rb"""\br=["'](?:([A-Z]{2,3})(\d{1,7})|([A-Z])(\d{6,7}))["'][^>]*>\s*<(?:\w+:)?(?:v|is|f)\b""")
REPEATED_ROWS = re.compile(
    rb'number-rows-repeated="(\d{4,})"[^>]*>(?:(?!</table:table-row>).){0,4000}office:value', re.DOTALL
)
REPEATED_CELLS = re.compile(rb'<table:(?:covered-)?table-cell[^>]*number-columns-repeated="(\d{4,})"[^>]*office:value')
CHUNK = 4 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Merge:
    """A merged range, rows and columns counted from 0, ends included."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(slots=True)
class Sheet:
    """One sheet: its rows from the first line on, each as a list that begins at column A.

    `merges` is None when the format does not tell.
    """

    name: str
    hidden: bool
    merges: tuple[Merge, ...] | None
    height: int
    _source: CalamineSheet | delimited.DelimitedText | PageTable
    _limits: Limits

    def rows(self) -> Iterator[Sequence[Cell]]:
        """Every line in order; may be called again."""
        if isinstance(self._source, delimited.DelimitedText):
            yield from delimited.records(self._source, self._limits)
            return
        if isinstance(self._source, PageTable):
            yield from self._source.rows
            return
        start = self._source.start
        if start is None:
            return
        before: list[Cell] = [""] * start[1]
        for row in self._source.iter_rows():
            yield [*before, *row] if before else row


@dataclass(slots=True)
class Book:
    """An opened file. `format` is xlsx, xls, ods, csv or html; `notes` says how a text file was read."""

    name: str
    format: str
    sheet_names: tuple[str, ...]
    notes: tuple[str, ...] = ()
    encoding: str = ""
    delimiter: str = ""
    _hidden: frozenset[str] = frozenset()
    _workbook: CalamineWorkbook | None = None
    _text: delimited.DelimitedText | None = None
    _pages: dict[str, PageTable] = field(default_factory=dict)
    _limits: Limits = field(default_factory=Limits)
    _last: Sheet | None = None

    def sheets(self) -> Iterator[Sheet]:
        """The sheets in workbook order, one in memory at a time.

        Raises:
            Invalid: a sheet that cannot be read.
            TooLarge: more rows or columns than the limits allow.
        """
        for name in self.sheet_names:
            if self._last is None or self._last.name != name:
                self._last = None
                self._last = self._load(name)
            yield self._last

    def _load(self, name: str) -> Sheet:
        if name in self._pages:
            page = self._pages[name]
            return Sheet(name, False, tuple(Merge(*span) for span in page.spans), len(page.rows), page, self._limits)
        if self._workbook is None:
            if self._text is None:
                raise Invalid(_("文件里没有内容"), field="file", code="empty")
            height = self._text.text.count("\n") + 1
            if height > self._limits.rows * 2:
                raise _too_many_rows(self._limits)
            return Sheet(name, False, None, height, self._text, self._limits)
        try:
            source = self._workbook.get_sheet_by_name(name)
        except CalamineError as error:
            raise Invalid(
                _("工作表“%(sheet)s”无法读取,请用 Excel 打开并另存后再导入") % {"sheet": name},
                field="file",
                code="broken",
            ) from error
        end = source.end or (0, 0)
        if end[0] + 1 > self._limits.rows:
            raise _too_many_rows(self._limits)
        if end[1] + 1 > self._limits.columns:
            raise TooLarge(
                _("工作表“%(sheet)s”有 %(count)d 列,超过了 %(limit)d 列的上限,请删去右侧无用的列")
                % {"sheet": name, "count": end[1] + 1, "limit": self._limits.columns},
                field="file",
            )
        ranges = source.merged_cell_ranges
        merges = (
            None if ranges is None else tuple(Merge(a[0], a[1], b[0], b[1]) for a, b in ranges[: self._limits.rows])
        )
        return Sheet(name, name in self._hidden, merges, source.total_height, source, self._limits)


def open_book(source: Path | bytes | BinaryIO, *, name: str = "", limits: Limits | None = None) -> Book:
    """Open a workbook or a delimited text by its content.

    Raises:
        Invalid: encrypted, broken, empty or no table at all (field `file`).
        TooLarge: over one of `limits`, packed or unpacked.
    """
    limits = limits or Limits()
    content = _content(source, limits)
    if isinstance(source, Path):
        name = name or source.name
    if not content.strip():
        raise Invalid(_("文件是空的,请选择有内容的表格"), field="file", code="empty")
    if content.startswith(b"PK\x03\x04"):
        return _open_workbook(content, name, _checked_package(content, limits), limits)
    if content.startswith(OLE2):
        _check_compound(content)
        return _open_workbook(content, name, "xls", limits)
    if content[:2] == b"\x09\x08" or content[:3] in (b"\x09\x04\x06", b"\x09\x02\x06"):
        return _open_workbook(content, name, "xls", limits)
    if content.startswith(NOT_TABLES):
        raise _wrong_type()
    head = content[:2000].lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    if head.startswith((b"<!doctype", b"<html", b"<?xml", b"<table", b"<meta", b"<style", b"<head")):
        return _open_page(content, name, limits)
    text = delimited.sniff(content)
    shown = {"\t": _("制表符"), ",": _("逗号")}.get(text.delimiter, text.delimiter)
    notes = (_("文字编码 %(encoding)s,分隔符 %(delimiter)s") % {"encoding": text.encoding, "delimiter": shown},)
    sheet = Path(name).stem or "CSV"
    return Book(name, "csv", (sheet,), notes, text.encoding, text.delimiter, _text=text, _limits=limits)


def _content(source: Path | bytes | BinaryIO, limits: Limits) -> bytes:
    if isinstance(source, bytes):
        content = source
    elif isinstance(source, Path):
        with source.open("rb") as opened:
            content = opened.read(limits.file_bytes + 1)
    else:
        content = source.read(limits.file_bytes + 1)
    if len(content) > limits.file_bytes:
        raise TooLarge(
            _("文件超过 %(limit)d MB,请拆成几个文件分别导入") % {"limit": limits.file_bytes // 1024 // 1024},
            field="file",
        )
    return content


def _open_page(content: bytes, name: str, limits: Limits) -> Book:
    declared = re.search(rb"charset=[\"']?([\w-]{3,20})", content[:3000])
    charset = declared.group(1).decode("ascii").lower() if declared else ""
    text = content.decode("gb18030", "replace") if charset.startswith("gb") else delimited.decode(content)[0]
    parser = TableParser(limits, _too_many_rows(limits))
    parser.feed(text)
    parser.close()
    tables = [table for table in parser.tables if any(any(row) for row in table.rows)]
    if not tables or len(tables) > limits.sheets:
        raise Invalid(
            _("这个文件其实是网页格式,里面没有可导入的表格,请用 Excel 或 WPS 打开,另存为 .xlsx 后再导入"),
            field="file",
            code="file_type",
        )
    names = tuple(_("表格%(number)d") % {"number": number} for number in range(1, len(tables) + 1))
    return Book(
        name,
        "html",
        names,
        (_("这个文件其实是网页格式,已按其中的表格读取"),),
        _pages=dict(zip(names, tables, strict=True)),
        _limits=limits,
    )


def _open_workbook(content: bytes, name: str, kind: str, limits: Limits) -> Book:
    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(content))
    except PasswordError as error:
        raise _encrypted() from error
    except (CalamineError, OSError, ValueError) as error:
        raise Invalid(
            _("文件已损坏,无法作为 Excel 打开,请用 Excel 或 WPS 打开并另存后再导入"), field="file", code="broken"
        ) from error
    wanted = [sheet for sheet in workbook.sheets_metadata if sheet.typ is SheetTypeEnum.WorkSheet]
    if len(wanted) > limits.sheets:
        raise TooLarge(_("工作表超过 %(limit)d 张,请拆分后再导入") % {"limit": limits.sheets}, field="file")
    names = tuple(sheet.name for sheet in wanted)
    hidden = frozenset(sheet.name for sheet in wanted if sheet.visible is not SheetVisibleEnum.Visible)
    return Book(name, kind, names, _hidden=hidden, _workbook=workbook, _limits=limits)


def _checked_package(content: bytes, limits: Limits) -> str:
    """The format of a zip package after its sizes, ratio and far cells are found harmless."""
    try:
        package = zipfile.ZipFile(io.BytesIO(content))
        entries = package.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise Invalid(_("文件已损坏或没有传完,请重新选择"), field="file", code="broken") from error
    with package:
        unpacked = sum(entry.file_size for entry in entries)
        if len(entries) > limits.entries or unpacked > limits.unpacked_bytes:
            raise _bomb()
        for entry in entries:
            if entry.file_size > 8 * 1024 * 1024 and entry.file_size > limits.unpack_ratio * max(
                entry.compress_size, 1
            ):
                raise _bomb()
            if entry.flag_bits & 1:
                raise _encrypted()
        names = {entry.filename for entry in entries}
        if (
            "xl/workbook.xml" in names
            or "xl/workbook.bin" in names
            or any(n.startswith("xl/worksheets/") for n in names)
        ):
            for entry in entries:
                if entry.filename.startswith("xl/worksheets/") and entry.filename.endswith(".xml"):
                    _check_far_cells(package, entry, limits)
            return "xlsx"
        if "content.xml" in names and _is_spreadsheet(package, names):
            _check_repeats(package)
            return "ods"
    if "word/document.xml" in names:
        raise Invalid(_("这是 Word 文档,请把其中的表格复制到 Excel 后再导入"), field="file", code="file_type")
    raise _wrong_type()


def _is_spreadsheet(package: zipfile.ZipFile, names: set[str]) -> bool:
    manifest = _bounded(package, "META-INF/manifest.xml") if "META-INF/manifest.xml" in names else b""
    if b"encryption-data" in manifest:
        raise _encrypted()
    declared = _bounded(package, "mimetype") if "mimetype" in names else manifest
    return b"opendocument.spreadsheet" in declared


def _bounded(package: zipfile.ZipFile, name: str) -> bytes:
    with package.open(name) as opened:
        return opened.read(CHUNK)


def _chunks(package: zipfile.ZipFile, entry: zipfile.ZipInfo | str, overlap: int) -> Iterator[bytes]:
    """The unpacked bytes in pieces that overlap, so that no match is cut; broken packages end in Invalid."""
    tail = b""
    total = 0
    size = entry.file_size if isinstance(entry, zipfile.ZipInfo) else package.getinfo(entry).file_size
    try:
        with package.open(entry) as opened:
            while piece := opened.read(CHUNK):
                total += len(piece)
                if total > size:
                    raise _bomb()
                yield tail + piece
                tail = piece[-overlap:]
    except (zipfile.BadZipFile, OSError, EOFError, ValueError, NotImplementedError, RuntimeError) as error:
        raise Invalid(_("文件已损坏或没有传完,请重新选择"), field="file", code="broken") from error


def _check_far_cells(package: zipfile.ZipFile, entry: zipfile.ZipInfo, limits: Limits) -> None:
    """Refuse a lone value far out: the reader lays sheets out densely, so A1 and XFD1048576 alone would eat all memory."""
    width, height = 26, 99_999
    for piece in _chunks(package, entry, 400):
        for letters, row, _single, far_row in FAR_CELL.findall(piece):
            if letters:
                column = 0
                for letter in letters:
                    column = column * 26 + letter - 64
                width = max(width, column)
            height = max(height, int(row or far_row))
        if height > limits.rows:
            raise _too_many_rows(limits)
        if (width > limits.columns and width * 1_000 > limits.dense_cells) or width * max(
            height, 1
        ) > limits.dense_cells * 5:
            raise TooLarge(
                _("表格右侧很远处还有内容(第 %(count)d 列),请删去无用的列后再导入") % {"count": width}, field="file"
            )


def _check_repeats(package: zipfile.ZipFile) -> None:
    for piece in _chunks(package, "content.xml", 8_000):
        if REPEATED_CELLS.search(piece) or REPEATED_ROWS.search(piece):
            raise _bomb()


def _check_compound(content: bytes) -> None:
    """An OLE2 file is an old workbook, an encrypted new one, or no workbook at all; the stream names tell."""

    def has(stream: str) -> bool:
        return stream.encode("utf-16-le") in content

    if has("EncryptedPackage") or has("EncryptionInfo"):
        raise _encrypted()
    if has("WordDocument"):
        raise Invalid(_("这是 Word 文档,请把其中的表格复制到 Excel 后再导入"), field="file", code="file_type")
    if not (has("Workbook") or has("Book")):
        raise _wrong_type()


def _encrypted() -> Invalid:
    return Invalid(_("文件设有打开密码,请在 Excel 中取消密码并保存后再导入"), field="file", code="encrypted")


def _wrong_type() -> Invalid:
    return Invalid(
        _("这个文件不是表格,请选择 Excel(.xlsx、.xls)、WPS、.ods 或 CSV 文件"), field="file", code="file_type"
    )


def _bomb() -> TooLarge:
    return TooLarge(_("文件解压后过大,已拒绝读取,请拆成几个文件分别导入"), field="file", code="unpacked")


def _too_many_rows(limits: Limits) -> TooLarge:
    return TooLarge(_("表格超过 %(limit)d 行,请拆成几个文件分别导入") % {"limit": limits.rows}, field="file")
