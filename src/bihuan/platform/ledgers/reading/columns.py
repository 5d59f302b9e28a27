"""How one cell of one kind of column is read: the ColumnReader protocol and the ready-made Column for every kind."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Protocol

from django.utils.translation import gettext as _

from bihuan.kernel import reading as kernel
from bihuan.kernel.reading import ChoiceSet, Read, ReadingError, numerals
from bihuan.platform.ledgers.reading.areas import AreaResolver, How
from bihuan.platform.ledgers.reading.outcomes import Cell, Option
from bihuan.platform.spoken import noted, said


class Kind(StrEnum):
    """What a column holds."""

    TEXT = "text"
    LONG_TEXT = "long_text"
    DAY = "day"
    PERSON = "person"
    PHONE = "phone"
    ID_NUMBER = "id_number"
    MONEY = "money"
    NUMBER = "number"
    WHOLE = "whole"
    YES_NO = "yes_no"
    CHOICE = "choice"
    AREA_NAME = "area_name"


CODES = {
    Kind.TEXT: "text",
    Kind.LONG_TEXT: "text",
    Kind.DAY: "date",
    Kind.PERSON: "name",
    Kind.PHONE: "phone",
    Kind.ID_NUMBER: "id_number",
    Kind.MONEY: "amount",
    Kind.NUMBER: "number",
    Kind.WHOLE: "number",
    Kind.YES_NO: "yes_no",
    Kind.CHOICE: "choice",
    Kind.AREA_NAME: "area",
}
TELLING_KINDS = frozenset(
    {
        Kind.DAY,
        Kind.PHONE,
        Kind.ID_NUMBER,
        Kind.MONEY,
        Kind.NUMBER,
        Kind.WHOLE,
        Kind.YES_NO,
        Kind.CHOICE,
        Kind.AREA_NAME,
    }
)
REPEATING_KINDS = frozenset({Kind.DAY, Kind.MONEY, Kind.YES_NO, Kind.CHOICE, Kind.AREA_NAME, Kind.NUMBER, Kind.WHOLE})


class Topic(StrEnum):
    """What a question is about."""

    VALUE = "value"
    CHOICE = "choice"
    AREA = "area"
    YEAR = "year"
    DAY_MONTH = "day_month"
    UNIT = "unit"
    COLUMN = "column"
    FILL_DOWN = "fill_down"
    MERGED_AMOUNT = "merged_amount"
    HIDDEN_SHEET = "hidden_sheet"
    HEADER = "header"


# One answer to these settles the whole column or sheet; to the others, only the cells with the same text.
WIDE_TOPICS = frozenset(
    {Topic.YEAR, Topic.DAY_MONTH, Topic.UNIT, Topic.COLUMN, Topic.FILL_DOWN, Topic.MERGED_AMOUNT, Topic.HEADER}
)

TAKE, REFUSE = "@take", "@refuse"


@dataclass(frozen=True, slots=True)
class Doubt:
    """Why a reading is not certain: `taken` is what the guess means to a person, empty when there is no guess."""

    topic: Topic
    text: str
    taken: str = ""
    options: tuple[Option, ...] = ()
    guess: str = TAKE


@dataclass(frozen=True, slots=True)
class Reading:
    """What a cell gave: a value (None when it is empty), or a fault's sentence; with a doubt when it is not certain."""

    value: object = None
    message: str = ""
    doubt: Doubt | None = None


EMPTY = Reading()


@dataclass(slots=True)
class CellContext:
    """What the surroundings of a cell say.

    `unit` is the factor to yuan of the header or of a line over the table; `near` the names said over the table, to tell
    apart villages of the same name; `day_first` whether 03/04/2025 is the third of April.
    """

    today: date
    year: int | None = None
    month: int | None = None
    unit: int | None = None
    day_first: bool | None = None
    near: str = ""
    areas: AreaResolver | None = None


