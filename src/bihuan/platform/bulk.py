"""Inserting rows at the speed of the database rather than of the model layer: many of one table, or one on a hot path.

Django's `bulk_create` prepares every value through a dozen calls and, on SQLite, splits at 999 parameters. Here a column is
converted as a whole, most of them as they are, and a statement takes several hundred rows. (One statement a row, as
`executemany` runs them, makes SQLite's full-text index write a segment for each.)
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import chain
from typing import Any, TypeVar
from uuid import UUID

from django.db import connections, models, router

from bihuan.platform import behind
from bihuan.platform.fields import BlindIndexField, EncryptedTextField

M = TypeVar("M", bound=models.Model)
Convert = Callable[[Sequence[Any]], Sequence[Any]]  # from records to one parameter each
Whole = Callable[[Any], Any]

# Kinds whose values the drivers take as they are, unless they are lazy texts or expressions.
_PLAIN_FIELDS = (
    models.CharField, models.TextField, models.IntegerField, models.BooleanField, models.FloatField, models.EmailField,
)  # fmt: skip
_PLAIN_TYPES: frozenset[type] = frozenset({str, int, bool, float, type(None)})
_NOTHING: frozenset[type] = frozenset({type(None)})
_ID_TYPES: frozenset[type] = frozenset({UUID, type(None)})
ROWS_A_STATEMENT = 500
MOST_PARAMETERS = 30_000  # SQLite ends at 32,766, PostgreSQL's protocol at 65,535


def insert_many(records: Sequence[M]) -> None:
    """Insert new records of one model; keys that the database makes are not read back.

    Raises:
        IntegrityError: a constraint refuses a row; nothing is stored.
    """
    if not records:
        return
    insert_drafts(type(records[0]), records)
    using = router.db_for_write(type(records[0]))
    for record in records:
        record._state.adding, record._state.db = False, using


def insert_drafts(model: type[models.Model], drafts: Sequence[Any]) -> None:
    """The same from plain objects whose `__dict__` has the model's attributes (`attname`), all of them.

    Raises:
        IntegrityError: see `insert_many`.
    """
    if not drafts:
        return
    connection = connections[router.db_for_write(model)]
    table = _table(model, connection)
    rows = list(zip(*(convert(drafts) for convert in table.converters), strict=True))
    connection.ensure_connection()
    if connection.vendor == "postgresql":
        behind.insert(connection, lambda: _copy(connection.connection, table, rows))
    else:
        behind.insert(connection, lambda: _insert(connection.connection, table, rows))


def insert_one(record: models.Model) -> None:
    """Insert one new record as `save(force_insert=True)` does, without putting the statement together anew each time.

    No signals; a key that the database makes is not read back.

    Raises:
        IntegrityError: a constraint refuses it.
    """
    insert_draft(type(record), record)
    record._state.adding, record._state.db = False, router.db_for_write(type(record))


def insert_draft(model: type[models.Model], draft: Any, *, unless_there: bool = False) -> None:
    """The same from a plain object, see `insert_drafts`; `unless_there` leaves a row of the same key as it is."""
    connection = connections[router.db_for_write(model)]
    table = _table(model, connection)
    statement = table.start + table.marks + (" ON CONFLICT DO NOTHING" if unless_there else "")
    with connection.cursor() as cursor:
        cursor.execute(statement, [convert([draft])[0] for convert in table.converters])


@dataclass(frozen=True, slots=True)
class _Table:
    """What inserting into one model's table needs on one connection; `name` and `columns` are quoted."""

    name: str
    columns: str
    converters: tuple[Convert, ...]
    start: str
    marks: str


def _table(model: type[models.Model], connection: Any) -> _Table:
    # Kept with the connection, whose values are converted its own way, and gone with it.
    known: dict[type[models.Model], _Table] = connection.__dict__.setdefault("_bihuan_tables", {})
    if model not in known:
        fields = [
            field
            for field in model._meta.concrete_fields
            if not isinstance(field, models.AutoField) and not field.generated
        ]
        quote: Callable[[str], str] = connection.ops.quote_name
        name, columns = quote(model._meta.db_table), ", ".join(quote(str(field.column)) for field in fields)
        known[model] = _Table(
            name,
            columns,
            tuple(_converter(field, connection) for field in fields),
            f"INSERT INTO {name} ({columns}) VALUES ",  # noqa: S608  # names of our own tables
            "(" + ", ".join(_placeholder(field, connection) for field in fields) + ")",
        )
    return known[model]


