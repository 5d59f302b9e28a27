"""From a plan by decision and publicity to the contract and its income; and who looks for space."""

from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from bihuan.assets.models.asset import Asset, Form
from bihuan.orgs.registers.rows import Registered
from bihuan.platform.fields import BlindIndexField, EncryptedTextField


class Plan(Registered):
    """How an asset is to be brought into use: proposed, decided by the villagers, published, carried out. `budget` in yuan."""

    class State(models.TextChoices):
        PROPOSED = "proposed", _("拟定")
        DECIDED = "decided", _("已决议")
        PUBLISHED = "published", _("公示中(完)")
        DONE = "done", _("已实施")
        DROPPED = "dropped", _("放弃")

    asset = models.ForeignKey(Asset, models.PROTECT, related_name="plans", verbose_name=_("资产"))
    title = models.CharField(_("盘活方案"), max_length=120, help_text=_("例如:旧校舍改助餐点。"))
    state = models.CharField(_("进展"), max_length=10, choices=State, default=State.PROPOSED)
    way = models.CharField(_("利用方式"), max_length=120, blank=True)
    budget = models.DecimalField(
        _("投入预算(元)"), max_digits=14, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(0)]
    )
    decided_on = models.DateField(_("民主决议日期"), null=True, blank=True)
    published_from = models.DateField(_("公示开始"), null=True, blank=True)
    published_to = models.DateField(_("公示结束"), null=True, blank=True)
    remark = models.TextField(_("说明"), blank=True)

    class Meta:
        verbose_name = _("盘活方案")

    def __str__(self) -> str:
        return self.title


class Contract(Registered):
    """An economic contract of the collective: a lease of an asset, or another agreement that brings income and jobs.

    `yearly_income` in yuan; it runs from `begins_on` to `ends_on`, both inclusive, or to `ended_on` when ended early. `part`
    is the share of the asset's size it covers in square metres; empty means all of it.
    """

    title = models.CharField(_("合同名称"), max_length=120)
    asset = models.ForeignKey(
        Asset, models.PROTECT, null=True, blank=True, related_name="contracts", verbose_name=_("资产")
    )
    partner = models.CharField(_("承租(合作)单位"), max_length=120, blank=True)
    person = EncryptedTextField(_("承租人(个人)"), blank=True)
    person_index = BlindIndexField(of="person", kind="name", db_index=True)
    phone = EncryptedTextField(_("联系电话"), blank=True)
    phone_index = BlindIndexField(of="phone", kind="phone", db_index=True)
    signed_on = models.DateField(_("签订日期"))
    begins_on = models.DateField(_("起始日期"))
    ends_on = models.DateField(_("到期日期"))
    ended_on = models.DateField(_("提前终止日期"), null=True, blank=True)
    part = models.DecimalField(
        _("占用面积(平方米)"), max_digits=14, decimal_places=2, null=True, blank=True, help_text=_("整宗出租不填。")
    )
    yearly_income = models.DecimalField(_("年收益(元)"), max_digits=14, decimal_places=2)
    jobs = models.PositiveIntegerField(_("提供岗位(个)"), null=True, blank=True)
    decided_on = models.DateField(_("民主决议日期"), null=True, blank=True)
    published_to = models.DateField(_("公示结束日期"), null=True, blank=True)
    number = models.CharField(_("合同编号"), max_length=60, blank=True)

    class Meta:
        verbose_name = _("集体经济合同")
        constraints = [
            models.CheckConstraint(condition=models.Q(ends_on__gte=models.F("begins_on")), name="contract_days"),
            models.CheckConstraint(condition=models.Q(yearly_income__gte=0), name="contract_income"),
        ]
        indexes = [models.Index(fields=["asset", "begins_on"], name="contract_of_asset")]

    def __str__(self) -> str:
        return self.title


class Income(Registered):
    """Money that came in for an asset, and what it was used for; `amount` in yuan."""

    asset = models.ForeignKey(Asset, models.PROTECT, related_name="incomes", verbose_name=_("资产"))
    contract = models.ForeignKey(
        Contract, models.PROTECT, null=True, blank=True, related_name="incomes", verbose_name=_("集体经济合同")
    )
    received_on = models.DateField(_("到账日期"))
    amount = models.DecimalField(_("金额(元)"), max_digits=14, decimal_places=2, validators=[MinValueValidator(0)])
    receipt = models.CharField(_("收据编号"), max_length=60, blank=True)
    used_for = models.CharField(
        _("收益用途"), max_length=200, blank=True, help_text=_("例如:分红、公益岗位、环境整治。")
    )

    class Meta:
        verbose_name = _("资产收益")
        indexes = [models.Index(fields=["town", "-received_on"], name="income_of_town")]

    def __str__(self) -> str:
        return f"{self.received_on:%Y-%m-%d}"


class SpaceNeed(Registered):
    """Somebody looks for space: sizes in square metres, power in kVA; matched with idle assets."""

    title = models.CharField(_("需求方和用途"), max_length=120, help_text=_("例如:某服饰企业找标准厂房。"))
    form = models.CharField(_("要什么"), max_length=10, choices=Form, blank=True)
    least = models.DecimalField(_("面积不少于(平方米)"), max_digits=14, decimal_places=2, null=True, blank=True)
    most = models.DecimalField(_("面积不超过(平方米)"), max_digits=14, decimal_places=2, null=True, blank=True)
    power = models.PositiveIntegerField(_("用电(千伏安)"), null=True, blank=True)
    road = models.BooleanField(_("要通货车"), default=False)
    anywhere = models.BooleanField(_("全县都可以"), default=False, help_text=_("不勾选则只找本乡镇的。"))
    until = models.DateField(_("最迟"), null=True, blank=True)
    settled = models.BooleanField(_("已解决"), default=False)

    class Meta:
        verbose_name = _("用地用房需求")

    def __str__(self) -> str:
        return self.title
