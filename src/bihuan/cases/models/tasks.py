"""Tasks of a case for several offices, and the revisit as a task of its own."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from bihuan.cases.models.case import Case
from bihuan.cases.models.conference import Conference
from bihuan.cases.models.deadline import Deadline
from bihuan.kernel import clock
from bihuan.orgs.models import Office
from bihuan.platform.models.record import Record


class CaseTask(Deadline, Record):
    """One office's share of a case; the lead office's case waits until all tasks are done.

    `conference` is where it was decided, if one did.
    """

    class State(models.TextChoices):
        OPEN = "open", _("待办")
        DONE = "done", _("已完成")
        CANCELLED = "cancelled", _("已取消")

    case = models.ForeignKey(Case, models.CASCADE, related_name="tasks")
    conference = models.ForeignKey(
        Conference, models.PROTECT, null=True, blank=True, related_name="tasks", verbose_name=_("联席会")
    )
    office = models.ForeignKey(Office, models.PROTECT, related_name="+", verbose_name=_("责任单位"))
    title = models.CharField(_("任务"), max_length=120)
    lead = models.BooleanField(_("牵头"), default=False)
    state = models.CharField(_("状态"), max_length=10, choices=State, default=State.OPEN)
    due_at = models.DateTimeField(_("完成期限"), null=True, blank=True)
    assignee = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    result = models.TextField(_("完成情况"), blank=True)
    done_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("协办任务")
        indexes = [
            models.Index(fields=["office", "state"], name="task_of_office"),
            models.Index(fields=["look_at"], name="task_look", condition=models.Q(look_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return self.title


class Revisit(Record):
    """The return visit after verification: another owner, a script, up to three attempts at different times."""

    class State(models.TextChoices):
        OPEN = "open", _("待回访")
        SATISFIED = "satisfied", _("满意")
        DISSATISFIED = "dissatisfied", _("不满意")
        UNREACHED = "unreached", _("三次未联系上")

    MAX_ATTEMPTS = 3
    case = models.ForeignKey(Case, models.CASCADE, related_name="revisits")
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("回访人")
    )
    state = models.CharField(max_length=14, choices=State, default=State.OPEN)
    settled = models.BooleanField(_("是否解决"), null=True)
    satisfied = models.BooleanField(_("是否满意"), null=True)
    fulfilled = models.BooleanField(_("协议是否履行"), null=True)
    remark = models.TextField(_("回访记录"), blank=True)
    done_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("回访")
        constraints = [
            models.UniqueConstraint(fields=["case"], condition=models.Q(state="open"), name="one_open_revisit_a_case")
        ]

    def __str__(self) -> str:
        return self.get_state_display()


class RevisitAttempt(models.Model):
    """One try to reach the reporter."""

    id = models.BigAutoField(primary_key=True)
    revisit = models.ForeignKey(Revisit, models.CASCADE, related_name="attempts")
    at = models.DateTimeField(default=clock.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    reached = models.BooleanField()
    remark = models.CharField(max_length=300, blank=True)

    def __str__(self) -> str:
        return f"{self.at:%m-%d %H:%M}"
