"""The queue that wakes workers: huey on a SQLite file, or on Redis by REDIS_URL. It may lose everything without harm."""

import logging
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import close_old_connections
from huey import Huey, RedisHuey, SqliteHuey
from huey.exceptions import HueyException

from bihuan.platform.jobs.outbox import on_enqueue
from bihuan.platform.jobs.running import run

log = logging.getLogger("bihuan.jobs")


@lru_cache(maxsize=1)
def queue() -> Huey:
    """This installation's queue."""
    if settings.REDIS_URL:
        return RedisHuey("bihuan", url=settings.REDIS_URL, results=False)
    return SqliteHuey("bihuan", filename=str(settings.JOBS_FILE), results=False, timeout=2)


@lru_cache(maxsize=1)
def run_task() -> Any:
    """The one task the queue knows: run a job of the outbox."""

    def run_job(job_id: str) -> None:
        close_old_connections()
        try:
            run(UUID(job_id))
        finally:
            close_old_connections()

    return queue().task(name="run_job")(run_job)


def wake(job_id: UUID) -> None:
    """Tell a worker that a job waits. A queue that is away costs only the seconds until the sweeper looks."""
    try:
        run_task()(str(job_id))
    except (HueyException, OSError) as error:
        log.warning("the job queue did not take %s (%s); the sweeper will find it", job_id, type(error).__name__)


def connect() -> None:
    """From now on, jobs written in this process wake a worker when their transaction commits."""
    on_enqueue(wake)
