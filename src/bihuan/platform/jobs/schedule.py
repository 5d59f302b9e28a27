"""Work by the clock: each slot of time is one job whose key names the slot, so exactly one worker runs it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from bihuan.kernel import clock
from bihuan.platform.jobs.outbox import Progress, enqueue, job
from bihuan.platform.models.jobs import Job

Task = Callable[[], Any]
SLOTS_KEPT = timedelta(days=2)  # done slots, which nobody looks at
DONE_KEPT = timedelta(days=30)  # done jobs that nobody asked for; their events are long past any repetition
FORGET_BATCH = 5000
PREFIX = "periodic:"


@dataclass(frozen=True, slots=True)
class Rhythm:
    """Every `minutes`, or (with `at`) once a local day from that time on."""

    name: str
    minutes: float = 0
    at: time | None = None

    def slot(self, moment: datetime) -> str | None:
        """The name of the slot `moment` falls into; None before the day's time."""
        if self.at is None:
            return str(int(moment.timestamp() // (self.minutes * 60)))
        here = clock.local(moment)
        return date.isoformat(here.date()) if here.time() >= self.at else None


_rhythms: dict[str, Rhythm] = {}
_last: dict[str, str] = {}  # slot already queued by this process, to spare the statement


def periodic(
    *, minutes: float = 0, daily_at: time | None = None, atomic: bool = True, name: str = ""
) -> Callable[[Task], Task]:
    """Run the function every `minutes`, or every day from `daily_at` (local) on, in exactly one worker.

    A slot that passed while no worker ran is not made up for, except the present one.

    Raises:
        ValueError: neither or both are given.
    """
    if (minutes > 0) == (daily_at is not None):
        raise ValueError("give minutes or daily_at")

    def decorate(task: Task) -> Task:
        called = name or f"{task.__module__}.{task.__qualname__}"

        @job(called, atomic=atomic, tries=3)
        def run(_payload: dict[str, Any], _progress: Progress) -> None:
            task()

        _rhythms[called] = Rhythm(called, minutes, daily_at)
        return task

    return decorate


def rhythms() -> tuple[Rhythm, ...]:
    """All declared rhythms."""
    return tuple(_rhythms.values())


def tick() -> int:
    """Queue every slot that has begun and was not queued yet; returns how many this call tried to queue."""
    moment, tried = clock.now(), 0
    for rhythm in _rhythms.values():
        slot = rhythm.slot(moment)
        if slot is None or _last.get(rhythm.name) == slot:
            continue
        enqueue(rhythm.name, {}, key=f"{PREFIX}{rhythm.name}:{slot}"[-160:])
        _last[rhythm.name] = slot
        tried += 1
    return tried


@periodic(minutes=60)
def forget_done() -> None:
    """Remove done slots and, later, done jobs without an owner; what somebody asked for, and failures, stay."""
    done, moment = Job.objects.filter(state=Job.State.DONE), clock.now()
    slots = done.filter(name__in=list(_rhythms), finished_at__lt=moment - SLOTS_KEPT)
    others = done.filter(owner=None, finished_at__lt=moment - DONE_KEPT)
    for old in (slots, others):
        Job.objects.filter(pk__in=list(old.values_list("pk", flat=True)[:FORGET_BATCH])).delete()
