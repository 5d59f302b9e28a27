"""The area tree: county → town → village or community → grid → micro-grid."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from bihuan.platform.fields import AreaPathField
from bihuan.platform.models.record import Record


class Area(Record):
    """A node of the tree.

    `code` follows the 12-digit statistical area codes down to the village and GB/T 34300 below it; `path` is the codes'
    own segments from the county down, each ended by "/", so that "everything below" is a prefix. `town` is the area
    itself for a town and None for the county. `polygon` is a GeoJSON geometry in WGS-84/CGCS2000, longitude first.
    An area is in force from `valid_from` up to and without `valid_to`.
    """

    class Level(models.TextChoices):
        COUNTY = "county", _("县(区)")
        TOWN = "town", _("乡镇(街道)")
        VILLAGE = "village", _("村(社区)")
        GRID = "grid", _("网格")
        MICRO = "micro_grid", _("微网格")

    class GridKind(models.TextChoices):
        COMMUNITY = "community", _("小区网格")
        SPECIAL = "special", _("专属网格")

    code = models.CharField(_("区域代码"), max_length=24, unique=True)
    name = models.CharField(_("名称"), max_length=60)
    level = models.CharField(_("层级"), max_length=10, choices=Level)
    grid_kind = models.CharField(_("网格类型"), max_length=10, choices=GridKind, blank=True)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("上级区域")
    )
    town = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("所属乡镇")
    )
    path = AreaPathField(unique=True, editable=False)
    initials = models.CharField(_("简码"), max_length=12, blank=True)
    polygon = models.JSONField(_("边界"), null=True, blank=True)
    lat = models.FloatField(_("纬度"), null=True, blank=True)
    lon = models.FloatField(_("经度"), null=True, blank=True)
    households = models.PositiveIntegerField(_("户数"), null=True, blank=True)
    population = models.PositiveIntegerField(_("人口"), null=True, blank=True)
    valid_from = models.DateField(_("启用日期"), null=True, blank=True)
    valid_to = models.DateField(_("停用日期"), null=True, blank=True)

    class Meta:
        verbose_name = _("区域")
        indexes = [
            models.Index(fields=["town", "level"], name="area_of_town"),
            models.Index(fields=["name"], name="area_by_name"),
        ]
        constraints = [
            models.CheckConstraint(
                name="area_grid_kind_on_grids",
                condition=models.Q(level__in=["grid", "micro_grid"]) | models.Q(grid_kind=""),
            ),
            models.CheckConstraint(
                name="area_only_county_is_root",
                condition=models.Q(level="county", parent=None)
                | models.Q(parent__isnull=False) & ~models.Q(level="county"),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class AreaAlias(Record):
    """Another name people use for an area: an old village name, a short form, a natural village, an estate."""

    area = models.ForeignKey(Area, models.CASCADE, related_name="aliases")
    name = models.CharField(_("别名"), max_length=60)

    class Meta:
        verbose_name = _("区域别名")
        constraints = [models.UniqueConstraint(fields=["area", "name"], name="area_alias_once")]
        indexes = [models.Index(fields=["name"], name="area_alias_by_name")]

    def __str__(self) -> str:
        return self.name
