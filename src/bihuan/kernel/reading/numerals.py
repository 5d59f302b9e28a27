"""Chinese numerals both ways: everyday (一万二千), digit by digit (二〇二五) and financial capitals (壹万贰仟元整)."""

import re
from decimal import ROUND_HALF_UP, Decimal

_DIGITS = {
    char: value
    for value, chars in enumerate(
        ("零〇○Oo", "一壹弌幺", "二贰弍两貳", "三叁弎參", "四肆", "五伍", "六陆陸", "七柒", "八捌", "九玖")
    )
    for char in chars
}
_SMALL = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_LARGE = {"万": 10_000, "萬": 10_000, "亿": 100_000_000, "億": 100_000_000}
_TENS = {"廿": "二十", "卅": "三十", "卌": "四十"}
NUMERAL_CHARS = "".join(_DIGITS).replace("O", "").replace("o", "") + "".join(_SMALL) + "".join(_LARGE) + "".join(_TENS)

_EVERYDAY = "零一二三四五六七八九"
_CAPITAL = "零壹贰叁肆伍陆柒捌玖"
_EVERYDAY_UNITS = ("", "十", "百", "千")
_CAPITAL_UNITS = ("", "拾", "佰", "仟")
_GROUPS = ("", "万", "亿", "万亿")


def parse(text: str) -> int | None:
    """The whole number a Chinese numeral names, or None when it is not one.

    Understands 十二, 一百零三, 两千, 一万二千, 廿一, 壹拾万, digit strings (二〇二五) and the spoken short form 三万五 (35,000);
    `is_short_form` tells the last apart.
    """
    for char, full in _TENS.items():
        text = text.replace(char, full)
    if not text or any(char not in _DIGITS and char not in _SMALL and char not in _LARGE for char in text):
        return None
    if all(char in _DIGITS for char in text):
        return int("".join(str(_DIGITS[char]) for char in text))
    return _parse_units(text)


def _parse_units(text: str) -> int | None:
    total = section = group = 0  # what 亿 closed, what 万 closed since, and what stands below
    digit: int | None = None
    last_unit, last_small, after_zero = 1, 10_000, False
    for char in text:
        if char in _DIGITS:
            if digit is not None:
                return None
            if _DIGITS[char] == 0:
                after_zero, last_unit = True, 1
            else:
                digit = _DIGITS[char]
        elif char in _SMALL:
            unit = _SMALL[char]
            if unit >= last_small or (digit is None and unit != 10):
                return None
            group += (1 if digit is None else digit) * unit
            last_small = last_unit = unit
            digit, after_zero = None, False
        else:
            unit = _LARGE[char]
            group += digit or 0
            if unit == 10_000:
                if not group or section:
                    return None
                section = group * unit
            else:
                if not section + group or total:
                    return None
                total, section = (section + group) * unit, 0
            last_unit = unit
            group, digit, last_small, after_zero = 0, None, 10_000, False
    if digit is not None:
        group += digit * (last_unit // 10 if last_unit >= 100 and not after_zero else 1)
    return total + section + group


def is_short_form(text: str) -> bool:
    """Whether the numeral leaves its last unit unsaid (三万五 for 三万五千), which a careful reader confirms."""
    return re.search(r"[百佰千仟万萬亿億][一二三四五六七八九壹贰叁肆伍陆柒捌玖两]$", text) is not None


def everyday(number: int) -> str:
    """`number` in everyday Chinese, 12_000 → 一万二千; for 0 to 10^16 - 1.

    Raises:
        ValueError: out of that range.
    """
    text = _spell(number, _EVERYDAY, _EVERYDAY_UNITS)
    return text[1:] if text.startswith("一十") else text


def capital(number: int) -> str:
    """`number` in financial capitals, 12_000 → 壹万贰仟.

    Raises:
        ValueError: out of the range 0 to 10^16 - 1.
    """
    return _spell(number, _CAPITAL, _CAPITAL_UNITS)


def _spell(number: int, digits: str, units: tuple[str, ...]) -> str:
    if not 0 <= number < 10**16:
        raise ValueError("only whole numbers from 0 to 10^16 - 1 can be spelled")
    if number == 0:
        return digits[0]
    if number >= 10**8:
        high, low = divmod(number, 10**8)
        text = _spell(high, digits, units) + "亿"
        if low:
            text += ("" if low >= 10**7 and not _gap(high, digits) else digits[0]) + _spell(low, digits, units)
        return text
    if number >= 10**4:
        high, low = divmod(number, 10**4)
        text = _spell(high, digits, units) + "万"
        if low:
            text += ("" if low >= 1000 and not _gap(high, digits) else digits[0]) + _spell(low, digits, units)
        return text
    text, pending_zero = "", False
    for place in (3, 2, 1, 0):
        digit = number // 10**place % 10
        if digit:
            text += (digits[0] if pending_zero and text else "") + digits[digit] + units[place]
            pending_zero = False
        else:
            pending_zero = True
    return text


def _gap(high: int, digits: str) -> bool:
    """Whether capitals need 零 after a group that ends in nought: 壹拾万零柒仟, though everyday 十万七千."""
    return digits == _CAPITAL and high % 10 == 0


def digit_by_digit(text: str) -> str:
    """Arabic digits as Chinese ones, `2025` → 二〇二五, for years in agreements."""
    return "".join("〇一二三四五六七八九"[int(char)] if char.isascii() and char.isdigit() else char for char in text)


def capital_yuan(amount: Decimal) -> str:
    """An amount of yuan in the capitals that agreements and receipts need: 12000.5 → 壹万贰仟元伍角整.

    Rounded to the fen (half up), as the Payment and Settlement Rules (支付结算办法, annex 1) write amounts.

    Raises:
        ValueError: negative or 10^16 and more.
    """
    fen_total = int((amount * 100).to_integral_value(ROUND_HALF_UP))
    if fen_total < 0:
        raise ValueError("an amount in capitals cannot be negative")
    yuan, rest = divmod(fen_total, 100)
    jiao, fen = divmod(rest, 10)
    text = capital(yuan) + "元" if yuan or not rest else ""
    if jiao:
        text += _CAPITAL[jiao] + "角"
    elif fen and yuan:
        text += "零"
    if fen:
        return text + _CAPITAL[fen] + "分"
    return text + "整"
