"""Short messages to the parties of a mediation: who agreed to them, on which occasions, in words that tell a stranger nothing.

The words are Chinese whatever language the desk is read in, and name neither the matter, nor the other side, nor an amount.
"""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.conf import settings
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as t

from bihuan.kernel import clock
from bihuan.kernel.reading.masking import mask_text
from bihuan.mediation.agreement_cycle import C, F
from bihuan.mediation.models import Attendance, Dispute, FulfilmentItem, JudicialConfirmation, Party, Sitting
from bihuan.platform.actors import SYSTEM
from bihuan.platform.change import change
from bihuan.platform.models import ShortMessage
from bihuan.platform.notify import short

PARTY = "mediation.party"


class Occasion(models.TextChoices):
    """On what a party is written to; each once."""

    FIXED = "sitting_fixed", t("约定调解会")
    MOVED = "sitting_moved", t("调解会改期")
    CANCELLED = "sitting_cancelled", t("调解会取消")
    DUE = "instalment_due", t("履行即将到期")
    LATE = "instalment_late", t("履行已逾期")
    CONFIRMATION = "confirmation", t("司法确认期限")


O = Occasion  # noqa: E741  # read as in "O.FIXED"
TEXTS = {
    O.FIXED: "{centre}提醒:您约好的会面定于{when},地点{place},请带身份证准时参加。来不了请电话{phone}。",
    O.MOVED: "{centre}提醒:您约好的会面改为{when},地点{place},请带身份证准时参加。来不了请电话{phone}。",
    O.CANCELLED: "{centre}提醒:原定{when}的会面取消,另行约定。有事请电话{phone}。",
    O.DUE: "{centre}提醒:您约定办理的一件事{due}到期,请按时办理。已办好或有困难,请电话{phone}。",
    O.LATE: "{centre}提醒:您约定办理的一件事已过{due}的期限,请尽快办理。已办好或有困难,请电话{phone}。",
    O.CONFIRMATION: "{centre}提醒:您签署的文书如需向法院申请确认,请在{due}前双方共同提出。详情请电话{phone}。",
}
OF_SITTINGS = (O.FIXED, O.MOVED, O.CANCELLED)


def _worded(occasion: Occasion, dispute: Dispute, **facts: object) -> str:
    return TEXTS[occasion].format(centre=f"{dispute.town.name}综治中心", phone=settings.SERVICE_PHONE, **facts)


def _of_sitting(occasion: Occasion, sitting: Sitting) -> str:
    when = clock.local(sitting.starts_at)
    return _worded(
        occasion, sitting.dispute, when=f"{when.month}月{when.day}日{when:%H:%M}", place=mask_text(sitting.place)
    )


def _day(day: date) -> str:
    return f"{day.month}月{day.day}日"


def number_of(party: Party) -> str:
    """Where a party can be written to: the own number, else the agent's; personal."""
    return str(party.phone or party.agent_phone)


def _say(occasion: Occasion, party: Party, dispute: Dispute, ref: UUID, mark: object, text: str) -> None:
    """Write to one party who agreed to it and has a number."""
    phone = number_of(party)
    if not party.sms_consent or party.withdrawn_at is not None or not phone:
        return
    short.say(
        kind=occasion, key=f"{occasion}:{ref}:{mark}:{party.pk}", about_id=dispute.pk, to_kind=PARTY, to_id=party.pk,
        phone=phone, town_id=dispute.town_id, text=text,
    )  # fmt: skip


def _written(sitting: Sitting, *states: str) -> dict[UUID, set[str]]:
    """The parties already written to of this sitting, with the states of those messages."""
    found: dict[UUID, set[str]] = {}
    rows = ShortMessage.objects.filter(
        about_id=sitting.dispute_id, to_kind=PARTY, kind__in=OF_SITTINGS, state__in=states
    )
    for kind, key, to_id, state in rows.values_list("kind", "key", "to_id", "state"):
        if key.startswith(f"{kind}:{sitting.pk}:"):
            found.setdefault(to_id, set()).add(state)
    return found


