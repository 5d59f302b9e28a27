"""A need goes from hearing to meeting: answered by a programme, a work or a case, then met, withdrawn or opened again."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _

from bihuan.kernel import clock
from bihuan.kernel.errors import Invalid
from bihuan.orgs.services.checks import Faults
from bihuan.platform.actors import Actor
from bihuan.platform.change import change
from bihuan.visits.models import BenefitWork, Need
from bihuan.visits.services.matters import take_in
from bihuan.visits.work_registers import WORKS

State, Answer = Need.State, Need.Answer


@dataclass(frozen=True, slots=True)
class AnsweredBy:
    """What answers needs: a work by its key, a programme by key and title (whoever calls has seen it), or a new case."""

    by: str
    pk: UUID | None = None
    title: str = ""


def answer_need(*, actor: Actor, pk: UUID, answer: AnsweredBy, seen: int | None = None) -> Need:
    """Say what answers the need; by a case, the case is opened with what the household needs.

    Raises:
        Invalid: no such answer, a work that is over or lies in another town (field `answer`); WrongState; NotAllowed.
    """
    work = _work_of(actor, answer)
    with change(Need, pk, actor=actor, verb="answer_need", seen=seen) as need:
        if work is not None and work.town_id != need.town_id:
            raise Invalid(_("这项工程不在这一户所在的乡镇(街道)。"), field="answer", code="town")
        need.state, need.answer, need.answered_on = State.ANSWERED, answer.by, clock.today()
        need.work, need.programme_id, need.case = work, None, None
        if answer.by == Answer.CASE:
            case = take_in(need, actor)
            need.answer_title = case.number
        elif work is not None:
            need.answer_title = work.title
        else:
            need.programme_id, need.answer_title = answer.pk, answer.title[:120]
        need.note(need.answer_title)
    return need


def _work_of(actor: Actor, answer: AnsweredBy) -> BenefitWork | None:
    """The work that answers, None for another answer."""
    if answer.by not in Answer.values or (answer.by == Answer.PROGRAMME and not (answer.pk and answer.title)):
        raise Invalid(_("请选择由什么来回应。"), field="answer", code="required")
    if answer.by != Answer.WORK:
        return None
    found = (
        WORKS.rows(actor)
        .filter(pk__in=[answer.pk] if answer.pk else [])
        .exclude(state=BenefitWork.State.STOPPED)
        .first()
    )
    if found is None:
        raise Invalid(_("没有找到这项工程,或者它已经停办。"), field="answer", code="unknown")
    return found


def meet_need(*, actor: Actor, pk: UUID, day: date | None, seen: int | None = None) -> Need:
    """The household has what it needed, since `day`.

    Raises:
        Invalid: no day, one ahead, or one before the need was heard (field `day`); WrongState; NotAllowed.
    """
    faults = Faults()
    if day is None:
        faults.add("day", _("请选择日期。"), "required")
    elif day > clock.today():
        faults.add("day", _("日期不能晚于今天。"), "date")
    faults.stop()
    with change(Need, pk, actor=actor, verb="meet_need", seen=seen) as need:
        if day is not None and day < need.heard_on:
            faults.add("day", _("满足日期不能早于听到日期。"), "order")
            faults.stop()
        need.state, need.met_on = State.MET, day
    return need


def withdraw_need(*, actor: Actor, pk: UUID, reason: str, seen: int | None = None) -> Need:
    """The household needs it no longer.

    Raises:
        Invalid: no reason (field `reason`); WrongState; NotAllowed.
    """
    reason = _reason(reason)
    with change(Need, pk, actor=actor, verb="withdraw_need", seen=seen) as need:
        need.state = State.WITHDRAWN
        need.note(reason)
    return need


def reopen_need(*, actor: Actor, pk: UUID, reason: str, seen: int | None = None) -> Need:
    """What answered it did not help, or the household needs it again: it waits for an answer as before.

    Raises:
        Invalid: no reason (field `reason`); WrongState; NotAllowed.
    """
    reason = _reason(reason)
    with change(Need, pk, actor=actor, verb="reopen_need", seen=seen) as need:
        need.state, need.answer, need.answer_title = State.OPEN, "", ""
        need.work, need.programme_id, need.case = None, None, None
        need.answered_on, need.met_on = None, None
        need.note(reason)
    return need


def _reason(reason: str) -> str:
    faults = Faults()
    said = faults.text("reason", reason, _("原因"), most=200, required=True)
    faults.stop()
    return said
