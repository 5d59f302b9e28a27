"""Jobs: declared by name, written to the outbox with the change that wants them, run by the worker once."""

from bihuan.platform.jobs.outbox import JobFailed, Progress, TryLater, enqueue, enqueue_many, job, queued, registered
from bihuan.platform.jobs.running import run_pending
from bihuan.platform.jobs.schedule import periodic

__all__ = [
    "JobFailed",
    "Progress",
    "TryLater",
    "enqueue",
    "enqueue_many",
    "job",
    "periodic",
    "queued",
    "registered",
    "run_pending",
]
