"""Several finished PDFs as one: a list of contents in front, a bookmark for each, and where each begins."""

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _
from pypdf import PdfReader, PdfWriter

from bihuan.platform.documents.declaration import Document, Field, Filled
from bihuan.platform.documents.layout import Column, Para, Rows, Title
from bihuan.platform.documents.pdf import render_pdf

# Not entered in the registry: nobody brings a template for a list of contents.
CONTENTS = Document(
    key="platform.contents",
    title=_("目录"),
    group="",
    fields=(
        Field("about", _("说明")),
        Field("parts", _("各件"), (Field("number", _("序号")), Field("title", _("名称")), Field("sheets", _("页次")))),
    ),
    layout=(
        Title("目  录"),
        Para("{about}", align="center", size=12),
        Rows(
            "parts",
            (
                Column("序号", "{number}", 2, "center"),
                Column("名称", "{title}", 16),
                Column("起止页", "{sheets}", 4, "center"),
            ),
        ),
    ),
    numbered=False,
)


@dataclass(frozen=True, slots=True)
class Bound:
    """One finished PDF to bind, and its name in the contents."""

    title: str
    content: bytes


def bind_files(
    parts: Sequence[Bound], *, title: str, about: str = "", progress: Callable[[int], None] | None = None
) -> bytes:
    """All `parts` behind a list of contents; `progress` hears how many are bound. Pages in the list count sheets of the whole."""
    readers = [PdfReader(io.BytesIO(part.content)) for part in parts]
    counts = [len(reader.pages) for reader in readers]
    front = _contents(parts, counts, about, sheets=1)
    sheets = len(PdfReader(io.BytesIO(front)).pages)
    if sheets > 1:
        front = _contents(parts, counts, about, sheets=sheets)
    writer = PdfWriter()
    writer.append(io.BytesIO(front), outline_item=str(CONTENTS.title))
    for number, (part, reader) in enumerate(zip(parts, readers, strict=True), start=1):
        writer.append(reader, outline_item=part.title, import_outline=False)
        if progress is not None:
            progress(number)
    writer.add_metadata({"/Title": title})
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def _contents(parts: Sequence[Bound], counts: Sequence[int], about: str, *, sheets: int) -> bytes:
    rows, first = [], sheets + 1
    for number, (part, count) in enumerate(zip(parts, counts, strict=True), start=1):
        rows.append({"number": str(number), "title": part.title, "sheets": f"{first}—{first + count - 1}"})
        first += count
    return render_pdf(CONTENTS, Filled({"about": about, "parts": rows}))
