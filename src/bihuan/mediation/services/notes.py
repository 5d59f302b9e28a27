"""Secret notes: written, corrected and taken back by their writer alone."""

from uuid import UUID

from django.utils.translation import gettext as _

from bihuan.kernel import clock
from bihuan.kernel.errors import NotAllowed
from bihuan.mediation.models import Dispute, SecretNote
from bihuan.orgs.services.checks import Faults
from bihuan.platform.actors import Actor
from bihuan.platform.change import change, create

MOST = 10000


def write_note(actor: Actor, *, dispute: Dispute, text: str) -> SecretNote:
    """A new note on a dispute one mediates.

    Raises:
        Invalid: nothing written.
        NotAllowed: `actor` does not mediate it.
    """
    if actor.actor_id is None:
        raise NotAllowed(_("保密笔记只能由调解员本人写。"))
    note = SecretNote(dispute=dispute, by_id=actor.actor_id, text=_checked(text))
    return create(note, actor=actor, verb="write")


def edit_note(actor: Actor, *, note_id: UUID, text: str, seen: int | None = None) -> SecretNote:
    """Correct one's own note.

    Raises:
        Invalid, StaleRecord, WrongState.
        NotAllowed: somebody else's.
    """
    words = _checked(text)
    with change(SecretNote, note_id, actor=actor, verb="edit", seen=seen) as note:
        note.text = words
    return note


def void_note(actor: Actor, *, note_id: UUID, seen: int | None = None) -> SecretNote:
    """Take one's own note back; it stays sealed, and is not shown any more.

    Raises:
        NotAllowed: somebody else's.
        WrongState: taken back already.
    """
    with change(SecretNote, note_id, actor=actor, verb="void", seen=seen) as note:
        note.voided_at = clock.now()
    return note


def _checked(text: str) -> str:
    faults = Faults()
    words = faults.text("text", text, _("笔记"), most=MOST, required=True)
    faults.stop()
    return words
