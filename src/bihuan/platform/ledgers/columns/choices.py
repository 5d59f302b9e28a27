"""Columns of one choice out of a set, and of areas."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Q, TextChoices
from django.utils.translation import gettext as _

from bihuan.kernel.errors import Invalid
from bihuan.kernel.reading import ChoiceSet
from bihuan.kernel.reading import Option as Word
from bihuan.platform.ledgers.columns.base import Column, FilterKind, Option, words_of
from bihuan.platform.ledgers.places import Place, known_places
from bihuan.platform.ledgers.reading.columns import Column as Reader
from bihuan.platform.ledgers.reading.columns import Kind


class Choice(Column):
    """One of `choices`, an enumeration or its stored values with their words; `words` gives the other words people write
    for a choice, `tones` its colour on the page: "late", "done", "wait" or "quiet".
    """

    kind = Kind.CHOICE
    filter_kind = FilterKind.CHOICES
    default_width = 12

    def __init__(
        self,
        source: str,
        title: Any,
        *,
        choices: type[TextChoices] | Mapping[str, Any],
        words: Mapping[Any, str | Sequence[str]] | None = None,
        tones: Mapping[Any, str] | None = None,
        **options: Any,
    ) -> None:
        super().__init__(source, title, **options)
        named = choices if isinstance(choices, Mapping) else dict(choices.choices)
        self.labels = {str(key): label for key, label in named.items()}
        self.words = {str(key): words_of(value) for key, value in (words or {}).items()}
        self.tones = {str(key): tone for key, tone in (tones or {}).items()}

    def plain(self, value: object) -> object:
        return str(value) if value else None

    def text(self, value: object) -> str:
        return str(self.labels[str(value)]) if value else ""

    def tone(self, value: object) -> str:
        return self.tones.get(str(value), "")

    def options(self) -> Sequence[Option]:
        return tuple(Option(key, str(label)) for key, label in self.labels.items() if key)

    def condition(self, values: Sequence[str]) -> Q:
        unknown = [value for value in values if value not in self.labels]
        if unknown:
            raise Invalid(
                _("“%(column)s”没有“%(value)s”这一项。") % {"column": self.title, "value": unknown[0][:40]},
                field=self.key,
                code="choice",
            )
        return Q(**{f"{self.lookup}__in": list(values)})

    def said(self, values: Sequence[str]) -> str:
        return _("、").join(self.text(value) if value in self.labels else value for value in values)

    def text_condition(self, text: str) -> Q | None:
        return None

    def reader(self) -> Reader:
        options = [Word(option.key, option.label, self.words.get(option.key, ())) for option in self.options()]
        return Reader(
            key=self.key,
            title=self.title,
            kind=self.kind,
            synonyms=self.synonyms,
            required=self.required,
            code=self.error_code,
            beside=self.beside,
            choices=ChoiceSet(options),
        )


class Codes(Column):
    """Several of a set of choices in one cell (a `CodesField`); asked for by any of them."""

    filter_kind = FilterKind.CHOICES
    default_width = 20

    def __init__(self, source: str, title: Any, *, choices: Mapping[str, Any], **options: Any) -> None:
        super().__init__(source, title, **options)
        self.labels = dict(choices)

    def plain(self, value: object) -> object:
        return self.text(value)

    def text(self, value: object) -> str:
        codes = value if isinstance(value, list | tuple) else ()
        return _("、").join(str(self.labels.get(code, code)) for code in codes)

    def options(self) -> Sequence[Option]:
        return tuple(Option(key, str(label)) for key, label in self.labels.items())

    def condition(self, values: Sequence[str]) -> Q:
        condition = Q()
        for value in values:
            if value not in self.labels:
                raise Invalid(
                    _("“%(column)s”没有“%(value)s”这一项。") % {"column": self.title, "value": value[:40]},
                    field=self.key,
                    code="choice",
                )
            condition |= Q(**{f"{self.lookup}__contains": f"|{value}|"})
        return condition

    def said(self, values: Sequence[str]) -> str:
        return _("、").join(str(self.labels.get(value, value)) for value in values)

    def text_condition(self, text: str) -> Q | None:
        return None


class AreaName(Column):
    """An area behind a foreign key, asked for with everything below it.

    `path` is the lookup of the row's area path, `town` that of its town, which an index orders by day; `level` is the
    level an import looks for.
    """

    kind = Kind.AREA_NAME
    filter_kind = FilterKind.AREA
    default_width = 16

    def __init__(
        self,
        source: str,
        title: Any,
        *,
        level: str = "",
        path: str = "area_path",
        town: str = "town_id",
        **options: Any,
    ) -> None:
        super().__init__(source, title, **options)
        self.level, self.path, self.town = str(level), path, town

    @property
    def fields(self) -> tuple[str, ...]:
        return (self.lookup, f"{self.lookup}__name", *self._fields)

    @property
    def relations(self) -> tuple[str, ...]:
        return (self.lookup,)

    def value(self, row: Any) -> object:
        area = super().value(row)
        return None if area is None else getattr(area, "name", None)

    def place(self, value: str) -> Place:
        """The area a filter value names by id, code or name.

        Raises:
            Invalid: there is none, or the name is not unique.
        """
        places = known_places()
        found = places.place(value)
        if found is None:
            named = places.resolver().find(value)
            found = places.place(named[0].key) if len(named) == 1 else None
        if found is None:
            raise Invalid(
                _("没有找到区域“%(area)s”,请从列表中选择。") % {"area": value[:40]}, field=self.key, code="area"
            )
        return found

    def condition(self, values: Sequence[str]) -> Q:
        condition = Q()
        for value in values:
            place = self.place(value)
            if place.level == "town" and self.town:
                condition |= Q(**{self.town: place.key})
            elif place.depth:
                condition |= Q(**{f"{self.path}__below": place.path})
            else:
                return Q()
        return condition

    def said(self, values: Sequence[str]) -> str:
        return _("、").join(self.place(value).name for value in values)

    def text_condition(self, text: str) -> Q | None:
        return Q(**{f"{self.lookup}__name__icontains": text})

    def reader(self) -> Reader:
        return Reader(
            key=self.key,
            title=self.title,
            kind=self.kind,
            synonyms=self.synonyms,
            required=self.required,
            code=self.error_code,
            beside=self.beside,
            level=self.level,
        )

    def match_lookup(self) -> str:
        return f"{self.lookup}_id"

    def match_value(self, value: object) -> object:
        return "" if value is None else str(value)

    def matched(self, stored: object) -> object:
        return "" if stored is None else str(stored)
