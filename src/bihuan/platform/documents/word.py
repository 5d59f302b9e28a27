"""Papers as Word files: a template made from the layout or brought by a town, filled by docxtpl."""

import io
from functools import lru_cache
from typing import Any

from docx import Document as new_document
from docx.document import Document as WordDocument
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph
from docx.text.run import Run
from docxtpl import DocxTemplate, InlineImage

from bihuan.platform.documents.declaration import Document, Filled
from bihuan.platform.documents.layout import (
    Block,
    Each,
    Figure,
    Gap,
    Grid,
    Para,
    Pictures,
    Rows,
    Signs,
    Text,
    Title,
    pieces,
    printed,
)
from bihuan.platform.documents.resolving import printable_values
from bihuan.platform.documents.sandbox import PaperEnvironment

TITLE_FONT, LABEL_FONT, BODY_FONT, LATIN_FONT = "方正小标宋简体", "黑体", "仿宋_GB2312", "Times New Roman"
TITLE_SIZE, TEXT_SIZE, CELL_SIZE, LIST_SIZE = 22.0, 14.0, 12.0, 10.5
LINE_WIDTH = Mm(158)  # A4 less the margins
PICTURE_HEIGHT, SIGNATURE_HEIGHT = Mm(95), Mm(10)
RULE = "_" * 66
_ALIGNED = {"left": WD_ALIGN_PARAGRAPH.LEFT, "center": WD_ALIGN_PARAGRAPH.CENTER, "right": WD_ALIGN_PARAGRAPH.RIGHT}


def render_word(document: Document, filled: Filled, template: bytes | None = None) -> bytes:
    """The paper as .docx, from the town's `template` or the standard one.

    Raises:
        Invalid: the template does what papers may not; see `sandbox`.
    """
    paper = DocxTemplate(io.BytesIO(template if template is not None else standard_template(document)))
    paper.render(_context(paper, document, filled), PaperEnvironment(document), autoescape=True)
    out = io.BytesIO()
    paper.save(out)
    return out.getvalue()


def _context(paper: DocxTemplate, document: Document, filled: Filled) -> dict[str, Any]:
    """The values, with pictures in the place of their keys: half a page high, drawn names as high as a line."""
    heights = {block.each: PICTURE_HEIGHT for block in document.layout if isinstance(block, Pictures)}
    heights |= {block.each: Mm(block.mm) for block in document.layout if isinstance(block, Figure)}
    context: dict[str, Any] = {}
    for name, value in printable_values(filled.values).items():
        if isinstance(value, str):
            context[name] = value
            continue
        height = heights.get(name, SIGNATURE_HEIGHT)
        context[name] = [
            {
                key: InlineImage(paper, io.BytesIO(filled.images[text]), height=height)
                if key == "image" and text in filled.images
                else text
                for key, text in row.items()
            }
            for row in value
        ]
    return context


@lru_cache(maxsize=64)
def standard_template(document: Document) -> bytes:
    """The Word template that comes with the product, made from the layout; towns take it and change it."""
    word = new_document()
    section = word.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin, section.right_margin, section.top_margin, section.bottom_margin = (
        Mm(28),
        Mm(24),
        Mm(28),
        Mm(26),
    )
    _faces(word)
    for block in document.layout:
        _block(word, block, "")
    word.core_properties.title, word.core_properties.author = str(document.title), ""
    out = io.BytesIO()
    word.save(out)
    return out.getvalue()


def _faces(word: WordDocument) -> None:
    style = word.styles["Normal"]
    style.font.name, style.font.size = LATIN_FONT, Pt(TEXT_SIZE)
    style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), BODY_FONT)


def _block(word: WordDocument, block: Block, within: str) -> None:
    """Write one block as template; `within` is "row" inside a repetition."""
    match block:
        case Title():
            shape = _line(word, block.text, within, size=TITLE_SIZE, font=TITLE_FONT)
            shape.alignment = WD_ALIGN_PARAGRAPH.CENTER
            shape.paragraph_format.space_after = Pt(14)
        case Gap():
            _line(word, "", within).paragraph_format.space_after = Mm(block.mm)
        case Para():
            shape = _line(word, block.text, within, size=block.size, font=LABEL_FONT if block.bold else BODY_FONT)
            shape.alignment = _ALIGNED[block.align]
            if block.indent:
                shape.paragraph_format.first_line_indent = Pt(2 * block.size)
        case Text():
            _text(word, block, within)
        case Grid():
            _grid(word, block, within)
        case Rows():
            _rows(word, block)
        case Signs():
            _line(word, "", "")
            _line(word, "{%p for row in " + block.each + " %}", "", raw=True)
            shape = _line(
                word, "{{ row.label }}____________________    {{ row.date|or_blank('    年  月  日') }}", "", raw=True
            )
            shape.alignment = WD_ALIGN_PARAGRAPH.RIGHT
            shape.paragraph_format.space_before = Pt(14)
            _line(word, "{%p endfor %}", "", raw=True)
        case Pictures() | Figure():
            _line(word, "{%p for row in " + block.each + " %}", "", raw=True)
            for text in ("{{ row.image }}", "{{ row.caption }}"):
                _line(word, text, "", raw=True).alignment = WD_ALIGN_PARAGRAPH.CENTER
            _line(word, "{%p endfor %}", "", raw=True)
        case Each():
            _line(word, "{%p for row in " + block.each + " %}", "", raw=True)
            for inner in block.blocks:
                _block(word, inner, "row")
            _line(word, "{%p endfor %}", "", raw=True)


