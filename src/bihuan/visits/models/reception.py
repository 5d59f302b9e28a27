"""Leaders' reception: who receives when and where, and what was brought."""

from uuid import UUID

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from bihuan.cases.models import Case, CaseKind, Channel
from bihuan.orgs.models import Area, Staff
from bihuan.orgs.registers.rows import Registered
from bihuan.platform.fields import BlindIndexField, EncryptedTextField
from bihuan.visits.models.matter import BroughtMatter

USUAL_HOURS = "08:30—11:30"


class Way(models.TextChoices):
    """People come to the leader, or the leader goes to the people."""

    RECEIVE = "receive", _("接访")
    DOWN = "down", _("下访")


class ReceptionTurn(Registered):
    """One leader's turn on one day. `area` is the town (or the county) for which the leader receives, or the village gone to.

    Once published it changes only by substitution; `substitute` then receives instead of `leader`.
    """

    class State(models.TextChoices):
        PLANNED = "planned", _("待公布")
        PUBLISHED = "published", _("已公布")
        HELD = "held", _("已开展")
        MISSED = "missed", _("未开展")

    way = models.CharField(_("方式"), max_length=8, choices=Way, default=Way.RECEIVE)
    leader = models.ForeignKey(Staff, models.PROTECT, related_name="+", verbose_name=_("接访领导"))
    leader_id: UUID
    day = models.DateField(_("日期"))
    hours = models.CharField(_("时间"), max_length=30, default=USUAL_HOURS, help_text=_("如 08:30—11:30。"))
    place = models.CharField(_("地点"), max_length=80, blank=True)
    topic = models.CharField(_("主题"), max_length=200, blank=True, help_text=_("下访要写明访什么事,公示时能看到。"))
    town = models.ForeignKey(  # type: ignore[assignment]  # the county receives as well
        Area, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("所属乡镇"), editable=False
    )
    state = models.CharField(_("状态"), max_length=10, choices=State, default=State.PLANNED, editable=False)
    published_at = models.DateTimeField(_("公布时间"), null=True, editable=False)
    substitute = models.ForeignKey(
        Staff, models.PROTECT, null=True, related_name="+", verbose_name=_("替班领导"), editable=False
    )
    substitute_id: UUID | None
    substitute_reason = models.CharField(_("换人原因"), max_length=200, blank=True, editable=False)
    missed_reason = models.CharField(_("未开展原因"), max_length=200, blank=True, editable=False)

    class Meta:
        verbose_name = _("接访安排")
        indexes = [
            models.Index(fields=["town", "-day"], name="reception_turn_of_town"),
            models.Index(fields=["day"], name="reception_turn_of_day"),
        ]
        constraints = [
            models.CheckConstraint(
                name="reception_substitute_has_reason",
                condition=models.Q(substitute=None) | ~models.Q(substitute_reason=""),
            ),
            models.CheckConstraint(
                name="reception_missed_has_reason", condition=~models.Q(state="missed") | ~models.Q(missed_reason="")
            ),
            models.CheckConstraint(
                name="reception_published_has_time",
                condition=~models.Q(state="published") | models.Q(published_at__isnull=False),
            ),
        ]

    @property
    def receiver(self) -> Staff:
        """Who really receives."""
        return self.substitute or self.leader

    def __str__(self) -> str:
        return f"{self.day:%Y-%m-%d} {self.receiver.name}{self.get_way_display()}"


class ReceptionRecord(Registered):
    """One matter brought to a leader; `area` is where it lies. It ends there and then, or goes on as `case`."""

    class Result(models.TextChoices):
        SOLVED = "solved", _("当场解决")
        EXPLAINED = "explained", _("当场答复")
        FOLLOW = "follow", _("需要交办")

    title = models.CharField(_("反映事项"), max_length=120)
    received_on = models.DateField(_("接访日期"))
    leader = models.ForeignKey(Staff, models.PROTECT, related_name="+", verbose_name=_("接访领导"))
    leader_id: UUID
    way = models.CharField(_("方式"), max_length=8, choices=Way, default=Way.RECEIVE)
    kind = models.CharField(
        _("事项类型"),
        max_length=12,
        choices=CaseKind,
        default=CaseKind.APPEAL,
        help_text=_("转为事项时按这个类型登记。"),
    )
    visitor = EncryptedTextField(_("来访人"))
    visitor_index = BlindIndexField(of="visitor", kind="name")
    visitor_phone = EncryptedTextField(_("联系电话"), blank=True)
    visitor_phone_index = BlindIndexField(of="visitor_phone", kind="phone")
    people = models.PositiveIntegerField(
        _("来访人数"), default=1, validators=[MinValueValidator(1), MaxValueValidator(10_000)]
    )
    text = models.TextField(_("反映内容"), blank=True)
    answer = models.TextField(_("领导答复"), blank=True)
    instruction = models.TextField(
        _("领导批示"), blank=True, help_text=_("交给谁办、什么时候办成;转为事项时一并带过去。")
    )
    result = models.CharField(_("处理结果"), max_length=10, choices=Result, default=Result.FOLLOW)
    remark = models.CharField(_("备注"), max_length=200, blank=True)
    turn = models.ForeignKey(
        ReceptionTurn, models.PROTECT, null=True, related_name="matters", verbose_name=_("接访安排"), editable=False
    )
    turn_id: UUID | None
    case = models.ForeignKey(
        Case, models.PROTECT, null=True, related_name="receptions", verbose_name=_("转办事项"), editable=False
    )
    case_id: UUID | None

    class Meta:
        verbose_name = _("接访记录")
        indexes = [
            models.Index(fields=["town", "-received_on"], name="reception_of_town"),
            models.Index(fields=["visitor_phone_index"], name="reception_of_phone"),
        ]

    @property
    def brought(self) -> BroughtMatter:
        """The matter as a case is reported: with what the leader said and asked for."""
        said = ((_("领导答复"), self.answer), (_("领导批示"), self.instruction))
        text = "\n".join([self.text, *(f"{title}:{words}" for title, words in said if words)]).strip()
        people = self.people if self.people > 1 else None
        return BroughtMatter(self.kind, Channel.RECEPTION, self.title, text, self.visitor, self.visitor_phone, people)

    def __str__(self) -> str:
        return self.title
