"""Read a whole book row by row: find its tables, check every row, and say what became of every line."""

import hashlib
import re
from collections import Counter
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from bihuan.platform.ledgers.reading.columns import (
    REFUSE,
    REPEATING_KINDS,
    TAKE,
    TELLING_KINDS,
    WIDE_TOPICS,
    Doubt,
    Kind,
    Reading,
    Shape,
    Topic,
)
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
    RowFault,
    RowIgnored,
    RowOk,
    RowRejected,
    RowRepeated,
    TableFound,
    text_of,
)
from bihuan.platform.ledgers.reading.plan import Planner, Slot, TablePlan, Terms
from bihuan.platform.ledgers.reading.questions import Inquiry
from bihuan.platform.ledgers.reading.tables import HEAD_LINES, Head, Lines, find_head, likely_head
from bihuan.platform.ledgers.reading.titles import (
    kind_of_incomplete_line,
    looks_example,
    looks_numbering,
    looks_total,
    month_said,
    unit_said,
    year_said,
)

SAMPLE_LINES = 400
BATCH = 500
CACHE = 20_000
DITTO = frozenset({"同上", "〃", "″", '"', "''", "”", "同前", "同上行", "々"})

# 张明 13800000000, 张明(13800000000): the phone goes to the column beside the name when that is empty.
_NAME_AND_PHONE = re.compile(r"\s*([\u3400-\u9fff·\s]{2,20}?)[\s((、,,:：]*(1[3-9]\d{9})[\s))]*")

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
        self._seen: dict[Fingerprint, tuple[str, int]] = {}
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
        first = True
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
                text = _line_text(cells)
                if number < head.top:
                    if text:
                        titles.insert(0, text) if not first else titles.append(text)
                        yield RowIgnored(sheet.name, number, IgnoredReason.TITLE, text)
                    else:
                        self.counts.ignored[IgnoredReason.EMPTY] += 1
                elif text:
                    yield RowIgnored(sheet.name, number, IgnoredReason.HEADER, text)
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
            text = _line_text(cells)
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
                    yield RowIgnored(sheet.name, number, IgnoredReason.HEADER, _line_text(cells))
                    continue
            if not usable:
                text = _line_text(cells)
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
            outcome = self._row(sheet.name, number, cells, plan, extra)
            if isinstance(outcome, RowIgnored):
                if outcome.reason is IgnoredReason.EMPTY:
                    self.counts.ignored[IgnoredReason.EMPTY] += 1
                    continue
                pending = [*pending[-5:], outcome.text]
                if outcome.reason is IgnoredReason.SECTION and (plan.absent or plan.section_keys):
                    self._planner.take_section(plan, outcome.text)
            else:
                pending = []
            yield outcome
            if extra:
                for taken, rest in lines.skip_to(plan.blocks[number]):
                    self._tick()
                    yield RowIgnored(sheet.name, taken, IgnoredReason.CONTINUED, _line_text(rest))
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

    def _row(
        self,
        sheet: str,
        number: int,
        cells: Sequence[Cell],
        plan: TablePlan,
        extra: Sequence[tuple[int, Sequence[Cell]]],
    ) -> Outcome:
        width = len(cells)
        given: list[Cell] = []
        guessed: list[Slot] = []
        merged: list[Slot] = []
        filled = 0
        lacking = False
        for slot in plan.slots:
            cell = cells[slot.index] if slot.index < width else ""
            blank = cell is None or (isinstance(cell, str) and not cell.strip())
            if not blank:
                filled += 1
                if isinstance(cell, str) and cell in DITTO:
                    cell = slot.held
                if number in slot.spans:
                    slot.until = slot.spans[number]
            elif number <= slot.until:
                if slot.reader.kind in (Kind.MONEY, Kind.NUMBER, Kind.WHOLE):
                    merged.append(slot)
                    cell = ""
                else:
                    cell = slot.held
            elif slot.fill_question:
                guessed.append(slot)
                cell = slot.held
            else:
                cell = ""
            if slot.reader.required and (cell == "" or cell is None):
                lacking = True
            given.append(cell)
        if lacking or guessed or filled <= 1 or plan.absent:
            ignored = self._no_row(sheet, number, cells, plan, filled, lacking, bool(guessed))
            if ignored is not None:
                return ignored
        if number <= plan.head.bottom + 3:
            if looks_numbering(list(cells)):
                return RowIgnored(sheet, number, IgnoredReason.COLUMN_NUMBERS, _line_text(cells))
            if looks_example(next((c for c in cells if c not in ("", None)), "")):
                return RowIgnored(sheet, number, IgnoredReason.EXAMPLE, _line_text(cells))
        if extra:
            given = _joined(plan.slots, given, extra)
        return self._checked(sheet, number, cells, plan, given, guessed, merged)

    def _no_row(
        self, sheet: str, number: int, cells: Sequence[Cell], plan: TablePlan, filled: int, lacking: bool, guessed: bool
    ) -> RowIgnored | None:
        """The line as ignored, when what it lacks shows that it is no row."""
        present = [(i, c) for i, c in enumerate(cells) if c is not None and not (isinstance(c, str) and not c.strip())]
        if not present:
            return RowIgnored(sheet, number, IgnoredReason.EMPTY, "")
        if guessed and not lacking:
            # All but a lost merge is there; only a sum could still look like this.
            return (
                RowIgnored(sheet, number, IgnoredReason.TOTAL, _line_text(cells))
                if any(looks_total(c) for _, c in present[:3])
                else None
            )
        reason = kind_of_incomplete_line([c for _, c in present])
        if reason is not None and (lacking or filled <= 1 or reason is IgnoredReason.TOTAL):
            return RowIgnored(sheet, number, reason, _line_text(cells))
        mapped = {slot.index: slot for slot in plan.slots}
        values = [(mapped[i], c) for i, c in present if i in mapped]
        index, text = present[0]
        if len(present) == 1 and isinstance(text, str) and not text.strip().isdigit():
            slot = mapped.get(index)
            readable = (
                slot is not None
                and slot.reader.kind in TELLING_KINDS
                and not slot.reader.read(text, plan.context).message
            )
            if not readable and (index <= min(mapped, default=0) or len(text) >= 15):
                return RowIgnored(sheet, number, IgnoredReason.SECTION, _line_text(cells))
        if all(slot.reader.kind in (Kind.MONEY, Kind.NUMBER, Kind.WHOLE) and c in (0, "0") for slot, c in values):
            numbers = all(len(text_of(c).strip()) <= 6 for _, c in present)
            return RowIgnored(
                sheet, number, IgnoredReason.ONLY_NUMBERED if numbers else IgnoredReason.NOTE, _line_text(cells)
            )
        return None

    def _checked(
        self,
        sheet: str,
        number: int,
        cells: Sequence[Cell],
        plan: TablePlan,
        given: Sequence[Cell],
        guessed: Sequence[Slot],
        merged: Sequence[Slot],
    ) -> Outcome:
        values: dict[str, object] = {}
        faults: list[RowFault] = []
        guesses: list[Guess] = []
        spare: dict[str, str] = {}
        context = plan.context
        for slot, cell in zip(plan.slots, given, strict=True):
            reader = slot.reader
            slot.held = cell
            if cell == "" or cell is None:
                values[reader.key] = None
                if reader.required:
                    faults.append(self._required(slot.title, slot.letter, reader.title))
                continue
            reading = None
            remembered = slot.cache is not None and reader.kind in REPEATING_KINDS
            if remembered and slot.cache is not None:
                reading = slot.cache.get((cell.__class__, cell))
            if reading is None:
                if reader.kind is Kind.PERSON and isinstance(cell, str) and (both := _NAME_AND_PHONE.fullmatch(cell)):
                    cell, spare[reader.key] = both[1], both[2]
                reading = reader.read(cell, context)
                if remembered and slot.cache is not None and len(slot.cache) < CACHE:
                    slot.cache[(cell.__class__, cell)] = reading
            question = ""
            if reading.doubt is not None:
                reading, guess, question = self._settled(sheet, number, plan, slot, cell, reading, reading.doubt)
                if guess:
                    guesses.append(guess)
            if reading.message:
                faults.append(
                    RowFault(slot.title, slot.letter, reader.code, reading.message, text_of(cell)[:200], question)
                )
            elif reading.value is None and reader.required:
                faults.append(self._required(slot.title, slot.letter, reader.title))
            values[reader.key] = reading.value
        if spare:
            for column in self._shape.columns:
                if column.kind is Kind.PHONE and column.beside in spare and values.get(column.key) is None:
                    values[column.key] = column.read(spare[column.beside], context).value
        for column in plan.absent:
            faults.append(
                RowFault(
                    column.title,
                    "",
                    "required",
                    _("表里没有“%(title)s”一列,请补上或指定对应的列") % {"title": column.title},
                )
            )
        if faults:
            return RowRejected(sheet, number, tuple(faults), self._raw(plan, cells))
        for slot in guessed:
            if not slot.fill_sure:
                guesses.append(
                    self._inquiry.guess(
                        slot.fill_question, sheet, number, slot.title, "", text_of(slot.held), _("空格按上一行填充")
                    )
                )
            self._inquiry.count(slot.fill_question, number)
        for slot in merged:
            guesses.append(self._merged_amount(sheet, number, plan, slot))
        for key, (value, shown, question) in plan.constants.items():
            values[key] = value
            if question:
                guesses.append(self._inquiry.guess(question, sheet, number, "", "", shown, _("表名或标题中写明")))
        fingerprint = fingerprint_of(values, self._shape.same_when)
        if fingerprint is not None:
            first = self._seen.setdefault(fingerprint, (sheet, number))
            if first != (sheet, number):
                return RowRepeated(sheet, number, first[0], first[1], "", values)
        return RowOk(sheet, number, values, tuple(guesses), tuple(cells), fingerprint)

    def _settled(
        self, sheet: str, number: int, plan: TablePlan, slot: Slot, cell: Cell, reading: Reading, doubt: Doubt
    ) -> tuple[Reading, Guess | None, str]:
        """A doubtful reading after the answers and the mode had their say: (reading, guess made, question id)."""
        wide = doubt.topic in WIDE_TOPICS
        scope = sheet + plan.found.signature if wide else slot.reader.key
        subject = slot.reader.key if wide else text_of(cell).strip()[:200]
        raw = text_of(cell)[:200]
        question = self._inquiry.ask(
            doubt.topic,
            doubt.text,
            doubt.options,
            doubt.guess,
            scope=scope,
            subject=subject,
            sheet=sheet,
            column=slot.title,
            letter=slot.letter,
            row=number,
        )
        answer = self._inquiry.answer(doubt.topic, scope, subject)
        if answer == REFUSE:
            return Reading(message=reading.message or _("按你的选择,这一行不导入")), None, question.id
        if answer == TAKE and not reading.message:
            return Reading(reading.value), None, question.id
        if answer and answer != TAKE and not wide:
            return slot.reader.read(answer, plan.context), None, question.id
        if reading.message:
            return reading, None, question.id
        if self._terms.mode is Mode.STRICT:
            return Reading(message=_("拿不准:%(text)s") % {"text": doubt.text}), None, question.id
        return (
            reading,
            self._inquiry.guess(question.id, sheet, number, slot.title, raw, doubt.taken, doubt.text),
            question.id,
        )

    def _merged_amount(self, sheet: str, number: int, plan: TablePlan, slot: Slot) -> Guess:
        text = _("“%(title)s”一列合并了几行,金额只计在第一行,对吗?") % {"title": slot.title}
        options = (Option(TAKE, _("只计在第一行")),)
        question = self._inquiry.ask(
            Topic.MERGED_AMOUNT,
            text,
            options,
            TAKE,
            scope=sheet + plan.found.signature,
            subject=slot.reader.key,
            sheet=sheet,
            column=slot.title,
            letter=slot.letter,
            row=number,
        )
        return self._inquiry.guess(question.id, sheet, number, slot.title, "", "", text)

    def _required(self, title: str, letter: str, name: str) -> RowFault:
        return RowFault(title, letter, "required", _("“%(title)s”没有填写,请补上") % {"title": name})

    def _raw(self, plan: TablePlan, cells: Sequence[Cell]) -> dict[str, str]:
        return {
            match.path: text_of(cells[match.index])[:500] for match in plan.found.columns if match.index < len(cells)
        }

    def _tick(self) -> None:
        self._done += 1
        if self._progress and self._done % BATCH == 0:
            self._progress(self._done, max(self._total, self._done))


