"""A superior's .xlsx opened as what it is, a package of parts, and changed in the named cells alone.

Nothing is rebuilt from a model of ours: every part but the sheets and `workbook.xml` is handed on byte for byte, and in a
sheet only the named cells change. So styles, merged cells, formulas, widths, print set-up, validations, conditional
formats, pictures and charts stay, also those we know nothing of. (openpyxl was looked at: it writes anew what it
understood and drops the rest.) The parts follow ECMA-376 part 1, chapter 18.
"""

import io
import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property

from django.utils.translation import gettext as _
from lxml import etree

from bihuan.insight.filling.places import Block, Place
from bihuan.kernel.errors import Invalid, TooLarge
from bihuan.platform.ledgers.reading.limits import Limits
from bihuan.platform.ledgers.reading.opening import open_book

LIMITS = Limits(file_bytes=20 * 1024 * 1024, unpacked_bytes=150 * 1024 * 1024, sheets=60)
MOST_ROWS = 20_000  # of a form, where merged blocks matter
PART_BYTES = 60 * 1024 * 1024
MOST_MERGED = 100_000  # rows of merged blocks, counted block by block
MOST_TEXT = 32_767  # characters a cell may hold (Excel specifications and limits)
WORKBOOK = "xl/workbook.xml"
_RELATED = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_RELATED_STRICT = "{http://purl.oclc.org/ooxml/officeDocument/relationships}id"
_UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_LOOKS_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_AFTER_CALCULATION = frozenset(
    {"oleSize", "customWorkbookViews", "pivotCaches", "smartTagPr", "smartTagTypes", "webPublishing"}
    | {"fileRecoveryPr", "webPublishObjects", "extLst"}
)

Content = str | int | float | Decimal


@dataclass(frozen=True, slots=True)
class Seen:
    """A cell as a reader meets it: its text, whether a formula makes it, the number of its style."""

    text: str
    formula: str = ""
    style: str = ""


@dataclass(frozen=True, slots=True)
class SheetSeen:
    """One sheet: cells that hold something or are styled, merged blocks, and what only formulas may write."""

    name: str
    cells: Mapping[Place, Seen]
    merges: tuple[Block, ...]
    computed: tuple[Block, ...]
    height: int
    width: int
    _merged_in: Mapping[int, tuple[Block, ...]] = field(default_factory=dict)

    def anchor(self, place: Place) -> Place:
        """Where a value for `place` stands: the first cell of its merged block."""
        return next((block.first for block in self._merged_in.get(place.row, ()) if place in block), place)

    def text(self, place: Place) -> str:
        """What a person reads at `place`, also within a merged block."""
        seen = self.cells.get(self.anchor(place))
        return seen.text if seen is not None else ""

    def is_computed(self, place: Place) -> bool:
        """Whether a formula makes it, so that nobody may write there."""
        seen = self.cells.get(place)
        return bool(seen and seen.formula) or any(place in block for block in self.computed)


