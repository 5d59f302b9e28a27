"""The base of every domain record: UUIDv7 key, version, and a place for events told during a change."""

from typing import TYPE_CHECKING

from django.db import models

from bihuan.kernel import clock
from bihuan.kernel.ids import new_id

if TYPE_CHECKING:
    from bihuan.platform.events import Event


class Record(models.Model):
    """Abstract. `version` counts changes from 1; nothing is deleted, things are voided with a reason by their room."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        abstract = True

    # Fields whose values must never stand in the audit trail; it records only that they changed.
    audit_hidden: tuple[str, ...] = ()

    _told: "tuple[Event, ...]" = ()
    _note = ""

    def tell(self, event: "Event") -> None:
        """Announce `event` when the surrounding change is saved, in the same transaction."""
        self._told = (*self._told, event)

    def note(self, text: str) -> None:
        """The sentence of this change in the record's timeline (a reason, an opinion)."""
        self._note = text

    @property
    def label(self) -> str:
        """How the record is named in the audit trail and in notices."""
        return str(self)
