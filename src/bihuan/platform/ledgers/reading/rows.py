"""Read a whole book row by row: find its tables, check every row, and say what became of every line."""

from collections import Counter
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from bihuan.kernel.errors import TooLarge
from bihuan.platform.ledgers.reading.checking import RowChecker, line_text
from bihuan.platform.ledgers.reading.columns import REFUSE, TAKE, Shape, Topic
from bihuan.platform.ledgers.reading.mapping import TitleIndex
from bihuan.platform.ledgers.reading.opening import Book, Sheet
from bihuan.platform.ledgers.reading.outcomes import (
    Cell,
    Fingerprint,
    Guess,
    IgnoredReason,
    Mode,
    Option,
    Outcome,
    Question,
    RowIgnored,
    RowOk,
    RowRejected,
    RowRepeated,
    TableFound,
)
from bihuan.platform.ledgers.reading.plan import Planner, TablePlan, Terms
from bihuan.platform.ledgers.reading.questions import Inquiry
from bihuan.platform.ledgers.reading.tables import HEAD_LINES, Head, Lines, find_head, likely_head
from bihuan.platform.ledgers.reading.titles import month_said, unit_said, year_said

SAMPLE_LINES = 400
BATCH = 500
Progress = Callable[[int, int], None]
Stored = Callable[[Sequence[Fingerprint]], Mapping[Fingerprint, str]]


@dataclass(slots=True)
class Counts:
    """How many lines became what; `ignored` by reason, blank lines included."""

    accepted: int = 0
    rejected: int = 0
    repeated: int = 0
    ignored: Counter[str] = field(default_factory=Counter)


