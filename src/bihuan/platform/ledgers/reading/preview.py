"""One structure that shows a person what an import would do, for the preview page and the command line."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from decimal import Decimal

from bihuan.platform.ledgers.reading.columns import Shape
from bihuan.platform.ledgers.reading.opening import Book
from bihuan.platform.ledgers.reading.outcomes import (
    Guess,
    Question,
    RowIgnored,
    RowOk,
    RowRejected,
    RowRepeated,
    TableFound,
)
from bihuan.platform.ledgers.reading.plan import Terms
from bihuan.platform.ledgers.reading.rows import LedgerReading, Progress, Stored

SHOWN = 200


@dataclass(frozen=True, slots=True)
class ShownRow:
    """An accepted row as it would be stored, with the guesses made in it."""

    sheet: str
    row: int
    values: Mapping[str, str]
    guesses: tuple[Guess, ...]


@dataclass(slots=True)
class Preview:
    """What an import would do. Lists of rows hold the first ones only; the counts are of the whole file."""

    file: str
    format: str
    notes: tuple[str, ...]
    sheets: tuple[str, ...]
    tables: tuple[TableFound, ...] = ()
    questions: tuple[Question, ...] = ()
    guesses: tuple[Guess, ...] = ()
    guess_count: int = 0
    accepted: int = 0
    rejected: int = 0
    repeated: int = 0
    ignored: Mapping[str, int] = field(default_factory=dict)
    rejected_by_code: Mapping[str, int] = field(default_factory=dict)
    rows: list[ShownRow] = field(default_factory=list)
    rejected_rows: list[RowRejected] = field(default_factory=list)
    repeated_rows: list[RowRepeated] = field(default_factory=list)
    ignored_lines: list[RowIgnored] = field(default_factory=list)

    def as_json(self) -> dict[str, object]:
        """Plain dictionaries, lists, texts and numbers only."""
        shown = replace(
            self, repeated_rows=[replace(row, values=shown_values(row.values)) for row in self.repeated_rows]
        )
        return asdict(shown)


def explain(
    book: Book,
    shape: Shape,
    terms: Terms,
    *,
    first: int = 20,
    stored: Stored | None = None,
    progress: Progress | None = None,
) -> Preview:
    """Read the whole book without keeping it, and tell what would happen; `first` accepted rows are shown.

    Raises:
        Invalid, TooLarge: as `LedgerReading.rows`.
    """
    reading = LedgerReading(book, shape, terms)
    preview = Preview(book.name, book.format, book.notes, book.sheet_names)
    codes: Counter[str] = Counter()
    for outcome in reading.rows(progress=progress, stored=stored):
        match outcome:
            case RowOk() if len(preview.rows) < first:
                preview.rows.append(ShownRow(outcome.sheet, outcome.row, shown_values(outcome.values), outcome.guesses))
            case RowRejected():
                codes[outcome.code] += 1
                if len(preview.rejected_rows) < SHOWN:
                    preview.rejected_rows.append(outcome)
            case RowRepeated() if len(preview.repeated_rows) < SHOWN:
                preview.repeated_rows.append(outcome)
            case RowIgnored() if len(preview.ignored_lines) < SHOWN:
                preview.ignored_lines.append(outcome)
    preview.tables = tuple(reading.tables)
    preview.questions, preview.guesses, preview.guess_count = (
        reading.questions,
        reading.guesses[:SHOWN],
        reading.guess_count,
    )
    counts = reading.counts
    preview.accepted, preview.rejected, preview.repeated = counts.accepted, counts.rejected, counts.repeated
    preview.ignored, preview.rejected_by_code = dict(counts.ignored), dict(codes)
    return preview


def shown_values(values: Mapping[str, object]) -> dict[str, str]:
    """The values of a row as texts."""
    return {key: _shown(value) for key, value in values.items()}


def _shown(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, date):
        return value.isoformat()
    return str(value)
