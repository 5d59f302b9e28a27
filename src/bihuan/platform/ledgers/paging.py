"""Pages of a ledger by keyset, so that the hundredth page costs what the first does; lazy counts and totals."""

import base64
import binascii
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from django.db.models import F, Q, QuerySet, Sum
from django.utils.translation import gettext as _

from bihuan.kernel.errors import Invalid
from bihuan.platform.actors import Actor
from bihuan.platform.ledgers.columns import Cell, Column
from bihuan.platform.ledgers.declaration import Ledger
from bihuan.platform.ledgers.query import LedgerQuery
from bihuan.platform.policies import require

COUNT_UP_TO = 10_000


@dataclass(frozen=True, slots=True)
class RowView:
    """One row as shown: its record's id, where it opens, and one cell a column."""

    id: UUID
    url: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """Some rows of a ledger; `after` is the cursor of the next page, empty on the last."""

    ledger: Ledger
    query: LedgerQuery
    columns: tuple[Column, ...]
    rows: tuple[RowView, ...]
    after: str

    def as_json(self) -> dict[str, Any]:
        """The page for the API: {"columns", "rows", "next"}; masked values stay masked."""
        return {
            "columns": [
                {"key": column.key, "title": column.title, "kind": str(column.kind)} for column in self.columns
            ],
            "rows": [
                {"id": str(row.id), "values": {cell.key: cell.as_json() for cell in row.cells}} for row in self.rows
            ],
            "next": self.after or None,
        }


