"""What the loop does by itself: reminders, escalation along the chain, the end of suspensions."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from bihuan.cases import deadlines, limits, watching
from bihuan.cases.addresses import url_of
from bihuan.cases.handlers import what
from bihuan.cases.models import Case, CaseClock, EscalationStep, Stage, State, Urgency
from bihuan.cases.responsibility import at_rank, people_of_office
from bihuan.cases.services.suspension import resume_those_due
from bihuan.cases.thinking import automatic, learning, topics
from bihuan.kernel import clock
from bihuan.kernel.worktime import wall_clock_zh
from bihuan.orgs.selectors import on_duty
from bihuan.platform import audit
from bihuan.platform.actors import SYSTEM
from bihuan.platform.jobs.schedule import periodic
from bihuan.platform.notify import tell

__all__ = [
    "automatic",
    "learning",
    "look_once",
    "topics",
    "watch_clocks",
]  # what thinks by the clock is found with these

BATCH = 500
ESCALATION = "escalate"


@periodic(minutes=1, atomic=False)
def watch_clocks() -> None:
    """Tell of every clock that has passed a mark, and end suspensions that are over."""
    resume_those_due()
    while look_once(BATCH) == BATCH:
        continue
    while deadlines.look_once(BATCH) >= BATCH:
        continue


@periodic(minutes=10)
def remind_of_conferences() -> None:
    """Whoever is asked to a conference within the next day is reminded once of its time."""
    watching.remind_of_conferences()


def look_once(limit: int) -> int:
    """Look at up to `limit` clocks whose next mark has come; says how many. Each is told once, however often it is looked at."""
    at = clock.now()
    waiting = CaseClock.objects.filter(ended_at=None, look_at__lte=at).order_by("look_at")
    ids = list(waiting.values_list("pk", flat=True)[:limit])
    for clock_id in ids:
        _look(clock_id, at)
    return len(ids)


def _look(clock_id: int, at: datetime) -> None:
    with transaction.atomic():
        one = CaseClock.objects.select_for_update().filter(pk=clock_id, ended_at=None, look_at__lte=at).first()
        if one is None:
            return  # another worker was first, or the stage ended meanwhile
        case = Case.objects.select_related("area", "town", "office").get(pk=one.case_id)
        if not case.is_open or case.state == State.SUSPENDED:
            CaseClock.objects.filter(pk=one.pk).update(look_at=None)
            return
        stops = limits.pauses(case)
        passed = [share for share, moment in limits.marks(one, stops).items() if moment is not None and moment <= at]
        if passed and max(passed) < 100:
            _remind(case, one, max(passed))
        elif passed:
            _escalate(case, one, at)
        limits.told(one, stops)


def _remind(case: Case, one: CaseClock, share: int) -> None:
    one.reminded = share
    words = {"stage": Stage(one.stage).label, "share": share, "number": case.number}
    _tell(
        case,
        _whose(case, one),
        _("“%(stage)s”时限已用%(share)d%%(%(number)s)") % words,
        _("应于%(due)s前完成") % {"due": wall_clock_zh(one.due_at)},
        f"case.reminder:{one.pk}:{one.started_at.timestamp():.0f}:{one.amount}:{share}",
    )


def _escalate(case: Case, one: CaseClock, at: datetime) -> None:
    """One rank up the chain for each further step of the budget; audited, since people answer for it."""
    one.reminded, one.overdue = max(limits.REMINDERS), True
    one.escalated_rank += 1
    words = {"stage": Stage(one.stage).label, "number": case.number}
    title = _("“%(stage)s”已超期(%(number)s)") % words
    if one.escalated_rank == 1:
        _tell(case, _whose(case, one), title, what(case), f"case.overdue:{one.pk}:{one.started_at.timestamp():.0f}")
    if one.escalated_rank > limits.HIGHEST_RANK:
        return
    found = at_rank(case, one.escalated_rank, at)
    if found is None:
        return
    EscalationStep.objects.get_or_create(
        case_clock=one,
        rank=one.escalated_rank,
        defaults={"case": case, "staff": found.staff, "why": found.why[:200], "at": at},
    )
    said = _("%(stage)s超期,报告%(name)s(%(why)s)") % {**words, "name": found.staff.name, "why": found.why}
    audit.append(case, actor=SYSTEM, verb=ESCALATION, note=said)
    tell(
        found.staff.pk,
        kind="case.escalated",
        title=title,
        text=f"{what(case)}。{found.why}",
        url=url_of(case),
        key=f"case.escalated:{one.pk}:{one.started_at.timestamp():.0f}:{one.escalated_rank}",
        urgent=case.urgency == Urgency.EMERGENCY,
    )


def _whose(case: Case, one: CaseClock) -> list[UUID]:
    """Whose move it is in a stage."""
    if one.stage in (Stage.HANDLE, Stage.CONTACT) and case.handler_id is not None:
        return [case.handler_id]
    if one.stage in (Stage.TAKE, Stage.HANDLE, Stage.CONTACT) and case.office_id is not None:
        return list(people_of_office([case.office_id]))
    duty = on_duty(case.area, work_kind=case.kind)
    return [duty.staff.pk] if duty is not None else []


def _tell(case: Case, people: list[UUID], title: str, text: str, key: str) -> None:
    if people:
        tell(
            people,
            kind="case.limit",
            title=title,
            text=text,
            url=url_of(case),
            key=key,
            urgent=case.urgency == Urgency.EMERGENCY,
        )
