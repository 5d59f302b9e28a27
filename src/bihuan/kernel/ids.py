"""Identifiers: UUIDv7 (RFC 9562), made by whoever creates the record, so that a phone can make them offline."""

import secrets
from uuid import UUID

import uuid_utils.compat

from bihuan.kernel import clock

CODE_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # without 0 O 1 I L, which people misread


def new_id() -> UUID:
    """A fresh UUIDv7 whose time part follows the clock, so that order of ids is order of creation."""
    if clock.is_fixed():
        moment = clock.now()
        return uuid_utils.compat.uuid7(timestamp=int(moment.timestamp()), nanos=moment.microsecond * 1000)
    return uuid_utils.compat.uuid7()


def new_code(length: int = 8) -> str:
    """A random code a resident can read over the telephone (about 5 bits a character)."""
    return "".join(secrets.choice(CODE_ALPHABET) for _ in range(length))
