"""Benefit works (惠民工程): planned in steps, done for households, accepted by residents."""

from uuid import UUID

from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from bihuan.orgs.models import Household, Staff
from bihuan.orgs.registers.rows import Registered
from bihuan.platform.fields import BlindIndexField, EncryptedTextField


class BenefitWork(Registered):
    """One work: how much of what (`quantity` in `unit`), with whose money (`cost` in yuan), how far it is.

    It counts in the period in which it was accepted.
    """

    class Kind(models.TextChoices):
        ROAD = "road", _("道路修补")
        SPEED_BUMPS = "speed_bumps", _("减速带")
        HEATING = "heating", _("供暖改造")
        LIGHTING = "lighting", _("照明亮化")
        RENOVATION = "renovation", _("老旧小区改造")
        TITLE = "title", _("小区办证")
        OTHER = "other", _("其他")

    class Money(models.TextChoices):
        UPPER = "upper", _("上级资金")
        TOWN = "town", _("乡镇(街道)财政")
        COLLECTIVE = "collective", _("村(社区)集体")
        RESIDENTS = "residents", _("居民自筹、维修资金")
        DONATED = "donated", _("捐赠、企业出资")
        MIXED = "mixed", _("多种来源")

    class State(models.TextChoices):
        PLANNED = "planned", _("计划中")
        UNDER_WAY = "under_way", _("施工(办理)中")
        ACCEPTED = "accepted", _("已验收")
        STOPPED = "stopped", _("已停办")

    title = models.CharField(_("惠民工程"), max_length=120, help_text=_("例如:清河小区东路修补。"))
    kind = models.CharField(_("工程类别"), max_length=12, choices=Kind)
    place = models.CharField(_("地点"), max_length=200, blank=True)
    quantity = models.DecimalField(
        _("数量"),
        max_digits=12,
        decimal_places=2,
        help_text=_("道路按平方米,减速带、路灯按处,供暖、改造、办证按户。"),
        validators=[MinValueValidator(0)],
    )
    unit = models.CharField(_("单位"), max_length=10, blank=True, help_text=_("类别为“其他”时填写,别的类别不用填。"))
    homes = models.PositiveIntegerField(_("受益户数"), null=True, blank=True)
    lead = models.ForeignKey(Staff, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("负责人"))
    builder = models.CharField(_("施工(承办)单位"), max_length=120, blank=True)
    begins_on = models.DateField(_("计划开始"))
    ends_on = models.DateField(_("计划完成"))
    cost = models.DecimalField(
        _("投入资金(元)"), max_digits=14, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(0)]
    )
    money = models.CharField(_("资金来源"), max_length=12, choices=Money, blank=True)
    state = models.CharField(_("进展"), max_length=10, choices=State, default=State.PLANNED)
    started_on = models.DateField(_("实际开工"), null=True, blank=True)
    accepted_on = models.DateField(_("验收日期"), null=True, blank=True)
    stopped_on = models.DateField(_("停办日期"), null=True, blank=True)
    stop_reason = models.CharField(_("停办原因"), max_length=200, blank=True)
    about = models.TextField(_("说明"), blank=True)

    class Meta:
        verbose_name = _("惠民工程")
        indexes = [models.Index(fields=["town", "-accepted_on"], name="work_of_town")]
        constraints = [
            models.CheckConstraint(condition=models.Q(quantity__gt=0), name="work_quantity"),
            models.CheckConstraint(condition=models.Q(ends_on__gte=models.F("begins_on")), name="work_days"),
            models.CheckConstraint(
                condition=~models.Q(state="accepted") | models.Q(accepted_on__isnull=False), name="work_accepted"
            ),
            models.CheckConstraint(
                condition=~models.Q(state="stopped") | ~models.Q(stop_reason=""), name="work_stopped"
            ),
        ]

    def __str__(self) -> str:
        return self.title


UNITS = {
    BenefitWork.Kind.ROAD: "平方米",
    BenefitWork.Kind.SPEED_BUMPS: "处",
    BenefitWork.Kind.HEATING: "户",
    BenefitWork.Kind.LIGHTING: "处",
    BenefitWork.Kind.RENOVATION: "户",
    BenefitWork.Kind.TITLE: "户",
}


class OfWork(Registered):
    """Abstract. A part of a work; it lies where the work lies."""

    work = models.ForeignKey(BenefitWork, models.PROTECT, related_name="+", verbose_name=_("惠民工程"))
    work_id: UUID

    class Meta:
        abstract = True


class WorkStep(OfWork):
    """One step of the plan: who does it until when."""

    name = models.CharField(_("步骤"), max_length=120)
    who = models.CharField(_("责任单位或人"), max_length=60, blank=True)
    due_on = models.DateField(_("计划完成"))
    done_on = models.DateField(_("实际完成"), null=True, blank=True)
    remark = models.CharField(_("说明"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("工程步骤")

    def __str__(self) -> str:
        return self.name


class WorkHousehold(OfWork):
    """A household that the work is done for; on a title estate also how far its certificate is.

    `step` follows the days and is never typed.
    """

    class Step(models.TextChoices):
        MISSING = "missing", _("资料未齐")
        GATHERED = "gathered", _("资料齐")
        TAKEN = "taken", _("已受理")
        READY = "ready", _("可办证")
        ISSUED = "issued", _("已领证")

    door = models.CharField(_("房号"), max_length=60, help_text=_("例如:3号楼2单元501。"))
    household = models.ForeignKey(
        Household, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("户"),
        help_text=_("已登记的户请选上,在户的页面上就能看到。"),
    )  # fmt: skip
    household_id: UUID | None
    owner = EncryptedTextField(_("户主(产权人)"), blank=True)
    owner_index = BlindIndexField(of="owner", kind="name", db_index=True)
    gathered_on = models.DateField(_("资料齐全日期"), null=True, blank=True)
    taken_on = models.DateField(_("受理日期"), null=True, blank=True)
    ready_on = models.DateField(_("可办证日期"), null=True, blank=True)
    issued_on = models.DateField(_("领证日期"), null=True, blank=True)
    step = models.CharField(_("办证进度"), max_length=10, choices=Step, default=Step.MISSING, editable=False)

    class Meta:
        verbose_name = _("工程涉及户")
        indexes = [
            models.Index(fields=["town", "ready_on"], name="work_home_of_town"),
            models.Index(fields=["household"], name="work_of_household"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["work", "door"], condition=models.Q(voided_at=None), name="work_door_once")
        ]

    def __str__(self) -> str:
        return self.door


class WorkOpinion(OfWork):
    """A resident's word at the acceptance."""

    class Result(models.TextChoices):
        FIT = "fit", _("合格")
        UNFIT = "unfit", _("不合格")

    name = EncryptedTextField(_("居民姓名"))
    name_index = BlindIndexField(of="name", kind="name", db_index=True)
    said_on = models.DateField(_("日期"))
    result = models.CharField(_("验收意见"), max_length=6, choices=Result)
    remark = models.CharField(_("意见说明"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("居民验收意见")

    def __str__(self) -> str:
        return f"{self.said_on:%Y-%m-%d} {self.get_result_display()}"
