"""The one way to write: open a transaction, lock, ask, change, save the named fields, audit, announce.

    with change(Case, case_id, actor=actor, verb="send_back", seen=version) as case:
        case.sent_back_times += 1
        case.note(reason)

A room registers one guard per model; a record whose model has none cannot be changed at all.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, TypeVar
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from bihuan.kernel import clock
from bihuan.kernel.errors import Conflict, FieldChange, NotFound, StaleRecord
from bihuan.platform import events
from bihuan.platform.actors import Actor
from bihuan.platform.audit import HIDDEN, Changes, append, append_many
from bihuan.platform.behind import all_or_none
from bihuan.platform.bulk import insert_many, insert_one
from bihuan.platform.fields import BlindIndexField, EncryptedTextField
from bihuan.platform.models.audit import AuditEntry
from bihuan.platform.models.record import Record

R = TypeVar("R", bound=Record)
MINUTE = "%Y-%m-%d %H:%M"
Guard = Callable[[Any, Actor, str], None]
_guards: dict[type[Record], Guard] = {}


def guards(*record_types: type[Record]) -> Callable[[Guard], Guard]:
    """Register the guard of some models: called with (record, actor, verb), it raises NotAllowed or WrongState."""

    def decorate(guard: Guard) -> Guard:
        for model in record_types:
            _guards[model] = guard
        return guard

    return decorate


def guarded() -> frozenset[type[Record]]:
    """The models that can be written."""
    return frozenset(_guards)


def _ask(record: Record, actor: Actor, verb: str) -> None:
    try:
        guard = _guards[type(record)]
    except KeyError:
        raise LookupError(f"no guard is registered for {record._meta.label}") from None
    guard(record, actor, verb)


def _values(record: Record) -> dict[str, Any]:
    return {
        field.attname: getattr(record, field.attname)
        for field in record._meta.concrete_fields
        if field.attname not in record.get_deferred_fields() and not isinstance(field, BlindIndexField)
    }


def _shown(record: Record, name: str, value: Any) -> Any:
    field = next(field for field in record._meta.concrete_fields if field.attname == name)
    if isinstance(field, EncryptedTextField) or field.name in record.audit_hidden:
        return HIDDEN if value else ""
    if value is None or isinstance(value, bool | int | float | str | list | dict):
        return value
    return str(value)


def _difference(record: Record, before: dict[str, Any]) -> Changes:
    after = _values(record)
    return {
        name: [_shown(record, name, before[name]), _shown(record, name, value)]
        for name, value in after.items()
        if name != "version" and before[name] != value
    }


@contextmanager
def change(model: type[R], pk: UUID | str, *, actor: Actor, verb: str, seen: int | None = None) -> Iterator[R]:
    """Lock the record, ask its guard whether `actor` may `verb` it, let the block change it, then save and tell.

    `seen` is the version the actor looked at; None means the actor's decision does not depend on what was shown.

    Raises:
        NotFound: there is no such record.
        StaleRecord: it has another version now; carries what changed since.
        NotAllowed, WrongState: from the model's guard.
        Conflict: a unique value of it is taken by another record.
    """
    with transaction.atomic():
        try:
            record: R = model._base_manager.select_for_update(of=("self",)).get(pk=pk)
        except model.DoesNotExist:
            raise NotFound(_("没有找到这条记录,它可能已被合并或作废。")) from None
        _ask(record, actor, verb)
        if seen is not None and seen != record.version:
            raise StaleRecord(
                _("这条记录刚刚被别人改过,请核对后再提交。您填写的内容已保留。"),
                changed_since(record, seen),
                record.version,
            )
        before = _values(record)
        # Nested JSON values may be changed in place, so the comparison needs its own copy.
        before = {name: _copy(value) for name, value in before.items()}
        yield record
        _save(record, before, actor, verb)


def _copy(value: Any) -> Any:
    if isinstance(value, list):
        return [_copy(item) for item in value]
    if isinstance(value, dict):
        return {key: _copy(item) for key, item in value.items()}
    return value


def _save(record: Record, before: dict[str, Any], actor: Actor, verb: str) -> None:
    changes = _difference(record, before)
    record.version += 1
    by_name = {field.attname: field.name for field in record._meta.concrete_fields}
    blind_fields = [
        field.name
        for field in record._meta.concrete_fields
        if isinstance(field, BlindIndexField) and field.of in changes
    ]
    with _conflicts():
        record.save(update_fields=[*(by_name[name] for name in changes), *blind_fields, "version"])
    append(record, actor=actor, verb=verb, changes=changes, note=record._note)
    _announce(record)


@contextmanager
def _conflicts() -> Iterator[None]:
    """What a unique index refuses, a person must be able to read; the surrounding transaction is given up."""
    try:
        yield
    except IntegrityError as error:
        raise Conflict(_("同一编号或名称的记录已经存在,请核对后再提交。")) from error


def _announce(record: Record) -> None:
    told, record._told, record._note = record._told, (), ""
    events.publish(told)


def create(record: R, *, actor: Actor, verb: str = "create") -> R:
    """Insert a new record through the same door; its guard is asked with the record as it will be.

    Raises:
        Conflict: a record with this id, or another unique value of it, exists already.
    """
    with transaction.atomic():
        _ask(record, actor, verb)
        with _conflicts():
            insert_one(record)
        append(record, actor=actor, verb=verb, note=record._note)
        _announce(record)
    return record


def create_many(records: Sequence[R], *, actor: Actor, verb: str = "create") -> list[R]:
    """Insert many records of one model, each with its audit entry, in a few statements (imports, demo, splits).

    Raises:
        Conflict: one of them exists already; none is inserted.
    """
    if not records:
        return []
    with all_or_none():
        for record in records:
            _ask(record, actor, verb)
        with _conflicts():
            insert_many(records)
        append_many(records, actor=actor, verb=verb)
        told = [event for record in records for event in record._told]
        for record in records:
            record._told, record._note = (), ""
        events.publish(told)
    return list(records)


def changed_since(record: Record, version: int) -> tuple[FieldChange, ...]:
    """What happened to `record` after `version`, field by field, newest value last."""
    entries = AuditEntry.objects.filter(
        object_type=record._meta.label_lower, object_id=record.pk, object_version__gt=version
    ).order_by("id")
    titles = {field.attname: str(field.verbose_name) for field in record._meta.concrete_fields}
    return tuple(
        FieldChange(
            titles.get(name, name), str(before), str(after), entry.actor_name, f"{clock.local(entry.at):{MINUTE}}"
        )
        for entry in entries
        for name, (before, after) in entry.changes.items()
    )
