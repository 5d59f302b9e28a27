"""Columns of amounts, counts and yes or no."""

from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bihuan.kernel.errors import Invalid
from bihuan.platform.ledgers.columns.base import Column, FilterKind, Option
from bihuan.platform.ledgers.periods import BETWEEN
from bihuan.platform.ledgers.reading.columns import Column as Reader
from bihuan.platform.ledgers.reading.columns import Kind

Yuan = "元"


class _Number(Column):
    """A number, asked for as "1000..5000" with either side left out."""

    filter_kind = FilterKind.RANGE
    ordered = True
    numeric = True
    default_width = 12

    def export(self, value: object) -> object:
        return value

    def condition(self, values: Sequence[str]) -> Q:
        condition = Q()
        for value in values:
            lowest, between, highest = value.partition(BETWEEN)
            if not between:
                highest = lowest
            if lowest.strip():
                condition &= Q(**{f"{self.lookup}__gte": self._number(lowest)})
            if highest.strip():
                condition &= Q(**{f"{self.lookup}__lte": self._number(highest)})
        return condition

    def _number(self, text: str) -> Decimal:
        try:
            number = Decimal(text.strip().replace(",", ""))
        except InvalidOperation:
            number = Decimal("NaN")
        if not number.is_finite() or abs(number) > 10**12:
            raise Invalid(_("请填写数字,例如 1000。"), field=self.key, code="number")
        return number

    def said(self, values: Sequence[str]) -> str:
        return _("、").join(value.replace(BETWEEN, " – ") for value in values)

    def text_condition(self, text: str) -> Q | None:
        return None


class Whole(_Number):
    """A whole number."""

    kind = Kind.WHOLE


class Number(_Number):
    """A number with up to two places: a size, a length, hours."""

    kind = Kind.NUMBER

    def text(self, value: object) -> str:
        return f"{value:,.2f}".rstrip("0").rstrip(".") if isinstance(value, Decimal) else super().text(value)


class Money(_Number):
    """An amount in yuan with two places."""

    kind = Kind.MONEY
    default_width = 14

    def __init__(self, source: str, title: Any, *, unit: str = Yuan, **options: Any) -> None:
        super().__init__(source, title, **options)
        self.unit = unit

    def text(self, value: object) -> str:
        if not isinstance(value, Decimal):
            return "" if value is None else str(value)
        return f"{value:,.2f}".removesuffix(".00")


class YesNo(Column):
    """Yes, no or not known; `yes` and `no` are further words that an import understands in this column."""

    kind = Kind.YES_NO
    filter_kind = FilterKind.YES_NO
    default_width = 10

    def __init__(
        self,
        source: str,
        title: Any,
        *,
        labels: tuple[Any, Any] = (gettext_lazy("是"), gettext_lazy("否")),
        yes: Sequence[str] = (),
        no: Sequence[str] = (),
        **options: Any,
    ) -> None:
        super().__init__(source, title, **options)
        self.labels, self.yes, self.no = labels, tuple(yes), tuple(no)

    def text(self, value: object) -> str:
        return "" if value is None else str(self.labels[0] if value else self.labels[1])

    def options(self) -> Sequence[Option]:
        return (Option("yes", str(self.labels[0])), Option("no", str(self.labels[1])), Option("unknown", _("未填")))

    def condition(self, values: Sequence[str]) -> Q:
        meanings: dict[str, Q] = {
            "yes": Q(**{self.lookup: True}),
            "no": Q(**{self.lookup: False}),
            "unknown": Q(**{f"{self.lookup}__isnull": True}),
        }
        condition = Q()
        for value in values:
            if value not in meanings:
                raise Invalid(
                    _("“%(column)s”只能选是、否或未填。") % {"column": self.title}, field=self.key, code="choice"
                )
            condition |= meanings[value]
        return condition

    def said(self, values: Sequence[str]) -> str:
        names = {option.key: option.label for option in self.options()}
        return _("、").join(names.get(value, value) for value in values)

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
            yes=self.yes,
            no=self.no,
        )
