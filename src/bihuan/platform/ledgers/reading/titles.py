"""What the words over a table say: column titles in one spelling, units, and the year, month and kind of line."""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from bihuan.platform.ledgers.reading.outcomes import Cell, IgnoredReason

UNITS = {
    "元": 1,
    "人民币": 1,
    "rmb": 1,
    "百元": 100,
    "千元": 1_000,
    "万元": 10_000,
    "万": 10_000,
    "百万元": 1_000_000,
    "亿元": 100_000_000,
}
_UNIT = "|".join(sorted(UNITS, key=len, reverse=True))
_UNIT_NOTE = re.compile(rf"^(?:单位[:为]?|以|按)?(?:人民币)?({_UNIT})(?:人民币)?(?:计|为单位)?$")
_UNIT_TAIL = re.compile(rf"[:/,]({_UNIT})$")
_UNIT_LINE = re.compile(rf"(?:金额)?单位[::为]?(?:人民币)?({_UNIT})(?![\u4e00-\u9fff])")
_BRACKETS = re.compile(r"\(([^()]*)\)|\[([^\[\]]*)\]|【([^【】]*)】|〔([^〔〕]*)〕")
_SPACES = re.compile(r"[\s\u200b-\u200f\ufeff\u00ad]+")
_FORMAT_NOTES = re.compile(
    r"必填|选填|可选|下拉|格式|示例|例[::]|如[::]|年.?月.?日|yyyy|是/否|是否|社区|可多选|全称|签字|填写|勾选|√"
)

CHINESE_DIGITS = {c: i for i, c in enumerate("〇一二三四五六七八九")} | {"零": 0, "○": 0, "O": 0, "o": 0, "两": 2}
CHINESE_MONTHS = {
    "一": 1,
    "二": 2,
    "三": 3,
    "四": 4,
    "五": 5,
    "六": 6,
    "七": 7,
    "八": 8,
    "九": 9,
    "十": 10,
    "十一": 11,
    "十二": 12,
}


@dataclass(frozen=True, slots=True)
class Title:
    """A column title taken apart: `full` in one spelling, `plain` without brackets' marks, `base` without their content."""

    full: str
    plain: str
    base: str
    unit: int | None


@lru_cache(maxsize=20_000)
def folded(text: str) -> str:
    """`text` in one spelling: compatibility forms folded (full width → half), no white space, lower case."""
    return _SPACES.sub("", unicodedata.normalize("NFKC", text)).lower()


@lru_cache(maxsize=4_096)
def title_of(text: str) -> Title:
    """Take a title apart; a unit in brackets or behind a stroke is read (万元 → 10 000) and left out of `base`."""
    full = folded(text).strip("*★:;。、·_-")
    unit: int | None = None

    def note(found: re.Match[str]) -> str:
        nonlocal unit
        inner = next(group for group in found.groups() if group is not None)
        measure = _UNIT_NOTE.match(inner)
        if measure:
            unit = UNITS[measure.group(1)]
        return ""

    base = _BRACKETS.sub(note, full)
    tail = _UNIT_TAIL.search(base)
    if tail and unit is None:
        unit = UNITS[tail.group(1)]
        base = base[: tail.start()]
    elif unit is None and base.endswith(("万元", "千元", "亿元")) and len(base) > 3:
        unit = UNITS[base[-2:]]
        base = base[:-2]
    plain = re.sub(r"[()\[\]【】〔〕/\\、,.:·-]", "", full)
    base = re.sub(r"[()\[\]【】〔〕/\\、,.:·*★-]", "", base)
    return Title(full, plain, base, unit)


def notes_are_format_only(text: str) -> bool:
    """Whether the brackets of a title hold only hints how to fill it in, so that the words outside say it all."""
    notes = [next(g for g in m.groups() if g is not None) for m in _BRACKETS.finditer(folded(text))]
    return all(_UNIT_NOTE.match(note) or _FORMAT_NOTES.search(note) for note in notes)


def unit_said(line: str) -> int | None:
    """The factor to yuan that a line over the table names ("单位:万元"), or None."""
    found = _UNIT_LINE.search(folded(line))
    return UNITS[found.group(1)] if found else None


_FULL_YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})(?!\d)")
_SHORT_YEAR = re.compile(r"(?<!\d)(\d{2})年")
_CHINESE_YEAR = re.compile(
    r"([一二]?[〇零○oO九][〇一二三四五六七八九零○oO]{2,3})年|(二[〇零○oO][〇一二三四五六七八九零○oO]{2})"
)
_PACKED = re.compile(r"(?<!\d)((?:19|20)\d{2})(0[1-9]|1[0-2])(?!\d)")
_MONTH = re.compile(r"(?<![\d-])(1[0-2]|0?[1-9])月")
_MONTH_AFTER_YEAR = re.compile(r"(?:19|20)\d{2}[-./_](1[0-2]|0?[1-9])(?!\d)")
_MONTH_RANGE = re.compile(r"\d{1,2}月?[-—–~至到]\d{1,2}月|[一二三四]季度|上半年|下半年|全年|年度")
_CHINESE_MONTH = re.compile(r"(十[一二]|[一二三四五六七八九十])月")


