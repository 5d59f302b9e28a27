"""What each channel is owed: shipped, set by the county, set by a town; and who may say that it was given."""

import time
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from bihuan.cases.models import Channel as C
from bihuan.cases.models import ChannelDuty, Reply, ReplyWay, TimeLimit
from bihuan.cases.policies import HOTLINE, REPORT, SEND_REPLY, SET_UP
from bihuan.kernel.errors import NotAllowed, WrongState
from bihuan.platform.actors import Actor
from bihuan.platform.change import guards
from bihuan.platform.policies import policy_of, require

DAYS = TimeLimit.Unit.WORKING_DAYS
KEPT_SECONDS = 5.0  # how long a process may not know of a changed duty
_OWN = _("本平台默认要求,可由管理员调整")


@dataclass(frozen=True, slots=True)
class Duty:
    """How a channel is answered and within which budget."""

    way: str
    amount: Decimal
    unit: str
    basis: object = _OWN


# Whoever comes, calls or writes on our own pages is answered by the revisit; these want an answer of their own besides.
SHIPPED: dict[str, Duty] = {
    C.HOTLINE: Duty(ReplyWay.PLATFORM, Decimal(5), DAYS),
    C.LETTER: Duty(ReplyWay.LETTER, Decimal(10), DAYS),
    C.RECEPTION: Duty(ReplyWay.FACE, Decimal(15), DAYS),
    C.INSPECTION: Duty(ReplyWay.LETTER, Decimal(10), DAYS),
}
ASKED_OF = tuple(channel for channel in C.values if channel not in {C.LEDGER, C.OPEN311})


class _Known:
    """The table in memory, read anew every few seconds, since every intake asks for it."""

    def __init__(self) -> None:
        self.until: float = 0.0
        self.rows: dict[tuple[str, UUID | None], Duty | None] = {}

    def table(self) -> dict[tuple[str, UUID | None], Duty | None]:
        if time.monotonic() >= self.until:
            self.rows = {
                (row.channel, row.town_id): Duty(row.way, row.amount, row.unit, row.basis) if row.active else None
                for row in ChannelDuty.objects.all()
            }
            self.until = time.monotonic() + KEPT_SECONDS
        return self.rows

    def forget(self) -> None:
        """Read the table at the next question."""
        self.until = 0.0


known = _Known()


def duty_of(channel: str, town_id: UUID | None) -> Duty | None:
    """What the channel is owed in a town: its own rule, the county's, the shipped one; None: no reply of its own."""
    rows = known.table()
    for key in ((channel, town_id), (channel, None)):
        if key in rows:
            return rows[key]
    return SHIPPED.get(channel)


@guards(Reply)
def reply_guard(reply: Reply, actor: Actor, verb: str) -> None:
    """Owed with the case, by whoever takes it in; sent or dropped once, by those who answer the channel."""
    if verb == "owe":
        require(actor, REPORT)
        if not reply._state.adding and reply.case.first_contact_id != actor.actor_id:
            raise NotAllowed(gettext("回复要求由登记这件事项的人填写。"))
        return
    right = {"take_order": HOTLINE, "send": SEND_REPLY, "drop_reply": SEND_REPLY}.get(verb)
    if right is None:
        raise WrongState(gettext("回复没有“%(verb)s”这个操作。") % {"verb": verb})
    policy_of(Reply).check(actor, right, reply)
    if verb != "take_order" and reply.state != Reply.State.OWED:
        raise WrongState(
            gettext("这件事项的回复现在是“%(state)s”,不能重复登记。") % {"state": reply.get_state_display()}
        )


@guards(ChannelDuty)
def duty_guard(_duty: ChannelDuty, actor: Actor, _verb: str) -> None:
    """The duties of channels are kept by those who set up limits."""
    require(actor, SET_UP)
