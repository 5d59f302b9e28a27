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
