"""What an agreement will owe: items written with the draft, one by one or as instalments."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from bihuan.kernel.errors import Invalid, NotFound
from bihuan.kernel.money import FEN
from bihuan.mediation.agreement_cycle import F
from bihuan.mediation.instalments import MOST, Every, Instalment, instalments
from bihuan.mediation.models import Agreement, FulfilmentItem, Party
from bihuan.mediation.services.register import MOST_MONEY
from bihuan.orgs.services.checks import Faults
from bihuan.platform.actors import Actor
from bihuan.platform.change import change, create_many

MOST_ITEMS = 400


@dataclass(frozen=True, slots=True)
class ItemEntry:
    """One thing owed: `amount` in yuan, None for an act."""

    payer_id: UUID | None
    what: str
    due_on: date | None
    payee_id: UUID | None = None
    amount: Decimal | None = None


def add_items(actor: Actor, *, agreement_id: UUID, entries: Sequence[ItemEntry]) -> list[FulfilmentItem]:
    """Write down what will be owed, in order.

    Raises:
        Invalid: fields `payer`, `payee`, `what`, `amount`, `due_on`. WrongState: the text is fixed already.
    """
    with transaction.atomic():
        agreement = _open_draft(agreement_id)
        checked = [_checked(agreement, entry) for entry in entries]
        return _add(actor, agreement, checked)


def _open_draft(agreement_id: UUID) -> Agreement:
    found = (
        Agreement.objects.select_for_update(of=("self",))
        .select_related("dispute__case", "supplements")
        .filter(pk=agreement_id)
        .first()
    )
    if found is None:
        raise NotFound(_("没有找到这份协议,或者您的岗位不能查看它。"))
    return found


def _add(
    actor: Actor, agreement: Agreement, entries: Sequence[ItemEntry], turns: Sequence[tuple[int, int]] = ()
) -> list[FulfilmentItem]:
    there = FulfilmentItem.objects.filter(agreement=agreement).exclude(state=F.VOIDED).count()
    if there + len(entries) > MOST_ITEMS:
        raise Invalid(_("一份协议最多 %(most)d 项履行事项。") % {"most": MOST_ITEMS}, field="count", code="range")
    last = max(FulfilmentItem.objects.filter(agreement=agreement).values_list("number", flat=True), default=0)
    items = []
    for place, entry in enumerate(entries):
        item = FulfilmentItem(agreement=agreement, number=last + 1 + place)
        item.lay_beside(agreement.dispute)
        _fill(item, entry)
        if turns:
            item.instalment, item.instalments = turns[place]
        items.append(item)
    return create_many(items, actor=actor, verb="plan")


def _fill(item: FulfilmentItem, entry: ItemEntry) -> None:
    assert entry.payer_id is not None and entry.due_on is not None  # checked before
    item.payer_id, item.payee_id, item.what = entry.payer_id, entry.payee_id, entry.what
    item.amount, item.due_on = entry.amount, entry.due_on


def _checked(agreement: Agreement, entry: ItemEntry) -> ItemEntry:
    faults = Faults()
    present = set(Party.objects.filter(dispute_id=agreement.dispute_id, withdrawn_at=None).values_list("pk", flat=True))
    if entry.payer_id not in present:
        faults.add("payer", _("请选择由谁履行。"), "required")
    if entry.payee_id is not None and entry.payee_id not in present:
        faults.add("payee", _("请从当事人中选择。"))
    if entry.payee_id is not None and entry.payee_id == entry.payer_id:
        faults.add("payee", _("履行人和对方不能是同一人。"))
    if entry.amount is not None and entry.payee_id is None:
        faults.add("payee", _("付款要写明付给谁。"), "required")
    if entry.amount is not None and not 0 < entry.amount <= MOST_MONEY:
        faults.add("amount", _("金额应大于零,且在合理范围内;不是付款的请留空。"), "range")
    if entry.due_on is None:
        faults.add("due_on", _("请填写履行期限。"), "required")
    faults.day("due_on", entry.due_on)
    what = faults.text("what", entry.what, _("履行事项"), most=200, required=True)
    faults.stop()
    amount = entry.amount.quantize(FEN) if entry.amount is not None else None
    return ItemEntry(entry.payer_id, what, entry.due_on, entry.payee_id, amount)


def edit_item(actor: Actor, *, item_id: UUID, entry: ItemEntry, seen: int | None = None) -> FulfilmentItem:
    """Correct one of them while the agreement is a draft."""
    with transaction.atomic():
        _hold_draft_of(item_id)
        with change(FulfilmentItem, item_id, actor=actor, verb="replan", seen=seen) as item:
            _fill(item, _checked(item.agreement, entry))
    return item


def _hold_draft_of(item_id: UUID) -> None:
    """Lock the agreement before the item, so that no text is fixed between the look at its state and the change."""
    agreement_id = FulfilmentItem.objects.filter(pk=item_id).values_list("agreement_id", flat=True).first()
    if agreement_id is not None:
        _open_draft(agreement_id)


def drop_item(actor: Actor, *, item_id: UUID, seen: int | None = None) -> FulfilmentItem:
    """Take one out of the draft."""
    with transaction.atomic():
        _hold_draft_of(item_id)
        with change(FulfilmentItem, item_id, actor=actor, verb="drop", seen=seen) as item:
            item.state = F.VOIDED
    return item


@dataclass(frozen=True, slots=True)
class InstalmentPlan:
    """How an amount is paid in parts. `payee_id` None with `group`: each of that group gets what was agreed for him."""

    payer_id: UUID | None
    what: str
    first_on: date | None
    count: int
    every: Every
    total: Decimal | None = None
    payee_id: UUID | None = None
    group: str = ""


def plan_instalments(actor: Actor, *, agreement_id: UUID, plan: InstalmentPlan) -> list[FulfilmentItem]:
    """Write the instalments of an amount, or of each share of a group; the last one of each takes the rounding.

    Raises:
        Invalid: fields `payer`, `payee`, `total`, `count`, `first_on`, `group`.
    """
    with transaction.atomic():
        agreement = _open_draft(agreement_id)
        entries: list[ItemEntry] = []
        turns: list[tuple[int, int]] = []
        for payee_id, total in _shares(agreement, plan):
            parts = _cut(plan, total)
            first = _checked(agreement, ItemEntry(plan.payer_id, plan.what, plan.first_on, payee_id, parts[0].amount))
            entries += [replace(first, due_on=one.due_on, amount=one.amount) for one in parts]
            turns += [(one.number, plan.count) for one in parts]
        order = sorted(range(len(entries)), key=lambda place: (entries[place].due_on or date.max, place))
        return _add(actor, agreement, [entries[place] for place in order], [turns[place] for place in order])


def _shares(agreement: Agreement, plan: InstalmentPlan) -> list[tuple[UUID | None, Decimal]]:
    faults = Faults()
    if not 1 <= plan.count <= MOST:
        faults.add("count", _("期数应在 1 到 %(most)d 之间。") % {"most": MOST}, "range")
    if plan.first_on is None:
        faults.add("first_on", _("请填写第一期的日期。"), "required")
    members: list[tuple[UUID | None, Decimal]] = []
    if plan.group:
        of_group = Party.objects.filter(dispute_id=agreement.dispute_id, group=plan.group, withdrawn_at=None)
        members = [(one.pk, one.agreed) for one in of_group.order_by("created_at") if one.agreed]
        if not members:
            faults.add("group", _("这一群体的当事人还没有议定金额,请先在“当事人”里填写。"), "no_shares")
    elif plan.total is None or not 0 < plan.total <= MOST_MONEY:
        faults.add("total", _("请填写分期的总金额。"), "required")
    else:
        members = [(plan.payee_id, plan.total)]
    least = FEN * max(plan.count, 1)
    if any(total < least for _payee, total in members):
        faults.add("total", _("金额太小,分不成这么多期。"), "range")
    faults.stop()
    return members


def _cut(plan: InstalmentPlan, total: Decimal) -> list[Instalment]:
    assert plan.first_on is not None  # `_shares` has refused otherwise
    return instalments(total, plan.count, plan.first_on, plan.every)
