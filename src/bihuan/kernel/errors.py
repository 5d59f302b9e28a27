"""What can go wrong, as a small set of classes that carry a code, a field and a sentence for a person.

A message is a complete Chinese or English sentence (already translated by the app that raises it) that says what is
wrong and what to do. Interfaces decide how to show it: beside the field, as problem+json, as a line on a terminal.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class ErrorCode(StrEnum):
    """Codes of the API's problem documents and of the command line."""

    INVALID = "invalid"
    NOT_ALLOWED = "not_allowed"
    NOT_FOUND = "not_found"
    STALE = "stale"
    CONFLICT = "conflict"
    WRONG_STATE = "wrong_state"
    TOO_MANY = "too_many"
    TOO_LARGE = "too_large"


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with one field; `field` is empty when it concerns the whole."""

    message: str
    field: str = ""
    code: str = "invalid"


class BihuanError(Exception):
    """Base of every refusal the product makes on purpose; anything else is a defect."""

    code: ErrorCode = ErrorCode.INVALID
    status = 422

    def __init__(self, message: str, *, field: str = "", code: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.faults: tuple[Fault, ...] = (Fault(message, field, code or str(self.code)),)


class Invalid(BihuanError):
    """Input that cannot be taken; carries every fault found, not only the first."""

    @classmethod
    def of(cls, faults: Iterable[Fault]) -> "Invalid":
        """All `faults` in one refusal; the first one's message is the headline."""
        found = tuple(faults)
        error = cls(found[0].message, field=found[0].field, code=found[0].code)
        error.faults = found
        return error


class NotAllowed(BihuanError):
    """The actor holds no post that gives the right here."""

    code = ErrorCode.NOT_ALLOWED
    status = 403


class NotFound(BihuanError):
    """There is no such record, or the viewer may not know that there is one."""

    code = ErrorCode.NOT_FOUND
    status = 404


class WrongState(BihuanError):
    """The life cycle does not offer this verb in the record's present state."""

    code = ErrorCode.WRONG_STATE
    status = 409


class Conflict(BihuanError):
    """The same identifier or slot is taken by other content."""

    code = ErrorCode.CONFLICT
    status = 409


class TooMany(BihuanError):
    """An abuse limit is reached; the message says when to try again, `retry_after` in seconds from now."""

    code = ErrorCode.TOO_MANY
    status = 429
    retry_after = 0


class TooLarge(BihuanError):
    """A file, text or list is over its limit."""

    code = ErrorCode.TOO_LARGE
    status = 413


@dataclass(frozen=True, slots=True)
class FieldChange:
    """What somebody else changed meanwhile: old and new as a person reads them, by whom and when (local, to the minute).

    `mine` is what the reader wants there instead, where both changed the same.
    """

    field: str
    before: str
    after: str
    by: str = ""
    at: str = ""
    mine: str | None = None


class StaleRecord(BihuanError):
    """Somebody changed the record after the version the actor saw; `changes` says what, `version` is the present one."""

    code = ErrorCode.STALE
    status = 409

    def __init__(self, message: str, changes: tuple[FieldChange, ...] = (), version: int = 0) -> None:
        super().__init__(message)
        self.changes = changes
        self.version = version
