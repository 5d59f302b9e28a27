"""Why a verb is refused though the actor has the right: one small question each, named as the life cycle reads them."""

from datetime import timedelta

from django.utils.translation import gettext as _

from bihuan.cases.models import Case, CaseKind, CasePause, CaseTask, Channel, Evidence, Revisit, State
from bihuan.kernel import clock
from bihuan.platform.actors import Actor, PublicActor, SystemActor

REOPEN_WITHIN = timedelta(days=90)
SHOWN_AFTERWARDS = frozenset({CaseKind.HAZARD, CaseKind.FINDING})


def major_without_conference(case: Case, _actor: Actor) -> str:
    if case.major and not case.conference_done:
        return _("重大复杂事项须先召开联席会,明确牵头单位、任务和时限后才能分派。")
    return ""


def undecided(case: Case, _actor: Actor) -> str:
    if case.decider_id is not None and case.decided_office_id is None:
        return _("事项已被退件两次及以上,须先由会商决定人确定承办单位。")
    return ""


def not_the_decider(case: Case, actor: Actor) -> str:
    if case.decider_id is None or (actor.actor_id != case.decider_id and not isinstance(actor, SystemActor)):
        return _("只有本事项的会商决定人可以确定承办单位。")
    return ""


def carries_parts(case: Case, _actor: Actor) -> str:
    if any(part.state == State.MERGED for part in case.parts.all()):
        return _("已有其他事项并入本件,请先撤销并案。")
    return ""


def not_extendable(case: Case, actor: Actor) -> str:
    """The parties of a mediation extend it by agreeing, which the mediation records; a leader extends petitions alone."""
    if isinstance(actor, SystemActor) or case.channel == Channel.LETTER:
        return ""
    return _("只有信访事项可以由领导批准延期;纠纷经双方当事人同意后在调解台延长。")


def contacted_already(case: Case, _actor: Actor) -> str:
    return _("首次联系已经记录过。") if case.contacted_at is not None else ""


def open_tasks(case: Case, _actor: Actor) -> str:
    waiting = [task for task in case.tasks.all() if task.state == CaseTask.State.OPEN]
    if waiting:
        return _("还有 %(count)d 项协办任务未完成,全部完成后才能申报办结。") % {"count": len(waiting)}
    return ""


def without_evidence(case: Case, _actor: Actor) -> str:
    if case.kind not in SHOWN_AFTERWARDS:
        return ""
    shown = any(one.phase == Evidence.Phase.AFTER and one.voided_at is None for one in case.evidence.all())
    return "" if shown else _("隐患和督查问题须先上传处置后的照片或材料,才能申报办结。")


def handled_by_oneself(case: Case, actor: Actor) -> str:
    """Also asked of whoever did one of the tasks: nobody checks their own work."""
    own = actor.actor_id
    if own is not None and (own == case.handler_id or any(task.assignee_id == own for task in case.tasks.all())):
        return _("核查和回访须由未参与办理的人员进行。")
    return ""


def open_pause(case: Case) -> CasePause | None:
    """The suspension that is asked for or in force."""
    waiting = {CasePause.State.ASKED, CasePause.State.APPROVED}
    return next((pause for pause in case.pauses.all() if pause.state in waiting), None)


def suspension_asked_already(case: Case, _actor: Actor) -> str:
    return _("挂起申请正在审批中,请等待审批结果。") if open_pause(case) is not None else ""


def overdue_already(case: Case, _actor: Actor) -> str:
    if case.due_at is not None and case.due_at <= clock.now():
        return _("本环节已经超期,不能再申请挂起。")
    return ""


def no_suspension_asked(case: Case, _actor: Actor) -> str:
    return _("没有待审批的挂起申请。") if open_pause(case) is None else ""


def asked_by_oneself(case: Case, actor: Actor) -> str:
    pause = open_pause(case)
    if pause is not None and pause.asked_by_id is not None and pause.asked_by_id == actor.actor_id:
        return _("申请人不能审批自己的挂起申请。")
    return ""


def open_revisit(case: Case) -> Revisit | None:
    """The revisit still to be made."""
    return next((one for one in case.revisits.all() if one.state == Revisit.State.OPEN), None)


def nothing_to_revisit(case: Case, _actor: Actor) -> str:
    return _("没有待完成的回访。") if open_revisit(case) is None else ""


def revisit_open(case: Case, _actor: Actor) -> str:
    return _("回访尚未完成,不能办结。") if open_revisit(case) is not None else ""


def closed_too_long(case: Case, _actor: Actor) -> str:
    if case.closed_at is not None and clock.now() - case.closed_at > REOPEN_WITHIN:
        return _("办结已超过90天,不能重新办理;请登记为新的事项并与原件关联。")
    return ""


def staff_do_not_rate(_case: Case, actor: Actor) -> str:
    return "" if isinstance(actor, PublicActor | SystemActor) else _("评价只能由群众本人作出。")


def still_open(case: Case, _actor: Actor) -> str:
    return _("事项办结后才能清除个人信息。") if case.is_open else ""
