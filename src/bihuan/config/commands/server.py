"""`bihuan serve` and `bihuan worker`."""

import argparse
from typing import Any

from django.db import connection, connections

from bihuan.config import server
from bihuan.platform.jobs.worker import Worker, work_once


def add(subparsers: Any) -> None:
    serve = subparsers.add_parser("serve", help="run the server with its job worker / 启动服务")
    serve.add_argument("--host", default="127.0.0.1", help="address to listen on (default 127.0.0.1) / 监听地址")
    serve.add_argument("--port", type=_port, default=8000, help="port (default 8000) / 端口")
    serve.add_argument("--workers", type=_count, default=2, help="web processes (default 2) / 网页进程数")
    serve.add_argument("--threads", type=_count, default=None, help="threads in each web process / 每个进程的线程数")
    serve.add_argument(
        "--job-threads", type=_count, default=2, help="jobs at the same time (default 2) / 后台任务线程数"
    )
    serve.set_defaults(run=run_serve)
    worker = subparsers.add_parser("worker", help="run the job worker alone / 单独运行后台任务")
    worker.add_argument("--threads", type=_count, default=2, help="jobs at the same time (default 2) / 后台任务线程数")
    worker.add_argument("--once", action="store_true", help="do what is due now, then end / 处理完到期任务即退出")
    worker.add_argument("--parent", type=int, default=None, help=argparse.SUPPRESS)
    worker.set_defaults(run=run_worker)


def _count(text: str) -> int:
    value = int(text)
    if not 1 <= value <= 64:
        raise argparse.ArgumentTypeError("must be between 1 and 64")
    return value


def _port(text: str) -> int:
    value = int(text)
    if not 1 <= value <= 65535:
        raise argparse.ArgumentTypeError("must be between 1 and 65535")
    return value


def run_serve(options: argparse.Namespace) -> int:
    server.check_migrations()
    server.check_port(options.host, options.port)
    # SQLite has one writer at a time: more threads would only wait for it longer.
    threads = options.threads or (4 if connection.vendor == "sqlite" else 8)
    connections.close_all()  # no connection may be shared with the processes that are forked later
    server.Server(
        host=options.host,
        port=options.port,
        workers=options.workers,
        threads=threads,
        job_threads=options.job_threads,
    ).run()
    return 0


def run_worker(options: argparse.Namespace) -> int:
    server.check_migrations()
    if options.once:
        print(work_once())
        return 0
    Worker(threads=options.threads, parent=options.parent).run()
    return 0
