"""The return visit: up to three attempts at different times, the answer, and what follows from it; rating and reopening."""

import hmac
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from bihuan.cases.events import CaseDissatisfied, CaseRated, CaseReopened
from bihuan.cases.models import Case, Merge, Revisit, RevisitAttempt, State
from bihuan.cases.refusals import open_revisit
from bihuan.cases.services.moving import asked, moving
from bihuan.cases.services.verification import close_case
from bihuan.kernel import clock
from bihuan.kernel.errors import Invalid, NotFound, WrongState
from bihuan.orgs.models import Staff
from bihuan.platform.actors import PUBLIC, Actor
from bihuan.platform.change import change

NOON = 12


def record_unreached(actor: Actor, *, case_id: UUID, remark: str = "", seen: int | None = None) -> Case:
    """One attempt without an answer. After the third, at three different half-days, the case closes without an opinion.

    Raises:
        WrongState: an attempt was made in this half-day already, or `actor` handled the case.
    """
    with transaction.atomic():
        with moving("revisit", actor=actor, case_id=case_id, seen=seen) as case:
            revisit = _locked(case)
            _another_time(revisit)
            _attempt(revisit, actor, reached=False, remark=remark)
            made = revisit.attempts.count()
            case.note(_("第%(number)d次回访未联系上") % {"number": made})
        if made < Revisit.MAX_ATTEMPTS:
            return case
        with change(Revisit, revisit.pk, actor=actor, verb="revisit") as done:
            done.state, done.done_at, done.owner_id = Revisit.State.UNREACHED, clock.now(), actor.actor_id
        return close_case(actor, case_id=case_id, note=_("三次回访未联系上"))


def record_revisit(
    actor: Actor,
    *,
    case_id: UUID,
    settled: bool,
    satisfied: bool,
    fulfilled: bool | None = None,
    remark: str = "",
    seen: int | None = None,
) -> Case:
    """What the reporter answered. Satisfied closes the case; dissatisfied or unsettled sends it back to its handler.

    Raises:
        Invalid: dissatisfied without saying with what (field `remark`).
        WrongState: nothing to revisit, or `actor` handled the case.
    """
    content = satisfied and settled
    if not content and not remark.strip():
        raise Invalid(_("群众不满意或问题未解决的,请记录具体意见。"), field="remark", code="required")
    with transaction.atomic():
        with moving("revisit", actor=actor, case_id=case_id, seen=seen) as case:
            revisit = _locked(case)
            _attempt(revisit, actor, reached=True, remark=remark)
            case.satisfied = satisfied
            case.note(remark.strip())
        with change(Revisit, revisit.pk, actor=actor, verb="revisit") as done:
            done.state = Revisit.State.SATISFIED if content else Revisit.State.DISSATISFIED
            done.settled, done.satisfied, done.fulfilled = settled, satisfied, fulfilled
            done.remark, done.done_at, done.owner_id = remark.strip()[:2000], clock.now(), actor.actor_id
        if content:
            return close_case(actor, case_id=case_id)
        return _handle_again(actor, case_id, remark.strip())


def _handle_again(actor: Actor, case_id: UUID, reason: str) -> Case:
    with moving("dissatisfied", actor=actor, case_id=case_id, reason=reason[:300]) as case:
        case.reopened_times += 1
        case.outcome, case.finished_at, case.verified_at, case.verifier = "", None, None, None
        case.note(reason)
        case.tell(CaseDissatisfied.of(case, actor.actor_id, State.HANDLING, reason=reason[:300]))
    return case


def _locked(case: Case) -> Revisit:
    found = open_revisit(case)
    assert found is not None  # the life cycle refuses the step otherwise
    return found


def _another_time(revisit: Revisit) -> None:
    if half_day(clock.now()) in {half_day(one.at) for one in revisit.attempts.all()}:
        raise WrongState(_("这半天已经联系过一次,请换个时间再联系。"), code="same_half_day")


