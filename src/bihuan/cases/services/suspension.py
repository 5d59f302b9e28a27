"""Suspension: asked for with a reason and an end, approved by somebody else; the clock stands from the asking on."""

from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext as _

from bihuan.cases import limits
from bihuan.cases.events import CaseResumed, SuspensionAsked, SuspensionDecided
from bihuan.cases.models import Case, CasePause, State
from bihuan.cases.refusals import open_pause
from bihuan.cases.services.moving import moving
from bihuan.kernel import clock
from bihuan.kernel.errors import Invalid
from bihuan.kernel.worktime import Budget, Unit, due
from bihuan.platform.actors import SYSTEM, Actor
from bihuan.platform.change import change, create


def ask_suspension(
    actor: Actor, *, case_id: UUID, reason: str, until: datetime | None, seen: int | None = None
) -> CasePause:
    """Ask to let the clock stand until `until`.

    Raises:
        Invalid: no reason; no end, one in the past, or beyond the county's maximum in working days.
        WrongState: one is asked for already, or the stage is overdue already.
    """
    with moving("ask_suspension", actor=actor, case_id=case_id, seen=seen, reason=reason, until=until) as case:
        assert until is not None  # asked for
        _check_end(until)
        case.note(reason.strip())
        pause = create(
            CasePause(
                case=case, reason=reason.strip(), asked_by_id=actor.actor_id, until=until, created_at=clock.now()
            ),
            actor=actor,
            verb="ask_suspension",
        )
        case.tell(SuspensionAsked.of(case, actor.actor_id, reason=pause.reason))
    return pause


def _check_end(until: datetime) -> None:
    at = clock.now()
    if until <= at:
        raise Invalid(_("挂起的截止时间应晚于现在。"), field="until", code="past")
    longest = due(at, Budget(settings.MAX_SUSPENSION_DAYS, Unit.WORKING_DAYS), limits.calendar()).at
    if longest is not None and until > longest:
        raise Invalid(
            _("挂起最长不超过%(days)d个工作日,请把截止时间提前。") % {"days": settings.MAX_SUSPENSION_DAYS},
            field="until",
            code="too_long",
        )


def approve_suspension(actor: Actor, *, case_id: UUID, decision: str = "", seen: int | None = None) -> Case:
    """Let the clock stand, counted from when it was asked for, so that waiting for the approver costs nobody time.

    Since it is refused to ask when overdue, no case is overdue at the moment it resumes.
    """
    with moving("approve_suspension", actor=actor, case_id=case_id, seen=seen) as case:
        asked = _asked(case)
        if asked.until <= clock.now():
            raise Invalid(_("申请的挂起截止时间已过,请让申请人重新申请。"), field="until", code="past")
        with change(CasePause, asked.pk, actor=actor, verb="approve_suspension") as pause:
            pause.state, pause.started_at = CasePause.State.APPROVED, pause.created_at
            pause.approver_id, pause.decision = actor.actor_id, decision.strip()[:300]
        case.note(decision.strip())
        case.tell(
            SuspensionDecided.of(case, actor.actor_id, State.SUSPENDED, approved=True, asked_by=asked.asked_by_id)
        )
    return case


def refuse_suspension(actor: Actor, *, case_id: UUID, reason: str, seen: int | None = None) -> Case:
    """Decline to let the clock stand, with a reason."""
    with moving("refuse_suspension", actor=actor, case_id=case_id, seen=seen, reason=reason) as case:
        asked = _asked(case)
        with change(CasePause, asked.pk, actor=actor, verb="refuse_suspension") as pause:
            pause.state, pause.approver_id, pause.decision = CasePause.State.REFUSED, actor.actor_id, reason.strip()
        case.note(reason.strip())
        case.tell(SuspensionDecided.of(case, actor.actor_id, approved=False, asked_by=asked.asked_by_id))
    return case


def resume_case(actor: Actor, *, case_id: UUID, seen: int | None = None) -> Case:
    """Go on handling; what was left of each limit is left still."""
    with moving("resume", actor=actor, case_id=case_id, seen=seen) as case:
        suspended = _asked(case)
        with change(CasePause, suspended.pk, actor=actor, verb="resume") as pause:
            pause.state, pause.ended_at = CasePause.State.ENDED, clock.now()
        case.tell(CaseResumed.of(case, actor.actor_id, State.HANDLING))
    return case


def _asked(case: Case) -> CasePause:
    found = open_pause(case)
    assert found is not None  # the life cycle refuses the step otherwise
    return found


def resume_those_due(limit: int = 200) -> int:
    """Resume every case whose suspension has reached its end; says how many. Safe to repeat."""
    over = CasePause.objects.filter(state=CasePause.State.APPROVED, until__lte=clock.now(), case__state=State.SUSPENDED)
    ids = list(over.order_by("until").values_list("case_id", flat=True)[:limit])
    for case_id in ids:
        resume_case(SYSTEM, case_id=case_id)
    return len(ids)
