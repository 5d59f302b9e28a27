"""The return visit: up to three attempts at different times, the answer, and what follows from it; rating and reopening."""

import hmac
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from bihuan.cases.events import CaseDissatisfied, CaseRated, CaseReopened, RevisitAssigned
from bihuan.cases.models import Case, Merge, Revisit, RevisitAttempt, State
from bihuan.cases.policies import REVISIT
from bihuan.cases.refusals import handled_by_oneself, open_revisit
from bihuan.cases.services.moving import asked, moving
from bihuan.cases.services.verification import close_case
from bihuan.kernel import clock
from bihuan.kernel.errors import Invalid, NotFound, WrongState
from bihuan.orgs.models import Post, Staff
from bihuan.orgs.selectors.chains import line_paths
from bihuan.platform.actors import PUBLIC, Actor
from bihuan.platform.change import change
from bihuan.platform.policies import policy_of, table

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


def assign_revisit(actor: Actor, *, case_id: UUID, owner: Staff | None, reason: str, seen: int | None = None) -> Case:
    """Hand the open revisit on to somebody else who may make it: neither the handler, nor whoever did a task, nor the verifier.

    The attempts made so far stay, and so does the rule of the half-days.

    Raises:
        Invalid: nobody or no reason given; `owner` has it already or may not make it (field `owner`).
        WrongState: nothing to revisit, or `actor` handled the case.
    """
    with moving("assign_revisit", actor=actor, case_id=case_id, seen=seen, owner=owner, reason=reason.strip()) as case:
        revisit = _locked(case)
        assert owner is not None  # asked for
        refusal = not_to_revisit(case, owner)
        if refusal:
            raise Invalid(refusal, field="owner", code="may_not_revisit")
        if owner.pk == revisit.owner_id:
            raise Invalid(_("这件回访已经在%(name)s手上。") % {"name": owner.name}, field="owner", code="same")
        with change(Revisit, revisit.pk, actor=actor, verb="assign_revisit") as handed:
            handed.owner = owner
        case.note(_("转交 %(name)s 回访:%(reason)s") % {"name": owner.name, "reason": reason.strip()})
        case.tell(RevisitAssigned.of(case, actor.actor_id, owner_id=owner.pk))
    return case


def not_to_revisit(case: Case, person: Staff) -> str:
    """Why `person` may not make the revisit of `case`; empty when they may. One rule for the list and for the door."""
    if _took_part(case, person):
        return _("核查和回访须由未参与办理的人员进行。")
    if not person.is_active or not policy_of(Case).allows(person, REVISIT, case):
        return _("这位工作人员没有本事项的回访权限。")
    return ""


def _took_part(case: Case, person: Staff) -> bool:
    return person.pk == case.verifier_id or bool(handled_by_oneself(case, person))


def may_revisit(case: Case) -> list[Staff]:
    """Whom the open revisit can be handed on to: the desks above the case, without its present owner; one query."""
    there = open_revisit(case)
    posts = Post.objects.in_force(clock.today()).filter(
        role__in=list(table()[REVISIT]), area__path__in=line_paths(case.area_path)
    )
    people = Staff.objects.filter(pk__in=posts.values("staff_id"), is_active=True).order_by("name")
    return [one for one in people if not _took_part(case, one) and (there is None or one.pk != there.owner_id)]


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
