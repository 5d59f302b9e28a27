"""Days, amounts and ticked boxes as Chinese papers write them. Papers are Chinese in whatever language the desk is."""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal

from bihuan.kernel import clock
from bihuan.kernel.money import capital_yuan, yuan
from bihuan.platform.documents.layout import day_words, printed

TICKED, OPEN = "☑", "☐"


def time_words(at: datetime | None) -> str:
    """2026年3月5日 9时30分, local; "" for None."""
    if at is None:
        return ""
    here = clock.local(at)
    return f"{day_words(here.date())} {here.hour}时{here.minute:02d}分"


def span_words(starts: datetime, ends: datetime) -> str:
    """From when until when; the day is written once when both are of it."""
    first, last = clock.local(starts), clock.local(ends)
    if first.date() == last.date():
        return f"{time_words(starts)}至{last.hour}时{last.minute:02d}分"
    return f"{time_words(starts)}至{time_words(ends)}"


def money_words(amount: Decimal | None) -> str:
    """12,000 元; "" for None."""
    return yuan(amount) if amount is not None else ""


def full_money_words(amount: Decimal | None) -> str:
    """12,000 元(大写:壹万贰仟元整); "" for None."""
    if amount is None:
        return ""
    return printed("{amount}(大写:{capital})", amount=yuan(amount), capital=capital_yuan(amount))


def boxes(options: Iterable[tuple[str, str]], chosen: str) -> str:
    """All options with the chosen one ticked; none is ticked when nothing was chosen."""
    return "  ".join(f"{TICKED if key == chosen and chosen else OPEN} {label}" for key, label in options)


def yes_no(value: bool | None, yes: str, no: str) -> str:
    """Two boxes, of which one, or while nothing is known none, is ticked."""
    return boxes((("yes", yes), ("no", no)), {True: "yes", False: "no", None: ""}[value])