@dataclass(slots=True)
class _Part:
    """A sheet's XML with its rows and cells by place; rows and cells without a number follow the one before."""

    root: etree._Element
    rows: dict[int, etree._Element] = field(default_factory=dict)
    cells: dict[Place, etree._Element] = field(default_factory=dict)
    columns: dict[int, list[int]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        number = 0
        for row in self.data.iterchildren(self.tag("row")):
            number = _number(row.get("r"), number + 1)
            self.rows[number] = row
            columns = self.columns[number] = []
            column = 0
            for cell in row.iterchildren(self.tag("c")):
                column = _place(cell.get("r"), Place(number, column + 1)).column
                self.cells[Place(number, column)] = cell
                columns.append(column)

    @property
    def namespace(self) -> str:
        return etree.QName(self.root).namespace or ""

    def tag(self, name: str) -> str:
        return f"{{{self.namespace}}}{name}"

    @property
    def data(self) -> etree._Element:
        found = self.root.find(self.tag("sheetData"))
        if found is None:
            raise _broken()
        return found

    def blocks(self, within: str, each: str) -> Iterator[Block]:
        for element in self.root.iterfind(f"{self.tag(within)}/{self.tag(each)}"):
            try:
                yield Block.read(element.get("ref", ""))
            except ValueError:
                raise _broken() from None

    def computed(self) -> Iterator[Block]:
        """Blocks that one formula fills from its first cell on (array formulas, data tables)."""
        for cell in self.cells.values():
            formula = cell.find(self.tag("f"))
            if formula is not None and formula.get("t") in {"array", "dataTable"} and formula.get("ref"):
                try:
                    yield Block.read(formula.get("ref", ""))
                except ValueError:
                    raise _broken() from None

    def put(self, place: Place, content: Content, style: str = "") -> None:
        """Let `place` hold `content`, keeping its style; `style` only for a cell that has none."""
        cell = self.cells.get(place)
        if cell is None:
            cell = self._made(place, style)
        for child in list(cell):
            cell.remove(child)
        for name in ("t", "cm", "vm"):
            cell.attrib.pop(name, None)
        if isinstance(content, str):
            if not content:
                return
            cell.set("t", "inlineStr")
            words = etree.SubElement(etree.SubElement(cell, self.tag("is")), self.tag("t"))
            words.text = _fit(content)
            words.set(_SPACE, "preserve")
            return
        etree.SubElement(cell, self.tag("v")).text = _figure(content)

    def _made(self, place: Place, style: str) -> etree._Element:
        row = self.rows.get(place.row)
        if row is None:
            row = etree.Element(self.tag("row"), r=str(place.row))
            before = max((number for number in self.rows if number < place.row), default=0)
            self.data.insert(0, row) if not before else self.rows[before].addnext(row)
            self.rows[place.row] = row
        row.attrib.pop("spans", None)  # only a hint, and no longer true
        cell = etree.Element(self.tag("c"), r=str(place))
        if style:
            cell.set("s", style)
        columns = self.columns.setdefault(place.row, [])
        before = max((column for column in columns if column < place.column), default=0)
        row.insert(0, cell) if not before else self.cells[Place(place.row, before)].addnext(cell)
        self.cells[place] = cell
        columns.append(place.column)
        return cell

    def number_all(self) -> None:
        """Write down the places that were only implied, before cells are put between."""
        for number, row in self.rows.items():
            row.set("r", str(number))
        for place, cell in self.cells.items():
            cell.set("r", str(place))

    def forget_results(self) -> bool:
        """Drop what formulas gave before, which is no longer true; whether there was anything."""
        found = False
        for cell in self.cells.values():
            if cell.find(self.tag("f")) is not None and (old := cell.find(self.tag("v"))) is not None:
                cell.remove(old)
                cell.attrib.pop("t", None)
                found = True
        return found

    def reach(self) -> None:
        """Let the sheet's declared dimension hold every cell."""
        declared = self.root.find(self.tag("dimension"))
        if declared is None or not self.cells:
            return
        rows, columns = [p.row for p in self.cells], [p.column for p in self.cells]
        block = Block(Place(min(rows), min(columns)), Place(max(rows), max(columns)))
        declared.set("ref", str(block))


class Workbook:
    """An opened template; `sheets` by name in workbook order."""

    def __init__(self, content: bytes) -> None:
        self._content = content
        try:
            with zipfile.ZipFile(io.BytesIO(content)) as package:
                self._refuse_hostile(package)
                self._book = _parse(package, WORKBOOK)
                self._paths = dict(self._sheet_paths(package))
                self._texts = _shared_texts(package)
                self._parts = {name: _Part(_parse(package, path)) for name, path in self._paths.items()}
        except (
            zipfile.BadZipFile,
            zlib.error,
            KeyError,
            OSError,
            EOFError,
            NotImplementedError,
            RuntimeError,
        ) as error:
            raise _broken() from error

    def _refuse_hostile(self, package: zipfile.ZipFile) -> None:
        names = [entry.filename for entry in package.infolist()]
        if len(set(names)) < len(names):
            raise _broken()
        if any(name.lower().endswith("vbaproject.bin") for name in names):
            raise Invalid(_("模板带有宏,请在 Excel 中另存为不带宏的 .xlsx 后再上传。"), field="file", code="macros")
        if any(name.startswith("xl/externalLinks/") for name in names):
            raise Invalid(
                _("模板里有指向其他工作簿的公式,请在 Excel“数据—编辑链接”中断开链接,保存后再上传。"),
                field="file",
                code="external",
            )
        if WORKBOOK not in names:
            raise Invalid(_("请在 Excel 中把模板另存为 .xlsx 后再上传。"), field="file", code="file_type")

    def _sheet_paths(self, package: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
        targets = {
            link.get("Id", ""): (link.get("Type", ""), link.get("Target", ""))
            for link in _parse(package, "xl/_rels/workbook.xml.rels").iterchildren("{*}Relationship")
        }
        for sheet in self._book.iterfind("{*}sheets/{*}sheet"):
            kind, target = targets.get(sheet.get(_RELATED) or sheet.get(_RELATED_STRICT) or "", ("", ""))
            if kind.endswith("/worksheet"):
                yield sheet.get("name", ""), posixpath.normpath(posixpath.join("/xl", target)).lstrip("/")

    @cached_property
    def sheets(self) -> dict[str, SheetSeen]:
        """Every sheet as a reader meets it."""
        return {name: self._seen(name, part) for name, part in self._parts.items()}

    def _seen(self, name: str, part: _Part) -> SheetSeen:
        cells = {place: self._cell_seen(part, cell) for place, cell in part.cells.items()}
        merges = tuple(part.blocks("mergeCells", "mergeCell"))
        if sum(min(block.last.row, MOST_ROWS) - block.first.row + 1 for block in merges) > MOST_MERGED:
            raise TooLarge(_("模板里合并的单元格太多,请删去无用的行后再上传。"), field="file", code="merges")
        merged_in: dict[int, tuple[Block, ...]] = {}
        for block in merges:
            for row in range(block.first.row, min(block.last.row, MOST_ROWS) + 1):
                merged_in[row] = (*merged_in.get(row, ()), block)
        reached = [*(place for place, seen in cells.items() if seen.text or seen.formula), *(m.last for m in merges)]
        height, width = max((p.row for p in reached), default=0), max((p.column for p in reached), default=0)
        return SheetSeen(name, cells, merges, tuple(part.computed()), height, width, merged_in)

    def _cell_seen(self, part: _Part, cell: etree._Element) -> Seen:
        formula = cell.find(part.tag("f"))
        value = cell.findtext(part.tag("v")) or ""
        kind = cell.get("t", "")
        if kind == "s":
            value = self._texts[int(value)] if value.isdigit() and int(value) < len(self._texts) else ""
        elif kind == "inlineStr":
            value = _words(cell.find(part.tag("is")))
        made = "" if formula is None else "=" + (formula.text or "")
        return Seen(value.strip(), made, cell.get("s", ""))

    def filled(self, contents: Mapping[str, Mapping[Place, Content]]) -> bytes:
        """The workbook with `contents` (sheet name → place → value) in it; formulas compute anew when it is opened.

        Raises:
            Invalid: a sheet that is not there, or a place that a formula makes (field: the place).
        """
        package = zipfile.ZipFile(io.BytesIO(self._content))
        changed: dict[str, bytes] = {WORKBOOK: _serialised(_recalculating(_parse(package, WORKBOOK)))}
        for name, path in self._paths.items():
            # Parsed anew: `self` stays what the template is, so one opened template fills many times.
            part = _Part(_parse(package, path))
            wanted = contents.get(name, {})
            self._put_all(name, part, wanted)
            if part.forget_results() or wanted:
                changed[path] = _serialised(part.root)
        if missing := set(contents) - set(self._paths):
            raise Invalid(
                _("模板里没有工作表“%(sheet)s”。") % {"sheet": sorted(missing)[0]}, field="sheet", code="sheet"
            )
        made = io.BytesIO()
        with package, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as result:
            for entry in package.infolist():
                result.writestr(entry, changed.get(entry.filename) or package.read(entry))
        return made.getvalue()

    def _put_all(self, name: str, part: _Part, wanted: Mapping[Place, Content]) -> None:
        if not wanted:
            return
        sheet = self.sheets[name]
        part.number_all()
        for place, content in sorted(wanted.items()):
            if sheet.is_computed(place):
                raise Invalid(_("%(place)s 格是公式,不能写入。") % {"place": place}, field=str(place), code="computed")
            if sheet.anchor(place) != place:
                raise Invalid(
                    _("%(place)s 格被合并在别的格里,请写在合并区域的左上格。") % {"place": place},
                    field=str(place),
                    code="merged",
                )
            part.put(place, content)
        part.reach()


def open_template(content: bytes, name: str = "") -> Workbook:
    """A template somebody brings, refused when it is hostile, locked, old or broken.

    Raises:
        Invalid: not an .xlsx without macros, external links and password (field `file`).
        TooLarge: over one of `LIMITS`.
    """
    book = open_book(content, name=name, limits=LIMITS)
    if book.format != "xlsx":
        raise Invalid(_("请在 Excel 或 WPS 中把模板另存为 .xlsx 后再上传。"), field="file", code="file_type")
    found = Workbook(content)
    if not found.sheets:
        raise _broken()
    return found


def _parse(package: zipfile.ZipFile, path: str) -> etree._Element:
    """A part as XML, without document types, entities and anything fetched."""
    if package.getinfo(path).file_size > PART_BYTES:
        raise TooLarge(_("模板太大,请删去无用的工作表和数据后再上传。"), field="file", code="unpacked")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(package.read(path), parser)
    except etree.XMLSyntaxError as error:
        raise _broken() from error
    if root.getroottree().docinfo.doctype:
        raise _broken()
    return root


def _shared_texts(package: zipfile.ZipFile) -> list[str]:
    path = "xl/sharedStrings.xml"
    if path not in package.namelist():
        return []
    return [_words(item) for item in _parse(package, path).iterchildren("{*}si")]


def _words(item: etree._Element | None) -> str:
    """The text of a string with its runs, phonetic hints left out."""
    if item is None:
        return ""
    parts = [text.text or "" for text in item.iterfind("{*}t")]
    return "".join([*parts, *(text.text or "" for text in item.iterfind("{*}r/{*}t"))])


def _recalculating(book: etree._Element) -> etree._Element:
    """`workbook.xml` told to compute every formula when it is opened."""
    found = book.find("{*}calcPr")
    if found is None:
        found = etree.Element(f"{{{etree.QName(book).namespace}}}calcPr")
        following = next(
            (c for c in book if isinstance(c.tag, str) and etree.QName(c).localname in _AFTER_CALCULATION), None
        )
        book.append(found) if following is None else following.addprevious(found)
    found.set("fullCalcOnLoad", "1")
    return book


def _serialised(root: etree._Element) -> bytes:
    return bytes(etree.tostring(root.getroottree(), xml_declaration=True, encoding="UTF-8", standalone=True))


def _fit(text: str) -> str:
    """Text as a cell can hold it: no control characters, nothing Excel would read as an escape."""
    return _LOOKS_ESCAPED.sub("_x005F_", _UNFIT.sub("", text)[:MOST_TEXT])


def _figure(number: int | float | Decimal) -> str:
    if isinstance(number, Decimal):
        return format(number, "f")
    if number != number or number in (float("inf"), float("-inf")):
        raise ValueError(number)
    return repr(number)


def _number(text: str | None, otherwise: int) -> int:
    if text is None:
        return otherwise
    if not text.isdigit():
        raise _broken()
    return int(text)


def _place(text: str | None, otherwise: Place) -> Place:
    if text is None:
        return otherwise
    try:
        return Place.read(text)
    except ValueError:
        raise _broken() from None


def _broken() -> Invalid:
    return Invalid(_("模板已损坏,请用 Excel 或 WPS 打开并另存为 .xlsx 后再上传。"), field="file", code="broken")
