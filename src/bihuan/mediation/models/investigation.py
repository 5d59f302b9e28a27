"""Investigations (调查): who was asked where and when, what they said, what was found."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from bihuan.cases.models import Evidence
from bihuan.mediation.models.dispute import Dispute
from bihuan.platform.fields import EncryptedTextField
from bihuan.platform.models.files import StoredFile
from bihuan.platform.models.record import Record


class Investigation(Record):
    """One investigation record; `number` counts them from 1. `talk` is in questions and answers as in a sitting.

    `witness` is whom one asked, "" when only the place was looked at; `files` are shown among the case's evidence. Once
    signed (`signature`, drawn, or `scan`, by hand) the record is not changed any more.
    """

    class Way(models.TextChoices):
        VISIT = "visit", _("走访询问")
        PHONE = "phone", _("电话了解")
        SCENE = "scene", _("现场勘查")
        PAPERS = "papers", _("查阅资料")

    dispute = models.ForeignKey(Dispute, models.PROTECT, related_name="investigations", verbose_name=_("纠纷"))
    number = models.PositiveSmallIntegerField(_("第几次"), default=1)
    way = models.CharField(_("调查方式"), max_length=8, choices=Way, default=Way.VISIT)
    starts_at = models.DateTimeField(_("调查时间"))
    place = models.CharField(_("调查地点"), max_length=120, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("调查人")
    )
    others = models.CharField(_("参加调查人"), max_length=120, blank=True)
    witness = EncryptedTextField(_("被调查人"), blank=True)
    witness_phone = EncryptedTextField(_("被调查人电话"), blank=True)
    relation = models.CharField(_("与当事人的关系"), max_length=60, blank=True)
    talk = models.TextField(_("调查内容"))
    finding = models.TextField(_("查明情况"), blank=True)
    files = models.ManyToManyField(Evidence, related_name="+", verbose_name=_("证据材料"))
    signature = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+", verbose_name=_("签名"))
    signed_at = models.DateTimeField(_("签名时间"), null=True)
    scan = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+", verbose_name=_("签字扫描件"))
    voided_at = models.DateTimeField(null=True, editable=False)
    void_reason = models.CharField(_("作废原因"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("调查记录")
        constraints = [models.UniqueConstraint(fields=["dispute", "number"], name="investigation_number_once")]

    @property
    def signed(self) -> bool:
        return self.signature_id is not None or self.scan_id is not None

    def __str__(self) -> str:
        return f"{self.dispute_id} {self.number}"
