"""Campaigns: a goal for a time in a town, the villages that take part, and the phases of the work."""

from functools import cached_property
from uuid import UUID

from django.core.validators import MaxValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from bihuan.kernel import clock
from bihuan.orgs.models import Area, Office
from bihuan.orgs.registers.rows import Registered

MOST_SPOTS = MaxValueValidator(100_000)


class Campaign(Registered):
    """A campaign (专项行动) from `from_on` to `to_on`, both inclusive.

    Who is responsible at which level is not written here: it is the responsibility chain of its area, up which late
    findings are reported.
    """

    class Kind(models.TextChoices):
        ENVIRONMENT = "environment", _("人居环境整治")
        DISPUTES = "disputes", _("矛盾纠纷排查")
        GAS = "gas", _("燃气安全")
        DROWNING = "drowning", _("防溺水")
        FIRE = "fire", _("消防安全")
        PRODUCTION = "production", _("安全生产")
        ROADS = "roads", _("道路交通安全")
        OTHER = "other", _("其他专项行动")

    name = models.CharField(_("行动名称"), max_length=80)
    kind = models.CharField(_("行动类型"), max_length=12, choices=Kind)
    from_on = models.DateField(_("开始日期"))
    to_on = models.DateField(_("结束日期"))
    goal = models.TextField(_("行动目标"), help_text=_("写明要做到什么程度,如“河道两岸无积存垃圾”。"))
    office = models.ForeignKey(
        Office, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("牵头单位")
    )
    office_id: UUID | None
    summary = models.TextField(_("行动总结"), blank=True)

    class Meta:
        verbose_name = _("专项行动")
        constraints = [models.CheckConstraint(condition=models.Q(to_on__gte=models.F("from_on")), name="campaign_days")]
        indexes = [models.Index(fields=["town", "-from_on"], name="campaign_of_town")]

    @property
    def running(self) -> bool:
        return self.from_on <= clock.today() <= self.to_on

    @cached_property
    def village_paths(self) -> tuple[str, ...]:
        """Where it is carried out: the villages named, else its whole area. One query."""
        named = self.villages.filter(voided_at=None).values_list("village__path", flat=True)
        return tuple(str(path) for path in named) or (self.area_path,)

    def __str__(self) -> str:
        return self.name


class CampaignVillage(Registered):
    """A village that takes part, and what it has set out to do. Without any, every village of the area takes part."""

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="villages", verbose_name=_("专项行动"))
    campaign_id: UUID
    village = models.ForeignKey(Area, models.PROTECT, related_name="+", verbose_name=_("参加村(社区)"))
    village_id: UUID
    spots_planned = models.PositiveIntegerField(
        _("计划清理(处)"), null=True, blank=True, validators=[MOST_SPOTS], help_text=_("排查出来、打算清理的处数。")
    )
    task = models.CharField(_("任务"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("参加村")

    def __str__(self) -> str:
        return self.village.name


class CampaignPhase(Registered):
    """One phase of a campaign, such as "动员部署", "集中整治", "巩固提升"."""

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="phases", verbose_name=_("专项行动"))
    campaign_id: UUID
    title = models.CharField(_("阶段"), max_length=60)
    from_on = models.DateField(_("开始日期"))
    to_on = models.DateField(_("结束日期"))
    work = models.CharField(_("主要工作"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("行动阶段")
        constraints = [
            models.CheckConstraint(condition=models.Q(to_on__gte=models.F("from_on")), name="campaign_phase_days")
        ]

    def __str__(self) -> str:
        return self.title
