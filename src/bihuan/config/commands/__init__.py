"""Sub-commands of `bihuan`, one module each with `add(subparsers)`."""

from typing import Any

from bihuan.config.commands import audit, database, demo, indicators, ledgers, permissions, server


def add_to(subparsers: Any) -> None:
    """Register every sub-command."""
    for module in (audit, database, demo, indicators, ledgers, permissions, server):
        module.add(subparsers)