def year_said(text: str) -> int | None:
    """The year that a title, sheet name or file name speaks of ("2024年6月…", "二〇二四年", "24年", "202406"), or None."""
    text = folded(text)
    packed = _PACKED.search(text)
    if packed:
        return int(packed.group(1))
    years = {int(year) for year in _FULL_YEAR.findall(text)}
    if years:
        return years.pop() if len(years) == 1 else None
    chinese = _CHINESE_YEAR.search(text)
    if chinese:
        digits = "".join(str(CHINESE_DIGITS[c]) for c in (chinese.group(1) or chinese.group(2)))
        return int(digits) if len(digits) == 4 else None
    short = _SHORT_YEAR.search(text)
    return 2000 + int(short.group(1)) if short and int(short.group(1)) < 80 else None


def month_said(text: str) -> int | None:
    """The one month that a title or sheet name speaks of, or None (also for "1-6月" or "上半年")."""
    text = folded(text)
    if _MONTH_RANGE.search(text):
        return None
    packed = _PACKED.search(text)
    if packed:
        return int(packed.group(2))
    found = {int(month) for month in _MONTH.findall(text)}
    found |= {CHINESE_MONTHS[month] for month in _CHINESE_MONTH.findall(text)}
    found |= {int(month) for month in _MONTH_AFTER_YEAR.findall(text)}
    if not found and re.fullmatch(r"1[0-2]|0?[1-9]", text):
        return int(text)
    return found.pop() if len(found) == 1 else None


_TOTAL = re.compile(r"(?:.{0,10})(?:合计|小计|总计|累计|共计|总数|汇总)(?:[::(].{0,12})?|[共计]+\d+(?:件|起|条|人|户)")
_SIGNATURE = re.compile(
    r"^(?:填表|填报|制表|编制|审核|审批|复核|核对|统计|经办|单位|分管|主管|主要|村级|镇|乡|街道|领导|负责|联系|记录|报送|上报|签发|签字|盖章)"
    r"[\u4e00-\u9fff]{0,8}(?:\([^)]*\))?:"
    r"|^(?:填表|填报|制表|审核|审批|复核|经办|统计|填写|报送|签发|单位负责|部门负责|负责)人(?:员)?$|^(?:单位|主要|分管|主管)领导$"
    r"|^(?:日期|时间|年月日|\d{4}年\d{1,2}月\d{1,2}日|年月日):?$|(?:签字|签名|盖章|公章)\)?:?$"
)
_NOTE = re.compile(
    r"^\(?(?:备注|说明|注|注意|附注|附|填表说明|填写说明|填报说明|填报要求|填写要求|要求|本表|此表|以上|以下|注释|提示|\*)(?:事项)?\d?\)?(?:[:.、]|$|.{6,})"
    r"|^\d[.、].{8,}$"
)
_EXAMPLE = re.compile(r"^\(?(?:示例|样例|填写示例|填报示例|例|例如|范例|样表|模板)\d?\)?(?:[:.]|$)")
_ORDINAL = re.compile(r"^[((]?(?:\d{1,2}|[一二三四五六七八九十]{1,3}|[甲乙丙丁戊])[))]?$")


def looks_total(cell: Cell) -> bool:
    """Whether a cell names a sum (合计, 柳林村小计, 共120件)."""
    return isinstance(cell, str) and len(cell) <= 40 and bool(_TOTAL.fullmatch(folded(cell)))


def looks_signature(cell: Cell) -> bool:
    """Whether a cell is one of the places to sign under a table (填表人:, 审核人:, 单位负责人(签字))."""
    return isinstance(cell, str) and len(cell) <= 80 and bool(_SIGNATURE.search(folded(cell)))


def looks_note(cell: Cell) -> bool:
    """Whether a cell begins a remark about the table (备注:, 填表说明, 1、…)."""
    return isinstance(cell, str) and bool(_NOTE.search(folded(cell[:200])))


def looks_example(cell: Cell) -> bool:
    """Whether a cell marks the line as a filled-in example."""
    return isinstance(cell, str) and len(cell) <= 20 and bool(_EXAMPLE.search(folded(cell)))


def looks_numbering(cells: list[Cell]) -> bool:
    """Whether a line under the header only numbers the columns (1, 2, 3… or 甲, 乙, 1, 2…)."""
    filled = [cell for cell in cells if cell not in ("", None)]
    if len(filled) < 3:
        return False
    numbers: list[int] = []
    for cell in filled:
        if isinstance(cell, int | float) and not isinstance(cell, bool) and float(cell).is_integer() and 0 < cell < 60:
            numbers.append(int(cell))
        elif isinstance(cell, str) and _ORDINAL.match(folded(cell)):
            digits = re.sub(r"\D", "", cell)
            if digits:
                numbers.append(int(digits))
        else:
            return False
    return numbers == list(range(numbers[0], numbers[0] + len(numbers))) if numbers else True


def kind_of_incomplete_line(cells: list[Cell]) -> IgnoredReason | None:
    """What a line is that lacks what a row must have, or None when it looks like a row with something missing."""
    filled = [cell for cell in cells if cell not in ("", None)]
    if not filled:
        return IgnoredReason.EMPTY
    if any(looks_total(cell) for cell in filled[:4]):
        return IgnoredReason.TOTAL
    if any(looks_signature(cell) for cell in filled) and len(filled) <= 8:
        return IgnoredReason.SIGNATURE
    if looks_example(filled[0]):
        return IgnoredReason.EXAMPLE
    if looks_note(filled[0]) and len(filled) <= 3:
        return IgnoredReason.NOTE
    return None
