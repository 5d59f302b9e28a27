"""Understand days as offices type them: serial numbers, `6.3`, `2025年6月3日`, `20250603`, 二〇二五年六月三日."""

import math
import re
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal

from bihuan.kernel import clock
from bihuan.kernel.reading import numerals
from bihuan.kernel.reading.outcome import BLANK, Read, ReadingError
from bihuan.kernel.reading.texts import compact, is_blank, plain, tidy

EARLIEST = date(1949, 10, 1)
_SERIAL_EPOCH = date(1899, 12, 30)  # Excel's day 0, given its invented 29 February 1900
_SERIALS = range(20_000, 80_000)  # 1954 to 2119: outside, a five-digit number is no day anyone means

_SEP = r"[./\-。,、·_~年月—–]"
_CN = "".join(sorted(set(numerals.NUMERAL_CHARS) - set("万萬亿億千仟百佰")))
_HALF_DAY = re.compile(r"(?<=[日号\d])(?:上午|下午|早上|晚上|中午|凌晨|傍晚|夜里|早|晚|夜)$")
_OTHER_YEAR = re.compile(r"去年|前年|明年|后年|上年|当年")
_LETTER_O = re.compile(r"(?<=[\d一二〇零])[oоο](?=[\d一二三四五六七八九〇零])")
_MIXED_YEAR = re.compile(r"[〇零○\d一二三四五六七八九]{4}(?=年)")
_WEEKDAY = re.compile(r"[(\[【]?(?:星期|周|礼拜)[一二三四五六日天][)\]】]?")
_ROUGHLY = re.compile(r"^(?:大约|大概|约|近)|(?:左右|前后|许)$")
_LUNAR = re.compile(r"农历|阴历|正月|腊月|冬月|闰.{0,2}月|初[一二三四五六七八九十\d]")
_MONTHS = {
    name: number
    for number, name in enumerate(
        ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), 1
    )
}

_FULL = re.compile(rf"'?(\d{{4}}|\d{{2}}){_SEP}(\d{{1,2}}){_SEP}(\d{{1,2}})[日号]?")
_YEAR_LAST = re.compile(r"(\d{1,2})[./-](\d{1,2})[./-](\d{4})")
_MONTH_DAY = re.compile(r"(\d{1,2})(?:月份?|[./\-。,、·])(\d{1,2})[日号]?")
_DAY_ONLY = re.compile(r"(\d{1,2})[日号]")
_ENGLISH = re.compile(
    r"(\d{1,2})[-/. ]?([a-z]{3})[a-z]*(?:[-/., ]*(\d{4}|\d{2}))?|([a-z]{3})[a-z]*[-/. ]?(\d{1,2})(?:[-/., ]+(\d{4}))?"
)
_INCOMPLETE = re.compile(
    rf"(?:\d{{2,4}}年?)(?:{_SEP}?\d{{1,2}}月?份?)?(?:[上中下]旬|[初底末])?|\d{{1,2}}月份?(?:[上中下]旬|[初底末])?|\d{{4}}{_SEP}\d{{1,2}}"
)
_RANGE = re.compile(r"(.+?)(?:至|到|~)\d.*|(.+?[日号]|\d+\.\d+(?:\.\d+)?|\d+/\d+(?:/\d+)?)(?:—|–|-+)\d.*")
_TITLE_YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})(?!\d)|([二一][〇零○九][〇零○一二三四五六七八九]{2})(?=年)")
_TITLE_MONTH = re.compile(r"(?<![\d.])(1[0-2]|0?[1-9])月|(十[一二]?|[一二三四五六七八九])月")

DateReading = Read[date | None] | ReadingError


def year_in(text: object) -> int | None:
    """The one year a title, sheet name or file name speaks of (`德固镇2024年1月份台账` → 2024); None if none or several."""
    found = {int(m[1]) if m[1] else numerals.parse(m[2]) for m in _TITLE_YEAR.finditer(compact(text))}
    return found.pop() if len(found) == 1 else None


def month_in(text: object) -> int | None:
    """The one month a title or sheet name speaks of (`1月` → 1); None if none or several."""
    found = {int(m[1]) if m[1] else numerals.parse(m[2]) for m in _TITLE_MONTH.finditer(compact(text))}
    return found.pop() if len(found) == 1 else None


