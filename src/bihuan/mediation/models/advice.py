"""Judges, prosecutors, lawyers and police who sit at a centre by rota, and the appointments people make with them."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from bihuan.cases.models import Case
from bihuan.kernel import clock
from bihuan.mediation.models.dispute import DisputeKind
from bihuan.orgs.models import Staff
from bihuan.orgs.registers.rows import RegisteredAnywhere
from bihuan.platform.fields import BlindIndexField, CodesField, EncryptedTextField


class Professional(RegisteredAnywhere):
    """A legal professional who sits at the centre of `area` by rota; sent by `body`."""

    class Kind(models.TextChoices):
        JUDGE = "judge", _("法官")
        PROSECUTOR = "prosecutor", _("检察官")
        LAWYER = "lawyer", _("律师")
        POLICE = "police", _("民警")
        NOTARY = "notary", _("公证员")
        LEGAL_WORKER = "legal_worker", _("基层法律服务工作者")

    name = models.CharField(_("姓名"), max_length=40)
    kind = models.CharField(_("身份"), max_length=14, choices=Kind)
    body = models.CharField(_("派出单位"), max_length=80, help_text=_("例如:县人民法院第一人民法庭。"))
    staff = models.ForeignKey(Staff, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("账号"))
    phone = EncryptedTextField(_("联系电话"), blank=True)
    phone_index = BlindIndexField(of="phone", kind="phone", db_index=True)
    kinds = CodesField(verbose_name=_("擅长类型"), offered=DisputeKind.choices)
    licence = models.CharField(_("执业证号"), max_length=40, blank=True)
    since = models.DateField(_("驻点起"), null=True, blank=True)
    until = models.DateField(_("驻点止"), null=True, blank=True, help_text=_("长期驻点不填。"))
    remark = models.CharField(_("备注"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("驻点法律工作者")

    def __str__(self) -> str:
        return self.name


class AdviceShift(RegisteredAnywhere):
    """A professional's hours at the centre of `area` on one day, cut into appointments of `slot` minutes."""

    professional = models.ForeignKey(
        Professional, models.PROTECT, related_name="shifts", verbose_name=_("驻点法律工作者")
    )
    day = models.DateField(_("日期"))
    starts = models.TimeField(_("开始"))
    ends = models.TimeField(_("结束"))
    slot = models.PositiveSmallIntegerField(
        _("每次预约(分钟)"), default=30, validators=[MinValueValidator(10), MaxValueValidator(120)]
    )
    place = models.CharField(_("地点"), max_length=80, blank=True)

    class Meta:
        verbose_name = _("驻点班次")
        indexes = [models.Index(fields=["area", "day"], name="advice_shift_of_area")]
        constraints = [
            models.UniqueConstraint(
                fields=["professional", "day", "starts"], condition=models.Q(voided_at=None), name="advice_shift_once"
            ),
            models.CheckConstraint(condition=models.Q(ends__gt=models.F("starts")), name="advice_shift_has_length"),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.starts:%H:%M}-{self.ends:%H:%M}"


class AdviceBooking(RegisteredAnywhere):
    """An appointment for legal advice; at most one in force for a professional and an instant (the unique index says so).

    Who booked on line has a `receipt` number and a `code`, by which it is looked up and cancelled without a login.
    """

    class State(models.TextChoices):
        BOOKED = "booked", _("已预约")
        SERVED = "served", _("已接待")
        ABSENT = "absent", _("未到")
        CANCELLED = "cancelled", _("已取消")

    class Outcome(models.TextChoices):
        ANSWERED = "answered", _("已解答")
        MEDIATION = "mediation", _("建议调解")
        LEGAL_AID = "legal_aid", _("引导法律援助")
        LAWSUIT = "lawsuit", _("引导诉讼或仲裁")
        OTHER = "other", _("其他")

    shift = models.ForeignKey(AdviceShift, models.PROTECT, related_name="bookings", verbose_name=_("驻点班次"))
    professional = models.ForeignKey(
        Professional, models.PROTECT, related_name="bookings", verbose_name=_("驻点法律工作者")
    )
    starts_at = models.DateTimeField(_("预约时间"))
    ends_at = models.DateTimeField(_("预计结束"))
    name = EncryptedTextField(_("咨询人"))
    name_index = BlindIndexField(of="name", kind="name", db_index=True)
    phone = EncryptedTextField(_("联系电话"), blank=True)
    phone_index = BlindIndexField(of="phone", kind="phone", db_index=True)
    kind = models.CharField(_("咨询类型"), max_length=12, choices=DisputeKind, blank=True)
    question = models.CharField(_("咨询事项"), max_length=500, blank=True)
    state = models.CharField(_("状态"), max_length=10, choices=State, default=State.BOOKED)
    outcome = models.CharField(_("咨询结果"), max_length=10, choices=Outcome, blank=True)
    advice = models.TextField(_("解答意见"), blank=True)
    cancel_reason = models.CharField(_("取消原因"), max_length=200, blank=True)
    case = models.ForeignKey(Case, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("转为事项"))
    receipt = models.CharField(_("网上预约号"), max_length=20, blank=True, editable=False)
    code = models.CharField(_("查询码"), max_length=12, blank=True, editable=False)

    class Meta:
        verbose_name = _("法律咨询预约")
        indexes = [models.Index(fields=["town", "-starts_at"], name="advice_of_town")]
        constraints = [
            models.UniqueConstraint(
                fields=["professional", "starts_at"],
                condition=models.Q(state__in=["booked", "served"], voided_at=None),
                name="advice_slot_once",
            ),
            models.UniqueConstraint(fields=["receipt"], condition=~models.Q(receipt=""), name="advice_receipt_once"),
        ]

    def __str__(self) -> str:
        return f"{clock.local(self.starts_at):%m-%d %H:%M} {self.professional.name}"
