"""The area tree in memory: one read per process until an area changes, for look-ups by position and by name."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any
from uuid import UUID

import shapely
from django.db import connection
from shapely.geometry import Point, shape
from shapely.geometry.base import BaseGeometry

from bihuan.kernel.positions import Position, metres_between
from bihuan.orgs.models import Area, AreaAlias
from bihuan.platform.ledgers.reading.areas import AreaDirectory, AreaEntry, stem

DEPTH = {Area.Level.COUNTY: 0, Area.Level.TOWN: 1, Area.Level.VILLAGE: 2, Area.Level.GRID: 3, Area.Level.MICRO: 4}
NEAR_DEGREES = 0.03  # how far around a position polygons are looked at: about 3 km
NEAR_METRES = 3000.0


@dataclass(frozen=True, slots=True)
class AreaNode:
    """An area as look-ups hand it out: enough to file something under it, without a query."""

    id: UUID
    code: str
    name: str
    level: str
    grid_kind: str
    parent_id: UUID | None
    town_id: UUID | None
    path: str
    initials: str
    valid_from: date | None
    valid_to: date | None
    names: tuple[str, ...]
    aliases: tuple[str, ...] = ()

    @property
    def full_name(self) -> str:
        """Its names from the town down, as an address reads (德固镇刘庄村第一网格); the county by its own name.

        A name that repeats the one above it (刘庄村 in 刘庄村第一网格) stands once.
        """
        below = self.names[1:] or self.names
        return "".join(one for one, after in zip(below, (*below[1:], ""), strict=True) if not after.startswith(one))

    def in_force(self, day: date) -> bool:
        """Whether the area exists on `day`."""
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day < self.valid_to)


@dataclass(frozen=True, slots=True)
class _Shape:
    node: AreaNode
    geometry: BaseGeometry


@dataclass
class AreaTree:
    """All areas of the county at one state of the register (`stamp`)."""

    stamp: tuple[object, ...]
    nodes: dict[UUID, AreaNode] = field(default_factory=dict)
    by_path: dict[str, AreaNode] = field(default_factory=dict)
    _children: dict[UUID | None, list[AreaNode]] = field(default_factory=dict)
    _directories: dict[str, AreaDirectory] = field(default_factory=dict)

    def children(self, area_id: UUID | None) -> list[AreaNode]:
        """The areas directly below, by code; `None` gives the county."""
        return self._children.get(area_id, [])

    def line(self, path: str) -> list[AreaNode]:
        """The areas from the county down to and with the one at `path`."""
        segments = path.rstrip("/").split("/")
        paths = ("/".join(segments[: end + 1]) + "/" for end in range(len(segments)))
        return [self.by_path[one] for one in paths if one in self.by_path]

    def below(self, path: str) -> list[AreaNode]:
        """The area at `path` and everything in it, by path."""
        return [node for key, node in self.by_path.items() if key.startswith(path)]

    def directory(self, within: str = "") -> AreaDirectory:
        """Names as people write them → areas, for everything below the path `within`."""
        if within not in self._directories:
            nodes = self.below(within) if within else list(self.by_path.values())
            taken = {
                stem(word) for node in nodes if node.level != Area.Level.TOWN for word in (node.name, *node.aliases)
            }
            self._directories[within] = AreaDirectory(
                AreaEntry(
                    key=str(node.id),
                    path=node.names,
                    level=node.level,
                    aliases=(*node.aliases, *town_spellings(node.name, taken)),
                )
                if node.level == Area.Level.TOWN
                else AreaEntry(key=str(node.id), path=node.names, level=node.level, aliases=node.aliases)
                for node in nodes
            )
        return self._directories[within]

    @cached_property
    def _shapes(self) -> tuple[list[_Shape], shapely.STRtree]:
        rows = Area.objects.exclude(polygon=None).values_list("id", "polygon")
        shapes = [_Shape(self.nodes[key], shape(polygon)) for key, polygon in rows if key in self.nodes]
        return shapes, shapely.STRtree([one.geometry for one in shapes])

    @cached_property
    def _centres(self) -> list[tuple[AreaNode, Position]]:
        rows = Area.objects.exclude(lat=None).exclude(lon=None).values_list("id", "lat", "lon")
        return [
            (self.nodes[key], Position(lat, lon))
            for key, lat, lon in rows
            if key in self.nodes and lat is not None and lon is not None
        ]

    def containing(self, position: Position, day: date) -> AreaNode | None:
        """The deepest area in force whose polygon holds `position`; of two equally deep the smaller (a school in an estate)."""
        shapes, index = self._shapes
        found = [shapes[i] for i in index.query(Point(position.lon, position.lat), predicate="intersects")]
        inside = [one for one in found if one.node.in_force(day)]
        best = max(inside, key=lambda one: (DEPTH[Area.Level(one.node.level)], -one.geometry.area), default=None)
        return best.node if best else None

    def nearest(self, position: Position, day: date) -> tuple[AreaNode, float] | None:
        """The nearest area in force within NEAR_METRES and how far its edge (or, without polygon, its centre) is."""
        shapes, index = self._shapes
        point = Point(position.lon, position.lat)
        found: list[tuple[float, int, AreaNode]] = []
        for i in index.query(point.buffer(NEAR_DEGREES)):
            one = shapes[i]
            edge = shapely.shortest_line(point, one.geometry).coords[1]
            found.append(self._away(one.node, position, Position(edge[1], edge[0])))
        found += [self._away(node, position, centre) for node, centre in self._centres]
        near = [one for one in found if one[0] <= NEAR_METRES and one[2].in_force(day)]
        best = min(near, key=lambda one: one[:2], default=None)
        return (best[2], best[0]) if best else None

    @staticmethod
    def _away(node: AreaNode, position: Position, edge: Position) -> tuple[float, int, AreaNode]:
        return round(metres_between(position, edge), 1), -DEPTH[Area.Level(node.level)], node


TOWN_ENDINGS = ("街道", "镇", "乡")
TOWN_OFFICES = {
    "街道": ("街道办事处", "街道办", "办事处", "街道党工委"),
    "镇": ("镇人民政府", "镇政府", "镇党委"),
    "乡": ("乡人民政府", "乡政府", "乡党委"),
}


def town_spellings(name: str, taken: set[str]) -> list[str]:
    """How papers name a town besides its own name (东岸街道 → 东岸街道办事处, 东岸办事处, 东岸 …).

    The bare name is left out when something below the town bears it (`taken`: stems of those names).
    """
    ending = next((one for one in TOWN_ENDINGS if name.endswith(one) and len(name) > len(one)), "")
    bare = name.removesuffix(ending)
    if not ending:
        return []
    spellings = [bare + office for office in TOWN_OFFICES[ending]]
    return spellings if bare in taken or len(bare) < 2 else [*spellings, bare]


_held: list[AreaTree] = []
_looked_at: ContextVar[AreaTree | None] = ContextVar("bihuan_area_tree", default=None)


def area_tree() -> AreaTree:
    """The tree as it is now: one query to see whether anything changed, a full read only when it did."""
    seen = _looked_at.get()
    if seen is not None:
        return seen
    stamp = _stamp()
    if not _held or _held[0].stamp != stamp:
        _held[:] = [_read(stamp)]
    return _held[0]


@contextmanager
def one_tree() -> Iterator[AreaTree]:
    """Look at one state of the tree within the block (a page, an import), so that it is asked for once."""
    tree = area_tree()
    token = _looked_at.set(tree)
    try:
        yield tree
    finally:
        _looked_at.reset(token)


_STAMP = """
SELECT COUNT(*), SUM(version), MAX(CAST(id AS VARCHAR(36))) FROM orgs_area
UNION ALL SELECT COUNT(*), SUM(version), MAX(CAST(id AS VARCHAR(36))) FROM orgs_areaalias
"""


def _stamp() -> tuple[object, ...]:
    """Changes whenever an area or alias is added or changed (versions only grow, identifiers never come back)."""
    with connection.cursor() as cursor:
        cursor.execute(_STAMP)
        return tuple(cursor.fetchall())


def _read(stamp: tuple[object, ...]) -> AreaTree:
    aliases: dict[UUID, list[str]] = {}
    for area_id, name in AreaAlias.objects.order_by("name").values_list("area_id", "name"):
        aliases.setdefault(area_id, []).append(name)
    tree = AreaTree(stamp)
    columns = (
        "id",
        "code",
        "name",
        "level",
        "grid_kind",
        "parent_id",
        "town_id",
        "path",
        "initials",
        "valid_from",
        "valid_to",
    )
    for row in _in_order(Area.objects.order_by("path").values(*columns)):
        above = tree.nodes.get(row["parent_id"])
        names = (*(above.names if above else ()), row["name"])
        node = AreaNode(**row, names=names, aliases=tuple(aliases.get(row["id"], ())))
        tree.nodes[node.id] = tree.by_path[node.path] = node
        tree._children.setdefault(node.parent_id, []).append(node)
    return tree


def _in_order(rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Parents before children, whatever the database thinks of the order of "/"."""
    return sorted(rows, key=lambda row: row["path"].split("/"))
