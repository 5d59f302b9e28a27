"""The monthly list of rewards: made from verified verbal mediations, sampled by telephone, approved, paid, taken back."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from hashlib import sha256
from random import Random
from uuid import UUID

from django.db import transaction
from django.db.models import Count, QuerySet, Sum
from django.utils.translation import gettext as _

from bihuan.kernel import clock
from bihuan.kernel.errors import Conflict, Invalid, NotAllowed, NotFound, WrongState
from bihuan.mediation.addresses import reward_list_url
from bihuan.mediation.agreement_cycle import L, W
from bihuan.mediation.agreement_rights import KEEP_REWARDS, LISTS
from bihuan.mediation.models import Agreement, AgreementForm, Dispute, Result, Reward, RewardList, RewardRule
from bihuan.mediation.services.reward_rules import rule_for
from bihuan.orgs.models import Area, Post, Role
from bihuan.orgs.services.checks import Faults
from bihuan.platform.actors import SYSTEM, Actor
from bihuan.platform.change import change, create, create_many
from bihuan.platform.models import StoredFile
from bihuan.platform.notify import tell

REOPENED_WITHIN = timedelta(days=60)
LEAST_CHECKED = 3
STANDING = (W.PROPOSED, W.APPROVED, W.PAID, W.TO_RETURN, W.RETURNED)


def month_of(day: date) -> date:
    """The first day of the month of `day`."""
    return day.replace(day=1)


def next_month(month: date) -> date:
    """The first day of the following month."""
    return month_of(month + timedelta(days=32))


def earned(town: Area, month: date) -> QuerySet[Dispute]:
    """The verbal mediations of a month that were verified, by people with an account, never reopened and not rewarded yet."""
    rewarded = Reward.objects.filter(state__in=STANDING).values("dispute_id")
    rows = Dispute.objects.filter(
        town=town, result=Result.SETTLED, agreement=AgreementForm.VERBAL, confirmed=True, voided_at=None,
        concluded_on__gte=month_of(month), concluded_on__lt=next_month(month), case__reopened_times=0,
        mediator__isnull=False,
    )  # fmt: skip
    return rows.exclude(pk__in=rewarded).select_related("case", "mediator").order_by("case__number")


def make_list(actor: Actor, *, town: Area, month: date, share: int = 20) -> RewardList:
    """Make the list of a month that is over, and draw which of its mediations are checked by telephone.

    What the maker mediated himself is left out: somebody else has to put it on the list.

    Raises:
        Invalid: the month is not over; the share is no percentage. Conflict: there is a list of that month.
    """
    first = month_of(month)
    if next_month(first) > clock.today():
        raise Invalid(_("这个月还没有结束,请在次月编制清单。"), field="month", code="not_over")
    if not 1 <= share <= 100:
        raise Invalid(_("抽查比例应在 1 到 100 之间。"), field="share", code="range")
    with transaction.atomic():
        made = RewardList(town=town, area_path=town.path, month=first, share=share, seed=f"{town.code}-{first:%Y%m}")
        if RewardList.objects.filter(town=town, month=first).exists():
            raise Conflict(_("这个月的清单已经编制,请直接打开。"), field="month")
        create(made, actor=actor, verb="make")
        rules = list(RewardRule.objects.filter(town=town))
        found = [one for one in earned(town, first) if one.mediator_id != actor.actor_id]
        graded = _difficulties(found)
        rewards = [reward for one in found if (reward := _reward(made, one, graded.get(one.pk), rules)) is not None]
        create_many(rewards, actor=actor, verb="propose")
        _draw(actor, made)
        return _count(made)


def _difficulties(disputes: Sequence[Dispute]) -> dict[UUID, str]:
    rows = Agreement.objects.filter(dispute__in=disputes, state=Agreement.State.IN_FORCE)
    return dict(rows.values_list("dispute_id", "difficulty"))


def _reward(made: RewardList, dispute: Dispute, difficulty: str | None, rules: Iterable[RewardRule]) -> Reward | None:
    """The reward of a mediation; None when no rule of the town fits, or the reporter is not satisfied where a rule needs it."""
    assert dispute.concluded_on is not None  # a constraint of settled disputes
    hardness = difficulty or Agreement.Difficulty.ORDINARY
    fitting = [rule for rule in rules if rule.needs != RewardRule.Needs.SATISFIED or dispute.case.satisfied]
    rule = rule_for(fitting, kind=dispute.kind, difficulty=hardness, day=dispute.concluded_on)
    if rule is None or dispute.mediator_id is None:
        return None
    reward = Reward(
        in_list=made, receiver_id=dispute.mediator_id, rule=rule, kind=dispute.kind, month=made.month,
        difficulty=hardness, amount=rule.amount,
    )  # fmt: skip
    reward.lay_beside(dispute)
    return reward


def drawn(keys: Sequence[str], *, seed: str, share: int) -> list[str]:
    """A random sample that anybody can draw again: `share` of a hundred of `keys`, three at least, the same for the same seed."""
    wanted = min(len(keys), max(LEAST_CHECKED, -(-len(keys) * share // 100)))
    random = Random(int.from_bytes(sha256(seed.encode()).digest()[:8]))  # it must be repeatable, not secret
    return sorted(random.sample(sorted(keys), wanted))


def _draw(actor: Actor, made: RewardList) -> None:
    """Mark the sample; rewards of the drawer's own are marked by the system."""
    by_number = {one.dispute.case.number: one for one in made.rewards.select_related("dispute__case")}
    for number in drawn(list(by_number), seed=made.seed, share=made.share):
        own = by_number[number].receiver_id == actor.actor_id
        with change(Reward, by_number[number].pk, actor=SYSTEM if own else actor, verb="draw") as reward:
            reward.check_result = Reward.Check.WAITING


