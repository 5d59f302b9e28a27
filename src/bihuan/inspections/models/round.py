"""Rounds of inspection, and what is found on them, each finding beside its case."""

from uuid import UUID

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from bihuan.cases.models import Case
from bihuan.inspections.models.campaign import Campaign
from bihuan.orgs.models import Staff
from bihuan.orgs.registers.rows import Registered
from bihuan.platform.fields import AreaPathField
from bihuan.platform.models.record import Record


class Round(Registered):
    """A round through an area, planned for `planned_on`; it was held on `held_on`.

    `shown_path` is the area from which down people may know of the round: its own area, but for an unannounced round
    that has not been held yet the town's, so that no village sees it coming.
    """

    class Kind(models.TextChoices):
        OPEN = "open", _("明察")
        UNANNOUNCED = "unannounced", _("暗访")
        PATROL = "patrol", _("动态巡查")

    title = models.CharField(_("巡查名称"), max_length=80)
    kind = models.CharField(_("方式"), max_length=12, choices=Kind)
    campaign = models.ForeignKey(
        Campaign, models.PROTECT, null=True, blank=True, related_name="rounds", verbose_name=_("专项行动")
    )
    campaign_id: UUID | None
    planned_on = models.DateField(_("计划日期"))
    held_on = models.DateField(
        _("开展日期"), null=True, blank=True, help_text=_("开展了才填;登记第一条问题时自动填上。")
    )
    leader = models.ForeignKey(Staff, models.PROTECT, related_name="+", verbose_name=_("带队人"))
    leader_id: UUID
    members = models.CharField(_("参加人员"), max_length=200, blank=True)
    focus = models.CharField(_("检查重点"), max_length=300, blank=True)
    summary = models.TextField(_("巡查小结"), blank=True)
    shown_path = AreaPathField(editable=False)

    class Meta:
        verbose_name = _("巡查")
        indexes = [models.Index(fields=["town", "-planned_on"], name="round_of_town")]

    def __str__(self) -> str:
        return self.title


class Finding(Record):
    """A problem found on a round, with its case, which has the clock, the office, the pictures and the re-inspection."""

    class Spot(models.TextChoices):
        RIVER = "river", _("河道沟渠")
        ROAD = "road", _("道路沿线")
        YARD = "yard", _("房前屋后")
        FIELD = "field", _("田间地头")
        PUBLIC = "public", _("公共场所")
        PREMISES = "premises", _("企业商户")
        DUTY = "duty", _("值守履职")
        OTHER = "other", _("其他部位")

    class Severity(models.TextChoices):
        MINOR = "minor", _("一般")
        SERIOUS = "serious", _("较重")
        GRAVE = "grave", _("严重")

    case = models.OneToOneField(Case, models.PROTECT, related_name="finding", verbose_name=_("事项"))
    case_id: UUID
    round = models.ForeignKey(Round, models.PROTECT, related_name="findings", verbose_name=_("巡查"))
    round_id: UUID
    campaign = models.ForeignKey(
        Campaign, models.PROTECT, null=True, blank=True, related_name="findings", verbose_name=_("专项行动")
    )
    campaign_id: UUID | None
    found_by = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+", verbose_name=_("发现人"))
    found_by_id: UUID | None
    spot = models.CharField(_("部位类型"), max_length=10, choices=Spot)
    severity = models.CharField(_("严重程度"), max_length=8, choices=Severity, default=Severity.MINOR)
    limit_days = models.PositiveSmallIntegerField(
        _("整改期限(天)"), validators=[MinValueValidator(1), MaxValueValidator(90)]
    )
    requirement = models.CharField(_("整改要求"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("巡查问题")
        constraints = [
            models.CheckConstraint(condition=models.Q(limit_days__gte=1, limit_days__lte=90), name="finding_limit_days")
        ]
        indexes = [models.Index(fields=["round", "created_at"], name="finding_of_round")]

    @property
    def label(self) -> str:
        return self.case.number

    def __str__(self) -> str:
        return str(self.case_id)
