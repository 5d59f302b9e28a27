"""Papers as PDF, set by Typst. Values go in as a JSON file beside the template, never into its source."""

import io
import json
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

import typst
from django.utils.translation import gettext as _
from pypdf import PdfReader
from pypdf.errors import PyPdfError

from bihuan.kernel.errors import Invalid
from bihuan.platform.documents.declaration import Document, Filled
from bihuan.platform.documents.resolving import resolve
from bihuan.platform.fonts import installed, paper_fonts

MAX_SCAN_PAGES = 60
PNG_HEAD = b"\x89PNG"


@dataclass(frozen=True, slots=True)
class Paper:
    """One filled paper of a file."""

    document: Document
    filled: Filled


@dataclass(frozen=True, slots=True)
class Extent:
    """Where a paper stands in a file: printed page numbers (0 where none is printed) and sheets counted from 1."""

    first: int
    last: int
    sheet: int


def render_pdf(document: Document, filled: Filled, *, draft: str = "") -> bytes:
    """One paper; `draft` is printed across each page."""
    return bind([Paper(document, filled)], title=str(document.title), draft=draft, numbered=False)


def bind(papers: Sequence[Paper], *, title: str, draft: str = "", numbered: bool = True) -> bytes:
    """Papers one after the other as one PDF, each on a new page, numbered from the first that is numbered on."""
    with tempfile.TemporaryDirectory() as folder:
        source = _lay_out(Path(folder), papers, title, draft, numbered)
        return typst.compile(str(source), root=folder, font_paths=installed())


def extents(papers: Sequence[Paper], *, title: str) -> list[Extent]:
    """On which pages each paper of such a file stands, for its contents list; the pages are set but not drawn."""
    with tempfile.TemporaryDirectory() as folder:
        source = str(_lay_out(Path(folder), papers, title, "", True))
        found = {
            mark: json.loads(
                typst.query(source, f"<{mark}>", field="value", root=folder, font_paths=installed())
            )
            for mark in ("begins", "ends")
        }
    return [
        Extent(first["page"], last["page"], first["sheet"])
        if paper.document.numbered
        else Extent(0, 0, first["sheet"])
        for paper, first, last in zip(papers, found["begins"], found["ends"], strict=True)
    ]


def _lay_out(folder: Path, papers: Sequence[Paper], title: str, draft: str, numbered: bool) -> Path:
    """Write template, data and images into the folder; the template's path."""
    parts = []
    begun = False
    for number, paper in enumerate(papers):
        counts = numbered and paper.document.numbered
        parts.append(_part(folder, number, paper.filled, paper.document, counts, restart=counts and not begun))
        begun = begun or counts
    data = {"title": title, "fonts": paper_fonts(), "draft": draft, "parts": parts}
    (folder / "data.json").write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
    source = folder / "form.typ"
    source.write_bytes(files(__package__).joinpath("form.typ").read_bytes())
    return source


def _part(
    folder: Path, number: int, filled: Filled, document: Document, counts: bool, *, restart: bool
) -> dict[str, Any]:
    names = {}
    for place, (key, content) in enumerate(filled.images.items()):
        ending = "png" if content.startswith(PNG_HEAD) else "jpg"
        names[key] = f"{number}-{place}.{ending}"
        (folder / names[key]).write_bytes(content)
    blocks = resolve(document.layout, filled.values)
    for block in blocks:
        for row in block.get("lines", ()) if block["kind"] == "signs" else block.get("items", ()):
            row["image"] = names.get(row["image"], "")
    scans = []
    for place, content in enumerate(filled.scans):
        name = f"{number}-scan-{place}.pdf"
        (folder / name).write_bytes(content)
        scans.append({"file": name, "pages": pages_of(content)})
    return {"blocks": blocks, "numbered": counts, "restart": restart, "scans": scans}


def pages_of(content: bytes) -> int:
    """How many pages a PDF that somebody brought has.

    Raises:
        Invalid: it is damaged, locked by a password, or longer than `MAX_SCAN_PAGES`.
    """
    try:
        reader = PdfReader(io.BytesIO(content))
        if reader.is_encrypted:
            raise Invalid(_("PDF 设有密码,装不进卷宗,请去掉密码后重新上传。"), code="locked")
        count = len(reader.pages)
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise Invalid(_("PDF 已损坏,装不进卷宗,请重新扫描后上传。"), code="damaged") from error
    if count > MAX_SCAN_PAGES:
        raise Invalid(
            _("PDF 共 %(count)d 页,超过 %(limit)d 页,装不进卷宗,请拆分后上传。")
            % {"count": count, "limit": MAX_SCAN_PAGES},
            code="too_long",
        )
    return count
