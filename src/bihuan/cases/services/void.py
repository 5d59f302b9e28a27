"""Voiding with a reason, and erasing the personal part while the case and its counts remain."""

from uuid import UUID

from bihuan.cases.events import CaseVoided
from bihuan.cases.find import index_case
from bihuan.cases.models import Case, CasePause, Revisit, State
from bihuan.cases.refusals import open_pause, open_revisit
from bihuan.cases.services.moving import moving
from bihuan.kernel import clock
from bihuan.platform.actors import SYSTEM, Actor
from bihuan.platform.change import change


def void_case(actor: Actor, *, case_id: UUID, reason: str, seen: int | None = None) -> Case:
    """The matter should not have been registered (test, mistake, twice); it stays readable and counts nowhere."""
    with moving("void", actor=actor, case_id=case_id, seen=seen, reason=reason) as case:
        case.void_reason = reason.strip()
        case.note(case.void_reason)
        _close_side_work(case)
        case.tell(CaseVoided.of(case, actor.actor_id, State.VOIDED, reason=case.void_reason))
    return case


def _close_side_work(case: Case) -> None:
    pause, revisit = open_pause(case), open_revisit(case)
    if pause is not None:
        with change(CasePause, pause.pk, actor=SYSTEM, verb="lapse") as lapsed:
            lapsed.state, lapsed.ended_at = CasePause.State.ENDED, clock.now()
    if revisit is not None:
        with change(Revisit, revisit.pk, actor=SYSTEM, verb="drop") as dropped:
            dropped.state, dropped.done_at = Revisit.State.UNREACHED, clock.now()


def erase_reporter(actor: Actor, *, case_id: UUID, reason: str) -> Case:
    """Erase who reported a case that has left the loop (personal information law); number, text and counts remain."""
    with moving("erase", actor=actor, case_id=case_id, reason=reason) as case:
        case.reporter_name, case.reporter_phone = "", ""
        case.reporter, case.household, case.anonymous = None, None, True
        case.content_mark = ""
        case.note(reason.strip())
        index_case(case)
    return case
