"""Two people, one record: what somebody else changed since the phone saw it, with author and time."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from bihuan.kernel import clock
from bihuan.platform.models import AuditEntry, Record


@dataclass(frozen=True, slots=True)
class Clash:
    """One field that both changed: what it was, what the phone says, what it is now, by whom and when (ISO)."""

    field: str
    title: str
    base: Any
    mine: Any
    theirs: Any
    by: str
    at: str


class Clashing(Exception):
    """A person has to settle it; `version` is the record's present one, for the record that says how."""

    def __init__(self, message: str, version: int, clashes: Iterable[Clash]) -> None:
        super().__init__(message)
        self.message, self.version, self.clashes = message, version, tuple(clashes)


@dataclass(frozen=True, slots=True)
class Since:
    """What happened to one field after a version: its value then, and who changed it last and when."""

    before: Any
    by: str
    at: str


def entries_since(record: Record, version: int) -> list[AuditEntry]:
    """The audit entries of a record after `version`, oldest first; one query."""
    found = AuditEntry.objects.filter(
        object_type=record._meta.label_lower, object_id=record.pk, object_version__gt=version
    )
    return list(found.order_by("id"))


def changed_since(entries: Iterable[AuditEntry], bases: Mapping[str, int]) -> dict[str, Since]:
    """For each field (by its column) what happened after the version it is based on; fields left alone are missing."""
    found: dict[str, Since] = {}
    for entry in entries:
        for name, base in bases.items():
            if entry.object_version > base and name in entry.changes:
                before = found[name].before if name in found else entry.changes[name][0]
                found[name] = Since(before, entry.actor_name, clock.local(entry.at).isoformat())
    return found
