"""Short messages to people without an account: once for each occasion, not at night, tried again, each a row that tells how it went."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import time
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from bihuan.kernel import clock
from bihuan.kernel.reading.masking import mask_phone
from bihuan.platform.jobs import JobFailed, Progress, TryLater, enqueue, job
from bihuan.platform.models import NoticeChannel, ShortMessage
from bihuan.platform.notify.channels import Message, NotDelivered, send
from bihuan.platform.notify.delivering import PAUSES
from bihuan.platform.notify.preferences import Preferences
from bihuan.platform.notify.telling import KEY_LENGTH

QUIET = Preferences(quiet=(time(21, 0), time(8, 0)))  # people outside are not to be disturbed at these hours
S = ShortMessage.State


@dataclass(frozen=True, slots=True)
class Recipient:
    """The number as it is now; `refusal`: why the message is not to be sent any more."""

    phone: str
    refusal: str = ""


@dataclass(frozen=True, slots=True)
class Reach:
    """How messages find their person when they are sent, and what is noted when one has gone out."""

    find: Callable[[ShortMessage], Recipient]
    sent: Callable[[ShortMessage], None] | None = None


_reaches: dict[str, Reach] = {}


def reaches(
    to_kind: str, find: Callable[[ShortMessage], Recipient], sent: Callable[[ShortMessage], None] | None = None
) -> None:
    """Declare whose messages `to_kind` names."""
    _reaches[to_kind] = Reach(find, sent)


def say(
    *, kind: str, key: str, about_id: UUID, to_kind: str, to_id: UUID, phone: str, town_id: UUID | None, text: str
) -> ShortMessage | None:
    """Write a message down in the present transaction and queue it; None when this occasion was told of already.

    `text` leaves the house in clear over other people's servers and may be read by whoever holds the telephone.
    """
    moment = clock.now()
    message, fresh = ShortMessage.objects.get_or_create(
        key=key[:KEY_LENGTH],
        defaults={
            "kind": kind, "about_id": about_id, "to_kind": to_kind, "to_id": to_id, "town_id": town_id, "text": text,
            "masked": mask_phone(phone), "created_at": moment, "send_at": QUIET.send_at(moment, urgent=False),
        },
    )  # fmt: skip
    if not fresh:
        return None
    enqueue("notify.short", {"message": str(message.pk)}, key=f"notify.short:{message.pk}", run_after=message.send_at)
    return message


@job("notify.short", atomic=False, tries=len(PAUSES) + 8)  # nights that it waits over are tries as well
def carry_out(payload: dict[str, Any], _progress: Progress) -> None:
    """Send one message unless it was sent, or has become pointless meanwhile."""
    message = ShortMessage.objects.filter(pk=payload["message"]).first()
    if message is None or message.state != S.QUEUED:
        return
    moment = clock.now()
    begin = QUIET.send_at(moment, urgent=False)
    if begin > moment:
        raise TryLater((begin - moment).total_seconds(), "night")
    reach = _reaches[message.to_kind]
    to = reach.find(message)
    if to.refusal or not to.phone:
        _log(message, S.DROPPED, to.refusal or _("没有电话号码。"))
        return
    channel = gateway(message.town_id)
    if channel is None:
        _log(message, S.FAILED, _("还没有启用的短信网关,请系统管理员在“通知渠道”里添加。"))
        return
    message.attempts += 1
    try:
        send(channel, Message(str(message.pk), "", message.text, "", "", to.phone))
    except NotDelivered as failure:
        if failure.final or message.attempts > len(PAUSES):
            _log(message, S.FAILED, str(failure))
            raise JobFailed(str(failure)) from failure
        _log(message, S.QUEUED, str(failure))
        raise TryLater(PAUSES[message.attempts - 1], str(failure)) from failure
    _log(message, S.SENT, "")
    if reach.sent is not None:
        reach.sent(message)


def gateway(town_id: UUID | None) -> NoticeChannel | None:
    """The SMS gateway of a town, else the county's."""
    found = NoticeChannel.objects.filter(kind=NoticeChannel.Kind.SMS, active=True)
    fitting = [one for one in found if one.town_id in (None, town_id)]
    return min(fitting, key=lambda one: (one.town_id is None, one.created_at), default=None)


def _log(message: ShortMessage, state: str, error: str) -> None:
    message.state, message.error = state, error[:300]
    if state == S.SENT:
        message.sent_at = clock.now()
    message.save(update_fields=["state", "error", "attempts", "sent_at"])
