"""From a file as townships keep it to checked rows; no database, no models.

Use::

    book = open_book(path, name="2024年6月台账.xlsx")        # by content; raises Invalid or TooLarge in plain words
    reading = LedgerReading(book, shape, Terms(today=..., areas=directory, mode=Mode.BEST))
    for outcome in reading.rows(progress=tell, stored=already_stored):
        match outcome: RowOk | RowRejected | RowRepeated | RowIgnored
    reading.questions, reading.guesses, reading.tables, reading.counts      # grow while rows are read
    preview = explain(book, shape, terms, first=20)           # all of it in one structure for the preview page
    preview.as_json()

What goes in
    `Shape`          a ledger as the import sees it: `key`, `title`, `columns` (ColumnReader…), `same_when` (column keys).
    `ColumnReader`   protocol: `key title synonyms required kind code read(cell, context) -> Reading`; optional `beside`
                     (key of the column this one belongs to, e.g. a phone beside its applicant). Of several words of a
                     column in one sheet, the one declared first wins.
    `Column`         the ready-made ColumnReader for every `Kind`; a ledger column makes one of itself.
    `Terms`          how to read: `today`, `mode` (BEST takes and lists the best guess, STRICT refuses it), `areas`
                     (AreaResolver), `mapping`, `answers`, `limits`.
    `AreaDirectory`  AreaResolver over plain entries (key, path of names, aliases): exact, alias, suffix, close.
    `Mapping`        a person's corrections: `{"version": 1, "sheets": {signature: {title path: column key or null}}}`;
                     `Mapping.from_json`, `.as_json`, `.with_sheet(signature, columns)`. The signature depends on the titles
                     only, so that next month's file is recognised: keep the mapping per source and pass it in again.
    `answers`        `{question id: option key}`, or free text in place of an option key, which is then read instead of
                     the cell.

What comes out
    `RowOk`          sheet, row, values {key: value}, guesses, cells, fingerprint (text, None without `same_when`).
    `RowRejected`    sheet, row, column (title), letter, code, message of the first fault, `faults` (all), raw {title: text}.
    `RowRepeated`    sheet, row, first_sheet, first_row (0 and "" when the first one is stored: then `stored` names it), values.
    `RowIgnored`     sheet, row, reason (IgnoredReason), text.
    `Question`       id, topic, sheet, column, letter, subject, text, options, guess (option key or ""), rows, row_count.
    `Guess`          question id, sheet, row, column, raw, taken, reason.
    `TableFound`     sheet, signature, header rows, titles, columns (ColumnMatch: letter, path, key, confidence, reason, unit), hints.

A `Book` says how it was read (`format` xlsx, xls, ods, csv or html; `encoding`, `delimiter`, `notes`). Hidden sheets are left out
and asked about; a sheet without header continues the one before, asked about; villages that only a sheet name, title or heading
between the rows names are taken and asked about; cells of a merge, ditto marks and lost merges of villages are filled down.

Values are plain: str, date, Decimal (yuan for MONEY), int, bool, a choice's value, an area's key; None when empty.
Texts beginning with = + - @ stay what they are; exports escape them.

Rows stored earlier are noticed by `fingerprint_of(values, same_when)`: keep it with each row, and answer `stored(batch)` with
`{fingerprint: name of the stored row}`.
"""

from bihuan.platform.ledgers.reading.areas import AreaCandidate, AreaDirectory, AreaEntry, AreaResolver, How
from bihuan.platform.ledgers.reading.columns import (
    REFUSE,
    TAKE,
    CellContext,
    Column,
    ColumnReader,
    Doubt,
    Kind,
    PlainShape,
    Reading,
    Shape,
    Topic,
)
from bihuan.platform.ledgers.reading.fingerprints import fingerprint_of
from bihuan.platform.ledgers.reading.limits import Limits
from bihuan.platform.ledgers.reading.mapping import Mapping
from bihuan.platform.ledgers.reading.opening import Book, open_book
from bihuan.platform.ledgers.reading.outcomes import (
    Cell,
    ColumnMatch,
    Guess,
    IgnoredReason,
    Mode,
    Option,
    Outcome,
    Question,
    RowFault,
    RowIgnored,
    RowOk,
    RowRejected,
    RowRepeated,
    TableFound,
)
from bihuan.platform.ledgers.reading.plan import LEAVE_OUT, Terms
from bihuan.platform.ledgers.reading.preview import Preview, explain
from bihuan.platform.ledgers.reading.rows import Counts, LedgerReading

__all__ = [
    "LEAVE_OUT",
    "REFUSE",
    "TAKE",
    "AreaCandidate",
    "AreaDirectory",
    "AreaEntry",
    "AreaResolver",
    "Book",
    "Cell",
    "CellContext",
    "Column",
    "ColumnMatch",
    "ColumnReader",
    "Counts",
    "Doubt",
    "Guess",
    "How",
    "IgnoredReason",
    "Kind",
    "LedgerReading",
    "Limits",
    "Mapping",
    "Mode",
    "Option",
    "Outcome",
    "PlainShape",
    "Preview",
    "Question",
    "Reading",
    "RowFault",
    "RowIgnored",
    "RowOk",
    "RowRejected",
    "RowRepeated",
    "Shape",
    "TableFound",
    "Terms",
    "Topic",
    "explain",
    "fingerprint_of",
    "open_book",
]
