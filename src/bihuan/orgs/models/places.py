"""Place points: registered physical things with a risk grade and a warden."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from bihuan.orgs.models.areas import Area
from bihuan.orgs.models.staff import Staff
from bihuan.platform.fields import AreaPathField
from bihuan.platform.models.record import Record


class PlacePoint(Record):
    """A dangerous water, workshop, gas user, school gate, river reach or estate (部位). Positions are WGS-84 degrees."""

    class Kind(models.TextChoices):
        WATER = "water", _("危险水域")
        WORKSHOP = "workshop", _("作坊厂房")
        GAS_USER = "gas_user", _("燃气用户")
        SHOP = "shop", _("小门店")
        SITE = "site", _("建筑工地")
        SCHOOL_GATE = "school_gate", _("校门")
        RIVER_REACH = "river_reach", _("河段")
        ESTATE = "estate", _("小区楼院")
        OTHER = "other", _("其他部位")

    class Risk(models.TextChoices):
        RED = "red", _("重大风险")
        ORANGE = "orange", _("较大风险")
        YELLOW = "yellow", _("一般风险")
        BLUE = "blue", _("低风险")

    kind = models.CharField(_("部位类型"), max_length=12, choices=Kind)
    name = models.CharField(_("名称"), max_length=80)
    area = models.ForeignKey(Area, models.PROTECT, related_name="place_points", verbose_name=_("所属网格"))
    area_path = AreaPathField(db_index=True, editable=False)
    town = models.ForeignKey(Area, models.PROTECT, related_name="+", verbose_name=_("所属乡镇"))
    address = models.CharField(_("位置"), max_length=200, blank=True)
    lat = models.FloatField(_("纬度"), null=True, blank=True)
    lon = models.FloatField(_("经度"), null=True, blank=True)
    risk = models.CharField(_("风险等级"), max_length=8, choices=Risk, default=Risk.BLUE)
    warden = models.ForeignKey(
        Staff, models.PROTECT, null=True, blank=True, related_name="warded_points", verbose_name=_("责任人")
    )
    voided_at = models.DateTimeField(null=True, editable=False)
    void_reason = models.CharField(_("注销原因"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("部位")
        indexes = [models.Index(fields=["town", "kind"], name="place_of_town")]

    def __str__(self) -> str:
        return self.name
