"""The register of assets."""

from decimal import Decimal

from django.core.validators import MaxValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from bihuan.assets.sizes import MOST_M2, in_mu
from bihuan.kernel import clock
from bihuan.orgs.registers.rows import Registered


class Kind(models.TextChoices):
    """Whether nature gave it or people built it to earn with."""

    RESOURCE = "resource", _("资源性资产")
    OPERATING = "operating", _("经营性资产")


class Form(models.TextChoices):
    """What it is."""

    LAND = "land", _("土地")
    WATER = "water", _("水面")
    FOREST = "forest", _("林地")
    WORKSHOP = "workshop", _("厂房")
    SCHOOL = "school", _("校舍")
    ROOM = "room", _("房屋")
    SHOP = "shop", _("门面")
    OTHER = "other", _("其他")


class Readiness(models.TextChoices):
    """The three classes of what it takes to bring it into use."""

    NOW = "now", _("可立即盘活")
    NEEDS_WORK = "needs_work", _("需改造提升")
    NEEDS_POLICY = "needs_policy", _("待政策突破")


class State(models.TextChoices):
    """What it does today."""

    IDLE = "idle", _("闲置")
    IN_USE = "in_use", _("自用")
    LEASED = "leased", _("出租")
    REVITALISED = "revitalised", _("已盘活")


class Asset(Registered):
    """An idle or collective asset.

    `size` in square metres, `yearly_income` in yuan, positions WGS-84 degrees. It is on the register from `listed_on`
    until the day before `left_on` (sold, demolished, given back); `revitalised_on` belongs to the state of that name.
    """

    name = models.CharField(_("资产名称"), max_length=120)
    kind = models.CharField(_("资产类别"), max_length=10, choices=Kind)
    form = models.CharField(_("资产类型"), max_length=10, choices=Form)
    readiness = models.CharField(_("盘活分类"), max_length=14, choices=Readiness, blank=True)
    owner = models.CharField(_("权属单位"), max_length=120, blank=True)
    address = models.CharField(_("坐落"), max_length=200, blank=True)
    size = models.DecimalField(
        _("面积(平方米)"),
        max_digits=14,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MaxValueValidator(MOST_M2)],
        help_text=_("写“120平方米”或“3.5亩”;只写数字按平方米算。"),
    )
    title_clear = models.BooleanField(_("权属清晰"), null=True, blank=True)
    planning_ok = models.BooleanField(_("符合规划用途"), null=True, blank=True)
    sound = models.BooleanField(_("能直接使用(不需修缮)"), null=True, blank=True)
    power = models.PositiveIntegerField(_("供电容量(千伏安)"), null=True, blank=True)
    road = models.BooleanField(_("货车可到达"), null=True, blank=True)
    state = models.CharField(_("使用状态"), max_length=12, choices=State, default=State.IDLE)
    revitalised_on = models.DateField(
        _("盘活日期"), null=True, blank=True, help_text=_("状态为“已盘活”时填写,不填算今天。")
    )
    use = models.CharField(_("用途"), max_length=120, blank=True)
    yearly_income = models.DecimalField(_("年收益(元)"), max_digits=14, decimal_places=2, null=True, blank=True)
    contract_until = models.DateField(_("合同到期日"), null=True, blank=True)
    lat = models.FloatField(_("纬度"), null=True, blank=True)
    lon = models.FloatField(_("经度"), null=True, blank=True)
    listed_on = models.DateField(_("入账日期"), default=clock.today, help_text=_("不填算今天。"))
    left_on = models.DateField(
        _("处置日期"), null=True, blank=True, help_text=_("已出售、拆除或交回的填写,从这一天起不再计入在册资产。")
    )

    class Meta:
        verbose_name = _("资产")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state="revitalised", revitalised_on__isnull=False)
                | (~models.Q(state="revitalised") & models.Q(revitalised_on=None)),
                name="asset_revitalised_on",
            ),
            models.CheckConstraint(condition=models.Q(size=None) | models.Q(size__gte=0), name="asset_size"),
            models.CheckConstraint(
                condition=models.Q(yearly_income=None) | models.Q(yearly_income__gte=0), name="asset_income"
            ),
            models.CheckConstraint(
                condition=models.Q(left_on=None) | models.Q(left_on__gt=models.F("listed_on")), name="asset_days"
            ),
        ]
        indexes = [models.Index(fields=["town", "name"], name="asset_of_town")]

    @property
    def size_in_mu(self) -> Decimal | None:
        return None if self.size is None else in_mu(self.size)

    def __str__(self) -> str:
        return self.name
