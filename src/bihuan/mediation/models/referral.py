"""Referrals both ways: courts hand disputes in for mediation, mediation hands them out; either side owes the result."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from bihuan.mediation.models.dispute import Dispute, DisputeKind
from bihuan.orgs.registers.rows import RegisteredAnywhere
from bihuan.platform.fields import BlindIndexField, EncryptedTextField


class Referral(RegisteredAnywhere):
    """A dispute handed in by, or handed out to, another body; the result is to be returned until `due_on`.

    `day` is when it came in or went out, `letter` the words of the letter that went with it, `remind_on` the day on which
    somebody is told of it next.
    """

    class Direction(models.TextChoices):
        IN = "in", _("委派委托进来")
        OUT = "out", _("转出去")

    class Body(models.TextChoices):
        COURT = "court", _("人民法院")
        PROCURATORATE = "procuratorate", _("人民检察院")
        ARBITRATION = "arbitration", _("仲裁机构")
        LEGAL_AID = "legal_aid", _("法律援助机构")
        POLICE = "police", _("公安机关")
        OFFICE = "office", _("行政机关")

    class Way(models.TextChoices):
        BEFORE_SUIT = "before_suit", _("委派调解(立案前)")
        IN_SUIT = "in_suit", _("委托调解(立案后)")
        HANDED = "handed", _("移送")
        GUIDED = "guided", _("引导")

    class State(models.TextChoices):
        OPEN = "open", _("待接收")
        UNDER_WAY = "under_way", _("办理中")
        RETURNED = "returned", _("已反馈")
        WITHDRAWN = "withdrawn", _("已撤回")

    class Result(models.TextChoices):
        SETTLED = "settled", _("调解成功")
        FAILED = "failed", _("调解不成")
        FILED = "filed", _("已立案(受理)")
        DECIDED = "decided", _("已裁判(裁决)")
        AIDED = "aided", _("已提供援助")
        DECLINED = "declined", _("不予受理")
        WITHDRAWN = "withdrawn", _("当事人撤回")

    direction = models.CharField(_("方向"), max_length=4, choices=Direction)
    body_kind = models.CharField(_("机关类型"), max_length=14, choices=Body)
    body = models.CharField(_("机关名称"), max_length=80)
    way = models.CharField(_("方式"), max_length=12, choices=Way)
    number = models.CharField(_("对方案号"), max_length=60, blank=True)
    day = models.DateField(_("收到(发出)日期"))
    due_on = models.DateField(_("反馈期限"), null=True, blank=True)
    kind = models.CharField(_("纠纷类型"), max_length=12, choices=DisputeKind)
    applicant = EncryptedTextField(_("申请人"))
    applicant_index = BlindIndexField(of="applicant", kind="name", db_index=True)
    applicant_phone = EncryptedTextField(_("申请人电话"), blank=True)
    applicant_phone_index = BlindIndexField(of="applicant_phone", kind="phone", db_index=True)
    respondent = EncryptedTextField(_("被申请人"), blank=True)
    respondent_index = BlindIndexField(of="respondent", kind="name", db_index=True)
    summary = models.TextField(_("纠纷简况"), blank=True)
    contact = models.CharField(_("对方联系人及办公电话"), max_length=80, blank=True)
    dispute = models.ForeignKey(
        Dispute, models.PROTECT, null=True, blank=True, related_name="referrals", verbose_name=_("矛盾纠纷")
    )
    letter_number = models.CharField(_("函件编号"), max_length=40, blank=True)
    letter = models.TextField(_("函件正文"), blank=True)
    state = models.CharField(_("状态"), max_length=10, choices=State, default=State.OPEN)
    result = models.CharField(_("反馈结果"), max_length=10, choices=Result, blank=True)
    result_text = models.CharField(_("反馈情况"), max_length=500, blank=True)
    returned_on = models.DateField(_("反馈日期"), null=True, blank=True)
    remind_on = models.DateField(null=True, editable=False)

    class Meta:
        verbose_name = _("移送衔接")
        indexes = [
            models.Index(fields=["town", "-day"], name="referral_of_town"),
            models.Index(fields=["remind_on"], name="referral_reminder", condition=models.Q(remind_on__isnull=False)),
        ]
        constraints = [
            models.CheckConstraint(
                name="referral_returned_is_dated",
                condition=~models.Q(state="returned") | models.Q(returned_on__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return f"{self.body} {self.get_way_display()}"
