"""The outbox: work to be done after a transaction, written in it; the table is the truth, the queue only wakes workers."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from bihuan.kernel import clock
from bihuan.kernel.ids import new_id


class Job(models.Model):
    """One piece of work. `key` makes it unique: the same key is never run twice to completion.

    `progress` is 0–100; `lease_until` frees a job whose worker was killed; `owner` finds it in the inbox.
    """

    class State(models.TextChoices):
        QUEUED = "queued", _("排队中")
        RUNNING = "running", _("进行中")
        DONE = "done", _("已完成")
        FAILED = "failed", _("失败")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(max_length=80)
    title = models.CharField(max_length=120, blank=True)
    payload = models.JSONField(default=dict)
    key = models.CharField(max_length=160, unique=True)
    state = models.CharField(max_length=10, choices=State, default=State.QUEUED)
    run_after = models.DateTimeField(default=clock.now)
    lease_until = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    progress = models.PositiveSmallIntegerField(default=0)
    message = models.CharField(max_length=300, blank=True)
    result = models.JSONField(default=dict)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(default=clock.now)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["run_after"], name="job_waiting", condition=models.Q(state__in=["queued", "running"])),
            models.Index(fields=["owner", "-created_at"], name="job_of_owner", condition=models.Q(owner__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.state}"
