"""The database that an address names, with the options this product wants of it."""

from pathlib import Path
from typing import Any

import environ

from bihuan.kernel.errors import Invalid

SCHEMES = {"sqlite", "postgres", "postgresql"}


def database(address: str, home: Path) -> dict[str, Any]:
    """Django's settings for `DATABASE_URL`; an empty one means SQLite in the state folder. Raises `Invalid` for another kind."""
    address = address or f"sqlite:///{home / 'bihuan.sqlite3'}"
    refusal = Invalid(
        "DATABASE_URL 不是可用的数据库地址,请写成 postgres://用户:口令@主机:端口/库名,或留空使用自带的 SQLite。"
    )
    if address.partition("://")[0] not in SCHEMES:
        raise refusal
    try:
        found: dict[str, Any] = environ.Env.db_url_config(address)
    except ValueError as error:
        raise refusal from error
    if found["ENGINE"] == "django.db.backends.sqlite3":
        found["OPTIONS"] = {
            "transaction_mode": "IMMEDIATE",
            "timeout": 30,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON; "
            "PRAGMA cache_size=-65536; PRAGMA mmap_size=268435456; PRAGMA temp_store=MEMORY;",
        }
    else:
        # Pages and reports are short statements, for which compiling a plan or starting parallel workers costs more than it gives.
        found.setdefault("OPTIONS", {}).setdefault("options", "-c jit=off -c max_parallel_workers_per_gather=0")
        found["CONN_HEALTH_CHECKS"] = True
    return found
