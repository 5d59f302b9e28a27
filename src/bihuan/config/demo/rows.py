"""What becomes of generated rows: all of them are stored, or the generator is mended."""

from collections.abc import Sequence
from typing import TypeVar

from bihuan.kernel.errors import BihuanError

M = TypeVar("M")


def stored(answers: Sequence[M | BihuanError]) -> list[M]:
    """The rows that a register stored of those that were generated.

    Raises:
        BihuanError: one was refused, which is a defect of the generator.
    """
    found = []
    for answer in answers:
        if isinstance(answer, BihuanError):
            raise answer
        found.append(answer)
    return found
