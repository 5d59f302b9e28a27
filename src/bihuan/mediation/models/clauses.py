"""Clauses that a town keeps ready for its agreements: texts with blanks."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from bihuan.mediation.models.dispute import DisputeKind
from bihuan.orgs.models import Area
from bihuan.platform.fields import AreaPathField
from bihuan.platform.models.record import Record


class ClauseTemplate(Record):
    """A text with blanks (`____`) for one part of an agreement. `town` None: shipped for the whole county; `kind` "": any dispute."""

    class Part(models.TextChoices):
        FACTS = "facts", _("纠纷的主要事实")
        POINTS = "points", _("争议事项")
        RESPONSIBILITIES = "responsibilities", _("各方当事人的责任")
        TERMS = "terms", _("协议内容")
        MANNER = "manner", _("履行方式")

    town = models.ForeignKey(Area, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("所属乡镇"))
    area_path = AreaPathField(blank=True, editable=False)
    part = models.CharField(_("用在哪一部分"), max_length=16, choices=Part, default=Part.TERMS)
    kind = models.CharField(_("纠纷类型"), max_length=12, choices=DisputeKind, blank=True)
    title = models.CharField(_("条款名称"), max_length=60)
    text = models.TextField(_("条款内容"))
    voided_at = models.DateTimeField(null=True, blank=True, editable=False)
    void_reason = models.CharField(_("停用原因"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("协议条款")
        indexes = [models.Index(fields=["part", "kind"], name="clause_by_part")]

    def __str__(self) -> str:
        return self.title
