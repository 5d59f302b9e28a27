"""The office's verbs: sign for it, send it back, first contact, hand over, finish; and the tasks of a split case."""

from uuid import UUID

from django.utils.translation import gettext as _

from bihuan.cases import deadlines, limits
from bihuan.cases.events import CaseFinished, CaseHandedOver, CaseSentBack, CaseTaken, TaskDone
from bihuan.cases.models import Case, CaseTask, Outcome, State
from bihuan.cases.refusals import open_pause
from bihuan.cases.responsibility import decider_for
from bihuan.cases.services.moving import moving
from bihuan.kernel import clock
from bihuan.kernel.errors import Fault, Invalid, WrongState
from bihuan.orgs.models import Staff
from bihuan.platform.actors import Actor
from bihuan.platform.change import change

JOINT_DECISION_FROM = 2  # send-backs


def take_case(actor: Actor, *, case_id: UUID, seen: int | None = None, handler: Staff | None = None) -> Case:
    """Sign for a dispatched case; whoever signs is its handler.

    The system alone signs for somebody else: for the `handler` who has done the work already.
    """
    with moving("take", actor=actor, case_id=case_id, seen=seen) as case:
        case.taken_at = clock.now()
        case.handler_id = handler.pk if handler is not None and actor.actor_id is None else actor.actor_id
        case.verifier = None
        case.tell(CaseTaken.of(case, actor.actor_id, State.HANDLING))
    return case


def send_back_case(actor: Actor, *, case_id: UUID, reason: str, seen: int | None = None) -> Case:
    """Return a dispatched case to the desk.

    From the second return on, the desk and the chain's next level decide together, so nothing is passed on for ever.

    Raises:
        NotAllowed: `actor` holds no handling post at the office the case was sent to.
        StaleRecord: somebody changed the case after version `seen`; carries what changed.
        Invalid: `reason` is empty (field `reason`).
    """
    with moving("send_back", actor=actor, case_id=case_id, seen=seen, reason=reason) as case:
        case.sent_back_times += 1
        case.office, case.handler, case.decided_office = None, None, None
        case.note(reason.strip())
        if case.sent_back_times >= JOINT_DECISION_FROM:
            case.decider = decider_for(case, case.sent_back_times)
        case.tell(
            CaseSentBack.of(
                case, actor.actor_id, State.ACCEPTED, reason=reason.strip(), times=case.sent_back_times,
                decider_id=case.decider_id,
            )
        )  # fmt: skip
    return case


def record_contact(actor: Actor, *, case_id: UUID, note: str, seen: int | None = None) -> Case:
    """Note the first contact with the reporter; ends its time limit."""
    with moving("contact", actor=actor, case_id=case_id, seen=seen, note=note) as case:
        case.contacted_at = clock.now()
        case.note(note.strip())
        limits.follow(case, case.state)
    return case


def hand_over_case(actor: Actor, *, case_id: UUID, handler: Staff | None, seen: int | None = None) -> Case:
    """Give the case to a colleague of the same office.

    Raises:
        Invalid: `handler` holds no post at the office of the case.
    """
    with moving("hand_over", actor=actor, case_id=case_id, seen=seen, handler=handler) as case:
        assert handler is not None  # asked for
        if case.office_id is None or all(post.office_id != case.office_id for post in handler.posts_held()):
            raise Invalid(_("只能转交给本单位的在岗人员。"), field="handler", code="other_office")
        case.handler = handler
        case.note(_("转交 %(name)s 办理") % {"name": handler.name})
        case.tell(CaseHandedOver.of(case, actor.actor_id, handler_id=handler.pk))
    return case


def finish_case(
    actor: Actor,
    *,
    case_id: UUID,
    outcome: str,
    result_text: str,
    legal_basis: str = "",
    handed_to: str = "",
    seen: int | None = None,
) -> Case:
    """Declare the handling finished, with an honest outcome; whoever declares it is the handler and will not verify it.

    Raises:
        Invalid: no outcome or result; refused without legal basis; not ours without saying who has it now.
        WrongState: open tasks; a hazard or finding without evidence of afterwards.
    """
    with moving("finish", actor=actor, case_id=case_id, seen=seen, outcome=outcome, result_text=result_text) as case:
        _check_outcome(outcome, result_text, legal_basis, handed_to)
        if open_pause(case) is not None:
            raise WrongState(_("挂起申请还在审批中,请先等待审批或撤回申请。"), code="suspension_asked")
        case.outcome, case.result_text = outcome, result_text.strip()
        case.legal_basis, case.handed_to = legal_basis.strip(), handed_to.strip()
        case.finished_at = clock.now()
        if actor.actor_id is not None:
            case.handler_id = actor.actor_id
        case.verifier = None
        case.note(case.result_text)
        case.tell(CaseFinished.of(case, actor.actor_id, State.TO_VERIFY, outcome=outcome))
    return case


def _check_outcome(outcome: str, result_text: str, legal_basis: str, handed_to: str) -> None:
    faults = []
    if outcome not in Outcome.values:
        faults.append(Fault(_("没有这个选项,请重新选择。"), "outcome", "unknown"))
    if outcome == Outcome.REFUSED and not legal_basis.strip():
        faults.append(Fault(_("依法不予支持的,请写明法律法规或政策依据。"), "legal_basis", "required"))
    if outcome == Outcome.NOT_OURS and not handed_to.strip():
        faults.append(Fault(_("非本级职责的,请写明已转交给哪个单位。"), "handed_to", "required"))
    for field, text, most in (
        ("result_text", result_text, 5000),
        ("legal_basis", legal_basis, 300),
        ("handed_to", handed_to, 120),
    ):
        if len(text.strip()) > most:
            faults.append(Fault(_("内容太长,请控制在%(count)d字以内。") % {"count": most}, field, "too_long"))
    if faults:
        raise Invalid.of(faults)


def finish_task(actor: Actor, *, task_id: UUID, result: str, seen: int | None = None) -> CaseTask:
    """Report one's office's task as done.

    Raises:
        Invalid: no result.
        WrongState: the task is no longer open.
        NotAllowed: `actor` handles neither the case nor matters of the task's office.
    """
    if not result.strip():
        raise Invalid(_("请写明完成情况。"), field="result", code="required")
    with change(CaseTask, task_id, actor=actor, verb="do_task", seen=seen) as task:
        if task.state != CaseTask.State.OPEN:
            raise WrongState(_("这项任务已经完成或取消。"))
        task.state, task.result, task.done_at = CaseTask.State.DONE, result.strip()[:5000], clock.now()
        task.assignee_id = actor.actor_id
        deadlines.settle(task, task.done_at)
        task.note(task.title)
        task.tell(TaskDone.of(task.case, actor.actor_id, task_id=task.pk))
    return task


def cancel_task(actor: Actor, *, task_id: UUID, reason: str, seen: int | None = None) -> CaseTask:
    """Take a task back, with a reason."""
    if not reason.strip():
        raise Invalid(_("请填写理由,让后续办理的人看得明白。"), field="reason", code="required")
    with change(CaseTask, task_id, actor=actor, verb="cancel_task", seen=seen) as task:
        if task.state != CaseTask.State.OPEN:
            raise WrongState(_("这项任务已经完成或取消。"))
        task.state = CaseTask.State.CANCELLED
        deadlines.drop(task)
        task.note(reason.strip())
    return task
