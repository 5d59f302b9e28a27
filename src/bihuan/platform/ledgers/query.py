"""What somebody asks of a ledger: filters, search text, order and columns; to and from an address, a form and JSON."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from bihuan.kernel.errors import Invalid
from bihuan.platform.ledgers.behind import Behind
from bihuan.platform.ledgers.columns import Column, FilterKind
from bihuan.platform.ledgers.declaration import Ledger
from bihuan.platform.ledgers.periods import BETWEEN

PAGE_SIZE, LARGEST_PAGE = 50, 500
MAX_TEXT, MAX_VALUES = 100, 100


@dataclass(frozen=True, slots=True)
class LedgerQuery:
    """`filters`: {column key: values}; `order`: column key, "-" for descending, empty for the ledger's own;
    `columns`: chosen column keys, empty for those shown at first; `after`: the cursor of the page before."""

    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    text: str = ""
    order: str = ""
    columns: tuple[str, ...] = ()
    after: str = ""
    size: int = PAGE_SIZE
    behind: str = ""  # the word of a `Behind`: only the rows of that figure

    def params(self, **changes: str) -> str:
        """The query part of an address that asks the same; `changes` replace single words ("" removes one)."""
        words: list[tuple[str, str]] = [(key, value) for key, values in self.filters.items() for value in values]
        single = {
            "q": self.text,
            "order": self.order,
            "columns": ",".join(self.columns),
            "behind": self.behind,
            "after": "",
            **changes,
        }
        if self.size != PAGE_SIZE:
            single.setdefault("size", str(self.size))
        return urlencode([*words, *((key, value) for key, value in single.items() if value)])

    def without(self, key: str) -> "LedgerQuery":
        """The same without the filter of one column."""
        return replace(self, filters={name: values for name, values in self.filters.items() if name != key}, after="")

    def as_json(self) -> dict[str, Any]:
        """The form that saved views and jobs keep."""
        return {
            "filters": {key: list(values) for key, values in self.filters.items()},
            "text": self.text,
            "order": self.order,
            "columns": list(self.columns),
            "behind": self.behind,
        }

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> "LedgerQuery":
        """What `as_json` gave; columns that are gone meanwhile are refused when the query is asked."""
        return cls(
            filters={str(key): tuple(map(str, values)) for key, values in dict(kept.get("filters") or {}).items()},
            text=str(kept.get("text") or ""),
            order=str(kept.get("order") or ""),
            columns=tuple(map(str, kept.get("columns") or ())),
            behind=str(kept.get("behind") or ""),
        )


def read_query(ledger: Ledger, params: Mapping[str, Sequence[str]]) -> LedgerQuery:
    """The query of an address or form: each column's key carries its values; ranges also come as `key.from`, `key.to`.

    Unknown words are left alone (they may be the page's own).

    Raises:
        Invalid: a value cannot be understood; the fault's field is the column's key.
    """
    filters: dict[str, tuple[str, ...]] = {}
    for column in ledger.columns:
        if column.filterable and (values := _values(column, params)):
            column.condition(values)
            filters[column.key] = values
    text = _one(params, "q").strip()
    if len(text) > MAX_TEXT:
        raise Invalid(_("搜索内容太长,请缩短到 100 字以内。"), field="q")
    order = _one(params, "order")
    if order and not any(column.sortable and column.key == order.removeprefix("-") for column in ledger.columns):
        raise Invalid(_("不能按这一列排序。"), field="order")
    chosen = tuple(key for part in params.get("columns", ()) for key in part.split(",") if key)
    known = {column.key for column in ledger.columns}
    if unknown := [key for key in chosen if key not in known]:
        raise Invalid(_("没有“%(column)s”这一列。") % {"column": unknown[0][:40]}, field="columns")
    size = _one(params, "size")
    if size and not (size.isdecimal() and 1 <= int(size) <= LARGEST_PAGE):
        raise Invalid(_("每页行数应在 1 到 500 之间。"), field="size")
    behind = _one(params, "behind")
    if behind:
        _check_behind(ledger, behind)
    return LedgerQuery(filters, text, order, chosen, _one(params, "after"), int(size) if size else PAGE_SIZE, behind)


def _check_behind(ledger: Ledger, word: str) -> None:
    if Behind.read(word).indicator.ledger != ledger.key:
        raise Invalid(_("这个数字的明细在另一本台账里,请从统计页面重新打开。"), field="behind", code="ledger")


def _one(params: Mapping[str, Sequence[str]], key: str) -> str:
    values = params.get(key) or [""]
    return values[-1].replace("\0", "")


def _values(column: Column, params: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    values = [value.replace("\0", "").strip() for value in params.get(column.key, ())]
    if column.filter_kind in {FilterKind.DAYS, FilterKind.RANGE}:
        first, last = (_one(params, f"{column.key}.{side}").strip() for side in ("from", "to"))
        if first or last:
            values = [f"{first}{BETWEEN}{last}"]
    if len(values) > MAX_VALUES:
        raise Invalid(_("一次最多选 100 项。"), field=column.key)
    return tuple(dict.fromkeys(value for value in values if value and value != BETWEEN))
