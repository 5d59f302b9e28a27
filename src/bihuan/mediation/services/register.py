"""Taking in a dispute: beside a new case, or beside one that was reported otherwise."""

from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from bihuan.cases import services as cases
from bihuan.cases.models import Case, CaseKind, Channel, Urgency
from bihuan.kernel import clock
from bihuan.kernel.errors import Fault, Invalid
from bihuan.kernel.reading.texts import tidy_name
from bihuan.mediation.find import index_dispute
from bihuan.mediation.models import Dispute, DisputeKind, Party
from bihuan.orgs.models import Area, Staff
from bihuan.platform.actors import Actor
from bihuan.platform.change import create, create_many
from bihuan.platform.drafts import draft

MOST_MONEY = Decimal("999999999999.99")


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
            actor, kind=CaseKind.DISPUTE, channel=channel, area=area, title=title or titled(kind, area), text=summary,
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
    create_many(first_parties(dispute), actor=actor, verb="register")
    index_dispute(dispute)
    return dispute


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


def first_parties(dispute: Dispute) -> list[Party]:
    """The two parties that the register itself names, not saved yet."""
    sides = [
        (Party.Side.APPLICANT, dispute.applicant, dispute.applicant_phone),
        (Party.Side.RESPONDENT, dispute.respondent, ""),
    ]
    return [draft(Party, dispute=dispute, side=side, name=name, phone=phone) for side, name, phone in sides if name]


def titled(kind: str, area: Area) -> str:
    """A title without anybody's name: the kind and where it is."""
    return f"{area.name}{DisputeKind(kind).label}" if kind in DisputeKind else ""