def _tagged(text: str, within: str, *, blank: bool = True) -> str:
    """The text with Word's tags for its fields."""
    prefix = f"{within}." if within else ""
    return "".join(
        piece
        if isinstance(piece, str)
        else "{{ " + prefix + piece.name + (f"|line({piece.blank})" if blank else "") + " }}"
        for piece in pieces(text)
    )


def _line(
    word: WordDocument, text: str, within: str, *, size: float = TEXT_SIZE, font: str = BODY_FONT, raw: bool = False
) -> Paragraph:
    paragraph = word.add_paragraph()
    shape = paragraph.paragraph_format
    shape.line_spacing, shape.space_before, shape.space_after = 1.4, Pt(0), Pt(0)
    face(paragraph.add_run(text if raw else _tagged(text, within)), font, size)
    return paragraph


def face(run: Run, font: str, size: float) -> None:
    """Set a Chinese font with its Latin companion, `size` in points."""
    run.font.name, run.font.size = LATIN_FONT, Pt(size)
    run._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font)


def _text(word: WordDocument, block: Text, within: str) -> None:
    field = f"{within}.{block.field}" if within else block.field
    if block.label:
        shape = _line(word, printed(block.label), within, font=LABEL_FONT)
        shape.paragraph_format.space_before, shape.paragraph_format.keep_with_next = Pt(8), True
    _line(word, "{%p if " + field + " %}", "", raw=True)
    _line(word, "{{ " + field + "|paragraphs }}", "", raw=True).paragraph_format.first_line_indent = Pt(2 * TEXT_SIZE)
    _line(word, "{%p else %}", "", raw=True)
    for _number in range(block.lines):
        _line(word, RULE, "", size=CELL_SIZE)
    _line(word, "{%p endif %}", "", raw=True)


def _table(word: WordDocument, rows: int, widths: tuple[int, ...]) -> Table:
    table: Table = word.add_table(rows=rows, cols=len(widths), style="Table Grid")
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = int(LINE_WIDTH * width / sum(widths))
        for cell in column.cells:
            cell.width = column.width
    return table


def _grid(word: WordDocument, block: Grid, within: str) -> None:
    table = _table(word, len(block.rows), block.widths)
    for line, cells in zip(table.rows, block.rows, strict=True):
        place = 0
        for cell in cells:
            at = line.cells[place]
            if cell.span > 1:
                at = at.merge(line.cells[place + cell.span - 1])
            _fill(at, _tagged(cell.text, within, blank=_mixed(cell.text)), label=cell.label)
            place += cell.span
    _line(word, "", within, size=6)


def _mixed(text: str) -> bool:
    """Whether words stand beside the field, so that an empty one needs a line; alone in its box it has the box."""
    return len(list(pieces(text))) > 1


def _rows(word: WordDocument, block: Rows) -> None:
    """A heading row, one row that is repeated, and empty ones for when there is none; without those no table at all then."""
    if not block.spare:
        _line(word, "{%p if " + block.each + " %}", "", raw=True)
    rows = 6 + block.spare if block.spare else 4
    table = _table(word, rows, tuple(column.width for column in block.columns))
    for number, column in enumerate(block.columns):
        _fill(table.rows[0].cells[number], printed(column.title), label=True, size=LIST_SIZE)
        _fill(table.rows[2].cells[number], _tagged(column.text, "row", blank=False), align=column.align, size=LIST_SIZE)
    marks = {1: "{%tr for row in " + block.each + " %}", 3: "{%tr endfor %}"}
    if block.spare:
        marks |= {4: "{%tr if not " + block.each + " %}", rows - 1: "{%tr endif %}"}
    for place, mark in marks.items():
        _fill(table.rows[place].cells[0], mark)
    _line(word, "", "", size=6)
    if not block.spare:
        _line(word, "{%p endif %}", "", raw=True)


def _fill(cell: _Cell, text: str, *, label: bool = False, align: str = "left", size: float = CELL_SIZE) -> None:
    paragraph = cell.paragraphs[0]
    if label:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    else:
        paragraph.alignment = _ALIGNED[align]
    face(paragraph.add_run(text), LABEL_FONT if label else BODY_FONT, size)
