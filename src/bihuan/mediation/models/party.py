"""The parties of a dispute: persons and bodies on each side, who speaks for them, and each one's share."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from bihuan.mediation.models.dispute import Dispute
from bihuan.platform.fields import BlindIndexField, EncryptedTextField
from bihuan.platform.models.record import Record


class Party(Record):
    """A person or body on one side of a dispute; several may stand on each side.

    `claimed`, `agreed` and `paid` are this one's share in yuan, None while nothing is known: of a group (twenty workers
    against one boss) each has a row, the same words in `group`, and one of them may be its `representative`.
    `agent_authority` "special" may concede and settle for the party, "general" may not. Who left the mediation keeps the
    row, with `withdrawn_at` and the reason.
    """

    class Side(models.TextChoices):
        APPLICANT = "applicant", _("申请人")
        RESPONDENT = "respondent", _("被申请人")
        THIRD = "third", _("第三人")

    class Gender(models.TextChoices):
        MALE = "male", _("男")
        FEMALE = "female", _("女")

    class Authority(models.TextChoices):
        """What an agent may do without asking the party again."""

        GENERAL = "general", _("一般代理")
        SPECIAL = "special", _("特别授权")

    dispute = models.ForeignKey(Dispute, models.CASCADE, related_name="parties")
    side = models.CharField(_("当事人身份"), max_length=10, choices=Side)
    body = models.BooleanField(_("是单位"), default=False)
    name = EncryptedTextField(_("姓名(名称)"))
    name_index = BlindIndexField(of="name", kind="name", db_index=True)
    gender = models.CharField(_("性别"), max_length=6, choices=Gender, blank=True)
    birth_year = models.PositiveSmallIntegerField(_("出生年份"), null=True, blank=True)
    ethnicity = models.CharField(_("民族"), max_length=20, blank=True)
    occupation = models.CharField(_("职业或职务"), max_length=60, blank=True)
    phone = EncryptedTextField(_("联系电话"), blank=True)
    phone_index = BlindIndexField(of="phone", kind="phone", db_index=True)
    id_number = EncryptedTextField(_("证件号码"), blank=True)
    address = EncryptedTextField(_("住址"), blank=True)
    sms_consent = models.BooleanField(_("同意接收短信提醒"), default=False)
    sms_consent_on = models.DateField(_("同意短信日期"), null=True, editable=False)
    statement = EncryptedTextField(_("本人陈述"), blank=True)

    agent_name = EncryptedTextField(_("代理人"), blank=True)
    agent_phone = EncryptedTextField(_("代理人电话"), blank=True)
    agent_authority = models.CharField(_("代理权限"), max_length=8, choices=Authority, blank=True)
    representative = models.BooleanField(_("群体代表"), default=False)
    group = models.CharField(_("所属群体"), max_length=40, blank=True)
    claimed = models.DecimalField(_("主张金额"), max_digits=14, decimal_places=2, null=True, blank=True)
    agreed = models.DecimalField(_("议定金额"), max_digits=14, decimal_places=2, null=True, blank=True)
    paid = models.DecimalField(_("已付金额"), max_digits=14, decimal_places=2, null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, editable=False)
    withdraw_reason = models.CharField(_("退出原因"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("当事人")
        constraints = [
            models.CheckConstraint(condition=Q(claimed=None) | Q(claimed__gte=0), name="party_claimed"),
            models.CheckConstraint(condition=Q(agreed=None) | Q(agreed__gte=0), name="party_agreed"),
            models.CheckConstraint(condition=Q(paid=None) | Q(paid__gte=0), name="party_paid"),
        ]

    def __str__(self) -> str:
        return str(self.Side(self.side).label)
