"""The door through which ledgers know areas, offices and staff, without knowing the room that keeps them."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Protocol

from bihuan.platform.actors import Actor
from bihuan.platform.ledgers.reading.areas import AreaResolver


@dataclass(frozen=True, slots=True)
class Place:
    """One area as a filter needs it; `depth` is 0 for the county, so that a select box can indent."""

    key: str
    name: str
    path: str
    level: str
    depth: int
    town_key: str


class Places(Protocol):
    """What the room that keeps the areas offers to ledgers."""

    def resolver(self) -> AreaResolver:
        """Names as people write them → areas; the keys are the areas' ids."""
        ...

    def place(self, key: str) -> Place | None:
        """The area with this id, or this code."""
        ...

    def choices(self, viewer: Actor) -> Sequence[Place]:
        """The areas down to the villages that `viewer` may ask for, in tree order."""
        ...


_sources: list[Callable[[], Places]] = []
_held: ContextVar[Places | None] = ContextVar("bihuan_places_held", default=None)


def keep_places(source: Callable[[], Places]) -> None:
    """Called once by the room that keeps the areas; `source` gives them as they are now."""
    _sources[:] = [source]


def known_places() -> Places:
    """The areas of this county.

    Raises:
        LookupError: no room has offered them, which is a defect of the installation.
    """
    held = _held.get()
    if held is not None:
        return held
    if not _sources:
        raise LookupError("no room keeps areas for the ledgers")
    return _sources[0]()


@contextmanager
def holding_places() -> Iterator[None]:
    """Look at one state of the areas within the block (a request, an import), so that they are asked for once."""
    token = _held.set(_held.get() or (_sources[0]() if _sources else None))
    try:
        yield
    finally:
        _held.reset(token)
