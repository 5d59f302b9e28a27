"""Thinning a track: pure geometry on positions in order, no database."""

from collections.abc import Sequence
from math import cos, radians

from shapely import LineString

from bihuan.kernel.positions import EARTH_RADIUS, Position

TOLERANCE = 12.0  # metres; what a phone's position is uncertain by anyway


def _plane(track: Sequence[Position]) -> list[tuple[float, float]]:
    """Metres east and north of the first position; good to a millimetre within a grid."""
    first = track[0]
    east = EARTH_RADIUS * cos(radians(first.lat))
    return [(radians(one.lon - first.lon) * east, radians(one.lat - first.lat) * EARTH_RADIUS) for one in track]


def kept(track: Sequence[Position], tolerance: float = TOLERANCE) -> list[int]:
    """The places in `track` that suffice to draw it so that none left out lies further than `tolerance` metres from the line.

    Ramer (1972), Douglas and Peucker (1973), as GEOS does it: a day's track has thousands of positions.
    """
    if len(track) < 3:
        return list(range(len(track)))
    plane = _plane(track)
    left = list(LineString(plane).simplify(tolerance, preserve_topology=False).coords)
    found, want = [], 0
    for at, spot in enumerate(plane):
        if want < len(left) - 1 and spot == left[want]:
            found.append(at)
            want += 1
    return [*found, len(track) - 1]  # the end is always among them, wherever else the track passed there
