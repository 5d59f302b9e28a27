"""What may happen to an agreement and what belongs to it; the pages' buttons and the refusals come from these tables."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as t

from bihuan.kernel.errors import NotAllowed, WrongState
from bihuan.kernel.lifecycle import LifeCycle, Step
from bihuan.mediation.agreement_rights import (
    APPROVE_REWARDS,
    CHECK_REWARDS,
    CLAUSES,
    KEEP_CLAUSES,
    KEEP_REWARDS,
    LISTS,
    REWARDS,
    RULE_REWARDS,
    RULES,
)
from bihuan.mediation.models import (
    Agreement,
    BreachStep,
    ClauseTemplate,
    Dispute,
    FulfilmentItem,
    JudicialConfirmation,
    Payment,
    Reward,
    RewardList,
    RewardRule,
    Signature,
)
from bihuan.mediation.policies import EDIT
from bihuan.platform.actors import Actor, SystemActor
from bihuan.platform.change import guards
from bihuan.platform.policies import policy_of

A, F, C = Agreement.State, FulfilmentItem.State, JudicialConfirmation.State
L, W = RewardList.State, Reward.State

AGREEMENT = LifeCycle(
    Step("draft", (), A.DRAFT, EDIT, t("起草")),
    Step("edit", (A.DRAFT,), None, EDIT, t("修改")),
    Step("present", (A.DRAFT,), A.SIGNING, EDIT, t("定稿待签")),
    Step("take_back", (A.SIGNING,), A.DRAFT, EDIT, t("退回修改"), ("reason",)),
    Step("sign", (A.SIGNING,), None, EDIT, t("签署"), or_states=(A.IN_FORCE,)),
    Step("seal", (A.SIGNING,), None, EDIT, t("盖章"), or_states=(A.IN_FORCE,)),
    Step("record_verbal", (A.DRAFT,), A.IN_FORCE, EDIT, t("登记生效")),
    Step("void", (A.DRAFT, A.SIGNING), A.VOIDED, EDIT, t("作废"), ("reason",)),
    start=A.DRAFT,
    states=A.values,
    final=(A.IN_FORCE, A.VOIDED),
)
ITEM = LifeCycle(
    Step("plan", (), F.PLANNED, EDIT, t("添加")),
    Step("replan", (F.PLANNED,), None, EDIT, t("修改")),
    Step("drop", (F.PLANNED,), F.VOIDED, EDIT, t("删去")),
    Step("bind", (F.PLANNED,), F.OPEN, EDIT, t("生效")),
    Step("pay", (F.OPEN, F.BREACHED), None, EDIT, t("登记履行"), or_states=(F.FULFILLED,)),
    Step("unpay", (F.OPEN, F.BREACHED, F.FULFILLED), F.OPEN, EDIT, t("撤销履行记录"), or_states=(F.BREACHED,)),
    Step("step", (F.OPEN, F.BREACHED), None, EDIT, t("违约处理"), ("text",), or_states=(F.BREACHED,)),
    Step("replace", (F.OPEN, F.BREACHED), F.REPLACED, EDIT, t("由补充协议代替")),
    Step("remind", (F.OPEN, F.BREACHED), None, None, t("提醒")),
    start=F.PLANNED,
    states=F.values,
    final=(F.FULFILLED, F.REPLACED, F.VOIDED),
)
CONFIRMATION = LifeCycle(
    Step("start", (), C.OPEN, EDIT, t("起算")),
    Step("file", (C.OPEN, C.DECLINED, C.MISSED), C.FILED, EDIT, t("登记申请"), ("court",)),
    Step("decline", (C.OPEN,), C.DECLINED, EDIT, t("当事人不申请"), ("remark",)),
    Step("confirm", (C.FILED,), C.CONFIRMED, EDIT, t("登记裁定")),
    Step("refuse", (C.FILED,), C.REFUSED, EDIT, t("登记裁定")),
    Step("withdraw", (C.FILED,), C.WITHDRAWN, EDIT, t("撤回申请")),
    Step("warn", (C.OPEN,), None, None, t("提醒")),
    Step("miss", (C.OPEN,), C.MISSED, None, t("逾期")),
    start=C.OPEN,
    states=C.values,
    final=(C.CONFIRMED, C.REFUSED, C.WITHDRAWN, C.DECLINED, C.MISSED),
)
REWARD_LIST = LifeCycle(
    Step("make", (), L.DRAFT, KEEP_REWARDS, t("编制")),
    Step("count", (L.DRAFT, L.SUBMITTED, L.APPROVED, L.PAID), None, None, t("合计")),
    Step("submit", (L.DRAFT,), L.SUBMITTED, KEEP_REWARDS, t("提交审批")),
    Step("send_back", (L.SUBMITTED,), L.DRAFT, APPROVE_REWARDS, t("退回"), ("opinion",)),
    Step("approve", (L.SUBMITTED,), L.APPROVED, APPROVE_REWARDS, t("批准")),
    Step("pay", (L.APPROVED,), L.PAID, KEEP_REWARDS, t("登记发放")),
    start=L.DRAFT,
    states=L.values,
    final=(L.PAID,),
)
REWARD = LifeCycle(
    Step("propose", (), W.PROPOSED, KEEP_REWARDS, t("列入")),
    Step("grade", (W.PROPOSED,), None, KEEP_REWARDS, t("调整难易程度")),
    Step("draw", (W.PROPOSED,), None, KEEP_REWARDS, t("抽取")),
    Step("exclude", (W.PROPOSED,), W.EXCLUDED, KEEP_REWARDS, t("不予奖励"), ("reason",)),
    Step("check", (W.PROPOSED,), None, CHECK_REWARDS, t("电话抽查"), or_states=(W.EXCLUDED,)),
    Step("approve", (W.PROPOSED,), W.APPROVED, APPROVE_REWARDS, t("批准")),
    Step("pay", (W.APPROVED,), W.PAID, KEEP_REWARDS, t("发放")),
    Step("reopen", (W.PROPOSED, W.APPROVED, W.PAID), W.EXCLUDED, None, t("因重办取消"), or_states=(W.TO_RETURN,)),
    Step("give_back", (W.TO_RETURN,), W.RETURNED, KEEP_REWARDS, t("登记退回")),
    start=W.PROPOSED,
    states=W.values,
    final=(W.PAID, W.EXCLUDED, W.RETURNED),
)


def _allowed(
    cycle: LifeCycle, record: Agreement | FulfilmentItem | JudicialConfirmation, actor: Actor, verb: str
) -> None:
    """The right on the dispute first, then the table."""
    dispute = record.dispute
    if verb not in cycle:
        raise WrongState(_("没有“%(verb)s”这个操作。") % {"verb": verb})
    step = cycle.step(verb)
    if step.right is None and not isinstance(actor, SystemActor):
        raise NotAllowed(_("这一步由系统按期限自动进行,不能单独操作。"))
    policy_of(Dispute).check(actor, EDIT, dispute)
    if dispute.voided_at is not None:
        raise WrongState(_("这件纠纷已经作废。"))
    _in_state(cycle, step, record, verb)


def _in_state(cycle: LifeCycle, step: Step, record: object, verb: str) -> None:
    state = getattr(record, "state")  # noqa: B009  # four models, one field
    shown = record.get_state_display()  # type: ignore[attr-defined]  # the same
    if step.from_states and state not in step.from_states:
        raise WrongState(_("现在是“%(state)s”,不能%(verb)s。") % {"state": shown, "verb": step.title})


@guards(Agreement)
def agreement_guard(agreement: Agreement, actor: Actor, verb: str) -> None:
    """A text that was put before the parties does not change any more but by taking it back, or by a supplement."""
    if verb == "edit" and agreement.state == A.IN_FORCE:
        raise WrongState(_("协议已经签署生效,文本不能再改;确需变更的,请另订补充协议。"), code="in_force")
    if verb == "edit" and agreement.state == A.SIGNING:
        raise WrongState(_("协议已经定稿待签,文本不能再改;要改请先“退回修改”,已签的会作废。"), code="frozen")
    _allowed(AGREEMENT, agreement, actor, verb)


@guards(FulfilmentItem)
def item_guard(item: FulfilmentItem, actor: Actor, verb: str) -> None:
    """Items are written with the draft, and kept after it is in force."""
    if verb in ("plan", "replan", "drop") and item.agreement.state != A.DRAFT:
        raise WrongState(_("协议已经定稿,履行事项不能再改;要改请先“退回修改”或者另订补充协议。"), code="frozen")
    _allowed(ITEM, item, actor, verb)


@guards(JudicialConfirmation)
def confirmation_guard(confirmation: JudicialConfirmation, actor: Actor, verb: str) -> None:
    """The clock runs by itself, the rest is entered by the mediator."""
    _allowed(CONFIRMATION, confirmation, actor, verb)


@guards(Signature, Payment, BreachStep)
def part_guard(record: Signature | Payment | BreachStep, actor: Actor, verb: str) -> None:
    """Signatures, payments and steps are written by whoever may write the dispute."""
    if verb not in ("sign", "pay", "step", "void"):
        raise WrongState(_("没有“%(verb)s”这个操作。") % {"verb": verb})
    dispute = record.agreement.dispute if isinstance(record, Signature) else record.item.dispute
    policy_of(Dispute).check(actor, EDIT, dispute)
    if verb == "void" and not isinstance(record, BreachStep) and record.voided_at is not None:
        raise WrongState(_("这条记录已经作废。"))


@guards(ClauseTemplate)
def clause_guard(clause: ClauseTemplate, actor: Actor, verb: str) -> None:
    """A town keeps its own clauses; what is shipped for the county is the county desk's."""
    if verb not in ("add", "edit", "void"):
        raise WrongState(_("没有“%(verb)s”这个操作。") % {"verb": verb})
    CLAUSES.check(actor, KEEP_CLAUSES, clause)
    if verb != "add" and clause.voided_at is not None:
        raise WrongState(_("这个条款已经停用。"))


