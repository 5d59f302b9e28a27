"""The job that carries a notice out: once per delivery, with growing pauses, and a log of how it went."""

from typing import Any, cast

from bihuan.kernel import clock
from bihuan.platform.jobs import JobFailed, Progress, TryLater, job
from bihuan.platform.models import Delivery
from bihuan.platform.notify.channels import Message, NotDelivered, send
from bihuan.platform.notify.telling import Reachable

PAUSES = (30, 2 * 60, 10 * 60, 60 * 60)  # seconds before the second, third, … try


@job("notify.deliver", atomic=False, tries=len(PAUSES) + 1)
def deliver(payload: dict[str, Any], _progress: Progress) -> None:
    """Send one delivery unless it was sent already; a notice that was read meanwhile need not disturb any more."""
    delivery = Delivery.objects.select_related("notice__to", "channel").filter(pk=payload["delivery"]).first()
    if delivery is None or delivery.state != "queued":
        return
    notice, person = delivery.notice, cast(Reachable, delivery.notice.to)
    if notice.read_at is not None or not delivery.channel.active or not person.is_active:
        _log(delivery, "dropped", "")
        return
    delivery.attempts += 1
    message = Message(str(delivery.pk), notice.title, notice.text, notice.url, person.mail, person.phone)
    try:
        answer = send(delivery.channel, message)
    except NotDelivered as failure:
        if failure.final or delivery.attempts > len(PAUSES):
            _log(delivery, "failed", str(failure))
            raise JobFailed(str(failure)) from failure
        _log(delivery, "queued", str(failure))
        raise TryLater(PAUSES[delivery.attempts - 1], str(failure)) from failure
    _log(delivery, "sent", answer)


def _log(delivery: Delivery, state: str, answer: str) -> None:
    delivery.state, delivery.answer = state, answer[:300]
    if state == "sent":
        delivery.sent_at = clock.now()
    delivery.save(update_fields=["state", "answer", "attempts", "sent_at"])
