"""Who may write a dispute: its own few verbs; the loop itself belongs to the case."""

from django.utils.translation import gettext as _

from bihuan.kernel.errors import NotAllowed, WrongState
from bihuan.mediation.models import Dispute, Party
from bihuan.mediation.policies import EDIT, IMPORT
from bihuan.platform.actors import Actor, SystemActor
from bihuan.platform.change import guards
from bihuan.platform.policies import policy_of

RIGHTS = {
    "register": EDIT,
    "record_result": EDIT,
    "record_fulfilment": EDIT,
    "correct": EDIT,
    "import": IMPORT,
    "undo_import": IMPORT,
}
OF_THE_LOOP = frozenset({"conclude", "confirm", "doubt", "void"})  # follow from what happens to the case


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
