"""The register of enterprises and projects."""

from django.core.validators import MaxValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from bihuan.orgs.models import Staff
from bihuan.orgs.registers.rows import Registered
from bihuan.platform.fields import BlindIndexField, EncryptedTextField


class Kind(models.TextChoices):
    """What is registered; a project is in the same register because it gets an officer in the same way."""

    ENTERPRISE = "enterprise", _("企业")
    SHOP = "shop", _("个体工商户")
    COOPERATIVE = "cooperative", _("合作社")
    PROJECT = "project", _("项目")


class State(models.TextChoices):
    """Whether it works; a project under construction is in operation."""

    OPERATING = "operating", _("经营(建设)中")
    SUSPENDED = "suspended", _("停产停建")
    CLOSED = "closed", _("已关闭")


class Enterprise(Registered):
    """An enterprise, individual shop, cooperative or project.

    People and their phone are sealed, masked and found by blind index. `revenue` is a year's, in yuan. `officer` (包保干部)
    looks after it since `assigned_on`, `leader` is the leader bound to it. `closed_on` is the day it stopped for good.
    """

    name = models.CharField(_("名称"), max_length=120)
    credit_code = models.CharField(
        _("统一社会信用代码"), max_length=18, blank=True, help_text=_("18 位;项目可以不填。")
    )
    kind = models.CharField(_("类别"), max_length=12, choices=Kind, default=Kind.ENTERPRISE)
    industry = models.CharField(_("所属行业"), max_length=60, blank=True)
    address = models.CharField(_("地址"), max_length=200, blank=True)
    legal_rep = EncryptedTextField(_("法定代表人"), blank=True)
    legal_rep_index = BlindIndexField(of="legal_rep", kind="name", db_index=True)
    contact = EncryptedTextField(_("联系人"), blank=True)
    contact_index = BlindIndexField(of="contact", kind="name", db_index=True)
    phone = EncryptedTextField(_("联系电话"), blank=True)
    phone_index = BlindIndexField(of="phone", kind="phone", db_index=True)
    staff_count = models.PositiveIntegerField(
        _("职工人数"), null=True, blank=True, validators=[MaxValueValidator(1_000_000)]
    )
    revenue = models.DecimalField(
        _("年营业收入(元)"),
        max_digits=16,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MaxValueValidator(1_000_000_000_000)],
    )
    taxes = models.DecimalField(_("上年纳税额(元)"), max_digits=16, decimal_places=2, null=True, blank=True)
    patents = models.PositiveIntegerField(_("有效专利(件)"), null=True, blank=True)
    high_tech = models.BooleanField(_("高新技术企业"), null=True, blank=True)
    exports = models.BooleanField(_("有出口业务"), null=True, blank=True)
    land = models.DecimalField(_("用地面积(亩)"), max_digits=10, decimal_places=2, null=True, blank=True)
    needs_workers = models.PositiveIntegerField(_("用工缺口(人)"), null=True, blank=True)
    needs_funds = models.DecimalField(_("融资需求(元)"), max_digits=16, decimal_places=2, null=True, blank=True)
    needs_land = models.DecimalField(_("用地需求(亩)"), max_digits=10, decimal_places=2, null=True, blank=True)
    needs_power = models.PositiveIntegerField(_("用电需求(千伏安)"), null=True, blank=True)
    registered_on = models.DateField(_("成立(立项)日期"), null=True, blank=True)
    state = models.CharField(_("经营状态"), max_length=12, choices=State, default=State.OPERATING)
    closed_on = models.DateField(_("关闭日期"), null=True, blank=True, help_text=_("状态为“已关闭”时填写,不填算今天。"))
    officer = models.ForeignKey(
        Staff, models.PROTECT, null=True, blank=True, related_name="looked_after", verbose_name=_("包保干部")
    )
    assigned_on = models.DateField(_("包保起始日期"), null=True, blank=True, help_text=_("不填则从今天起。"))
    leader = models.ForeignKey(
        Staff, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("包联领导")
    )

    class Meta:
        verbose_name = _("企业(项目)")
        constraints = [
            models.UniqueConstraint(
                fields=["credit_code"],
                condition=~models.Q(credit_code="") & models.Q(voided_at=None),
                name="enterprise_code_once",
            ),
            models.CheckConstraint(
                condition=models.Q(officer=None, assigned_on=None)
                | models.Q(officer__isnull=False, assigned_on__isnull=False),
                name="enterprise_officer_since",
            ),
            models.CheckConstraint(
                condition=models.Q(state="closed", closed_on__isnull=False)
                | (~models.Q(state="closed") & models.Q(closed_on=None)),
                name="enterprise_closed_on",
            ),
            models.CheckConstraint(
                condition=models.Q(revenue=None) | models.Q(revenue__gte=0), name="enterprise_revenue"
            ),
        ]
        indexes = [models.Index(fields=["town", "name"], name="enterprise_of_town")]

    def __str__(self) -> str:
        return self.name
