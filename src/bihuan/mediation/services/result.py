"""How a mediation ended, and whether what was agreed was done."""

from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from bihuan.cases import services as cases
from bihuan.cases.models import Case, Outcome, State
from bihuan.cases.policies import HANDLE
from bihuan.kernel import clock
from bihuan.kernel.errors import Fault, Invalid
from bihuan.mediation.models import AgreementForm, Dispute, Result
from bihuan.mediation.services.following import has_items, in_force
from bihuan.mediation.services.register import MOST_MONEY
from bihuan.platform.actors import Actor
from bihuan.platform.change import change
from bihuan.platform.policies import policy_of

OUTCOMES = {
    Result.SETTLED: Outcome.SOLVED,
    Result.FAILED: Outcome.EXPLAINED,
    Result.WITHDRAWN: Outcome.WITHDRAWN,
    Result.REFERRED: Outcome.NOT_OURS,
}


def record_result(
    actor: Actor,
    *,
    dispute_id: UUID,
    result: str,
    concluded_on: date | None = None,
    agreement: str = AgreementForm.NONE,
    agreed_amount: Decimal | None = None,
    fulfil_by: date | None = None,
    account: str = "",
    handed_to: str = "",
    seen: int | None = None,
) -> Dispute:
    """How the mediation ended; when the case is in the actor's hands, it is declared finished with it (`account` its text).

    Raises:
        Invalid: an unknown result; a day in the future; an agreement without settlement; nothing written of how it went.
        NotAllowed, StaleRecord: see `platform.change`.
    """
    _check_result(result, concluded_on, agreement, agreed_amount, fulfil_by)
    with transaction.atomic():
        with change(Dispute, dispute_id, actor=actor, verb="record_result", seen=seen) as dispute:
            dispute.result, dispute.confirmed = result, False
            dispute.concluded_on = (concluded_on or clock.today()) if result != Result.PENDING else None
            if result != Result.SETTLED or not in_force(dispute.pk):  # else the agreement itself says all this
                dispute.agreement, dispute.agreed_amount, dispute.fulfil_by = agreement, agreed_amount, fulfil_by
            dispute.note(account.strip())
        case = dispute.case
        handles = case.state == State.HANDLING and policy_of(Case).allows(actor, HANDLE, case)
        if result != Result.PENDING and handles:
            cases.finish_case(
                actor, case_id=case.pk, outcome=OUTCOMES[Result(result)], result_text=account, handed_to=handed_to
            )
    return dispute


def _check_result(
    result: str, concluded_on: date | None, agreement: str, agreed_amount: Decimal | None, fulfil_by: date | None
) -> None:
    faults = []
    if result not in Result.values:
        faults.append(Fault(_("没有这个选项,请重新选择。"), "result", "unknown"))
    if agreement not in AgreementForm.values:
        faults.append(Fault(_("没有这个选项,请重新选择。"), "agreement", "unknown"))
    if concluded_on is not None and concluded_on > clock.today():
        faults.append(Fault(_("调结日期不能晚于今天。"), "concluded_on", "future"))
    if result != Result.SETTLED and (agreement != AgreementForm.NONE or agreed_amount or fulfil_by):
        faults.append(Fault(_("只有调解成功才有协议,请核对结果与协议内容。"), "agreement", "without_settlement"))
    if agreed_amount is not None and not 0 <= agreed_amount <= MOST_MONEY:
        faults.append(Fault(_("金额应不小于零,且在合理范围内。"), "agreed_amount", "range"))
    if faults:
        raise Invalid.of(faults)


def record_fulfilment(
    actor: Actor, *, dispute_id: UUID, fulfilled: bool | None, recovered: Decimal = Decimal(0), seen: int | None = None
) -> Dispute:
    """What was really paid and whether the whole agreement is fulfilled (None: not known yet).

    Raises:
        Invalid: no agreement, or more or less than can be paid.
    """
    with change(Dispute, dispute_id, actor=actor, verb="record_fulfilment", seen=seen) as dispute:
        if dispute.result != Result.SETTLED:
            raise Invalid(_("调解成功后才能登记履行情况。"), field="fulfilled", code="not_settled")
        if has_items(dispute.pk):
            raise Invalid(
                _("这件纠纷的协议已列明履行事项,请到协议里逐项登记履行。"), field="fulfilled", code="itemised"
            )
        if not 0 <= recovered <= MOST_MONEY:
            raise Invalid(_("金额应不小于零,且在合理范围内。"), field="recovered", code="range")
        dispute.fulfilled, dispute.recovered = fulfilled, recovered
        if fulfilled is not None and dispute.fulfil_by is None:
            dispute.fulfil_by = clock.today()
    return dispute
