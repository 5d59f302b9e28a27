"""What the write door asks of records with a table of steps: the right first, then the table."""

from typing import Protocol

from django.utils.translation import gettext as _

from bihuan.kernel.errors import NotAllowed, WrongState
from bihuan.kernel.lifecycle import LifeCycle
from bihuan.platform.actors import Actor, SystemActor
from bihuan.platform.policies import RowPolicy


class Stated(Protocol):
    """A record that is in a state."""

    state: str

    def get_state_display(self) -> str: ...


def ask(cycle: LifeCycle, policy: RowPolicy, record: Stated, actor: Actor, verb: str) -> None:  # type: ignore[type-arg]  # of any model
    """Refuse what `actor` may not do, or what the record's state does not offer.

    Raises:
        NotAllowed: the right is wanting, or this person may not take the step.
        WrongState: the state does not offer it.
    """
    if verb not in cycle:
        raise WrongState(_("没有“%(verb)s”这个操作。") % {"verb": verb})
    step = cycle.step(verb)
    assert step.right is not None
    policy.check(actor, step.right, record)
    if step.from_states and record.state not in step.from_states:
        raise WrongState(
            _("现在是“%(state)s”,不能%(verb)s。") % {"state": record.get_state_display(), "verb": step.title}
        )
    if not isinstance(actor, SystemActor) and (reason := step.refusal(record, actor)):
        raise NotAllowed(reason)
