"""Exports as people ask for them: at once when small, by a job whose file waits in the inbox when large."""

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.contrib.auth import get_user_model
from django.utils.translation import gettext as _

from bihuan.kernel.errors import BihuanError
from bihuan.kernel.ids import new_id
from bihuan.platform import files
from bihuan.platform.actors import SYSTEM, Actor
from bihuan.platform.jobs import JobFailed, Progress, enqueue, job
from bihuan.platform.ledgers.declaration import Ledger, ledger
from bihuan.platform.ledgers.export import FileForm, check_export, export_to, file_name
from bihuan.platform.ledgers.query import LedgerQuery
from bihuan.platform.models import Job, StoredFile

AT_ONCE = 5_000
MAX_BYTES = 300 * 1024 * 1024


def is_small(found: Ledger, actor: Actor, query: LedgerQuery) -> bool:
    """Whether so few rows are asked for that the file can be made while the person waits."""
    return found.filtered(actor, query).order_by()[: AT_ONCE + 1].count() <= AT_ONCE


def export_now(
    found: Ledger, actor: Actor, query: LedgerQuery, *, form: FileForm, reveal: bool, reason: str
) -> tuple[bytes, str]:
    """The file's bytes and name.

    Raises:
        NotAllowed, Invalid, TooLarge: see `export.export_to`.
    """
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"export.{form}"
        export_to(path, found, actor, query, form=form, reveal=reveal, reason=reason)
        return path.read_bytes(), file_name(found, form)


def export_later(found: Ledger, actor: Actor, query: LedgerQuery, *, form: FileForm, reveal: bool, reason: str) -> Job:
    """Let a job make the file; its owner is told in the inbox.

    Raises:
        NotAllowed, Invalid: see `export.check_export`.
    """
    check_export(found, actor, reveal=reveal, reason=reason)
    payload = {
        "ledger": found.key,
        "actor": str(actor.actor_id or ""),
        "query": query.as_json(),
        "form": str(form),
        "reveal": reveal,
        "reason": reason,
    }
    title = _("导出%(ledger)s") % {"ledger": found.title}
    return enqueue("ledgers.export", payload, key=f"ledgers.export:{new_id()}", owner_id=actor.actor_id, title=title)


@job("ledgers.export", atomic=False)
def export_job(payload: dict[str, Any], progress: Progress) -> dict[str, Any]:
    """Make the file and keep it for whoever asked."""
    found = ledger(payload["ledger"])
    actor: Actor = get_user_model().objects.get(pk=payload["actor"]) if payload["actor"] else SYSTEM
    form = FileForm(payload["form"])
    try:
        kept = _kept(
            found, actor, LedgerQuery.from_json(payload["query"]), form, payload["reveal"], payload["reason"], progress
        )
    except BihuanError as refusal:
        raise JobFailed(refusal.message) from refusal
    return {"url": f"/ledgers/files/{kept.pk}/", "message": kept.name, "file": str(kept.pk)}


def _kept(
    found: Ledger,
    actor: Actor,
    query: LedgerQuery,
    form: FileForm,
    reveal: bool,
    reason: str,
    progress: Callable[[int, str], None],
) -> StoredFile:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"export.{form}"
        export_to(path, found, actor, query, form=form, reveal=reveal, reason=reason, progress=progress)
        with path.open("rb") as stream:
            return files.store(stream, name=file_name(found, form), actor=actor, limit=MAX_BYTES)
