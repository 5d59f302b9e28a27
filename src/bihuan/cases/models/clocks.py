"""Time limits: budgets per kind, urgency and stage, and the intervals a case has really run."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bihuan.cases.models.case import Case, CaseKind, Urgency
from bihuan.kernel import clock
from bihuan.platform.models.record import Record


class Stage(models.TextChoices):
    ACCEPT = "accept", _("受理")
    DISPATCH = "dispatch", _("分派")
    TAKE = "take", _("签收")
    CONTACT = "contact", _("首次联系")
    HANDLE = "handle", _("办理")
    VERIFY = "verify", _("核查")
    REVISIT = "revisit", _("回访")


PETITION = "petition"  # not a kind of its own: any matter that a superior handed down as a petition (信访)


class TimeLimit(Record):
    """The budget of a stage; `unit` is one of kernel.worktime's units; `kind` "" stands for every kind.

    `PETITION` as `kind` stands for matters that came as petitions, whatever they are about.
    """

    class Unit(models.TextChoices):
        WORKING_MINUTES = "working_minutes", _("工作分钟")
        WORKING_HOURS = "working_hours", _("工作小时")
        WORKING_DAYS = "working_days", _("工作日")
        CALENDAR_DAYS = "calendar_days", _("自然日")
        WALL_CLOCK_HOURS = "wall_clock_hours", _("小时")

    kind = models.CharField(
        _("事项类型"), max_length=12, choices=[*CaseKind.choices, (PETITION, _("信访事项"))], blank=True
    )
    urgency = models.CharField(_("紧急程度"), max_length=10, choices=Urgency)
    stage = models.CharField(_("环节"), max_length=10, choices=Stage)
    amount = models.DecimalField(_("时限"), max_digits=6, decimal_places=1)
    unit = models.CharField(pgettext_lazy("计量", "单位"), max_length=16, choices=Unit)
    basis = models.CharField(_("依据"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("办理时限")
        constraints = [models.UniqueConstraint(fields=["kind", "urgency", "stage"], name="time_limit_once")]

    def __str__(self) -> str:
        return f"{self.kind or '*'} {self.urgency} {self.stage}"


class CaseClock(models.Model):
    """One run of one stage of a case: started, perhaps ended, with the budget that held when it started.

    Changing category or urgency changes the budget but keeps `started_at`, so time already used stays used. `extra` was
    granted beyond the budget (the parties agreed, a leader approved), in the same unit.
    """

    id = models.BigAutoField(primary_key=True)
    case = models.ForeignKey(Case, models.CASCADE, related_name="clocks")
    stage = models.CharField(max_length=10, choices=Stage)
    started_at = models.DateTimeField(default=clock.now)
    ended_at = models.DateTimeField(null=True)
    amount = models.DecimalField(max_digits=6, decimal_places=1)
    unit = models.CharField(max_length=16, choices=TimeLimit.Unit)
    extra = models.DecimalField(max_digits=6, decimal_places=1, default=0)
    always = models.BooleanField(default=False)  # runs through nights and holidays (emergencies)
    due_at = models.DateTimeField()
    look_at = models.DateTimeField(null=True)  # the next mark: half, four fifths, the end, each escalation step
    reminded = models.PositiveSmallIntegerField(default=0)  # 0, 50 or 80: the highest mark already told
    escalated_rank = models.PositiveSmallIntegerField(default=0)
    overdue = models.BooleanField(default=False)

    class Meta:
        indexes = [
            models.Index(fields=["case", "started_at"], name="clock_of_case"),
            models.Index(fields=["look_at"], name="clock_running", condition=models.Q(ended_at=None)),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "stage"], condition=models.Q(ended_at=None), name="one_running_clock_a_stage"
            )
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.stage}"


class CasePause(Record):
    """A suspension: asked for with a reason, decided by an approver, bounded by `until`, ended when resumed."""

    class State(models.TextChoices):
        ASKED = "asked", _("待审批")
        APPROVED = "approved", _("已批准")
        REFUSED = "refused", _("未批准")
        ENDED = "ended", _("已恢复")

    case = models.ForeignKey(Case, models.CASCADE, related_name="pauses")
    state = models.CharField(max_length=10, choices=State, default=State.ASKED)
    reason = models.CharField(_("挂起原因"), max_length=300)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    approver = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decision = models.CharField(_("审批意见"), max_length=300, blank=True)
    started_at = models.DateTimeField(null=True)
    until = models.DateTimeField(_("挂起至"))
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["case", "created_at"], name="pause_of_case")]
        constraints = [
            models.UniqueConstraint(
                fields=["case"], condition=models.Q(state__in=["asked", "approved"]), name="one_open_pause_a_case"
            )
        ]

    def __str__(self) -> str:
        return self.reason


class EscalationStep(models.Model):
    """Who was told of a late stage, at which rank of which chain, and why that person."""

    id = models.BigAutoField(primary_key=True)
    case = models.ForeignKey(Case, models.CASCADE, related_name="escalations")
    case_clock = models.ForeignKey(CaseClock, models.CASCADE, related_name="escalations")
    rank = models.PositiveSmallIntegerField()
    staff = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    why = models.CharField(max_length=200)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case_clock", "rank"], name="escalated_once_a_rank")]

    def __str__(self) -> str:
        return f"{self.rank} {self.why}"
