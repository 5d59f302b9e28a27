"""Photos and files of a register's rows: attached, looked at, voided with a reason."""

from typing import IO, Any, TypeVar
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from bihuan.kernel import clock
from bihuan.kernel.errors import Invalid, NotFound, WrongState
from bihuan.orgs.models import Attachment
from bihuan.orgs.registers.register import Register, registers
from bihuan.orgs.registers.rows import Registered
from bihuan.platform.actors import Actor
from bihuan.platform.change import change, create, guards
from bihuan.platform.files import store
from bihuan.platform.files.access import register_owner
from bihuan.platform.models import StoredFile

MOST_OF_A_ROW = 60
M = TypeVar("M", bound=Registered)


def _owner(attachment: Attachment) -> tuple[Register[Any], Registered] | None:
    """The register and row that an attachment belongs to."""
    for kept in registers():
        if kept.model._meta.label_lower == attachment.object_type:
            row = kept.model._base_manager.filter(pk=attachment.object_id).first()
            return (kept, row) if row is not None else None
    return None


def attach(
    kept: Register[M], *, actor: Actor, pk: UUID, source: bytes | IO[bytes], name: str, caption: str = ""
) -> Attachment:
    """Keep a file and show it for the row `pk` of `kept`.

    Raises:
        NotFound, NotAllowed: `actor` may not see the row or does not keep the register there.
        Invalid: an unfit file, or MOST_OF_A_ROW files already; TooLarge.
    """
    with transaction.atomic():
        row = kept.by_id(actor, pk)
        _room_for_one(row)
        return _shown(row, actor, store(source, name=name, actor=actor), caption)


def attach_stored(kept: Register[M], *, actor: Actor, pk: UUID, file: StoredFile, caption: str = "") -> Attachment:
    """Show a file that is stored already, as a phone brought it, for the row `pk` of `kept`.

    Raises:
        NotFound, NotAllowed: as `attach`; Invalid: MOST_OF_A_ROW files already.
    """
    row = kept.by_id(actor, pk)
    _room_for_one(row)
    return _shown(row, actor, file, caption)


def _room_for_one(row: Registered) -> None:
    there = Attachment.objects.filter(object_type=row._meta.label_lower, object_id=row.pk, voided_at=None)
    if there.count() >= MOST_OF_A_ROW:
        raise Invalid(_("一条记录最多%(count)d份附件。") % {"count": MOST_OF_A_ROW}, field="file", code="too_many")


def _shown(row: Registered, actor: Actor, file: StoredFile, caption: str) -> Attachment:
    label, said = row._meta.label_lower, caption.strip()[:120]
    return create(
        Attachment(object_type=label, object_id=row.pk, file=file, caption=said, by_id=actor.actor_id),
        actor=actor,
        verb="attach",
    )


def attachments_of(row: Registered) -> QuerySet[Attachment]:
    """What is shown for a row, oldest first."""
    shown = Attachment.objects.filter(object_type=row._meta.label_lower, object_id=row.pk, voided_at=None)
    return shown.select_related("file", "by").order_by("created_at", "id")


def attachment_by_id(viewer: Actor, pk: UUID) -> tuple[Attachment, Register[Any], Registered]:
    """An attachment with what it belongs to, if the viewer may see that.

    Raises:
        NotFound, NotAllowed.
    """
    shown = Attachment.objects.filter(pk=pk).select_related("file", "by").first()
    owner = _owner(shown) if shown is not None else None
    if shown is None or owner is None:
        raise NotFound(_("没有找到这份附件。"))
    kept, row = owner
    return shown, kept, kept.by_id(viewer, row.pk)


def void_attachment(*, actor: Actor, pk: UUID, reason: str) -> Attachment:
    """Take a file out of a row's attachments, with a reason; it stays in the archive."""
    if not reason.strip():
        raise Invalid(_("请填写作废原因。"), field="reason", code="required")
    with change(Attachment, pk, actor=actor, verb="void") as shown:
        shown.voided_at, shown.void_reason = clock.now(), reason.strip()[:200]
        shown.note(shown.void_reason)
    return shown


@guards(Attachment)
def guard_attachment(shown: Attachment, actor: Actor, verb: str) -> None:
    """Who keeps the row keeps its attachments."""
    owner = _owner(shown)
    if owner is None:
        raise NotFound(_("没有找到这条记录,它可能已被合并或作废。"))
    kept, row = owner
    kept.policy.check(actor, kept.keep, row)
    if shown.voided_at is not None or row.voided_at is not None:
        raise WrongState(_("这份附件或它所属的记录已经作废。"))


def _opens(viewer: Actor, file: StoredFile) -> bool:
    """A file opens to whoever sees a row that it is shown for."""
    for shown in Attachment.objects.filter(file=file, voided_at=None):
        owner = _owner(shown)
        if owner is not None and owner[0].policy.allows(viewer, owner[0].read, owner[1]):
            return True
    return False


register_owner("orgs.attachments", _opens)
