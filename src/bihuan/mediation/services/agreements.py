"""Drafting an agreement: its texts, merged field by field, and the items that will be owed."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal, InvalidOperation
from uuid import UUID

from django.db import transaction
from django.db.models import Field
from django.utils.translation import gettext as _

from bihuan.kernel.errors import Fault, FieldChange, Invalid, NotFound, StaleRecord, WrongState
from bihuan.kernel.merging import Conflict, merge
from bihuan.kernel.money import FEN
from bihuan.kernel.reading import tidy
from bihuan.mediation.agreement_cycle import A, F
from bihuan.mediation.contents import TEXTS
from bihuan.mediation.instalments import MOST, Every, Instalment, instalments
from bihuan.mediation.models import Agreement, AgreementRevision, Dispute, FulfilmentItem, Party, Result
from bihuan.mediation.services.register import MOST_MONEY
from bihuan.orgs.services.checks import Faults
from bihuan.platform.actors import Actor
from bihuan.platform.change import change, create, create_many

LONGEST = 5000
FIELDS = (*TEXTS, "agreed_amount", "difficulty", "copies", "agreed_on")
MOST_COPIES = 50
MOST_ITEMS = 400


def title_of(field: str) -> str:
    """A text or figure of the agreement as people call it."""
    found = Agreement._meta.get_field(field)
    assert isinstance(found, Field)
    return str(found.verbose_name)


class TextsConflict(StaleRecord):
    """Somebody else changed the same texts meanwhile.

    `conflicts` holds both by field; `merged` is what the form should show now: everybody's other changes, and one's own
    words where they collide, so that sending it again is a decision about what one has read.
    """

    def __init__(
        self, conflicts: Mapping[str, Conflict[str]], merged: Mapping[str, str], by: str, version: int
    ) -> None:
        titles = {field: title_of(field) for field in conflicts}
        changes = tuple(FieldChange(titles[field], one.base, one.theirs, by) for field, one in conflicts.items())
        message = _("%(who)s刚刚也改了同一处,两份文字都在下面,请核对后再保存。") % {"who": by or _("别人")}
        super().__init__(message, changes, version)
        self.conflicts, self.merged = dict(conflicts), dict(merged)
        self.faults = tuple(Fault(message, field, str(self.code)) for field in conflicts)


def draft_agreement(
    actor: Actor,
    *,
    dispute_id: UUID,
    form: str = Agreement.Form.WRITTEN,
    texts: Mapping[str, object] | None = None,
    supplements: UUID | None = None,
    replaces_rest: bool = False,
) -> Agreement:
    """Begin an agreement of a dispute, or a supplement to one in force.

    Raises:
        Invalid: the mediation ended without a settlement; texts that are too long.
        WrongState: another one is being drafted or signed; one is in force already and this is no supplement to it.
    """
    values = _read(texts or {})
    with transaction.atomic():
        dispute = Dispute.objects.select_for_update(of=("self",)).select_related("case").filter(pk=dispute_id).first()
        if dispute is None:
            raise NotFound(_("没有找到这件纠纷,或者您的岗位不能查看它。"))
        if dispute.result not in (Result.PENDING, Result.SETTLED):
            raise Invalid(_("这件纠纷没有调解成功,不能订立协议。"), field="dispute", code="not_settled")
        _one_at_a_time(dispute, supplements)
        agreement = Agreement(
            form=form, supplements_id=supplements, replaces_rest=replaces_rest and supplements is not None,
            drafted_by_id=actor.actor_id,
        )  # fmt: skip
        agreement.lay_beside(dispute)
        _set(agreement, values)
        create(agreement, actor=actor, verb="draft")
        _keep_revision(agreement, actor)
    return agreement


def _one_at_a_time(dispute: Dispute, supplements: UUID | None) -> None:
    there = list(Agreement.objects.filter(dispute=dispute).exclude(state=A.VOIDED))
    if any(one.state in (A.DRAFT, A.SIGNING) for one in there):
        raise WrongState(_("这件纠纷已有一份协议正在起草或待签,请先完成或作废它。"), code="draft_there")
    in_force = [one.pk for one in there if one.state == A.IN_FORCE]
    if supplements is None and in_force:
        raise WrongState(_("这件纠纷已有生效的协议,要变更请另订补充协议。"), code="in_force")
    if supplements is not None and supplements not in in_force:
        raise WrongState(_("只能补充这件纠纷已经生效的协议。"), code="not_in_force")


def edit_agreement(actor: Actor, *, agreement_id: UUID, texts: Mapping[str, object], base: int) -> Agreement:
    """Change texts of a draft that were read at version `base`; what others changed meanwhile elsewhere in it stays.

    Raises:
        TextsConflict: others changed the same fields; nothing is stored, both texts are in the refusal.
        Invalid: a text too long, an amount that cannot be read.
        WrongState: it is not a draft any more.
    """
    mine = _read(texts)
    with transaction.atomic():
        with change(Agreement, agreement_id, actor=actor, verb="edit") as agreement:
            now = content_of(agreement)
            found = merge(_content_at(agreement, base), mine, now)
            if found.conflicts:
                raise TextsConflict(found.conflicts, found.values, _last_writer(agreement), agreement.version)
            _set(agreement, found.values)
        _keep_revision(agreement, actor)
    return agreement


def content_of(agreement: Agreement) -> dict[str, str]:
    """The texts and figures of an agreement as strings, as they are compared and kept."""
    return {field: _said(getattr(agreement, field)) for field in FIELDS}


def revisions_of(agreement: Agreement) -> list[AgreementRevision]:
    """Every stored state of the texts, newest first."""
    return list(agreement.revisions.order_by("-version"))


def _said(value: object) -> str:
    if isinstance(value, Decimal):
        return str(value.quantize(FEN))
    return "" if value is None else str(value)


def _content_at(agreement: Agreement, version: int) -> dict[str, str]:
    kept = agreement.revisions.filter(version__lte=version).order_by("-version").first()
    found: dict[str, str] = json.loads(kept.content) if kept is not None else content_of(agreement)
    return found


def _last_writer(agreement: Agreement) -> str:
    last = agreement.revisions.order_by("-version").first()
    return last.by_name if last is not None else ""


def _keep_revision(agreement: Agreement, actor: Actor) -> None:
    AgreementRevision.objects.create(
        agreement=agreement,
        version=agreement.version,
        content=json.dumps(content_of(agreement), ensure_ascii=False),
        by_name=actor.actor_name[:60],
    )


def _read(given: Mapping[str, object]) -> dict[str, str]:
    """The given fields in the form in which they are kept."""
    faults = Faults()
    found = {field: _normal(field, given[field], faults) for field in FIELDS if field in given}
    faults.stop()
    return found


def _normal(field: str, value: object, faults: Faults) -> str:
    text = tidy(_said(value)) if field not in TEXTS else _lines(_said(value))
    title = title_of(field)
    if field in TEXTS and len(text) > LONGEST:
        faults.add(field, _("%(title)s最多 %(most)d 个字。") % {"title": title, "most": LONGEST})
    if field == "agreed_amount" and text:
        amount = _amount(text)
        if amount is None:
            faults.add(field, _("金额应不小于零,且在合理范围内。"), "range")
            return text
        return str(amount)
    if field == "copies" and not (text.isdigit() and 1 <= int(text) <= MOST_COPIES):
        faults.add(field, _("份数应在 1 到 %(most)d 之间。") % {"most": MOST_COPIES}, "range")
    if field == "difficulty" and text not in Agreement.Difficulty.values:
        faults.add(field, _("请从列表中选择一项。"), "unknown")
    if field == "agreed_on" and text:
        try:
            date.fromisoformat(text)
        except ValueError:
            faults.add(field, _("日期应如 2026-06-30。"))
    return text


def _lines(text: str) -> str:
    return "\n".join(line.rstrip() for line in text.replace("\r\n", "\n").strip().split("\n"))


def _amount(text: str) -> Decimal | None:
    try:
        amount = Decimal(text.replace(",", ""))
    except InvalidOperation:
        return None
    return amount.quantize(FEN) if amount.is_finite() and 0 <= amount <= MOST_MONEY else None


def _set(agreement: Agreement, values: Mapping[str, str]) -> None:
    for field, text in values.items():
        if field == "agreed_amount":
            agreement.agreed_amount = Decimal(text) if text else None
        elif field == "agreed_on":
            agreement.agreed_on = date.fromisoformat(text) if text else None
        elif field == "copies":
            agreement.copies = int(text)
        else:
            setattr(agreement, field, text)


def void_agreement(actor: Actor, *, agreement_id: UUID, reason: str, seen: int | None = None) -> Agreement:
    """Give up a draft, or one that nobody will sign; it stays readable.

    Raises:
        Invalid: no reason. WrongState: it is in force.
    """
    if not reason.strip():
        raise Invalid(_("请填写理由,让后续办理的人看得明白。"), field="reason", code="required")
    with change(Agreement, agreement_id, actor=actor, verb="void", seen=seen) as agreement:
        agreement.state, agreement.void_reason = A.VOIDED, reason.strip()[:300]
        agreement.note(agreement.void_reason)
    return agreement


# --- what will be owed ------------------------------------------------------------------------------------------------


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


@dataclass(frozen=True, slots=True)
class Change:
    """One text as a revision changed it."""

    title: str
    before: str
    after: str


def compared(agreement: Agreement) -> list[tuple[AgreementRevision, list[Change]]]:
    """Every revision, newest first, with what it changed in the one before."""
    found: list[tuple[AgreementRevision, list[Change]]] = []
    before: dict[str, str] = {}
    for one in agreement.revisions.order_by("version"):
        now: dict[str, str] = json.loads(one.content)
        changes = [
            Change(title_of(field), before.get(field, ""), text)
            for field, text in now.items()
            if before.get(field, "") != text
        ]
        found.append((one, changes))
        before = now
    return found[::-1]
