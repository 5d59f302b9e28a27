"""What the kernel says in two languages, in the one of whoever reads it."""

from django.utils.translation import get_language

from bihuan.kernel.reading.outcome import Read, ReadingError


def said(error: ReadingError) -> str:
    """Why a value cannot be read, without a full stop in Chinese, for the cell of a table."""
    return error.message_zh if _chinese() else error.message_en


def sentence(error: ReadingError) -> str:
    """The same beside a field, where sentences end with a full stop in either language."""
    return f"{error.message_zh}。" if _chinese() else error.message_en


def noted(found: Read[object]) -> str:
    """What a reader remarks on a value that it did read."""
    return found.note if _chinese() else found.note_en


def _chinese() -> bool:
    return (get_language() or "zh").startswith("zh")
