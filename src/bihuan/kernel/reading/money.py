"""Understand amounts as offices type them: `1.2万`, 一万二千元, 壹万贰仟元整, `12,000`, ¥12000.00, 约5000."""

import re
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from bihuan.kernel.reading import numerals
from bihuan.kernel.reading.outcome import BLANK, Read, ReadingError
from bihuan.kernel.reading.texts import compact, is_blank, tidy

YUAN = Decimal(1)
WAN = Decimal(10_000)
MAXIMUM = Decimal(10_000_000_000)  # a hundred 亿: more than any township's matter, so a slip of the hand
_FEN = Decimal("0.01")

_SCALES = {
    "": YUAN,
    "十": Decimal(10),
    "百": Decimal(100),
    "佰": Decimal(100),
    "千": Decimal(1000),
    "仟": Decimal(1000),
    "k": Decimal(1000),
    "万": WAN,
    "萬": WAN,
    "w": WAN,
    "十万": Decimal(100_000),
    "百万": Decimal(1_000_000),
    "千万": Decimal(10_000_000),
    "亿": Decimal(100_000_000),
    "億": Decimal(100_000_000),
}
_NOTHING = frozenset(
    {
        "不涉及",
        "未涉及",
        "无涉及",
        "无金额",
        "不涉及金额",
        "未涉及金额",
        "无金额涉及",
        "无经济",
        "不涉及经济",
        "免费",
        "无偿",
        "免",
    }
)
_UNKNOWN = frozenset({"不详", "未知", "待定", "待核", "待核实", "不清楚", "未定", "未统计"})
_ROUGHLY = re.compile(
    r"^(?:大约|大概|约为|约|近|将近|接近|至少|不低于|不超过|不到|超过|超)|(?:左右|上下|以上|以下|以内|多|余|有余|许)(?=元?$)|(?<=[万千百十])(?:多|余|来)(?=元?$)"
)
_LEAD = re.compile(r"^(?:人民币|rmb|cny|¥(?=\d)|金额|共计|合计|总计|计|共)+:?")
_TAIL = re.compile(r"(?:人民币|rmb|cny)$")
_ARABIC = r"\d[\d,]*(?:\.\d+)?|\.\d+"
_AMOUNT = rf"(?:(?:{_ARABIC})(?:[十百千万亿wk萬億佰仟]{{0,2}})|[{numerals.NUMERAL_CHARS}]+)"
_RANGE = re.compile(rf"{_AMOUNT}元?(?:-+|~|—+|–|至|到){_AMOUNT}")
_SUMS = re.compile(rf"(?:{_ARABIC}|[{numerals.NUMERAL_CHARS}]+)[万千百亿wk]*(?:元|块)?")
_UNIT_WORD = r"(?:元|圆|块钱?|元整|元正|圆整|圆正|块整)?"
_NUMERAL = f"[{numerals.NUMERAL_CHARS}]"
_NUMERALS = re.compile(rf"(?:({_NUMERAL}+)([元圆块])?钱?)?(?:({_NUMERAL})角)?(?:零?({_NUMERAL})分)?(?:整|正)?")
_FLOATING = re.compile(r"\d+(?:\.\d+)?e\+?\d{1,2}")

MoneyReading = Read[Decimal | None] | ReadingError


def read_money(cell: object, *, unit: Decimal = YUAN, maximum: Decimal = MAXIMUM) -> MoneyReading:
    """The amount a cell names, in yuan to the fen; blank, 无, `/` and — give None.

    `unit` is the column's own (`WAN` under a heading such as 金额(万元)) and applies to numbers that name none.

    Errors: `money_unreadable`, `money_negative`, `money_range`, `money_several`, `money_too_large`.
    """
    if isinstance(cell, bool):
        return _unreadable(cell)
    if isinstance(cell, int | float | Decimal):
        try:
            number = Decimal(str(cell))
        except InvalidOperation:
            return _unreadable(cell)
        return _plain_number(number, unit, maximum, cell) if number.is_finite() else _unreadable(cell)
    text = compact(cell)
    if is_blank(text) or text in _NOTHING:
        return BLANK
    if text in _UNKNOWN:
        return Read(None, False, f"原文为“{text}”,金额留空", f"The cell says “{text}”; the amount is left empty.")
    return _from_text(text, tidy(cell), unit, maximum)


