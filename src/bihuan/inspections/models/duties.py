"""People out on the ground: who stands at which school gate, and patrols of a grid with their track and check-ins."""

from uuid import UUID

from django.db import models
from django.utils.translation import gettext_lazy as _

from bihuan.inspections.models.checks import PointCheck
from bihuan.orgs.models import Household, PlacePoint, Staff
from bihuan.orgs.registers.rows import Registered
from bihuan.platform.fields import BlindIndexField, EncryptedTextField


class GateDuty(Registered):
    """One person at one school gate in one part of one day (护学岗)."""

    class Part(models.TextChoices):
        MORNING = "morning", _("早上学")
        NOON = "noon", _("中午")
        AFTERNOON = "afternoon", _("下午放学")
        EVENING = "evening", _("晚放学")

    class Guard(models.TextChoices):
        TEACHER = "teacher", _("教师")
        POLICE = "police", _("民警")
        VOLUNTEER = "volunteer", _("志愿者")

    class State(models.TextChoices):
        PLANNED = "planned", _("已排班")
        CAME = "came", _("已到岗")
        ABSENT = "absent", _("缺岗")

    point = models.ForeignKey(PlacePoint, models.PROTECT, related_name="+", verbose_name=_("校门"))
    point_id: UUID
    day = models.DateField(_("日期"))
    part = models.CharField(_("时段"), max_length=10, choices=Part)
    guard = models.CharField(_("身份"), max_length=10, choices=Guard)
    name = EncryptedTextField(_("姓名"))
    name_index = BlindIndexField(of="name", kind="name")
    phone = EncryptedTextField(_("联系电话"), blank=True)
    phone_index = BlindIndexField(of="phone", kind="phone")
    state = models.CharField(_("到岗"), max_length=8, choices=State, default=State.PLANNED)
    remark = models.CharField(_("备注"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("护学岗")
        indexes = [models.Index(fields=["town", "-day"], name="gate_duty_of_town")]
        constraints = [
            models.UniqueConstraint(
                fields=["point", "day", "part", "guard", "name_index"],
                condition=models.Q(voided_at=None),
                name="gate_duty_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.point} {self.day:%Y-%m-%d} {self.get_part_display()}"


class Patrol(Registered):
    """A walk through a grid (`area`) from `opened_at` to `closed_at`; only between the two is a track taken.

    `metres` is the length of the track as walked, counted before the track is deleted on `forgotten_on`.
    """

    by = models.ForeignKey(Staff, models.PROTECT, related_name="patrols", verbose_name=_("巡查人"))
    by_id: UUID
    opened_at = models.DateTimeField(_("开始时间"))
    closed_at = models.DateTimeField(_("结束时间"), null=True)
    metres = models.PositiveIntegerField(_("里程(米)"), default=0)
    route = models.CharField(_("路线"), max_length=200, blank=True)
    remark = models.CharField(_("说明"), max_length=200, blank=True)
    forgotten_on = models.DateField(_("轨迹清除日期"), null=True)

    class Meta:
        verbose_name = _("网格巡查")
        indexes = [
            models.Index(fields=["town", "-opened_at"], name="patrol_of_town"),
            models.Index(fields=["area", "-opened_at"], name="patrol_of_grid"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["by"], condition=models.Q(closed_at=None), name="one_open_patrol_a_person"),
            models.CheckConstraint(
                name="patrol_in_order",
                condition=models.Q(closed_at=None) | models.Q(closed_at__gte=models.F("opened_at")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.area} {self.opened_at:%Y-%m-%d}"


class PatrolPosition(models.Model):
    """One position of an open patrol, WGS-84; not a record: it is thinned and deleted, and nobody edits it."""

    patrol = models.ForeignKey(Patrol, models.CASCADE, related_name="track")
    at = models.DateTimeField()
    lat = models.FloatField()
    lon = models.FloatField()

    class Meta:
        verbose_name = _("巡查轨迹点")
        constraints = [models.UniqueConstraint(fields=["patrol", "at"], name="patrol_position_once")]

    def __str__(self) -> str:
        return f"{self.lat},{self.lon}"


class PatrolStop(Registered):
    """A check-in (签到) of a patrol at a place point or a household; `distance` in metres from it."""

    patrol = models.ForeignKey(Patrol, models.PROTECT, related_name="stops", verbose_name=_("网格巡查"))
    patrol_id: UUID
    at = models.DateTimeField(_("签到时间"))
    point = models.ForeignKey(
        PlacePoint, models.PROTECT, null=True, blank=True, related_name="stops", verbose_name=_("部位")
    )
    household = models.ForeignKey(
        Household, models.PROTECT, null=True, blank=True, related_name="stops", verbose_name=_("户")
    )
    distance = models.PositiveIntegerField(_("距离(米)"), null=True)
    remark = models.CharField(_("情况"), max_length=200, blank=True)
    check_made = models.ForeignKey(
        PointCheck, models.PROTECT, null=True, blank=True, related_name="stops", verbose_name=_("巡查检查")
    )

    class Meta:
        verbose_name = _("巡查签到")
        indexes = [
            models.Index(fields=["point", "-at"], name="stop_of_point", condition=models.Q(point__isnull=False)),
            models.Index(
                fields=["household", "-at"], name="stop_of_household", condition=models.Q(household__isnull=False)
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="stop_at_one_thing",
                condition=models.Q(point__isnull=True, household__isnull=False)
                | models.Q(point__isnull=False, household__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return str(self.point or self.household)