def read_date(
    cell: object,
    *,
    year_hint: int | None = None,
    month_hint: int | None = None,
    earliest: date = EARLIEST,
    latest: date | None = None,
) -> DateReading:
    """The local calendar day a cell names; blank gives None.

    `year_hint` (from title, sheet or file name) completes `6.3`; `month_hint` completes `13日`. Days before `earliest`
    or after `latest` are refused.

    Errors: `date_unreadable`, `date_impossible`, `date_incomplete`, `date_no_year`, `date_ambiguous`, `date_lunar`,
    `date_too_early`, `date_too_late`.
    """
    if isinstance(cell, datetime):
        found: DateReading = Read(clock.local(cell).date() if cell.tzinfo else cell.date())
    elif isinstance(cell, date):
        found = Read(cell)
    elif isinstance(cell, bool):
        return _unreadable(cell)
    elif isinstance(cell, int | float | Decimal):
        found = _from_number(float(cell), year_hint, month_hint)
    elif is_blank(cell):
        return BLANK
    else:
        found = _from_text(tidy(cell), year_hint, month_hint)
    return _within(found, earliest, latest)


def _within(found: DateReading, earliest: date, latest: date | None) -> DateReading:
    if isinstance(found, ReadingError) or found.value is None:
        return found
    if found.value < earliest:
        return ReadingError(
            "date_too_early",
            f"日期{_zh(found.value)}早于{_zh(earliest)},请核对",
            f"{found.value} is before {earliest}; please check.",
        )
    if latest is not None and found.value > latest:
        return ReadingError(
            "date_too_late",
            f"日期{_zh(found.value)}晚于{_zh(latest)},请核对年份",
            f"{found.value} is after {latest}; please check the year.",
        )
    return found


def _from_number(number: float, year_hint: int | None, month_hint: int | None) -> DateReading:
    if not math.isfinite(number):
        return _unreadable(number)
    whole = math.floor(number)
    if whole in _SERIALS:
        return Read(_SERIAL_EPOCH + timedelta(days=whole))
    if number == whole:
        return _from_digits(str(whole), number, year_hint, month_hint)
    text = repr(number)
    month, _, day = text.partition(".")
    if 1 <= whole <= 12 and len(day) <= 2:
        found = _month_day(int(month), int(day), text, year_hint)
        if (
            isinstance(found, Read)
            and found.value is not None
            and day in ("1", "2", "3")
            and not (month == "2" and day == "3")
        ):
            # As a number, 5.20 has become 5.2: the sheet itself no longer knows which was typed.
            other = f"{month}月{day}0日"
            return replace(
                found,
                sure=False,
                note=f"数字{text}可能是{month}月{day}日,也可能是{other},按前者理解",
                note_en=f"The number {text} may mean {month}-{day} or {month}-{day}0; read as the former.",
                candidates=(other,),
            )
        return found
    if 1900 <= whole <= 2100 and len(day) <= 2:
        return _incomplete(text)
    return _unreadable(text)


