"""Town whistles, department reports (吹哨报到): an office is called to a place or for an answer, within hours."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bihuan.cases.models.case import Case
from bihuan.cases.models.deadline import Deadline
from bihuan.orgs.models import Area, Office
from bihuan.platform.fields import AreaPathField
from bihuan.platform.models.record import Record


class Whistle(Deadline, Record):
    """One office called by a town. `due_at` is when it must have come (or answered); positions are WGS-84."""

    class Need(models.TextChoices):
        PRESENCE = "presence", _("到场处置")
        ANSWER = "answer", _("限时答复")

    class State(models.TextChoices):
        BLOWN = "blown", _("待报到")
        ARRIVED = "arrived", _("已到场")
        ANSWERED = "answered", _("待评价")
        RATED = "rated", _("已评价")
        CALLED_OFF = "called_off", pgettext_lazy("吹哨", "已取消")

    number = models.CharField(_("哨单编号"), max_length=40, unique=True)
    town = models.ForeignKey(Area, models.PROTECT, related_name="+", verbose_name=_("吹哨乡镇"))
    area = models.ForeignKey(Area, models.PROTECT, related_name="+", verbose_name=_("所在区域"))
    area_path = AreaPathField(editable=False)
    case = models.ForeignKey(
        Case, models.PROTECT, null=True, blank=True, related_name="whistles", verbose_name=_("关联事项")
    )
    title = models.CharField(_("事由"), max_length=120)
    text = models.TextField(_("情况说明"), blank=True)
    need = models.CharField(_("要求"), max_length=10, choices=Need)
    place = models.CharField(_("集合地点"), max_length=200, blank=True)
    office = models.ForeignKey(Office, models.PROTECT, related_name="+", verbose_name=_("被吹哨单位"))
    state = models.CharField(_("状态"), max_length=10, choices=State, default=State.BLOWN)
    blown_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("吹哨人")
    )
    replied_at = models.DateTimeField(_("报到(答复)时间"), null=True, blank=True)
    arrived_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("报到人")
    )
    lat = models.FloatField(_("纬度"), null=True, blank=True)
    lon = models.FloatField(_("经度"), null=True, blank=True)
    result = models.TextField(_("处置情况"), blank=True)
    answered_at = models.DateTimeField(_("处置完成时间"), null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("答复人")
    )
    rating = models.PositiveSmallIntegerField(_("评分"), null=True, blank=True)
    rating_note = models.CharField(_("评价意见"), max_length=300, blank=True)
    rated_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    called_off_reason = models.CharField(_("取消原因"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("吹哨")
        indexes = [
            models.Index(fields=["town", "state", "due_at"], name="whistle_of_town"),
            models.Index(fields=["office", "state"], name="whistle_of_office"),
            models.Index(fields=["look_at"], name="whistle_look", condition=models.Q(look_at__isnull=False)),
        ]
        constraints = [
            models.CheckConstraint(
                name="whistle_rating_range", condition=models.Q(rating=None) | models.Q(rating__gte=1, rating__lte=5)
            ),
            models.CheckConstraint(
                name="whistle_answered_has_time",
                condition=~models.Q(state__in=["answered", "rated"]) | models.Q(answered_at__isnull=False),
            ),
        ]

    @property
    def label(self) -> str:
        return self.number

    def __str__(self) -> str:
        return f"{self.number} {self.title}"
