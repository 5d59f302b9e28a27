"""The services of an import: bring a file, answer its questions, begin, and undo the whole."""

import io
from collections.abc import Mapping as MappingType
from dataclasses import asdict
from pathlib import Path
from typing import IO, Any
from uuid import UUID

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from bihuan.kernel import clock
from bihuan.kernel.errors import BihuanError, Invalid, NotAllowed, NotFound, WrongState
from bihuan.platform import files
from bihuan.platform.actors import SYSTEM, Actor
from bihuan.platform.change import change, create
from bihuan.platform.files.kinds import ending_of
from bihuan.platform.jobs import JobFailed, Progress, enqueue, job
from bihuan.platform.ledgers.declaration import Ledger, ledger
from bihuan.platform.ledgers.guards import reaches
from bihuan.platform.ledgers.importing.running import look, run_batch
from bihuan.platform.ledgers.importing.terms import book_of, remember, terms_of
from bihuan.platform.ledgers.reading import Book, Limits, Preview, open_book
from bihuan.platform.models import ImportBatch, ImportedRow, Job
from bihuan.platform.policies import require

LARGE_BYTES = 400_000  # a file over this is looked at by a job: about 4,000 rows
LARGE_ROWS = 2_000  # more rows than this are stored by a job
State = ImportBatch.State


def require_import(found: Ledger, actor: Actor) -> None:
    """Refuse unless `actor` may import into the ledger.

    Raises:
        NotAllowed: no such right, or the ledger takes no imports.
    """
    if not found.import_right or not found.importable:
        raise NotAllowed(_("台账“%(ledger)s”不接收导入。") % {"ledger": found.title})
    require(actor, found.import_right)


def upload(*, actor: Actor, ledger: Ledger, source: bytes | IO[bytes], name: str, atomic: bool = False) -> ImportBatch:
    """Take a file in as a new batch and look at it, at once when it is small, by a job when it is large.

    Raises:
        NotAllowed: `actor` may not import here.
        Invalid, TooLarge: not a table, broken, or over the limits (field `file`).
    """
    require_import(ledger, actor)
    stream = io.BytesIO(source) if isinstance(source, bytes) else source
    book = open_book(stream.read(), name=name, limits=Limits(file_bytes=settings.MAX_IMPORT_BYTES))
    size = stream.seek(0, io.SEEK_END)
    stream.seek(0)
    with transaction.atomic():
        batch = keep_file(actor=actor, ledger=ledger, source=stream, name=name, book=book, atomic=atomic)
        if size > LARGE_BYTES:
            enqueue("ledgers.look", {"batch": str(batch.pk)}, key=f"ledgers.look:{batch.pk}:0", owner_id=actor.actor_id)
    if size <= LARGE_BYTES:
        refresh(batch.pk, actor=actor, book=book)
        batch.refresh_from_db()
    return batch


def keep_file(
    *, actor: Actor, ledger: Ledger, source: bytes | IO[bytes], name: str, book: Book, atomic: bool
) -> ImportBatch:
    """Store the file and open a batch for it, in the caller's transaction."""
    kept = files.store(source, name=_with_ending(name, book), actor=actor, limit=settings.MAX_IMPORT_BYTES)
    batch = ImportBatch(
        ledger=ledger.key, file=kept, file_name=name[:200], atomic=atomic, by_id=actor.actor_id, town_id=_town_of(actor)
    )
    return create(batch, actor=actor, verb="upload")


def _with_ending(name: str, book: Book) -> str:
    """The name under an ending that tells the truth; systems love to call anything .xls."""
    endings = {"xls": ("xls", "et"), "csv": ("csv", "txt", "tsv")}.get(book.format, (book.format,))
    return name if ending_of(name) in endings else f"{Path(name).stem or 'file'}.{endings[0]}"


def _town_of(actor: Actor) -> UUID | None:
    return next((post.town_id for post in actor.posts_held() if post.town_id is not None), None)


def batches_of(found: Ledger, viewer: Actor) -> QuerySet[ImportBatch]:
    """The batches of a ledger that `viewer` may look at, newest first."""
    require_import(found, viewer)
    rows = ImportBatch.objects.filter(ledger=found.key).select_related("by").order_by("-created_at")
    posts = viewer.posts_held()
    if viewer.actor_id is None or any(post.town_id is None for post in posts):
        return rows
    towns = [post.town_id for post in posts if post.at_town]
    return rows.filter(by_id=viewer.actor_id) | rows.filter(town_id__in=towns)