@dataclass(frozen=True, slots=True)
class _Order:
    """Columns with their direction, ended by the primary key in the direction of the last, so that it is total."""

    parts: tuple[tuple[Column, bool], ...]

    @property
    def signature(self) -> str:
        return ",".join(("-" if descending else "") + column.key for column, descending in self.parts)

    @property
    def descending(self) -> bool:
        return self.parts[-1][1] if self.parts else True

    def applied(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        terms: list[Any] = []
        for column, descending in self.parts:
            field = F(column.lookup)
            if column.nullable:
                terms.append(field.desc(nulls_last=True) if descending else field.asc(nulls_last=True))
            else:
                terms.append(field.desc() if descending else field.asc())
        return rows.order_by(*terms, "-pk" if self.descending else "pk")

    def beyond(self, values: Sequence[Any], pk: str) -> Q:
        """Rows after the one with these order values. The first column's bound stands alone, so that an index serves it."""
        condition = Q(**{"pk__lt" if self.descending else "pk__gt": pk})
        for (column, descending), value in reversed(list(zip(self.parts, values, strict=True))):
            name = column.lookup
            if value is None:
                condition = Q(**{f"{name}__isnull": True}) & condition
                continue
            further = "lt" if descending else "gt"
            past = Q(**{f"{name}__{further}": value}) | Q(**{name: value}) & condition
            condition = (
                past | Q(**{f"{name}__isnull": True}) if column.nullable else Q(**{f"{name}__{further}e": value}) & past
            )
        return condition


def order_of(ledger: Ledger, query: LedgerQuery, viewer: Actor) -> _Order:
    """The order of `query`: the asked column first, or the ledger's own.

    Raises:
        NotAllowed: `viewer` may not see the column that is asked for.
    """
    asked = [query.order] if query.order else list(ledger.order)
    order = _Order(tuple((ledger.column(key.removeprefix("-")), key.startswith("-")) for key in asked))
    for column, _descending in order.parts:
        if column.right:
            require(viewer, column.right)
    return order


def loaded(
    ledger: Ledger, rows: QuerySet[Any], columns: Sequence[Column], order: _Order | None = None
) -> QuerySet[Any]:
    """`rows` with the relations joined and the fields loaded that `columns`, the order and the row's address need."""
    wanted = [*columns, *((column for column, _descending in order.parts) if order else ())]
    fields = list(dict.fromkeys(["pk", *ledger.needs, *(name for column in wanted for name in column.fields)]))
    joined = [name for column in wanted for name in column.relations] + [
        name.rpartition("__")[0] for name in ledger.needs
    ]
    relations = list(dict.fromkeys(name for name in joined if name))
    rows = rows.select_related(None)
    return (rows.select_related(*relations) if relations else rows).only(*fields)


def page(ledger: Ledger, viewer: Actor, query: LedgerQuery) -> Page:
    """The rows after the query's cursor; one statement beside the viewer's posts and any named area.

    Raises:
        NotAllowed, Invalid: as `Ledger.filtered`; Invalid also for a cursor that this order did not give.
    """
    order = order_of(ledger, query, viewer)
    columns = ledger.columns_of(query.columns, viewer)
    rows = ledger.filtered(viewer, query)
    if query.after:
        values, pk = _read_cursor(order, query.after)
        rows = rows.filter(order.beyond(values, pk))
    found = list(order.applied(loaded(ledger, rows, columns, order))[: query.size + 1])
    shown = found[: query.size]
    titled = [(column, column.title) for column in columns]
    views = tuple(
        RowView(row.pk, ledger.open_url(row), tuple(column.cell(row, title=title) for column, title in titled))
        for row in shown
    )
    after = _cursor(order, shown[-1]) if len(found) > query.size else ""
    return Page(ledger, query, columns, views, after)


def count(ledger: Ledger, viewer: Actor, query: LedgerQuery) -> tuple[int, bool]:
    """How many rows there are, counted up to 10,000; the second is True when there are more."""
    counted = ledger.filtered(viewer, query).order_by()[: COUNT_UP_TO + 1].count()
    return min(counted, COUNT_UP_TO), counted > COUNT_UP_TO


def totals(ledger: Ledger, viewer: Actor, query: LedgerQuery) -> dict[str, Decimal]:
    """The sums of the columns that have one, over all rows asked for; one statement."""
    columns = [column for column in ledger.columns_of(query.columns, viewer) if column.total]
    if not columns:
        return {}
    sums = (
        ledger.filtered(viewer, query)
        .order_by()
        .aggregate(**{f"sum_{column.key}": Sum(column.lookup) for column in columns})
    )
    return {column.key: sums[f"sum_{column.key}"] or Decimal(0) for column in columns}


def every_row(ledger: Ledger, viewer: Actor, query: LedgerQuery, *, limit: int) -> Iterator[Any]:
    """All records asked for, in order, at most `limit`, read in pieces of 2,000."""
    order = order_of(ledger, query, viewer)
    columns = ledger.columns_of(query.columns, viewer)
    rows = order.applied(loaded(ledger, ledger.filtered(viewer, query), columns, order))
    return iter(rows[:limit].iterator(chunk_size=2000))


def _cursor(order: _Order, row: Any) -> str:
    values = [_kept(column.order_value(row)) for column, _descending in order.parts]
    raw = json.dumps([order.signature, values, str(row.pk)], ensure_ascii=False, separators=(",", ":"))
    return base64.urlsafe_b64encode(raw.encode()).decode().rstrip("=")


def _kept(value: object) -> list[object]:
    if isinstance(value, datetime):
        return ["t", value.isoformat()]
    if isinstance(value, date):
        return ["d", value.isoformat()]
    if isinstance(value, Decimal):
        return ["n", str(value)]
    return ["", value]


def _restored(kept: Any) -> Any:
    form, value = kept
    match form:
        case "t":
            return datetime.fromisoformat(value)
        case "d":
            return date.fromisoformat(value)
        case "n":
            return Decimal(value)
        case "" if value is None or isinstance(value, str | int):
            return value
    raise ValueError("a cursor of no known form")


def _read_cursor(order: _Order, cursor: str) -> tuple[list[Any], str]:
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        signature, kept, pk = json.loads(base64.urlsafe_b64decode(padded.encode("ascii")))
        values = [_restored(value) for value in kept]
        if signature != order.signature or len(values) != len(order.parts):
            raise ValueError("a cursor of another order")
        return values, str(UUID(pk))
    except (ValueError, TypeError, KeyError, InvalidOperation, binascii.Error, RecursionError):
        raise Invalid(_("翻页位置已失效,请回到第一页。"), field="after") from None
