"""Jobs: declared by name, written to the outbox with the change that wants them, run by the worker once."""

from bihuan.platform.jobs.outbox import JobFailed, Progress, enqueue, enqueue_many, job, queued, registered

__all__ = ["JobFailed", "Progress", "enqueue", "enqueue_many", "job", "queued", "registered"]
