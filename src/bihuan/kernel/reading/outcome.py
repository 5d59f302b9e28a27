"""What reading one cell gives: a value with how sure we are of it, or an error a person can act on.

Nothing is guessed silently: a value that needed a guess carries `sure=False` and a note that says what was assumed.
"""

from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T", covariant=True)


@dataclass(frozen=True, slots=True)
class Read(Generic[T]):
    """A value understood from a cell.

    `note` (Chinese) and `note_en` say what was assumed or left out; with `sure=False` a person should confirm it.
    `candidates` names other readings that were possible, best first.
    """

    value: T
    sure: bool = True
    note: str = ""
    note_en: str = ""
    candidates: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ReadingError:
    """Why a cell cannot be read; returned, not raised, because a file holds many and a person wants all of them.

    `code` is stable (`date_impossible`, `money_range`, …); the messages are complete sentences saying what to do.
    """

    code: str
    message_zh: str
    message_en: str
    candidates: tuple[str, ...] = ()


BLANK: Read[None] = Read(None)