class LedgerReading:
    """One reading of one book for one ledger.

    `tables`, `questions`, `guesses` and `counts` are complete when `rows()` is exhausted. Nothing is kept of the rows
    themselves but a fingerprint each, so memory does not grow with what they hold.
    """

    def __init__(self, book: Book, shape: Shape, terms: Terms) -> None:
        self._book, self._shape, self._terms = book, shape, terms
        self._inquiry = Inquiry(terms.answers)
        self._index = TitleIndex(shape.columns, terms.mapping.titles())
        self._planner = Planner(shape, terms, self._inquiry, self._index, book.name)
        self.tables: list[TableFound] = []
        self.counts = Counts()
        self._checker = RowChecker(shape, terms, self._inquiry)
        self._progress: Progress | None = None
        self._done, self._total = 0, 0
        self._last_plan: TablePlan | None = None
        self._known_header: bool | None = None

    @property
    def questions(self) -> tuple[Question, ...]:
        """What was asked so far, answered questions included."""
        return tuple(self._inquiry.questions.values())

    @property
    def guesses(self) -> tuple[Guess, ...]:
        """What was taken without being certain (the first ten thousand)."""
        return tuple(self._inquiry.guesses)

    @property
    def guess_count(self) -> int:
        """How many guesses were made in all."""
        return self._inquiry.guess_count

    def rows(self, *, progress: Progress | None = None, stored: Stored | None = None) -> Iterator[Outcome]:
        """What became of each line, in the order of the file; blank lines are only counted.

        `progress` is told (lines done, lines known so far) about every 500 lines. `stored` is asked in batches which
        fingerprints are stored already and answers with a name for each that is (an id, an 办件编号).

        Raises:
            Invalid: a sheet that cannot be read, or, in STRICT mode, a column that cannot be matched for certain.
            TooLarge: a sheet over the limits.
        """
        self._progress = progress
        for batch in _in_batches(self._outcomes(), BATCH if stored else 1):
            prints = [o.fingerprint for o in batch if isinstance(o, RowOk) and o.fingerprint] if stored else []
            there = stored(prints) if stored and prints else {}
            for outcome in batch:
                if isinstance(outcome, RowOk) and outcome.fingerprint in there and outcome.fingerprint is not None:
                    outcome = RowRepeated(outcome.sheet, outcome.row, "", 0, there[outcome.fingerprint], outcome.values)
                self._count(outcome)
                yield outcome
        if progress:
            progress(self._done, self._done)

    def _count(self, outcome: Outcome) -> None:
        match outcome:
            case RowOk():
                self.counts.accepted += 1
            case RowRejected():
                self.counts.rejected += 1
            case RowRepeated():
                self.counts.repeated += 1
            case RowIgnored():
                self.counts.ignored[outcome.reason] += 1

    def _outcomes(self) -> Iterator[Outcome]:
        for sheet in self._book.sheets():
            self._total += sheet.height
            if sheet.hidden and not self._wants_hidden(sheet):
                yield RowIgnored(sheet.name, 0, IgnoredReason.HIDDEN_SHEET, sheet.name)
                self._done += sheet.height
                continue
            yield from self._sheet(sheet)

    def _wants_hidden(self, sheet: Sheet) -> bool:
        lines = Lines(sheet.rows())
        if find_head(lines.peek(HEAD_LINES), sheet.merges, self._index) is None:
            return False
        text = _("隐藏的工作表“%(sheet)s”里也有表格,要导入吗?") % {"sheet": sheet.name}
        options = (Option(REFUSE, _("不导入")), Option(TAKE, _("导入")))
        self._inquiry.ask(Topic.HIDDEN_SHEET, text, options, REFUSE, scope="", subject=sheet.name, sheet=sheet.name)
        return self._inquiry.answer(Topic.HIDDEN_SHEET, "", sheet.name) == TAKE

    def _sheet(self, sheet: Sheet) -> Iterator[Outcome]:
        lines = Lines(sheet.rows())
        titles: list[str] = []
        first, found = True, 0
        while ahead := lines.peek(HEAD_LINES + 40):
            head, certain = find_head(ahead, sheet.merges, self._index), True
            if head is None and first and self._last_plan is not None:
                head = self._continued_head(sheet, ahead, self._last_plan)
            if head is None and first and not self._some_header_is_known():
                head, certain = likely_head(ahead, sheet.merges, self._index), False
            if head is None:
                yield from self._leave(sheet, lines, IgnoredReason.NO_TABLE)
                return
            for number, cells in lines.skip_to(head.bottom):
                self._tick()
                text = line_text(cells)
                if number < head.top:
                    if text:
                        titles.insert(0, text) if not first else titles.append(text)
                        yield RowIgnored(sheet.name, number, IgnoredReason.TITLE, text)
                    else:
                        self.counts.ignored[IgnoredReason.EMPTY] += 1
                elif text:
                    yield RowIgnored(sheet.name, number, IgnoredReason.HEADER, text)
            found += 1
            if found > self._terms.limits.tables_per_sheet:
                raise TooLarge(
                    _("工作表“%(sheet)s”里有太多表头,请整理成一张表后再导入") % {"sheet": sheet.name}, field="file"
                )
            plan = self._planner.plan(sheet.name, head, titles, lines.peek(SAMPLE_LINES), sheet.merges, certain)
            self.tables.append(plan.found)
            if plan.found.usable:
                self._last_plan = plan
            first = False
            titles = yield from self._table(sheet, lines, plan)

    def _some_header_is_known(self) -> bool:
        """Whether any sheet has a header with titles of this ledger; then the other sheets need no asking about."""
        if self._known_header is None:
            sheets = self._book.sheets()
            self._known_header = any(
                find_head(Lines(s.rows()).peek(HEAD_LINES), s.merges, self._index) is not None for s in sheets
            )
        return self._known_header

    def _continued_head(
        self, sheet: Sheet, ahead: Sequence[tuple[int, Sequence[Cell]]], last: TablePlan
    ) -> Head | None:
        """The last table's header, when this sheet has none and its lines read as more rows of that table."""
        filled = [cells for _, cells in ahead if any(cell not in ("", None) for cell in cells)][:12]
        required = [slot for slot in last.slots if slot.reader.required]
        fitting = 0
        for cells in filled:
            asked = [
                (slot, cells[slot.index])
                for slot in required
                if slot.index < len(cells) and cells[slot.index] not in ("", None)
            ]
            fitting += len(asked) == len(required) and not any(
                slot.reader.read(cell, last.context).message for slot, cell in asked
            )
        if not required or not fitting or fitting < 0.6 * len(filled):
            return None
        text = _("工作表“%(sheet)s”没有表头,是否接着上一张表的列读取?") % {"sheet": sheet.name}
        options = (Option(TAKE, _("接着读")), Option(REFUSE, _("不导入这张表")))
        question = self._inquiry.ask(
            Topic.HEADER, text, options, TAKE, scope=last.found.signature, subject=sheet.name, sheet=sheet.name
        )
        answer = self._inquiry.answer(Topic.HEADER, last.found.signature, sheet.name)
        if answer == REFUSE or (answer is None and self._terms.mode is Mode.STRICT):
            return None
        if answer is None:
            self._inquiry.guess(question.id, sheet.name, 0, "", "", last.found.sheet, text)
        return Head(0, 0, last.head.paths, last.head.cells)

    def _leave(self, sheet: Sheet, lines: Lines, reason: IgnoredReason) -> Iterator[Outcome]:
        """Ignore the rest of a sheet: its first filled line is named, the others are counted."""
        named = False
        for number, cells in lines:
            self._tick()
            text = line_text(cells)
            if text and not named:
                named = True
                yield RowIgnored(sheet.name, number, reason, text)
            else:
                self.counts.ignored[reason if text else IgnoredReason.EMPTY] += 1

    def _table(self, sheet: Sheet, lines: Lines, plan: TablePlan) -> Generator[Outcome, None, list[str]]:
        """The rows under one header, up to the next header or the end; returns the titles for the table that follows."""
        pending: list[str] = []
        usable, known = plan.found.usable, plan.known
        named = False
        for number, cells in lines:
            self._tick()
            again = sum(1 for c in cells if c.__class__ is str and c in known)
            if again >= 2:
                verdict = self._header_again(number, cells, again, plan, lines, pending)
                if verdict == "new":
                    lines.back((number, cells))
                    self._done -= 1
                    return pending + plan.titles
                if verdict == "same":
                    yield RowIgnored(sheet.name, number, IgnoredReason.HEADER, line_text(cells))
                    continue
            if not usable:
                text = line_text(cells)
                if text:
                    pending = [*pending[-5:], text]
                if text and not named:
                    named = True
                    yield RowIgnored(sheet.name, number, IgnoredReason.OTHER_TABLE, text)
                else:
                    self.counts.ignored[IgnoredReason.OTHER_TABLE if text else IgnoredReason.EMPTY] += 1
                continue
            extra: list[tuple[int, Sequence[Cell]]] = []
            if number in plan.blocks:
                extra = lines.peek(plan.blocks[number] - number)
            outcome = self._checker.row(sheet.name, number, cells, plan, extra)
            if isinstance(outcome, RowIgnored):
                if outcome.reason is IgnoredReason.EMPTY:
                    self.counts.ignored[IgnoredReason.EMPTY] += 1
                    continue
                pending = [*pending[-5:], outcome.text]
                if outcome.reason is IgnoredReason.SECTION:
                    self._planner.take_section(plan, outcome.text)
            else:
                pending = []
            yield outcome
            if extra:
                for taken, rest in lines.skip_to(plan.blocks[number]):
                    self._tick()
                    yield RowIgnored(sheet.name, taken, IgnoredReason.CONTINUED, line_text(rest))
        return []

    def _header_again(
        self, number: int, cells: Sequence[Cell], again: int, plan: TablePlan, lines: Lines, pending: Sequence[str]
    ) -> str:
        """Whether a line that holds titles repeats this table's header ("same"), begins a new table ("new") or neither ("")."""
        filled = [(i, c.strip()) for i, c in enumerate(cells) if isinstance(c, str) and c.strip()]
        others = sum(1 for c in cells if c not in ("", None)) - len(filled)
        if again * 2 < len(filled) + others or others > 1:
            return ""
        heads = [{i: c.strip() for i, c in enumerate(row) if isinstance(c, str)} for row in plan.head.cells]
        same = max(sum(1 for i, text in filled if row.get(i) == text) for row in heads)
        if same >= 0.6 * len(filled):
            is_first = sum(1 for i, text in filled if heads[0].get(i) == text) >= 0.6 * len(filled)
            said = any(year_said(t) or month_said(t) or unit_said(t) for t in pending)
            return "new" if said and is_first else "same"
        window = [(number, cells), *lines.peek(3)]
        found = find_head(window, None, self._index)
        return "new" if found is not None and found.top == number and again >= 3 else ""

    def _tick(self) -> None:
        self._done += 1
        if self._progress and self._done % BATCH == 0:
            self._progress(self._done, max(self._total, self._done))


def _in_batches(outcomes: Iterator[Outcome], size: int) -> Iterator[list[Outcome]]:
    batch: list[Outcome] = []
    for outcome in outcomes:
        batch.append(outcome)
        if len(batch) >= size:
            yield batch
            batch = []
    if batch:
        yield batch
