"""Mediated on the spot (当场调解): five answers become a dispute, its case through the loop, and the verbal agreement."""

from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from bihuan.cases import services as cases
from bihuan.cases.models import Case, Channel
from bihuan.cases.proposal import Matter, propose
from bihuan.kernel import clock
from bihuan.kernel.errors import WrongState
from bihuan.mediation.models import AgreementForm, Dispute, Result
from bihuan.mediation.services.register import register_dispute
from bihuan.mediation.services.result import record_result
from bihuan.mediation.services.signing import agree_verbally
from bihuan.orgs.models import Area, Office, Staff
from bihuan.orgs.selectors import offices_of
from bihuan.orgs.services.checks import Faults
from bihuan.platform.actors import SYSTEM
from bihuan.platform.change import change

WORDS = 2000


@dataclass(frozen=True, slots=True)
class OnTheSpot:
    """What somebody says who has just settled a quarrel; `terms` are the words of the verbal agreement."""

    kind: str
    area: Area | None
    applicant: str
    respondent: str
    summary: str
    terms: str
    applicant_phone: str = ""
    case_id: UUID | None = None


def settle_on_the_spot(actor: Staff, *, told: OnTheSpot) -> Dispute:
    """Register a dispute that `actor` has settled by word of mouth; it waits for somebody else to verify it.

    The case takes every step of the loop: the desk's are done by the system, which says so; verification and the revisit
    are not: they stay with people who did not mediate. Sending the same `case_id` again gives the same dispute.

    Raises:
        Invalid: a fault for each answer that is missing.
        NotAllowed: `actor` may not register disputes there.
        WrongState: a major matter, which nobody may settle on the spot without a conference.
    """
    faults = Faults()
    if told.area is None:
        faults.add("area", _("请选择发生在哪个村(社区)。"), "required")
    faults.name("applicant", told.applicant, _("申请人"), most=80)
    faults.name("respondent", told.respondent, _("被申请人"), most=80)
    summary = faults.text("summary", told.summary, _("纠纷简况"), most=WORDS, required=True)
    terms = faults.text("terms", told.terms, _("口头协议内容"), most=WORDS, required=True)
    faults.stop()
    assert told.area is not None  # asked for
    with transaction.atomic():
        dispute = register_dispute(
            actor, kind=told.kind, area=told.area, applicant=told.applicant, applicant_phone=told.applicant_phone,
            respondent=told.respondent, summary=summary, channel=Channel.GRID, mediator=actor, case_id=told.case_id,
        )  # fmt: skip
        if dispute.on_the_spot:
            return dispute  # the same sent again
        _refuse_major(dispute.case)
        with change(Dispute, dispute.pk, actor=actor, verb="correct") as marked:
            marked.on_the_spot = True
        _through_the_desk(actor, dispute)
        agree_verbally(actor, dispute_id=dispute.pk, terms=terms, facts=summary)
        return record_result(
            actor, dispute_id=dispute.pk, result=Result.SETTLED, concluded_on=clock.today(),
            agreement=AgreementForm.VERBAL, account=_("当场调解,达成口头协议:%(terms)s") % {"terms": terms},
        )  # fmt: skip


def _refuse_major(case: Case) -> None:
    """Many people or high risk: that is for the desk and a conference, however well the talk went."""
    signs = propose(Matter.of(case)).signs
    if signs:
        raise WrongState(
            _("这件事有重大复杂的迹象(%(why)s),不能当场了结。请按一般纠纷登记,由综治中心研判、召开联席会。")
            % {"why": signs[0].reason.rstrip("。")},
            code="major",
        )


def _through_the_desk(actor: Staff, dispute: Dispute) -> None:
    """Accepted, given to the mediator's own office (else the town's mediation committee), taken by whoever mediated."""
    office = _office_of(actor, dispute)
    why = {"rule": "on_the_spot", "text": _("%(name)s当场调解") % {"name": actor.name}}
    cases.accept_case(SYSTEM, case_id=dispute.case_id)
    cases.dispatch_case(SYSTEM, case_id=dispute.case_id, office=office, why=why)
    cases.take_case(SYSTEM, case_id=dispute.case_id, handler=actor)


def _office_of(actor: Staff, dispute: Dispute) -> Office | None:
    own = {post.office_id for post in actor.posts_held()}
    here = [one for one in offices_of(dispute.town) if one.town_id is not None]
    first = [one for one in here if one.pk in own] + [one for one in here if one.kind == Office.Kind.MEDIATION] + here
    return first[0] if first else None
