"""Telling of meetings' tasks: three days before they are due, the day after, and every week until they are done."""

from datetime import date, time
from uuid import UUID

from django.utils.translation import gettext as _

from bihuan.cases.responsibility import people_of_office
from bihuan.kernel import clock
from bihuan.mediation.clocks import next_reminder
from bihuan.mediation.models import AnalysisTask
from bihuan.mediation.prevention.registers import TASKS
from bihuan.platform.actors import SYSTEM
from bihuan.platform.change import change
from bihuan.platform.jobs import periodic
from bihuan.platform.notify import tell

EIGHT = time(8, 0)
BATCH = 500


@periodic(daily_at=EIGHT, atomic=False)
def remind_of_tasks() -> None:
    """Tell whoever has the task, person or office, of everything that is due."""
    day = clock.today()
    waiting = AnalysisTask.objects.filter(remind_on__lte=day, state=AnalysisTask.State.OPEN, voided_at=None)
    while ids := list(waiting.order_by("remind_on").values_list("pk", flat=True)[:BATCH]):
        for pk in ids:
            _remind(pk, day)


def _remind(pk: UUID, day: date) -> None:
    with change(AnalysisTask, pk, actor=SYSTEM, verb="remind") as task:
        if task.remind_on is None or task.remind_on > day:
            return
        task.remind_on = next_reminder(task.due_on, day)
        people = [task.staff_id] if task.staff_id else people_of_office([task.office_id] if task.office_id else [])
        if people:
            late = task.due_on < day
            title = _("研判任务已过期未完成(%(due)s)") if late else _("研判任务即将到期(%(due)s)")
            tell(
                people,
                kind="analysis.task_due",
                title=title % {"due": task.due_on},
                url=TASKS.url(task.pk),
                key=f"analysis.task_due:{task.pk}:{day}",
            )
