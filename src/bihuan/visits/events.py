"""What the leaders' reception announces. No event carries anything personal."""

from dataclasses import dataclass
from uuid import UUID

from bihuan.platform.events import Event


@dataclass(frozen=True, kw_only=True)
class TurnEvent(Event):
    """Base of events about a turn of the rota; `day` as ISO."""

    turn_id: UUID
    town_id: UUID | None
    leader_id: UUID
    day: str
    hours: str
    place: str
    by: UUID | None = None


@dataclass(frozen=True, kw_only=True)
class TurnPublished(TurnEvent):
    name = "reception.published"


@dataclass(frozen=True, kw_only=True)
class TurnSubstituted(TurnEvent):
    """`leader_id` now receives instead of `before_id`."""

    name = "reception.substituted"
    before_id: UUID