def open_batch(viewer: Actor, batch_id: UUID | str) -> ImportBatch:
    """One batch.

    Raises:
        NotFound: there is none, or `viewer` may not know of it.
    """
    batch = ImportBatch.objects.select_related("file", "by").filter(pk=batch_id).first()
    if batch is None:
        raise NotFound(_("没有找到这一批导入。"))
    require_import(ledger(batch.ledger), viewer)
    if not reaches(batch, viewer):
        raise NotFound(_("没有找到这一批导入。"))
    return batch


def refresh(batch_id: UUID | str, *, actor: Actor, book: Book | None = None, progress: Any = None) -> Preview:
    """Look at the batch's file again under its present mapping and answers, and keep the preview."""
    batch = ImportBatch.objects.select_related("file").get(pk=batch_id)
    found = ledger(batch.ledger)
    preview = look(found, book or book_of(batch), terms_of(found, batch), progress=progress)
    shown = preview.as_json()
    with change(ImportBatch, batch.pk, actor=actor, verb="look") as kept:
        kept.preview = {**shown, "questions": [asdict(question) for question in preview.questions]}
    return preview


def answer(
    *,
    actor: Actor,
    batch_id: UUID | str,
    mapping: MappingType[str, MappingType[str, str | None]],
    answers: MappingType[str, str],
    atomic: bool,
) -> ImportBatch:
    """Take a person's corrections: what columns mean, and what the file left open; then look again.

    Raises:
        WrongState: the batch was imported meanwhile.
        Invalid: a column that the ledger does not have, or one chosen for two columns of a table (field `mapping`).
    """
    batch = open_batch(actor, batch_id)
    found = ledger(batch.ledger)
    titles = {column.key: column.title for column in found.importable}
    for columns in mapping.values():
        chosen = [key for key in columns.values() if key is not None]
        if unknown := [key for key in chosen if key not in titles]:
            raise Invalid(_("没有“%(column)s”这一列。") % {"column": unknown[0][:40]}, field="mapping")
        if twice := [key for key in chosen if chosen.count(key) > 1]:
            raise Invalid(_("“%(column)s”对应了两列,请只留一列。") % {"column": titles[twice[0]]}, field="mapping")
    with change(ImportBatch, batch.pk, actor=actor, verb="answer") as kept:
        _expect(kept, State.UPLOADED)
        kept.mapping = {**kept.mapping, **{signature: dict(columns) for signature, columns in mapping.items()}}
        kept.answers = {**kept.answers, **answers}
        kept.atomic = atomic
        large = kept.file is not None and kept.file.size > LARGE_BYTES
        if large:
            kept.preview = {}
            key = f"ledgers.look:{batch.pk}:{kept.version}"
            enqueue("ledgers.look", {"batch": str(batch.pk)}, key=key, owner_id=actor.actor_id)
    if not large:
        refresh(batch.pk, actor=actor)
    return open_batch(actor, batch.pk)


def begin(*, actor: Actor, batch_id: UUID | str) -> ImportBatch:
    """Confirm the preview: store the rows now, or by a job when there are many, and remember what the columns mean.

    Raises:
        WrongState: the batch was begun already, or its file has not been looked at yet.
    """
    batch = open_batch(actor, batch_id)
    found = ledger(batch.ledger)
    many = int(batch.preview.get("accepted", 0)) > LARGE_ROWS
    with change(ImportBatch, batch.pk, actor=actor, verb="begin_import") as kept:
        _expect(kept, State.UPLOADED)
        if not kept.preview:
            raise WrongState(_("文件还在读取,请稍候再确认。"))
        kept.state, kept.started_at = State.RUNNING, clock.now()
        if kept.mapping:
            remember(found, actor=actor, source=kept.file_name, sheets=kept.mapping)
        if many:
            title = _("导入%(ledger)s:%(file)s") % {"ledger": found.title, "file": kept.file_name}
            enqueue(
                "ledgers.import",
                {"batch": str(batch.pk)},
                key=job_key(batch),
                owner_id=actor.actor_id,
                title=title[:120],
            )
    if not many:
        batch = open_batch(actor, batch.pk)
        try:
            run_batch(found, batch, book_of(batch), terms_of(found, batch), actor=actor)
        except Invalid:
            return open_batch(actor, batch.pk)  # the batch says why
    return open_batch(actor, batch.pk)


def job_key(batch: ImportBatch) -> str:
    """The key of the job that stores a batch."""
    return f"ledgers.import:{batch.pk}"


