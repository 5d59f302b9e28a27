"""Ending a meeting with its minutes, doing its tasks, taking on what a visit found."""

from uuid import UUID

from django.utils.translation import gettext as _

from bihuan.cases.models import Case, CaseKind, Channel
from bihuan.cases.policies import READ as READ_CASES
from bihuan.cases.services import report_case
from bihuan.kernel import clock
from bihuan.kernel.errors import Invalid, WrongState
from bihuan.mediation.models import AnalysisMeeting, AnalysisTask, DisputeKind, DragnetVisit
from bihuan.mediation.policies import EDIT
from bihuan.mediation.prevention.registers import watch
from bihuan.mediation.services import register_dispute
from bihuan.orgs.services.checks import Faults
from bihuan.platform.actors import Actor
from bihuan.platform.change import change
from bihuan.platform.policies import holds, visible

MOST_MINUTES = 10_000


def conclude(actor: Actor, *, pk: UUID, views: str, minutes: str, seen: int | None = None) -> AnalysisMeeting:
    """What was thought and decided; from now on figures and minutes stay.

    Raises:
        Invalid: no views (`views`) or no minutes (`minutes`).
        WrongState: concluded already.
    """
    faults = Faults()
    views = faults.text("views", views, _("研判意见"), most=MOST_MINUTES, required=True)
    minutes = faults.text("minutes", minutes, _("会议纪要"), most=MOST_MINUTES, required=True)
    faults.stop()
    with change(AnalysisMeeting, pk, actor=actor, verb="conclude", seen=seen) as meeting:
        if meeting.state == AnalysisMeeting.State.CONCLUDED:
            raise WrongState(_("已经形成纪要,不能再改;有新情况请另开一次。"))
        meeting.views, meeting.minutes, meeting.state = views, minutes, AnalysisMeeting.State.CONCLUDED
    return meeting


def finish_task(actor: Actor, *, pk: UUID, result: str, seen: int | None = None) -> AnalysisTask:
    """Report a task as done.

    Raises:
        Invalid: nothing written (`result`).
        WrongState: done or cancelled already.
    """
    faults = Faults()
    result = faults.text("result", result, _("完成情况"), most=500, required=True)
    faults.stop()
    with change(AnalysisTask, pk, actor=actor, verb="finish", seen=seen) as task:
        _expect_open(task)
        task.state, task.result, task.done_on = AnalysisTask.State.DONE, result, clock.today()
        watch(task)
        task.note(result)
    return task


def cancel_task(actor: Actor, *, pk: UUID, reason: str, seen: int | None = None) -> AnalysisTask:
    """Take a task back, with a reason."""
    faults = Faults()
    reason = faults.text("reason", reason, _("取消理由"), most=200, required=True)
    faults.stop()
    with change(AnalysisTask, pk, actor=actor, verb="cancel", seen=seen) as task:
        _expect_open(task)
        task.state, task.result = AnalysisTask.State.CANCELLED, reason
        watch(task)
        task.note(reason)
    return task


def _expect_open(task: AnalysisTask) -> None:
    if task.state != AnalysisTask.State.OPEN:
        raise WrongState(_("任务已经完成或取消,不能再改。"))


def open_case(actor: Actor, *, pk: UUID) -> Case:
    """What a visit found becomes a matter: with its dispute record where `actor` may write one, else a report to the desk.

    Raises:
        Invalid: the visit found nothing (`clue`).
        WrongState: it was taken on already.
    """
    with change(DragnetVisit, pk, actor=actor, verb="open_case") as visit:
        if visit.case_id is not None:
            raise WrongState(_("这条线索已经转为事项。"))
        if not visit.clue:
            raise Invalid(_("这次走访没有发现线索,请先补上线索。"), field="clue", code="required")
        person = visit.home or _("走访发现")
        if holds(actor, EDIT):
            kind = visit.kind or DisputeKind.OTHER
            case = register_dispute(
                actor, kind=kind, area=visit.area, applicant=person, summary=visit.clue, channel=Channel.GRID,
                people_involved=visit.people,
            ).case  # fmt: skip
        else:
            case = report_case(
                actor, kind=CaseKind.DISPUTE, channel=Channel.GRID, area=visit.area, text=visit.clue,
                reporter_name=person, people_involved=visit.people, household=visit.household,
            )  # fmt: skip
        visit.case = case
        visit.note(case.number)
    return case


def link_case(actor: Actor, *, pk: UUID, number: str) -> DragnetVisit:
    """What a visit found is known already: it is joined to the matter of that number.

    Raises:
        Invalid: no such matter that `actor` may see, or nothing was found (`number`, `clue`).
        WrongState: it was taken on already.
    """
    known = visible(Case, actor, READ_CASES).filter(number=number.strip()).first()
    if known is None:
        raise Invalid(_("没有找到这个办件编号,请核对后重填。"), field="number", code="unknown")
    with change(DragnetVisit, pk, actor=actor, verb="link_case") as visit:
        if visit.case_id is not None:
            raise WrongState(_("这条线索已经转为事项。"))
        if not visit.clue:
            raise Invalid(_("这次走访没有发现线索,请先补上线索。"), field="clue", code="required")
        visit.case = known
        visit.note(known.number)
    return visit
