"""What every kind of column answers: its value in a row, how it reads, filters, orders, exports and imports."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, ClassVar

from django.db.models import Model, Q
from django.utils.translation import gettext as _

from bihuan.kernel import clock
from bihuan.kernel.errors import Invalid
from bihuan.platform.ledgers.reading.columns import Column as Reader
from bihuan.platform.ledgers.reading.columns import Kind

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

MAX_FILTER_TEXT = 200


class FilterKind(StrEnum):
    """How a column is asked for, which decides the control on the page and the words in the address."""

    NONE = "none"
    TEXT = "text"
    EXACT = "exact"
    DAYS = "days"
    CHOICES = "choices"
    AREA = "area"
    YES_NO = "yes_no"
    RANGE = "range"


@dataclass(frozen=True, slots=True)
class Option:
    """One choice of a filter or a cell: the stored value and what people read."""

    key: str
    label: str


@dataclass(frozen=True, slots=True)
class Cell:
    """One value of a row: `value` typed (already masked), `text` as people read it, `key` and `title` of its column.

    `tone` colours a choice: late, done, wait, quiet or "".
    """

    key: str
    value: object
    text: str
    kind: str
    title: str = ""
    tone: str = ""

    def as_json(self) -> object:
        """The value in JSON: days and instants ISO 8601, amounts as decimal strings in yuan."""
        if self.value is None or isinstance(self.value, bool | int | str):
            return self.value
        if isinstance(self.value, datetime):
            return clock.local(self.value).isoformat(timespec="seconds")
        if isinstance(self.value, date):
            return self.value.isoformat()
        if isinstance(self.value, Decimal):
            return str(self.value)
        return str(self.value)


def words_of(words: str | Sequence[str]) -> tuple[str, ...]:
    """Words given as a sequence, or as one text with spaces between."""
    return tuple(words.split()) if isinstance(words, str) else tuple(words)


class Column:
    """One column of a ledger, said once.

    `source` is the path of its value from the row ("case.number"). `fixed` columns cannot be taken off the page; with
    `shown=False` a column waits in the column chooser. `search` columns are looked through by the search box where the
    ledger has no search index. `required`, `synonyms` (also as one text with spaces between), `beside` and `code` speak to
    the import; `imported=False` leaves the column out of it. `width` is in characters. `fields` names further lookups that
    the value needs; `right` is what somebody must hold to see, ask for, count or export the column, beside the ledger's own
    (empty: nothing further); a `computed` value is one that the ledger's `rows` annotate under the name `source`.
    """

    kind: ClassVar[Kind] = Kind.TEXT
    filter_kind: ClassVar[FilterKind] = FilterKind.TEXT
    ordered: ClassVar[bool] = False
    numeric: ClassVar[bool] = False
    default_width: ClassVar[int] = 16
    personal: ClassVar[bool] = False

    def __init__(
        self,
        source: str,
        title: "StrOrPromise",
        *,
        synonyms: str | Sequence[str] = (),
        required: bool = False,
        fixed: bool = False,
        shown: bool = True,
        search: bool = False,
        filterable: bool = True,
        sortable: bool | None = None,
        nullable: bool = True,
        total: bool = False,
        width: int = 0,
        imported: bool = True,
        beside: str = "",
        code: str = "",
        help: "StrOrPromise" = "",
        fields: Sequence[str] = (),
        computed: bool = False,
        right: str = "",
    ) -> None:
        self.key = ""
        self.source = source
        self.lookup = source.replace(".", "__")
        self.synonyms = words_of(synonyms)
        self.required, self.fixed, self.shown, self.search = required, fixed, shown, search
        self.filterable = filterable and self.filter_kind is not FilterKind.NONE
        self.sortable = self.ordered if sortable is None else sortable
        self.nullable = nullable
        self.total = total
        self.width = width or self.default_width
        self.imported, self.computed = imported and not computed, computed
        self.beside, self.right = beside, right
        self.error_code = code
        self._title, self._help = title, help
        self._fields = tuple(fields)
        self._steps = source.split(".")

    def __set_name__(self, owner: type, name: str) -> None:
        self.key = name

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.key}>"

    @property
    def title(self) -> str:
        """The heading, in the reader's language."""
        return str(self._title)

    @property
    def help(self) -> str:
        """What the column means, in a sentence."""
        return str(self._help)

    @property
    def fields(self) -> tuple[str, ...]:
        """The lookups a page must load for this column."""
        return self._fields if self.computed else (self.lookup, *self._fields)

    @property
    def relations(self) -> tuple[str, ...]:
        """The relations to join for this column."""
        return ("__".join(self._steps[:-1]),) if len(self._steps) > 1 else ()

    # --- showing -----------------------------------------------------------------------------------------------

    def value(self, row: Model) -> object:
        """The stored value of `row`; None when something on the way is missing."""
        found: object = row
        for step in self._steps:
            found = getattr(found, step, None)
            if found is None:
                return None
        return found

    def shown_value(self, value: object, *, reveal: bool) -> object:
        """What of `value` may be shown; personal columns mask it unless `reveal`."""
        return value

    def seen(self, row: Model, *, reveal: bool) -> object:
        """What of `row`'s value may be shown."""
        return self.shown_value(self.value(row), reveal=reveal)

    def text(self, value: object) -> str:
        """`value` as people read it; empty for None."""
        return "" if value is None else str(value)

    def cell(self, row: Model, *, reveal: bool = False, title: str | None = None) -> Cell:
        """The cell of `row`, masked unless `reveal`; `title` saves translating the heading for each row of a page."""
        value = self.seen(row, reveal=reveal)
        heading = self.title if title is None else title
        return Cell(self.key, self.plain(value), self.text(value), self.kind.value, heading, self.tone(value))

    def tone(self, value: object) -> str:
        """The colour of a value."""
        return ""

    def plain(self, value: object) -> object:
        """`value` as a str, bool, int, Decimal, date, datetime or None."""
        return value

    def export(self, value: object) -> object:
        """What an exported cell holds: str, int, Decimal, date, datetime or None."""
        return self.text(value) or None

    # --- asking ------------------------------------------------------------------------------------------------

    def condition(self, values: Sequence[str]) -> Q:
        """The rows meant by a filter's values.

        Raises:
            Invalid: a value that this column does not understand; the fault's field is the column's key.
        """
        condition = Q()
        for value in values:
            condition &= Q(**{f"{self.lookup}__icontains": self._short(value)})
        return condition

    def said(self, values: Sequence[str]) -> str:
        """A filter's values as people read them on a chip."""
        return _("、").join(values)

    def options(self) -> Sequence[Option]:
        """The choices of the filter and of hand-entered answers; empty for open values."""
        return ()

    def text_condition(self, text: str) -> Q | None:
        """How the search box asks this column; None when it cannot."""
        return Q(**{f"{self.lookup}__icontains": text})

    def order_value(self, row: Model) -> object:
        """The value a cursor remembers."""
        return self.value(row)

    def _short(self, value: str) -> str:
        if len(value) > MAX_FILTER_TEXT:
            raise Invalid(_("筛选内容太长,请缩短到 200 字以内。"), field=self.key)
        return value.strip()

    # --- importing ---------------------------------------------------------------------------------------------

    def reader(self) -> Reader:
        """The column as the import sees it."""
        return Reader(
            key=self.key,
            title=self.title,
            kind=self.kind,
            synonyms=self.synonyms,
            required=self.required,
            code=self.error_code,
            beside=self.beside,
        )

    def match_lookup(self) -> str:
        """The lookup that repetition is looked for by."""
        return self.lookup

    def match_value(self, value: object) -> object:
        """The form of an imported value that `match_lookup` stores."""
        return "" if value is None else value

    def match_condition(self, values: Iterable[object]) -> Q:
        """The stored rows that hold one of some match values."""
        return Q(**{f"{self.match_lookup()}__in": list(values)})

    def matched(self, stored: object) -> object:
        """A stored value of `match_lookup` in the form of `match_value`."""
        return "" if stored is None else stored
