"""Longer than thirty days: only when both sides agree."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from bihuan.mediation.models.dispute import Dispute
from bihuan.platform.models.record import Record


class Extension(Record):
    """More time for a mediation (SF/T 0083-2020): `days` calendar days, agreed by each side on its day."""

    dispute = models.ForeignKey(Dispute, models.PROTECT, related_name="extensions", verbose_name=_("纠纷"))
    days = models.PositiveSmallIntegerField(_("延长天数"))
    reason = models.CharField(_("延长理由"), max_length=200)
    applicant_agreed_on = models.DateField(_("申请人同意日期"))
    respondent_agreed_on = models.DateField(_("被申请人同意日期"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("登记人")
    )

    class Meta:
        verbose_name = _("调解期限延长")
        constraints = [models.CheckConstraint(condition=models.Q(days__gte=1), name="extension_days")]

    def __str__(self) -> str:
        return str(self.days)
