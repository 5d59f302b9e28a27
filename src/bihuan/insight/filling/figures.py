"""The figures of a form for a period: each cell's value, where it came from, or why it stays empty."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from bihuan.insight.filling.by_area import Asked, Within, figures_of
from bihuan.insight.filling.places import Place
from bihuan.insight.filling.proposing import is_total
from bihuan.insight.filling.workbook import Content, SheetSeen, Workbook
from bihuan.insight.models import FormBinding, FormTemplate
from bihuan.orgs.models import Area
from bihuan.platform.actors import Actor
from bihuan.platform.indicators import Number, Part, Period, Value, this_month
from bihuan.platform.ledgers.behind import Behind
from bihuan.platform.ledgers.places import Place as Known
from bihuan.platform.ledgers.places import known_places

B = FormBinding
PLACES = 4  # decimals kept of a quotient


@dataclass(frozen=True, slots=True)
class Figure:
    """One cell: `value` as written (None: nothing), `behind` the word of the rows ("": typed), `missing` why it is empty."""

    sheet: str
    place: str
    heading: str
    area: str
    value: int | float | str | None
    behind: str = ""
    missing: str = ""

    def as_json(self) -> dict[str, Any]:
        """As a filling keeps it."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class _Cell:
    binding: FormBinding
    place: Place
    area: Within | None
    area_name: str
    missing: str = ""


def entry_name(sheet: str, place: Place | str) -> str:
    """Under which name a value typed for a cell is kept."""
    return f"{sheet}!{place}"


def figures_for(
    viewer: Actor,
    *,
    template: FormTemplate,
    bindings: Sequence[FormBinding],
    book: Workbook,
    period: Period,
    entered: Mapping[str, str],
) -> list[Figure]:
    """Every bound cell in order of sheet and place; figures within what `viewer` may see."""
    cells = [cell for binding in bindings for cell in _cells(template, binding, book)]
    wanted = {
        id(cell): Asked(cell.binding.key, cell.area, _period(cell.binding.span, period))
        for cell in cells
        if cell.area is not None and cell.binding.kind == B.Kind.INDICATOR and not cell.missing
    }
    values = figures_of(viewer, wanted.values())
    order = {name: turn for turn, name in enumerate(book.sheets)}
    cells.sort(key=lambda cell: (order.get(cell.binding.sheet, 0), cell.place))
    made = []
    for cell in cells:
        asked = wanted.get(id(cell))
        made.append(_typed(cell, entered) if asked is None else _counted(cell, asked, values[asked]))
    return made


def contents_of(figures: Sequence[Figure]) -> dict[str, dict[Place, Content]]:
    """What is written where."""
    contents: dict[str, dict[Place, Content]] = {}
    for figure in figures:
        # An empty cell is written too: what stood there belongs to another period.
        contents.setdefault(figure.sheet, {})[Place.read(figure.place)] = "" if figure.value is None else figure.value
    return contents


def _cells(template: FormTemplate, binding: FormBinding, book: Workbook) -> Iterator[_Cell]:
    sheet = book.sheets.get(binding.sheet)
    if sheet is None or binding.kind == B.Kind.LEFT:
        return
    places = known_places()
    whole = places.place(str(binding.area_id or template.area_id))
    for row in range(binding.first_row, binding.last_row + 1):
        place = Place(row, binding.column)
        if sheet.is_computed(place) or sheet.anchor(place) != place:
            continue
        if binding.names_column is None:
            yield _Cell(binding, place, _within(whole), whole.name if whole else "")
            continue
        words = sheet.text(Place(row, binding.names_column))
        if not words:
            continue
        if is_total(words):
            yield _Cell(binding, place, _within(whole), words)
            continue
        yield _named(template, binding, place, words, sheet)


def _named(template: FormTemplate, binding: FormBinding, place: Place, words: str, sheet: SheetSeen) -> _Cell:
    """The cell of a row that names its area; more than one of that name, or one elsewhere, is said and not guessed."""
    if binding.kind == B.Kind.ENTERED:
        return _Cell(binding, place, None, words)
    places = known_places()
    found = [places.place(one.key) for one in places.resolver().find(words)]
    inside = [one for one in found if one is not None and one.path.startswith(template.area_path)]
    if len(inside) == 1:
        return _Cell(binding, place, _within(inside[0]), words)
    why = _("“%(name)s”不是本辖区的区域名称") if not inside else _("有不止一个区域叫“%(name)s”")
    return _Cell(binding, place, None, words, why % {"name": words})


def _within(known: Known | None) -> Within | None:
    return None if known is None else Within(UUID(known.key), known.name, known.level, known.path)


def _period(span: str, period: Period) -> Period:
    if span == B.Span.BEFORE:
        return before(period)
    if span == B.Span.YEAR_BEFORE:
        return period.year_before()
    if span == B.Span.YEAR:
        return Period(date(period.end.year, 1, 1), period.end)
    return period


def before(period: Period) -> Period:
    """The period before, by calendar months where it is made of whole ones."""
    if period.start.day != 1 or period.end != this_month(period.end).end:
        return period.before()
    year, month = divmod(period.start.year * 12 + period.start.month - 1 - len(period.months()), 12)
    return Period(date(year, month + 1, 1), period.start - timedelta(days=1))


def _typed(cell: _Cell, entered: Mapping[str, str]) -> Figure:
    binding = cell.binding
    missing = cell.missing
    value: int | float | str | None = None
    if binding.kind == B.Kind.ENTERED:
        text = str(entered.get(entry_name(binding.sheet, cell.place), "")).strip()
        value, missing = text or None, "" if text else _("等待人工填写")
        if text and binding.numeric:
            try:
                value = _number(Decimal(text))
            except InvalidOperation:
                # Typed while the binding took words.
                value, missing = None, _("原来填的“%(text)s”不是数字,请重新填写") % {"text": text[:60]}
    elif not missing:
        missing = _("填报单位已停用,请修改绑定")
    return Figure(binding.sheet, str(cell.place), binding.heading, cell.area_name, value, missing=missing)


def _counted(cell: _Cell, asked: Asked, found: Value) -> Figure:
    binding = cell.binding
    number: Number = {
        B.Part.NUMERATOR: found.numerator,
        B.Part.DENOMINATOR: found.denominator,
    }.get(B.Part(binding.part), found.value)
    part = Part.OF if binding.part == B.Part.DENOMINATOR else Part.COUNTED
    area = "" if asked.area.level == Area.Level.COUNTY else str(asked.area.pk)
    behind = Behind(binding.key, area, asked.period, part).word
    missing = "" if number is not None else _("本期没有可以计算的数据(分母为零)")
    value = None if number is None else _scaled(number, binding.scale)
    return Figure(binding.sheet, str(cell.place), binding.heading, cell.area_name, value, behind, missing)


def _scaled(number: Decimal | int | float, scale: str) -> int | float:
    exact = Decimal(str(number))
    if scale == B.Scale.TEN_THOUSAND:
        exact /= 10_000
    elif scale == B.Scale.PERCENT:
        exact *= 100
    return _number(exact)


def _number(exact: Decimal) -> int | float:
    exact = round(exact, PLACES)
    return int(exact) if exact == exact.to_integral_value() else float(exact)
