"""The one declaration of a ledger, from which its page, filters, search, export, import, API and documentation follow."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from bihuan.kernel.errors import NotFound
from bihuan.platform.actors import Actor
from bihuan.platform.ledgers.behind import Behind
from bihuan.platform.ledgers.columns import Column
from bihuan.platform.ledgers.reading.columns import PlainShape
from bihuan.platform.models import ImportBatch, Record
from bihuan.platform.policies import holds, policy_of, require
from bihuan.platform.search.index import matching, sources

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    from bihuan.platform.ledgers.paging import Page
    from bihuan.platform.ledgers.query import LedgerQuery

# Looking up this many hits costs a county of a million rows about as much as walking its rows until a page of as
# frequent ones is met; a town has a part of the rows.
FEW_HITS, FEW_HITS_OF_A_TOWN = 4000, 1000
RESERVED = frozenset({"q", "order", "columns", "after", "view", "size", "format", "reveal", "reason"})


@dataclass(frozen=True, slots=True)
class NewRow:
    """A checked row of an import: where it stood and its values by column key."""

    sheet: str
    row: int
    values: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Refused:
    """Why the ledger itself does not take a row: column key, code and a sentence for a person."""

    column: str
    code: str
    message: str


class Ledger:
    """Base of every ledger. A subclass names its columns as class attributes and says what it is:

    `key`, `title`: the name in addresses and for people; `model`: the record a row is; `right` to read it,
    `export_right`, `import_right`, `reveal_right` (empty: nobody); `add_url`, `add_right`: the desk's form for one row
    and who may use it; `filters`: the columns in the short filter bar (the others stand under "more"); `order`: column
    keys, "-" for descending, the first being the one pages are cut by; `same_when`: the columns that make an imported
    row a repetition; `search_kind`: the search source of its records, if they have one; `needs`: further lookups that
    `open_url` reads; `towards`: what to do first when the ledger is empty.
    """

    key: ClassVar[str] = ""
    title: ClassVar["StrOrPromise"] = ""
    about: ClassVar["StrOrPromise"] = ""
    towards: ClassVar["StrOrPromise"] = ""
    add_url: ClassVar[str] = ""
    add_right: ClassVar[str] = ""
    model: ClassVar[type[Record]]
    right: ClassVar[str] = ""
    export_right: ClassVar[str] = ""
    import_right: ClassVar[str] = ""
    reveal_right: ClassVar[str] = ""
    filters: ClassVar[Sequence[Column]] = ()
    order: ClassVar[Sequence[str]] = ()
    same_when: ClassVar[Sequence[str]] = ()
    search_kind: ClassVar[str] = ""
    needs: ClassVar[Sequence[str]] = ()
    columns: ClassVar[tuple[Column, ...]] = ()

    def __init_subclass__(cls, *, register: bool = True, **options: Any) -> None:
        """Collect the columns in the order they are written and, unless told not to, enter the ledger in the registry."""
        super().__init_subclass__(**options)
        own = {name: value for name, value in vars(cls).items() if isinstance(value, Column)}
        clash = {name for name in own if name in RESERVED or hasattr(Ledger, name)}
        if clash:
            raise ValueError(
                f"{cls.__name__}: {sorted(clash)} are words of the address or of ledgers, choose other names"
            )
        inherited = {column.key: column for column in cls.columns}
        cls.columns = tuple({**inherited, **own}.values())
        unknown = {key.lstrip("-") for key in (*cls.order, *cls.same_when)} - {column.key for column in cls.columns}
        if unknown:
            raise ValueError(f"{cls.__name__}: order and same_when name unknown columns {sorted(unknown)}")
        if cls.key and register:
            if cls.key in _registry:
                raise ValueError(f"ledger {cls.key} is declared twice")
            _registry[cls.key] = cls()

    # --- what a ledger says by overriding ------------------------------------------------------------------------

    def rows(self, viewer: Actor) -> QuerySet[Any]:
        """The rows that `viewer` may see; the room's own selector."""
        raise NotImplementedError

    def open_url(self, row: Any) -> str:
        """The desk's address of a row's record; empty when it has no page."""
        return ""

    def save_rows(self, *, actor: Actor, rows: Sequence[NewRow], batch: ImportBatch) -> list[UUID | Refused]:
        """Store imported rows through the room's services, in a few statements; one answer a row, in the same order."""
        raise NotImplementedError

    def undo(self, *, actor: Actor, ids: Sequence[UUID], batch: ImportBatch) -> None:
        """Take back what `save_rows` stored.

        Raises:
            WrongState: rows were changed since; the message says which.
        """
        raise NotImplementedError

    # --- what follows ---------------------------------------------------------------------------------------------

    def column(self, key: str) -> Column:
        """The column called `key`.

        Raises:
            NotFound: there is none.
        """
        for column in self.columns:
            if column.key == key:
                return column
        raise NotFound(
            _("台账“%(ledger)s”没有“%(column)s”这一列。") % {"ledger": self.title, "column": key[:40]}, field=key[:40]
        )

    def open_to(self, viewer: Actor) -> tuple[Column, ...]:
        """The columns that `viewer` may see."""
        return tuple(column for column in self.columns if not column.right or holds(viewer, column.right))

    def columns_of(self, keys: Sequence[str], viewer: Actor) -> tuple[Column, ...]:
        """The chosen columns in their order, fixed ones always among them; without a choice those shown at first.

        What `viewer` may not see is left out, also where an old address or a saved view names it.
        """
        allowed = self.open_to(viewer)
        if not keys:
            return tuple(column for column in allowed if column.shown or column.fixed)
        chosen = [found for key in dict.fromkeys(keys) if (found := self.column(key)) in allowed]
        missing = [column for column in self.columns if column.fixed and column not in chosen]
        return (*missing, *chosen)

    @property
    def filterable(self) -> tuple[Column, ...]:
        """All columns that can be filtered, those of the short bar first."""
        first = [column for column in self.filters if column.filterable]
        return (*first, *(column for column in self.columns if column.filterable and column not in first))

    @property
    def importable(self) -> tuple[Column, ...]:
        """The columns an import can bring."""
        return tuple(column for column in self.columns if column.imported)

    @property
    def shape(self) -> PlainShape:
        """The ledger as the reading of files sees it."""
        return PlainShape(
            self.key, str(self.title), tuple(column.reader() for column in self.importable), tuple(self.same_when)
        )

    def readable_by(self, viewer: Actor) -> bool:
        return holds(viewer, self.right)

    def addable_by(self, viewer: Actor) -> bool:
        """Whether `viewer` may register a row by hand, on a page that exists."""
        return bool(self.add_url) and holds(viewer, self.add_right)

    def exportable_by(self, viewer: Actor) -> bool:
        return bool(self.export_right) and holds(viewer, self.export_right)

    def fillable_by(self, viewer: Actor) -> bool:
        """Whether `viewer` may import into it."""
        return bool(self.import_right) and bool(self.importable) and holds(viewer, self.import_right)

    def revealable_by(self, viewer: Actor) -> bool:
        """Whether `viewer` may export personal values in full, for a reason that is logged."""
        return (
            bool(self.reveal_right)
            and holds(viewer, self.reveal_right)
            and any(column.personal for column in self.columns)
        )

    def text_condition(self, viewer: Actor, text: str) -> Q:
        """What the search box means: the search index where there is one, else the columns marked `search`."""
        if any(source.kind == self.search_kind for source in sources()):
            policy = policy_of(self.model)
            towns = policy.towns(viewer, self.right)
            found = matching(self.search_kind, text, towns=towns).order_by()
            most = FEW_HITS if towns is None else FEW_HITS_OF_A_TOWN
            if found.values("pk")[: most + 1].count() <= most:
                return Q(pk__among=found.values("object_id"))
            hit = matching(self.search_kind, text).filter(kind=self.search_kind, object_id=OuterRef("pk"))
            return Q(Exists(hit)) & policy.few(viewer, self.right)
        condition = Q(pk__in=[])
        for column in self.open_to(viewer):
            part = column.text_condition(text) if column.search or column.personal else None
            condition |= part if part is not None else Q(pk__in=[])
        return condition

    def filtered(self, viewer: Actor, query: "LedgerQuery") -> QuerySet[Any]:
        """The rows that `viewer` may see and `query` asks for, unordered.

        Raises:
            NotAllowed: `viewer` may not read this ledger.
            Invalid: a filter is not understood; its fault's field is the column key.
        """
        require(viewer, self.right)
        rows = self.rows(viewer)
        for key, values in query.filters.items():
            column = self.column(key)
            if column.right:
                require(viewer, column.right)
            rows = rows.filter(column.condition(values))
        if query.text:
            rows = rows.filter(self.text_condition(viewer, query.text))
        if query.behind:
            rows = rows.filter(pk__in=Behind.read(query.behind).rows(viewer).order_by().values("pk"))
        return rows

    def page(self, viewer: Actor, query: "LedgerQuery") -> "Page":
        """One page of rows as typed cells; see `paging.page`."""
        from bihuan.platform.ledgers.paging import page

        return page(self, viewer, query)


_registry: dict[str, Ledger] = {}


def ledgers(viewer: Actor | None = None) -> tuple[Ledger, ...]:
    """Every declared ledger, or those `viewer` may read."""
    return tuple(found for found in _registry.values() if viewer is None or found.readable_by(viewer))


def ledger(key: str) -> Ledger:
    """The ledger called `key`.

    Raises:
        NotFound: there is none; the message names those there are.
    """
    try:
        return _registry[key]
    except KeyError:
        raise NotFound(
            _("没有名为“%(key)s”的台账,可用的有:%(keys)s。") % {"key": key[:40], "keys": _("、").join(_registry)}
        ) from None
