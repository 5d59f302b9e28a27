"""Declaring jobs and writing them to the outbox."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any, Protocol
from uuid import UUID

from django.db import transaction

from bihuan.kernel import clock
from bihuan.platform.bulk import insert_draft
from bihuan.platform.models.jobs import Job


class Progress(Protocol):
    """How a running job says how far it is: percent 0–100 and a sentence."""

    def __call__(self, percent: int, message: str = "") -> None: ...


class JobFailed(Exception):
    """A job that must not be tried again; its text is shown to the owner."""


class TryLater(Exception):
    """The job could not be done now; it runs again after `seconds` unless its tries are used up."""

    def __init__(self, seconds: float, reason: str = "") -> None:
        super().__init__(reason)
        self.seconds = seconds


Handler = Callable[[dict[str, Any], Progress], dict[str, Any] | None]


@dataclass(frozen=True, slots=True)
class Declared:
    """A job's handler. `atomic`: its database effects and "done" are one transaction, so they happen exactly once."""

    name: str
    handler: Handler
    atomic: bool
    tries: int


NAME_LENGTH = 80
_registry: dict[str, Declared] = {}
_wake: list[Callable[[UUID], None]] = []


def job(name: str, *, atomic: bool = True, tries: int = 5) -> Callable[[Handler], Handler]:
    """Declare the handler of jobs called `name`. With `atomic=False` the handler must itself be idempotent.

    Atomic jobs must be short: on SQLite they hold the one write lock. Long ones commit in steps and report progress.

    Raises:
        ValueError: the name does not fit its column.
    """
    if len(name) > NAME_LENGTH:
        raise ValueError(f"the job name {name} is longer than {NAME_LENGTH} characters")

    def decorate(handler: Handler) -> Handler:
        _registry[name] = Declared(name, handler, atomic, tries)
        return handler

    return decorate


def registered() -> dict[str, Declared]:
    """All declared jobs by name."""
    return _registry


def on_enqueue(wake: Callable[[UUID], None]) -> None:
    """Let the queue know of new jobs (called once by the runtime); without it the sweeper finds them."""
    if wake not in _wake:
        _wake.append(wake)


def queued(
    name: str,
    payload: dict[str, Any],
    *,
    key: str,
    owner_id: UUID | None = None,
    title: str = "",
    run_after: datetime | None = None,
) -> Job:
    """An unsaved job."""
    return Job(
        name=name, payload=payload, key=key, owner_id=owner_id, title=title[:120], run_after=run_after or clock.now()
    )


def enqueue_many(jobs: Sequence[Job]) -> None:
    """Write `jobs` in the present transaction (one statement); a key that exists already is left as it is."""
    if not jobs:
        return
    if len(jobs) == 1:
        insert_draft(Job, jobs[0], unless_there=True)
    else:
        Job.objects.bulk_create(jobs, ignore_conflicts=True)
    moment = clock.now()
    ready = [waiting.pk for waiting in jobs if waiting.run_after <= moment]
    for wake in _wake:
        for job_id in ready:
            transaction.on_commit(partial(wake, job_id), robust=True)


def enqueue(
    name: str,
    payload: dict[str, Any],
    *,
    key: str,
    owner_id: UUID | None = None,
    title: str = "",
    run_after: datetime | None = None,
) -> Job:
    """Write one job; see `enqueue_many`."""
    waiting = queued(name, payload, key=key, owner_id=owner_id, title=title, run_after=run_after)
    enqueue_many([waiting])
    return waiting
