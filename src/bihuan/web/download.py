"""A file made for one person at one moment: sent whole, kept by nobody on the way."""

from uuid import UUID

from django.http import HttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from bihuan.kernel.errors import NotFound
from bihuan.platform import documents
from bihuan.platform.documents import Document, Filled

PDF = "application/pdf"
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def file_answer(content: bytes, name: str, media_type: str, *, inline: bool = False) -> HttpResponse:
    """The answer with the file to be saved, or (a PDF) shown in the browser's own viewer."""
    answer = HttpResponse(content, content_type=media_type)
    answer["Content-Disposition"] = content_disposition_header(as_attachment=not inline, filename=name) or "attachment"
    answer["Cache-Control"] = "no-store"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


def wants_pdf(form: str) -> bool:
    """Whether the ending in a paper's address asks for a PDF rather than for Word.

    Raises:
        NotFound: it is neither.
    """
    if form not in ("pdf", "docx"):
        raise NotFound(_("文书只有 PDF 和 Word 两种。"))
    return form == "pdf"


def paper_answer(paper: Document, filled: Filled, name: str, *, town_id: UUID | None, pdf: bool) -> HttpResponse:
    """A paper as PDF in the browser's own viewer, or as Word in the town's template."""
    if pdf:
        return file_answer(documents.render_pdf(paper, filled), f"{name}.pdf", PDF, inline=True)
    template = documents.template_for(paper, town_id).content
    return file_answer(documents.render_word(paper, filled, template), f"{name}.docx", WORD)
