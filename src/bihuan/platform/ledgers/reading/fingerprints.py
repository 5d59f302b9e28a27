"""What makes two rows the same."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from bihuan.platform.ledgers.reading.outcomes import Fingerprint


def fingerprint_of(values: Mapping[str, object], same_when: Sequence[str]) -> Fingerprint | None:
    """What makes a row the same as another: a digest of the values of `same_when`, spacing and case apart; None without any.

    Stored rows get theirs from the same function, so that a file imported twice is noticed.
    """
    parts = [_same_text(values.get(key)) for key in same_when]
    if not any(parts):
        return None
    return hashlib.blake2b("\x1f".join(parts).encode(), digest_size=16).hexdigest()


def _same_text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return "".join(value.split()).casefold()
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    if isinstance(value, date):
        return value.isoformat()[:10]
    return str(value)
