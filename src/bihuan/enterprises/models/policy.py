"""Policies that benefit enterprises, whom they fit, and what came of it."""

from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from bihuan.enterprises.models.enterprise import Enterprise
from bihuan.kernel import clock
from bihuan.orgs.models import Area
from bihuan.orgs.registers.rows import Registered


class Policy(Registered):
    """A policy of the county or of one town. `conditions` is a rule over the profile (see `facts`); empty fits everybody."""

    town = models.ForeignKey(  # type: ignore[assignment]  # empty: the whole county's
        Area, models.PROTECT, null=True, related_name="+", verbose_name=_("所属乡镇"), editable=False
    )
    title = models.CharField(_("政策名称"), max_length=120)
    number = models.CharField(_("文号"), max_length=60, blank=True)
    department = models.CharField(_("主管部门"), max_length=80)
    benefit = models.CharField(_("支持内容"), max_length=300, help_text=_("例如:贷款贴息 2%,最高 20 万元。"))
    conditions = models.JSONField(_("享受条件"), default=dict, blank=True)
    valid_from = models.DateField(_("生效日期"))
    valid_to = models.DateField(_("截止日期"), null=True, blank=True, help_text=_("长期有效不填。"))
    how = models.CharField(_("办理方式"), max_length=300, blank=True)
    contact = models.CharField(_("咨询电话"), max_length=60, blank=True, help_text=_("单位办公电话。"))
    text = models.TextField(_("政策原文"), blank=True)

    class Meta:
        verbose_name = _("惠企政策")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(valid_to=None) | models.Q(valid_to__gte=models.F("valid_from")), name="policy_days"
            )
        ]

    def __str__(self) -> str:
        return self.title


class PolicyMatch(models.Model):
    """An enterprise that meets a policy's conditions since `since`; worked out by `matching`, never typed."""

    policy = models.ForeignKey(Policy, models.CASCADE, related_name="matches")
    enterprise = models.ForeignKey(Enterprise, models.CASCADE, related_name="matches")
    since = models.DateField(default=clock.today)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["policy", "enterprise"], name="policy_match_once")]

    def __str__(self) -> str:
        return f"{self.policy_id} {self.enterprise_id}"


class PolicyApplication(Registered):
    """An enterprise's way to a policy's money, from being told to being paid; amounts in yuan."""

    class State(models.TextChoices):
        TOLD = "told", _("已告知")
        PREPARING = "preparing", _("准备材料")
        APPLIED = "applied", _("已申报")
        APPROVED = "approved", _("已批准")
        PAID = "paid", _("已到账")
        REFUSED = "refused", _("未批准")
        DROPPED = "dropped", _("企业放弃")

    enterprise = models.ForeignKey(
        Enterprise, models.PROTECT, related_name="applications", verbose_name=_("企业(项目)")
    )
    policy = models.ForeignKey(Policy, models.PROTECT, related_name="applications", verbose_name=_("惠企政策"))
    state = models.CharField(_("进展"), max_length=10, choices=State, default=State.TOLD)
    told_on = models.DateField(_("告知日期"), default=clock.today)
    applied_on = models.DateField(_("申报日期"), null=True, blank=True)
    approved_amount = models.DecimalField(
        _("批准金额(元)"), max_digits=14, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(0)]
    )
    paid_on = models.DateField(_("到账日期"), null=True, blank=True)
    paid_amount = models.DecimalField(
        _("到账金额(元)"), max_digits=14, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(0)]
    )
    remark = models.CharField(_("说明"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("政策兑现")
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(state="paid") | models.Q(paid_on__isnull=False, paid_amount__isnull=False),
                name="policy_paid_is_dated",
            )
        ]

    def __str__(self) -> str:
        return f"{self.enterprise.name} · {self.policy.title}"
