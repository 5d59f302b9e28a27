"""`bihuan bench`: measure the product in a state folder and a database of its own."""

import argparse
import os
import subprocess
import sys
import tempfile
from typing import Any
from urllib.parse import urlsplit, urlunsplit


def add(subparsers: Any) -> None:
    command = subparsers.add_parser("bench", help="measure the speed, JSON out / 测速,输出 JSON")
    command.add_argument(
        "--scale", choices=("small", "10k", "100k", "1m"), default="small", help="how many cases / 事项数量"
    )
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    with tempfile.TemporaryDirectory(prefix="bihuan-bench-") as home:
        environment = os.environ | {
            "BIHUAN_HOME": home,
            "BIHUAN_PUBLIC_REPORTS_PER_HOUR": "100000000",
            "BIHUAN_BEHIND_PROXY": "1",  # the clients' addresses are what they say
            "BIHUAN_LOG_LEVEL": "ERROR",
        }
        address = os.environ.get("DATABASE_URL", "")
        if address:
            environment["DATABASE_URL"] = _own_database(address)
        return subprocess.call([sys.executable, "-m", "bihuan.config.bench", "--scale", options.scale], env=environment)


def _own_database(address: str) -> str:
    """The address of a fresh database beside the one named: "<name>_bench", dropped and made anew."""
    import psycopg
    from psycopg import sql

    parts = urlsplit(address)
    name = f"{parts.path.strip('/')}_bench"
    with psycopg.connect(urlunsplit(parts._replace(scheme="postgresql", path="/postgres")), autocommit=True) as server:
        server.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(name)))
        server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    return urlunsplit(parts._replace(path=f"/{name}"))