def _plain_number(number: Decimal, unit: Decimal, maximum: Decimal, cell: object) -> MoneyReading:
    value = number * unit
    if unit >= WAN and number >= WAN:
        # Ten thousand times ten thousand: more likely yuan typed into a column of 万元.
        return _checked(
            value,
            maximum,
            cell,
            f"“{cell}”按{_shown(value)}元理解,请核对单位",
            f"“{cell}” read as {_shown(value)} yuan; check the unit.",
        )
    return _checked(value, maximum, cell)


def _from_text(text: str, original: str, unit: Decimal, maximum: Decimal) -> MoneyReading:
    if text.startswith("="):
        return _unreadable(original)  # a formula that nobody has worked out
    bare = _TAIL.sub("", _LEAD.sub("", text)).rstrip("。;,.")
    if re.match(r"^(?:[-−—负](?=[\d.¥一-九])|\((?=[\d.,]+\)$))", bare) or bare.startswith("¥-"):
        return ReadingError(
            "money_negative",
            f"金额“{original}”是负数,请填写正数",
            f"“{original}” is negative; write a positive amount.",
        )
    if _RANGE.search(bare):
        return ReadingError(
            "money_range", f"“{original}”是一个范围,请填写一个确定的金额", f"“{original}” is a range; write one amount."
        )
    exact = _ROUGHLY.sub("", bare)
    roughly = exact != bare
    exact = _LEAD.sub("", exact)
    found = _amount(exact, unit)
    if found is not None and found[0] > maximum:
        return _checked(found[0], maximum, original)
    if found is not None:
        value, doubt = found[0].quantize(_FEN, ROUND_HALF_UP), found[1]
        if roughly:
            return _checked(
                value,
                maximum,
                original,
                f"原文为“{original}”,按{_shown(value)}元理解",
                f"“{original}” read as {_shown(value)} yuan.",
            )
        if doubt:
            return _checked(
                value,
                maximum,
                original,
                f"“{original}”按{_shown(value)}元理解",
                f"“{original}” read as {_shown(value)} yuan.",
            )
        return _checked(value, maximum, original)
    return _among_words(bare, original, unit, maximum)


def _among_words(text: str, original: str, unit: Decimal, maximum: Decimal) -> MoneyReading:
    """An amount inside a sentence (赔偿3000元): taken when it is the only one that names 元, and then to be confirmed."""
    if re.search(r"美元|港[元币]|欧元|日元|[$€£]|usd", text):
        return _unreadable(original)
    if re.search(r"[/每×*+]|人均|户均|x\d", text):
        return _several(original) if re.search(r"\d|[一二三四五六七八九]", text) else _unreadable(original)
    if (
        (m := re.fullmatch(r"(.+?)\([^()]*\)", text))
        and (before := _amount(m[1], unit))
        and not re.search(r"\d", text[len(m[1]) :])
    ):
        return _checked(
            before[0],
            maximum,
            original,
            f"从“{original}”中取出{_shown(before[0])}元",
            f"{_shown(before[0])} yuan taken out of “{original}”.",
        )
    named = re.findall(rf"((?:(?:{_ARABIC})[十百千万亿wk]{{0,2}}|[{numerals.NUMERAL_CHARS}]+)(?:元|块))", text)
    if len(named) > 1:
        return _several(original)
    if not named or len(re.findall(r"\d[\d,.]*", text)) > 1:
        return _unreadable(original)
    found = _amount(named[0], unit)
    if found is None:
        return _unreadable(original)
    return _checked(
        found[0],
        maximum,
        original,
        f"从“{original}”中取出{_shown(found[0])}元",
        f"{_shown(found[0])} yuan taken out of “{original}”.",
    )


