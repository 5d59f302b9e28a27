"""Rewards for verbal mediation: the rules of a town, its monthly lists, and each reward on them."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from bihuan.mediation.models.agreement import Agreement
from bihuan.mediation.models.beside import BesideDispute
from bihuan.mediation.models.dispute import DisputeKind
from bihuan.orgs.models import Area
from bihuan.platform.fields import AreaPathField
from bihuan.platform.models import StoredFile
from bihuan.platform.models.record import Record


class RewardRule(Record):
    """How much a verbal mediation earns in a town, in yuan. `kind` and `difficulty` "": any; the last valid day is `to_day`."""

    class Needs(models.TextChoices):
        VERIFIED = "verified", _("经核查属实")
        SATISFIED = "satisfied", _("核查属实且回访满意")

    town = models.ForeignKey(Area, models.PROTECT, related_name="+", verbose_name=_("所属乡镇"))
    area_path = AreaPathField(editable=False)
    title = models.CharField(_("规则名称"), max_length=60)
    kind = models.CharField(_("纠纷类型"), max_length=12, choices=DisputeKind, blank=True)
    difficulty = models.CharField(_("难易程度"), max_length=10, choices=Agreement.Difficulty, blank=True)
    needs = models.CharField(_("核实要求"), max_length=10, choices=Needs, default=Needs.VERIFIED)
    amount = models.DecimalField(_("奖励金额"), max_digits=8, decimal_places=2)
    from_day = models.DateField(_("起始日期"))
    to_day = models.DateField(_("截止日期"), null=True, blank=True)

    class Meta:
        verbose_name = _("奖励规则")
        indexes = [models.Index(fields=["town", "from_day"], name="reward_rule_of_town")]
        constraints = [
            models.CheckConstraint(name="reward_rule_amount", condition=models.Q(amount__gt=0)),
            models.CheckConstraint(
                name="reward_rule_period",
                condition=models.Q(to_day=None) | models.Q(to_day__gte=models.F("from_day")),
            ),
        ]

    def __str__(self) -> str:
        return self.title


class RewardList(Record):
    """The rewards of a town for one month. `share` is how many of a hundred are checked by telephone; `seed` makes the choice
    of them repeatable."""

    class State(models.TextChoices):
        DRAFT = "draft", _("核对中")
        SUBMITTED = "submitted", _("待审批")
        APPROVED = "approved", _("已批准")
        PAID = "paid", _("已发放")

    town = models.ForeignKey(Area, models.PROTECT, related_name="+", verbose_name=_("所属乡镇"))
    area_path = AreaPathField(editable=False)
    month = models.DateField(_("月份"))
    state = models.CharField(_("状态"), max_length=10, choices=State, default=State.DRAFT)
    share = models.PositiveSmallIntegerField(_("抽查比例"), default=20)
    seed = models.CharField(_("抽取码"), max_length=40)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("提交人")
    )
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("审批人")
    )
    approved_at = models.DateTimeField(_("审批时间"), null=True, blank=True)
    opinion = models.CharField(_("审批意见"), max_length=300, blank=True)
    people = models.PositiveIntegerField(_("奖励人数"), default=0)
    count = models.PositiveIntegerField(_("件数"), default=0)
    total = models.DecimalField(_("奖励合计"), max_digits=10, decimal_places=2, default=0)

    class Meta:
        verbose_name = _("奖励清单")
        constraints = [models.UniqueConstraint(fields=["town", "month"], name="reward_list_once")]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m}"


class Reward(BesideDispute):
    """What one verbal mediation earns its mediator, in yuan; at most one that is not excluded stands beside a dispute."""

    class State(models.TextChoices):
        PROPOSED = "proposed", _("拟奖励")
        EXCLUDED = "excluded", _("不予奖励")
        APPROVED = "approved", _("已批准")
        PAID = "paid", _("已发放")
        TO_RETURN = "to_return", _("应退回")
        RETURNED = "returned", _("已退回")

    class Check(models.TextChoices):
        NONE = "", _("未抽中")
        WAITING = "waiting", _("待抽查")
        TRUE = "true", _("属实")
        UNTRUE = "untrue", _("不属实")
        UNREACHED = "unreached", _("未联系上")

    class Way(models.TextChoices):
        TRANSFER = "transfer", _("银行转账")
        CASH = "cash", _("现金签领")

    in_list = models.ForeignKey(RewardList, models.PROTECT, related_name="rewards", verbose_name=_("奖励清单"))
    receiver = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("调解员"))
    rule = models.ForeignKey(RewardRule, models.PROTECT, related_name="+", verbose_name=_("奖励规则"))
    kind = models.CharField(_("纠纷类型"), max_length=12, choices=DisputeKind)
    month = models.DateField(_("月份"))
    difficulty = models.CharField(_("难易程度"), max_length=10, choices=Agreement.Difficulty)
    amount = models.DecimalField(_("奖励金额"), max_digits=8, decimal_places=2)
    state = models.CharField(_("状态"), max_length=10, choices=State, default=State.PROPOSED)
    reason = models.CharField(_("原因"), max_length=300, blank=True)
    check_result = models.CharField(_("电话抽查"), max_length=10, choices=Check, blank=True, default=Check.NONE)
    check_note = models.CharField(_("抽查情况"), max_length=300, blank=True)
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("抽查人")
    )
    checked_at = models.DateTimeField(_("抽查时间"), null=True, blank=True)
    paid_on = models.DateField(_("发放日期"), null=True, blank=True)
    paid_way = models.CharField(_("发放方式"), max_length=10, choices=Way, blank=True)
    voucher = models.ForeignKey(
        StoredFile, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("领取凭证")
    )
    returned_on = models.DateField(_("退回日期"), null=True, blank=True)

    class Meta:
        verbose_name = _("调解奖励")
        indexes = [
            models.Index(fields=["town", "-month", "-id"], name="reward_of_town"),
            models.Index(fields=["receiver", "-month"], name="reward_of_receiver"),
            models.Index(fields=["town", "paid_on"], name="reward_paid"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["dispute"], condition=~models.Q(state="excluded"), name="one_reward_a_dispute"
            ),
            models.CheckConstraint(name="reward_amount", condition=models.Q(amount__gt=0)),
            models.CheckConstraint(
                name="reward_paid_is_dated",
                condition=~models.Q(state__in=["paid", "to_return", "returned"]) | models.Q(paid_on__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.label
