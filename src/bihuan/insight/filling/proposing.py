"""What the cells of a template probably mean, read from its headings, each with the reason; a person confirms."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from django.utils.translation import gettext as _
from rapidfuzz import fuzz

from bihuan.insight.filling.places import Place, letters
from bihuan.insight.filling.workbook import SheetSeen
from bihuan.insight.models import FormBinding
from bihuan.kernel.reading.texts import compact
from bihuan.platform.indicators import Indicator, Ratio, indicators
from bihuan.platform.ledgers.reading.areas import AreaResolver

K, P, C = FormBinding.Kind, FormBinding.Span, FormBinding.Scale
ENOUGH = 72  # of 100: below, a heading is left to the person
SPANS = (
    (P.YEAR_BEFORE, ("去年同期", "上年同期", "同期")),
    (P.BEFORE, ("上月", "上周", "上季度", "上期")),
    (P.YEAR, ("今年以来", "今年累计", "本年累计", "全年累计", "累计", "年初至今", "1至本月")),
    (P.THIS, ("本月", "本周", "本季度", "本期", "当月", "当周", "期内")),
)
_UNIT = re.compile(r"[((]([^()()]{1,6})[))]")
_NUMBERING = re.compile(r"^[一二三四五六七八九十\d]+[、.．]")
_COUNTS = re.compile(r"数|量|额|率|比|[((](?:件|人|元|万元|次|人次|户|处|场|个|%)[))]")
_EDGES = re.compile(r"^[()()::、,,。\s]+|[()()::、,,。\s]+$")
_TOTALS = frozenset({"合计", "总计", "小计", "全镇", "全镇合计", "全县合计"})


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a column of cells (rows from 1) would be bound to, and why."""

    sheet: str
    column: int
    first_row: int
    last_row: int
    heading: str
    kind: str
    key: str = ""
    names_column: int | None = None
    span: str = P.THIS
    scale: str = C.ONE
    reason: str = ""
    numeric: bool = True


def propose(sheet: SheetSeen, resolver: AreaResolver) -> list[Proposal]:
    """The columns beside a list of areas; without such a list, the cells beside their labels."""
    found = _names(sheet, resolver)
    return list(_columns(sheet, *found)) if found else list(_labelled(sheet))


def _names(sheet: SheetSeen, resolver: AreaResolver) -> tuple[int, list[int]] | None:
    """The column that names areas and the rows where it does; at least two, and of the most such columns the first."""
    best: tuple[int, list[int]] | None = None
    for column in range(1, min(sheet.width, 12) + 1):
        rows = []
        for row in range(1, sheet.height + 1):
            place = Place(row, column)
            words = sheet.text(place) if sheet.anchor(place) == place else ""
            if 2 <= len(words) <= 20 and resolver.find(words):
                rows.append(row)
        if len(rows) >= 2 and (best is None or len(rows) > len(best[1])):
            best = column, rows
    return best


def _columns(sheet: SheetSeen, names: int, rows: list[int]) -> Iterator[Proposal]:
    first, last = rows[0], rows[-1]
    for column in range(1, sheet.width + 1):
        free = [row for row in rows if _free(sheet, Place(row, column))]
        if column == names or not free:
            continue
        heading = heading_over(sheet, Place(first, column))
        if not heading or compact(heading) in ("序号", "备注"):
            continue
        yield _meant(sheet.name, column, first, _last_of(sheet, names, column, last), heading, names)


def _last_of(sheet: SheetSeen, names: int, column: int, last: int) -> int:
    """The end of the list: names we do not know belong to it too, and are said when it is filled."""
    while True:
        below = Place(last + 1, column)
        words = sheet.text(Place(below.row, names))
        if not words or len(words) > 20 or is_total(words) or below not in sheet.cells or not _free(sheet, below):
            return last
        last = below.row


def heading_over(sheet: SheetSeen, place: Place) -> str:
    """The headings above a cell, outermost first; a title over the whole sheet is none."""
    words: list[str] = []
    for row in range(1, place.row):
        anchor = sheet.anchor(Place(row, place.column))
        block = next((block for block in sheet.merges if block.first == anchor), None)
        wide = block is not None and block.last.column - block.first.column + 1 >= max(3, sheet.width - 1)
        text = sheet.text(anchor)
        if text and not wide and text not in words:
            words.append(text)
    return " ".join(words[-3:])


