"""The rules by which verbal mediation is rewarded in a town: for a kind, a difficulty and a period."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.utils.translation import gettext as _

from bihuan.kernel.errors import Invalid
from bihuan.mediation.models import Agreement, DisputeKind, Reward, RewardRule
from bihuan.orgs.models import Area
from bihuan.orgs.services.checks import Faults
from bihuan.platform.actors import Actor
from bihuan.platform.change import change, create

MOST = Decimal(5000)  # yuan; more for one verbal mediation is a slip of the pen


@dataclass(frozen=True, slots=True)
class RuleEntry:
    """What a person says about a rule; amounts in yuan, `to_day` the last valid day or None."""

    town: Area
    title: str
    amount: Decimal | None
    from_day: date | None
    to_day: date | None = None
    kind: str = ""
    difficulty: str = ""
    needs: str = RewardRule.Needs.VERIFIED


def add_rule(actor: Actor, *, entry: RuleEntry) -> RewardRule:
    """A new rule.

    Raises:
        Invalid: fields `title`, `amount`, `kind`, `difficulty`, `needs`, `from_day`, `to_day`, `town`.
    """
    if entry.town.level != Area.Level.TOWN:
        raise Invalid(_("请选到乡镇(街道)。"), field="town", code="not_a_town")
    rule = RewardRule(town=entry.town, area_path=entry.town.path)
    _fill(rule, entry)
    return create(rule, actor=actor, verb="add")


def edit_rule(actor: Actor, *, rule_id: UUID, entry: RuleEntry, seen: int | None = None) -> RewardRule:
    """Correct a rule that no reward rests on yet; one that was used can only be ended.

    Raises:
        Invalid: a used rule changes in more than its end.
    """
    with change(RewardRule, rule_id, actor=actor, verb="edit", seen=seen) as rule:
        before = (rule.kind, rule.difficulty, rule.needs, rule.amount, rule.from_day)
        _fill(rule, entry)
        after = (rule.kind, rule.difficulty, rule.needs, rule.amount, rule.from_day)
        if before != after and Reward.objects.filter(rule=rule).exists():
            raise Invalid(_("已经有奖励按这条规则计算,只能填写截止日期停用,再另立一条。"), field="amount", code="used")
    return rule


def _fill(rule: RewardRule, entry: RuleEntry) -> None:
    faults = Faults()
    rule.title = faults.name("title", entry.title, _("规则名称"))
    rule.kind = faults.choice("kind", entry.kind, ["", *DisputeKind.values])
    rule.difficulty = faults.choice("difficulty", entry.difficulty, ["", *Agreement.Difficulty.values])
    rule.needs = faults.choice("needs", entry.needs, list(RewardRule.Needs.values))
    if entry.amount is None or not 0 < entry.amount <= MOST:
        faults.add("amount", _("奖励金额应大于零,且不超过 %(most)d 元。") % {"most": MOST}, "range")
    if entry.from_day is None:
        faults.add("from_day", _("请填写起始日期。"), "required")
    faults.day("from_day", entry.from_day)
    faults.day("to_day", entry.to_day)
    if entry.to_day is not None and entry.from_day is not None and entry.to_day < entry.from_day:
        faults.add("to_day", _("截止日期不能早于起始日期。"), "order")
    faults.stop()
    assert entry.amount is not None and entry.from_day is not None  # refused above
    rule.amount, rule.from_day, rule.to_day = entry.amount, entry.from_day, entry.to_day


def rule_for(rules: Iterable[RewardRule], *, kind: str, difficulty: str, day: date) -> RewardRule | None:
    """The rule that fits best: named kind and difficulty before a kind alone, before a difficulty alone, before any; then the newest."""
    fitting = [
        rule
        for rule in rules
        if rule.kind in ("", kind)
        and rule.difficulty in ("", difficulty)
        and rule.from_day <= day
        and (rule.to_day is None or day <= rule.to_day)
    ]
    return max(fitting, key=lambda rule: (bool(rule.kind), bool(rule.difficulty), rule.from_day), default=None)
