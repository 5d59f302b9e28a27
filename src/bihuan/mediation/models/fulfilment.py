"""What is owed under an agreement, what was paid of it, and what was done when it was not."""

from datetime import date
from decimal import Decimal

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from bihuan.mediation.models.agreement import Agreement
from bihuan.mediation.models.beside import BesideDispute
from bihuan.mediation.models.party import Party
from bihuan.platform.fields import EncryptedTextField
from bihuan.platform.models import StoredFile
from bihuan.platform.models.record import Record


class FulfilmentItem(BesideDispute):
    """Who does or pays what to whom by when. Amounts in yuan; `amount` None is an act, not money.

    It is written with the draft (`planned`), binds from the day the agreement takes effect (`open`) and is then a task:
    fulfilled, broken (somebody has said so; being late alone is a matter of the day), or replaced by a supplement.
    `instalment` of `instalments` when it is one of several. `remind_on` is the day the clock looks at it next.
    """

    class State(models.TextChoices):
        PLANNED = "planned", _("未生效")
        OPEN = "open", _("待履行")
        FULFILLED = "fulfilled", _("已履行")
        BREACHED = "breached", _("违约")
        REPLACED = "replaced", _("由补充协议代替")
        VOIDED = "voided", _("已删去")

    agreement = models.ForeignKey(Agreement, models.PROTECT, related_name="items", verbose_name=_("调解协议"))
    number = models.PositiveSmallIntegerField(_("序号"), default=1)
    payer = models.ForeignKey(Party, models.PROTECT, related_name="+", verbose_name=_("履行人"))
    payee = models.ForeignKey(
        Party, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("向谁履行")
    )
    what = models.CharField(_("履行事项"), max_length=200)
    amount = models.DecimalField(_("应付金额"), max_digits=14, decimal_places=2, null=True, blank=True)
    due_on = models.DateField(_("履行期限"))
    instalment = models.PositiveSmallIntegerField(_("第几期"), null=True, blank=True)
    instalments = models.PositiveSmallIntegerField(_("共几期"), null=True, blank=True)
    state = models.CharField(_("状态"), max_length=10, choices=State, default=State.PLANNED)
    paid = models.DecimalField(_("已付金额"), max_digits=14, decimal_places=2, default=Decimal(0))
    done_on = models.DateField(_("履行日期"), null=True, blank=True)
    remind_on = models.DateField(null=True, blank=True, editable=False)
    reminded = models.PositiveSmallIntegerField(_("提醒次数"), default=0, editable=False)

    class Meta:
        verbose_name = _("履行事项")
        indexes = [
            models.Index(fields=["town", "due_on"], name="item_due_in_town"),
            models.Index(fields=["area_path", "due_on"], name="item_due_in_area"),
            models.Index(fields=["remind_on"], condition=models.Q(remind_on__isnull=False), name="item_to_remind"),
        ]
        constraints = [
            models.CheckConstraint(
                name="item_amount_positive", condition=models.Q(amount=None) | models.Q(amount__gt=0)
            ),
            models.CheckConstraint(name="item_paid_not_negative", condition=models.Q(paid__gte=0)),
            models.CheckConstraint(
                name="item_done_is_dated", condition=~models.Q(state="fulfilled") | models.Q(done_on__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return self.what

    @property
    def left(self) -> Decimal | None:
        """What is still to be paid in yuan; None for an act."""
        return None if self.amount is None else max(self.amount - self.paid, Decimal(0))

    def overdue(self, day: date) -> bool:
        """Whether it should have been fulfilled before `day` and was not."""
        return self.state in (self.State.OPEN, self.State.BREACHED) and self.due_on < day


class Payment(Record):
    """One payment or act under an item; part payments are several. `amount` in yuan, None for an act."""

    class Way(models.TextChoices):
        CASH = "cash", _("现金")
        TRANSFER = "transfer", _("转账")
        GOODS = "goods", _("实物")
        ACT = "act", _("完成行为")

    item = models.ForeignKey(FulfilmentItem, models.PROTECT, related_name="payments")
    paid_on = models.DateField(_("履行日期"))
    amount = models.DecimalField(_("金额"), max_digits=14, decimal_places=2, null=True, blank=True)
    way = models.CharField(_("方式"), max_length=10, choices=Way, default=Way.TRANSFER)
    receipt = models.ForeignKey(
        StoredFile, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("收据照片")
    )
    remark = EncryptedTextField(_("说明"), blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("登记人")
    )
    voided_at = models.DateTimeField(null=True, blank=True, editable=False)
    void_reason = models.CharField(_("作废原因"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("履行记录")
        constraints = [
            models.CheckConstraint(name="payment_positive", condition=models.Q(amount=None) | models.Q(amount__gt=0))
        ]

    def __str__(self) -> str:
        return str(self.paid_on)


class BreachStep(Record):
    """What was done about an item that was not kept: urged, a new sitting, or help to enforce."""

    class Kind(models.TextChoices):
        URGE = "urge", _("督促履行")
        SITTING = "sitting", _("再次调解")
        ENFORCE = "enforce", _("引导起诉或申请强制执行")

    item = models.ForeignKey(FulfilmentItem, models.PROTECT, related_name="steps")
    kind = models.CharField(_("处理办法"), max_length=10, choices=Kind)
    day = models.DateField(_("日期"))
    text = EncryptedTextField(_("情况"))
    court = models.CharField(_("法院"), max_length=60, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("办理人")
    )

    class Meta:
        verbose_name = _("违约处理")

    def __str__(self) -> str:
        return str(self.get_kind_display())
