"""Thinning a track: pure geometry on positions in order, no database."""

from collections.abc import Sequence
from math import cos, hypot, radians

from bihuan.kernel.positions import EARTH_RADIUS, Position

TOLERANCE = 12.0  # metres; what a phone's position is uncertain by anyway


def _plane(track: Sequence[Position]) -> list[tuple[float, float]]:
    """Metres east and north of the first position; good to a millimetre within a grid."""
    first = track[0]
    east = EARTH_RADIUS * cos(radians(first.lat))
    return [(radians(one.lon - first.lon) * east, radians(one.lat - first.lat) * EARTH_RADIUS) for one in track]


def _away(point: tuple[float, float], begin: tuple[float, float], end: tuple[float, float]) -> float:
    """Metres from a point to the segment between two others."""
    across, up = end[0] - begin[0], end[1] - begin[1]
    length = across * across + up * up
    share = 0.0 if length == 0 else ((point[0] - begin[0]) * across + (point[1] - begin[1]) * up) / length
    share = min(1.0, max(0.0, share))
    return hypot(point[0] - begin[0] - share * across, point[1] - begin[1] - share * up)


def kept(track: Sequence[Position], tolerance: float = TOLERANCE) -> list[int]:
    """The places in `track` that suffice to draw it so that none left out lies further than `tolerance` metres from the line.

    Ramer (1972), Douglas and Peucker (1973), with a stack instead of recursion: a track may have thousands of positions.
    """
    if len(track) < 3:
        return list(range(len(track)))
    plane = _plane(track)
    found = {0, len(track) - 1}
    waiting = [(0, len(track) - 1)]
    while waiting:
        begin, end = waiting.pop()
        farthest, distance = begin, tolerance
        for at in range(begin + 1, end):
            away = _away(plane[at], plane[begin], plane[end])
            if away > distance:
                farthest, distance = at, away
        if farthest != begin:
            found.add(farthest)
            waiting += [(begin, farthest), (farthest, end)]
    return sorted(found)
