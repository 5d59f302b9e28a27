"""What is kept or said without regard to the reader, in the language of whoever reads it."""

from django.utils.translation import get_language, gettext_lazy

from bihuan.kernel.reading.outcome import Read, ReadingError
from bihuan.platform.actors import PublicActor, SystemActor

_NAMELESS = {SystemActor().actor_name: gettext_lazy("系统"), PublicActor().actor_name: gettext_lazy("群众")}


def said(error: ReadingError) -> str:
    """Why a value cannot be read, without a full stop in Chinese, for the cell of a table."""
    return error.message_zh if _chinese() else error.message_en


def sentence(error: ReadingError) -> str:
    """The same beside a field, where sentences end with a full stop in either language."""
    return f"{error.message_zh}。" if _chinese() else error.message_en


def noted(found: Read[object]) -> str:
    """What a reader remarks on a value that it did read."""
    return found.note if _chinese() else found.note_en


def who(actor_name: str) -> str:
    """Who did something, as the trail recorded it; the product and residents without a login are named in the reader's words."""
    return str(_NAMELESS.get(actor_name, actor_name))


def _chinese() -> bool:
    return (get_language() or "zh").startswith("zh")
