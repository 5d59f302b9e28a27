"""How one table will be read: its columns, what stands over it, and what had to be assumed or asked."""

import re
from collections import Counter
from collections.abc import Mapping as MappingType
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from django.utils.translation import gettext as _

from bihuan.kernel.errors import Invalid
from bihuan.platform.ledgers.reading.areas import AreaResolver
from bihuan.platform.ledgers.reading.columns import REFUSE, TAKE, CellContext, ColumnReader, Kind, Reading, Shape, Topic
from bihuan.platform.ledgers.reading.limits import Limits
from bihuan.platform.ledgers.reading.mapping import (
    SURE,
    ColumnMatcher,
    Mapping,
    TitleIndex,
    Understanding,
    adjacent_equal,
    path_names,
    signature_of,
)
from bihuan.platform.ledgers.reading.opening import Merge
from bihuan.platform.ledgers.reading.outcomes import Cell, ColumnMatch, Mode, Option, TableFound
from bihuan.platform.ledgers.reading.questions import Inquiry
from bihuan.platform.ledgers.reading.tables import Head, Line
from bihuan.platform.ledgers.reading.titles import (
    folded,
    kind_of_incomplete_line,
    month_said,
    title_of,
    unit_said,
    year_said,
)

LEAVE_OUT = "@none"
_WEAK_PART = re.compile(r"(?:填报|填表|报送|制表|上报|打印|导出|截止|截至|更新)(?:时间|日期|日|到)?:?[\d年月日./-]{4,}")
_DAY_MONTH = re.compile(r"\s*(\d{1,2})[./-](\d{1,2})[./-]\d{4}\s*")


@dataclass(frozen=True)
class Terms:
    """How a file is to be read; see the package docstring."""

    today: date
    mode: Mode = Mode.BEST
    areas: AreaResolver | None = None
    mapping: Mapping = field(default_factory=Mapping)
    answers: MappingType[str, str] = field(default_factory=dict)
    limits: Limits = field(default_factory=Limits)


@dataclass(slots=True)
class Slot:
    """One mapped column while rows are read."""

    index: int
    letter: str
    title: str
    reader: ColumnReader
    cache: dict[tuple[type, Cell], Reading] | None
    spans: dict[int, int]
    context: CellContext
    fill_question: str = ""
    fill_sure: bool = False
    until: int = 0
    held: Cell = ""


@dataclass(slots=True)
class TablePlan:
    """Everything needed to read the rows under one header."""

    found: TableFound
    slots: list[Slot]
    absent: list[ColumnReader]
    context: CellContext
    constants: dict[str, tuple[object, str, str]]
    known: frozenset[str]
    head: Head
    titles: list[str]
    blocks: dict[int, int]


