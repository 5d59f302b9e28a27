"""Identifiers: UUIDv7 (RFC 9562), made by whoever creates the record, so that a phone can make them offline."""

import secrets
from datetime import UTC, datetime, timedelta
from uuid import UUID

import uuid_utils.compat

from bihuan.kernel import clock

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
CODE_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # without 0 O 1 I L, which people misread


def new_id() -> UUID:
    """A fresh UUIDv7 whose time part follows the clock, so that order of ids is order of creation."""
    if clock.is_fixed():
        since_epoch = clock.now() - _EPOCH
        return uuid_utils.compat.uuid7(nanoseconds=(since_epoch // timedelta(microseconds=1)) * 1000)
    return uuid_utils.compat.uuid7()


def new_code(length: int = 8) -> str:
    """A random code a resident can read over the telephone (about 5 bits a character)."""
    base = len(CODE_ALPHABET)
    number, letters = secrets.randbelow(base**length), []
    for _position in range(length):
        number, letter = divmod(number, base)
        letters.append(CODE_ALPHABET[letter])
    return "".join(letters)
