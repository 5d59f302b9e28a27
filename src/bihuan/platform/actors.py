"""Who acts: a staff member, the system itself, or somebody from the public without a login."""

from dataclasses import dataclass
from typing import Protocol, runtime_checkable
from uuid import UUID


@dataclass(frozen=True, slots=True)
class PostHeld:
    """One post in force now: what permissions come from.

    `area_path` is the path of the area the post is held at; `town_id` is None for a post at the county.
    """

    role: str
    area_id: UUID
    area_path: str
    town_id: UUID | None
    at_town: bool
    office_id: UUID | None


@runtime_checkable
class Actor(Protocol):
    """What the write door and the policies ask of whoever acts."""

    @property
    def actor_id(self) -> UUID | None:
        """The staff member's id; None for the system and the public."""

    @property
    def actor_name(self) -> str:
        """The name that stands in the audit trail."""

    def posts_held(self) -> tuple[PostHeld, ...]:
        """Posts in force now, read once per request."""


@dataclass(frozen=True, slots=True)
class SystemActor:
    """The product acting on a schedule or in a job; holds every right."""

    actor_name: str = "系统"
    actor_id: UUID | None = None

    def posts_held(self) -> tuple[PostHeld, ...]:
        return ()


@dataclass(frozen=True, slots=True)
class PublicActor:
    """A resident without a login; holds no right beyond the public services themselves."""

    actor_name: str = "群众"
    actor_id: UUID | None = None

    def posts_held(self) -> tuple[PostHeld, ...]:
        return ()


SYSTEM = SystemActor()
PUBLIC = PublicActor()
