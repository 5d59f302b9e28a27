"""Time limits of a case: which budget applies, when its clocks run, stop and pause, and the arithmetic for the page."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import lru_cache
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext as _

from bihuan.cases.defaults import DEFAULT_LIMITS
from bihuan.cases.entered_years import entered_years, last_entered
from bihuan.cases.models import Case, CaseClock, CaseKind, CasePause, Channel, Stage, State, TimeLimit, Urgency
from bihuan.cases.models.clocks import PETITION
from bihuan.kernel import clock
from bihuan.kernel.worktime import (
    ALWAYS,
    Budget,
    Explanation,
    Hours,
    OfficeHours,
    Pause,
    Unit,
    WorkingCalendar,
    due,
    explain,
    published_years,
)

STAGES_OF: dict[str, tuple[str, ...]] = {
    State.REPORTED: (Stage.ACCEPT,),
    State.ACCEPTED: (Stage.DISPATCH,),
    State.DISPATCHED: (Stage.TAKE,),
    State.HANDLING: (Stage.HANDLE, Stage.CONTACT),
    State.TO_VERIFY: (Stage.VERIFY,),
    State.TO_REVISIT: (Stage.REVISIT,),
}
KEEPS_CLOCKS = frozenset({State.SUSPENDED, State.CONFERENCE, State.MERGED})  # what ran goes on running, or stands
REMINDERS = (50, 80)
ESCALATION_STEP = 50  # per cent of the budget between one rank of the chain and the next
HIGHEST_RANK = 9
PETITION_CHANNELS = frozenset({Channel.LETTER})  # what a superior hands down is answered by the rules for petitions


@dataclass(frozen=True, slots=True)
class Limit:
    """The budget of a stage and what it rests on."""

    stage: str
    amount: Decimal
    unit: str
    basis: str
    always: bool

    @property
    def budget(self) -> Budget:
        return budget_of(self.amount, self.unit)


@dataclass(frozen=True, slots=True)
class ClockFace:
    """One running limit as the page shows it: `title` the stage, `arithmetic` the sum behind the deadline."""

    stage: str
    title: str
    arithmetic: Explanation
    basis: str


@lru_cache(maxsize=4)
def _office_calendar(hours: str, _entered: int) -> WorkingCalendar:
    return WorkingCalendar(OfficeHours(Hours.of(hours)), {**published_years(), **entered_years()})


def calendar(*, always: bool = False) -> WorkingCalendar:
    """The county's working calendar, or every minute of every day for emergencies."""
    return ALWAYS if always else _office_calendar(settings.OFFICE_HOURS, last_entered())


def budget_of(amount: Decimal, unit: str) -> Budget:
    """The kernel's budget; limits in calendar days roll off a day off (Civil Code, article 203)."""
    kind = Unit(unit)
    return Budget(amount, kind, rolls=kind is Unit.CALENDAR_DAYS)


def is_petition(case: Case) -> bool:
    """Whether the Petition Work Regulations (信访工作条例) set the case's outer limits."""
    return case.channel in PETITION_CHANNELS


def limits_of(case: Case, stages: Sequence[str]) -> dict[str, Limit]:
    """The limits in force for a case: a petition's own before those of its kind. One query, two for petitions.

    A dispute that came as a petition is still mediated within the thirty days of mediation, which are shorter.
    """
    found = limits_for(case.kind, case.urgency, stages)
    if case.handle_days and Stage.HANDLE in stages:
        found[Stage.HANDLE] = _named(case, case.handle_days)
    if is_petition(case):
        own = [stage for stage in stages if (case.kind, stage) != (CaseKind.DISPUTE, Stage.HANDLE)]
        found |= limits_for(PETITION, case.urgency, own, general=False)
    return found


def _named(case: Case, days: int) -> Limit:
    """The days that whoever gave the matter out named for it; they take the place of its kind's."""
    always = case.urgency == Urgency.EMERGENCY
    return Limit(Stage.HANDLE, Decimal(days), TimeLimit.Unit.CALENDAR_DAYS, _("交办时限定,自签收之日起算"), always)


