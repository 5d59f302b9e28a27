"""Ticking off what is owed: payments with their receipts, breach, and what was done about it."""

from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from bihuan.kernel import clock
from bihuan.kernel.errors import Invalid, WrongState
from bihuan.kernel.money import FEN, yuan
from bihuan.mediation.agreement_cycle import F
from bihuan.mediation.clocks import next_reminder
from bihuan.mediation.models import BreachStep, FulfilmentItem, Payment
from bihuan.mediation.services.following import follow_agreements
from bihuan.orgs.services.checks import Faults
from bihuan.platform.actors import Actor
from bihuan.platform.change import change, create
from bihuan.platform.models import StoredFile


def record_payment(
    actor: Actor,
    *,
    item_id: UUID,
    paid_on: date | None = None,
    amount: Decimal | None = None,
    way: str = Payment.Way.TRANSFER,
    receipt: StoredFile | None = None,
    remark: str = "",
    seen: int | None = None,
) -> FulfilmentItem:
    """One payment (in yuan), or that an act was done; the item is fulfilled when nothing is left.

    Raises:
        Invalid: fields `paid_on`, `amount`, `way`, `remark`; more than is left is refused.
    """
    with transaction.atomic():
        with change(FulfilmentItem, item_id, actor=actor, verb="pay", seen=seen) as item:
            day = paid_on or clock.today()
            exact = _checked(item, day, amount, way, remark)
            payment = Payment(
                item=item,
                paid_on=day,
                amount=exact,
                way=way,
                receipt=receipt,
                remark=remark.strip(),
                by_id=actor.actor_id,
            )
            create(payment, actor=actor, verb="pay")
            item.paid += exact or Decimal(0)
            if not item.left:
                item.state, item.done_on, item.remind_on = F.FULFILLED, day, None
        follow_agreements(item.dispute_id)
    return item


def _checked(item: FulfilmentItem, day: date, amount: Decimal | None, way: str, remark: str) -> Decimal | None:
    """The amount to the fen; None for an act."""
    faults = Faults()
    faults.choice("way", way, list(Payment.Way.values))
    faults.text("remark", remark, _("说明"), most=500)
    faults.day("paid_on", day)
    if day > clock.today():
        faults.add("paid_on", _("履行日期不能晚于今天。"), "future")
    if item.amount is None:
        if amount:
            faults.add("amount", _("这一项不是付款,不用填金额。"), "not_money")
        faults.stop()
        return None
    if amount is None or amount < FEN:
        faults.add("amount", _("请填写收到的金额。"), "required")
    elif item.left is not None and amount > item.left:
        faults.add(
            "amount",
            _("这一项还差 %(left)s,填的 %(given)s 超过了,请核对;多付的请另行登记说明。")
            % {"left": yuan(item.left), "given": yuan(amount)},
            "too_much",
        )
    faults.stop()
    return amount.quantize(FEN) if amount is not None else None


def void_payment(actor: Actor, *, payment_id: UUID, reason: str) -> FulfilmentItem:
    """Take back a payment that was entered wrongly; the item is open again.

    Raises:
        Invalid: no reason.
    """
    if not reason.strip():
        raise Invalid(_("请填写理由,让后续办理的人看得明白。"), field="reason", code="required")
    with transaction.atomic():
        with change(Payment, payment_id, actor=actor, verb="void") as payment:
            payment.voided_at, payment.void_reason = clock.now(), reason.strip()[:200]
            payment.note(payment.void_reason)
        with change(FulfilmentItem, payment.item_id, actor=actor, verb="unpay") as item:
            item.paid -= payment.amount or Decimal(0)
            if item.state == F.FULFILLED:
                item.state, item.done_on = F.OPEN, None
                item.remind_on = next_reminder(item.due_on, clock.today())
            item.note(payment.void_reason)
        follow_agreements(item.dispute_id)
    return item


def take_step(
    actor: Actor,
    *,
    item_id: UUID,
    kind: str,
    text: str,
    day: date | None = None,
    court: str = "",
    breached: bool = False,
    seen: int | None = None,
) -> BreachStep:
    """What was done about an item that was not kept: urged, sat together again, helped to sue or to enforce.

    `breached` says that the debtor will not keep it; helping to enforce says so by itself.

    Raises:
        Invalid: fields `kind`, `text`, `day`, `court`.
        WrongState: it is not due yet.
    """
    with transaction.atomic():
        with change(FulfilmentItem, item_id, actor=actor, verb="step", seen=seen) as item:
            on = day or clock.today()
            faults = Faults()
            faults.choice("kind", kind, list(BreachStep.Kind.values))
            words = faults.text("text", text, _("情况"), most=2000, required=True)
            where = faults.text("court", court, _("法院"), most=60, required=kind == BreachStep.Kind.ENFORCE)
            if on > clock.today():
                faults.add("day", _("日期不能晚于今天。"), "future")
            faults.stop()
            gives_up = breached or kind == BreachStep.Kind.ENFORCE
            if gives_up and item.due_on >= clock.today():
                raise WrongState(_("履行期限还没有到,不能认定违约。"), code="not_due")
            if gives_up:
                item.state = F.BREACHED
            step = BreachStep(item=item, kind=kind, day=on, text=words, court=where, by_id=actor.actor_id)
            create(step, actor=actor, verb="step")
        follow_agreements(item.dispute_id)
    return step
