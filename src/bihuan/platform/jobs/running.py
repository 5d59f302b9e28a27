"""Running jobs exactly as often as they must: claimed with a lease, finished in one transaction with their effects.

The table is the truth. A claim is one conditional UPDATE, so two workers never hold the same attempt; "done" is another,
in the transaction of an atomic handler's effects and only for the attempt that still holds the lease. A worker that was
killed leaves a lease that runs out, and the job is taken again; its half-done effects were rolled back with it.
"""

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import DatabaseError, connection, models, transaction
from django.utils.translation import gettext as _

from bihuan.kernel import clock
from bihuan.platform.jobs.outbox import Declared, JobFailed, TryLater, registered
from bihuan.platform.models.jobs import Job

log = logging.getLogger("bihuan.jobs")
PAUSES = (5, 30, 2 * 60, 10 * 60, 60 * 60)  # seconds after the first, second, … failure; the last repeats
KILLS_ALLOWED = 3  # a job whose worker dies this often beyond its tries is taken for the killer
State = Job.State


class LeaseLost(Exception):
    """Another worker took the job over; this attempt's effects must not stand."""


_held: dict[UUID, int] = {}  # job → attempt, of this process; the worker's heartbeat renews their leases
_held_lock = threading.Lock()


def _lease() -> Any:
    return clock.now() + timedelta(seconds=settings.JOB_LEASE_SECONDS)


def due(overdue_by: timedelta = timedelta()) -> models.QuerySet[Job]:
    """Jobs that may be taken now: waiting and due (since `overdue_by`), or running under a lease that has run out."""
    moment = clock.now()
    waiting = models.Q(state=State.QUEUED, run_after__lte=moment - overdue_by)
    abandoned = models.Q(state=State.RUNNING, lease_until__lt=moment)
    return Job.objects.filter(waiting | abandoned)


def claim(job_id: UUID) -> Job | None:
    """Take the job for this worker, or None when it is done, not due, or somebody else's."""
    taken = due().filter(pk=job_id).update(state=State.RUNNING, lease_until=_lease(), attempts=models.F("attempts") + 1)
    return Job.objects.get(pk=job_id) if taken else None


def _mine(taken: Job) -> models.QuerySet[Job]:
    return Job.objects.filter(pk=taken.pk, state=State.RUNNING, attempts=taken.attempts)


def renew() -> None:
    """Renew the leases of what this process is running (the worker calls it several times within a lease)."""
    with _held_lock:
        held = list(_held.items())
    for job_id, attempt in held:
        Job.objects.filter(pk=job_id, state=State.RUNNING, attempts=attempt).update(lease_until=_lease())


@contextmanager
def _holding(taken: Job) -> Iterator[None]:
    with _held_lock:
        _held[taken.pk] = taken.attempts
    try:
        yield
    finally:
        with _held_lock:
            _held.pop(taken.pk, None)


def run(job_id: UUID) -> bool:
    """Claim and run one job; returns whether it was this call that ran it. Failures are recorded, never raised."""
    taken = claim(job_id)
    if taken is None:
        return False
    declared = registered().get(taken.name)
    if declared is None:
        _fail(taken, _("没有名为“%(name)s”的后台任务。") % {"name": taken.name})
        return True
    if taken.attempts > declared.tries + KILLS_ALLOWED:
        _fail(taken, _("多次中断,已停止重试。"))
        return True
    try:
        with _holding(taken):
            _run(taken, declared)
    except LeaseLost:
        log.warning("job %s %s was taken over by another worker", taken.name, taken.pk)
    except JobFailed as failure:
        _fail(taken, str(failure))
    except TryLater as wish:
        _retry(taken, declared, wish.seconds, str(wish))
    except Exception as error:
        log.exception("job %s %s failed at attempt %s", taken.name, taken.pk, taken.attempts)
        pause = PAUSES[min(taken.attempts, len(PAUSES)) - 1]
        _retry(taken, declared, pause, f"{type(error).__name__}: {error}")
    return True


def _run(taken: Job, declared: Declared) -> None:
    if declared.atomic:
        with transaction.atomic():
            result = declared.handler(taken.payload, _silent)
            _finish(taken, result)
    else:
        result = declared.handler(taken.payload, _reporting(taken))
        with transaction.atomic():
            _finish(taken, result)


def _silent(percent: int, message: str = "") -> None:
    """Progress of an atomic job: nobody could see it before its transaction ends."""


def _reporting(taken: Job) -> Any:
    def report(percent: int, message: str = "") -> None:
        changed = _mine(taken).update(progress=min(max(percent, 0), 100), message=message[:300], lease_until=_lease())
        if not changed:
            raise LeaseLost

    return report


def _finish(taken: Job, result: dict[str, Any] | None) -> None:
    changed = _mine(taken).update(
        state=State.DONE, progress=100, result=result or {}, lease_until=None, finished_at=clock.now()
    )
    if not changed:
        raise LeaseLost
    _tell_owner(
        taken, _("%(title)s:已完成"), str((result or {}).get("message", "")), str((result or {}).get("url", ""))
    )


def _fail(taken: Job, reason: str) -> None:
    with transaction.atomic():
        changed = _mine(taken).update(
            state=State.FAILED, message=reason[:300], lease_until=None, finished_at=clock.now()
        )
        if changed:
            _tell_owner(taken, _("%(title)s:未完成"), reason, "")


def _retry(taken: Job, declared: Declared, seconds: float, reason: str) -> None:
    if taken.attempts >= declared.tries:
        _fail(taken, reason)
        return
    _mine(taken).update(
        state=State.QUEUED,
        message=reason[:300],
        lease_until=None,
        run_after=clock.now() + timedelta(seconds=seconds),
    )


def _tell_owner(taken: Job, sentence: str, text: str, url: str) -> None:
    """What somebody asked for and waits for comes back to their inbox."""
    from bihuan.platform.notify import tell

    if taken.owner_id is not None and taken.title:
        tell(
            taken.owner_id,
            kind="job",
            title=sentence % {"title": taken.title},
            text=text,
            url=url,
            key=f"job:{taken.pk}",
        )


def run_pending(limit: int | None = None, *, overdue_by: timedelta = timedelta()) -> int:
    """Run what is due, oldest first, until nothing is (or `limit` jobs were run); returns how many.

    For the sweeper, which finds what the queue lost, for tests, and for `bihuan worker --once`.
    """
    ran = 0
    while limit is None or ran < limit:
        waiting = list(due(overdue_by).order_by("run_after", "id").values_list("pk", flat=True)[:20])
        progressed = 0
        for job_id in waiting:
            if limit is not None and ran >= limit:
                return ran
            if run(job_id):
                ran += 1
                progressed += 1
        if not progressed:
            return ran
    return ran


def survive_database_errors(what: str) -> Any:
    """A context for the worker's loop: a database that is away for a moment is logged, and the connection renewed."""

    @contextmanager
    def context() -> Iterator[None]:
        try:
            yield
        except DatabaseError:
            log.exception("%s: database error, trying again", what)
            connection.close()

    return context()