def job_of(batch: ImportBatch) -> Job | None:
    """The job that stores `batch`, if one does."""
    return Job.objects.filter(key=job_key(batch)).first()


def _expect(batch: ImportBatch, state: str) -> None:
    if batch.state != state:
        raise WrongState(_("这一批现在是“%(state)s”,不能再这样处理。") % {"state": batch.get_state_display()})


def undo(*, actor: Actor, batch_id: UUID | str, reason: str = "") -> ImportBatch:
    """Take back everything a batch stored.

    Raises:
        WrongState: it stored nothing, was undone already, or its rows were changed since.
    """
    batch = open_batch(actor, batch_id)
    with change(ImportBatch, batch.pk, actor=actor, verb="undo_import") as kept:
        if kept.state not in {State.DONE, State.FAILED}:
            _expect(kept, State.DONE)
        ids = list(ImportedRow.objects.filter(batch=batch).order_by("id").values_list("object_id", flat=True))
        if ids:
            ledger(batch.ledger).undo(actor=actor, ids=ids, batch=kept)
        kept.state, kept.undone_at = State.UNDONE, clock.now()
        kept.note(reason or _("撤销导入 %(rows)d 行") % {"rows": len(ids)})
    return open_batch(actor, batch.pk)


def ask_undo(*, actor: Actor, batch_id: UUID | str, reason: str = "") -> ImportBatch:
    """Undo a batch now, or by a job when it holds many rows; the job's owner is told in the inbox.

    Raises:
        WrongState: see `undo`.
    """
    batch = open_batch(actor, batch_id)
    if batch.accepted <= LARGE_ROWS:
        return undo(actor=actor, batch_id=batch_id, reason=reason)
    _expect(batch, State.DONE)
    payload = {"batch": str(batch.pk), "actor": str(actor.actor_id or ""), "reason": reason}
    title = _("撤销导入:%(file)s") % {"file": batch.file_name}
    key = f"ledgers.undo:{batch.pk}:{batch.version}"
    enqueue("ledgers.undo", payload, key=key, owner_id=actor.actor_id, title=title[:120])
    return batch


@job("ledgers.undo")
def undo_job(payload: dict[str, Any], progress: Progress) -> dict[str, Any]:
    """Take a large batch back, all of it or nothing."""
    actor: Actor = get_user_model().objects.get(pk=payload["actor"]) if payload["actor"] else SYSTEM
    try:
        undo(actor=actor, batch_id=payload["batch"], reason=payload["reason"])
    except BihuanError as refusal:
        raise JobFailed(refusal.message) from refusal
    return {"url": f"/imports/{payload['batch']}/"}


@job("ledgers.look", atomic=False)
def look_job(payload: dict[str, Any], progress: Progress) -> dict[str, Any]:
    """Look at a large file."""
    batch = ImportBatch.objects.select_related("by").get(pk=payload["batch"])
    if batch.state == State.UPLOADED:
        try:
            refresh(batch.pk, actor=_by(batch), progress=progress)
        except Invalid as refusal:
            _mark_failed(batch, refusal.message)
            raise JobFailed(refusal.message) from refusal
    return {"url": f"/imports/{batch.pk}/"}


@job("ledgers.import", atomic=False)
def import_job(payload: dict[str, Any], progress: Progress) -> dict[str, Any]:
    """Store a large file; goes on where a killed run stopped."""
    batch = ImportBatch.objects.select_related("file", "by").get(pk=payload["batch"])
    address = f"/imports/{batch.pk}/"
    if batch.state != State.RUNNING:
        return {"url": address}
    found = ledger(batch.ledger)
    try:
        report = run_batch(found, batch, book_of(batch), terms_of(found, batch), actor=_by(batch), progress=progress)
    except Invalid as refusal:
        raise JobFailed(refusal.message) from refusal
    message = _("导入 %(accepted)d 行,退回 %(rejected)d 行,重复 %(duplicates)d 行") % {
        "accepted": report.accepted,
        "rejected": len(report.rejected),
        "duplicates": report.duplicates,
    }
    return {"url": address, "message": message}


def _by(batch: ImportBatch) -> Actor:
    return batch.by if isinstance(batch.by, Actor) else SYSTEM


def _mark_failed(batch: ImportBatch, message: str) -> None:
    with change(ImportBatch, batch.pk, actor=_by(batch), verb="look_failed") as kept:
        kept.state, kept.report = State.FAILED, {"failed": message}
        kept.note(message)