def _count(made: RewardList) -> RewardList:
    """Bring the list's sums in line with its rewards."""
    rows = made.rewards.exclude(state=W.EXCLUDED)
    sums = rows.aggregate(count=Count("pk"), people=Count("receiver_id", distinct=True), total=Sum("amount"))
    now = (sums["count"], sums["people"], sums["total"] or Decimal(0))
    made = RewardList.objects.select_related("town").get(pk=made.pk)
    if now == (made.count, made.people, made.total):
        return made
    with change(RewardList, made.pk, actor=SYSTEM, verb="count") as counted:
        counted.count, counted.people, counted.total = now
    return counted


def _open_list(list_id: UUID) -> RewardList:
    made = RewardList.objects.select_for_update(of=("self",)).select_related("town").filter(pk=list_id).first()
    if made is None:
        raise NotFound(_("没有找到这份奖励清单。"))
    return made


def _still_checked(made: RewardList) -> None:
    if made.state != L.DRAFT:
        raise WrongState(_("清单已经提交,要改请先由审批人退回。"), code="submitted")


def propose_reward(actor: Actor, *, list_id: UUID, dispute_id: UUID) -> Reward:
    """Put one more mediation on a list: one that the maker had to leave out, or that was verified later.

    Raises:
        NotAllowed: it would pay the actor himself.
        Invalid: it does not fulfil the conditions, or is on a list already.
    """
    with transaction.atomic():
        made = _open_list(list_id)
        _still_checked(made)
        dispute = earned(made.town, made.month).filter(pk=dispute_id).first()
        mine = Dispute.objects.filter(pk=dispute_id, mediator_id=actor.actor_id).exists()
        if mine and actor.actor_id is not None:
            raise NotAllowed(_("这是您本人的奖励,不能由本人提出、核查、审批或发放,请交给其他人办理。"))
        if dispute is None:
            raise Invalid(
                _("这件纠纷不符合条件:要是本月办结、已核实、没有重办过的口头调解,且没有列入过清单。"),
                field="dispute",
                code="not_earned",
            )
        rules = list(RewardRule.objects.filter(town=made.town))
        reward = _reward(made, dispute, _difficulties([dispute]).get(dispute.pk), rules)
        if reward is None:
            raise Invalid(_("没有适用的奖励规则,请先制定规则。"), field="dispute", code="no_rule")
        create(reward, actor=actor, verb="propose")
        _count(made)
    return reward


