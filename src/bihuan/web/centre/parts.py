"""The parts of the centre screen: each room adds its own in a line, and a screen shows those open to whoever set it up.

    @figures("cases", order=10)
    def queue(viewer, area): return [Figure(_("待受理"), 5)]

    @tile("visits.reception", order=40, rights=(READ,))
    def receives_today(viewer, area): return Tile(_("今日接访"), "web/visits/_tile_reception.html", {"leaders": …})

A template draws `tile.context` as `tile`; text is read from five metres, so a tile holds some eight short lines and nothing
personal: no resident's name, no telephone, no words that a reporter said.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from bihuan.orgs.models import Area
from bihuan.platform.actors import Actor
from bihuan.platform.policies import holds


@dataclass(frozen=True, slots=True)
class Figure:
    """One number on top; `tone` is "", "late", "soon" or "done"."""

    title: str
    value: str | int
    tone: str = ""


@dataclass(frozen=True, slots=True)
class Tile:
    """One block; `wide` takes two columns, `tall` two rows."""

    title: str
    template: str
    context: dict[str, Any] = field(default_factory=dict)
    wide: bool = False
    tall: bool = False


TileMaker = Callable[[Actor, Area], Tile | None]
FigureMaker = Callable[[Actor, Area], Sequence[Figure]]


@dataclass(frozen=True, slots=True)
class _Declared:
    order: int
    rights: tuple[str, ...]
    maker: Callable[[Actor, Area], Any]


_tiles: dict[str, _Declared] = {}
_figures: dict[str, _Declared] = {}


def tile(key: str, *, order: int, rights: tuple[str, ...] = ()) -> Callable[[TileMaker], TileMaker]:
    """Declare a tile: called with viewer and area (a town or the county), it gives the block or None; `rights`: any one opens it."""

    def decorate(maker: TileMaker) -> TileMaker:
        _tiles[key] = _Declared(order, rights, maker)
        return maker

    return decorate


def figures(key: str, *, order: int, rights: tuple[str, ...] = ()) -> Callable[[FigureMaker], FigureMaker]:
    """Declare numbers of the top line."""

    def decorate(maker: FigureMaker) -> FigureMaker:
        _figures[key] = _Declared(order, rights, maker)
        return maker

    return decorate


def _open_to(viewer: Actor, declared: dict[str, _Declared]) -> list[_Declared]:
    in_order = sorted(declared.values(), key=lambda one: one.order)
    return [one for one in in_order if not one.rights or any(holds(viewer, right) for right in one.rights)]


def figures_for(viewer: Actor, area: Area) -> list[Figure]:
    """The numbers of the top line, in order."""
    return [figure for one in _open_to(viewer, _figures) for figure in one.maker(viewer, area)]


def tiles_for(viewer: Actor, area: Area) -> list[Tile]:
    """The blocks, in order."""
    made = [one.maker(viewer, area) for one in _open_to(viewer, _tiles)]
    return [one for one in made if one is not None]