class Planner:
    """Makes the plan of each table found, asking through `inquiry` what the sheet leaves open."""

    def __init__(self, shape: Shape, terms: Terms, inquiry: Inquiry, index: TitleIndex, file_name: str) -> None:
        self._shape, self._terms, self._inquiry, self._index = shape, terms, inquiry, index
        self._file_name = re.sub(r"\.[A-Za-z]{2,4}$", "", file_name)

    def plan(
        self,
        sheet: str,
        head: Head,
        titles: Sequence[str],
        sample: Sequence[Line],
        merges: Sequence[Merge] | None,
        certain: bool,
    ) -> TablePlan:
        """The plan for the table under `head`; `sample` are the lines that follow it, `certain` whether the header is known.

        Raises:
            Invalid: in STRICT mode, when a column cannot be matched for certain (field `mapping`).
        """
        names = path_names(head.paths)
        signature = signature_of(names)
        context = self._context(sheet, titles)
        rows = [cells for _, cells in sample if kind_of_incomplete_line(list(cells)[:6]) is None]
        samples = [[row[i] if i < len(row) else "" for row in rows] for i in range(len(head.paths))]
        remembered = dict(self._terms.mapping.for_sheet(signature))
        remembered.update(self._answered_columns(signature, names))
        matcher = ColumnMatcher(self._index, head.paths, samples, context)
        understanding = matcher.understand(remembered)
        self._ask_columns(sheet, signature, understanding, certain)
        slots = [self._slot(match, head, merges, context) for match in understanding.columns if match.key is not None]
        self._settle_dates(sheet, signature, slots, samples, context)
        self._settle_units(sheet, signature, slots, samples, context, titles)
        self._settle_places(slots, samples, context)
        self._settle_gaps(sheet, signature, slots, samples, head)
        mapped = {slot.reader.key for slot in slots}
        constants = self._constants(sheet, signature, mapped, titles, context)
        absent = [c for c in self._shape.columns if c.required and c.key not in mapped and c.key not in constants]
        required = sum(1 for column in self._shape.columns if column.required)
        confirmed = any(match.reason == "confirmed" for match in understanding.columns)
        usable = len(slots) >= 2 and not (absent and not confirmed and (len(slots) < 4 or len(absent) * 2 >= required))
        found = TableFound(
            sheet,
            signature,
            tuple(range(head.top, head.bottom + 1)) if head.top else (),
            tuple(titles),
            understanding.columns,
            tuple(column.title for column in absent),
            context.year,
            context.month,
            {k: v[1] for k, v in constants.items()},
            usable,
        )
        raw = {cell.strip() for row in head.cells for cell in row if isinstance(cell, str)} | {
            c for row in head.cells for c in row if isinstance(c, str)
        }
        known = frozenset(raw - {""}) | self._index.raw
        return TablePlan(
            found, slots, absent, context, constants, known, head, list(titles), _blocks(merges, slots, head)
        )

    def take_section(self, plan: TablePlan, text: str) -> None:
        """A heading between the rows that names a village (一、柳林村): the rows below belong to it, when no column says."""
        if plan.context.areas is None:
            return
        for column in self._shape.columns:
            if column.kind is not Kind.AREA_NAME or any(slot.reader.key == column.key for slot in plan.slots):
                continue
            named = plan.context.areas.mentioned(text, level=getattr(column, "level", ""))
            if len(named) != 1:
                continue
            ask = _("“%(title)s”按表中的小标题(如“%(text)s”)填写,对吗?") % {"title": column.title, "text": text[:30]}
            scope = plan.found.sheet + plan.found.signature
            options = (Option(TAKE, _("对")), Option(REFUSE, _("不对,不导入这些行")))
            question = self._inquiry.ask(
                Topic.COLUMN, ask, options, TAKE, scope=scope, subject="section " + column.key, sheet=plan.found.sheet
            )
            answer = self._inquiry.answer(Topic.COLUMN, scope, "section " + column.key)
            if answer == TAKE or (answer is None and self._terms.mode is Mode.BEST):
                plan.constants[column.key] = (named[0].key, named[0].path, "" if answer else question.id)
                plan.absent = [one for one in plan.absent if one.key != column.key]

    def _context(self, sheet: str, titles: Sequence[str]) -> CellContext:
        # When the sheet was filled in says little about when things happened; the rest of such a line still counts.
        strong = [_WEAK_PART.sub(" ", folded(text)) for text in titles]
        weak = [found.group() for text in titles for found in _WEAK_PART.finditer(folded(text))]
        sources = [*strong, sheet, self._file_name, *weak]
        year = next(
            (y for y in map(year_said, sources) if y is not None and 1949 <= y <= self._terms.today.year + 1), None
        )
        month = next((m for m in map(month_said, [*strong, sheet]) if m is not None), None)
        near = " ".join([*titles, sheet, self._file_name])
        return CellContext(self._terms.today, year, month, None, None, near, self._terms.areas)

    def _answered_columns(self, signature: str, names: Sequence[str]) -> dict[str, tuple[str | None, str]]:
        answered: dict[str, tuple[str | None, str]] = {}
        keys = {column.key for column in self._shape.columns}
        for name in names:
            answer = self._inquiry.answer(Topic.COLUMN, signature, name)
            if answer == LEAVE_OUT:
                answered[name] = (None, "confirmed")
            elif answer in keys:
                answered[name] = (answer, "confirmed")
        return answered

    def _ask_columns(self, sheet: str, signature: str, understanding: Understanding, certain: bool) -> None:
        options = (
            *(Option(column.key, column.title) for column in self._shape.columns),
            Option(LEAVE_OUT, _("不导入这一列")),
        )
        titles = {column.key: column.title for column in self._shape.columns}
        for match in understanding.columns:
            rivals = understanding.rivals.get(match.key or "", ())
            unsure = match.key is not None and (match.confidence < SURE or rivals) and match.reason != "remembered"
            stray = match.key is None and not certain and match.reason == "unknown"
            if not (unsure or stray):
                continue
            text = (
                _("“%(title)s”一列是不是“%(key)s”?") % {"title": match.path, "key": titles[match.key]}
                if match.key is not None
                else _("“%(title)s”一列对应台账的哪一列?") % {"title": match.path}
            )
            question = self._inquiry.ask(
                Topic.COLUMN,
                text,
                options,
                match.key or LEAVE_OUT,
                scope=signature,
                subject=match.path,
                sheet=sheet,
                column=match.path,
                letter=match.letter,
            )
            if match.key is not None:
                self._inquiry.guess(
                    question.id, sheet, 0, match.path, match.path, titles[match.key], _("按表头和内容推断")
                )
                if self._terms.mode is Mode.STRICT:
                    raise Invalid(text, field="mapping", code="unsure")

    def _slot(self, match: ColumnMatch, head: Head, merges: Sequence[Merge] | None, context: CellContext) -> Slot:
        reader = next(column for column in self._shape.columns if column.key == match.key)
        spans = {
            m.top + 1: m.bottom + 1 for m in merges or () if m.left == match.index and m.bottom > m.top >= head.bottom
        }
        return Slot(match.index, match.letter, "/".join(head.paths[match.index]), reader, {}, spans, context)

    def _settle_dates(
        self, sheet: str, signature: str, slots: Sequence[Slot], samples: Sequence[Sequence[Cell]], context: CellContext
    ) -> None:
        days = [slot for slot in slots if slot.reader.kind is Kind.DAY]
        for slot in days:
            for cell in samples[slot.index]:
                parts = _DAY_MONTH.fullmatch(cell) if isinstance(cell, str) else None
                if parts and (int(parts[1]) > 12) != (int(parts[2]) > 12):
                    context.day_first = int(parts[1]) > 12
            order = self._inquiry.answer(Topic.DAY_MONTH, sheet + signature, slot.reader.key)
            if order in ("mdy", "dmy"):
                context.day_first = order == "dmy"
            year = self._inquiry.answer(Topic.YEAR, sheet + signature, slot.reader.key)
            if year and year.isdigit() and 1949 <= int(year) <= self._terms.today.year + 1:
                context.year = int(year)
        if context.year is None:
            years = Counter(
                value.year
                for slot in days[:1]
                for cell in samples[slot.index]
                if (found := slot.reader.read(cell, context)).doubt is None and isinstance(value := found.value, date)
            )
            if len(years) == 1 and sum(years.values()) >= 3:
                context.year = next(iter(years))

    def _settle_units(
        self,
        sheet: str,
        signature: str,
        slots: list[Slot],
        samples: Sequence[Sequence[Cell]],
        context: CellContext,
        titles: Sequence[str],
    ) -> None:
        """A header's own unit first, then a line over the table (单位:万元); small fractions without either are asked about."""
        said = next((unit for unit in map(unit_said, titles) if unit), None)
        for slot in slots:
            if slot.reader.kind is not Kind.MONEY:
                continue
            unit = next((m for m in self._found_units(slot)), None) or said
            answer = self._inquiry.answer(Topic.UNIT, signature, slot.reader.key)
            if answer in ("1", "10000"):
                unit = int(answer)
            elif unit is None:
                numbers = [n for n in map(_plain_number, samples[slot.index]) if n]
                if len(numbers) >= 3 and max(numbers) < 100 and any(n != int(n) for n in numbers):
                    text = _("“%(title)s”的单位是元还是万元?") % {"title": slot.title}
                    question = self._inquiry.ask(
                        Topic.UNIT,
                        text,
                        (Option("10000", _("万元")), Option("1", _("元"))),
                        "10000",
                        scope=signature,
                        subject=slot.reader.key,
                        sheet=sheet,
                        column=slot.title,
                        letter=slot.letter,
                    )
                    if self._terms.mode is Mode.STRICT:
                        raise Invalid(text, field="mapping", code="unsure")
                    self._inquiry.guess(question.id, sheet, 0, slot.title, "", _("万元"), _("数字都小于 100 且带小数"))
                    unit = 10_000
            if unit:
                slot.context = replace(context, unit=unit)

    def _found_units(self, slot: Slot) -> list[int]:
        return [unit for part in reversed(slot.title.split("/")) if (unit := title_of(part).unit)]

    def _settle_places(self, slots: Sequence[Slot], samples: Sequence[Sequence[Cell]], context: CellContext) -> None:
        """Villages known for certain tell the town of those whose name occurs in several towns."""
        if context.areas is None:
            return
        towns: Counter[str] = Counter()
        for slot in slots:
            if slot.reader.kind is Kind.AREA_NAME:
                for cell in samples[slot.index]:
                    found = (
                        context.areas.find(cell, level=getattr(slot.reader, "level", ""))
                        if isinstance(cell, str) and cell.strip()
                        else ()
                    )
                    if len(found) == 1 and "/" in found[0].path:
                        towns[found[0].path.rsplit("/", 1)[0]] += 1
        if towns:
            town, count = towns.most_common(1)[0]
            if (
                count >= 3
                and count >= 0.8 * sum(towns.values())
                and not any(other.split("/")[-1] in context.near for other in towns)
            ):
                context.near += " " + town

    def _settle_gaps(
        self, sheet: str, signature: str, slots: Sequence[Slot], samples: Sequence[Sequence[Cell]], head: Head
    ) -> None:
        """Blank cells under a village whose merge was lost: filled only when the column looks like that, and said so."""
        for slot in slots:
            if slot.spans or not (
                slot.reader.kind is Kind.AREA_NAME
                or (slot.reader.required and slot.reader.kind in (Kind.CHOICE, Kind.DAY))
            ):
                continue
            others = [s for s in slots if s.reader.required and s is not slot]
            cells = [
                cell
                for i, cell in enumerate(samples[slot.index])
                if all(samples[s.index][i] not in ("", None) for s in others)
            ]
            blank = sum(1 for cell in cells if cell in ("", None))
            if blank < 2 or blank * 5 < len(cells) or cells[0] in ("", None) or adjacent_equal(cells):
                continue
            # A village stands for a group of rows; a day or a kind rather was forgotten, so that is asked but not assumed.
            assumed = TAKE if slot.reader.kind is Kind.AREA_NAME else REFUSE
            text = _("“%(title)s”一列有空格,是否与上一行相同?") % {"title": slot.title}
            question = self._inquiry.ask(
                Topic.FILL_DOWN,
                text,
                (Option(TAKE, _("与上一行相同")), Option(REFUSE, _("就是空的"))),
                assumed,
                scope=sheet + signature,
                subject=slot.reader.key,
                sheet=sheet,
                column=slot.title,
                letter=slot.letter,
            )
            answer = self._inquiry.answer(Topic.FILL_DOWN, sheet + signature, slot.reader.key)
            if answer == TAKE or (answer is None and assumed == TAKE and self._terms.mode is Mode.BEST):
                slot.fill_question, slot.fill_sure = question.id, answer == TAKE

    def _constants(
        self, sheet: str, signature: str, mapped: set[str], titles: Sequence[str], context: CellContext
    ) -> dict[str, tuple[object, str, str]]:
        """A village that only the sheet's name or title says, for a ledger column that the sheet lacks."""
        constants: dict[str, tuple[object, str, str]] = {}
        if context.areas is None:
            return constants
        for column in self._shape.columns:
            if (
                column.kind is not Kind.AREA_NAME
                or column.key in mapped
                or not (column.required or str(getattr(column, "level", "")))
            ):
                continue
            level = getattr(column, "level", "")
            named = list(context.areas.find(sheet, level=level, near=context.near))
            for text in (*titles, self._file_name):
                named = named or list(context.areas.mentioned(text, level=level))
            if len(named) != 1:
                continue
            text = _("表里没有“%(title)s”一列,是否都按“%(area)s”导入?") % {"title": column.title, "area": named[0].path}
            question = self._inquiry.ask(
                Topic.COLUMN,
                text,
                (Option(TAKE, named[0].path), Option(REFUSE, _("不是"))),
                TAKE,
                scope=sheet + signature,
                subject=column.key,
                sheet=sheet,
                column=column.title,
            )
            answer = self._inquiry.answer(Topic.COLUMN, sheet + signature, column.key)
            if answer == TAKE or (answer is None and self._terms.mode is Mode.BEST):
                constants[column.key] = (named[0].key, named[0].path, "" if answer else question.id)
        return constants


def _plain_number(cell: Cell) -> float | None:
    """A number that names no unit of its own."""
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return abs(float(cell))
    return float(cell) if isinstance(cell, str) and re.fullmatch(r"\s*\d+(?:\.\d+)?\s*", cell) else None


def _blocks(merges: Sequence[Merge] | None, slots: Sequence[Slot], head: Head) -> dict[int, int]:
    """First line → last line of records that stretch over several lines because nearly all their cells are merged."""
    spans = Counter((top, bottom) for slot in slots for top, bottom in slot.spans.items())
    return {top: bottom for (top, bottom), count in spans.items() if count >= max(3, 0.6 * len(slots))}
