"""Make typed text comparable and storable: invisible characters, full-width forms, stray spaces, names."""

import re
import unicodedata
from datetime import date, datetime
from decimal import Decimal

from bihuan.kernel.reading.outcome import BLANK, Read, ReadingError

# Characters that print nothing but break comparison: zero-width, bidi marks, BOM, soft hyphen, word joiner, fillers.
# U+FE00–FE0F and U+E0100–E01EF are variation selectors: they only pick a glyph.
_INVISIBLE = re.compile(
    "[\u00ad\u061c\u115f\u1160\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\U000e0100-\U000e01ef]"
)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f]")
_WIDE = {
    code: chr(code - 0xFEE0)
    for start, stop in ((0xFF10, 0xFF1A), (0xFF21, 0xFF3B), (0xFF41, 0xFF5B))
    for code in range(start, stop)
}
_HAN = r"\u2e80-\u2fdf\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"
_SPACE_BETWEEN_HAN = re.compile(rf"(?<=[{_HAN}])[^\S\n]+(?=[{_HAN}])")
_MIDDLE_DOTS = re.compile("[\u2022\u2027\u2219\u22c5\u25cf\u30fb\u00b7\uff0e\uff65.]")

_BLANK_MARKS = frozenset(
    {
        "",
        "/",
        "\\",
        "//",
        "-",
        "--",
        "---",
        "—",
        "——",
        "–",
        "_",
        "无",
        "没有",
        "暂无",
        "空",
        "n/a",
        "na",
        "null",
        "none",
        "nil",
        "#n/a",
        "不适用",
        "、",
        ".",
        "。",
        "*",
    }
)


def plain(cell: object) -> str:
    """The text a person sees in a cell: whole floats without `.0`, days as ISO dates, nothing as ''."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, Decimal):
        return format(cell.normalize(), "f") if cell.is_finite() else str(cell)
    if isinstance(cell, datetime):
        return cell.isoformat(sep=" ", timespec="minutes")
    if isinstance(cell, date):
        return cell.isoformat()
    return str(cell)


def tidy(cell: object) -> str:
    """Text fit to be stored: what a person wrote, without invisible characters and stray spaces.

    Full-width letters and digits become half-width and look-alike radicals the real characters; Chinese punctuation,
    rare characters and line breaks stay as they are.
    """
    text = plain(cell).replace("\r\n", "\n").replace("\r", "\n")
    text = _CONTROL.sub("", _INVISIBLE.sub("", text)).translate(_WIDE)
    # NFC also resolves CJK compatibility ideographs; Kangxi radicals (from scanned PDF text) need NFKC, one by one.
    text = "".join(
        unicodedata.normalize("NFKC", c) if "\u2e80" <= c <= "\u2fdf" else c for c in unicodedata.normalize("NFC", text)
    )
    lines = (re.sub(r"[^\S\n]+", " ", line).strip() for line in text.split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def compact(cell: object) -> str:
    """A form for comparison only: NFKC, lower case, no spaces, no invisible characters."""
    text = unicodedata.normalize("NFKC", _CONTROL.sub("", _INVISIBLE.sub("", plain(cell))))
    return re.sub(r"\s+", "", text).casefold()


def is_blank(cell: object) -> bool:
    """Whether a cell says nothing: empty, a dash or slash, 无, 暂无."""
    return compact(cell) in _BLANK_MARKS


def read_text(cell: object, *, max_length: int = 2000) -> Read[str | None] | ReadingError:
    """Free text. Blank gives None; marks such as 无 are kept, because in free text they are words.

    Errors: `text_too_long`.
    """
    text = tidy(cell)
    if not text:
        return BLANK
    if len(text) > max_length:
        return ReadingError(
            "text_too_long",
            f"文字共{len(text)}字,超过{max_length}字,请删减",
            f"The text has {len(text)} characters; shorten it to {max_length}.",
        )
    return Read(text)


def tidy_name(cell: object) -> str:
    """A person's or place's name: no spaces between Chinese characters, one kind of middle dot (`阿依·古丽`)."""
    text = _SPACE_BETWEEN_HAN.sub("", tidy(cell).replace("\n", " "))
    return re.sub(rf"(?<=[{_HAN}])\s*{_MIDDLE_DOTS.pattern}\s*(?=[{_HAN}])", "·", text)


def split_names(cell: object) -> tuple[str, ...]:
    """The single names in a cell that may hold several (`张三、李 四`, `张三和李四`), in order, without repetition."""
    text = tidy(cell)
    pair = re.fullmatch(
        rf"([{_HAN}]{{2,3}})[和与及]([{_HAN}]{{2,3}})", text
    )  # only between whole names: 李和平, 中和物业 stay
    raw = pair.groups() if pair else re.split(r"[、,,;;/\n]", text)
    names = (tidy_name(part) for part in raw)
    return tuple(dict.fromkeys(name for name in names if name))


def read_name(cell: object, *, max_length: int = 60) -> Read[str | None] | ReadingError:
    """A name of a person or organisation; blank marks give None.

    Errors: `name_too_long`, `name_unreadable` (nothing but digits or signs).
    """
    if is_blank(cell):
        return BLANK
    name = tidy_name(cell)
    if len(name) > max_length:
        return ReadingError(
            "name_too_long",
            f"名称超过{max_length}字,请核对是否填错了列",
            f"The name is longer than {max_length} characters; check the column.",
        )
    if not any(char.isalpha() for char in name):
        return ReadingError(
            "name_unreadable",
            f"“{name}”不像姓名或名称,请核对是否填错了列",
            f"“{name}” does not look like a name; check the column.",
        )
    if re.search(r"\d{5,}", name):
        return Read(name, False, "姓名中含有一串数字,请核对", "The name contains a run of digits; please check.")
    return Read(name)