def _labelled(sheet: SheetSeen) -> Iterator[Proposal]:
    for place, seen in sorted(sheet.cells.items()):
        if not seen.text or seen.formula or len(seen.text) > 30 or sheet.anchor(place) != place:
            continue
        block = next((block for block in sheet.merges if block.first == place), None)
        right = Place(place.row, (block.last.column if block else place.column) + 1)
        if right in sheet.cells and _free(sheet, right):
            meant = _meant(sheet.name, right.column, right.row, right.row, seen.text, None)
            if meant.kind == K.INDICATOR:
                yield meant


def _free(sheet: SheetSeen, place: Place) -> bool:
    return sheet.anchor(place) == place and not sheet.is_computed(place) and not _written(sheet, place)


def _written(sheet: SheetSeen, place: Place) -> bool:
    """Whether it holds words of the template; a number left from last time is to be replaced."""
    text = sheet.text(place)
    return bool(text) and not re.fullmatch(r"-?[\d.,%/—-]+", text)


def _meant(sheet: str, column: int, first: int, last: int, heading: str, names: int | None) -> Proposal:
    words = compact(heading)
    span, said = next(((s, w) for s, several in SPANS for w in several if w in words), (P.THIS, ""))
    item, likeness = _nearest(words)
    if item is None or likeness < ENOUGH:
        why = _("表头“%(heading)s”没有对应的指标,先按人工填写") % {"heading": heading[:60]}
        return Proposal(
            sheet, column, first, last, heading[:200], K.ENTERED, names_column=names, reason=why[:200],
            numeric=bool(_COUNTS.search(heading)),
        )  # fmt: skip
    scale = _scale(heading, item)
    why = _("表头“%(heading)s”与指标“%(name)s”相符") % {"heading": heading[:60], "name": item.name}
    if said:
        why += _(",“%(said)s”指%(span)s") % {"said": said, "span": P(span).label}
    if scale != C.ONE:
        why += _(",按“%(scale)s”换算") % {"scale": C(scale).label}
    return Proposal(sheet, column, first, last, heading[:200], K.INDICATOR, item.key, names, span, scale, why[:200])


def _scale(heading: str, item: Indicator) -> str:
    if isinstance(item, Ratio):
        return C.PERCENT if "%" in heading or "%" in heading else C.ONE
    units = {unit for unit in _UNIT.findall(heading) if unit.startswith("万")}
    return C.TEN_THOUSAND if units and not str(item.unit).startswith("万") else C.ONE


def _nearest(words: str) -> tuple[Indicator | None, float]:
    """The indicator whose name is most like a heading, by its whole and by its last part; how much, of 100."""
    plain = _bare(words)
    best: tuple[Indicator | None, float] = (None, 0)
    if len(plain) < 2:
        return best
    for item, name in _named():
        likeness = 100.0 if plain == name or plain.endswith(name) else float(fuzz.token_sort_ratio(plain, name))
        if plain != name and name in plain:
            likeness = max(likeness, 90.0)
        elif plain in name and len(plain) >= 4:
            likeness = max(likeness, 60 + 40 * len(plain) / len(name))
        # Of two that fit alike the longer name says more.
        if (likeness, len(name)) > (best[1], len(_bare(str(best[0].name))) if best[0] is not None else 0):
            best = item, likeness
    return best


def _named() -> Sequence[tuple[Indicator, str]]:
    return [(item, _bare(str(item.name))) for item in indicators()]


@lru_cache(maxsize=4096)
def _bare(words: str) -> str:
    """A heading without unit, numbering and words of time."""
    text = _NUMBERING.sub("", _UNIT.sub("", compact(words)).replace("%", ""))
    for _span, several in SPANS:
        for word in several:
            text = text.replace(word, "")
    return _EDGES.sub("", text)


def is_total(words: str) -> bool:
    """Whether a row sums the others, and so names no area."""
    return compact(words) in _TOTALS


def title_of(column: int, first_row: int, last_row: int) -> str:
    """A column of cells as a person reads it: "C5:C12"."""
    return f"{letters(column)}{first_row}" + ("" if first_row == last_row else f":{letters(column)}{last_row}")
