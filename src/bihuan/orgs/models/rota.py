"""The duty rota: who is on duty where and when."""

from uuid import UUID

from django.db import models
from django.utils.translation import gettext_lazy as _

from bihuan.orgs.models.areas import Area
from bihuan.orgs.models.staff import Staff
from bihuan.platform.models.record import Record


class DutyShift(Record):
    """`part` of a local day on duty at an area's centre; `leader` is the leader on call; `substitute` stands in."""

    class Part(models.TextChoices):
        DAY = "day", _("白班")
        NIGHT = "night", _("夜班")

    area = models.ForeignKey(Area, models.PROTECT, related_name="duty_shifts", verbose_name=_("值班区域"))
    day = models.DateField(_("日期"))
    part = models.CharField(_("班次"), max_length=6, choices=Part)
    staff = models.ForeignKey(Staff, models.PROTECT, related_name="duty_shifts", verbose_name=_("值班员"))
    leader = models.ForeignKey(
        Staff, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("带班领导")
    )
    substitute = models.ForeignKey(
        Staff, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("替班人")
    )
    phone = models.CharField(_("值班电话"), max_length=30, blank=True)

    class Meta:
        verbose_name = _("值班")
        constraints = [models.UniqueConstraint(fields=["area", "day", "part"], name="one_shift_a_part")]

    @property
    def town_id(self) -> UUID | None:
        return self.area.town_id

    @property
    def area_path(self) -> str:
        return str(self.area.path)

    def __str__(self) -> str:
        return f"{self.day} {self.get_part_display()}"
