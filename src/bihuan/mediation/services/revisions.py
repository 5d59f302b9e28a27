"""Two people writing one text: kept at every save, merged field by field, a conflict shown with both texts, author and time."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from typing import Protocol

from django.utils.translation import gettext as _

from bihuan.kernel import clock
from bihuan.kernel.errors import Fault, FieldChange, StaleRecord
from bihuan.kernel.merging import Conflict, merge
from bihuan.mediation.models import AgreementRevision, SittingRevision

Content = Mapping[str, str]
MOMENT = "%Y-%m-%d %H:%M"


class Said(Protocol):
    """How a field and a value of it read to a person."""

    def __call__(self, field: str, value: str, /) -> str: ...


class TextsConflict(StaleRecord):
    """Somebody else changed the same texts meanwhile.

    `conflicts` holds both by field; `merged` is what the form should show now: everybody's other changes, and one's own
    words where they collide, so that sending it again is a decision about what one has read.
    """

    def __init__(
        self, conflicts: Mapping[str, Conflict[str]], merged: Content, changes: Sequence[FieldChange], version: int
    ) -> None:
        who = _("、").join(dict.fromkeys(one.by for one in changes if one.by)) or _("别人")
        message = _("%(who)s刚刚也改了同一处,两份文字都在下面,请核对后再保存。") % {"who": who}
        super().__init__(message, tuple(changes), version)
        self.conflicts, self.merged = dict(conflicts), dict(merged)
        self.faults = tuple(Fault(message, field, str(self.code)) for field in conflicts)


@dataclass(frozen=True, slots=True)
class Kept:
    """One stored state."""

    version: int
    content: dict[str, str]
    by: str
    at: str


def kept(revisions: Sequence[AgreementRevision] | Sequence[SittingRevision]) -> list[Kept]:
    """Stored states, oldest first."""
    found = [
        Kept(one.version, json.loads(one.content), one.by_name, f"{clock.local(one.at):{MOMENT}}") for one in revisions
    ]
    return sorted(found, key=lambda one: one.version)


def merged(
    states: Sequence[Kept],
    *,
    base: int,
    mine: Content,
    now: Content,
    version: int,
    title: Callable[[str], str],
    said: Said = lambda _field, value: value,
) -> dict[str, str]:
    """What is to be stored of `mine`, read at version `base`, over the present `now` of version `version`.

    Raises:
        TextsConflict: the same field was changed by somebody else to another value.
    """
    before = next((one.content for one in reversed(states) if one.version <= base), now)
    found = merge(before, mine, now)
    if found.conflicts:
        changes = [
            _change(states, field, one, title(field), partial(said, field)) for field, one in found.conflicts.items()
        ]
        raise TextsConflict(found.conflicts, found.values, changes, version)
    return found.values


def _change(
    states: Sequence[Kept], field: str, one: Conflict[str], title: str, said: Callable[[str], str]
) -> FieldChange:
    """The conflict as a person reads it, with whoever wrote the other text, and when."""
    writer = next(
        (
            now
            for before, now in reversed(list(pairwise(states)))
            if before.content.get(field, "") != now.content.get(field, "")
        ),
        states[-1] if states else None,
    )
    by, at = (writer.by, writer.at) if writer is not None else ("", "")
    return FieldChange(title, said(one.base), said(one.theirs), by, at, said(one.mine))
