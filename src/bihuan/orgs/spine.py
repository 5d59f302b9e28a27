"""One spine of things: upper rooms say here what is open at a household, a person or a place point, or led to a case.

    @on_spine("cases", _("事项"))
    def open_cases(viewer: Actor, thing: Thing) -> Iterable[SpineItem]: ...

A page shows all of it, so that whoever knocks sees first: "this shop: two open findings, one dispute".
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING
from uuid import UUID

from bihuan.platform.actors import Actor

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class ThingKind(StrEnum):
    """What a matter can hang on."""

    RESIDENT = "resident"
    HOUSEHOLD = "household"
    PLACE_POINT = "place_point"
    AREA = "area"
    STAFF = "staff"
    ENTERPRISE = "enterprise"
    ASSET = "asset"
    CASE = "case"


@dataclass(frozen=True, slots=True)
class Thing:
    """One thing on the spine; `path` is the area path when it is an area."""

    kind: ThingKind
    id: UUID
    path: str = ""


@dataclass(frozen=True, slots=True)
class SpineItem:
    """One line: what it is, its state in words, where it opens, since when, and whether it is late."""

    title: str
    state: str
    url: str
    at: datetime
    late: bool = False


@dataclass(frozen=True, slots=True)
class SpineSection:
    """All lines of one room."""

    key: str
    title: str
    items: tuple[SpineItem, ...]


Reader = Callable[[Actor, Thing], Iterable[SpineItem]]
ReaderOfMany = Callable[[Actor, Sequence[Thing]], Mapping[Thing, Iterable[SpineItem]]]
_readers: "dict[str, tuple[StrOrPromise, Reader]]" = {}
_many: dict[str, ReaderOfMany] = {}


def on_spine(key: str, title: "StrOrPromise") -> Callable[[Reader], Reader]:
    """Register a room's reader; it hands out only what the viewer may see, at most a page of it."""

    def decorate(reader: Reader) -> Reader:
        _readers[key] = (title, reader)
        return reader

    return decorate


def spine(viewer: Actor, thing: Thing) -> list[SpineSection]:
    """What is open at `thing`, by room; empty sections are left out."""
    sections = []
    for key, (title, reader) in _readers.items():
        items = tuple(reader(viewer, thing))
        if items:
            sections.append(SpineSection(key, str(title), items))
    return sections


def on_spine_of_many(key: str) -> Callable[[ReaderOfMany], ReaderOfMany]:
    """Register beside a room's reader one that answers for many things in a fixed number of queries."""

    def decorate(reader: ReaderOfMany) -> ReaderOfMany:
        _many[key] = reader
        return reader

    return decorate


def spine_of_many(viewer: Actor, things: Sequence[Thing]) -> dict[Thing, list[SpineSection]]:
    """What is open at each of `things`, for whoever takes it along; things where nothing is open are left out.

    Only rooms with a reader of many are asked, so that the number of queries does not grow with the things.
    """
    found: dict[Thing, list[SpineSection]] = {}
    for key, reader in _many.items():
        title = str(_readers[key][0])
        for thing, items in reader(viewer, things).items():
            found.setdefault(thing, []).append(SpineSection(key, title, tuple(items)))
    return found
