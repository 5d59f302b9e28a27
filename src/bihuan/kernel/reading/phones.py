"""Understand telephone numbers as offices type them: with spaces, dashes, +86, as floats, two in one cell."""

import re
from decimal import Decimal

from bihuan.kernel.reading.outcome import BLANK, Read, ReadingError
from bihuan.kernel.reading.texts import compact, is_blank, plain, tidy

_WORDS = re.compile(r"联系电话|联系方式|手机号码|手机号|手机|电话号码|电话|座机|固话|本人|tel|phone|mobile|[::]")
_NONE = frozenset(
    {"不详", "未知", "未留", "无电话", "无手机", "没有电话", "没有手机", "无联系方式", "未登记", "未提供"}
)
_BETWEEN = re.compile(r"[/\\、,;|&\n]|或者?|和|及|转告")
_FLOATING = re.compile(r"\d(?:\.\d+)?e\+?\d{1,2}")
_FILLER = re.compile(r"[\s\-—–_.()]")
_MOBILE = re.compile(r"(?:\+?86|0086|0)?(1[3-9]\d{9})")
_LANDLINE = re.compile(r"(?:\+?86|0086)?0?(10|2\d|[3-9]\d{2})(\d{7,8})(?:转|ext|#|\*)?(\d{1,6})?")
_SERVICE = re.compile(r"[48]00\d{7}")

PhoneReading = Read[str | None] | ReadingError


def read_phone(cell: object) -> PhoneReading:
    """A Chinese telephone number: mobile as 11 digits, landline as `0371-66668888`, extension after a further dash.

    Two numbers in a cell give the first, with a note naming the others. Blank gives None.

    Errors: `phone_too_short`, `phone_too_long`, `phone_masked`, `phone_unreadable`.
    """
    if isinstance(cell, bool):
        return _unreadable(cell)
    if isinstance(cell, float | Decimal) and cell != int(cell) if _finite(cell) else False:
        return _unreadable(cell)
    if is_blank(cell) or compact(cell) in _NONE:
        return BLANK
    text = plain(cell)
    numbers = [part for chunk in _BETWEEN.split(_prepared(text)) for part in _apart(chunk) if part]
    numbers = [number for number in numbers if re.search(r"\d", number)]
    if not numbers:
        return _unreadable(cell)
    first = _one(numbers[0], cell)
    if isinstance(first, ReadingError) and len(numbers) == 2 and re.fullmatch(r"0\d{2,3}", numbers[0]):
        return _one(numbers[0] + numbers[1], cell)  # 0371/66668888
    if isinstance(first, ReadingError):
        return _among_words(text) or first
    if len(numbers) == 1:
        return first
    others = tuple(dict.fromkeys(_FILLER.sub("", number) for number in numbers[1:]))
    return Read(
        first.value,
        first.sure,
        f"另有号码:{'、'.join(others)}",
        f"Further numbers in the cell: {', '.join(others)}",
        others,
    )


def _among_words(text: str) -> Read[str] | None:
    """Whole mobile numbers between names and remarks (`李四 13812345678 王五 13912345678`), the first to be confirmed."""
    found = dict.fromkeys(re.findall(r"(?<!\d)1[3-9]\d{9}(?!\d)", text))
    if not found:
        return None
    first, *others = found
    return Read(first, False, f"从“{tidy(text)}”中取出号码", f"Taken out of “{tidy(text)}”.", tuple(others))


def _finite(cell: object) -> bool:
    return not (isinstance(cell, float | Decimal) and cell != cell) and str(cell) not in (
        "inf",
        "-inf",
        "Infinity",
        "-Infinity",
    )


def _prepared(text: str) -> str:
    # compact() would glue two numbers that only a space or a line break holds apart.
    lines = [" ".join(compact(word) for word in line.split()) for line in text.splitlines()]
    return _WORDS.sub(" ", "\n".join(lines))


def _apart(chunk: str) -> list[str]:
    """Two full numbers written with nothing but spaces or dashes between them, taken apart."""
    squeezed = _FILLER.sub("", chunk)
    if re.fullmatch(r"(?:1[3-9]\d{9}){2,4}", squeezed):
        return [squeezed[i : i + 11] for i in range(0, len(squeezed), 11)]
    words = chunk.split()
    if len(words) > 1 and all(len(re.sub(r"\D", "", word)) >= 7 for word in words):
        return words
    return [chunk]


def _one(chunk: str, cell: object) -> PhoneReading:
    chunk = chunk.strip().lstrip("`'\"")
    if _FLOATING.fullmatch(chunk):
        chunk = f"{Decimal(chunk):f}"
    chunk = re.sub(r"(?<=\d{7})\.0+$", "", chunk)
    if re.search(r"\d[*x×#]{2,}\d*", chunk):
        return ReadingError(
            "phone_masked", "号码中间被隐去,请填写完整号码", "Part of the number is hidden; write it in full."
        )
    spoken = re.sub(r"[^\d+转#*a-z\s\-—–_.()]", "", chunk)
    strange = spoken != chunk
    number = _FILLER.sub("", spoken)
    note, note_en = (f"从“{tidy(cell)}”中取出号码", f"Taken out of “{tidy(cell)}”.") if strange else ("", "")
    if m := _MOBILE.fullmatch(number):
        return Read(m[1], not strange, note, note_en)
    if _SERVICE.fullmatch(number):
        return Read(number, not strange, note, note_en)
    if (number[0] in "0+" or len(number) > 11) and (m := _LANDLINE.fullmatch(number)):
        return Read(f"0{m[1]}-{m[2]}" + (f"-{m[3]}" if m[3] else ""), not strange, note, note_en)
    digits = re.sub(r"\D", "", number)
    if re.fullmatch(r"[2-8]\d{6,7}", number):
        return Read(number, False, "固定电话没有区号,请核对", "The landline has no area code; please check.")
    if len(digits) < 11:
        return ReadingError(
            "phone_too_short",
            f"号码只有{len(digits)}位,请核对(手机号为11位)",
            f"The number has only {len(digits)} digits (a mobile number has 11).",
        )
    if len(digits) > 11:
        return ReadingError(
            "phone_too_long",
            f"号码有{len(digits)}位,请核对(手机号为11位)",
            f"The number has {len(digits)} digits (a mobile number has 11).",
        )
    return _unreadable(cell)


def _unreadable(cell: object) -> ReadingError:
    shown = tidy(cell)[:30]
    return ReadingError(
        "phone_unreadable",
        f"“{shown}”不是有效的电话号码,请核对",
        f"“{shown}” is not a valid telephone number; please check.",
    )
