"""Two people's changes of one record, field by field: different fields merge, the same field is a conflict with both values."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

V = TypeVar("V")


@dataclass(frozen=True, slots=True)
class Conflict(Generic[V]):
    """One field that both changed to different values since `base`."""

    base: V
    mine: V
    theirs: V


@dataclass(frozen=True, slots=True)
class Merged(Generic[V]):
    """`values` holds the merged value of every field, mine where both changed; `conflicts` names those."""

    values: dict[str, V]
    conflicts: dict[str, Conflict[V]]


def merge(base: Mapping[str, V], mine: Mapping[str, V], theirs: Mapping[str, V]) -> Merged[V]:
    """Merge `mine` into `theirs` (the present state), both grown from `base`; fields that `mine` lacks stay as they are."""
    values, conflicts = dict(theirs), {}
    for field, value in mine.items():
        before, now = base.get(field, theirs[field]), theirs[field]
        if value in (before, now):
            continue
        values[field] = value
        if now != before:
            conflicts[field] = Conflict(before, value, now)
    return Merged(values, conflicts)
