"""What a dispute and its parties show of their agreements: amounts, last date, what was paid, whether it was kept."""

from decimal import Decimal
from uuid import UUID

from bihuan.kernel import clock
from bihuan.mediation.agreement_cycle import A, F
from bihuan.mediation.models import Agreement, AgreementForm, Dispute, FulfilmentItem, Party, Result
from bihuan.platform.actors import SYSTEM
from bihuan.platform.change import change

LIVE = (F.OPEN, F.FULFILLED, F.BREACHED)


def follow_agreements(dispute_id: UUID) -> None:
    """Bring the dispute's figures in line with its agreements in force; one without such an agreement stays as it is.

    Called within the transaction of the change. The dispute is locked before anything is summed, so that two payments at
    once do not each leave out the other.
    """
    dispute = Dispute.objects.select_for_update(of=("self",)).get(pk=dispute_id)
    agreements = list(Agreement.objects.filter(dispute_id=dispute_id, state=A.IN_FORCE).order_by("effective_on"))
    if not agreements:
        return
    items = list(FulfilmentItem.objects.filter(dispute_id=dispute_id).exclude(state__in=[F.PLANNED, F.VOIDED]))
    facts = _facts(dispute, agreements, items)
    if any(getattr(dispute, name) != value for name, value in facts.items()):
        with change(Dispute, dispute_id, actor=SYSTEM, verb="follow_agreement") as changed:
            for name, value in facts.items():
                setattr(changed, name, value)
    _shares(dispute_id, items)


def _facts(dispute: Dispute, agreements: list[Agreement], items: list[FulfilmentItem]) -> dict[str, object]:
    first, last = agreements[0], agreements[-1]
    assert first.effective_on is not None  # a constraint of the table
    written = any(one.form == Agreement.Form.WRITTEN for one in agreements)
    facts: dict[str, object] = {
        "result": Result.SETTLED,
        "agreement": AgreementForm.WRITTEN if written else AgreementForm.VERBAL,
    }
    if dispute.result != Result.SETTLED or dispute.concluded_on is None:
        facts["concluded_on"] = first.effective_on
        facts["confirmed"] = False
    live = [one for one in items if one.state in LIVE]
    if not live:
        # Nothing stands written that could be ticked off: whoever mediated says how it went, as in the ledgers of old.
        return facts | {"agreed_amount": last.agreed_amount}
    money = sum((one.amount for one in live if one.amount is not None), Decimal(0))
    replaced = sum((one.paid for one in items if one.state == F.REPLACED), Decimal(0))
    due = max(one.due_on for one in live)
    return facts | {
        "agreed_amount": money + replaced if money + replaced else last.agreed_amount,
        "fulfil_by": due,
        "recovered": sum((one.paid for one in items), Decimal(0)),
        "fulfilled": _kept(live),
    }


def _kept(live: list[FulfilmentItem]) -> bool | None:
    """True when all is done, False when something was broken or the last date has passed, None before."""
    if all(one.state == F.FULFILLED for one in live):
        return True
    if any(one.state == F.BREACHED for one in live) or max(one.due_on for one in live) < clock.today():
        return False
    return None


def _shares(dispute_id: UUID, items: list[FulfilmentItem]) -> None:
    """What each party has been paid."""
    got: dict[UUID, Decimal] = {}
    for one in items:
        if one.payee_id is not None and one.amount is not None:
            got[one.payee_id] = got.get(one.payee_id, Decimal(0)) + one.paid
    for party in Party.objects.filter(dispute_id=dispute_id, pk__in=got):
        if (party.paid or Decimal(0)) != got[party.pk]:
            with change(Party, party.pk, actor=SYSTEM, verb="follow_agreement") as changed:
                changed.paid = got[party.pk]


def in_force(dispute_id: UUID) -> bool:
    """Whether an agreement record stands behind the dispute's figures."""
    return Agreement.objects.filter(dispute_id=dispute_id, state=A.IN_FORCE).exists()


def has_items(dispute_id: UUID) -> bool:
    """Whether what is owed stands item by item."""
    return FulfilmentItem.objects.filter(dispute_id=dispute_id, state__in=LIVE).exists()
