"""The audit trail: writing entries, sealing them into one chain, and proving that nothing was changed."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps as django_apps
from django.db import models, transaction

from bihuan.kernel import clock
from bihuan.platform.actors import Actor
from bihuan.platform.crypto import digest, sign
from bihuan.platform.models.audit import AuditEntry, AuditHead
from bihuan.platform.models.record import Record

HIDDEN = "●"
SEAL_BATCH = 2000
Changes = dict[str, list[Any]]


def entry_for(
    record: models.Model, *, actor: Actor, verb: str, changes: Changes | None = None, note: str = ""
) -> AuditEntry:
    """An unsaved entry about `record`; callers save it in the transaction of the change itself."""
    entry = AuditEntry(
        at=clock.now(),
        actor_id=actor.actor_id,
        actor_name=actor.actor_name[:60],
        verb=verb,
        object_type=record._meta.label_lower,
        object_id=record.pk,
        object_label=(record.label if isinstance(record, Record) else str(record))[:120],
        object_version=getattr(record, "version", 0),
        town_id=getattr(record, "town_id", None),
        changes=changes or {},
        note=note,
    )
    entry.mark = sign(_content(entry))
    return entry


def append(record: models.Model, *, actor: Actor, verb: str, changes: Changes | None = None, note: str = "") -> None:
    """Write one entry for something that changes no field of a record (a reveal, an export, a sign-in)."""
    entry_for(record, actor=actor, verb=verb, changes=changes, note=note).save(force_insert=True)


def trail(record: models.Model) -> models.QuerySet[AuditEntry]:
    """What happened to `record`, oldest first."""
    return AuditEntry.objects.filter(object_type=record._meta.label_lower, object_id=record.pk).order_by("id")


def _content(entry: AuditEntry) -> bytes:
    return json.dumps(
        [
            entry.at.isoformat(timespec="microseconds"),
            str(entry.actor_id or ""),
            entry.actor_name,
            entry.verb,
            entry.object_type,
            str(entry.object_id),
            entry.object_label,
            entry.object_version,
            str(entry.town_id or ""),
            entry.changes,
            entry.note,
        ],
        ensure_ascii=False,
        separators=(",", ":"),
        sort_keys=True,
        default=str,
    ).encode()


def _link(previous: str, sequence: int, entry: AuditEntry) -> str:
    return digest(f"{previous}|{sequence}|{entry.id}|{entry.mark}".encode())


def seal() -> int:
    """Order and chain what is not sealed yet; returns how many entries were sealed. Only one sealer works at a time."""
    if not AuditEntry.objects.filter(sequence=None).exists():
        return 0  # asked every second: most often without a write
    AuditHead.objects.get_or_create(pk=1)
    with transaction.atomic():
        head = AuditHead.objects.select_for_update().get(pk=1)
        entries = list(AuditEntry.objects.filter(sequence=None).order_by("id")[:SEAL_BATCH])
        if not entries:
            return 0
        for entry in entries:
            head.sequence += 1
            entry.sequence = head.sequence
            head.chain = entry.chain = _link(head.chain, head.sequence, entry)
        AuditEntry.objects.bulk_update(entries, ["sequence", "chain"], batch_size=200)
        head.sealed_at = clock.now()
        head.save()
    return len(entries)


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
            yield Flaw("changed", entry.id, f"第 {entry.id} 条审计记录的内容被改动")
        if entry.sequence != expected:
            yield Flaw("gap", entry.id, f"审计序号 {expected} 至 {(entry.sequence or 0) - 1} 缺失")
        elif entry.chain != _link(previous, entry.sequence, entry):
            yield Flaw("broken", entry.id, f"第 {entry.id} 条审计记录与前一条不衔接")
        previous, expected = entry.chain, (entry.sequence or 0) + 1
    if (head.sequence, head.chain) != (expected - 1, previous):
        yield Flaw("truncated", None, f"审计链应有 {head.sequence} 条,现到 {expected - 1} 条")
    last = AuditEntry.objects.aggregate(last=models.Max("sequence"))["last"] or 0
    latest = AuditHead.objects.filter(pk=1).first() or AuditHead()  # read after: sealing goes on meanwhile
    if last > latest.sequence:
        yield Flaw("broken", None, f"审计链止于 {latest.sequence},却有序号到 {last} 的记录")
    for entry in AuditEntry.objects.filter(sequence=None).order_by("id").iterator(chunk_size=2000):
        if entry.mark != sign(_content(entry)):
            yield Flaw("changed", entry.id, f"第 {entry.id} 条审计记录(未封存)的内容被改动")
    yield from _missing_versions()


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
        yield Flaw("missing", None, f"{row['object_type']} {row['object_id']} 的变更记录不全")
    for model in django_apps.get_models():
        if issubclass(model, Record):
            yield from _records_without_entry(model)


def _records_without_entry(model: type[Record]) -> Iterator[Flaw]:
    entries = AuditEntry.objects.filter(
        object_type=model._meta.label_lower, object_id=models.OuterRef("pk"), object_version=models.OuterRef("version")
    )
    unwritten = model._base_manager.filter(~models.Exists(entries)).values_list("pk", "version")
    for pk, version in unwritten.iterator(chunk_size=2000):
        yield Flaw("missing", None, f"{model._meta.label_lower} {pk} 的第 {version} 次变更没有审计记录")
