"""From the rooms' own refusals to the answers an import wants."""

from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID

from bihuan.kernel.errors import BihuanError
from bihuan.platform.ledgers import Refused
from bihuan.platform.models import Record


def refused(refusal: BihuanError) -> Refused:
    """The first fault of a refusal, as the row's."""
    fault = refusal.faults[0]
    return Refused(fault.field, fault.code, fault.message)


def answered(answers: Sequence[Record | BihuanError]) -> list[UUID | Refused]:
    """Ids of what was stored, refusals of what was not."""
    return [one.pk if isinstance(one, Record) else refused(one) for one in answers]


def text(values: Mapping[str, object], key: str) -> str:
    """A text value; empty when the cell said nothing."""
    value = values.get(key)
    return "" if value is None else str(value)


def day(values: Mapping[str, object], key: str) -> date | None:
    """A day value."""
    value = values.get(key)
    return value if isinstance(value, date) else None


def whole(values: Mapping[str, object], key: str) -> int | None:
    """A whole number."""
    value = values.get(key)
    return value if isinstance(value, int) else None


def area_id(values: Mapping[str, object], key: str = "area") -> UUID | None:
    """The id of an area value."""
    value = values.get(key)
    return UUID(str(value)) if value else None
