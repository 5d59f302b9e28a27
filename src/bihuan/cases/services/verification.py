"""Verification by somebody who did not handle the case; what passes goes to the revisit, or closes when nobody can be asked."""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from bihuan.cases import limits
from bihuan.cases.events import CaseClosed, CaseReturned, CaseVerified
from bihuan.cases.models import Case, Outcome, Revisit, State
from bihuan.cases.policies import REVISIT
from bihuan.cases.services.moving import moving
from bihuan.kernel import clock
from bihuan.orgs.models import Staff
from bihuan.orgs.selectors import on_duty
from bihuan.platform.actors import SYSTEM, Actor
from bihuan.platform.change import create
from bihuan.platform.policies import policy_of


def verify_case(actor: Actor, *, case_id: UUID, note: str = "", seen: int | None = None) -> Case:
    """Confirm on the spot or by the evidence that what was declared is so.

    A revisit is set up with another owner; where there is nobody to ask (anonymous, no telephone, withdrawn), the case closes at once.

    Raises:
        WrongState: `actor` handled the case or one of its tasks.
    """
    with transaction.atomic():
        with moving("verify", actor=actor, case_id=case_id, seen=seen) as case:
            case.verifier_id = actor.actor_id
            case.verified_at = clock.now()
            case.note(note.strip())
            case.tell(CaseVerified.of(case, actor.actor_id, State.TO_REVISIT))
        if can_be_revisited(case):
            _set_up_revisit(case, actor)
            return case
        return close_case(SYSTEM, case_id=case.pk, note=_("匿名、无联系方式或已撤回,免回访"))


def return_case(actor: Actor, *, case_id: UUID, reason: str, seen: int | None = None) -> Case:
    """Not done as declared: back to the same handler, counted."""
    with moving("return", actor=actor, case_id=case_id, seen=seen, reason=reason) as case:
        case.returned_times += 1
        case.finished_at, case.outcome = None, ""
        case.note(reason.strip())
        case.tell(CaseReturned.of(case, actor.actor_id, State.HANDLING, reason=reason.strip()))
    return case


def close_case(actor: Actor, *, case_id: UUID, note: str = "", seen: int | None = None) -> Case:
    """The loop is closed; the parts of a joint case leave with it.

    Raises:
        WrongState: the revisit is still open.
    """
    with moving("close", actor=actor, case_id=case_id, seen=seen) as case:
        case.closed_at = clock.now()
        case.note(note.strip())
        limits.stop_all(list(case.parts.filter(state=State.MERGED).values_list("pk", flat=True)))
        case.tell(CaseClosed.of(case, actor.actor_id, State.CLOSED, outcome=case.outcome))
    return case


def can_be_revisited(case: Case) -> bool:
    """Whether there is somebody to ask."""
    return bool(case.reporter_phone) and not case.anonymous and case.outcome != Outcome.WITHDRAWN


def _set_up_revisit(case: Case, actor: Actor) -> Revisit:
    return create(Revisit(case=case, owner=_revisitor(case)), actor=actor, verb="verify")


def _revisitor(case: Case) -> Staff | None:
    """The first-contact owner if the revisit is theirs to make, else whoever is on duty; never handler or verifier.

    None leaves it to the desk.
    """
    duty = on_duty(case.area, work_kind=case.kind)
    for person in (case.first_contact, duty.staff if duty is not None else None):
        if person is None or person.pk in (case.handler_id, case.verifier_id):
            continue
        if policy_of(Case).allows(person, REVISIT, case):
            return person
    return None