def _from_digits(digits: str, cell: object, year_hint: int | None, month_hint: int | None) -> DateReading:
    if len(digits) in (12, 14) and digits[:2] in ("19", "20"):
        digits = digits[:8]
    if len(digits) == 8 and digits[:2] in ("19", "20"):
        return _day(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    if len(digits) == 5 and int(digits) in _SERIALS:
        return Read(_SERIAL_EPOCH + timedelta(days=int(digits)))
    if len(digits) == 6:
        short = _day(2000 + int(digits[:2]), int(digits[2:4]), int(digits[4:]))
        year_month = digits[:2] in ("19", "20") and 1 <= int(digits[4:]) <= 12
        if isinstance(short, Read) and not year_month and short.value is not None:
            return replace(short, sure=False, note=f"按{_zh(short.value)}理解", note_en=f"Read as {short.value}.")
        return _incomplete(digits) if year_month else short
    if len(digits) == 4 and digits[:2] in ("19", "20"):
        return _incomplete(digits)
    if len(digits) <= 2 and 1 <= int(digits) <= 31 and month_hint is not None:
        found = _month_day(month_hint, int(digits), digits, year_hint)
        if isinstance(found, Read) and found.value is not None:
            return replace(
                found,
                sure=False,
                note=f"只有“{digits}”,按{_zh(found.value)}理解",
                note_en=f"Only “{digits}” is given; read as {found.value}.",
            )
        return found
    return _unreadable(cell)


def _from_text(original: str, year_hint: int | None, month_hint: int | None) -> DateReading:
    if re.fullmatch(r"\d{2,4}\s+\d{1,2}\s+\d{1,2}", original):
        original = "-".join(original.split())
    text = _LETTER_O.sub("0", compact(original))
    if _LUNAR.search(text):
        return ReadingError(
            "date_lunar",
            f"“{original}”像农历日期,请改填公历日期",
            f"“{original}” looks like a lunar date; write the solar date.",
        )
    if _OTHER_YEAR.search(text):
        return _no_year(original)
    if zoned := re.fullmatch(r"\d{4}-\d{2}-\d{2}t\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:z|[+-]\d{2}:?\d{2})", text):
        return _zoned(zoned[0], original)
    roughly = _ROUGHLY.search(text) is not None
    text = _WEEKDAY.sub("", _ROUGHLY.sub("", text)).strip("()[]【】")
    text = _MIXED_YEAR.sub(
        lambda m: "".join(str(numerals.parse(char) or 0) if not char.isdigit() else char for char in m[0]), text
    )
    text = re.sub(rf"(?<![A-Za-z\d])[{_CN}]+(?=[年月日号]|$)", _arabic, text)
    text = re.sub(r"([./\-。,、])\1+", r"\1", _without_time(text, original)).rstrip(".。,、;/-")
    found = _exact(text, year_hint, month_hint)
    if found is None:
        found = _inside(text, original, year_hint, month_hint)
    if roughly and isinstance(found, Read) and found.sure and found.value is not None:
        return replace(
            found,
            sure=False,
            note=f"原文为“{original}”,按{_zh(found.value)}理解",
            note_en=f"“{original}” read as {found.value}.",
        )
    return found


def _arabic(match: re.Match[str]) -> str:
    number = numerals.parse(match[0])
    return match[0] if number is None else str(number)


def _without_time(text: str, original: str) -> str:
    # `2025-06-0310:30`: the space between day and hour is gone, so cut at the original's space, or after 日.
    spaced = re.match(r"(.*?\d[日号]?)\s+(?:上午|下午|早上|晚上|中午|凌晨)?\d{1,2}[::时点]", original)
    if spaced and not re.search(r"[一二三四五六七八九十〇]", spaced[1]):
        return re.sub(r"[((]?(?:星期|周|礼拜)[一二三四五六日天][))]?", "", compact(spaced[1]))
    iso = re.match(r"(\d{4}-\d{2}-\d{2})t\d{2}:\d{2}", text)
    if iso:
        return iso[1]
    return _HALF_DAY.sub("", re.sub(r"(?<=[日号])(?:上午|下午|早上|晚上|中午|凌晨)?\d{1,2}[::时点].*$", "", text))


def _exact(text: str, year_hint: int | None, month_hint: int | None) -> DateReading | None:
    """The reading of a text that is a date and nothing else; None when it is not."""
    if re.fullmatch(r"\d+", text):
        return _from_digits(text, text, year_hint, month_hint)
    if re.fullmatch(r"\d{5}\.\d+", text):
        return _from_number(float(text), year_hint, month_hint)
    if re.fullmatch(r"\d{8}\.0+", text):
        return _from_digits(text[:8], text, year_hint, month_hint)
    if m := _FULL.fullmatch(text):
        return _year_first(m[1], int(m[2]), int(m[3]), year_hint)
    if m := _YEAR_LAST.fullmatch(text):
        return _year_last(int(m[1]), int(m[2]), int(m[3]), text)
    if re.fullmatch(rf"(?:19|20)\d{{2}}{_SEP}\d{{1,2}}月?份?", text):
        return _incomplete(text)
    if m := _MONTH_DAY.fullmatch(text):
        return _month_day(int(m[1]), int(m[2]), text, year_hint)
    if m := _DAY_ONLY.fullmatch(text):
        return _from_digits(m[1], text, year_hint, month_hint)
    if (m := _ENGLISH.fullmatch(text)) and (found := _english(m, text, year_hint)) is not None:
        return found
    if _INCOMPLETE.fullmatch(text):
        return _incomplete(text)
    return None


def _english(m: re.Match[str], text: str, year_hint: int | None) -> DateReading | None:
    month = _MONTHS.get(m[2] or m[4])
    if month is None:
        return None
    day, year = int(m[1] or m[5]), m[3] or m[6]
    if year is None:
        return _month_day(month, day, text, year_hint)
    return _day(int(year) if len(year) == 4 else 2000 + int(year), month, day)


def _inside(text: str, original: str, year_hint: int | None, month_hint: int | None) -> DateReading:
    """The reading of a text that holds a date among other words; only when it holds exactly one."""
    if (m := _RANGE.fullmatch(text)) and (start := _exact(m[1] or m[2], year_hint, month_hint)) is not None:
        if isinstance(start, Read) and start.value is not None:
            return replace(
                start,
                sure=False,
                note=f"“{original}”是一段时间,取开始日{_zh(start.value)}",
                note_en=f"“{original}” is a span; its first day {start.value} is taken.",
            )
        return start
    full = list(re.finditer(rf"(?<!\d)(\d{{4}}){_SEP}(\d{{1,2}}){_SEP}(\d{{1,2}})(?!\d)", text))
    days = full or list(re.finditer(r"(?<!\d)(\d{1,2})月(\d{1,2})[日号](?!\d)", text))
    if not days:
        return _unreadable(original)
    readings = [
        _day(int(m[1]), int(m[2]), int(m[3])) if full else _month_day(int(m[1]), int(m[2]), m[0], year_hint)
        for m in days
    ]
    if len(readings) > 1:
        return ReadingError(
            "date_ambiguous",
            f"“{original}”里有{len(readings)}个日期,请只填一个",
            f"“{original}” holds {len(readings)} dates; write one.",
        )
    first = readings[0]
    if isinstance(first, Read) and first.value is not None:
        return replace(
            first,
            sure=False,
            note=f"从“{original}”中取出{_zh(first.value)}",
            note_en=f"{first.value} taken out of “{original}”.",
        )
    return first


def _year_first(year: str, month: int, day: int, year_hint: int | None) -> DateReading:
    if len(year) == 4:
        return _day(int(year), month, day)
    found = _day(2000 + int(year), month, day)
    hinted = year_hint is not None and abs(int(year) - year_hint % 100) <= 1
    if isinstance(found, Read) and found.value is not None and not hinted and int(year) <= 12:
        return replace(
            found,
            sure=False,
            note=f"年份只有两位,按{_zh(found.value)}理解",
            note_en=f"The year has two digits; read as {found.value}.",
        )
    return found


def _year_last(first: int, second: int, year: int, text: str) -> DateReading:
    if first > 12:
        return _day(year, second, first)
    if second > 12 or first == second:
        return _day(year, first, second)
    return ReadingError(
        "date_ambiguous",
        f"“{text}”分不清哪个是月、哪个是日,请按“年-月-日”填写",
        f"In “{text}” month and day cannot be told apart; write year-month-day.",
    )


def _month_day(month: int, day: int, text: str, year_hint: int | None) -> DateReading:
    if year_hint is None:
        if not (1 <= month <= 12 and 1 <= day <= 31):
            return _unreadable(text)
        return _no_year(text)
    return _day(year_hint, month, day)


def _day(year: int, month: int, day: int) -> DateReading:
    try:
        return Read(date(year, month, day))
    except ValueError:
        if not 1 <= month <= 12:
            return ReadingError(
                "date_impossible", f"没有{month}月,请核对日期", f"There is no month {month}; check the date."
            )
        return ReadingError(
            "date_impossible",
            f"{year}年{month}月没有{day}日,请核对日期",
            f"{year}-{month:02d} has no day {day}; check the date.",
        )


def _zoned(text: str, original: str) -> DateReading:
    try:
        return Read(clock.local(datetime.fromisoformat(text.upper())).date())
    except ValueError:
        return _unreadable(original)


def _no_year(text: str) -> ReadingError:
    return ReadingError("date_no_year", f"“{text}”没有写年份,请补上年份", f"“{text}” has no year; add it.")


def _incomplete(text: str) -> ReadingError:
    return ReadingError(
        "date_incomplete",
        f"“{text}”没有写到日,请填写完整的年月日",
        f"“{text}” does not name a day; write year, month and day.",
    )


def _unreadable(cell: object) -> ReadingError:
    shown = tidy(plain(cell))[:30]
    return ReadingError(
        "date_unreadable",
        f"看不懂日期“{shown}”,请按“2025-06-03”的样子填写",
        f"Cannot read “{shown}” as a date; write it like 2025-06-03.",
    )


def _zh(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
