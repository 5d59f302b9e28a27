"""The ledgers of past years: brought in as a whole, taken back as a whole."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from bihuan.cases import services as cases
from bihuan.cases.models import Case, CaseKind, Channel, State
from bihuan.kernel import clock
from bihuan.kernel.errors import Invalid
from bihuan.mediation.find import entry_of
from bihuan.mediation.models import AgreementForm, Dispute, Result
from bihuan.mediation.services.register import first_parties, titled
from bihuan.mediation.services.result import OUTCOMES
from bihuan.orgs.models import Area, Staff
from bihuan.platform.actors import SYSTEM, Actor
from bihuan.platform.behind import all_or_none
from bihuan.platform.bulk import insert_many
from bihuan.platform.change import change, create_many
from bihuan.platform.drafts import draft
from bihuan.platform.models import SearchEntry

MORNING = 9  # a ledger knows the day only; matters of the past stand at nine in the morning


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
    with all_or_none():
        beside = cases.record_past_cases(actor, [_past_case(row) for row in rows])
        moment = clock.now()
        disputes = [_past(row, case, moment) for row, case in zip(rows, beside, strict=True)]
        create_many(disputes, actor=actor, verb="import")
        create_many([party for dispute in disputes for party in first_parties(dispute)], actor=actor, verb="import")
        insert_many([entry_of(dispute) for dispute in disputes])
    return disputes


def _past_case(row: PastDispute) -> cases.PastCase:
    concluded = row.result != Result.PENDING
    open_state = State.HANDLING if row.mediator is not None else State.ACCEPTED
    return cases.PastCase(
        kind=CaseKind.DISPUTE, area=row.area, title=titled(row.kind, row.area), text=row.summary, channel=row.channel,
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
    return draft(
        Dispute, case=case, kind=row.kind, town=case.town, area=row.area, area_path=row.area.path, day=row.day,
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
