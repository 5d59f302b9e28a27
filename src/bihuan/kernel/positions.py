"""Positions on the earth: degrees in WGS-84, and the way back from the GCJ-02 offset that Chinese map services show."""

from dataclasses import dataclass
from math import asin, cos, pi, radians, sin, sqrt

EARTH_RADIUS = 6_371_008.8  # metres, mean radius of the WGS-84 ellipsoid
_AXIS, _ECCENTRICITY = 6_378_245.0, 0.006_693_421_622_965_943  # Krasovsky 1940, on which GCJ-02 is defined
_CHINA = (3.0, 54.0, 73.0, 136.0)  # south, north, west, east


@dataclass(frozen=True, slots=True)
class Position:
    """WGS-84 degrees."""

    lat: float
    lon: float


def position_of(lat: float | None, lon: float | None) -> Position | None:
    """The position, where both degrees are known."""
    return Position(lat, lon) if lat is not None and lon is not None else None


def in_china(lat: float, lon: float) -> bool:
    """Whether a position lies in the rectangle around China; also refuses NaN."""
    south, north, west, east = _CHINA
    return south <= lat <= north and west <= lon <= east


def metres_between(a: Position, b: Position) -> float:
    """Great-circle distance in metres."""
    half_lat, half_lon = radians(b.lat - a.lat) / 2, radians(b.lon - a.lon) / 2
    chord = sin(half_lat) ** 2 + cos(radians(a.lat)) * cos(radians(b.lat)) * sin(half_lon) ** 2
    return 2 * EARTH_RADIUS * asin(min(1.0, sqrt(chord)))


def to_gcj02(lat: float, lon: float) -> Position:
    """WGS-84 → GCJ-02; outside China the two are the same."""
    if not in_china(lat, lon):
        return Position(lat, lon)
    x, y = lon - 105.0, lat - 35.0
    waves = (20 * sin(6 * x * pi) + 20 * sin(2 * x * pi)) * 2 / 3
    north = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * sqrt(abs(x)) + waves
    north += (20 * sin(y * pi) + 40 * sin(y / 3 * pi)) * 2 / 3 + (
        160 * sin(y / 12 * pi) + 320 * sin(y * pi / 30)
    ) * 2 / 3
    east = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * sqrt(abs(x)) + waves
    east += (20 * sin(x * pi) + 40 * sin(x / 3 * pi)) * 2 / 3 + (
        150 * sin(x / 12 * pi) + 300 * sin(x / 30 * pi)
    ) * 2 / 3
    curve = 1 - _ECCENTRICITY * sin(radians(lat)) ** 2
    return Position(
        lat + north * 180 / (_AXIS * (1 - _ECCENTRICITY) / (curve * sqrt(curve)) * pi),
        lon + east * 180 / (_AXIS / sqrt(curve) * cos(radians(lat)) * pi),
    )


def from_gcj02(lat: float, lon: float) -> Position:
    """GCJ-02 → WGS-84 by iteration, to better than a millimetre."""
    guess = Position(lat, lon)
    for _step in range(8):
        shown = to_gcj02(guess.lat, guess.lon)
        guess = Position(guess.lat + lat - shown.lat, guess.lon + lon - shown.lon)
    return guess
