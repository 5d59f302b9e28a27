"""Sub-commands of `bihuan`, one module each with `add(subparsers)`."""

from typing import Any

from bihuan.config.commands import audit, bench, database, demo, indicators, ledgers, permissions, server, token, triage


def add_to(subparsers: Any) -> None:
    """Register every sub-command."""
    for module in (audit, bench, database, demo, indicators, ledgers, permissions, server, token, triage):
        module.add(subparsers)
