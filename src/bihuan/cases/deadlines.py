"""Deadlines beside the clocks of a case: tasks, whistles and replies are reminded of and escalated by one watch.

A room says once what it watches (`watch`): whose move an open record is, who is told above them, and how it is called.
Reminders come at 50 and 80 per cent; from the deadline on, one person more for each further step: half the budget again, or
a day where somebody named a date, whichever is sooner.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from bihuan.cases.limits import ESCALATION_STEP, HIGHEST_RANK, REMINDERS, budget_of, calendar
from bihuan.cases.models import Deadline
from bihuan.cases.responsibility import Answerable
from bihuan.kernel import clock
from bihuan.kernel.worktime import Budget, due, wall_clock_zh
from bihuan.platform import audit
from bihuan.platform.actors import SYSTEM
from bihuan.platform.models import Record
from bihuan.platform.notify import tell

ESCALATION = "escalate"
A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Called:
    """How a record is named in a notice (nothing personal), and where it opens."""

    title: str
    text: str
    url: str
    urgent: bool = False


@dataclass(frozen=True, slots=True)
class Watched:
    """One kind of record under watch; `open` are the rows that still owe something."""

    key: str
    model: type[Deadline]
    open: Q
    related: tuple[str, ...]
    people: Callable[[Any], Sequence[UUID]]
    above: Callable[[Any, int, datetime], Answerable | None]
    called: Callable[[Any], Called]


_watched: dict[str, Watched] = {}


def watch(one: Watched) -> Watched:
    """Put a kind of record under watch."""
    _watched[one.key] = one
    return one


def wind(
    one: Deadline,
    *,
    amount: Decimal | None = None,
    unit: str = "",
    always: bool = False,
    due_at: datetime | None = None,
) -> None:
    """Set an unsaved record's deadline: a budget from `started_at`, or a plain date; neither: it owes nothing by any time."""
    one.amount, one.unit, one.always, one.due_at = amount, unit, always, due_at
    if amount is not None:
        one.due_at = due(one.started_at, budget_of(amount, unit), calendar(always=always)).at
    _next_look(one)


def settle(one: Deadline, at: datetime) -> None:
    """What was owed is done at `at`; says for good whether that was late."""
    one.look_at = None
    one.overdue = one.due_at is not None and at > one.due_at


def drop(one: Deadline) -> None:
    """Nothing is owed any more; a lateness of before stays."""
    one.look_at = None


def marks(one: Deadline) -> list[tuple[int, datetime]]:
    """Every mark with its share of the budget in per cent, the next escalation step among them; in order of time."""
    if one.due_at is None:
        return []
    found = [(share, _reached(one, share)) for share in REMINDERS] + [(100, one.due_at)]
    if one.escalated_rank:
        found.append((_share(one.escalated_rank + 1), _reached(one, _share(one.escalated_rank + 1))))
    return found


def _share(rank: int) -> int:
    return 100 + ESCALATION_STEP * (rank - 1)


def _reached(one: Deadline, share: int) -> datetime:
    assert one.due_at is not None  # asked of records that owe something
    if one.amount is not None:
        part = Budget(one.amount * share / 100, budget_of(one.amount, one.unit).unit)
        found = due(one.started_at, part, calendar(always=one.always)).at
        assert found is not None  # nothing pauses these
        return found
    span = max(one.due_at - one.started_at, timedelta(0))
    if share <= 100:
        return one.started_at + span * share / 100
    return one.due_at + min(span / 2, A_DAY) * ((share - 100) // ESCALATION_STEP)


def _next_look(one: Deadline) -> None:
    told = _share(one.escalated_rank) if one.escalated_rank else one.reminded
    waiting = [at for share, at in marks(one) if share > told]
    one.look_at = min(waiting, default=None) if one.escalated_rank <= HIGHEST_RANK else None


def look_once(limit: int) -> int:
    """Look at up to `limit` records of each kind whose next mark has come; says how many. Each mark is told once."""
    at, looked = clock.now(), 0
    for one in _watched.values():
        waiting = one.model._default_manager.filter(one.open, look_at__lte=at).order_by("look_at")
        for pk in list(waiting.values_list("pk", flat=True)[:limit]):
            _look(one, pk, at)
            looked += 1
    return looked


def _look(kind: Watched, pk: UUID, at: datetime) -> None:
    rows = kind.model._default_manager.filter(kind.open, pk=pk, look_at__lte=at)
    with transaction.atomic():
        record = rows.select_for_update(of=("self",)).select_related(*kind.related).first()
        if record is None:
            return  # another worker was first, or it was done meanwhile
        passed = [share for share, moment in marks(record) if moment <= at]
        if passed and max(passed) < 100:
            _remind(kind, record, max(passed))
        elif passed:
            _escalate(kind, record, at)
        _next_look(record)
        # Noted beside the record's history, whose versions are for what people change; escalations are audited.
        kept = {name: getattr(record, name) for name in ("look_at", "reminded", "escalated_rank", "overdue")}
        kind.model._default_manager.filter(pk=pk).update(**kept)


def _remind(kind: Watched, record: Any, share: int) -> None:
    record.reminded = share
    called = kind.called(record)
    _tell(
        kind.people(record),
        called,
        _("%(what)s:时限已用%(share)d%%") % {"what": called.title, "share": share},
        _("应于%(due)s前完成") % {"due": wall_clock_zh(record.due_at)},
        kind=f"{kind.key}.limit",
        key=f"{kind.key}.limit:{record.pk}:{record.due_at.timestamp():.0f}:{share}",
    )


def _escalate(kind: Watched, record: Any, at: datetime) -> None:
    """One rank up for each further step; audited, since people answer for it."""
    record.reminded, record.overdue = max(REMINDERS), True
    record.escalated_rank += 1
    rank, called = record.escalated_rank, kind.called(record)
    mark = f"{record.pk}:{record.due_at.timestamp():.0f}"
    title = _("%(what)s:已超期") % {"what": called.title}
    if rank == 1:
        _tell(kind.people(record), called, title, called.text, kind=f"{kind.key}.limit", key=f"{kind.key}.late:{mark}")
    found = kind.above(record, rank, at) if rank <= HIGHEST_RANK else None
    if found is None:
        return
    assert isinstance(record, Record)  # everything under watch is a record of the house
    said = _("超期,报告%(name)s(%(why)s)") % {"name": found.staff.name, "why": found.why}
    audit.append(record, actor=SYSTEM, verb=ESCALATION, note=said)
    _tell(
        [found.staff.pk],
        called,
        title,
        _("%(text)s。%(why)s") % {"text": called.text, "why": found.why},
        kind=f"{kind.key}.escalated",
        key=f"{kind.key}.escalated:{mark}:{rank}",
    )


def _tell(people: Sequence[UUID], called: Called, title: str, text: str, *, kind: str, key: str) -> None:
    if people:
        tell(list(people), kind=kind, title=title, text=text, url=called.url, key=key, urgent=called.urgent)
