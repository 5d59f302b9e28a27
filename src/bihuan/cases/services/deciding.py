"""Keeping what was decided beside what had been proposed: the examples triage learns from."""

from bihuan.cases.models import Case, TriageDecision
from bihuan.cases.thinking.answers import Proposal
from bihuan.kernel import clock
from bihuan.platform.actors import Actor
from bihuan.platform.change import change, create


def remember_decision(actor: Actor, case: Case, proposal: Proposal | None, *, automatic: bool = False) -> None:
    """Write or replace the decision on a case as it now stands. Without a proposal what was proposed before stays.

    To be called within the change of the case, after its fields are set; two statements and the audit entry.
    """
    there = TriageDecision.objects.filter(case=case).first()
    if there is None:
        made = TriageDecision(case=case, town_id=case.town_id)
        _fill(made, actor, case, proposal, automatic)
        create(made, actor=actor, verb="confirm")
        return
    with change(TriageDecision, there.pk, actor=actor, verb="confirm") as decision:
        _fill(decision, actor, case, proposal, automatic)


def _fill(decision: TriageDecision, actor: Actor, case: Case, proposal: Proposal | None, automatic: bool) -> None:
    decision.by_id, decision.automatic, decision.decided_at = actor.actor_id, automatic, clock.now()
    if proposal is not None:
        category, office, urgency = proposal.category, proposal.office, proposal.urgency
        decision.model_id = proposal.model
        decision.proposed_category = category.value if category else None
        decision.confidence = category.confidence if category else None
        decision.proposed_office = office.value if office else None
        decision.proposed_urgency = urgency.value if urgency else ""
    decision.category_id, decision.office_id, decision.urgency = case.category_id, case.office_id, case.urgency
    decision.followed = decision.category_id is not None and decision.category_id == decision.proposed_category_id
