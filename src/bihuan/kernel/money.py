"""Amounts of money as people read them: yuan to the fen, ten-thousands (万元) where a report wants them."""

from decimal import ROUND_HALF_UP, Decimal

FEN = Decimal("0.01")
WAN = Decimal(10_000)
YI = Decimal(100_000_000)


def to_fen(amount: Decimal | int) -> Decimal:
    """`amount` of yuan rounded to the fen, half up as accounts do."""
    return Decimal(amount).quantize(FEN, ROUND_HALF_UP)


def yuan(amount: Decimal | int) -> str:
    """`12,000 元`, with the fen only where there are any: `12,000.50 元`."""
    exact = to_fen(amount)
    return f"{exact:,.0f} 元" if exact == exact.to_integral_value() else f"{exact:,.2f} 元"


def wan_yuan(amount: Decimal | int, places: int = 2) -> str:
    """In ten-thousands, at most `places` decimals and no idle zeros: 12000 → `1.2 万元`."""
    return f"{_trimmed(Decimal(amount) / WAN, places)} 万元"


def short_yuan(amount: Decimal | int) -> str:
    """In the unit a person would say: 元 below ten thousand, then 万元, then 亿元."""
    size = abs(Decimal(amount))
    if size < WAN:
        return yuan(amount)
    if size < YI:
        return wan_yuan(amount)
    return f"{_trimmed(Decimal(amount) / YI, 2)} 亿元"


def _trimmed(number: Decimal, places: int) -> str:
    text = f"{number.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP):,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_PLACES = ("", "拾", "佰", "仟")
_GROUPS = ("", "万", "亿", "万亿")


def capital_yuan(amount: Decimal | int) -> str:
    """`amount` in the capital numerals of cheques and agreements: 12000.5 → 壹万贰仟元伍角.

    Follows the People's Bank's rules for bills (支付结算办法): 整 after yuan or jiao alone, one 零 for any gap. At most
    ten quadrillion; negative amounts begin with 负.
    """
    exact = to_fen(amount)
    whole, fen = divmod(int(abs(exact) * 100), 100)
    text = "负" if exact < 0 else ""
    text += f"{_capital_whole(whole)}元" if whole else ""
    if not fen:
        return f"{text}整" if whole else "零元整"
    jiao, fen = divmod(fen, 10)
    if jiao:
        text += f"{_DIGITS[jiao]}角"
    elif whole:
        text += "零"
    return text + (f"{_DIGITS[fen]}分" if fen else "整")


def _capital_whole(number: int) -> str:
    groups = []
    while number:
        number, group = divmod(number, 10_000)
        groups.append(group)
    text, gap = "", False
    for place in range(len(groups) - 1, -1, -1):
        group = groups[place]
        if not group:
            gap = bool(text)
            continue
        text += ("零" if text and (gap or group < 1000) else "") + _capital_group(group) + _GROUPS[place]
        gap = False
    return text


def _capital_group(group: int) -> str:
    text, gap = "", False
    for place in range(3, -1, -1):
        digit = group // 10**place % 10
        if digit:
            text += ("零" if gap and text else "") + _DIGITS[digit] + _PLACES[place]
            gap = False
        else:
            gap = True
    return text
