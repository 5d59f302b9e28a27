"""The server: web processes with threads and the job worker, in one process tree that lives and ends together."""

import os
import socket
import subprocess
import sys
import threading
from importlib import import_module
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils.translation import gettext as _
from gunicorn.app.base import BaseApplication

from bihuan.kernel.errors import Conflict, WrongState
from bihuan.platform.jobs import queue

WORKER_GRACE_SECONDS = 25
WORKER_NICENESS = (
    10  # a person waits for a page, nobody for a job: with both at work, pages get nine tenths of the machine
)


def check_migrations() -> None:
    """Refuse to start on a database of another version.

    Raises:
        WrongState: migrations are waiting.
    """
    executor = MigrationExecutor(connection)
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if waiting:
        raise WrongState(_("数据库结构还差 %(count)d 步未升级,请先运行 bihuan migrate。") % {"count": len(waiting)})


def check_port(host: str, port: int) -> None:
    """Refuse a port that somebody else holds, in one line instead of a traceback.

    Raises:
        Conflict: the address cannot be listened on.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise Conflict(
                _("无法监听 %(host)s:%(port)d(%(why)s),请换一个端口。")
                % {"host": host, "port": port, "why": error.strerror or error}
            ) from error


def _give_way(pid: int) -> None:
    """Let other processes of this machine go first, where the system knows of such a thing."""
    try:
        os.setpriority(os.PRIO_PROCESS, pid, WORKER_NICENESS)
    except (AttributeError, OSError):  # ended already, or not allowed here: it then works like any other
        return


class JobWorkerKeeper:
    """Starts the job worker as a child of the server and starts it again whenever it ends before the server does."""

    def __init__(self, threads: int) -> None:
        self.threads = threads
        self.ending = threading.Event()
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        threading.Thread(target=self._keep, name="job-worker-keeper", daemon=True).start()

    def _keep(self) -> None:
        words = ["-m", "bihuan.config.cli", "worker", "--threads", str(self.threads), "--parent", str(os.getpid())]
        while not self.ending.is_set():
            self.process = subprocess.Popen([sys.executable, *words])
            _give_way(self.process.pid)
            self.process.wait()
            self.ending.wait(1.0)  # a worker that dies at once must not eat the machine

    def stop(self) -> None:
        self.ending.set()
        process = self.process
        if process is None:
            return
        process.terminate()
        try:
            process.wait(WORKER_GRACE_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()


class Server(BaseApplication):  # type: ignore[misc]  # gunicorn has no types
    """gunicorn with threads, configured by us alone; web processes watch their parent and end with it."""

    def __init__(self, *, host: str, port: int, workers: int, threads: int, job_threads: int) -> None:
        self.address = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
        self.workers, self.threads = workers, threads
        self.jobs = JobWorkerKeeper(job_threads)
        # Every page and operation is loaded before the web processes part, so that no first visitor waits for it.
        import_module(settings.ROOT_URLCONF)
        super().__init__()

    def load_config(self) -> None:
        wanted: dict[str, Any] = {
            "bind": self.address,
            "workers": self.workers,
            "threads": self.threads,
            "worker_class": "gthread",
            "proc_name": "bihuan",
            "timeout": 60,
            "graceful_timeout": 20,
            "keepalive": 5,
            "loglevel": "warning",
            "control_socket_disable": True,
            "when_ready": self._ready,
            "on_exit": lambda _arbiter: self.jobs.stop(),
        }
        for name, value in wanted.items():
            self.cfg.set(name, value)

    def load(self) -> WSGIHandler:
        """The application, in each web process: jobs written there wake the worker from now on."""
        # Made here, so that serving static files from the package alone gives no warning about the folder.
        Path(settings.STATIC_ROOT).mkdir(exist_ok=True)
        from bihuan.config.wsgi import application

        queue.connect()
        return application

    def _ready(self, _arbiter: Any) -> None:
        self.jobs.start()
        print(f"Bihuan 闭环  http://{self.address}/", flush=True)
