"""Papers: declared by rooms, printed as Word and PDF from one set of values, bound into files; towns may bring Word templates."""

from bihuan.platform.documents.binding import Bound, bind_files
from bihuan.platform.documents.declaration import Document, Field, Filled, declare, document, documents, sample
from bihuan.platform.documents.pdf import Extent, Paper, bind, extents, pages_of, render_pdf
from bihuan.platform.documents.templates import (
    content_of,
    reinstate_template,
    replace_template,
    return_to_standard,
    template_for,
    version_by_id,
    versions,
)
from bihuan.platform.documents.word import render_word, standard_template

__all__ = [
    "Bound",
    "Document",
    "Extent",
    "Field",
    "Filled",
    "Paper",
    "bind",
    "bind_files",
    "content_of",
    "declare",
    "document",
    "documents",
    "extents",
    "pages_of",
    "reinstate_template",
    "render_pdf",
    "render_word",
    "replace_template",
    "return_to_standard",
    "sample",
    "standard_template",
    "template_for",
    "version_by_id",
    "versions",
]
