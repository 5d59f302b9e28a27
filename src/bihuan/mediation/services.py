"""Writes of disputes: register beside a case, record result and fulfilment, bring in the ledgers of past years."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from bihuan.cases import services as cases
from bihuan.cases.models import Case, CaseKind, Channel, Outcome, State, Urgency
from bihuan.cases.policies import HANDLE
from bihuan.kernel import clock
from bihuan.kernel.errors import Fault, Invalid
from bihuan.kernel.reading.texts import tidy_name
from bihuan.mediation.find import entry_of, index_dispute
from bihuan.mediation.models import AgreementForm, Dispute, DisputeKind, Party, Result
from bihuan.orgs.models import Area, Staff
from bihuan.platform.actors import SYSTEM, Actor
from bihuan.platform.bulk import insert_many
from bihuan.platform.change import change, create, create_many
from bihuan.platform.models import SearchEntry
from bihuan.platform.policies import policy_of

MORNING = 9  # a ledger knows the day only; matters of the past stand at nine in the morning
MOST_MONEY = Decimal("999999999999.99")
OUTCOMES = {
    Result.SETTLED: Outcome.SOLVED,
    Result.FAILED: Outcome.EXPLAINED,
    Result.WITHDRAWN: Outcome.WITHDRAWN,
    Result.REFERRED: Outcome.NOT_OURS,
}


def register_dispute(
    actor: Actor,
    *,
    kind: str,
    area: Area,
    applicant: str,
    respondent: str = "",
    applicant_phone: str = "",
    summary: str = "",
    channel: str = Channel.WALK_IN,
    title: str = "",
    place: str = "",
    urgency: str = Urgency.NORMAL,
    amount: Decimal | None = None,
    people_involved: int | None = None,
    mediator: Staff | None = None,
    mediator_name: str = "",
    case_id: UUID | None = None,
) -> Dispute:
    """Take in a dispute: its case (the loop) and its record (the mediation) in one transaction.

    Sending the same `case_id` with the same content again gives the same dispute.

    Raises:
        Invalid: a fault for each field that cannot be taken.
        NotAllowed: `actor` may not register disputes here.
        Conflict: see `cases.services.report_case`.
    """
    _check(kind, applicant, {"amount": amount})
    with transaction.atomic():
        case = cases.report_case(
            actor, kind=CaseKind.DISPUTE, channel=channel, area=area, title=title or _titled(kind, area), text=summary,
            place=place, urgency=urgency, reporter_name=applicant, reporter_phone=applicant_phone,
            people_involved=people_involved, case_id=case_id,
        )  # fmt: skip
        there = Dispute.objects.filter(case=case).first() if case_id is not None else None
        return there or _beside(
            actor, case, kind=kind, respondent=respondent, amount=amount, mediator=mediator, mediator_name=mediator_name
        )


def describe_case(
    actor: Actor,
    *,
    case_id: UUID,
    kind: str,
    respondent: str = "",
    amount: Decimal | None = None,
    mediator: Staff | None = None,
) -> Dispute:
    """Add the dispute record to a case that was reported otherwise (by a resident, a grid worker, the hotline).

    Raises:
        Invalid: the case is no dispute, or has its record already.
    """
    _check(kind, "-", {"amount": amount})
    with transaction.atomic():
        case = Case.objects.select_for_update(of=("self",)).select_related("area", "town").get(pk=case_id)
        if case.kind != CaseKind.DISPUTE:
            raise Invalid(_("只有纠纷类事项才能登记调解信息,请先调整事项类型。"), field="kind", code="not_a_dispute")
        if Dispute.objects.filter(case=case).exists():
            raise Invalid(_("这件事项已经登记了调解信息。"), field="case", code="there_already")
        return _beside(
            actor, case, kind=kind, respondent=respondent, amount=amount, mediator=mediator, mediator_name=""
        )


def _beside(
    actor: Actor,
    case: Case,
    *,
    kind: str,
    respondent: str,
    amount: Decimal | None,
    mediator: Staff | None,
    mediator_name: str,
) -> Dispute:
    dispute = Dispute(
        case=case, kind=kind, town=case.town, area=case.area, area_path=case.area_path,
        day=clock.local(case.reported_at).date(), applicant=case.reporter_name or _("未具名"),
        applicant_phone=case.reporter_phone, respondent=tidy_name(respondent)[:80], summary=case.text, mediator=mediator,
        mediator_name=mediator.name if mediator else tidy_name(mediator_name)[:40], amount=amount, created_at=clock.now(),
    )  # fmt: skip
    create(dispute, actor=actor, verb="register")
    create_many(_parties(dispute), actor=actor, verb="register")
    index_dispute(dispute)
    return dispute


def _parties(dispute: Dispute) -> list[Party]:
    sides = [
        (Party.Side.APPLICANT, dispute.applicant, dispute.applicant_phone),
        (Party.Side.RESPONDENT, dispute.respondent, ""),
    ]
    return [Party(dispute=dispute, side=side, name=name, phone=phone) for side, name, phone in sides if name]


def _titled(kind: str, area: Area) -> str:
    """A title without anybody's name: the kind and where it is."""
    return f"{area.name}{DisputeKind(kind).label}" if kind in DisputeKind.values else ""


