"""Inserting many rows of one table at the speed of the database rather than of the model layer.

Django's `bulk_create` prepares every value through a dozen calls and, on SQLite, splits at 999 parameters. Here each column
gets its converter once, and a statement takes several hundred rows. (One statement a row, as `executemany` runs them, makes
SQLite's full-text index write a segment for each.)
"""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any, TypeVar
from uuid import UUID

from django.db import connections, models, router

from bihuan.platform.fields import BlindIndexField, EncryptedTextField

M = TypeVar("M", bound=models.Model)
Convert = Callable[[Any], Any]

# Kinds whose values the drivers take as they are, unless they are lazy texts or expressions.
_PLAIN_FIELDS = (
    models.CharField, models.TextField, models.IntegerField, models.BooleanField, models.FloatField, models.EmailField,
)  # fmt: skip
_PLAIN_TYPES = frozenset({str, int, bool, float, type(None)})
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
    """The same from plain objects that have the model's attributes (`attname`), all of them.

    Raises:
        IntegrityError: see `insert_many`.
    """
    if not drafts:
        return
    connection = connections[router.db_for_write(model)]
    fields = [
        field
        for field in model._meta.concrete_fields
        if not isinstance(field, models.AutoField) and not field.generated
    ]
    converters = [_converter(field, connection) for field in fields]
    rows = [[convert(draft) for convert in converters] for draft in drafts]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            _copy(cursor, connection, model, fields, rows)
        else:
            _insert(cursor, connection, model, fields, rows)


def _copy(cursor: Any, connection: Any, model: type[models.Model], fields: Sequence[Any], rows: Sequence[Any]) -> None:
    """PostgreSQL takes rows fastest by COPY: nothing has to be put into, or found in, the text of a statement."""
    quote: Callable[[str], str] = connection.ops.quote_name
    columns = ", ".join(quote(str(field.column)) for field in fields)
    with (
        connection.wrap_database_errors,
        cursor.copy(f"COPY {quote(model._meta.db_table)} ({columns}) FROM STDIN") as copy,
    ):
        for row in rows:
            copy.write_row(row)


def _insert(
    cursor: Any, connection: Any, model: type[models.Model], fields: Sequence[Any], rows: Sequence[Any]
) -> None:
    quote: Callable[[str], str] = connection.ops.quote_name
    columns = ", ".join(quote(str(field.column)) for field in fields)
    marks = "(" + ", ".join(_placeholder(field, connection) for field in fields) + ")"
    start = f"INSERT INTO {quote(model._meta.db_table)} ({columns}) VALUES "  # noqa: S608  # names of our own tables
    size = max(1, min(ROWS_A_STATEMENT, MOST_PARAMETERS // len(fields)))
    for first in range(0, len(rows), size):
        piece = rows[first : first + size]
        cursor.execute(start + ", ".join([marks] * len(piece)), [value for row in piece for value in row])


def _placeholder(field: Any, connection: Any) -> str:
    own = getattr(field, "get_placeholder", None)
    return str(own(None, None, connection)) if own is not None else "%s"


def _converter(field: Any, connection: Any) -> Convert:
    """How a record's value of `field` becomes a parameter, exactly as `bulk_create` would make it."""
    attname = field.attname

    def whole(record: Any) -> Any:
        return field.get_db_prep_save(field.pre_save(record, True), connection)

    if connection.vendor == "postgresql" and hasattr(field, "copied"):
        return lambda record: field.copied(getattr(record, attname))  # where an expression of a statement would make it
    if isinstance(field, models.DateField) and not (field.auto_now or field.auto_now_add):
        return _moments(field, connection, whole)
    if isinstance(field, models.JSONField):
        return _documents(attname, whole)
    if isinstance(field, BlindIndexField):
        return lambda record: field.pre_save(record, True)
    if isinstance(field, EncryptedTextField):
        return lambda record: field.get_prep_value(getattr(record, attname))
    if type(field).pre_save not in (models.Field.pre_save, models.ForeignKey.pre_save):
        return whole
    target = field.target_field if isinstance(field, models.ForeignKey) else field
    if isinstance(target, models.UUIDField):
        native = connection.features.has_native_uuid_field

        def identifier(record: Any) -> Any:
            value = getattr(record, attname)
            if value is None:
                return None
            return (value if native else value.hex) if type(value) is UUID else whole(record)

        return identifier
    plain = type(field).get_prep_value in _KNOWN_PREPARATIONS and isinstance(field, _PLAIN_FIELDS)

    def unless_empty(record: Any) -> Any:
        return None if getattr(record, attname) is None else whole(record)

    def as_it_is(record: Any) -> Any:
        value = getattr(record, attname)
        return value if type(value) in _PLAIN_TYPES else whole(record)

    return as_it_is if plain else unless_empty


def _moments(field: Any, connection: Any, whole: Convert) -> Convert:
    """Rows written together share most of their days and instants, so each is put into words once."""
    known: dict[Any, Any] = {}
    attname = field.attname
    timed = isinstance(field, models.DateTimeField)
    kind = datetime if timed else date
    adapt = connection.ops.adapt_datetimefield_value if timed else connection.ops.adapt_datefield_value

    def moment(record: Any) -> Any:
        value = getattr(record, attname)
        if value is not None and type(value) is not kind:
            return whole(record)
        if value not in known:
            known[value] = adapt(value)
        return known[value]

    return moment


def _documents(attname: str, whole: Convert) -> Convert:
    """Most JSON values of new rows are empty, and an empty one is the same for all rows."""
    empty: dict[type, Any] = {}

    def document(record: Any) -> Any:
        value = getattr(record, attname)
        kind = type(value)
        if value or kind not in (dict, list):
            return whole(record)
        if kind not in empty:
            empty[kind] = whole(record)
        return empty[kind]

    return document


_KNOWN_PREPARATIONS = frozenset(kind.get_prep_value for kind in _PLAIN_FIELDS)
