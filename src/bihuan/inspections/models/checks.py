"""Checks of place points: how often by rule, what is owed on a day, what was found, and the notice that follows."""

from datetime import date
from uuid import UUID

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bihuan.cases.models import Case
from bihuan.kernel import clock
from bihuan.orgs.models import Office, PlacePoint, Staff
from bihuan.orgs.registers.rows import Registered, RegisteredAnywhere
from bihuan.platform.fields import BlindIndexField, EncryptedTextField

MONTH = [MinValueValidator(1), MaxValueValidator(12)]


class Weather(models.TextChoices):
    """What a weather warning is about."""

    RAIN = "rain", _("暴雨")
    HEAT = "heat", _("高温")
    WIND = "wind", _("大风")
    THUNDER = "thunder", _("雷电")
    SNOW = "snow", _("暴雪")
    COLD = "cold", _("寒潮")
    FLOOD = "flood", _("洪水")
    OTHER = "other", pgettext_lazy("天气", "其他")


class Level(models.TextChoices):
    """The four levels of weather warnings, the gravest first."""

    RED = "red", _("红色")
    ORANGE = "orange", _("橙色")
    YELLOW = "yellow", _("黄色")
    BLUE = "blue", _("蓝色")


class Schedule(RegisteredAnywhere):
    """How often points of a kind and grade are looked at: every `every` days from `first_month` to `last_month`.

    With `weather` it applies on days of such a warning from `level` up, whatever the month. `risk` "" is every grade.
    `area` is the town, or the county for towns that have no rule of their own for the kind.
    """

    kind = models.CharField(_("部位类型"), max_length=12, choices=PlacePoint.Kind)
    risk = models.CharField(
        _("风险等级"), max_length=8, choices=PlacePoint.Risk, blank=True, help_text=_("不选为各等级。")
    )
    every = models.PositiveSmallIntegerField(
        _("每几天一次"), default=7, validators=[MinValueValidator(1), MaxValueValidator(366)]
    )
    first_month = models.PositiveSmallIntegerField(_("起始月份"), default=1, validators=MONTH)
    last_month = models.PositiveSmallIntegerField(
        _("截止月份"), default=12, validators=MONTH, help_text=_("可以跨年,如 11 月到 2 月。")
    )
    weather = models.CharField(
        _("天气预警"), max_length=8, choices=Weather, blank=True, help_text=_("选了就只在有这种预警的日子适用。")
    )
    level = models.CharField(_("预警级别不低于"), max_length=8, choices=Level, blank=True)
    remark = models.CharField(_("说明"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("巡查规则")
        indexes = [models.Index(fields=["town", "kind"], name="schedule_of_town")]
        constraints = [
            models.CheckConstraint(name="schedule_every", condition=models.Q(every__gte=1) & models.Q(every__lte=366)),
            models.CheckConstraint(
                name="schedule_months",
                condition=models.Q(first_month__range=(1, 12)) & models.Q(last_month__range=(1, 12)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}{self.get_risk_display() if self.risk else ''}"


class WeatherWarning(RegisteredAnywhere):
    """A warning in force over `area` from `begins_at` until `ends_at`; `number` is the sender's own."""

    kind = models.CharField(_("预警类型"), max_length=8, choices=Weather)
    level = models.CharField(_("预警级别"), max_length=8, choices=Level)
    begins_at = models.DateTimeField(_("生效时间"))
    ends_at = models.DateTimeField(_("预计结束"))
    number = models.CharField(_("预警编号"), max_length=60, blank=True)
    issuer = models.CharField(_("发布单位"), max_length=60, blank=True)
    text = models.TextField(_("内容"), blank=True)

    class Meta:
        verbose_name = _("天气预警")
        indexes = [models.Index(fields=["ends_at"], name="warning_by_end")]
        constraints = [
            models.CheckConstraint(condition=models.Q(ends_at__gt=models.F("begins_at")), name="warning_in_order"),
            models.UniqueConstraint(
                fields=["number", "area"],
                condition=models.Q(voided_at=None) & ~models.Q(number=""),
                name="warning_number_once_in_area",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}{self.get_level_display()}"


class PointCheck(Registered):
    """One look at a point. `items` are `{"code", "title", "result", "remark"}` with a `Result` each.

    `distance` in metres from the point as registered; `case` is the hazard that this check opened, `known` one that was
    open already and covers what was found again.
    """

    class Result(models.TextChoices):
        OK = "ok", _("正常")
        FIXED = "fixed", _("当场整改")
        BAD = "bad", _("有问题")
        NONE = "none", _("不涉及")

    point = models.ForeignKey(PlacePoint, models.PROTECT, related_name="checks", verbose_name=_("部位"))
    point_id: UUID
    checked_at = models.DateTimeField(_("检查时间"))
    day = models.DateField(_("检查日期"))
    by = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+", verbose_name=_("检查人"))
    by_id: UUID | None
    lat = models.FloatField(_("纬度"), null=True)
    lon = models.FloatField(_("经度"), null=True)
    distance = models.PositiveIntegerField(_("距部位(米)"), null=True)
    items = models.JSONField(_("检查项目"), default=list)
    findings = models.PositiveSmallIntegerField(_("问题(项)"), default=0)
    remark = models.TextField(_("情况说明"), blank=True)
    case = models.ForeignKey(Case, models.PROTECT, null=True, related_name="+", verbose_name=_("隐患事项"))
    case_id: UUID | None
    known = models.ForeignKey(Case, models.PROTECT, null=True, related_name="+", verbose_name=_("已在办的隐患"))

    class Meta:
        verbose_name = _("巡查检查")
        indexes = [
            models.Index(fields=["point", "-day"], name="point_check_of_point"),
            models.Index(fields=["town", "-day"], name="point_check_of_town"),
        ]

    def __str__(self) -> str:
        return f"{self.point} {self.day:%Y-%m-%d}"

    @property
    def bad(self) -> list[dict[str, str]]:
        """The items that failed."""
        return [one for one in self.items if one["result"] == self.Result.BAD]


class PointTask(Registered):
    """A check owed on one day at one point. `why` is the rule in words.

    What is not done at the end of its day is `missed` and goes up the responsibility chain; done later it is `late`.
    """

    class Reason(models.TextChoices):
        SCHEDULE = "schedule", _("定期")
        WEATHER = "weather", _("天气预警")
        ASKED = "asked", _("临时安排")

    class State(models.TextChoices):
        OPEN = "open", _("待完成")
        DONE = "done", _("当天完成")
        MISSED = "missed", _("未完成")
        LATE = "late", _("已补做")
        CANCELLED = "cancelled", pgettext_lazy("任务", "已取消")

    point = models.ForeignKey(PlacePoint, models.PROTECT, related_name="tasks", verbose_name=_("部位"))
    point_id: UUID
    day = models.DateField(_("日期"))
    reason = models.CharField(_("来由"), max_length=10, choices=Reason, default=Reason.SCHEDULE)
    why = models.CharField(_("依据"), max_length=120, blank=True)
    warden = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+", verbose_name=_("责任人"))
    warden_id: UUID | None
    warning = models.ForeignKey(
        WeatherWarning, models.PROTECT, null=True, related_name="tasks", verbose_name=_("天气预警")
    )
    state = models.CharField(_("状态"), max_length=10, choices=State, default=State.OPEN)
    check_made = models.ForeignKey(
        PointCheck, models.PROTECT, null=True, related_name="tasks", verbose_name=_("巡查检查")
    )
    check_made_id: UUID | None
    done_at = models.DateTimeField(_("完成时间"), null=True)
    escalated_on = models.DateField(_("上报日期"), null=True)
    escalated_to = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+", verbose_name=_("上报给"))
    escalated_why = models.CharField(_("上报依据"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("巡查任务")
        indexes = [
            models.Index(fields=["town", "-day"], name="point_task_of_town"),
            models.Index(fields=["warden", "day"], name="point_task_of_warden"),
            models.Index(fields=["day"], name="point_task_open", condition=models.Q(state="open")),
        ]
        constraints = [
            models.UniqueConstraint(fields=["point", "day", "reason"], name="point_task_once_a_day"),
            models.CheckConstraint(
                name="point_task_done_has_time",
                condition=~models.Q(state__in=["done", "late"]) | models.Q(done_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.point} {self.day:%Y-%m-%d}"


class Notice(Registered):
    """A notice to put things right by a day (责令限期整改通知书), its re-inspection, or its refusal and who has it then."""

    class State(models.TextChoices):
        SERVED = "served", _("整改中")
        PASSED = "passed", _("复查合格")
        REFUSED = "refused", _("拒不整改")
        HANDED = "handed", _("已移交主管部门")

    check_made = models.ForeignKey(PointCheck, models.PROTECT, related_name="notices", verbose_name=_("巡查检查"))
    check_made_id: UUID
    number = models.CharField(_("文号"), max_length=40, unique=True, editable=False)
    served_on = models.DateField(_("送达日期"), default=clock.today)
    due_on = models.DateField(_("整改期限"))
    demand = models.TextField(_("整改要求"))
    basis = models.CharField(_("依据"), max_length=200, blank=True)
    receiver = EncryptedTextField(_("签收人"), blank=True)
    receiver_index = BlindIndexField(of="receiver", kind="name")
    state = models.CharField(_("进展"), max_length=10, choices=State, default=State.SERVED, editable=False)
    passed_on = models.DateField(_("复查日期"), null=True, editable=False)
    passed_by = models.ForeignKey(
        Staff, models.PROTECT, null=True, related_name="+", verbose_name=_("复查人"), editable=False
    )
    result = models.CharField(_("复查情况"), max_length=300, blank=True, editable=False)
    refused_on = models.DateField(_("拒不整改日期"), null=True, editable=False)
    handed_to = models.ForeignKey(
        Office, models.PROTECT, null=True, related_name="+", verbose_name=_("主管部门"), editable=False
    )
    handed_on = models.DateField(_("移交日期"), null=True, editable=False)

    class Meta:
        verbose_name = _("整改通知书")
        indexes = [models.Index(fields=["town", "-served_on"], name="notice_of_town")]
        constraints = [
            models.CheckConstraint(condition=models.Q(due_on__gte=models.F("served_on")), name="notice_in_order"),
            models.CheckConstraint(
                name="notice_handed_has_office", condition=~models.Q(state="handed") | models.Q(handed_to__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def late(self) -> bool:
        return self.state == self.State.SERVED and self.due_on < clock.today()


def covers(warning: WeatherWarning, path: str, day: date) -> bool:
    """Whether the warning is in force over an area on a local day."""
    first, last = clock.local(warning.begins_at).date(), clock.local(warning.ends_at).date()
    return first <= day <= last and path.startswith(warning.area_path)
