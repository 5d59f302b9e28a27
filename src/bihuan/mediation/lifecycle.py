"""Who may write a dispute: its own few verbs; the loop itself belongs to the case."""

from django.utils.translation import gettext as _

from bihuan.kernel.errors import NotAllowed, WrongState
from bihuan.mediation.models import Attendance, Dispute, Extension, Investigation, Party, SecretNote, Sitting
from bihuan.mediation.policies import EDIT, IMPORT, KEEP_NOTES, NOTES
from bihuan.platform.actors import Actor, SystemActor
from bihuan.platform.change import guards
from bihuan.platform.models import Record
from bihuan.platform.policies import policy_of

RIGHTS = {
    "register": EDIT,
    "record_result": EDIT,
    "record_fulfilment": EDIT,
    "correct": EDIT,
    "assign": "disputes.assign",
    "edit_party": EDIT,
    "withdraw_party": EDIT,
    "import": IMPORT,
    "undo_import": IMPORT,
}
# follow from what happens to the case and to the agreement
OF_THE_LOOP = frozenset({"conclude", "confirm", "doubt", "void", "follow_agreement"})


@guards(Dispute, Party)
def dispute_guard(record: Dispute | Party, actor: Actor, verb: str) -> None:
    """Ask for the verb's right on the dispute; what follows from the case is done by the system alone."""
    dispute = record.dispute if isinstance(record, Party) else record
    if verb in OF_THE_LOOP:
        if not isinstance(actor, SystemActor):
            raise NotAllowed(_("这一步由事项的核查和作废带动,不能单独操作。"))
        return
    if verb not in RIGHTS:
        raise WrongState(_("矛盾纠纷没有“%(verb)s”这个操作。") % {"verb": verb})
    if dispute.voided_at is not None:
        raise WrongState(_("这件纠纷已经作废。"))
    policy_of(Dispute).check(actor, RIGHTS[verb], dispute)


COURSE_VERBS: dict[type[Record], frozenset[str]] = {
    Sitting: frozenset({"plan", "replan", "cancel", "record", "confirm"}),
    Attendance: frozenset({"plan", "replan", "record", "sign"}),
    Investigation: frozenset({"record", "edit", "sign", "void"}),
    Extension: frozenset({"extend"}),
}


@guards(Sitting, Attendance, Investigation, Extension)
def course_guard(record: Sitting | Attendance | Investigation | Extension, actor: Actor, verb: str) -> None:
    """The course of a mediation is written by whoever may write its dispute; a signed record is closed."""
    if verb not in COURSE_VERBS[type(record)]:
        raise WrongState(_("调解记录没有“%(verb)s”这个操作。") % {"verb": verb})
    sitting = record.sitting if isinstance(record, Attendance) else record
    dispute = sitting.dispute
    if dispute.voided_at is not None:
        raise WrongState(_("这件纠纷已经作废。"))
    policy_of(Dispute).check(actor, EDIT, dispute)
    if isinstance(sitting, Sitting) and sitting.confirmed_at is not None:
        raise WrongState(_("这次调解会的笔录已经签字确认,不能再改;有新情况请另开一次调解会。"), code="confirmed")
    if isinstance(record, Investigation) and verb == "edit" and record.signed:
        raise WrongState(_("这份调查记录已经签字,不能再改;有新情况请另作一份。"), code="signed")


@guards(SecretNote)
def note_guard(note: SecretNote, actor: Actor, verb: str) -> None:
    """Nobody but the writer, whatever the post; not even the machine."""
    if actor.actor_id is None or actor.actor_id != note.by_id:
        raise NotAllowed(_("保密笔记只有写它的调解员本人能看、能改。"))
    NOTES.check(actor, KEEP_NOTES, note)
    if verb == "write":
        policy_of(Dispute).check(actor, EDIT, note.dispute)
    elif note.voided_at is not None:
        raise WrongState(_("这条笔记已经作废。"))
