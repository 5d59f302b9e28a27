"""An agreement as its page and the panel of the dispute show it, gathered once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Prefetch

from bihuan.kernel import clock
from bihuan.mediation import agreement_selectors as selectors
from bihuan.mediation.agreement_cycle import A, C, F
from bihuan.mediation.contents import Gap, gaps
from bihuan.mediation.models import Agreement, FulfilmentItem, JudicialConfirmation, Party, Payment, Signature
from bihuan.mediation.policies import EDIT
from bihuan.mediation.services import signing
from bihuan.orgs.models import Staff
from bihuan.platform.policies import policy_of


@dataclass(frozen=True, slots=True)
class ItemShown:
    """One thing owed with what was paid of it; `late` in days, 0 when it is not."""

    item: FulfilmentItem
    late: int

    @property
    def owed(self) -> bool:
        """Whether it is still to be fulfilled."""
        return self.item.state in (F.OPEN, F.BREACHED)

    @property
    def tone(self) -> str:
        """How its state is coloured: a class of `state`."""
        if self.late or self.item.state == F.BREACHED:
            return "suspended"
        return {F.FULFILLED: "closed", F.REPLACED: "merged"}.get(F(self.item.state), "handling")


@dataclass(frozen=True, slots=True)
class ConfirmationShown:
    """The clock of the court's confirmation: days left (negative when over) and how much of the thirty is used, 0 to 100."""

    confirmation: JudicialConfirmation
    left: int
    share: int

    @property
    def open(self) -> bool:
        return self.confirmation.state == C.OPEN

    @property
    def tone(self) -> str:
        """calm, soon from the twentieth day on, late when over."""
        if self.left < 0:
            return "late"
        return "soon" if self.left <= 10 else "calm"


@dataclass(frozen=True, slots=True)
class AgreementShown:
    """Everything the page draws; `may` is whether the viewer writes it."""

    agreement: Agreement
    may: bool
    gaps: Sequence[Gap]
    items: Sequence[ItemShown]
    signatures: Sequence[Signature]
    waited: Sequence[Party]
    mediator_signed: bool
    confirmation: ConfirmationShown | None
    whole: bool

    @property
    def draft(self) -> bool:
        return self.agreement.state == A.DRAFT

    @property
    def signing(self) -> bool:
        return self.agreement.state == A.SIGNING

    @property
    def in_force(self) -> bool:
        return self.agreement.state == A.IN_FORCE

    @property
    def verbal(self) -> bool:
        return self.agreement.form == Agreement.Form.VERBAL

    @property
    def total(self) -> Decimal:
        """What the items come to in yuan."""
        return sum((one.item.amount for one in self.items if one.item.amount is not None), Decimal(0))

    @property
    def paid(self) -> Decimal:
        """What was paid in yuan."""
        return sum((one.item.paid for one in self.items), Decimal(0))

    @property
    def state_key(self) -> str:
        """The colour of the state, as the life cycle of cases colours its own."""
        return {A.DRAFT: "handling", A.SIGNING: "to_verify", A.IN_FORCE: "closed"}.get(
            A(self.agreement.state), "declined"
        )


def agreement_shown(viewer: Staff, agreement: Agreement) -> AgreementShown:
    """Gather it; a fixed number of queries whatever the number of items."""
    parties, signatures = signing.parties_of(agreement), signing.signatures_of(agreement)
    live = Payment.objects.filter(voided_at=None).select_related("receipt").order_by("paid_on")
    rows = FulfilmentItem.objects.filter(agreement=agreement).exclude(state=F.VOIDED).order_by("due_on", "number")
    items = list(rows.select_related("payer", "payee").prefetch_related(Prefetch("payments", live), "steps__by"))
    today = clock.today()
    draft = agreement.state == A.DRAFT
    return AgreementShown(
        agreement=agreement,
        may=agreement.dispute.voided_at is None
        and policy_of(type(agreement.dispute)).allows(viewer, EDIT, agreement.dispute),
        gaps=gaps(agreement, parties, items) if draft else (),
        items=[ItemShown(one, (today - one.due_on).days if one.overdue(today) else 0) for one in items],
        signatures=signatures,
        waited=signing.waited_for(agreement, parties, signatures) if agreement.state == A.SIGNING else (),
        mediator_signed=any(one.capacity == Signature.Capacity.MEDIATOR for one in signatures),
        confirmation=_clock(selectors.confirmation_of(viewer, agreement), today),
        whole=not agreement.frozen or signing.text_is_whole(agreement),
    )


def _clock(confirmation: JudicialConfirmation | None, today: date) -> ConfirmationShown | None:
    if confirmation is None:
        return None
    whole = (confirmation.last_day - confirmation.effective_on).days
    used = max(0, min(100, round(100 * (today - confirmation.effective_on).days / whole)))
    return ConfirmationShown(confirmation, (confirmation.last_day - today).days, used)
