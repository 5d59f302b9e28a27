"""Sizes as villages write them: stored in square metres, said in mu as well (15 mu are a hectare)."""

import re
from decimal import ROUND_HALF_UP, Decimal

from bihuan.kernel.reading import compact, is_blank

SQUARE_METRE = Decimal(1)
MU = Decimal(2000) / Decimal(3)  # square metres
HECTARE = Decimal(10_000)
MOST_M2 = Decimal(10_000_000_000)  # ten thousand square kilometres; more than a county has
_UNITS = {
    "亩": MU,
    "公顷": HECTARE,
    "平方米": SQUARE_METRE,
    "平米": SQUARE_METRE,
    "平方": SQUARE_METRE,
    "平": SQUARE_METRE,
    "m2": SQUARE_METRE,
    "m²": SQUARE_METRE,
    "㎡": SQUARE_METRE,
}
_SIZE = re.compile(rf"约?(\d[\d,]*(?:\.\d+)?)({'|'.join(_UNITS)})?(?:左右)?", re.IGNORECASE)
_CENT = Decimal("0.01")


def read_size(cell: object, *, unit: Decimal = SQUARE_METRE) -> Decimal | None:
    """The square metres that a cell names, to two places; blank gives None. `unit` applies to numbers that name none.

    Raises:
        ValueError: not a size.
    """
    if is_blank(cell):
        return None
    found = None if isinstance(cell, bool) else _SIZE.fullmatch(compact(cell))
    if found is None:
        raise ValueError(f"not a size: {cell}")
    size = Decimal(found[1].replace(",", "")) * (_UNITS[found[2].lower()] if found[2] else unit)
    if size > MOST_M2:
        raise ValueError(f"too large: {cell}")
    return size.quantize(_CENT, ROUND_HALF_UP)


def in_mu(square_metres: Decimal) -> Decimal:
    """The same size in mu, to two places."""
    return (square_metres * 3 / 2000).quantize(_CENT, ROUND_HALF_UP)
