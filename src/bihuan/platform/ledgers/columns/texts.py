"""Columns of open text, and of people: names, phones and identity numbers that are masked and found by blind index."""

from collections.abc import Sequence
from operator import attrgetter
from typing import Any, ClassVar

from django.db.models import Q

from bihuan.kernel.reading.masking import mask_id_number, mask_name, mask_phone, mask_text
from bihuan.platform.crypto import blind
from bihuan.platform.ledgers.columns.base import Column, FilterKind
from bihuan.platform.ledgers.reading.columns import Kind


class Text(Column):
    """A short text."""


class LongText(Column):
    """Several sentences; shown shortened on the page, whole in the export.

    Unless revealed, telephone and identity numbers in it are masked, and so are the names that stand in the row's own
    `people` (sources of sealed names, "case.reporter_name"), for what is hidden in one cell must not be read in the next.
    """

    kind = Kind.LONG_TEXT
    default_width = 40

    def __init__(self, source: str, title: Any, *, people: Sequence[str] = (), **options: Any) -> None:
        super().__init__(source, title, **options)
        self.people = tuple(people)

    @property
    def fields(self) -> tuple[str, ...]:
        return (self.lookup, *(person.replace(".", "__") for person in self.people), *self._fields)

    def seen(self, row: Any, *, reveal: bool) -> object:
        value = self.value(row)
        if reveal or not isinstance(value, str) or not value:
            return value
        for person in self.people:
            name = str(attrgetter(person)(row) or "")
            if len(name) > 1:
                value = value.replace(name, mask_name(name))
        return mask_text(value)


class StaffName(Column):
    """The name of a staff member behind a foreign key, or a name kept as text beside it (`or_text`)."""

    filter_kind = FilterKind.TEXT
    default_width = 12

    def __init__(self, source: str, title: Any, *, or_text: str = "", **options: Any) -> None:
        super().__init__(source, title, **options)
        self.or_text = or_text

    @property
    def fields(self) -> tuple[str, ...]:
        return (self.lookup, f"{self.lookup}__name", *((self.or_text,) if self.or_text else ()), *self._fields)

    @property
    def relations(self) -> tuple[str, ...]:
        return (self.lookup,)

    def value(self, row: Any) -> object:
        named = super().value(row)
        if named is not None:
            return getattr(named, "name", str(named))
        return getattr(row, self.or_text) if self.or_text else None

    def condition(self, values: Sequence[str]) -> Q:
        condition = Q()
        for value in values:
            condition &= self.text_condition(self._short(value)) or Q()
        return condition

    def text_condition(self, text: str) -> Q | None:
        found = Q(**{f"{self.lookup}__name__icontains": text})
        return found | Q(**{f"{self.or_text}__icontains": text}) if self.or_text else found

    def match_lookup(self) -> str:
        return f"{self.lookup}__name"


class OfficeName(StaffName):
    """The name of an office behind a foreign key."""

    default_width = 18


class _Personal(Column):
    """A sealed value: masked unless revealed, and asked for only as a whole, through its blind index."""

    filter_kind = FilterKind.EXACT
    personal = True
    index_kind: ClassVar[str] = ""

    def __init__(self, source: str, title: Any, *, masked: bool = True, index: str = "", **options: Any) -> None:
        super().__init__(source, title, **options)
        self.masked = masked
        self.index = index or f"{self.lookup}_index"

    def shown_value(self, value: object, *, reveal: bool) -> object:
        if reveal or not self.masked or not value:
            return value
        return self.mask(str(value))

    def mask(self, text: str) -> str:
        """What may be seen of `text` without a reveal."""
        raise NotImplementedError

    def normal(self, text: str) -> str:
        """The form whose blind index is stored."""
        return text.strip()

    def condition(self, values: Sequence[str]) -> Q:
        return Q(**{f"{self.index}__in": [blind(self.normal(self._short(value)), self.index_kind) for value in values]})

    def text_condition(self, text: str) -> Q | None:
        return Q(**{self.index: blind(self.normal(text), self.index_kind)})

    def match_lookup(self) -> str:
        return self.index

    def match_value(self, value: object) -> object:
        return blind(self.normal(str(value)), self.index_kind) if value else ""


class Person(_Personal):
    """A person's name."""

    kind = Kind.PERSON
    index_kind = "name"
    default_width = 12

    def mask(self, text: str) -> str:
        return mask_name(text)


class Phone(_Personal):
    """A telephone number, kept as digits."""

    kind = Kind.PHONE
    index_kind = "phone"
    default_width = 14

    def mask(self, text: str) -> str:
        return mask_phone(text)

    def normal(self, text: str) -> str:
        return "".join(character for character in text if character.isdigit())


class IdNumber(_Personal):
    """A citizen's identity number."""

    kind = Kind.ID_NUMBER
    index_kind = "id_number"
    default_width = 20

    def mask(self, text: str) -> str:
        return mask_id_number(text)

    def normal(self, text: str) -> str:
        return text.strip().upper()