def tell_of_sitting(sitting: Sitting, parties: Iterable[Party], *, moved: bool = False) -> None:
    """A sitting is fixed, or `moved` in time or place; whoever never had a message hears of it as new."""
    there = _written(sitting, "queued", "sent") if sitting.version > 1 else {}
    for party in parties:
        states = there.get(party.pk, set())
        if states and not moved:
            continue
        occasion = O.MOVED if "sent" in states else O.FIXED
        _say(occasion, party, sitting.dispute, sitting.pk, sitting.version, _of_sitting(occasion, sitting))


def tell_of_cancelling(sitting: Sitting) -> None:
    """Whoever has a message of it is told; one that still waits is not sent any more."""
    for party in Party.objects.filter(pk__in=_written(sitting, "sent")):
        _say(O.CANCELLED, party, sitting.dispute, sitting.pk, 0, _of_sitting(O.CANCELLED, sitting))


def tell_of_item(item: FulfilmentItem, day: date) -> None:
    """Whoever has to fulfil something is reminded once before its day and once after it."""
    occasion = O.LATE if item.due_on < day else O.DUE
    text = _worded(occasion, item.dispute, due=_day(item.due_on))
    _say(occasion, item.payer, item.dispute, item.pk, item.due_on, text)


def tell_of_confirmation(confirmation: JudicialConfirmation, mark: int) -> None:
    """Everybody who signed learns until when the court can be asked."""
    text = _worded(O.CONFIRMATION, confirmation.dispute, due=_day(confirmation.last_day))
    for party in Party.objects.filter(dispute_id=confirmation.dispute_id, withdrawn_at=None, sms_consent=True):
        _say(O.CONFIRMATION, party, confirmation.dispute, confirmation.pk, mark, text)


def messages_of(dispute: Dispute) -> list[ShortMessage]:
    """What was written to the parties of a dispute, the newest first; one query."""
    return list(ShortMessage.objects.filter(about_id=dispute.pk, to_kind=PARTY).order_by("-created_at", "-id")[:200])


def _find(message: ShortMessage) -> short.Recipient:
    party = Party.objects.select_related("dispute").filter(pk=message.to_id).first()
    if party is None or party.withdrawn_at is not None or party.dispute.voided_at is not None:
        return short.Recipient("", _("当事人已退出调解。"))
    if not party.sms_consent:
        return short.Recipient("", _("当事人不再同意接收短信。"))
    return short.Recipient(number_of(party), _pointless(message, party))


def _pointless(message: ShortMessage, party: Party) -> str:
    """Why there is nothing to tell any more, "" while there is."""
    occasion, ref = Occasion(message.kind), message.key.split(":")[1]
    today = clock.today()
    if occasion in OF_SITTINGS:
        sitting = Sitting.objects.select_related("dispute", "dispute__town").get(pk=ref)
        if sitting.starts_at <= clock.now():
            return _("时间已过。")
        if occasion == O.CANCELLED:
            return ""
        asked = Attendance.objects.filter(sitting=sitting, party=party, asked=True).exists()
        same = _of_sitting(occasion, sitting) == message.text
        return "" if asked and same and sitting.state == Sitting.State.PLANNED else _("调解会已改约或取消。")
    if occasion == O.CONFIRMATION:
        confirmation = JudicialConfirmation.objects.get(pk=ref)
        open_still = confirmation.state == C.OPEN and confirmation.last_day >= today
        return "" if open_still else _("已不需要提醒。")
    item = FulfilmentItem.objects.get(pk=ref)
    owed = item.state in (F.OPEN, F.BREACHED) and (occasion == O.LATE or item.due_on >= today)
    return "" if owed else _("已不需要提醒。")


def _note_told(message: ShortMessage) -> None:
    """A message that went out is a way of having been told of the sitting."""
    if message.kind not in (O.FIXED, O.MOVED):
        return
    told = Attendance.objects.filter(
        sitting_id=message.key.split(":")[1], party_id=message.to_id, invited_at=None, asked=True
    )
    for key in told.values_list("pk", flat=True):
        with change(Attendance, key, actor=SYSTEM, verb="replan") as one:
            one.invited_at = clock.now()


short.reaches(PARTY, _find, _note_told)