@guards(RewardRule)
def rule_guard(rule: RewardRule, actor: Actor, verb: str) -> None:
    """Rules are made by leaders; a rule that has been used is ended and followed by another."""
    if verb not in ("add", "edit", "end"):
        raise WrongState(_("没有“%(verb)s”这个操作。") % {"verb": verb})
    RULES.check(actor, RULE_REWARDS, rule)


@guards(RewardList)
def list_guard(made: RewardList, actor: Actor, verb: str) -> None:
    """Who submitted a list does not approve it, and nobody approves a list that pays himself."""
    _rewarding(REWARD_LIST, made, actor, verb)
    if verb in ("approve", "send_back") and actor.actor_id is not None:
        if made.submitted_by_id == actor.actor_id:
            raise NotAllowed(_("这份清单是您提交的,请由其他领导审批。"))
        if verb == "approve" and made.rewards.filter(receiver_id=actor.actor_id, state=W.PROPOSED).exists():
            raise NotAllowed(_("清单里有您本人的奖励,请由其他领导审批。"))


@guards(Reward)
def reward_guard(reward: Reward, actor: Actor, verb: str) -> None:
    """Nobody proposes, grades, checks, approves or pays a reward of his own."""
    if actor.actor_id is not None and reward.receiver_id == actor.actor_id:
        raise NotAllowed(_("这是您本人的奖励,不能由本人提出、核查、审批或发放,请交给其他人办理。"))
    _rewarding(REWARD, reward, actor, verb)


