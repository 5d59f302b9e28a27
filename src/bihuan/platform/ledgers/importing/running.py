"""Reading a file to the end and storing its rows in pieces, so that a kill loses no piece and repeats none."""

import gc
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext as _

from bihuan.kernel import clock
from bihuan.kernel.errors import BihuanError
from bihuan.platform.actors import Actor
from bihuan.platform.behind import writing_behind
from bihuan.platform.bulk import insert_many
from bihuan.platform.change import change
from bihuan.platform.drafts import draft
from bihuan.platform.ledgers.declaration import Ledger, NewRow, Refused
from bihuan.platform.ledgers.importing.rejects import RejectedFile
from bihuan.platform.ledgers.importing.repetition import stored_already
from bihuan.platform.ledgers.importing.terms import understood
from bihuan.platform.ledgers.places import holding_places
from bihuan.platform.ledgers.reading import (
    Book,
    Guess,
    LedgerReading,
    Outcome,
    Preview,
    RowFault,
    RowIgnored,
    RowOk,
    RowRejected,
    RowRepeated,
    TableFound,
    Terms,
)
from bihuan.platform.ledgers.reading.preview import ShownRow, shown_values
from bihuan.platform.models import ImportBatch, ImportedRow

PIECE = 1000
KEPT_REJECTS, KEPT_GUESSES = 2_000, 500  # in the batch's report; the workbook of rejected rows holds them all

Progress = Callable[[int, str], None]


@dataclass(slots=True)
class Report:
    """What became of a file; `as_json` is what `bihuan import --json` prints."""

    ledger: str
    batch: str | None = None
    accepted: int = 0
    duplicates: int = 0
    rejected: list[RowRejected] = field(default_factory=list)
    guesses: tuple[Guess, ...] = ()
    tables: tuple[TableFound, ...] = ()

    def as_json(self, *, rejects: int | None = None, guesses: int | None = None) -> dict[str, Any]:
        """Plain values; `rejects` and `guesses` keep only the first ones."""
        return {
            "ledger": self.ledger,
            "accepted": self.accepted,
            "rejected": [
                {"sheet": row.sheet, "row": row.row, "column": row.column, "code": row.code, "message": row.message}
                for row in self.rejected[:rejects]
            ],
            "duplicates": self.duplicates,
            "batch": self.batch,
            "guesses": [
                {
                    "sheet": one.sheet,
                    "row": one.row,
                    "column": one.column,
                    "raw": one.raw,
                    "taken": one.taken,
                    "reason": one.reason,
                }
                for one in self.guesses[:guesses]
            ],
            "mapping": {
                "version": 1,
                "sheets": {table.signature: understood(table) for table in self.tables},
            },
        }


