"""A benefit work goes from plan to acceptance: begun, accepted with the residents' word, stopped for a reason, reopened."""

from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _

from bihuan.kernel import clock
from bihuan.kernel.errors import WrongState
from bihuan.orgs.services.checks import Faults
from bihuan.platform.actors import Actor
from bihuan.platform.change import change
from bihuan.visits.models import BenefitWork, WorkOpinion

State, Result = BenefitWork.State, WorkOpinion.Result


def begin_work(*, actor: Actor, pk: UUID, day: date | None, seen: int | None = None) -> BenefitWork:
    """Work has begun, or begun again after it was stopped.

    Raises:
        Invalid: no day, or one ahead (field `day`); WrongState; NotAllowed.
    """
    faults = Faults()
    _past(day, faults)
    faults.stop()
    with change(BenefitWork, pk, actor=actor, verb="begin_work", seen=seen) as work:
        work.state, work.started_on = State.UNDER_WAY, work.started_on or day
        work.stopped_on, work.stop_reason = None, ""
    return work


def accept_work(*, actor: Actor, pk: UUID, day: date | None, seen: int | None = None) -> BenefitWork:
    """The work is good: residents have said so, and those who found it unfit are fewer than those who found it fit.

    Raises:
        WrongState: no resident has said anything, or not more found it fit than unfit; Invalid (field `day`); NotAllowed.
    """
    faults = Faults()
    _past(day, faults)
    faults.stop()
    with change(BenefitWork, pk, actor=actor, verb="accept_work", seen=seen) as work:
        found = WorkOpinion.objects.filter(work=work, voided_at=None).values_list("result", flat=True)
        results = list(found)
        fit, unfit = results.count(Result.FIT), results.count(Result.UNFIT)
        if not results:
            raise WrongState(_("还没有居民验收意见,请先登记至少一位居民的意见再验收。"))
        if fit <= unfit:
            said = {"fit": fit, "unfit": unfit}
            raise WrongState(_("居民意见合格 %(fit)d 位、不合格 %(unfit)d 位,整改后再验收。") % said)
        if day is not None and work.started_on is not None and day < work.started_on:
            faults.add("day", _("验收日期不能早于实际开工。"), "order")
            faults.stop()
        work.state, work.accepted_on = State.ACCEPTED, day
    return work


def stop_work(*, actor: Actor, pk: UUID, reason: str, seen: int | None = None) -> BenefitWork:
    """It is not carried on, for a reason that everybody can read.

    Raises:
        Invalid: no reason (field `reason`); WrongState; NotAllowed.
    """
    reason = _reason(reason, _("停办原因"))
    with change(BenefitWork, pk, actor=actor, verb="stop_work", seen=seen) as work:
        work.state, work.stopped_on, work.stop_reason = State.STOPPED, clock.today(), reason
        work.note(reason)
    return work


def reopen_work(*, actor: Actor, pk: UUID, reason: str, seen: int | None = None) -> BenefitWork:
    """The acceptance is taken back; the work no longer counts until it is accepted again.

    Raises:
        Invalid: no reason (field `reason`); WrongState; NotAllowed.
    """
    reason = _reason(reason, _("撤回原因"))
    with change(BenefitWork, pk, actor=actor, verb="reopen_work", seen=seen) as work:
        work.state, work.accepted_on = State.UNDER_WAY, None
        work.note(reason)
    return work


def _past(day: date | None, faults: Faults) -> None:
    if day is None:
        faults.add("day", _("请选择日期。"), "required")
    elif day > clock.today():
        faults.add("day", _("日期不能晚于今天。"), "date")


def _reason(reason: str, title: str) -> str:
    faults = Faults()
    said = faults.text("reason", reason, title, most=200, required=True)
    faults.stop()
    return said