def _rewarding(cycle: LifeCycle, record: RewardList | Reward, actor: Actor, verb: str) -> None:
    if verb not in cycle:
        raise WrongState(_("没有“%(verb)s”这个操作。") % {"verb": verb})
    step = cycle.step(verb)
    if step.right is None:
        if not isinstance(actor, SystemActor):
            raise NotAllowed(_("这一步由系统自动进行,不能单独操作。"))
    elif isinstance(record, RewardList):
        LISTS.check(actor, step.right, record)
    else:
        REWARDS.check(actor, step.right, record)
    _in_state(cycle, step, record, verb)


_CYCLES = {
    "mediation.agreement": AGREEMENT,
    "mediation.fulfilmentitem": ITEM,
    "mediation.judicialconfirmation": CONFIRMATION,
    "mediation.rewardlist": REWARD_LIST,
    "mediation.reward": REWARD,
}


def titles_of_verbs() -> dict[tuple[str, str], object]:
    """The verbs of the tables above, and of what belongs to them, as the trail tells them."""
    found: dict[tuple[str, str], object] = {
        (kind, step.verb): step.title for kind, cycle in _CYCLES.items() for step in cycle
    }
    found |= {
        ("mediation.signature", "sign"): t("签署"),
        ("mediation.payment", "pay"): t("登记履行"),
        ("mediation.breachstep", "step"): t("违约处理"),
        ("mediation.clausetemplate", "add"): t("添加条款"),
        ("mediation.rewardrule", "add"): t("制定规则"),
        ("mediation.dispute", "follow_agreement"): t("按协议更新"),
        ("mediation.party", "follow_agreement"): t("按履行更新"),
    }
    return found
