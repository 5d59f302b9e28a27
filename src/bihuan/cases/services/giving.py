"""Giving offices their tasks: what, by whom, until when."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from bihuan.cases import deadlines
from bihuan.cases.models import Case, CaseTask, Conference
from bihuan.kernel import clock
from bihuan.kernel.errors import Fault, Invalid
from bihuan.orgs.models import Office
from bihuan.platform.actors import Actor
from bihuan.platform.change import create_many

MAX_TASKS = 30


@dataclass(frozen=True, slots=True)
class TaskDraft:
    """One office's share: what, by whom, until when."""

    office: Office
    title: str
    due_at: datetime | None = None


def check_office(case: Case, office: Office) -> None:
    """Refuse an office that cannot be given the case.

    Raises:
        Invalid: closed, or of another town (field `office`).
    """
    if office.valid_to is not None and office.valid_to <= clock.today():
        raise Invalid(_("该单位已撤销,请另选承办单位。"), field="office", code="closed")
    if office.town_id not in (None, case.town_id):
        raise Invalid(_("该单位不属于本乡镇,也不是县直部门,请另选。"), field="office", code="other_town")


def give_tasks(
    case: Case,
    tasks: Sequence[TaskDraft],
    actor: Actor,
    verb: str,
    *,
    lead: Office | None = None,
    conference: Conference | None = None,
) -> list[CaseTask]:
    """Write the tasks, each under watch until its date.

    Raises:
        Invalid: too many, one without words, a date gone by (field `tasks`), an office that cannot (field `office`).
    """
    faults = []
    if len(tasks) > MAX_TASKS:
        faults.append(Fault(_("一次最多分解%(count)d项任务。") % {"count": MAX_TASKS}, "tasks", "too_many"))
    for task in tasks:
        if not task.title.strip() or len(task.title.strip()) > 120:
            faults.append(Fault(_("每项任务都要写明做什么(120字以内)。"), "tasks", "title"))
        if task.due_at is not None and task.due_at <= clock.now():
            faults.append(Fault(_("任务期限应晚于现在。"), "tasks", "past"))
        check_office(case, task.office)
    if faults:
        raise Invalid.of(faults)
    return create_many([_task(case, task, lead, conference) for task in tasks], actor=actor, verb=verb)


def _task(case: Case, task: TaskDraft, lead: Office | None, conference: Conference | None) -> CaseTask:
    given = CaseTask(
        case=case, office=task.office, title=task.title.strip(), lead=task.office == lead, conference=conference
    )
    deadlines.wind(given, due_at=task.due_at)
    return given
