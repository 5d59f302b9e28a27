"""What an import hands back: rows, questions, guesses and the tables it found, as plain records."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import TypeAlias

Cell: TypeAlias = "str | int | float | bool | date | datetime | time | timedelta | None"
Fingerprint: TypeAlias = str


class Mode(StrEnum):
    """What to do where the file leaves a doubt."""

    BEST = "best"
    STRICT = "strict"


class IgnoredReason(StrEnum):
    """Why a line of a sheet is no row of the ledger."""

    TITLE = "title"
    HEADER = "header"
    COLUMN_NUMBERS = "column_numbers"
    EXAMPLE = "example"
    EMPTY = "empty"
    ONLY_NUMBERED = "only_numbered"
    TOTAL = "total"
    SIGNATURE = "signature"
    NOTE = "note"
    SECTION = "section"
    CONTINUED = "continued"
    NO_TABLE = "no_table"
    OTHER_TABLE = "other_table"
    HIDDEN_SHEET = "hidden_sheet"


@dataclass(frozen=True, slots=True)
class Option:
    """One possible answer: `key` is what is sent back, `label` what a person reads."""

    key: str
    label: str


@dataclass(slots=True)
class Question:
    """Something the file does not say; the same id comes again when the file is read again.

    `rows` holds the first twenty rows it concerns, `row_count` all of them. `guess` is the option key that BEST takes,
    empty when nothing is taken and the rows are rejected until somebody answers.
    """

    id: str
    topic: str
    text: str
    options: tuple[Option, ...]
    guess: str = ""
    sheet: str = ""
    column: str = ""
    letter: str = ""
    subject: str = ""
    rows: list[int] = field(default_factory=list)
    row_count: int = 0
    answered: bool = False


@dataclass(frozen=True, slots=True)
class Guess:
    """A value taken without being certain of it."""

    question: str
    sheet: str
    row: int
    column: str
    raw: str
    taken: str
    reason: str


@dataclass(frozen=True, slots=True)
class RowFault:
    """One thing wrong in one cell; `question` names what could be answered to heal it, if anything."""

    column: str
    letter: str
    code: str
    message: str
    raw: str = ""
    question: str = ""


@dataclass(frozen=True, slots=True)
class RowOk:
    """A row that can be stored: one value (or None) for every mapped column key."""

    sheet: str
    row: int
    values: Mapping[str, object]
    guesses: tuple[Guess, ...]
    cells: tuple[Cell, ...]
    fingerprint: Fingerprint | None = None


@dataclass(frozen=True, slots=True)
class RowRejected:
    """A row that cannot be stored; the first of `faults` gives column, letter, code and message."""

    sheet: str
    row: int
    faults: tuple[RowFault, ...]
    raw: Mapping[str, str]

    @property
    def column(self) -> str:
        """Title of the column of the first fault."""
        return self.faults[0].column

    @property
    def letter(self) -> str:
        """Letter of the column of the first fault, empty when the sheet has no such column."""
        return self.faults[0].letter

    @property
    def code(self) -> str:
        """Code of the first fault."""
        return self.faults[0].code

    @property
    def message(self) -> str:
        """Sentence of the first fault."""
        return self.faults[0].message


@dataclass(frozen=True, slots=True)
class RowRepeated:
    """A row that was there before: in this file (`first_sheet`, `first_row`) or among the stored rows (`stored`)."""

    sheet: str
    row: int
    first_sheet: str
    first_row: int
    stored: str
    values: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class RowIgnored:
    """A line that is no row of the ledger, with the reason and its text (at most 120 characters)."""

    sheet: str
    row: int
    reason: IgnoredReason
    text: str


Outcome: TypeAlias = RowOk | RowRejected | RowRepeated | RowIgnored


@dataclass(frozen=True, slots=True)
class ColumnMatch:
    """How one column of a table is understood; `key` is None for a column that is left out.

    `confidence` runs from 0 to 1 (1 = the title itself or a person's correction); `unit` is the factor to yuan that the
    header names, if it does.
    """

    index: int
    letter: str
    path: str
    key: str | None
    confidence: float
    reason: str
    unit: int | None = None


@dataclass(frozen=True, slots=True)
class TableFound:
    """One table of a sheet: where its header stands, what stood above it and what its columns mean."""

    sheet: str
    signature: str
    header_rows: tuple[int, ...]
    titles: tuple[str, ...]
    columns: tuple[ColumnMatch, ...]
    missing: tuple[str, ...]
    year: int | None = None
    month: int | None = None
    constants: Mapping[str, str] = field(default_factory=dict)
    usable: bool = True


def letter_of(index: int) -> str:
    """The spreadsheet letter of a column counted from 0: 0 → A, 26 → AA."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def text_of(cell: Cell) -> str:
    """A cell as the person saw it, near enough: whole floats without `.0`, days in ISO form."""
    if cell is None:
        return ""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, datetime) and (cell.hour, cell.minute, cell.second) == (0, 0, 0):
        return cell.date().isoformat()
    return str(cell)
