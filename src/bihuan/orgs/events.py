"""What the organisation announces to the rooms above."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from bihuan.platform.events import Event


@dataclass(frozen=True, kw_only=True)
class PostEnded(Event):
    """Somebody's post ends after `last_day` (ISO); `successor_id` follows the day after, if anybody does."""

    name: ClassVar[str] = "post.ended"
    post_id: UUID
    staff_id: UUID
    role: str
    area_id: UUID
    office_id: UUID | None
    last_day: str
    successor_id: UUID | None = None


@dataclass(frozen=True, kw_only=True)
class StaffDeactivated(Event):
    """An account can no longer sign in; what the person had in hand needs somebody else."""

    name: ClassVar[str] = "staff.deactivated"
    staff_id: UUID


@dataclass(frozen=True, kw_only=True)
class AreaClosed(Event):
    """An area is no longer in force from `from_day` (ISO)."""

    name: ClassVar[str] = "area.closed"
    area_id: UUID
    from_day: str


@dataclass(frozen=True, kw_only=True)
class ResidentMerged(Event):
    """Two records of one person became one; what hangs on `dropped_id` belongs to `kept_id` now."""

    name: ClassVar[str] = "resident.merged"
    kept_id: UUID
    dropped_id: UUID


@dataclass(frozen=True, kw_only=True)
class ResidentErased(Event):
    """The personal part of a resident is gone; rooms above erase their own copies of it."""

    name: ClassVar[str] = "resident.erased"
    resident_id: UUID
