"""What a paper is made of, said once: from these blocks come the PDF and the Word template alike.

Texts hold fields in braces, `{name}`; `{name:8}` leaves a line of eight characters to write on when the field is empty.
They are the wording of Chinese official papers and therefore not translated; their punctuation is printed full-width.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

Row = Mapping[str, str]
Values = Mapping[str, str | Sequence[Row]]
Align = Literal["left", "center", "right"]
_FIELD = re.compile(r"\{([a-z][a-z0-9_]*)(?::(\d+))?\}")
_PRINTED = str.maketrans({",": "\uff0c", ":": "\uff1a", ";": "\uff1b", "(": "\uff08", ")": "\uff09"})
BLANK = 6  # characters of a line to write on, where the text does not say


@dataclass(frozen=True, slots=True)
class Slot:
    """A field within a text, and how long a line stands in its place when it is empty (characters)."""

    name: str
    blank: int


def printed(text: str, /, **values: str) -> str:
    """Words of a paper with the full-width punctuation of print, then `values` put in for `{name}` as they are."""
    words = text.translate(_PRINTED)
    return words.format(**values) if values else words


def day_words(day: date | None) -> str:
    """2026年3月5日; "" for None."""
    return f"{day.year}年{day.month}月{day.day}日" if day is not None else ""


def pieces(text: str) -> Iterator[str | Slot]:
    """The words and the fields of a text, in order."""
    position = 0
    for found in _FIELD.finditer(text):
        if found.start() > position:
            yield printed(text[position : found.start()])
        yield Slot(found[1], int(found[2]) if found[2] else BLANK)
        position = found.end()
    if position < len(text):
        yield printed(text[position:])


@dataclass(frozen=True, slots=True)
class Title:
    """The name of the paper, centred."""

    text: str


@dataclass(frozen=True, slots=True)
class Para:
    """One paragraph. `size` in points; `indent` sets its first line in by two characters."""

    text: str
    align: Align = "left"
    size: float = 14
    bold: bool = False
    indent: bool = False


@dataclass(frozen=True, slots=True)
class Text:
    """A long text under its `label`, paragraph by paragraph; `lines` ruled lines to write on when there is none."""

    field: str
    label: str = ""
    lines: int = 5


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a grid: a printed label, or a text with fields; `span` columns wide."""

    text: str
    label: bool = False
    span: int = 1


@dataclass(frozen=True, slots=True)
class Grid:
    """A form in boxes. `widths` in parts of the line; each row fills them with its cells' spans."""

    widths: tuple[int, ...]
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a list: heading, text of a row with its fields, width in parts of the line."""

    title: str
    text: str
    width: int
    align: Align = "left"


@dataclass(frozen=True, slots=True)
class Rows:
    """A table with a line for each row of the field `each`; `spare` empty lines when there is none (0: no table then)."""

    each: str
    columns: tuple[Column, ...]
    spare: int = 3


@dataclass(frozen=True, slots=True)
class Signs:
    """Lines to sign on, one for each row of `each`: its `label`, its `image` (a drawn name), its `date`."""

    each: str = "signers"


@dataclass(frozen=True, slots=True)
class Pictures:
    """Pictures, two on a page, each row of `each` with `image` and `caption`."""

    each: str


@dataclass(frozen=True, slots=True)
class Figure:
    """A picture in the run of the paper, `mm` wide and centred, for each row of `each` with `image` and `caption`."""

    each: str
    mm: int


@dataclass(frozen=True, slots=True)
class Gap:
    """Empty space, in millimetres."""

    mm: int


@dataclass(frozen=True, slots=True)
class Each:
    """Blocks repeated for each row of the field `each`."""

    each: str
    blocks: "tuple[Simple, ...]"


Simple = Title | Para | Text | Grid | Gap
Block = Simple | Rows | Signs | Pictures | Figure | Each


def row(*cells: str) -> tuple[Cell, ...]:
    """Cells by turns: a label, its text, the next label, its text."""
    return tuple(Cell(text, label=number % 2 == 0) for number, text in enumerate(cells))


def wide(label: str, text: str, columns: int) -> tuple[Cell, ...]:
    """A label and one text over the rest of a row of so many columns."""
    return Cell(label, label=True), Cell(text, span=columns - 1)
