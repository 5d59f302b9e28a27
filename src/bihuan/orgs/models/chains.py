"""Responsibility chains of any depth, and liaison."""

from uuid import UUID

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bihuan.kernel import clock
from bihuan.orgs.models.areas import Area
from bihuan.orgs.models.staff import Staff
from bihuan.platform.models.record import Record


class ResponsibilityChain(Record):
    """For a kind of work within an area, ordered levels of responsibility; escalation climbs from the lowest.

    `work_kind` is a case kind, or "" for every kind; the chain nearest to the matter's area and of its kind applies.
    """

    name = models.CharField(_("责任链名称"), max_length=60)
    work_kind = models.CharField(_("工作类型"), max_length=20, blank=True)
    area = models.ForeignKey(Area, models.PROTECT, related_name="chains", verbose_name=_("适用区域"))
    active = models.BooleanField(_("启用"), default=True)

    class Meta:
        verbose_name = _("责任链")
        constraints = [
            models.UniqueConstraint(
                fields=["area", "work_kind"], condition=models.Q(active=True), name="one_active_chain_of_kind_in_area"
            )
        ]

    @property
    def town_id(self) -> UUID | None:
        return self.area.town_id

    @property
    def area_path(self) -> str:
        return str(self.area.path)

    def __str__(self) -> str:
        return self.name


class ChainLevel(Record):
    """One level; `rank` 1 is the lowest (on the spot), the highest rank leads."""

    chain = models.ForeignKey(ResponsibilityChain, models.CASCADE, related_name="levels")
    rank = models.PositiveSmallIntegerField(_("级次"))
    title = models.CharField(_("职责"), max_length=60)

    class Meta:
        verbose_name = _("责任链层级")
        ordering = ["rank"]
        constraints = [models.UniqueConstraint(fields=["chain", "rank"], name="chain_rank_once")]

    def __str__(self) -> str:
        return self.title


class ChainHolder(Record):
    """Who stands at a level for an area (and everything below it that names nobody nearer)."""

    level = models.ForeignKey(ChainLevel, models.CASCADE, related_name="holders")
    area = models.ForeignKey(Area, models.PROTECT, related_name="+", verbose_name=_("负责区域"))
    staff = models.ForeignKey(
        Staff, models.PROTECT, related_name="chain_places", verbose_name=pgettext_lazy("责任链", "责任人")
    )

    class Meta:
        verbose_name = _("链上责任人")
        constraints = [models.UniqueConstraint(fields=["level", "area"], name="chain_holder_once")]

    def __str__(self) -> str:
        return f"{self.area.name} {self.staff.name}"


class Liaison(Record):
    """A leader bound to a village, an enterprise, a project or a case (包联)."""

    class Subject(models.TextChoices):
        AREA = "area", _("村(社区)")
        ENTERPRISE = "enterprise", _("企业")
        PROJECT = "project", _("项目")
        CASE = "case", _("事项")

    staff = models.ForeignKey(Staff, models.PROTECT, related_name="liaisons", verbose_name=_("包联领导"))
    subject = models.CharField(_("包联对象类型"), max_length=12, choices=Subject)
    subject_id = models.UUIDField(_("包联对象"))
    subject_name = models.CharField(_("包联对象名称"), max_length=120)
    town = models.ForeignKey(Area, models.PROTECT, null=True, related_name="+")
    from_day = models.DateField(_("起"), default=clock.today)
    to_day = models.DateField(_("止"), null=True, blank=True)

    class Meta:
        verbose_name = _("包联")
        indexes = [models.Index(fields=["subject", "subject_id"], name="liaison_of_subject")]

    def __str__(self) -> str:
        return f"{self.staff.name} → {self.subject_name}"
