"""The audit trail: writing entries, sealing them into one chain, and proving that nothing was changed."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import SimpleNamespace
from typing import Any

from django.apps import apps as django_apps
from django.db import connection, models, transaction
from django.utils.translation import gettext as _

from bihuan.kernel import clock
from bihuan.platform.actors import Actor
from bihuan.platform.bulk import insert_draft, insert_drafts
from bihuan.platform.crypto import digest, sign
from bihuan.platform.models.audit import AuditEntry, AuditHead
from bihuan.platform.models.record import Record

HIDDEN = "●"
SEAL_BATCH = 2000
Changes = dict[str, list[Any]]
_UNSEALED = {"sequence": None, "chain": ""}
_MARKED = (
    "at", "actor_id", "actor_name", "verb", "object_type", "object_id", "object_label", "object_version", "town_id", "changes",
    "note",
)  # fmt: skip
_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), sort_keys=True, default=str)


def append_many(records: Sequence[Record], *, actor: Actor, verb: str) -> None:
    """Write one entry for each of many records of one model, with their notes, in a few statements."""
    moment = clock.now()
    # Plain objects: a model instance for each of a hundred thousand rows would cost more than storing them.
    drafts = [
        SimpleNamespace(**_said(record, actor, verb, {}, record._note, moment), **_UNSEALED) for record in records
    ]
    insert_drafts(AuditEntry, drafts)


def _said(
    record: models.Model, actor: Actor, verb: str, changes: Changes, note: str, moment: datetime
) -> dict[str, Any]:
    """The fields of an entry, its mark among them."""
    said = {
        "at": moment,
        "actor_id": actor.actor_id,
        "actor_name": actor.actor_name[:60],
        "verb": verb,
        "object_type": record._meta.label_lower,
        "object_id": record.pk,
        "object_label": (record.label if isinstance(record, Record) else str(record))[:120],
        "object_version": getattr(record, "version", 0),
        "town_id": getattr(record, "town_id", None),
        "changes": changes,
        "note": note,
    }
    return {**said, "mark": sign(_encoded(said.values()))}


def append(record: models.Model, *, actor: Actor, verb: str, changes: Changes | None = None, note: str = "") -> None:
    """Write one entry, in the transaction of the change itself where there is one (a reveal or a sign-in has none)."""
    said = _said(record, actor, verb, changes or {}, note, clock.now())
    insert_draft(AuditEntry, SimpleNamespace(**said, **_UNSEALED))


def trail(record: models.Model) -> models.QuerySet[AuditEntry]:
    """What happened to `record`, oldest first."""
    return AuditEntry.objects.filter(object_type=record._meta.label_lower, object_id=record.pk).order_by("id")


def _content(entry: AuditEntry) -> bytes:
    return _encoded(getattr(entry, name) for name in _MARKED)


def _encoded(values: Iterable[Any]) -> bytes:
    """What the mark is made of: the values of `_MARKED`, in that order."""
    at, actor_id, actor_name, verb, object_type, object_id, label, version, town_id, changes, note = values
    told = [
        at.isoformat(timespec="microseconds"), str(actor_id or ""), actor_name, verb, object_type, str(object_id), label,
        version, str(town_id or ""), changes, note,
    ]  # fmt: skip
    return _ENCODER.encode(told).encode()


def _link(previous: str, sequence: int, entry_id: int, mark: str) -> str:
    return digest(f"{previous}|{sequence}|{entry_id}|{mark}".encode())


def seal() -> int:
    """Order and chain what is not sealed yet; returns how many entries were sealed. Only one sealer works at a time."""
    if not AuditEntry.objects.filter(sequence=None).exists():
        return 0  # asked every second: most often without a write
    AuditHead.objects.get_or_create(pk=1)
    with transaction.atomic():
        head = AuditHead.objects.select_for_update().get(pk=1)
        waiting = list(AuditEntry.objects.filter(sequence=None).order_by("id").values_list("id", "mark")[:SEAL_BATCH])
        if not waiting:
            return 0
        sealed = []
        for entry_id, mark in waiting:
            head.sequence += 1
            head.chain = _link(head.chain, head.sequence, entry_id, mark)
            sealed.append((head.sequence, head.chain, entry_id))
        with connection.cursor() as cursor:
            cursor.executemany("UPDATE platform_auditentry SET sequence = %s, chain = %s WHERE id = %s", sealed)
        head.sealed_at = clock.now()
        head.save()
    return len(waiting)


@dataclass(frozen=True, slots=True)
class Flaw:
    """Something wrong with the trail: `code` is changed, broken, gap, missing or truncated."""

    code: str
    entry_id: int | None
    message: str


def verify() -> Iterator[Flaw]:
    """Walk the whole trail and yield every flaw: changed content, broken chain, missing numbers or versions."""
    # Read first: what is sealed while this walk goes on belongs to the next one.
    head = AuditHead.objects.filter(pk=1).first() or AuditHead()
    previous, expected = "0" * 64, 1
    sealed = AuditEntry.objects.filter(sequence__lte=head.sequence).order_by("sequence")
    for entry in sealed.iterator(chunk_size=2000):
        if entry.mark != sign(_content(entry)):
            yield Flaw("changed", entry.id, _("第 %(id)s 条审计记录的内容被改动") % {"id": entry.id})
        if entry.sequence != expected:
            yield Flaw("gap", entry.id, _gap(expected, (entry.sequence or 0) - 1))
        elif entry.chain != _link(previous, entry.sequence, entry.id, entry.mark):
            yield Flaw("broken", entry.id, _("第 %(id)s 条审计记录与前一条不衔接") % {"id": entry.id})
        previous, expected = entry.chain, (entry.sequence or 0) + 1
    if (head.sequence, head.chain) != (expected - 1, previous):
        ends = {"sealed": head.sequence, "found": expected - 1}
        yield Flaw("truncated", None, _("审计链应有 %(sealed)d 条,现到 %(found)d 条") % ends)
    last = AuditEntry.objects.aggregate(last=models.Max("sequence"))["last"] or 0
    latest = AuditHead.objects.filter(pk=1).first() or AuditHead()  # read after: sealing goes on meanwhile
    if last > latest.sequence:
        ends = {"sealed": latest.sequence, "found": last}
        yield Flaw("broken", None, _("审计链止于 %(sealed)d,却有序号到 %(found)d 的记录") % ends)
    for entry in AuditEntry.objects.filter(sequence=None).order_by("id").iterator(chunk_size=2000):
        if entry.mark != sign(_content(entry)):
            yield Flaw("changed", entry.id, _("第 %(id)s 条审计记录(未封存)的内容被改动") % {"id": entry.id})
    yield from _missing_versions()


def _gap(first: int, last: int) -> str:
    return _("审计序号 %(first)d 至 %(last)d 缺失") % {"first": first, "last": last}


def _missing_versions() -> Iterator[Flaw]:
    """Each change raises a record's version by one and writes one entry, so the two must agree for every record."""
    counted = (
        AuditEntry.objects.filter(object_version__gt=0)
        .order_by()
        .values("object_type", "object_id")
        .annotate(
            lowest=models.Min("object_version"),
            highest=models.Max("object_version"),
            versions=models.Count("object_version", distinct=True),
        )
        .exclude(lowest=1, versions=models.F("highest"))
    )
    for row in counted.iterator(chunk_size=2000):
        yield Flaw("missing", None, _("%(object_type)s %(object_id)s 的变更记录不全") % row)
    for model in django_apps.get_models():
        if issubclass(model, Record):
            yield from _records_without_entry(model)


def _records_without_entry(model: type[Record]) -> Iterator[Flaw]:
    entries = AuditEntry.objects.filter(
        object_type=model._meta.label_lower, object_id=models.OuterRef("pk"), object_version=models.OuterRef("version")
    )
    unwritten = model._base_manager.filter(~models.Exists(entries)).values_list("pk", "version")
    for pk, version in unwritten.iterator(chunk_size=2000):
        change = {"model": model._meta.label_lower, "pk": pk, "version": version}
        yield Flaw("missing", None, _("%(model)s %(pk)s 的第 %(version)d 次变更没有审计记录") % change)
