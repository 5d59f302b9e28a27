"""Giving a dispute to a mediator, giving it to another, and the written consent that an interested one needs."""

from typing import IO
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from bihuan.kernel import clock
from bihuan.kernel.errors import Invalid, WrongState
from bihuan.mediation.find import index_dispute
from bihuan.mediation.models import Assignment, Dispute, Party, Result
from bihuan.mediation.network.candidates import Candidate, candidates
from bihuan.mediation.network.policies import ASSIGN
from bihuan.orgs.services.checks import Faults
from bihuan.platform.actors import Actor
from bihuan.platform.change import change, create, guards
from bihuan.platform.files import store
from bihuan.platform.notify import tell
from bihuan.platform.policies import policy_of

CONSENT = 4  # characters that say who agreed and how


def assign_mediator(
    actor: Actor,
    *,
    dispute_id: UUID,
    mediator_id: UUID,
    reason: str = "",
    consent: str = "",
    paper: bytes | IO[bytes] | None = None,
    paper_name: str = "",
    seen: int | None = None,
) -> Assignment:
    """Give the dispute to a mediator; another one who had it gives it up, with the `reason`.

    Who has an interest in it is refused unless `consent` says how both parties agreed in writing; `paper` is its scan.

    Raises:
        Invalid: no mediator within reach (field `mediator`), away (`mediator`), a change without reason (`reason`), an
            interest without consent (`consent`).
        WrongState: concluded or voided, or in these hands already.
        NotAllowed, StaleRecord: from the write door.
    """
    with transaction.atomic():
        with change(Dispute, dispute_id, actor=actor, verb="assign", seen=seen) as dispute:
            if dispute.result != Result.PENDING:
                raise WrongState(_("这件纠纷已经调解终结,不能再指派调解员。"))
            chosen = _chosen(dispute, mediator_id)
            before = Assignment.objects.select_for_update().filter(dispute=dispute, ended_at=None).first()
            reason, consent = _checked(dispute, chosen, before, reason, consent)
            given = _assignment(actor, dispute, chosen, reason, consent)
            if paper is not None and chosen.interests:
                given.consent_paper = store(paper, name=paper_name, actor=actor)
            if before is not None:
                _end(actor, before, reason)
            dispute.mediator, dispute.mediator_name = chosen.mediator.staff, chosen.mediator.name
            dispute.note(_("指派调解员%(name)s") % {"name": chosen.mediator.name})
        create(given, actor=actor, verb="assign")
        index_dispute(dispute, parties=list(Party.objects.filter(dispute=dispute, withdrawn_at=None)))
        _tell(given, dispute, actor)
    return given


def _chosen(dispute: Dispute, mediator_id: UUID) -> Candidate:
    with override(settings.LANGUAGE_CODE):  # the reasons are kept for everybody
        found = next((one for one in candidates(dispute) if one.mediator.pk == mediator_id), None)
    if found is None:
        raise Invalid(
            _("没有找到这位调解员,或者他不在本乡镇和县级调委会任职,请重新选择。"), field="mediator", code="unknown"
        )
    if found.standing.away:
        words = {"name": found.mediator.name, "day": found.mediator.away_until}
        raise Invalid(_("%(name)s登记了暂不接案至 %(day)s,请另选一位。") % words, field="mediator", code="away")
    return found


def _checked(
    dispute: Dispute, chosen: Candidate, before: Assignment | None, reason: str, consent: str
) -> tuple[str, str]:
    """The reason and consent in one spelling, whatever is missing named beside its field."""
    if before is not None and before.mediator_id == chosen.mediator.pk:
        raise WrongState(_("这件纠纷已经由%(name)s调解。") % {"name": chosen.mediator.name})
    others = dispute.mediator_name and dispute.mediator_name != chosen.mediator.name
    faults = Faults()
    reason = faults.text("reason", reason, _("改派原因"), most=200, required=bool(before or others))
    consent = faults.text("consent", consent, _("双方书面同意情况"), most=200)
    if chosen.interests and len(consent) < CONSENT:
        message = _("%(name)s有回避事由:%(why)s双方书面同意由他调解的,请写明同意情况;否则请另选一位。")
        words = {"name": chosen.mediator.name, "why": "".join(chosen.interests)}
        faults.add("consent", message % words, "interested")
    faults.stop()
    return reason, consent if chosen.interests else ""


def _assignment(actor: Actor, dispute: Dispute, chosen: Candidate, reason: str, consent: str) -> Assignment:
    given = Assignment(
        mediator=chosen.mediator, by_id=actor.actor_id, place=chosen.place, score=chosen.score,
        reasons=list(chosen.reasons), concerns=list(chosen.concerns), interests=list(chosen.interests),
        reason=reason, consent=consent,
    )  # fmt: skip
    given.lay_beside(dispute)
    given.note(reason or consent)
    return given


def _end(actor: Actor, before: Assignment, reason: str) -> None:
    with change(Assignment, before.pk, actor=actor, verb="end") as ended:
        ended.ended_at, ended.end_reason = clock.now(), reason
        ended.note(reason)


def _tell(given: Assignment, dispute: Dispute, actor: Actor) -> None:
    staff_id = given.mediator.staff_id
    if staff_id is not None and staff_id != actor.actor_id:
        tell(
            staff_id,
            kind="mediation.assigned",
            title=_("有一件纠纷请您调解(%(number)s)") % {"number": dispute.case.number},
            text=f"{dispute.get_kind_display()}·{dispute.area.name}",
            url=f"/cases/{dispute.case_id}/mediation/",
            key=f"mediation.assigned:{given.pk}",
        )


@guards(Assignment)
def assignment_guard(given: Assignment, actor: Actor, verb: str) -> None:
    """Who may assign the dispute writes it down; what stands stays, only its end is added."""
    if verb not in {"assign", "end"}:
        raise WrongState(_("调解员指派没有“%(verb)s”这个操作。") % {"verb": verb})
    policy_of(Dispute).check(actor, ASSIGN, given.dispute)


def assignments_of(dispute: Dispute) -> list[Assignment]:
    """Who had the dispute, latest first; one query."""
    found = Assignment.objects.filter(dispute=dispute).select_related("mediator", "by", "mediator__committee")
    return list(found.order_by("-created_at", "-id"))
