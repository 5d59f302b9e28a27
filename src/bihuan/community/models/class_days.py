"""The days of a class: lessons, who came and who fetched them, the alarm for a child nobody fetched, and safety drills."""

from datetime import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _

from bihuan.community.models.programmes import Enrolment, Programme
from bihuan.orgs.models import Grade, Staff
from bihuan.orgs.registers.rows import Registered
from bihuan.platform.fields import EncryptedTextField


class Lesson(Registered):
    """One lesson of a programme; with no `grade` it is for all. A room taken for it is a booking of `venues` about it."""

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="lessons", verbose_name=_("服务项目"))
    day = models.DateField(_("日期"))
    from_hour = models.TimeField(_("开始时刻"))
    to_hour = models.TimeField(_("结束时刻"))
    grade = models.CharField(_("年级"), max_length=1, choices=Grade, blank=True, help_text=_("不选就是全班。"))
    topic = models.CharField(_("课程内容"), max_length=80)
    teacher = models.CharField(_("授课人"), max_length=40, blank=True)
    place = models.CharField(_("地点"), max_length=80, blank=True)
    remark = models.CharField(_("备注"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("课表")
        indexes = [models.Index(fields=["programme", "day", "from_hour"], name="lesson_of_programme")]
        constraints = [
            models.CheckConstraint(condition=models.Q(to_hour__gt=models.F("from_hour")), name="lesson_hours"),
        ]

    def __str__(self) -> str:
        return self.topic


class Attendance(Registered):
    """One child on one day of its class: whether it came, and who fetched it when.

    `picked_up_by` is one of those the guardian named, or somebody else whom the guardian `confirmed` then, in words.
    """

    class State(models.TextChoices):
        PRESENT = "present", _("到了")
        LATE = "late", _("迟到")
        LEAVE = "leave", _("请假")
        ABSENT = "absent", _("没来也没请假")

    CAME = (State.PRESENT, State.LATE)

    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="attendances", verbose_name=_("报名"))
    day = models.DateField(_("日期"))
    state = models.CharField(_("到场"), max_length=8, choices=State)
    remark = models.CharField(_("备注"), max_length=200, blank=True)
    picked_up_at: "models.DateTimeField[datetime | None, datetime | None]" = models.DateTimeField(
        _("接走时间"), null=True, editable=False
    )
    picked_up_by = EncryptedTextField(_("接走的人"), blank=True, editable=False)
    confirmed = models.CharField(_("监护人怎样确认"), max_length=200, blank=True, editable=False)
    handed_by = models.ForeignKey(
        Staff, models.PROTECT, null=True, related_name="+", verbose_name=_("交接的工作人员"), editable=False
    )

    class Meta:
        verbose_name = _("到场和接送")
        indexes = [models.Index(fields=["day", "state"], name="attendance_of_day")]
        constraints = [
            models.UniqueConstraint(
                fields=["enrolment", "day"], condition=models.Q(voided_at=None), name="attendance_once_a_day"
            ),
            models.CheckConstraint(
                condition=models.Q(picked_up_at=None) | models.Q(state__in=["present", "late"]),
                name="attendance_fetched_came",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day:%Y-%m-%d}"


class Alarm(Registered):
    """A child that nobody fetched in time; `rank` is the level of the responsibility chain that was told last (0: who is in charge)."""

    class State(models.TextChoices):
        RAISED = "raised", _("待接警")
        TAKEN = "taken", _("处理中")
        CLOSED = "closed", _("已办结")

    attendance = models.OneToOneField(Attendance, models.PROTECT, related_name="alarm", verbose_name=_("到场和接送"))
    programme = models.ForeignKey(Programme, models.PROTECT, related_name="alarms", verbose_name=_("服务项目"))
    raised_at = models.DateTimeField(_("报警时间"))
    state = models.CharField(_("状态"), max_length=6, choices=State, default=State.RAISED, editable=False)
    rank = models.PositiveSmallIntegerField(_("已报到第几级"), default=0, editable=False)
    told_at: "models.DateTimeField[datetime | None, datetime | None]" = models.DateTimeField(null=True, editable=False)
    taken_by = models.ForeignKey(
        Staff, models.PROTECT, null=True, related_name="+", verbose_name=_("接警人"), editable=False
    )
    taken_at: "models.DateTimeField[datetime | None, datetime | None]" = models.DateTimeField(
        _("接警时间"), null=True, editable=False
    )
    closed_at: "models.DateTimeField[datetime | None, datetime | None]" = models.DateTimeField(
        _("办结时间"), null=True, editable=False
    )
    outcome = models.CharField(_("处理结果"), max_length=300, blank=True, editable=False)

    class Meta:
        verbose_name = _("无人接走报警")
        indexes = [models.Index(fields=["state", "told_at"], name="alarm_waiting")]

    def __str__(self) -> str:
        return f"{self.programme.title} {self.raised_at:%m-%d}"


class Drill(Registered):
    """A safety drill of a class."""

    class Kind(models.TextChoices):
        FIRE = "fire", _("消防疏散")
        EARTHQUAKE = "quake", _("地震避险")
        DROWNING = "water", _("防溺水")
        TRAFFIC = "traffic", _("交通安全")
        CROWD = "crowd", _("防踩踏")
        FOOD = "food", _("食品安全")
        INTRUDER = "intruder", _("防侵害")
        OTHER = "other", _("其他")

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="drills", verbose_name=_("服务项目"))
    kind = models.CharField(_("演练内容"), max_length=8, choices=Kind)
    held_on = models.DateField(_("演练日期"))
    heads = models.PositiveSmallIntegerField(_("参加人数"))
    seconds = models.PositiveIntegerField(_("疏散用时(秒)"), null=True, blank=True)
    report = models.TextField(_("演练情况"), blank=True)

    class Meta:
        verbose_name = _("安全演练")
        indexes = [models.Index(fields=["town", "-held_on"], name="drill_of_town")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}"