def _check(kind: str, applicant: str, amounts: dict[str, Decimal | None]) -> None:
    faults = []
    if kind not in DisputeKind.values:
        faults.append(Fault(_("没有这个选项,请重新选择。"), "kind", "unknown"))
    if not applicant.strip():
        faults.append(Fault(_("请填写申请人。"), "applicant", "required"))
    for field, amount in amounts.items():
        if amount is not None and not 0 <= amount <= MOST_MONEY:
            faults.append(Fault(_("金额应不小于零,且在合理范围内。"), field, "range"))
    if faults:
        raise Invalid.of(faults)


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
        if not 0 <= recovered <= MOST_MONEY:
            raise Invalid(_("金额应不小于零,且在合理范围内。"), field="recovered", code="range")
        dispute.fulfilled, dispute.recovered = fulfilled, recovered
        if fulfilled is not None and dispute.fulfil_by is None:
            dispute.fulfil_by = clock.today()
    return dispute


@dataclass(frozen=True, slots=True)
class PastDispute:
    """A row of a ledger of the past. `confirmed` None: the town's own ledger stands for the confirmation of what it calls settled."""

    kind: str
    area: Area
    day: date
    applicant: str
    applicant_phone: str = ""
    respondent: str = ""
    summary: str = ""
    mediator: Staff | None = None
    mediator_name: str = ""
    amount: Decimal | None = None
    result: str = Result.PENDING
    concluded_on: date | None = None
    agreement: str = AgreementForm.NONE
    agreed_amount: Decimal | None = None
    fulfil_by: date | None = None
    fulfilled: bool | None = None
    recovered: Decimal = Decimal(0)
    confirmed: bool | None = None
    source_number: str = ""
    satisfied: bool | None = None
    channel: str = Channel.LEDGER


def register_past_disputes(actor: Actor, rows: Sequence[PastDispute]) -> list[Dispute]:
    """Write rows in order, each with its case, about a dozen statements for each 500.

    A concluded row gives a closed case; a pending one is in its mediator's hands, or on the desk when no account stands
    behind the name. No clock runs for any of them.

    Raises:
        NotAllowed: `actor` may not import disputes, or cases, there.
    """
    if not rows:
        return []
    with transaction.atomic():
        beside = cases.record_past_cases(actor, [_past_case(row) for row in rows])
        moment = clock.now()
        disputes = [_past(row, case, moment) for row, case in zip(rows, beside, strict=True)]
        create_many(disputes, actor=actor, verb="import")
        create_many([party for dispute in disputes for party in _parties(dispute)], actor=actor, verb="import")
        insert_many([entry_of(dispute) for dispute in disputes])
    return disputes


def _past_case(row: PastDispute) -> cases.PastCase:
    concluded = row.result != Result.PENDING
    open_state = State.HANDLING if row.mediator is not None else State.ACCEPTED
    return cases.PastCase(
        kind=CaseKind.DISPUTE, area=row.area, title=_titled(row.kind, row.area), text=row.summary, channel=row.channel,
        reported_at=clock.instant(row.day, MORNING), reporter_name=row.applicant, reporter_phone=row.applicant_phone,
        state=State.CLOSED if concluded else open_state, handler=row.mediator, satisfied=row.satisfied,
        closed_at=_closed_at(row) if concluded else None, source_number=row.source_number,
        outcome=OUTCOMES[Result(row.result)] if concluded else "",
    )  # fmt: skip


def _closed_at(row: PastDispute) -> datetime:
    """Nine o'clock of the day it ended, but never before it began."""
    return max(clock.instant(row.concluded_on or row.day, MORNING), clock.instant(row.day, MORNING)) + timedelta(
        hours=1
    )


def _past(row: PastDispute, case: Case, moment: datetime) -> Dispute:
    settled, known = row.result == Result.SETTLED, row.fulfilled is not None
    concluded_on = (row.concluded_on or row.day) if row.result != Result.PENDING else None
    agreement = row.agreement if settled else AgreementForm.NONE
    if settled and known and agreement == AgreementForm.NONE:
        agreement = AgreementForm.UNSTATED  # what is said to be fulfilled or not was agreed, in whatever form
    return Dispute(
        case=case, kind=row.kind, town=case.town, area=row.area, area_path=row.area.path, day=row.day,
        applicant=row.applicant, applicant_phone=row.applicant_phone, respondent=row.respondent, summary=row.summary,
        mediator=row.mediator, mediator_name=row.mediator.name if row.mediator else row.mediator_name[:40],
        amount=row.amount, result=row.result, concluded_on=concluded_on, agreement=agreement,
        agreed_amount=row.agreed_amount if settled else None, fulfilled=row.fulfilled, recovered=row.recovered,
        # A ledger that states fulfilment without a date was written when the date had passed.
        fulfil_by=row.fulfil_by or (concluded_on if settled and known else None),
        confirmed=settled if row.confirmed is None else row.confirmed and settled, created_at=moment,
    )  # fmt: skip


def take_back_disputes(actor: Actor, *, dispute_ids: Sequence[UUID], reason: str) -> int:
    """Undo an import as a whole: void each dispute with its case; says how many. The rows stay readable in the audit trail.

    Raises:
        Invalid: no reason.
        NotAllowed: `actor` may not import disputes there.
    """
    if not reason.strip():
        raise Invalid(_("请填写理由,让后续办理的人看得明白。"), field="reason", code="required")
    with transaction.atomic():
        for dispute_id in dispute_ids:
            with change(Dispute, dispute_id, actor=actor, verb="undo_import") as dispute:
                dispute.voided_at = clock.now()
                dispute.note(reason.strip())
            cases.void_case(SYSTEM, case_id=dispute.case_id, reason=reason)
        SearchEntry.objects.filter(kind="dispute", object_id__in=list(dispute_ids)).delete()
    return len(dispute_ids)