def limits_for(kind: str, urgency: str, stages: Sequence[str], *, general: bool = True) -> dict[str, Limit]:
    """The limits in force for some stages, specific before general, the product's own defaults last; one query.

    Without `general` only what is said for this very kind.
    """
    rows = TimeLimit.objects.filter(kind__in=[kind, ""] if general else [kind], urgency=urgency, stage__in=stages)
    chosen: dict[str, TimeLimit] = {}
    for row in sorted(rows, key=lambda row: bool(row.kind)):
        chosen[row.stage] = row
    always = urgency == Urgency.EMERGENCY
    found = {}
    for stage in stages:
        row_ = chosen.get(stage)
        if row_ is not None:
            found[stage] = Limit(stage, row_.amount, row_.unit, row_.basis, always)
            continue
        default = DEFAULT_LIMITS.get((kind, urgency, stage))
        if default is None and general:
            default = DEFAULT_LIMITS.get(("", urgency, stage))
        if default is not None:
            found[stage] = Limit(stage, Decimal(default.amount), default.unit, str(default.basis), always)
    return found


def granted(one: CaseClock) -> Budget:
    """The clock's budget with what was granted beyond it."""
    return budget_of(one.amount + one.extra, one.unit)


def running(case: Case) -> list[CaseClock]:
    """The clocks of the case that have not ended."""
    return list(CaseClock.objects.filter(case=case, ended_at=None).order_by("started_at"))


def pauses(case: Case) -> list[Pause]:
    """The suspensions that were approved, as the kernel counts them."""
    return [_pause(one) for one in case.pauses.all() if one.started_at is not None]


def _pause(one: CasePause) -> Pause:
    assert one.started_at is not None  # asked of approved suspensions only
    return Pause(one.started_at, one.ended_at, one.reason)


def opening(case: Case) -> CaseClock | None:
    """The unsaved clock of a case that is just being made; sets the case's own deadline. One query."""
    stages = [stage for stage in STAGES_OF.get(case.state, ()) if stage != Stage.CONTACT]
    limits = limits_of(case, stages)
    clocks = [_wound(case, limits[stage], case.created_at) for stage in stages if stage in limits]
    _cache(case, clocks)
    return clocks[0] if clocks else None


def _wound(case: Case, limit: Limit, at: datetime) -> CaseClock:
    one = CaseClock(
        case=case, stage=limit.stage, started_at=at, amount=limit.amount, unit=limit.unit, always=limit.always
    )
    _reckon(one, [])
    return one


def _reckon(one: CaseClock, stops: Sequence[Pause]) -> bool:
    """Set `due_at` and `look_at` anew; answers whether the clock is going (not paused before its end)."""
    plan = marks(one, stops)
    end = plan[100]
    if end is not None:
        one.due_at = end
    told = one.reminded
    waiting = [
        at for share, at in plan.items() if at is not None and share > told and share > _share(one.escalated_rank)
    ]
    one.look_at = min(waiting, default=None)
    return end is not None


def _share(rank: int) -> int:
    """The per cent of the budget at which `rank` was told; below every mark for rank 0."""
    return 100 + ESCALATION_STEP * (rank - 1) if rank else 0


def marks(one: CaseClock, stops: Sequence[Pause]) -> dict[int, datetime | None]:
    """When 50, 80, 100 per cent and the next escalation steps are reached; None while a suspension stands before it."""
    budget = granted(one)
    hours = calendar(always=one.always)
    shares = [*REMINDERS, 100]
    if one.escalated_rank:
        shares.append(_share(one.escalated_rank + 1))
    found: dict[int, datetime | None] = {}
    for share in shares:
        part = budget if share == 100 else Budget(budget.amount * share / 100, budget.unit)
        found[share] = due(one.started_at, part, hours, stops).at
    return found


def follow(case: Case, before: str) -> None:
    """After a step: end the clocks of stages that are over, start those of the new state, set the case's deadline.

    Called by every service within its change; a clock that goes on (a stage kept) is left as it is.
    """
    if case.state in KEEPS_CLOCKS and case.state != State.SUSPENDED:
        if case.state == State.MERGED:
            case.due_at, case.due_stage = None, ""
        return
    at = clock.now()
    going = running(case)
    wanted = _wanted(case)
    if case.state == State.SUSPENDED:
        wanted = tuple(one.stage for one in going)
    _end(case, [one for one in going if one.stage not in wanted], at)
    kept = [one for one in going if one.stage in wanted]
    missing = [stage for stage in wanted if stage not in {one.stage for one in kept}]
    fresh = []
    if missing:
        limits = limits_of(case, missing)
        fresh = CaseClock.objects.bulk_create([_wound(case, limits[stage], at) for stage in missing if stage in limits])
    if kept and (case.state == State.SUSPENDED or before == State.SUSPENDED):
        stops = pauses(case)
        for one in kept:
            _reckon(one, stops)
        CaseClock.objects.bulk_update(kept, ["due_at", "look_at"])
    if case.state == State.SUSPENDED:
        case.due_at, case.due_stage = None, ""
    else:
        _cache(case, [*kept, *fresh])


