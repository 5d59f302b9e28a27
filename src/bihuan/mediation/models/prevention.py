"""Prevention: meetings that analyse the disputes of a period, the tasks they end with, and door-to-door searches for quarrels."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from bihuan.cases.models import Case
from bihuan.mediation.models.dispute import DisputeKind
from bihuan.orgs.models import Household, Office, Staff
from bihuan.orgs.registers.rows import Registered, RegisteredAnywhere
from bihuan.platform.fields import BlindIndexField, EncryptedTextField


class AnalysisMeeting(RegisteredAnywhere):
    """A meeting (分析研判会) on the disputes of a period in `area`.

    `figures` is what the ledgers said at `frozen_at`; it stays as it was shown at the meeting, whatever is corrected later.
    """

    class State(models.TextChoices):
        PLANNED = "planned", _("待召开")
        CONCLUDED = "concluded", _("已形成纪要")

    title = models.CharField(_("会议名称"), max_length=80)
    held_on = models.DateField(_("召开日期"))
    period_from = models.DateField(_("研判期间起"))
    period_to = models.DateField(_("研判期间止"))
    place = models.CharField(_("地点"), max_length=80, blank=True)
    chair = models.ForeignKey(Staff, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("主持人"))
    participants = models.CharField(_("参加单位和人员"), max_length=500, blank=True)
    views = models.TextField(_("研判意见"), blank=True)
    minutes = models.TextField(_("会议纪要"), blank=True)
    state = models.CharField(_("状态"), max_length=10, choices=State, default=State.PLANNED)
    figures = models.JSONField(_("研判数据"), default=dict, editable=False)
    frozen_at = models.DateTimeField(_("数据截至"), null=True, editable=False)

    class Meta:
        verbose_name = _("分析研判会")
        indexes = [models.Index(fields=["town", "-held_on"], name="analysis_of_town")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(period_to__gte=models.F("period_from")), name="analysis_period_in_order"
            )
        ]

    def __str__(self) -> str:
        return self.title


class AnalysisTask(RegisteredAnywhere):
    """What a meeting asked of an office or person until a day; watched until it is done."""

    class State(models.TextChoices):
        OPEN = "open", _("待办")
        DONE = "done", _("已完成")
        CANCELLED = "cancelled", _("已取消")

    meeting = models.ForeignKey(AnalysisMeeting, models.PROTECT, related_name="tasks", verbose_name=_("分析研判会"))
    title = models.CharField(_("任务"), max_length=120)
    office = models.ForeignKey(
        Office, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("责任单位")
    )
    staff = models.ForeignKey(Staff, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("责任人"))
    due_on = models.DateField(_("完成期限"))
    state = models.CharField(_("状态"), max_length=10, choices=State, default=State.OPEN)
    result = models.CharField(_("完成情况"), max_length=500, blank=True)
    done_on = models.DateField(_("完成日期"), null=True, blank=True)
    remind_on = models.DateField(null=True, editable=False)

    class Meta:
        verbose_name = _("研判任务")
        indexes = [
            models.Index(fields=["town", "state", "due_on"], name="analysis_task_of_town"),
            models.Index(
                fields=["remind_on"], name="analysis_task_reminder", condition=models.Q(remind_on__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return self.title


class DragnetCampaign(Registered):
    """A door-to-door search for quarrels (矛盾纠纷排查) in all villages of `area` between two days, both included."""

    title = models.CharField(_("排查名称"), max_length=80)
    from_day = models.DateField(_("开始日期"))
    to_day = models.DateField(_("结束日期"))
    focus = models.CharField(_("排查重点"), max_length=300, blank=True)
    goal = models.PositiveIntegerField(_("计划走访户数"), null=True, blank=True)
    leader = models.ForeignKey(Staff, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("负责人"))
    summary = models.TextField(_("排查小结"), blank=True)

    class Meta:
        verbose_name = _("矛盾纠纷排查")
        constraints = [
            models.CheckConstraint(condition=models.Q(to_day__gte=models.F("from_day")), name="dragnet_period_in_order")
        ]

    def __str__(self) -> str:
        return self.title


class DragnetVisit(Registered):
    """A home visited during a campaign; `clue` says what quarrel was heard of, and `case` what became of it."""

    campaign = models.ForeignKey(DragnetCampaign, models.PROTECT, related_name="visits", verbose_name=_("矛盾纠纷排查"))
    day = models.DateField(_("走访日期"))
    household = models.ForeignKey(
        Household, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("走访户")
    )
    home = EncryptedTextField(_("户主或门牌"), blank=True)
    home_index = BlindIndexField(of="home", kind="name", db_index=True)
    by = models.ForeignKey(Staff, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("走访人"))
    clue = models.CharField(_("发现的线索"), max_length=500, blank=True)
    kind = models.CharField(_("线索类型"), max_length=12, choices=DisputeKind, blank=True)
    people = models.PositiveIntegerField(_("涉及人数"), null=True, blank=True)
    case = models.ForeignKey(Case, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("转为事项"))

    class Meta:
        verbose_name = _("排查走访")
        indexes = [
            models.Index(fields=["campaign", "area_path"], name="dragnet_visit_of_campaign"),
            models.Index(fields=["town", "-day"], name="dragnet_visit_of_town"),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.area.name}"