def _amount(text: str, unit: Decimal) -> tuple[Decimal, bool] | None:
    """(yuan, whether it needed a guess) of a text that is an amount and nothing else."""
    if _FLOATING.fullmatch(text):
        return Decimal(text) * unit, False
    m = re.fullmatch(rf"({_ARABIC})([十百千万亿wk萬億佰仟]{{0,2}}){_UNIT_WORD}(?:整|正)?", text)
    if m and m[2] in _SCALES:
        number, doubt = _grouped(m[1])
        names_unit = bool(m[2]) or re.search(r"[元圆块]", text) is not None
        return number * (_SCALES[m[2]] if names_unit else unit), doubt
    mixed = _mixed(text)
    if mixed is not None:
        return mixed
    return _in_numerals(text, unit)


def _in_numerals(text: str, unit: Decimal) -> tuple[Decimal, bool] | None:
    m = _NUMERALS.fullmatch(text)
    if not m or not any(m.groups()):
        return None
    whole, jiao, fen = (numerals.parse(part) if part else 0 for part in (m[1], m[3], m[4]))
    if whole is None or jiao is None or fen is None:
        return None
    names_unit = any((m[2], m[3], m[4])) or re.search(r"[十百千万亿拾佰仟萬億]", text) is not None
    yuan = Decimal(whole) * (YUAN if names_unit else unit)
    return yuan + Decimal(jiao) / 10 + Decimal(fen) / 100, numerals.is_short_form(m[1] or "")


def _grouped(number: str) -> tuple[Decimal, bool]:
    """The number and whether its commas or decimals are unusual (`1,2000`; `12.000`, which may mean 12 thousand)."""
    regular = re.fullmatch(r"\d+(?:\.\d{1,2})?|\d{1,3}(?:,\d{3})+(?:\.\d{1,2})?|\.\d{1,2}", number) is not None
    return Decimal(number.replace(",", "")), not regular and re.fullmatch(r"\d*\.\d{4,}|0?\.\d+", number) is None


def _mixed(text: str) -> tuple[Decimal, bool] | None:
    """Digits with units between them: `3万5千元`, `1万2`, `12元5角`."""
    m = re.fullmatch(
        r"(?:(\d+(?:\.\d+)?)[亿億])?(?:(\d+(?:\.\d+)?)[万w萬])?(?:(\d+)千)?(?:(\d+)百)?(\d+(?:\.\d+)?)?(?:元|圆|块钱?)?(?:(\d)角)?(?:(\d)分)?(?:整|正)?",
        text,
    )
    if not m or sum(part is not None for part in m.groups()) < 2:
        return None
    values = [Decimal(part or 0) for part in m.groups()]
    total = sum(
        (
            value * scale
            for value, scale in zip(
                values, (Decimal(10**8), WAN, Decimal(1000), Decimal(100), YUAN, Decimal("0.1"), _FEN), strict=True
            )
        ),
        Decimal(0),
    )
    rest, spoken = m[5], not re.search(r"[元圆块角分]", text)
    if rest is not None and spoken and len(rest) == 1:
        last_scale = next(
            scale for part, scale in ((m[4], 100), (m[3], 1000), (m[2], 10_000), (m[1], 10**8)) if part is not None
        )
        return total + Decimal(rest) * (last_scale // 10 - 1), True  # 1万2 is spoken for 12,000
    return total, False


def _checked(value: Decimal, maximum: Decimal, cell: object, note: str = "", note_en: str = "") -> MoneyReading:
    if value < 0:
        return ReadingError(
            "money_negative", f"金额“{cell}”是负数,请填写正数", f"“{cell}” is negative; write a positive amount."
        )
    if value > maximum:
        return ReadingError(
            "money_too_large",
            f"金额{_shown(value)}元超过上限{_shown(maximum)}元,请核对单位",
            f"{_shown(value)} yuan is above the limit of {_shown(maximum)}; check the unit.",
        )
    return Read(value.quantize(_FEN, ROUND_HALF_UP), not note, note, note_en)


def _shown(value: Decimal) -> str:
    return f"{value.normalize():f}"


def _several(original: str) -> ReadingError:
    return ReadingError(
        "money_several",
        f"“{original}”里不止一个金额,请填写合计",
        f"“{original}” holds more than one amount; write the total.",
    )


def _unreadable(cell: object) -> ReadingError:
    shown = tidy(cell)[:30]
    return ReadingError(
        "money_unreadable",
        f"看不懂金额“{shown}”,请填写数字,单位为元",
        f"Cannot read “{shown}” as an amount; write a number of yuan.",
    )
