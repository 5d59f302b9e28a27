"""Judicial confirmation of an agreement: thirty days from its taking effect, by both parties together (article 33)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from bihuan.mediation.models.agreement import Agreement
from bihuan.mediation.models.beside import BesideDispute
from bihuan.platform.models import StoredFile


class JudicialConfirmation(BesideDispute):
    """The clock of a written agreement and what became of it. `last_day` is the thirtieth calendar day after taking effect."""

    class State(models.TextChoices):
        OPEN = "open", _("可申请")
        DECLINED = "declined", _("当事人不申请")
        FILED = "filed", _("已申请")
        CONFIRMED = "confirmed", _("确认有效")
        REFUSED = "refused", _("驳回申请")
        WITHDRAWN = "withdrawn", _("撤回申请")
        MISSED = "missed", _("逾期未申请")

    agreement = models.OneToOneField(Agreement, models.PROTECT, related_name="confirmation", verbose_name=_("调解协议"))
    state = models.CharField(_("状态"), max_length=10, choices=State, default=State.OPEN)
    effective_on = models.DateField(_("协议生效日期"))
    last_day = models.DateField(_("申请截止日"))
    warned = models.PositiveSmallIntegerField(default=0, editable=False)  # the day of the clock that was last told of
    court = models.CharField(_("法院"), max_length=60, blank=True)
    filed_on = models.DateField(_("申请日期"), null=True, blank=True)
    number = models.CharField(_("裁定书文号"), max_length=60, blank=True)
    ruling_on = models.DateField(_("裁定日期"), null=True, blank=True)
    ruling = models.ForeignKey(
        StoredFile, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("裁定书")
    )
    remark = models.CharField(_("说明"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("司法确认")
        indexes = [
            models.Index(fields=["town", "effective_on"], name="confirmation_of_town"),
            models.Index(fields=["state", "last_day"], name="confirmation_clock"),
        ]
        constraints = [
            models.CheckConstraint(
                name="confirmation_filed_in_time",
                condition=models.Q(filed_on=None)
                | models.Q(filed_on__gte=models.F("effective_on"), filed_on__lte=models.F("last_day")),
            )
        ]

    def __str__(self) -> str:
        return str(self.get_state_display())
