"""Check one line under a header: is it a row at all, what do its cells hold, what is wrong, was it there before."""

import re
from collections.abc import Sequence
from dataclasses import replace

from django.utils.translation import gettext as _

from bihuan.kernel.reading import is_blank
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
from bihuan.platform.ledgers.reading.fingerprints import fingerprint_of
from bihuan.platform.ledgers.reading.outcomes import (
    Cell,
    Fingerprint,
    Guess,
    IgnoredReason,
    Mode,
    Option,
    Outcome,
    RowFault,
    RowIgnored,
    RowOk,
    RowRejected,
    RowRepeated,
    text_of,
)
from bihuan.platform.ledgers.reading.plan import Slot, TablePlan, Terms
from bihuan.platform.ledgers.reading.questions import Inquiry
from bihuan.platform.ledgers.reading.titles import (
    kind_of_incomplete_line,
    looks_example,
    looks_numbering,
    looks_total,
)

CACHE = 20_000
DITTO = frozenset({"同上", "〃", "″", '"', "''", "”", "同前", "同上行", "々"})

# 张明 13800000000, 张明(13800000000): the phone goes to the column beside the name when that is empty.
_NAME_AND_PHONE = re.compile(r"\s*([\u3400-\u9fff·\s]{2,20}?)[\s(\uff08、,\uff0c:\uff1a]*(1[3-9]\d{9})[\s)\uff09]*")


class RowChecker:
    """Checks rows one by one; keeps the fingerprints of the rows it let through."""

    def __init__(self, shape: Shape, terms: Terms, inquiry: Inquiry) -> None:
        self._shape, self._terms, self._inquiry = shape, terms, inquiry
        self._seen: dict[Fingerprint, tuple[str, int]] = {}

    def row(
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
                return RowIgnored(sheet, number, IgnoredReason.COLUMN_NUMBERS, line_text(cells))
            if looks_example(next((c for c in cells if c not in ("", None)), "")):
                return RowIgnored(sheet, number, IgnoredReason.EXAMPLE, line_text(cells))
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
                RowIgnored(sheet, number, IgnoredReason.TOTAL, line_text(cells))
                if any(looks_total(c) for _, c in present[:3])
                else None
            )
        reason = kind_of_incomplete_line([c for _, c in present])
        if reason is not None and (lacking or filled <= 1 or reason is IgnoredReason.TOTAL):
            return RowIgnored(sheet, number, reason, line_text(cells))
        mapped = {slot.index: slot for slot in plan.slots}
        values = [(mapped[i], c) for i, c in present if i in mapped]
        index, text = present[0]
        if len(present) == 1 and isinstance(text, str) and not text.strip().isdigit():
            slot = mapped.get(index)
            readable = (
                slot is not None
                and slot.reader.kind in TELLING_KINDS
                and not slot.reader.read(text, slot.context).message
            )
            if not readable and (index <= min(mapped, default=0) or len(text) >= 15):
                return RowIgnored(sheet, number, IgnoredReason.SECTION, line_text(cells))
        if all(slot.reader.kind in (Kind.MONEY, Kind.NUMBER, Kind.WHOLE) and c in (0, "0") for slot, c in values):
            numbers = all(len(text_of(c).strip()) <= 6 for _, c in present)
            return RowIgnored(
                sheet, number, IgnoredReason.ONLY_NUMBERED if numbers else IgnoredReason.NOTE, line_text(cells)
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
                reading = reader.read(cell, slot.context)
                if remembered and slot.cache is not None and len(slot.cache) < CACHE:
                    slot.cache[(cell.__class__, cell)] = reading
            question = ""
            if reading.message and reader.kind is Kind.AREA_NAME:
                # A town in another column of the row tells villages of the same name apart.
                again = reader.read(cell, replace(slot.context, near=line_text(cells)))
                reading = reading if again.message else again
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
                    values[column.key] = column.read(spare[column.beside], plan.context).value
        for column in plan.absent:
            faults.append(
                RowFault(
                    column.title,
                    "",
                    "required",
                    _("表里没有“%(title)s”一列,请补上或指定对应的列") % {"title": column.title},
                )
            )
        if faults and all(is_blank(cell) for cell in given):
            # 无 or / in every column: a report of nothing.
            return RowIgnored(sheet, number, IgnoredReason.ONLY_NUMBERED, line_text(cells))
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
            return slot.reader.read(answer, slot.context), None, question.id
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


def line_text(cells: Sequence[Cell]) -> str:
    """The texts of a line, at most 120 characters."""
    return " ".join(text for cell in cells if (text := text_of(cell).strip()))[:120]