def _wanted(case: Case) -> tuple[str, ...]:
    stages = STAGES_OF.get(case.state, ())
    return tuple(stage for stage in stages if stage != Stage.CONTACT or _to_contact(case))


def _to_contact(case: Case) -> bool:
    return case.contacted_at is None and not case.anonymous and bool(case.reporter_phone)


def _end(case: Case, clocks: Sequence[CaseClock], at: datetime) -> None:
    for one in clocks:
        one.ended_at, one.look_at = at, None
        if at > one.due_at:
            one.overdue = True
            case.overdue_stages += 1
    if clocks:
        CaseClock.objects.bulk_update(clocks, ["ended_at", "look_at", "overdue"])


def _cache(case: Case, clocks: Iterable[CaseClock]) -> None:
    first = min(clocks, key=lambda one: one.due_at, default=None)
    case.due_at = first.due_at if first else None
    case.due_stage = first.stage if first else ""


def stop_all(case_ids: Sequence[UUID]) -> None:
    """End whatever still runs for cases that leave the loop with another one (parts of a joint case)."""
    CaseClock.objects.filter(case_id__in=case_ids, ended_at=None).update(ended_at=clock.now(), look_at=None)


def rebudget(case: Case) -> None:
    """After a change of kind or urgency: other budgets, the same starts, so that time already used stays used."""
    going = running(case)
    limits = limits_of(case, [one.stage for one in going])
    stops = pauses(case)
    for one in going:
        limit = limits.get(one.stage)
        if limit is not None:
            one.extra = one.extra if limit.unit == one.unit else Decimal(0)  # granted in the unit of then
            one.amount, one.unit, one.always = limit.amount, limit.unit, limit.always
        one.reminded = 0  # the marks of the new budget are told anew; one that is past is told once
        _reckon(one, stops)
    if going:
        CaseClock.objects.bulk_update(going, ["amount", "unit", "extra", "always", "reminded", "due_at", "look_at"])
    if case.state not in KEEPS_CLOCKS:
        _cache(case, going)


def extend(case: Case, stage: str, extra: Decimal) -> CaseClock | None:
    """Grant the running clock of a stage `extra` more, in its own unit; None when none runs. The marks are told anew."""
    one = next((one for one in running(case) if one.stage == stage), None)
    if one is None:
        return None
    one.extra += extra
    one.reminded, one.escalated_rank = 0, 0
    _reckon(one, pauses(case))
    one.overdue = one.overdue and one.due_at < clock.now()
    one.save(update_fields=["extra", "reminded", "escalated_rank", "overdue", "due_at", "look_at"])
    _cache(case, running(case))
    return one


def _basis(one: CaseClock, limit: Limit | None) -> str:
    basis = str(limit.basis) if limit is not None else _("由管理员设定")
    if not one.extra:
        return basis
    extra = f"{one.extra:f}".removesuffix(".0")
    return _("%(basis)s;其中延长 %(extra)s %(unit)s") % {
        "basis": basis, "extra": extra, "unit": TimeLimit.Unit(one.unit).label,
    }  # fmt: skip


def told(one: CaseClock, stops: Sequence[Pause]) -> None:
    """After a reminder or an escalation was sent: look again at the next mark. Saves the clock."""
    _reckon(one, stops)
    one.save(update_fields=["reminded", "escalated_rank", "overdue", "look_at", "due_at"])


def faces(case: Case, at: datetime | None = None) -> list[ClockFace]:
    """The running limits of a case with their arithmetic, the nearest first; the page shows each in one sentence."""
    moment = at or clock.now()
    stops = pauses(case)
    going = running(case)
    limits = limits_of(case, [one.stage for one in going]) if going else {}
    shown = [
        ClockFace(
            one.stage,
            str(Stage(one.stage).label),
            explain(one.started_at, granted(one), calendar(always=one.always), stops, moment),
            _basis(one, limits.get(one.stage)),
        )
        for one in going
    ]
    return sorted(shown, key=lambda face: (face.arithmetic.due_at is None, face.arithmetic.due_at or moment))
