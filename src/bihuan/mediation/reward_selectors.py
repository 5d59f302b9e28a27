"""Reads of rewards, their lists and rules: the viewer first, and only what the viewer may see."""

from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from bihuan.kernel.errors import NotFound
from bihuan.mediation.agreement_rights import READ_REWARDS
from bihuan.mediation.models import Reward, RewardList, RewardRule
from bihuan.platform.actors import Actor
from bihuan.platform.policies import require, visible


def rewards(viewer: Actor) -> QuerySet[Reward]:
    """Every reward the viewer may see: a town's, or one's own."""
    return visible(Reward, viewer, READ_REWARDS).filter(dispute__voided_at=None)


def lists(viewer: Actor) -> QuerySet[RewardList]:
    """The monthly lists of the viewer's towns."""
    return visible(RewardList, viewer, READ_REWARDS)


def rules(viewer: Actor) -> QuerySet[RewardRule]:
    """The rules of the viewer's towns."""
    return visible(RewardRule, viewer, READ_REWARDS)


def list_by_id(viewer: Actor, list_id: UUID) -> RewardList:
    """One month's list.

    Raises:
        NotAllowed: the viewer sees no rewards at all.
        NotFound: there is none, or the viewer may not know that there is.
    """
    require(viewer, READ_REWARDS)
    found = lists(viewer).select_related("town", "submitted_by", "approved_by").filter(pk=list_id).first()
    if found is None:
        raise NotFound(_("没有找到这份奖励清单,或者不在您的管辖范围内。"))
    return found


def rewards_of(made: RewardList) -> list[Reward]:
    """The rewards of a list that the viewer may open, by mediator; one query."""
    rows = made.rewards.select_related("dispute__case", "receiver", "rule", "area", "checked_by", "voucher")
    return list(rows.order_by("receiver__name", "dispute__case__number"))


def reward_by_id(viewer: Actor, reward_id: UUID) -> Reward:
    """One reward with its list.

    Raises:
        NotFound: there is none, or the viewer may not know that there is.
    """
    require(viewer, READ_REWARDS)
    rows = rewards(viewer).select_related("in_list__town", "dispute__case", "receiver", "rule")
    found = rows.filter(pk=reward_id).first()
    if found is None:
        raise NotFound(_("没有找到这笔奖励,或者不在您的管辖范围内。"))
    return found


def rule_by_id(viewer: Actor, rule_id: UUID) -> RewardRule:
    """One rule.

    Raises:
        NotFound: there is none, or the viewer may not know that there is.
    """
    require(viewer, READ_REWARDS)
    found = rules(viewer).select_related("town").filter(pk=rule_id).first()
    if found is None:
        raise NotFound(_("没有找到这条奖励规则,或者不在您的管辖范围内。"))
    return found