def grade_reward(actor: Actor, *, reward_id: UUID, difficulty: str, seen: int | None = None) -> Reward:
    """Set how difficult a mediation was; the amount follows from the rule that then fits.

    Raises:
        Invalid: no rule fits. NotAllowed: one's own.
    """
    with transaction.atomic():
        with change(Reward, reward_id, actor=actor, verb="grade", seen=seen) as reward:
            _still_checked(reward.in_list)
            if difficulty not in Agreement.Difficulty.values:
                raise Invalid(_("请从列表中选择一项。"), field="difficulty", code="unknown")
            found = _reward(
                reward.in_list, reward.dispute, difficulty, list(RewardRule.objects.filter(town=reward.town_id))
            )
            if found is None:
                raise Invalid(_("没有适用的奖励规则,请先制定规则。"), field="difficulty", code="no_rule")
            reward.difficulty, reward.rule, reward.amount = difficulty, found.rule, found.amount
        _count(reward.in_list)
    return reward


def exclude_reward(actor: Actor, *, reward_id: UUID, reason: str, seen: int | None = None) -> Reward:
    """Take a mediation off the list.

    Raises:
        Invalid: no reason.
    """
    if not reason.strip():
        raise Invalid(_("请填写理由,让后续办理的人看得明白。"), field="reason", code="required")
    with transaction.atomic():
        with change(Reward, reward_id, actor=actor, verb="exclude", seen=seen) as reward:
            _still_checked(reward.in_list)
            reward.state, reward.reason = W.EXCLUDED, reason.strip()[:300]
            reward.note(reward.reason)
        _count(reward.in_list)
    return reward


def check_reward(actor: Actor, *, reward_id: UUID, result: str, note: str, seen: int | None = None) -> Reward:
    """What the parties said on the telephone; what is not true leaves the list.

    Raises:
        Invalid: fields `result`, `note`. WrongState: it was not drawn.
    """
    faults = Faults()
    faults.choice("result", result, [Reward.Check.TRUE, Reward.Check.UNTRUE, Reward.Check.UNREACHED])
    words = faults.text("note", note, _("抽查情况"), most=300, required=True)
    faults.stop()
    with transaction.atomic():
        with change(Reward, reward_id, actor=actor, verb="check", seen=seen) as reward:
            _still_checked(reward.in_list)
            if reward.check_result == Reward.Check.NONE:
                raise WrongState(_("这一件没有抽中,不用抽查。"), code="not_drawn")
            reward.check_result, reward.check_note = result, words
            reward.checked_by_id, reward.checked_at = actor.actor_id, clock.now()
            if result == Reward.Check.UNTRUE:
                reward.state, reward.reason = W.EXCLUDED, _("电话抽查不属实:%(note)s") % {"note": words[:280]}
            reward.note(words)
        _count(reward.in_list)
    return reward


def submit_list(actor: Actor, *, list_id: UUID, seen: int | None = None) -> RewardList:
    """Hand the list to whoever approves.

    Raises:
        WrongState: drawn mediations have not been checked yet.
    """
    with change(RewardList, list_id, actor=actor, verb="submit", seen=seen) as made:
        waiting = made.rewards.filter(state=W.PROPOSED, check_result=Reward.Check.WAITING).count()
        if waiting:
            raise WrongState(_("还有 %(count)d 件抽中的没有电话抽查,请先登记抽查结果。") % {"count": waiting})
        if not made.rewards.filter(state=W.PROPOSED).exists():
            raise WrongState(_("清单里没有要奖励的,不用提交。"), code="empty")
        made.state, made.submitted_by_id = L.SUBMITTED, actor.actor_id
        _tell(made, (Role.LEADER,), _("口头调解奖励清单待审批(%(list)s)"), "submitted")
    return made


def send_list_back(actor: Actor, *, list_id: UUID, opinion: str, seen: int | None = None) -> RewardList:
    """Not approved as it stands.

    Raises:
        Invalid: nothing said.
    """
    if not opinion.strip():
        raise Invalid(_("请写明退回的理由。"), field="opinion", code="required")
    with change(RewardList, list_id, actor=actor, verb="send_back", seen=seen) as made:
        made.state, made.opinion = L.DRAFT, opinion.strip()[:300]
        made.note(made.opinion)
    return made