def half_day(instant: datetime) -> tuple[date, bool]:
    """The local day and whether it is after noon: attempts must differ in it."""
    here = clock.local(instant)
    return here.date(), here.hour >= NOON


def _attempt(revisit: Revisit, actor: Actor, *, reached: bool, remark: str) -> None:
    RevisitAttempt.objects.create(
        revisit=revisit, at=clock.now(), by_id=actor.actor_id, reached=reached, remark=remark.strip()[:300]
    )


def assign_revisit(actor: Actor, *, revisit_id: UUID, owner: Staff) -> Revisit:
    """Give an open revisit to somebody else, who may not be the handler.

    Raises:
        Invalid: `owner` handled the case.
        WrongState: the revisit is done.
    """
    with change(Revisit, revisit_id, actor=actor, verb="assign_revisit") as revisit:
        if revisit.state != Revisit.State.OPEN:
            raise WrongState(_("没有待完成的回访。"))
        if owner.pk == revisit.case.handler_id:
            raise Invalid(_("核查和回访须由未参与办理的人员进行。"), field="owner", code="handler")
        revisit.owner = owner
    return revisit


def reopen_case(actor: Actor, *, case_id: UUID, reason: str, seen: int | None = None) -> Case:
    """Handle a closed case again, within 90 days, with a reason; without an office it goes back to the desk."""
    with moving("reopen", actor=actor, case_id=case_id, seen=seen, reason=reason) as case:
        case.reopened_times += 1
        case.state = State.HANDLING if case.office_id is not None else State.ACCEPTED
        case.outcome, case.closed_at, case.finished_at = "", None, None
        case.verified_at, case.verifier, case.satisfied, case.rating = None, None, None, None
        case.note(reason.strip())
        case.tell(CaseReopened.of(case, actor.actor_id, case.state, reason=reason.strip()))
    return case


def reporters_case(number: str, code: str) -> Case:
    """The case of a tracking number and code, compared in constant time.

    Raises:
        NotFound: the same answer for an unknown number and a wrong code.
    """
    case = Case.objects.select_related("area", "town", "merged_into").filter(number=number.strip().upper()).first()
    known = case.tracking_code if case is not None else "\0" * 8
    matches = hmac.compare_digest(known.encode(), code.strip().upper().encode("utf-8", "replace"))
    if case is None or not matches:
        raise NotFound(_("没有找到对应的事项,请核对编号和查询码。"), field="number", code="tracking")
    return case


def rate_by_reporter(*, number: str, code: str, rating: int, remark: str = "") -> Case:
    """The reporter's own rating, 1 to 5, of a closed case; can be changed until it is reopened.

    Raises:
        NotFound: see `reporters_case`.
        Invalid: not between 1 and 5.
        WrongState: not closed yet.
    """
    if not 1 <= rating <= 5:
        raise Invalid(_("请选择1到5分。"), field="rating", code="range")
    case_id = reporters_case(number, code).pk
    with moving("rate", actor=PUBLIC, case_id=case_id, rating=rating) as case:
        case.rating = rating
        if case.satisfied is None:
            case.satisfied = rating >= 3
        case.note(remark.strip()[:300])
        case.tell(CaseRated.of(case, None, rating=rating))
    return case


def reopen_by_reporter(*, number: str, code: str, reason: str) -> Case:
    """The reporter says that it is not done; the same rule and time as for staff. For a part of a joint case the whole is handled again.

    Raises:
        NotFound, Invalid, WrongState: see `reporters_case` and `reopen_case`.
    """
    case = reporters_case(number, code)
    asked("reopen", {"reason": reason.strip()})
    return reopen_case(PUBLIC, case_id=_whole_of(case), reason=reason)


def _whole_of(case: Case) -> UUID:
    """The joint case that carries this one on, or the case itself."""
    if case.state != State.MERGED:
        return case.pk
    merge = Merge.objects.filter(part=case, undone_at=None).first()
    return merge.whole_id if merge is not None else case.pk
