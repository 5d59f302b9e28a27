"""Papers as rooms declare them: name, fields, layout; and what fills one."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from bihuan.kernel.errors import NotFound
from bihuan.platform.documents.layout import (
    Block,
    Each,
    Figure,
    Grid,
    Para,
    Pictures,
    Rows,
    Signs,
    Slot,
    Text,
    Title,
    Values,
    pieces,
)

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

SIGN_FIELDS, PICTURE_FIELDS = ("label", "image", "date"), ("image", "caption")


@dataclass(frozen=True, slots=True)
class Field:
    """Something a paper can show: its name in templates and for people. With `rows` it is a list of such fields."""

    name: str
    title: "StrOrPromise"
    rows: "tuple[Field, ...]" = ()


@dataclass(frozen=True, slots=True)
class Filled:
    """The values of one paper, all as text ready to print; `images` are the bytes behind the rows' `image` keys.

    `scans` are signed papers and the like that follow it page by page, in order: PDF, or a picture of one page.
    """

    values: Values
    images: Mapping[str, bytes] = field(default_factory=dict)
    scans: tuple[bytes, ...] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """A paper. `group` is what it belongs to for people; `numbered` False leaves it out of the page numbers (covers)."""

    key: str
    title: "StrOrPromise"
    group: "StrOrPromise"
    fields: tuple[Field, ...]
    layout: tuple[Block, ...]
    numbered: bool = True

    def names(self) -> dict[str, frozenset[str]]:
        """The fields, and for lists the fields of their rows."""
        return {one.name: frozenset(below.name for below in one.rows) for one in self.fields}


_registry: dict[str, Document] = {}


def declare(document: Document) -> Document:
    """Enter a paper in the registry.

    Raises:
        ValueError: the key is taken, or the layout names a field that is not declared: a defect of the room.
    """
    if document.key in _registry:
        raise ValueError(f"document {document.key} is declared twice")
    unknown = used(document.layout) - known(document)
    if unknown:
        raise ValueError(f"document {document.key}: the layout names undeclared fields {sorted(unknown)}")
    _registry[document.key] = document
    return document


def documents() -> list[Document]:
    """Every declared paper, in the order of declaration."""
    return list(_registry.values())


def document(key: str) -> Document:
    """The paper called `key`.

    Raises:
        NotFound: there is none.
    """
    found = _registry.get(key)
    if found is None:
        raise NotFound(_("没有这种文书。"))
    return found


def known(document: Document) -> set[tuple[str, str]]:
    """(list or "", field) of everything a paper may show."""
    found: set[tuple[str, str]] = set()
    for name, below in document.names().items():
        found.add(("", name))
        found |= {(name, one) for one in below}
    return found


def used(layout: Iterable[Block], within: str = "") -> set[tuple[str, str]]:
    """(list or "", field) of everything a layout shows."""
    found: set[tuple[str, str]] = set()
    for block in layout:
        match block:
            case Title() | Para():
                found |= _slots(block.text, within)
            case Text():
                found.add((within, block.field))
            case Grid():
                for cells in block.rows:
                    for cell in cells:
                        found |= _slots(cell.text, within)
            case Rows():
                found.add(("", block.each))
                for column in block.columns:
                    found |= _slots(column.text, block.each)
            case Signs():
                found |= {("", block.each), *((block.each, one) for one in SIGN_FIELDS)}
            case Pictures() | Figure():
                found |= {("", block.each), *((block.each, one) for one in PICTURE_FIELDS)}
            case Each():
                found |= {("", block.each)} | used(block.blocks, block.each)
    return found


def _slots(text: str, within: str) -> set[tuple[str, str]]:
    return {(within, one.name) for one in pieces(text) if isinstance(one, Slot)}


def sample(document: Document) -> Filled:
    """A paper filled with the names of its own fields: what a template is tried and previewed with."""
    values: dict[str, str | list[dict[str, str]]] = {}
    for one in document.fields:
        values[one.name] = [_sample_row(one, number) for number in (1, 2)] if one.rows else f"〔{one.title}〕"
    return Filled(values)


def _sample_row(of: Field, number: int) -> dict[str, str]:
    return {below.name: "" if below.name == "image" else f"〔{below.title}{number}〕" for below in of.rows}
