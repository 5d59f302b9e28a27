"""The briefing as a Word file in the layout of official documents (GB/T 9704-2012)."""

import io

from django.utils import dateformat
from django.utils.translation import gettext as _
from docx import Document
from docx.document import Document as WordDocument
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Mm, Pt, RGBColor
from docx.text.paragraph import Paragraph

from bihuan.insight.briefings.writing import Briefing, Figure, Piece, Section
from bihuan.platform.documents.word import BODY_FONT, LABEL_FONT, TITLE_FONT, face

# GB/T 9704: A4, type area 156 × 225 mm; title 2 hao Xiaobiaosong, body 3 hao FangSong, 28 pt lines, 22 lines a page.
TITLE_SIZE, BODY_SIZE, TABLE_SIZE, LINE = Pt(22), Pt(16), Pt(12), Pt(28)
RED = RGBColor(0xC0, 0x14, 0x14)


def briefing_document(briefing: Briefing) -> bytes:
    """The bytes of a .docx."""
    document = Document()
    page = document.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.top_margin, page.bottom_margin, page.left_margin, page.right_margin = Mm(37), Mm(35), Mm(28), Mm(26)
    document.core_properties.title = briefing.title
    document.core_properties.author = briefing.place
    _line(document, briefing.title, font=TITLE_FONT, size=TITLE_SIZE, centred=True, colour=RED)
    days = f"{dateformat.format(briefing.period.start, _('Y年m月d日'))}—{dateformat.format(briefing.period.end, _('m月d日'))}"
    _line(document, f"({days})", font=BODY_FONT, size=BODY_SIZE, centred=True)
    for section in briefing.sections:
        _section(document, section)
    _line(document, "")
    _line(document, _("%(place)s综治中心") % {"place": briefing.place}, right=True)
    _line(document, dateformat.format(briefing.made_on, _("Y年m月d日")), right=True)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _section(document: WordDocument, section: Section) -> None:
    _line(document, section.title, font=LABEL_FONT, indent=True)
    for sentences in section.paragraphs:
        text = "".join(_words(piece) for sentence in sentences for piece in sentence)
        _line(document, text, indent=True)
    if section.table:
        _table(document, section.table)


def _words(piece: Piece) -> str:
    return piece.text if isinstance(piece, Figure) else piece


def _table(document: WordDocument, rows: list[list[Piece]]) -> None:
    table = document.add_table(rows=len(rows), cols=len(rows[0]), style="Table Grid")
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    for number, row in enumerate(rows):
        for cell, piece in zip(table.rows[number].cells, row, strict=True):
            run = cell.paragraphs[0].add_run(_words(piece))
            face(run, LABEL_FONT if number == 0 else BODY_FONT, TABLE_SIZE.pt)


def _line(
    document: WordDocument,
    text: str,
    *,
    font: str = BODY_FONT,
    size: Pt = BODY_SIZE,
    centred: bool = False,
    right: bool = False,
    indent: bool = False,
    colour: RGBColor | None = None,
) -> Paragraph:
    paragraph = document.add_paragraph()
    shape = paragraph.paragraph_format
    shape.line_spacing, shape.space_before, shape.space_after = LINE, Pt(0), Pt(0)
    if indent:
        shape.first_line_indent = Pt(2 * size.pt)
    if centred:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        shape.line_spacing = Pt(36) if size == TITLE_SIZE else LINE
    if right:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    run = paragraph.add_run(text)
    face(run, font, size.pt)
    if colour is not None:
        run.font.color.rgb = colour
    return paragraph
