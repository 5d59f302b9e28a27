"""Inserting many rows of one table at the speed of the database rather than of the model layer.

Django's `bulk_create` prepares every value through a dozen calls and, on SQLite, splits at 999 parameters. Here each column
gets its converter once, and a statement takes several hundred rows. (One statement a row, as `executemany` runs them, makes
SQLite's full-text index write a segment for each.)
"""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar
from uuid import UUID

from django.db import connections, models, router

from bihuan.platform.fields import BlindIndexField, EncryptedTextField

M = TypeVar("M", bound=models.Model)
Convert = Callable[[models.Model], Any]

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
    model = type(records[0])
    using = router.db_for_write(model)
    connection = connections[using]
    fields = [
        field
        for field in model._meta.concrete_fields
        if not isinstance(field, models.AutoField) and not field.generated
    ]
    converters = [_converter(field, connection) for field in fields]
    quote: Callable[[str], str] = connection.ops.quote_name
    columns = ", ".join(quote(str(field.column)) for field in fields)
    marks = "(" + ", ".join(_placeholder(field, connection) for field in fields) + ")"
    start = f"INSERT INTO {quote(model._meta.db_table)} ({columns}) VALUES "  # noqa: S608  # names of our own tables
    rows = [[convert(record) for convert in converters] for record in records]
    with connection.cursor() as cursor:
        size = max(1, min(ROWS_A_STATEMENT, MOST_PARAMETERS // len(fields)))
        for first in range(0, len(rows), size):
            piece = rows[first : first + size]
            cursor.execute(start + ", ".join([marks] * len(piece)), [value for row in piece for value in row])
    for record in records:
        record._state.adding, record._state.db = False, using


def _placeholder(field: Any, connection: Any) -> str:
    own = getattr(field, "get_placeholder", None)
    return str(own(None, None, connection)) if own is not None else "%s"


def _converter(field: Any, connection: Any) -> Convert:
    """How a record's value of `field` becomes a parameter, exactly as `bulk_create` would make it."""
    attname = field.attname

    def whole(record: models.Model) -> Any:
        return field.get_db_prep_save(field.pre_save(record, True), connection)

    if isinstance(field, models.DateTimeField) and not (field.auto_now or field.auto_now_add):
        return _moments(attname, connection)
    if isinstance(field, BlindIndexField):
        return lambda record: field.pre_save(record, True)
    if isinstance(field, EncryptedTextField):
        return lambda record: field.get_prep_value(getattr(record, attname))
    if type(field).pre_save not in (models.Field.pre_save, models.ForeignKey.pre_save):
        return whole
    target = field.target_field if isinstance(field, models.ForeignKey) else field
    if isinstance(target, models.UUIDField):
        native = connection.features.has_native_uuid_field

        def identifier(record: models.Model) -> Any:
            value = getattr(record, attname)
            if value is None:
                return None
            return (value if native else value.hex) if type(value) is UUID else whole(record)

        return identifier
    plain = type(field).get_prep_value in _KNOWN_PREPARATIONS and isinstance(field, _PLAIN_FIELDS)
    def unless_empty(record: models.Model) -> Any:
        return None if getattr(record, attname) is None else whole(record)

    def as_it_is(record: models.Model) -> Any:
        value = getattr(record, attname)
        return value if type(value) in _PLAIN_TYPES else whole(record)

    return as_it_is if plain else unless_empty


def _moments(attname: str, connection: Any) -> Convert:
    """Rows written together share most of their instants, so each is put into words once."""
    known: dict[Any, Any] = {}

    def moment(record: models.Model) -> Any:
        value = getattr(record, attname)
        if value not in known:
            known[value] = connection.ops.adapt_datetimefield_value(value)
        return known[value]

    return moment


_KNOWN_PREPARATIONS = frozenset(kind.get_prep_value for kind in _PLAIN_FIELDS)
