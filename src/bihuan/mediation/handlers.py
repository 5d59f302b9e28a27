"""What follows for a dispute from what happens to its case, within the same transaction."""

from bihuan.cases.events import (
    CaseDissatisfied,
    CaseEvent,
    CaseFinished,
    CaseReopened,
    CaseReturned,
    CaseVerified,
    CaseVoided,
)
from bihuan.cases.models import CaseKind, Outcome
from bihuan.kernel import clock
from bihuan.mediation.models import AgreementForm, Dispute, Result
from bihuan.mediation.services.rewards import take_back_for_reopening
from bihuan.platform.actors import SYSTEM
from bihuan.platform.change import change
from bihuan.platform.events import on

RESULTS = {
    Outcome.SOLVED: Result.SETTLED,
    Outcome.EXPLAINED: Result.FAILED,
    Outcome.REFUSED: Result.FAILED,
    Outcome.UNREACHABLE: Result.FAILED,
    Outcome.WITHDRAWN: Result.WITHDRAWN,
    Outcome.NOT_OURS: Result.REFERRED,
}


def _dispute_of(event: CaseEvent) -> Dispute | None:
    return Dispute.objects.filter(case_id=event.case_id).first() if event.kind == CaseKind.DISPUTE else None


@on(CaseFinished, inline=True)
def conclude(event: CaseFinished) -> None:
    """Who finishes the case need not enter the result again; what `record_result` said before stands."""
    dispute, result = _dispute_of(event), RESULTS[Outcome(event.outcome)]
    if dispute is None or dispute.result == result:
        return
    with change(Dispute, dispute.pk, actor=SYSTEM, verb="conclude") as concluded:
        concluded.result, concluded.concluded_on, concluded.confirmed = result, clock.today(), False
        if result != Result.SETTLED:
            concluded.agreement, concluded.agreed_amount, concluded.fulfil_by = AgreementForm.NONE, None, None
            concluded.fulfilled = None


@on(CaseVerified, inline=True)
def confirm(event: CaseVerified) -> None:
    """Somebody who did not mediate has verified it, so a settlement counts."""
    dispute = _dispute_of(event)
    if dispute is not None and dispute.result == Result.SETTLED and not dispute.confirmed:
        with change(Dispute, dispute.pk, actor=SYSTEM, verb="confirm") as confirmed:
            confirmed.confirmed = True


def _doubt(event: CaseEvent) -> None:
    dispute = _dispute_of(event)
    if dispute is not None and dispute.confirmed:
        with change(Dispute, dispute.pk, actor=SYSTEM, verb="doubt") as doubted:
            doubted.confirmed = False


@on(CaseReturned, inline=True)
def doubt_returned(event: CaseReturned) -> None:
    _doubt(event)


@on(CaseDissatisfied, inline=True)
def doubt_dissatisfied(event: CaseDissatisfied) -> None:
    _doubt(event)
    _unreward(event)


@on(CaseReopened, inline=True)
def doubt_reopened(event: CaseReopened) -> None:
    _doubt(event)
    _unreward(event)


def _unreward(event: CaseEvent) -> None:
    """No reward for what did not hold; see `take_back_for_reopening`."""
    dispute = _dispute_of(event)
    if dispute is not None:
        take_back_for_reopening(dispute.pk, day=clock.today())


@on(CaseVoided, inline=True)
def void_with_case(event: CaseVoided) -> None:
    dispute = _dispute_of(event)
    if dispute is not None and dispute.voided_at is None:
        with change(Dispute, dispute.pk, actor=SYSTEM, verb="void") as voided:
            voided.voided_at = clock.now()
