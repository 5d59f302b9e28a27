"""Borders for a county that does not exist: nested cells, each level cut inside the one above."""

from dataclasses import dataclass
from math import cos, pi, sin
from random import Random
from typing import Any

from shapely import MultiPoint, Point, Polygon, voronoi_polygons
from shapely.geometry import mapping
from shapely.geometry.base import BaseGeometry

CENTRE_LON, CENTRE_LAT = 114.62, 33.18
RADIUS_DEGREES = 0.17  # about 17 km


@dataclass(frozen=True, slots=True)
class Cell:
    """A piece of land; `shape` in WGS-84 degrees, longitude first."""

    shape: BaseGeometry

    @property
    def centre(self) -> tuple[float, float]:
        """(latitude, longitude) of a point surely inside."""
        point = self.shape.representative_point()
        return round(point.y, 5), round(point.x, 5)

    @property
    def geojson(self) -> dict[str, Any]:
        """The border as GeoJSON, to about one metre."""
        shape = mapping(self.shape.simplify(0.00005))
        return {"type": shape["type"], "coordinates": _rounded(shape["coordinates"])}

    def somewhere(self, random: Random) -> tuple[float, float]:
        """(latitude, longitude) of a random point inside."""
        point = _inside(self.shape, random)
        return round(point.y, 5), round(point.x, 5)


def county(random: Random) -> Cell:
    """A wavy, roughly round county."""
    waves = [(random.uniform(0.02, 0.07), random.randrange(2, 7), random.uniform(0, 2 * pi)) for _ in range(4)]
    border = []
    for step in range(180):
        angle = 2 * pi * step / 180
        radius = RADIUS_DEGREES * (1 + sum(size * sin(times * angle + shift) for size, times, shift in waves))
        border.append((CENTRE_LON + radius * cos(angle) * 1.15, CENTRE_LAT + radius * sin(angle)))
    return Cell(Polygon(border))


def split(cell: Cell, count: int, random: Random, *, dense_centre: bool = False) -> list[Cell]:
    """Cut `cell` into `count` compact pieces that cover it, nearest to its middle first.

    With `dense_centre` the pieces around the middle are smaller, as sub-districts are in a county town.
    """
    if count == 1:
        return [cell]
    middle = cell.shape.centroid
    points: list[Point] = []
    while len(points) < count:
        point = _inside(cell.shape, random)
        if dense_centre and len(points) < count // 2:
            point = Point(middle.x + (point.x - middle.x) * 0.35, middle.y + (point.y - middle.y) * 0.35)
            if not cell.shape.contains(point):
                continue
        points.append(point)
    pieces = _cells(cell.shape, points)
    for _round in range(4):
        pieces = _cells(
            cell.shape,
            [piece.centroid if piece.contains(piece.centroid) else piece.representative_point() for piece in pieces],
        )
    pieces.sort(key=lambda piece: piece.centroid.distance(middle))
    return [Cell(piece) for piece in pieces]


def around(lat: float, lon: float, metres: float) -> Cell:
    """An eight-cornered piece of land around a point."""
    radius = metres / 111_000
    return Cell(Polygon([(lon + radius * 1.2 * cos(pi * k / 4), lat + radius * sin(pi * k / 4)) for k in range(8)]))


def _cells(shape: BaseGeometry, points: list[Point]) -> list[BaseGeometry]:
    diagram = voronoi_polygons(MultiPoint(points), extend_to=shape)
    pieces = [piece.intersection(shape) for piece in diagram.geoms]
    return [
        piece if isinstance(piece, Polygon) else max(piece.geoms, key=lambda part: part.area)
        for piece in pieces
        if not piece.is_empty
    ]


def _inside(shape: BaseGeometry, random: Random) -> Point:
    west, south, east, north = shape.bounds
    while True:
        point = Point(random.uniform(west, east), random.uniform(south, north))
        if shape.contains(point):
            return point


def _rounded(value: Any) -> Any:
    if isinstance(value, float):
        return round(value, 5)
    if isinstance(value, list | tuple):
        return [_rounded(item) for item in value]
    return value