def fingerprint_of(values: Mapping[str, object], same_when: Sequence[str]) -> Fingerprint | None:
    """What makes a row the same as another: a digest of the values of `same_when`, spacing and case apart; None without any.

    Stored rows get theirs from the same function, so that a file imported twice is noticed.
    """
    parts = [_same_text(values.get(key)) for key in same_when]
    if not any(parts):
        return None
    return hashlib.blake2b("\x1f".join(parts).encode(), digest_size=16).hexdigest()


def _same_text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return "".join(value.split()).casefold()
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    if isinstance(value, date):
        return value.isoformat()[:10]
    return str(value)


def _joined(slots: Sequence[Slot], given: Sequence[Cell], extra: Sequence[tuple[int, Sequence[Cell]]]) -> list[Cell]:
    """The cells of a record over several lines, its unmerged names and texts joined by 、."""
    joined: list[Cell] = []
    for slot, cell in zip(slots, given, strict=True):
        if slot.reader.kind in (Kind.PERSON, Kind.TEXT, Kind.LONG_TEXT):
            more = [row[slot.index] for _, row in extra if slot.index < len(row) and row[slot.index] not in ("", None)]
            if more:
                cell = "、".join([text_of(cell), *(text_of(one) for one in more)]).strip("、")
        joined.append(cell)
    return joined


def _line_text(cells: Sequence[Cell]) -> str:
    return " ".join(text for cell in cells if (text := text_of(cell).strip()))[:120]


def _in_batches(outcomes: Iterator[Outcome], size: int) -> Iterator[list[Outcome]]:
    batch: list[Outcome] = []
    for outcome in outcomes:
        batch.append(outcome)
        if len(batch) >= size:
            yield batch
            batch = []
    if batch:
        yield batch
