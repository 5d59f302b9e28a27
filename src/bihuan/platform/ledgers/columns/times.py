"""Columns of days and instants; both are asked for by ranges of local calendar days."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from bihuan.kernel import clock
from bihuan.platform.ledgers.columns.base import Column, FilterKind
from bihuan.platform.ledgers.periods import read_range, said
from bihuan.platform.ledgers.reading.columns import Column as Reader
from bihuan.platform.ledgers.reading.columns import Kind


class Day(Column):
    """A calendar day; `future` lets an import take days ahead."""

    kind = Kind.DAY
    filter_kind = FilterKind.DAYS
    ordered = True
    default_width = 12

    def __init__(self, source: str, title: Any, *, future: bool = False, **options: Any) -> None:
        super().__init__(source, title, **options)
        self.future = future

    def text(self, value: object) -> str:
        return value.isoformat() if isinstance(value, date) else ""

    def export(self, value: object) -> object:
        return value

    def condition(self, values: Sequence[str]) -> Q:
        condition = Q()
        for value in values:
            days = read_range(value, field=self.key)
            if days.first is not None:
                condition &= Q(**{f"{self.lookup}__gte": days.first})
            if days.last is not None:
                condition &= Q(**{f"{self.lookup}__lte": days.last})
        return condition

    def said(self, values: Sequence[str]) -> str:
        return _("、").join(said(value) for value in values)

    def text_condition(self, text: str) -> Q | None:
        return None

    def reader(self) -> Reader:
        return Reader(
            key=self.key,
            title=self.title,
            kind=self.kind,
            synonyms=self.synonyms,
            required=self.required,
            code=self.error_code,
            beside=self.beside,
            allow_future=self.future,
        )


class Moment(Day):
    """An instant, stored in UTC and read in local time."""

    default_width = 17

    def text(self, value: object) -> str:
        return f"{clock.local(value):%Y-%m-%d %H:%M}" if isinstance(value, datetime) else ""

    def export(self, value: object) -> object:
        return clock.local(value).replace(tzinfo=None) if isinstance(value, datetime) else None

    def condition(self, values: Sequence[str]) -> Q:
        condition = Q()
        for value in values:
            days = read_range(value, field=self.key)
            if days.first is not None:
                condition &= Q(**{f"{self.lookup}__gte": clock.instant(days.first)})
            if days.last is not None:
                condition &= Q(**{f"{self.lookup}__lt": clock.instant(days.last + timedelta(days=1))})
        return condition

    def match_condition(self, values: Iterable[object]) -> Q:
        days = [value for value in values if isinstance(value, date)]
        return Q(
            **{
                f"{self.lookup}__gte": clock.instant(min(days)),
                f"{self.lookup}__lt": clock.instant(max(days) + timedelta(days=1)),
            }
        )

    def matched(self, stored: object) -> object:
        """Repetition looks at the local day."""
        return clock.local(stored).date() if isinstance(stored, datetime) else ""


class Hour(Column):
    """A time of day on the wall; not asked for and not imported."""

    filter_kind = FilterKind.NONE
    default_width = 8

    def __init__(self, source: str, title: Any, **options: Any) -> None:
        super().__init__(source, title, **{**options, "imported": False})

    def plain(self, value: object) -> object:
        return self.text(value)

    def text(self, value: object) -> str:
        return f"{value:%H:%M}" if isinstance(value, time) else ""

    def text_condition(self, text: str) -> Q | None:
        return None
