"""The one life cycle of every case. Buttons, API verbs and the diagram in docs/ are made from this table."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from bihuan.cases import conferences, replies, whistles
from bihuan.cases import policies as may
from bihuan.cases import refusals as no
from bihuan.cases.models import (
    Apart,
    Case,
    CasePause,
    CaseTask,
    Category,
    Comment,
    Evidence,
    Merge,
    Revisit,
    TimeLimit,
)
from bihuan.cases.models import (
    State as S,
)
from bihuan.cases.thinking import guarding
from bihuan.kernel.errors import NotAllowed, WrongState
from bihuan.kernel.lifecycle import LifeCycle, Step
from bihuan.platform.actors import Actor, PublicActor, SystemActor
from bihuan.platform.change import guards
from bihuan.platform.policies import policy_of, require

# The tables and guards beside this one are found with it.
__all__ = ["LIFE_CYCLE", "Offer", "conferences", "guarding", "next_action", "replies", "verbs_for", "whistles"]

LOOSE = (S.REPORTED, S.ACCEPTED, S.DISPATCHED, S.HANDLING)
OPEN = (*LOOSE, S.SUSPENDED, S.CONFERENCE, S.TO_VERIFY, S.TO_REVISIT)

LIFE_CYCLE = LifeCycle(
    #    verb                 from                       to            right         button            asks
    Step("report",            (),                        S.REPORTED,   may.REPORT,   _("登记"),        ("title",), public=True),
    Step("import",            (),                        None,         may.IMPORT,   _("导入"),
         or_states=(S.REPORTED, S.ACCEPTED, S.HANDLING, S.CLOSED)),
    Step("accept",            (S.REPORTED,),             S.ACCEPTED,   may.TRIAGE,   _("受理"),        loop=True),
    Step("decline",           (S.REPORTED,),             S.DECLINED,   may.TRIAGE,   _("不予受理"),    ("reason",)),
    Step("reconsider",        (S.DECLINED,),             S.REPORTED,   may.TRIAGE,   _("撤销不予受理")),
    Step("reclassify",        OPEN,                      None,         may.TRIAGE,   _("调整类别与紧急程度")),
    Step("merge",             LOOSE,                     S.MERGED,     may.TRIAGE,   _("并案"),        ("reason",),
         (no.carries_parts,)),
    Step("unmerge",           (S.MERGED,),               None,         may.TRIAGE,   _("撤销并案"),    ("reason",), or_states=LOOSE),
    Step("link",              (*OPEN, S.CLOSED),         None,         may.TRIAGE,   _("关联事项")),
    Step("unlink",            (*OPEN, S.CLOSED),         None,         may.TRIAGE,   _("撤销关联")),
    Step("tell_apart",        OPEN,                      None,         may.TRIAGE,   _("判为不同事项")),
    Step("not_apart",         OPEN,                      None,         may.TRIAGE,   _("撤销判为不同事项")),
    Step("decide",            (S.ACCEPTED,),             None,         None,         _("会商确定承办单位"), ("office", "reason"),
         (no.not_the_decider,), loop=True),
    Step("dispatch",          (S.ACCEPTED,),             S.DISPATCHED, may.TRIAGE,   _("分派"),        ("office",),
         (no.major_without_conference, no.undecided), loop=True),
    Step("recall",            (S.DISPATCHED,),           S.ACCEPTED,   may.TRIAGE,   _("撤回分派")),
    Step("take",              (S.DISPATCHED,),           S.HANDLING,   may.HANDLE,   _("签收"),        loop=True),
    Step("send_back",         (S.DISPATCHED,),           S.ACCEPTED,   may.HANDLE,   _("退件"),        ("reason",)),
    Step("contact",           (S.HANDLING,),             None,         may.HANDLE,   _("记录首次联系"), ("note",),
         (no.contacted_already,)),
    Step("hand_over",         (S.HANDLING,),             None,         may.HANDLE,   _("转交经办人"),  ("handler",)),
    Step("split",             (S.DISPATCHED, S.HANDLING), None,        may.TRIAGE,   _("分解任务"),    ("tasks",)),
    Step("ask_suspension",    (S.HANDLING,),             None,         may.HANDLE,   _("申请挂起"),    ("reason", "until"),
         (no.suspension_asked_already, no.overdue_already)),
    Step("approve_suspension", (S.HANDLING,),            S.SUSPENDED,  may.APPROVE,  _("批准挂起"),
         refused_when=(no.no_suspension_asked, no.asked_by_oneself)),
    Step("refuse_suspension", (S.HANDLING,),             None,         may.APPROVE,  _("不同意挂起"),  ("reason",),
         (no.no_suspension_asked, no.asked_by_oneself)),
    Step("resume",            (S.SUSPENDED,),            S.HANDLING,   may.HANDLE,   _("恢复办理")),
    Step("extend",            (S.HANDLING,),             None,         may.APPROVE,  _("批准延期"),    ("days", "reason"),
         (no.not_extendable,)),
    Step("convene",           (S.ACCEPTED, S.HANDLING),  S.CONFERENCE, may.CONVENE,  _("召集联席会"),  ("reason",)),
    Step("conclude",          (S.CONFERENCE,),           S.DISPATCHED, may.CONVENE,  _("形成会议纪要"),
         ("office", "tasks", "minutes"), loop=True),
    Step("call_off",          (S.CONFERENCE,),           S.ACCEPTED,   may.CONVENE,  _("取消联席会"),  ("reason",)),
    Step("finish",            (S.HANDLING,),             S.TO_VERIFY,  may.HANDLE,   _("申报办结"),    ("outcome", "result_text"),
         (no.open_tasks, no.without_evidence), loop=True),
    Step("verify",            (S.TO_VERIFY,),            S.TO_REVISIT, may.VERIFY,   _("核查通过"),
         refused_when=(no.handled_by_oneself,), loop=True),
    Step("return",            (S.TO_VERIFY,),            S.HANDLING,   may.VERIFY,   _("退回重办"),    ("reason",),
         (no.handled_by_oneself,)),
    Step("revisit",           (S.TO_REVISIT,),           None,         may.REVISIT,  _("记录回访"),
         refused_when=(no.handled_by_oneself, no.nothing_to_revisit), loop=True),
    Step("assign_revisit",    (S.TO_REVISIT,),           None,         may.REVISIT,  _("转交回访"),    ("owner", "reason"),
         (no.handled_by_oneself, no.nothing_to_revisit)),
    Step("close",             (S.TO_REVISIT,),           S.CLOSED,     may.REVISIT,  _("办结归档"),
         refused_when=(no.handled_by_oneself, no.revisit_open)),
    Step("dissatisfied",      (S.TO_REVISIT,),           S.HANDLING,   may.REVISIT,  _("群众不满意,重新办理"), ("reason",),
         (no.handled_by_oneself,)),
    Step("reopen",            (S.CLOSED,),               S.HANDLING,   may.TRIAGE,   _("重新办理"),    ("reason",),
         (no.closed_too_long,), or_states=(S.ACCEPTED,), public=True),
    Step("rate",              (S.CLOSED,),               None,         None,         _("评价"),        ("rating",),
         (no.staff_do_not_rate,), public=True),
    Step("void",              (*OPEN, S.CLOSED, S.DECLINED), S.VOIDED, may.VOID,     _("作废"),        ("reason",),
         (no.carries_parts,)),
    Step("erase",             tuple(S),                  None,         may.VOID,     _("清除个人信息"), ("reason",),
         (no.still_open,)),
    start=S.REPORTED,
    states=S.values,
    final=(S.CLOSED, S.DECLINED, S.VOIDED),
)  # fmt: skip

_NOT_BUTTONS = {
    "unlink",
    "tell_apart",
    "not_apart",
    "report",
    "import",
    "rate",
    "erase",
    "close",
    "dissatisfied",
}  # done through forms of their own
_NAMES = {verb: step.title for verb, step in ((step.verb, step) for step in LIFE_CYCLE)}


@dataclass(frozen=True, slots=True)
class Offer:
    """A verb as a person meets it: a button, what its form asks, and the reason when it is refused."""

    verb: str
    title: str
    asks: tuple[str, ...]
    loop: bool
    reason: str = ""

    @property
    def allowed(self) -> bool:
        return not self.reason


def _permitted(step: Step, actor: Actor, case: Case) -> bool:
    if isinstance(actor, SystemActor) or (step.right is None and not isinstance(actor, PublicActor)):
        return True
    if isinstance(actor, PublicActor):
        return step.public
    assert step.right is not None  # steps without a right were answered above
    return policy_of(Case).allows(actor, step.right, case)


def _offers(actor: Actor, case: Case) -> Iterator[Offer]:
    for step in LIFE_CYCLE.offered(case.state):
        if step.verb in _NOT_BUTTONS or not _permitted(step, actor, case):
            continue
        yield Offer(step.verb, str(step.title), step.asks, step.loop, step.refusal(case, actor))


def verbs_for(actor: Actor, case: Case) -> list[Offer]:
    """What `actor` has the right to do with `case` in its present state; refused ones carry the reason.

    Fetch the case with `selectors.case_by_number`, which brings what the answers need, and no query follows.
    """
    own = [offer for offer in _offers(actor, case) if offer.verb != "decide" or offer.allowed]
    spared = {"approve_suspension", "refuse_suspension", "extend"}  # not worth a refused line on every case
    return [offer for offer in own if offer.verb not in spared or offer.allowed]


def next_action(actor: Actor, case: Case) -> Offer | None:
    """The one thing the loop wants next from `actor`, if it is theirs to do now."""
    offers = verbs_for(actor, case)
    waiting = next((offer for offer in offers if offer.verb == "approve_suspension" and offer.allowed), None)
    conference = next((offer for offer in offers if offer.verb == "convene"), None)
    if waiting is not None:
        return waiting
    if case.state == S.ACCEPTED and case.major and not case.conference_done and conference is not None:
        return conference
    return next((offer for offer in offers if offer.loop and offer.allowed), None)


@guards(Case)
def case_guard(case: Case, actor: Actor, verb: str) -> None:
    """Ask the table: state, right, conditions; in this order, so that a person reads the most useful reason."""
    if verb not in LIFE_CYCLE:
        raise WrongState(gettext("事项没有“%(verb)s”这个操作。") % {"verb": verb})
    step = LIFE_CYCLE.step(verb)
    if not _permitted(step, actor, case):
        if isinstance(actor, PublicActor):
            raise NotAllowed(gettext("这个操作需要工作人员登录后办理。"))
        assert step.right is not None  # a step without a right is permitted to every staff member
        policy_of(Case).check(actor, step.right, case)
    if step.from_states and case.state not in step.from_states:
        raise WrongState(
            gettext("事项现在是“%(state)s”,不能%(verb)s。请刷新页面查看最新情况。")
            % {"state": case.get_state_display(), "verb": step.title}
        )
    reason = step.refusal(case, actor)
    if reason:
        raise WrongState(reason, code=f"{verb}_refused")


def _about_case(actor: Actor, case: Case, right: str) -> None:
    if not isinstance(actor, PublicActor):
        policy_of(Case).check(actor, right, case)


_SIDE_RIGHTS: dict[type[Any], dict[str, str]] = {
    Comment: {"comment": may.COMMENT, "answer": may.TRIAGE},
    Evidence: {"attach": may.COMMENT, "void": may.COMMENT},
    CasePause: {
        "ask_suspension": may.HANDLE,
        "approve_suspension": may.APPROVE,
        "refuse_suspension": may.APPROVE,
        "resume": may.HANDLE,
        "lapse": may.HANDLE,
    },
    Merge: {"merge": may.TRIAGE, "unmerge": may.TRIAGE},
    Apart: {"tell_apart": may.TRIAGE, "not_apart": may.TRIAGE},
    CaseTask: {"split": may.TRIAGE, "conclude": may.CONVENE, "do_task": may.ASSIST, "cancel_task": may.TRIAGE},
    Revisit: {"verify": may.VERIFY, "revisit": may.REVISIT, "drop": may.TRIAGE, "assign_revisit": may.REVISIT},
}


@guards(Comment, Evidence, CasePause, Merge, Apart, CaseTask, Revisit)
def side_guard(record: Any, actor: Actor, verb: str) -> None:
    """What belongs to a case is written by whoever has the verb's right on that case."""
    rights = _SIDE_RIGHTS[type(record)]
    if verb not in rights:
        raise WrongState(gettext("没有“%(verb)s”这个操作。") % {"verb": verb})
    case = record.part if isinstance(record, Merge) else record.case
    if isinstance(actor, PublicActor) and verb != "attach":
        raise NotAllowed(gettext("这个操作需要工作人员登录后办理。"))
    _about_case(actor, case, rights[verb])


@guards(Category, TimeLimit)
def set_up_guard(_record: object, actor: Actor, _verb: str) -> None:
    """Categories and limits are kept by administrators and the county's desk."""
    require(actor, may.SET_UP)


def title_of_verb(verb: str) -> str:
    """The verb as people read it; unknown verbs as they are."""
    return str(_NAMES.get(verb, verb))
