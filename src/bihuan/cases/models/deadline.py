"""What tasks, whistles and replies share: something owed by an instant, told of before it and escalated after it."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bihuan.cases.models.clocks import TimeLimit
from bihuan.kernel import clock


class Deadline(models.Model):
    """Abstract. Owed from `started_at` until `due_at`; kept by `cases.deadlines`.

    `amount` and `unit` are the budget behind `due_at`; without them it is a plain date that somebody named. `due_at`
    None: nothing is owed by any time. `always`: nights and holidays count.
    """

    started_at = models.DateTimeField(_("起算时间"), default=clock.now)
    due_at = models.DateTimeField(_("期限"), null=True, blank=True)
    amount = models.DecimalField(_("时限"), max_digits=6, decimal_places=1, null=True, blank=True)
    unit = models.CharField(pgettext_lazy("计量", "单位"), max_length=16, choices=TimeLimit.Unit, blank=True)
    always = models.BooleanField(default=False, editable=False)
    look_at = models.DateTimeField(null=True, editable=False)  # the next mark; None: nothing more to tell
    reminded = models.PositiveSmallIntegerField(default=0, editable=False)  # 0, 50 or 80
    escalated_rank = models.PositiveSmallIntegerField(default=0, editable=False)
    overdue = models.BooleanField(_("超期"), default=False)

    class Meta:
        abstract = True
