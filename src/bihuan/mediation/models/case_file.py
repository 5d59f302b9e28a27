"""The case file (卷宗) of a dispute as it was archived."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from bihuan.mediation.models.beside import BesideDispute
from bihuan.platform.models import StoredFile


class CaseFile(BesideDispute):
    """One archived file. `serial` counts a town's files of a `year` without gaps; `number` is it as people read it.

    `file` is the whole file as one PDF on that day, `pages` its sheets. A case that was opened again is archived anew
    under the same number; the PDF of before stays among the stored files.
    """

    year = models.PositiveSmallIntegerField(_("年度"))
    serial = models.PositiveIntegerField(_("年度序号"))
    number = models.CharField(_("卷宗编号"), max_length=60, unique=True)
    archived_on = models.DateField(_("归档日期"))
    filed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("立卷人")
    )
    retention = models.CharField(_("保管期限"), max_length=20, blank=True)
    remark = models.TextField(_("卷宗情况说明"), blank=True)
    pages = models.PositiveIntegerField(_("页数"))
    times = models.PositiveSmallIntegerField(_("归档次数"), default=1)
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+", verbose_name=_("卷宗文件"))

    class Meta:
        verbose_name = _("调解卷宗")
        indexes = [models.Index(fields=["town", "-archived_on"], name="case_file_of_town")]
        constraints = [
            models.UniqueConstraint(fields=["dispute"], name="one_case_file_a_dispute"),
            models.UniqueConstraint(fields=["town", "year", "serial"], name="case_file_serial_once"),
        ]

    def __str__(self) -> str:
        return self.number