def _copy(driver: Any, table: _Table, rows: Sequence[Any]) -> None:
    """PostgreSQL takes rows fastest by COPY: nothing has to be put into, or found in, the text of a statement."""
    with (
        driver.cursor() as cursor,
        cursor.copy(f"COPY {table.name} ({table.columns}) FROM STDIN") as copy,
    ):
        for row in rows:
            copy.write_row(row)


def _insert(driver: Any, table: _Table, rows: Sequence[Any]) -> None:
    marks = table.marks.replace("%s", "?")
    size = max(1, min(ROWS_A_STATEMENT, MOST_PARAMETERS // len(table.converters)))
    for first in range(0, len(rows), size):
        piece = rows[first : first + size]
        driver.execute(table.start + ", ".join([marks] * len(piece)), list(chain.from_iterable(piece)))


def _placeholder(field: Any, connection: Any) -> str:
    if connection.vendor == "postgresql" and hasattr(field, "copied"):
        return f"%s::{field.db_type(connection)}"
    own = getattr(field, "get_placeholder", None)
    return str(own(None, None, connection)) if own is not None else "%s"


def _converter(field: Any, connection: Any) -> Convert:
    """How the records' values of `field` become parameters, exactly as `bulk_create` would make them."""
    name = field.attname

    def whole(record: Any) -> Any:
        return field.get_db_prep_save(field.pre_save(record, True), connection)

    if connection.vendor == "postgresql" and hasattr(
        field, "copied"
    ):  # where an expression of a statement would make it
        return lambda records: [field.copied(record.__dict__[name]) for record in records]
    if isinstance(field, models.DateField) and not (field.auto_now or field.auto_now_add):
        return _moments(field, connection, whole)
    if isinstance(field, models.JSONField):
        return _documents(name, whole)
    if isinstance(field, BlindIndexField):
        return lambda records: [field.pre_save(record, True) for record in records]
    if isinstance(field, EncryptedTextField):
        return lambda records: field.sealed([record.__dict__[name] for record in records])
    if type(field).pre_save not in (models.Field.pre_save, models.ForeignKey.pre_save):
        return lambda records: [whole(record) for record in records]
    target = field.target_field if isinstance(field, models.ForeignKey) else field
    if isinstance(target, models.UUIDField):
        return _identifiers(name, whole, native=connection.features.has_native_uuid_field)
    plain = type(field).get_prep_value in _KNOWN_PREPARATIONS and isinstance(field, _PLAIN_FIELDS)
    return _as_they_are(name, whole, _PLAIN_TYPES if plain else _NOTHING)


def _as_they_are(name: str, whole: Whole, kinds: frozenset[type]) -> Convert:
    """Values of these types are parameters already; most columns hold no others."""

    def column(records: Sequence[Any]) -> Sequence[Any]:
        values = [record.__dict__[name] for record in records]
        if kinds.issuperset(map(type, values)):
            return values
        found = []
        for value, record in zip(values, records, strict=True):
            kind = type(value)
            if kind in kinds:
                found.append(value)
            else:
                found.append(value.value if issubclass(kind, models.TextChoices) else whole(record))
        return found

    return column


def _identifiers(name: str, whole: Whole, *, native: bool) -> Convert:
    if native:
        return _as_they_are(name, whole, _ID_TYPES)

    def column(records: Sequence[Any]) -> Sequence[Any]:
        values = [record.__dict__[name] for record in records]
        if not _ID_TYPES.issuperset(map(type, values)):
            return [whole(record) for record in records]
        return [None if value is None else value.hex for value in values]

    return column


def _moments(field: Any, connection: Any, whole: Whole) -> Convert:
    """Rows written together share most of their days and instants, so each is put into words once."""
    name = field.attname
    timed = isinstance(field, models.DateTimeField)
    kinds = frozenset({datetime if timed else date, type(None)})
    adapt = connection.ops.adapt_datetimefield_value if timed else connection.ops.adapt_datefield_value

    def column(records: Sequence[Any]) -> Sequence[Any]:
        values = [record.__dict__[name] for record in records]
        if not kinds.issuperset(map(type, values)):
            return [whole(record) for record in records]
        words = {value: adapt(value) for value in set(values)}
        return [words[value] for value in values]

    return column


def _documents(name: str, whole: Whole) -> Convert:
    """Most JSON values of new rows are empty, and an empty one is the same for all rows."""

    def column(records: Sequence[Any]) -> Sequence[Any]:
        empty: dict[type, Any] = {}
        found = []
        for record in records:
            value = record.__dict__[name]
            kind = type(value)
            if value or kind not in (dict, list):
                found.append(whole(record))
                continue
            if kind not in empty:
                empty[kind] = whole(record)
            found.append(empty[kind])
        return found

    return column


_KNOWN_PREPARATIONS = frozenset(kind.get_prep_value for kind in _PLAIN_FIELDS)
