"""The reply a channel is owed: noted with the case, recorded when it was given, and what each channel asks for."""

from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.utils.translation import gettext as _

from bihuan.cases import deadlines
from bihuan.cases.events import CaseReplied
from bihuan.cases.models import Case, Channel, ChannelDuty, Reply, ReplyWay, TimeLimit
from bihuan.cases.replies import ASKED_OF, SHIPPED, duty_of, known
from bihuan.kernel import clock
from bihuan.kernel.errors import Invalid
from bihuan.orgs.models import Area
from bihuan.orgs.services.checks import Faults
from bihuan.platform.actors import Actor
from bihuan.platform.change import change, create
from bihuan.platform.models import StoredFile

MAX_TEXT = 3000


def owed(case: Case, *, due_at: datetime | None = None, issuer: str = "") -> Reply | None:
    """The unsaved reply that a case owes its channel; None when the channel asks for none.

    `due_at` is the date that the letter or the platform names; without it the channel's own budget runs from the report.
    An order of the hotline always has one, since its number tells repetitions; where the town owes none it says so.
    """
    duty = duty_of(case.channel, case.town_id)
    if duty is None and due_at is None and case.channel != Channel.HOTLINE:
        return None
    reply = Reply(
        case=case, channel=case.channel, town_id=case.town_id, area_id=case.area_id, area_path=case.area_path,
        source_number=case.source_number, issuer=issuer, way=duty.way if duty is not None else _usual_way(case.channel),
        started_at=case.reported_at,
    )  # fmt: skip
    if due_at is not None or duty is None:
        deadlines.wind(reply, due_at=due_at)
    else:
        deadlines.wind(reply, amount=duty.amount, unit=duty.unit)
    if duty is None and due_at is None:
        reply.state, reply.drop_reason = Reply.State.DROPPED, _("该渠道不要求单独回复")
    return reply


def _usual_way(channel: str) -> str:
    return SHIPPED[channel].way if channel in SHIPPED else ReplyWay.PHONE


def owe_reply(actor: Actor, *, case: Case, due_at: datetime | None = None, issuer: str = "") -> Reply:
    """Note who sent a matter and by when they want to be answered, beside the case that was just taken in.

    Raises:
        Invalid: a date gone by or, where the channel names no limit, none (field `reply_by`); too long a name (`issuer`).
    """
    faults = Faults()
    issuer = faults.text("issuer", issuer, _("来文单位"), most=80)
    if due_at is not None and due_at <= clock.now():
        faults.add("reply_by", _("回复期限应晚于现在。"), "past")
    faults.stop()
    there = Reply.objects.filter(case=case).first()
    if there is None:
        made = owed(case, due_at=due_at, issuer=issuer)
        if made is None:
            raise Invalid(_("请填写要求回复的日期;这个渠道没有规定回复期限。"), field="reply_by", code="required")
        return create(made, actor=actor, verb="owe")
    with change(Reply, there.pk, actor=actor, verb="owe") as reply:
        reply.issuer = issuer
        if due_at is not None:
            reply.state, reply.drop_reason = Reply.State.OWED, ""
            deadlines.wind(reply, due_at=due_at)
    return reply


def send_reply(
    actor: Actor,
    *,
    reply_id: UUID,
    way: str,
    text: str,
    paper: StoredFile | None = None,
    replied_at: datetime | None = None,
    seen: int | None = None,
) -> Reply:
    """Record that the channel was answered: how, in which words, when (default now), with the paper if there is one.

    Raises:
        Invalid: no words, no such way, an instant that is still to come or before the report (fields `text`, `way`, `replied_at`).
        WrongState: it was answered already.
    """
    faults = Faults()
    text = faults.text("text", text, _("回复内容"), most=MAX_TEXT, required=True)
    faults.choice("way", way, list(ReplyWay.values))
    moment = replied_at or clock.now()
    if moment > clock.now():
        faults.add("replied_at", _("回复时间不能晚于现在。"), "future")
    faults.stop()
    with change(Reply, reply_id, actor=actor, verb="send", seen=seen) as reply:
        if moment < reply.started_at:
            raise Invalid(_("回复时间不能早于反映时间。"), field="replied_at", code="order")
        reply.state, reply.text, reply.way, reply.paper = Reply.State.SENT, text, way, paper
        reply.replied_at, reply.replied_by_id = moment, actor.actor_id
        deadlines.settle(reply, moment)
        reply.tell(
            CaseReplied.of(reply.case, actor.actor_id, on_time=not reply.overdue)
        )  # fmt: skip
    return reply


def drop_reply(actor: Actor, *, reply_id: UUID, reason: str, seen: int | None = None) -> Reply:
    """The channel does not want an answer of its own for this matter; a lateness of before stays."""
    faults = Faults()
    reason = faults.text("reason", reason, _("理由"), most=300, required=True)
    faults.stop()
    with change(Reply, reply_id, actor=actor, verb="drop_reply", seen=seen) as reply:
        reply.state, reply.drop_reason = Reply.State.DROPPED, reason
        deadlines.drop(reply)
        reply.note(reason)
    return reply


def set_channel_duty(
    actor: Actor,
    *,
    channel: str,
    town: Area | None,
    way: str,
    amount: Decimal,
    unit: str,
    basis: str = "",
    active: bool = True,
) -> ChannelDuty:
    """Say what a channel is owed, in one town or (None) in every town without a rule of its own; holds for what comes later.

    Raises:
        Invalid: fields `channel`, `way`, `amount`, `unit`, `basis`.
        NotAllowed: `actor` may not set up.
    """
    faults = Faults()
    faults.choice("channel", channel, list(ASKED_OF))
    faults.choice("way", way, list(ReplyWay.values))
    faults.choice("unit", unit, list(TimeLimit.Unit.values))
    if not 0 < amount <= 99999:
        faults.add("amount", _("时限应大于 0。"), "range")
    basis = faults.text("basis", basis, _("依据"), most=120)
    if town is not None and town.town_id != town.pk:
        faults.add("town", _("请选择一个乡镇(街道),或者留空表示全县。"))
    faults.stop()
    there = ChannelDuty.objects.filter(channel=channel, town=town).first()
    if there is None:
        made = ChannelDuty(channel=channel, town=town, way=way, amount=amount, unit=unit, basis=basis, active=active)
        create(made, actor=actor, verb="set_duty")
    else:
        with change(ChannelDuty, there.pk, actor=actor, verb="set_duty") as made:
            made.way, made.amount, made.unit, made.basis, made.active = way, amount, unit, basis, active
    known.forget()
    return made
