"""What is known of a place point beyond its name and grade: of waters, of businesses, and the kit that hangs there."""

from uuid import UUID

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bihuan.kernel import clock
from bihuan.orgs.models import PlacePoint
from bihuan.orgs.registers.rows import Registered
from bihuan.platform.fields import BlindIndexField, EncryptedTextField


class AtPoint(Registered):
    """Abstract. A row about one place point; it lies where the point lies and on the register from `listed_on` to `left_on`."""

    point: models.ForeignKey[PlacePoint, PlacePoint]
    point_id: UUID
    listed_on = models.DateField(_("列管日期"), default=clock.today)
    left_on = models.DateField(_("销号日期"), null=True, blank=True, help_text=_("填平、拆除、关停后填写。"))

    class Meta:
        abstract = True


class Water(AtPoint):
    """A dangerous water (危险水域). `depth` in metres; who watches over it is the warden of its place point."""

    class Sort(models.TextChoices):
        POND = "pond", _("坑塘")
        REACH = "reach", pgettext_lazy("水域", "河段")
        CANAL = "canal", _("沟渠")
        RESERVOIR = "reservoir", _("水库")
        PIT = "pit", _("深坑")
        OTHER = "other", pgettext_lazy("水域", "其他")

    point = models.OneToOneField(PlacePoint, models.PROTECT, related_name="water", verbose_name=_("部位"))
    sort = models.CharField(_("水域类型"), max_length=10, choices=Sort)
    depth = models.DecimalField(
        _("最大水深(米)"), max_digits=4, decimal_places=1, null=True, blank=True, validators=[MaxValueValidator(99)]
    )
    signs = models.PositiveSmallIntegerField(_("警示牌(块)"), default=0, validators=[MaxValueValidator(999)])
    boards = models.PositiveSmallIntegerField(
        _("告知牌(块)"),
        default=0,
        validators=[MaxValueValidator(999)],
        help_text=_("写明责任人、电话和救助方法的牌子。"),
    )
    fenced = models.BooleanField(_("有防护栏(网)"), default=False)
    watched = models.BooleanField(_("有视频监控"), default=False)
    near = models.CharField(_("附近学校、居民点"), max_length=120, blank=True)
    remark = models.TextField(_("说明"), blank=True)

    class Meta:
        verbose_name = _("危险水域")

    def __str__(self) -> str:
        return str(self.point)


class Gas(models.TextChoices):
    NONE = "none", _("不用气")
    BOTTLE = "bottle", _("瓶装液化气")
    PIPE = "pipe", _("管道天然气")


class Business(AtPoint):
    """A place of production safety (生产经营场所): workshop, gas user, small shop, construction site."""

    point = models.OneToOneField(PlacePoint, models.PROTECT, related_name="business", verbose_name=_("部位"))
    name = models.CharField(_("经营单位"), max_length=120)
    credit_code = models.CharField(_("统一社会信用代码"), max_length=18, blank=True)
    trade = models.CharField(_("行业"), max_length=40, blank=True, help_text=_("如餐饮、木材加工、零售。"))
    contact = EncryptedTextField(_("负责人"), blank=True)
    contact_index = BlindIndexField(of="contact", kind="name")
    phone = EncryptedTextField(_("联系电话"), blank=True)
    phone_index = BlindIndexField(of="phone", kind="phone")
    staff = models.PositiveIntegerField(_("从业人数"), null=True, blank=True)
    gas = models.CharField(_("用气"), max_length=8, choices=Gas, default=Gas.NONE)
    bottles = models.PositiveSmallIntegerField(
        _("气瓶(只)"), null=True, blank=True, validators=[MaxValueValidator(999)]
    )
    lodging = models.BooleanField(_("有人住宿"), default=False, help_text=_("经营、仓储场所里住人的要勾选。"))
    exits = models.PositiveSmallIntegerField(
        _("安全出口(个)"), null=True, blank=True, validators=[MaxValueValidator(99)]
    )
    remark = models.TextField(_("说明"), blank=True)

    class Meta:
        verbose_name = _("生产经营场所")

    def __str__(self) -> str:
        return self.name


class Kit(Registered):
    """A piece (or some alike) of life-saving or fire-fighting kit at a place point. From `expires_on` on it no longer counts."""

    class Sort(models.TextChoices):
        RING = "ring", _("救生圈")
        ROPE = "rope", _("救生绳")
        POLE = "pole", _("救生杆")
        VEST = "vest", _("救生衣")
        EXTINGUISHER = "extinguisher", _("灭火器")
        ALARM = "alarm", _("燃气报警器")
        OTHER = "other", pgettext_lazy("器材", "其他")

    class Condition(models.TextChoices):
        GOOD = "good", _("完好")
        DAMAGED = "damaged", _("损坏")
        MISSING = "missing", _("丢失")

    point = models.ForeignKey(PlacePoint, models.PROTECT, related_name="kit", verbose_name=_("部位"))
    point_id: UUID
    sort = models.CharField(_("器材"), max_length=14, choices=Sort)
    count = models.PositiveSmallIntegerField(
        _("数量"), default=1, validators=[MinValueValidator(1), MaxValueValidator(999)]
    )
    spot = models.CharField(_("放置位置"), max_length=80, blank=True)
    condition = models.CharField(_("状况"), max_length=8, choices=Condition, default=Condition.GOOD)
    checked_on = models.DateField(_("最近检查"), null=True, blank=True)
    expires_on = models.DateField(_("到期日期"), null=True, blank=True, help_text=_("从这一天起视为过期。"))
    removed_on = models.DateField(_("撤换日期"), null=True, blank=True, help_text=_("换新或撤走后填写。"))

    class Meta:
        verbose_name = _("救生消防器材")
        indexes = [
            models.Index(fields=["point"], name="kit_of_point"),
            models.Index(fields=["expires_on"], name="kit_by_expiry"),
        ]
        constraints = [models.CheckConstraint(condition=models.Q(count__gte=1), name="kit_count")]

    def __str__(self) -> str:
        return f"{self.get_sort_display()} × {self.count}"

    @property
    def gap(self) -> str:
        """Why it does not help anybody now, or ""."""
        if self.removed_on is not None:
            return ""
        if self.condition != self.Condition.GOOD:
            return str(self.get_condition_display())
        return str(_("已过期")) if self.expires_on is not None and self.expires_on <= clock.today() else ""
