"""The dispute record that township ledgers hold."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from bihuan.cases.models import Case
from bihuan.orgs.models import Area
from bihuan.platform.fields import AreaPathField, BlindIndexField, EncryptedTextField
from bihuan.platform.models.record import Record


class DisputeKind(models.TextChoices):
    """Dispute kinds of the Ministry of Justice's people's mediation statistics."""

    FAMILY = "family", _("婚姻家庭纠纷")
    NEIGHBOUR = "neighbour", _("邻里纠纷")
    HOUSING = "housing", _("房屋宅基地纠纷")
    CONTRACT = "contract", _("合同纠纷")
    BUSINESS = "business", _("生产经营纠纷")
    DAMAGES = "damages", _("损害赔偿纠纷")
    LABOUR = "labour", _("劳动争议纠纷")
    VILLAGE = "village", _("村务管理纠纷")
    LAND = "land", _("山林土地纠纷")
    REQUISITION = "requisition", _("征地拆迁纠纷")
    ENVIRONMENT = "environment", _("环境污染纠纷")
    TRAFFIC = "traffic", _("道路交通事故纠纷")
    PROPERTY = "property", _("物业纠纷")
    MEDICAL = "medical", _("医疗纠纷")
    CONSUMER = "consumer", _("消费纠纷")
    OTHER = "other", _("其他纠纷")


class Result(models.TextChoices):
    """How a mediation ended; `settled` counts as success."""

    PENDING = "pending", _("调解中")
    SETTLED = "settled", _("调解成功")
    FAILED = "failed", _("调解不成")
    WITHDRAWN = "withdrawn", _("撤回申请")
    REFERRED = "referred", _("引导其他途径")


class AgreementForm(models.TextChoices):
    NONE = "none", _("未达成协议")
    VERBAL = "verbal", _("口头协议")
    WRITTEN = "written", _("书面协议")
    UNSTATED = "unstated", _("有协议(形式未载明)")


class Origin(models.TextChoices):
    """How the mediation came about (People's Mediation Law, art. 17)."""

    APPLIED = "applied", _("当事人申请")
    OWN_MOTION = "own_motion", _("主动调解")
    ENTRUSTED = "entrusted", _("委托移送")


class Dispute(Record):
    """One dispute and its mediation. Amounts in yuan; `recovered` is what was really paid under the agreement.

    `fulfilled` is None while the agreement's last date (`fulfil_by`) has not passed and nothing is known.
    `mediator_name` keeps the ledger's wording when no account stands behind the name.
    """

    case = models.OneToOneField(Case, models.PROTECT, related_name="dispute", verbose_name=_("事项"))
    kind = models.CharField(_("纠纷类型"), max_length=12, choices=DisputeKind)
    town = models.ForeignKey(Area, models.PROTECT, related_name="+", verbose_name=_("所属乡镇"))
    area = models.ForeignKey(Area, models.PROTECT, related_name="+", verbose_name=_("所属村(社区)"))
    area_path = AreaPathField(editable=False)
    day = models.DateField(_("登记日期"))
    origin = models.CharField(_("受理方式"), max_length=10, choices=Origin, default=Origin.APPLIED)
    on_the_spot = models.BooleanField(_("当场调解"), default=False)
    applicant = EncryptedTextField(_("申请人"))
    applicant_index = BlindIndexField(of="applicant", kind="name", db_index=True)
    applicant_phone = EncryptedTextField(_("申请人电话"), blank=True)
    applicant_phone_index = BlindIndexField(of="applicant_phone", kind="phone", db_index=True)
    respondent = EncryptedTextField(_("被申请人"), blank=True)
    respondent_index = BlindIndexField(of="respondent", kind="name", db_index=True)
    summary = models.TextField(_("纠纷简况"), blank=True)
    mediator = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("调解员账号")
    )
    mediator_name = models.CharField(_("调解员"), max_length=40, blank=True)
    amount = models.DecimalField(_("涉及金额"), max_digits=14, decimal_places=2, null=True, blank=True)
    result = models.CharField(_("调解结果"), max_length=10, choices=Result, default=Result.PENDING)
    concluded_on = models.DateField(_("调结日期"), null=True, blank=True)
    agreement = models.CharField(_("协议形式"), max_length=8, choices=AgreementForm, default=AgreementForm.NONE)
    agreed_amount = models.DecimalField(_("协议金额"), max_digits=14, decimal_places=2, null=True, blank=True)
    fulfil_by = models.DateField(_("履行期限"), null=True, blank=True)
    fulfilled = models.BooleanField(_("是否履行"), null=True, blank=True)
    recovered = models.DecimalField(_("已履行金额"), max_digits=14, decimal_places=2, default=0)
    confirmed = models.BooleanField(_("已核实"), default=False)
    voided_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name = _("矛盾纠纷")
        indexes = [
            models.Index(fields=["-day", "-id"], name="dispute_recent"),
            models.Index(fields=["town", "-day", "-id"], name="dispute_of_town"),
            models.Index(fields=["town", "result", "concluded_on"], name="dispute_concluded"),
            models.Index(fields=["area_path", "-day"], name="dispute_of_area"),
        ]
        constraints = [
            models.CheckConstraint(
                name="dispute_settled_is_dated",
                condition=~models.Q(result="settled") | models.Q(concluded_on__isnull=False),
            ),
            models.CheckConstraint(
                name="dispute_amount_not_negative", condition=models.Q(amount=None) | models.Q(amount__gte=0)
            ),
        ]

    @property
    def label(self) -> str:
        return self.case.number

    def __str__(self) -> str:
        return str(self.case_id)