class ColumnReader(Protocol):
    """A ledger column as the import sees it; `code` is the error code of its unreadable cells."""

    @property
    def key(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def synonyms(self) -> Sequence[str]: ...
    @property
    def required(self) -> bool: ...
    @property
    def kind(self) -> Kind: ...
    @property
    def code(self) -> str: ...
    @property
    def beside(self) -> str: ...
    def read(self, cell: Cell, context: CellContext) -> Reading: ...


class Shape(Protocol):
    """A ledger as the import sees it; `same_when` names the columns that make a row a repetition."""

    @property
    def key(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def columns(self) -> Sequence[ColumnReader]: ...
    @property
    def same_when(self) -> Sequence[str]: ...


@dataclass(frozen=True)
class PlainShape:
    """A Shape made of its parts."""

    key: str
    title: str
    columns: tuple[ColumnReader, ...]
    same_when: tuple[str, ...] = ()


@dataclass(frozen=True)
class Column:
    """The ready-made ColumnReader.

    `choices` belongs to CHOICE, `yes` and `no` to YES_NO (words of this column beside the usual ones), `level` to AREA_NAME,
    `max_length` (characters) to texts, `earliest` and `allow_future` to DAY, `maximum` to MONEY, NUMBER and WHOLE.
    """

    key: str
    title: str
    kind: Kind
    synonyms: tuple[str, ...] = ()
    required: bool = False
    code: str = ""
    beside: str = ""
    choices: "ChoiceSet[str] | None" = None
    yes: tuple[str, ...] = ()
    no: tuple[str, ...] = ()
    level: str = ""
    max_length: int = 0
    earliest: date = date(1949, 10, 1)
    allow_future: bool = False
    maximum: Decimal = field(default=Decimal(10_000_000_000))

    def __post_init__(self) -> None:
        if not self.code:
            object.__setattr__(self, "code", CODES[self.kind])
        if not self.max_length:
            object.__setattr__(self, "max_length", {Kind.LONG_TEXT: 10_000, Kind.PERSON: 60}.get(self.kind, 300))
        if self.kind is Kind.CHOICE and self.choices is None:
            raise ValueError(f"the choice column {self.key} needs its choices")

    def read(self, cell: Cell, context: CellContext) -> Reading:
        """The value of `cell` in these surroundings; never raises."""
        match self.kind:
            case Kind.TEXT | Kind.LONG_TEXT:
                return self._text(cell)
            case Kind.PERSON:
                return self._person(cell)
            case Kind.PHONE:
                return self._phone(cell)
            case Kind.DAY:
                return self._day(cell, context)
            case Kind.MONEY:
                return _plainly(kernel.read_money(cell, unit=Decimal(context.unit or 1), maximum=self.maximum), cell)
            case Kind.CHOICE:
                return self._choice(cell)
            case Kind.YES_NO:
                return self._yes_no(cell)
            case Kind.AREA_NAME:
                return self._area(cell, context)
            case Kind.ID_NUMBER:
                return read_id_number(cell)
            case Kind.NUMBER | Kind.WHOLE:
                return read_number(cell, whole=self.kind is Kind.WHOLE, maximum=self.maximum)

    def _text(self, cell: Cell) -> Reading:
        if isinstance(cell, str) and len(cell) <= self.max_length and _CLEAN_TEXT.fullmatch(cell):
            return Reading(cell)
        return _plainly(kernel.read_text(cell, max_length=self.max_length), cell)

    def _person(self, cell: Cell) -> Reading:
        if isinstance(cell, str) and _CLEAN_NAME.fullmatch(cell) and not kernel.is_blank(cell):
            return Reading(cell)
        return _plainly(kernel.read_name(cell, max_length=self.max_length), cell)

    def _phone(self, cell: Cell) -> Reading:
        if isinstance(cell, float) and 1.3e10 <= cell < 2e10 and cell.is_integer():
            return Reading(str(int(cell)))
        if isinstance(cell, str) and _CLEAN_MOBILE.fullmatch(cell):
            return Reading(cell)
        return _plainly(kernel.read_phone(cell), cell)

    def _day(self, cell: Cell, context: CellContext) -> Reading:
        latest = date(context.today.year + 100, 12, 31) if self.allow_future else context.today
        if isinstance(cell, datetime | date) and cell.year <= 1900:
            # 1.2 typed into a cell formatted as month and day: the sheet holds the number, shown as a day of 1900.
            cell = _serial(cell)
        found = kernel.read_date(
            cell, year_hint=context.year, month_hint=context.month, earliest=self.earliest, latest=latest
        )
        if isinstance(found, Read):
            return _plainly(found, cell)
        if found.code == "date_ambiguous":
            return self._day_or_month(cell, context, found, latest)
        if found.code == "date_no_year":
            return self._without_year(cell, context, found, latest)
        return Reading(message=said(found))

    def _day_or_month(self, cell: Cell, context: CellContext, error: ReadingError, latest: date) -> Reading:
        parts = _YEAR_LAST.fullmatch(kernel.compact(cell))
        if parts is None:
            return Reading(message=said(error))
        first, second, year = int(parts[1]), int(parts[2]), int(parts[3])
        month, day = (second, first) if context.day_first else (first, second)
        value = date(year, month, day)
        if not self.earliest <= value <= latest:
            value = date(year, day, month)
        if not self.earliest <= value <= latest:
            return Reading(message=_("日期超出了合理范围,请核对年份"))
        if context.day_first is not None:
            return Reading(value)
        text = _("形如“%(cell)s”的日期,前面的数是月还是日?") % {"cell": kernel.tidy(cell)}
        options = (Option("mdy", _("月/日/年")), Option("dmy", _("日/月/年")))
        return Reading(value, doubt=Doubt(Topic.DAY_MONTH, text, value.isoformat(), options, "mdy"))

    def _without_year(self, cell: Cell, context: CellContext, error: ReadingError, latest: date) -> Reading:
        for year in (context.today.year, context.today.year - 1):
            found = kernel.read_date(
                cell, year_hint=year, month_hint=context.month, earliest=self.earliest, latest=latest
            )
            if isinstance(found, Read) and isinstance(found.value, date):
                text = _("表中的日期(如“%(cell)s”)没有写年份,是哪一年?") % {"cell": kernel.tidy(cell)}
                options = tuple(Option(str(y), str(y)) for y in range(context.today.year, context.today.year - 6, -1))
                return Reading(found.value, doubt=Doubt(Topic.YEAR, text, found.value.isoformat(), options, str(year)))
        return Reading(message=said(error))

    def _yes_no(self, cell: Cell) -> Reading:
        found = kernel.read_yes_no(cell, yes=self.yes, no=self.no)
        if isinstance(found, ReadingError) and _NEITHER.search(kernel.compact(cell)):
            text = _("“%(cell)s”既不是“是”也不是“否”,留空") % {"cell": kernel.tidy(cell)[:40]}
            options = (Option(TAKE, _("留空")), Option("是", _("是")), Option("否", _("否")))
            return Reading(doubt=Doubt(Topic.VALUE, text, _("留空"), options))
        return _plainly(found, cell)

    def _choice(self, cell: Cell) -> Reading:
        if self.choices is None:
            return EMPTY
        found = self.choices.read(cell)
        if isinstance(found, ReadingError):
            options = tuple(Option(option.label, option.label) for option in self.choices.options)
            text = _("“%(cell)s”是哪一项?") % {"cell": kernel.tidy(cell)[:40]}
            return Reading(message=said(found), doubt=Doubt(Topic.CHOICE, text, options=options, guess=""))
        if found.sure or found.value is None:
            return Reading(found.value)
        options = (
            Option(TAKE, self.choices.label(found.value)),
            *(Option(o.label, o.label) for o in self.choices.options),
        )
        return Reading(found.value, doubt=Doubt(Topic.CHOICE, noted(found), self.choices.label(found.value), options))

    def _area(self, cell: Cell, context: CellContext) -> Reading:
        if kernel.is_blank(cell):
            return EMPTY
        shown = kernel.tidy(cell)[:40]
        if context.areas is None:
            return Reading(message=_("还没有区域名录,无法核对“%(area)s”") % {"area": shown})
        found = context.areas.find(kernel.plain(cell), level=self.level, near=context.near)
        if not found:
            text = _("“%(area)s”是哪个村(社区)?") % {"area": shown}
            return Reading(
                message=_("区域名录里没有“%(area)s”,请核对名称,或者先在区域里登记它或它的别名") % {"area": shown},
                doubt=Doubt(Topic.AREA, text, guess=""),
            )
        options = tuple(Option(candidate.path, candidate.path) for candidate in found)
        if len(found) > 1:
            text = _("“%(area)s”有几处同名,是哪一处?") % {"area": shown}
            return Reading(
                message=_("“%(area)s”有几处同名:%(paths)s,请写明乡镇")
                % {"area": shown, "paths": "、".join(option.label for option in options[:5])},
                doubt=Doubt(Topic.AREA, text, options=options, guess=""),
            )
        first = found[0]
        if first.how in (How.CLOSE, How.WITHIN):
            text = _("“%(area)s”按“%(path)s”理解,对吗?") % {"area": shown, "path": first.path}
            return Reading(first.key, doubt=Doubt(Topic.AREA, text, first.path, (Option(TAKE, first.path),)))
        return Reading(first.key)


_CLEAN_NAME = re.compile(r"[\u4e00-\u9fff]{2,20}")
_CLEAN_TEXT = re.compile(r"[\u4e00-\u9fffA-Za-z0-9,。、;:“”()《》]+")
_CLEAN_MOBILE = re.compile(r"1[3-9][0-9]{9}")
_NEITHER = re.compile(r"部分|分期|正在|[进履执办处]行?理?中|^待|未到期|期内|未定|不详|未知")
_YEAR_LAST = re.compile(r"(\d{1,2})[./-](\d{1,2})[./-](\d{4})")
_ID_18 = re.compile(r"\d{17}[\dx]")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_NUMBER = re.compile(r"([+-]?\d[\d,]*(?:\.\d+)?)(?:%|[^\d\s.,%]{0,5})")


def _serial(cell: date) -> Cell:
    part = (cell.hour * 60 + cell.minute) / 1440 if isinstance(cell, datetime) else 0.0
    days = date(cell.year, cell.month, cell.day).toordinal() - date(1899, 12, 31).toordinal() + part
    return round(days, 2) if days < 60 else cell


def _plainly(found: "Read[object] | ReadingError", cell: Cell) -> Reading:
    if isinstance(found, ReadingError):
        return Reading(message=said(found))
    if found.sure:
        return Reading(found.value) if found.value is not None else EMPTY
    note = noted(found) or _("“%(cell)s”的写法不寻常,请核对") % {"cell": kernel.tidy(cell)[:40]}
    taken = "" if found.value is None else kernel.plain(found.value)
    options = (
        Option(TAKE, taken or _("留空")),
        *(Option(other, other) for other in found.candidates),
        Option(REFUSE, _("不导入这些行")),
    )
    return Reading(found.value, doubt=Doubt(Topic.VALUE, note, taken or _("留空"), options))


def read_id_number(cell: Cell) -> Reading:
    """A citizen's identity number with its check digit (GB 11643-1999); 15-digit numbers of before 1999 pass as they are."""
    if kernel.is_blank(cell):
        return EMPTY
    if isinstance(cell, float | int) and not isinstance(cell, bool) and abs(cell) >= 1e15:
        return Reading(message=_("身份证号存成了数字,末几位已经丢失,请在 Excel 中改为文本后重填"))
    text = re.sub(r"[\s'-]", "", kernel.compact(cell))
    if re.fullmatch(r"\d{15}", text):
        return Reading(text)
    if not _ID_18.fullmatch(text):
        return Reading(message=_("身份证号应为 18 位,请核对"))
    rest = sum(int(digit) * weight for digit, weight in zip(text[:17], _WEIGHTS, strict=True)) % 11
    if "10x98765432"[rest] != text[17]:
        return Reading(message=_("身份证号的校验位不对,请核对是否写错了数字"))
    return Reading(text.upper())


def read_number(cell: Cell, *, whole: bool, maximum: Decimal) -> Reading:
    """A number, also with thousands commas, a unit behind it (12人) or in Chinese numerals; Decimal, or int when `whole`."""
    if kernel.is_blank(cell):
        return EMPTY
    bad = Reading(message=_("看不懂数量“%(cell)s”,请填写数字") % {"cell": kernel.tidy(cell)[:30]})
    if isinstance(cell, bool | date | timedelta):
        return bad
    if isinstance(cell, int | float):
        text = kernel.plain(cell)
    else:
        text = kernel.compact(cell)
    found = _NUMBER.fullmatch(text)
    if found:
        value = Decimal(found[1].replace(",", ""))
        if text.endswith("%"):
            value /= 100
    else:
        spoken = numerals.parse(re.sub(r"[人件个户次起条场份处台辆名家项]$", "", text))
        if spoken is None:
            return bad
        value = Decimal(spoken)
    if not value.is_finite() or abs(value) > maximum:
        return Reading(message=_("数量过大,请核对"))
    if not whole:
        return Reading(value)
    return (
        Reading(int(value))
        if value == int(value)
        else Reading(message=_("这里应填整数,请核对“%(cell)s”") % {"cell": text[:30]})
    )