def approve_list(actor: Actor, *, list_id: UUID, opinion: str = "", seen: int | None = None) -> RewardList:
    """Approve every reward on the list.

    Raises:
        NotAllowed: the actor submitted it, or would be paid by it.
    """
    with change(RewardList, list_id, actor=actor, verb="approve", seen=seen) as made:
        for one in made.rewards.filter(state=W.PROPOSED):
            with change(Reward, one.pk, actor=actor, verb="approve") as reward:
                reward.state = W.APPROVED
        made.state, made.opinion = L.APPROVED, opinion.strip()[:300]
        made.approved_by_id, made.approved_at = actor.actor_id, clock.now()
        made.note(made.opinion)
    return made


@dataclass(frozen=True, slots=True)
class Paid:
    """How the rewards of a list were paid."""

    on: date
    way: str
    voucher: StoredFile | None = None


def pay_list(actor: Actor, *, list_id: UUID, paid: Paid, seen: int | None = None) -> RewardList:
    """Record that the approved rewards were paid. An own one among them is recorded by the system: approval was another's.

    Raises:
        Invalid: fields `on` (in the future), `way`.
    """
    faults = Faults()
    faults.choice("way", paid.way, list(Reward.Way.values))
    if paid.on > clock.today():
        faults.add("on", _("发放日期不能晚于今天。"), "future")
    faults.stop()
    with change(RewardList, list_id, actor=actor, verb="pay", seen=seen) as made:
        for one in made.rewards.filter(state=W.APPROVED):
            own = one.receiver_id == actor.actor_id
            with change(Reward, one.pk, actor=SYSTEM if own else actor, verb="pay") as reward:
                reward.state, reward.paid_on = W.PAID, paid.on
                reward.paid_way, reward.voucher = paid.way, paid.voucher
        made.state = L.PAID
    return made


def give_back_reward(
    actor: Actor, *, reward_id: UUID, day: date | None = None, note: str = "", seen: int | None = None
) -> Reward:
    """A reward that had to be returned has been."""
    with change(Reward, reward_id, actor=actor, verb="give_back", seen=seen) as reward:
        on = day or clock.today()
        if on > clock.today():
            raise Invalid(_("退回日期不能晚于今天。"), field="day", code="future")
        reward.state, reward.returned_on = W.RETURNED, on
        reward.note(note.strip()[:300])
    return reward


def take_back_for_reopening(dispute_id: UUID, *, day: date) -> None:
    """A case that comes back within sixty days of its settlement earns nothing; what was paid has to be returned."""
    reward = Reward.objects.filter(dispute_id=dispute_id, state__in=(W.PROPOSED, W.APPROVED, W.PAID)).first()
    if reward is None:
        return
    settled = reward.dispute.concluded_on
    if settled is not None and day - settled > REOPENED_WITHIN:
        return
    with change(Reward, reward.pk, actor=SYSTEM, verb="reopen") as taken:
        taken.state = W.TO_RETURN if taken.state == W.PAID else W.EXCLUDED
        taken.reason = _("六十日内重办")
        taken.note(taken.reason)
        if taken.state == W.TO_RETURN:
            _tell(taken.in_list, (Role.CLERK,), _("有一笔调解奖励应退回(%(list)s)"), f"return:{taken.pk}")
    _count(taken.in_list)


def _tell(made: RewardList, roles: Sequence[str], title: str, mark: str) -> None:
    """Tell who holds one of `roles` at the list's town."""
    posts = Post.objects.in_force(clock.today()).filter(role__in=roles, area_id=made.town_id, staff__is_active=True)
    tell(
        set(posts.values_list("staff_id", flat=True)), kind="mediation.rewards",
        title=title % {"list": f"{made.town.name} {made.month:%Y-%m}"}, url=reward_list_url(made.pk),
        key=f"mediation.rewards:{made.pk}:{made.version}:{mark}",
    )  # fmt: skip


def left_out(viewer: Actor, made: RewardList) -> list[Dispute]:
    """Mediations of the month that could still be put on the list; needs the right to keep it."""
    if made.state != L.DRAFT or not LISTS.allows(viewer, KEEP_REWARDS, made):
        return []
    return list(earned(made.town, made.month)[:50])
