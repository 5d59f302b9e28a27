"""The worker process: runs jobs as the queue wakes it, sweeps what the queue lost, seals the audit trail, keeps time."""

import logging
import os
import signal
import threading
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import close_old_connections

from bihuan.platform import audit
from bihuan.platform.jobs import queue, running, schedule

log = logging.getLogger("bihuan.jobs")
SWEEP_AFTER = timedelta(seconds=1)  # how long the queue has before the sweeper takes a due job itself
WATCH_SECONDS = 0.5
GRACE_SECONDS, GRACE_WITHOUT_PARENT = 20.0, 3.0


class Worker:
    """One worker process with `threads` for jobs; it ends on SIGTERM, or soon after its parent (`parent`, a pid) did."""

    def __init__(self, *, threads: int = 2, parent: int | None = None) -> None:
        self.threads, self.parent = threads, parent
        self.stopping = threading.Event()
        self.grace = GRACE_SECONDS
        self._beside: list[threading.Thread] = []

    def run(self) -> None:
        """Work until told to stop; running jobs are given time to end, what is left over is taken again later."""
        queue.connect()
        queue.run_task()
        # The queue's own clock-driven tasks stay off: rhythms are slots in the outbox (see schedule).
        consumer = queue.queue().create_consumer(
            workers=self.threads, periodic=False, max_delay=0.5, backoff=1.3, shutdown_timeout=GRACE_SECONDS
        )
        consumer.start()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._stop)
        self._start("sealer", self._seal_and_tick)
        self._start("sweeper", self._sweep)
        self._watch()
        consumer.shutdown_timeout = self.grace
        until = time.monotonic() + self.grace
        consumer.stop(graceful=True)
        for thread in self._beside:
            thread.join(max(until - time.monotonic(), 0))

    def _stop(self, _number: int, _frame: Any) -> None:
        self.stopping.set()

    def _start(self, name: str, step: Callable[[], None]) -> None:
        def loop() -> None:
            while not self.stopping.wait(1.0):
                with running.survive_database_errors(name):
                    step()
                close_old_connections()

        thread = threading.Thread(target=loop, name=name, daemon=True)
        thread.start()
        self._beside.append(thread)

    def _watch(self) -> None:
        renewed = time.monotonic()
        while not self.stopping.wait(WATCH_SECONDS):
            if self.parent is not None and os.getppid() != self.parent:
                log.warning("the server process is gone; the worker ends too")
                self.grace = GRACE_WITHOUT_PARENT
                self.stopping.set()
            if time.monotonic() - renewed >= settings.JOB_LEASE_SECONDS / 3:
                with running.survive_database_errors("leases"):
                    running.renew()
                renewed = time.monotonic()

    def _seal_and_tick(self) -> None:
        schedule.tick()
        while audit.seal() == audit.SEAL_BATCH and not self.stopping.is_set():
            pass

    def _sweep(self) -> None:
        while not self.stopping.is_set() and running.run_pending(10, overdue_by=SWEEP_AFTER):
            pass


def work_once() -> int:
    """Run everything that is due now and seal the trail; returns how many jobs ran."""
    ran = running.run_pending()
    while audit.seal():
        pass
    return ran
