"""Offices: departments, stations and committees that handle matters."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from bihuan.orgs.models.areas import Area
from bihuan.platform.models.record import Record


class Office(Record):
    """A department, station or committee sitting at an area; `duties` are the words by which routing finds it."""

    class Kind(models.TextChoices):
        CENTRE = "centre", _("综治中心")
        OFFICE = "office", _("内设机构")
        STATION = "station", _("派驻站所")
        DEPARTMENT = "department", _("县直部门")
        COMMITTEE = "committee", _("村(居)委会")
        MEDIATION = "mediation", _("人民调解委员会")

    name = models.CharField(_("单位名称"), max_length=80)
    kind = models.CharField(_("单位类型"), max_length=12, choices=Kind)
    area = models.ForeignKey(Area, models.PROTECT, related_name="offices", verbose_name=_("所在区域"))
    town = models.ForeignKey(Area, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("所属乡镇"))
    phone = models.CharField(_("办公电话"), max_length=30, blank=True)
    duties = models.TextField(_("职责范围"), blank=True)
    valid_to = models.DateField(_("撤销日期"), null=True, blank=True)

    class Meta:
        verbose_name = _("单位")
        constraints = [models.UniqueConstraint(fields=["area", "name"], name="office_name_in_area")]
        indexes = [models.Index(fields=["town", "kind"], name="office_of_town")]

    @property
    def area_path(self) -> str:
        return str(self.area.path)

    def __str__(self) -> str:
        return self.name
