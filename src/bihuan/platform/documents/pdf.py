"""Papers as PDF, set by Typst. Values go in as a JSON file beside the template, never into its source."""

import io
import json
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from importlib.resources import files
from pathlib import Path
from typing import Any, TypeVar

import typst
from django.utils.translation import gettext as _
from pypdf import PdfReader
from pypdf.errors import PyPdfError

from bihuan.kernel.errors import Invalid
from bihuan.platform.documents.declaration import Document, Filled
from bihuan.platform.documents.resolving import resolve
from bihuan.platform.fonts import installed, paper_fonts

MAX_SCAN_PAGES = 60
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Paper:
    """One filled paper of a file."""

    document: Document
    filled: Filled


@dataclass(frozen=True, slots=True)
class Extent:
    """Where a paper stands in a file: printed page numbers (0 where none is printed), and sheets counted from 1."""

    first: int
    last: int
    sheet: int
    last_sheet: int


def render_pdf(document: Document, filled: Filled, *, draft: str = "") -> bytes:
    """One paper; `draft` is printed across each page."""
    return bind([Paper(document, filled)], title=str(document.title), draft=draft, numbered=False)


def bind(papers: Sequence[Paper], *, title: str, draft: str = "", numbered: bool = True) -> bytes:
    """Papers one after the other as one PDF, each on a new page, numbered from the first that is numbered on.

    A scan that cannot be opened has a page in its place that says so.
    """
    with tempfile.TemporaryDirectory() as folder:
        source = _lay_out(Path(folder), papers, title, draft, numbered)
        return _made(source, lambda: typst.compile(str(source), root=folder, font_paths=installed()))


def extents(papers: Sequence[Paper], *, title: str) -> list[Extent]:
    """On which pages each paper of such a file stands, for its contents list; the pages are set but not drawn."""
    with tempfile.TemporaryDirectory() as folder:
        source = _lay_out(Path(folder), papers, title, "", True)
        begins, ends = (_made(source, partial(_marks, source, mark)) for mark in ("begins", "ends"))
    return [
        Extent(first["page"], last["page"], first["sheet"], last["sheet"])
        if paper.document.numbered
        else Extent(0, 0, first["sheet"], last["sheet"])
        for paper, first, last in zip(papers, begins, ends, strict=True)
    ]


def _marks(source: Path, mark: str) -> list[dict[str, int]]:
    found: list[dict[str, int]] = json.loads(
        typst.query(str(source), f"<{mark}>", field="value", root=str(source.parent), font_paths=installed())
    )
    return found


def _made(source: Path, make: Callable[[], T]) -> T:
    """Set the pages; if a scan does not let itself be drawn, without it."""
    try:
        return make()
    except typst.TypstError:
        if not _without_bad_scans(source):
            raise
        return make()


def _without_bad_scans(source: Path) -> bool:
    """Mark the scans that cannot be drawn as missing; whether there were any."""
    kept = source.with_name("data.json")
    data = json.loads(kept.read_text(encoding="utf-8"))
    bad = [scan for part in data["parts"] for scan in part["scans"] if scan["file"] and not _draws(source.parent, scan)]
    for scan in bad:
        scan["file"], scan["pages"] = "", 1
    kept.write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
    return bool(bad)


def _draws(folder: Path, scan: dict[str, Any]) -> bool:
    trial = folder / "trial.typ"
    trial.write_text(
        f'#for page in range({int(scan["pages"])}) {{ image("{scan["file"]}", page: page + 1, width: 50mm) }}',
        encoding="utf-8",
    )
    try:
        typst.compile(str(trial), root=str(folder), font_paths=installed())
    except typst.TypstError:
        return False
    return True


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
        names[key] = f"{number}-{place}.{_ending(content)}"
        (folder / names[key]).write_bytes(content)
    blocks = resolve(document.layout, filled.values)
    for block in blocks:
        for row in _with_images(block):
            row["image"] = names.get(row["image"], "")
    scans = [_scan(folder, f"{number}-scan-{place}", content) for place, content in enumerate(filled.scans)]
    return {"blocks": blocks, "numbered": counts, "restart": restart, "scans": scans}


def _with_images(block: dict[str, Any]) -> list[dict[str, str]]:
    rows: list[dict[str, str]] = block.get(
        {"signs": "lines", "pictures": "items", "figure": "items"}.get(block["kind"], ""), []
    )
    return rows


def _ending(content: bytes) -> str:
    if content.startswith(b"%PDF-"):
        return "pdf"
    return "png" if content.startswith(b"\x89PNG") else "jpg"


def _scan(folder: Path, stem: str, content: bytes) -> dict[str, Any]:
    name = f"{stem}.{_ending(content)}"
    try:
        pages = pages_of(content) if name.endswith(".pdf") else 1
    except Invalid:
        return {"file": "", "pages": 1}
    (folder / name).write_bytes(content)
    return {"file": name, "pages": pages}


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