def pieces(ledger: Ledger, reading: LedgerReading, progress: Progress | None = None) -> Iterator[list[Outcome]]:
    """The outcomes of a reading in pieces, rows that are stored already among them as repetitions."""

    def tell(done: int, known: int) -> None:
        if progress is not None:
            progress(min(99, done * 100 // max(known, 1)), _("已读取 %(done)d 行") % {"done": done})

    piece: list[Outcome] = []
    for outcome in reading.rows(progress=tell):
        piece.append(outcome)
        if len(piece) >= PIECE:
            yield _compared(ledger, piece)
            piece = []
    if piece:
        yield _compared(ledger, piece)


def _compared(ledger: Ledger, piece: list[Outcome]) -> list[Outcome]:
    rows = [outcome for outcome in piece if isinstance(outcome, RowOk)]
    known = stored_already(ledger, rows)
    if not known:
        return piece
    repeated = {id(rows[index]): name for index, name in known.items()}
    return [
        RowRepeated(one.sheet, one.row, "", 0, repeated[id(one)], one.values)
        if isinstance(one, RowOk) and id(one) in repeated
        else one
        for one in piece
    ]


def look(ledger: Ledger, book: Book, terms: Terms, *, first: int = 12, progress: Progress | None = None) -> Preview:
    """What an import would do, for the preview page; the lists hold the first rows only, the counts are of the whole file."""
    with holding_places():
        reading = LedgerReading(book, ledger.shape, terms)
        preview = Preview(book.name, book.format, book.notes, book.sheet_names)
        codes: dict[str, int] = {}
        for piece in pieces(ledger, reading, progress):
            for outcome in piece:
                _shown(preview, outcome, first, codes)
    preview.tables, preview.questions = tuple(reading.tables), reading.questions
    preview.guesses, preview.guess_count = reading.guesses[:100], reading.guess_count
    preview.ignored, preview.rejected_by_code = dict(reading.counts.ignored), codes
    return preview


def _shown(preview: Preview, outcome: Outcome, first: int, codes: dict[str, int]) -> None:
    match outcome:
        case RowOk():
            preview.accepted += 1
            if len(preview.rows) < first:
                preview.rows.append(ShownRow(outcome.sheet, outcome.row, shown_values(outcome.values), outcome.guesses))
        case RowRejected():
            preview.rejected += 1
            codes[outcome.code] = codes.get(outcome.code, 0) + 1
            if len(preview.rejected_rows) < 100:
                preview.rejected_rows.append(outcome)
        case RowRepeated():
            preview.repeated += 1
            if len(preview.repeated_rows) < 100:
                preview.repeated_rows.append(outcome)
        case RowIgnored() if len(preview.ignored_lines) < 100:
            preview.ignored_lines.append(outcome)


def dry_run(ledger: Ledger, book: Book, terms: Terms) -> Report:
    """The report of an import that stores nothing."""
    report = Report(ledger.key)
    with holding_places():
        reading = LedgerReading(book, ledger.shape, terms)
        for piece in pieces(ledger, reading):
            for outcome in piece:
                report.accepted += isinstance(outcome, RowOk)
                report.duplicates += isinstance(outcome, RowRepeated)
                if isinstance(outcome, RowRejected):
                    report.rejected.append(outcome)
    report.guesses, report.tables = reading.guesses, tuple(reading.tables)
    return report


def _settle_sqlite() -> None:
    """Make this connection fit for a long run of writes.

    They touch every page of a mapped file, which would all count as this process's memory; and pages that change again and
    again need not be copied from the log into the file after each piece.
    """
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA mmap_size=33554432")
            cursor.execute("PRAGMA cache_size=-32768")
            cursor.execute("PRAGMA wal_autocheckpoint=8000")


@contextmanager
def _fewer_collections() -> Iterator[None]:
    """A long import makes millions of short-lived objects; the usual pace of looking for cycles costs an eighth of its time."""
    before = gc.get_threshold()
    gc.set_threshold(200_000, 20, 100)
    try:
        yield
    finally:
        gc.set_threshold(*before)


class _Nothing(Exception):
    """Rolls an all-or-nothing import back."""


def run_batch(
    ledger: Ledger, batch: ImportBatch, book: Book, terms: Terms, *, actor: Actor, progress: Progress | None = None
) -> Report:
    """Store what can be stored of `book` as `batch`, which must be running; finishes the batch with its report.

    Each piece is one transaction with its marks (ImportedRow), so an import that was killed goes on where it stopped. With
    `batch.atomic` everything is one transaction, and a single rejected row leaves nothing stored.

    Raises:
        Invalid: the file cannot be read, or STRICT terms refuse a guess; the batch is then marked as failed.
    """
    _settle_sqlite()
    report = Report(ledger.key, batch=str(batch.pk))
    rejects = RejectedFile(ledger)
    try:
        with _fewer_collections(), holding_places(), transaction.atomic() if batch.atomic else nullcontext():
            reading = LedgerReading(book, ledger.shape, terms)
            done = set(ImportedRow.objects.filter(batch=batch).values_list("sheet", "row"))
            for piece in pieces(ledger, reading, progress):
                _store(ledger, batch, piece, done, report, rejects, actor)
            report.guesses, report.tables = reading.guesses, tuple(reading.tables)
            if batch.atomic and report.rejected:
                raise _Nothing
    except _Nothing:
        report.accepted = 0
        report.guesses, report.tables = reading.guesses, tuple(reading.tables)
        sentence = _("有 %(rows)d 行不能导入,按“全部或全不”的要求,一行也没有导入。")
        _finish(batch, report, rejects, actor, failed=sentence % {"rows": len(report.rejected)})
        return report
    except BihuanError as refusal:
        _finish(batch, report, rejects, actor, failed=refusal.message)
        raise
    _finish(batch, report, rejects, actor)
    return report


def _store(
    ledger: Ledger,
    batch: ImportBatch,
    piece: Sequence[Outcome],
    done: set[tuple[str, int]],
    report: Report,
    rejects: RejectedFile,
    actor: Actor,
) -> None:
    good: list[RowOk] = []
    for outcome in piece:
        match outcome:
            case RowOk():
                good.append(outcome)
            case RowRejected():
                report.rejected.append(outcome)
                rejects.add(outcome)
            case RowRepeated() if (outcome.sheet[:60], outcome.row) in done:
                report.accepted += 1  # stored by this very batch before it was interrupted
            case RowRepeated():
                report.duplicates += 1
    fresh = [row for row in good if (row.sheet[:60], row.row) not in done]
    report.accepted += len(good) - len(fresh)
    if not fresh:
        return
    try:
        with transaction.atomic(), writing_behind(connection):
            answers = _saved(ledger, batch, fresh, actor)
    except (BihuanError, IntegrityError):
        answers = [_saved_alone(ledger, batch, row, actor) for row in fresh]
    for row, given in zip(fresh, answers, strict=True):
        if isinstance(given, Refused):
            refused = _refused(ledger, row, given)
            report.rejected.append(refused)
            rejects.add(refused)
        else:
            report.accepted += 1


def _saved(ledger: Ledger, batch: ImportBatch, rows: Sequence[RowOk], actor: Actor) -> list[UUID | Refused]:
    answers = ledger.save_rows(actor=actor, rows=[NewRow(row.sheet, row.row, row.values) for row in rows], batch=batch)
    if len(answers) != len(rows):
        raise ValueError(f"ledger {ledger.key} answered {len(answers)} of {len(rows)} rows")
    insert_many(
        [
            draft(ImportedRow, batch=batch, ledger=ledger.key, sheet=row.sheet[:60], row=row.row, object_id=given)
            for row, given in zip(rows, answers, strict=True)
            if isinstance(given, UUID)
        ]
    )
    return answers


def _saved_alone(ledger: Ledger, batch: ImportBatch, row: RowOk, actor: Actor) -> UUID | Refused:
    """One row by itself, after its piece was refused as a whole; what the service refuses becomes the row's fault."""
    try:
        with transaction.atomic():
            return _saved(ledger, batch, [row], actor)[0]
    except BihuanError as refusal:
        fault = refusal.faults[0]
        return Refused(fault.field, fault.code, fault.message)


def _refused(ledger: Ledger, row: RowOk, why: Refused) -> RowRejected:
    titles = {column.key: column.title for column in ledger.columns}
    raw = {titles.get(key, key): text for key, text in shown_values(row.values).items()}
    return RowRejected(
        row.sheet, row.row, (RowFault(titles.get(why.column, why.column), "", why.code, why.message),), raw
    )


def _finish(batch: ImportBatch, report: Report, rejects: RejectedFile, actor: Actor, *, failed: str = "") -> None:
    kept = report.as_json(rejects=KEPT_REJECTS, guesses=KEPT_GUESSES)
    with (
        transaction.atomic(),
        change(ImportBatch, batch.pk, actor=actor, verb="import_failed" if failed else "import") as stored,
    ):
        stored.state = ImportBatch.State.FAILED if failed else ImportBatch.State.DONE
        stored.accepted, stored.rejected, stored.duplicates = report.accepted, len(report.rejected), report.duplicates
        file = rejects.kept(actor, batch.file_name)
        stored.report = {
            **kept,
            "failed": failed,
            "rejected_file": str(file.pk) if file else None,
            "guess_count": len(report.guesses),
        }
        stored.finished_at = clock.now()
        stored.note(
            failed
            or _("导入 %(accepted)d 行,退回 %(rejected)d 行,重复 %(duplicates)d 行")
            % {"accepted": report.accepted, "rejected": len(report.rejected), "duplicates": report.duplicates}
        )
