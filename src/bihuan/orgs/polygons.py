"""Boundaries: from the GeoJSON that people bring to a valid geometry in WGS-84, longitude first."""

import json
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _
from numpy import array, float64
from numpy.typing import NDArray
from shapely import GEOSException, make_valid, to_geojson, transform
from shapely.geometry import MultiPolygon, Polygon, shape
from shapely.geometry.base import BaseGeometry
from shapely.validation import explain_validity

from bihuan.kernel.errors import Invalid, TooLarge
from bihuan.kernel.positions import Position, from_gcj02, in_china

MAX_POINTS = 20_000
DECIMALS = 6  # about ten centimetres
SMALLEST = 1e-9  # square degrees, about ten square metres
Geometry = dict[str, Any]


def checked_polygon(given: Any, *, gcj02: bool = False) -> Geometry:
    """A Polygon or MultiPolygon out of GeoJSON text or objects; small flaws of drawing are healed, others refused.

    Raises:
        Invalid, TooLarge: field `polygon`.
    """
    geometry = _geometry(given)
    count = sum(1 for _place in _places(geometry.get("coordinates")))
    if count > MAX_POINTS:
        raise TooLarge(
            _("边界有 %(count)d 个点,最多 %(most)d 个,请先简化。") % {"count": count, "most": MAX_POINTS},
            field="polygon",
        )
    if any(not in_china(lat, lon) for lon, lat in _places(geometry.get("coordinates"))):
        raise _refused(_("边界有的点不在国内;坐标应按“经度,纬度”的顺序书写,请核对是否写反。"))
    try:
        drawn = shape(geometry)
    except (GEOSException, ValueError, TypeError, IndexError, AttributeError) as error:
        raise _refused(_("边界没有围成完整的面,每个环至少要有四个点且首尾相同。")) from error
    if gcj02:
        drawn = transform(drawn, _from_map_service)
    return _stored(_healed(drawn))


def _geometry(given: Any) -> Geometry:
    if isinstance(given, str):
        try:
            given = json.loads(given)
        except ValueError as error:
            raise _refused(_("边界不是有效的 GeoJSON 文本。")) from error
    if isinstance(given, dict) and given.get("type") == "FeatureCollection":
        features = given.get("features")
        if not isinstance(features, list) or len(features) != 1:
            raise _refused(_("文件里应只有一个图形。"))
        given = features[0]
    if isinstance(given, dict) and given.get("type") == "Feature":
        given = given.get("geometry")
    if not isinstance(given, dict) or given.get("type") not in ("Polygon", "MultiPolygon"):
        raise _refused(_("边界应是面(Polygon 或 MultiPolygon)。"))
    return given


def _places(coordinates: Any, depth: int = 0) -> Iterator[tuple[float, float]]:
    """Every position of nested GeoJSON coordinates."""
    if depth > 4 or not isinstance(coordinates, list) or not coordinates:
        raise _refused(_("边界的坐标不完整。"))
    if all(isinstance(one, int | float) and not isinstance(one, bool) for one in coordinates):
        if len(coordinates) < 2:
            raise _refused(_("边界的坐标不完整。"))
        yield float(coordinates[0]), float(coordinates[1])
        return
    for part in coordinates:
        yield from _places(part, depth + 1)


def _from_map_service(places: NDArray[float64]) -> NDArray[float64]:
    moved = [from_gcj02(float(lat), float(lon)) for lon, lat in places]
    return array([[position.lon, position.lat] for position in moved])


def _healed(drawn: BaseGeometry) -> BaseGeometry:
    if not drawn.is_valid:
        reason = explain_validity(drawn)
        mended = make_valid(drawn)
        if not isinstance(mended, Polygon | MultiPolygon) or abs(mended.area - drawn.area) > 0.01 * max(
            mended.area, SMALLEST
        ):
            raise _refused(_("边界自相交或不闭合(%(reason)s),请重新绘制。") % {"reason": reason})
        drawn = mended
    if drawn.area < SMALLEST:
        raise _refused(_("边界围成的面积太小,请核对坐标。"))
    return drawn


def _stored(drawn: BaseGeometry) -> Geometry:
    stored: Geometry = json.loads(to_geojson(drawn))
    stored["coordinates"] = _rounded(stored["coordinates"])
    return stored


def _rounded(value: Any) -> Any:
    return [_rounded(one) for one in value] if isinstance(value, list) else round(value, DECIMALS)


def centre_of(geometry: Geometry) -> Position:
    """A point that surely lies inside."""
    point = shape(geometry).representative_point()
    return Position(round(point.y, DECIMALS), round(point.x, DECIMALS))


def _refused(message: str) -> Invalid:
    return Invalid(message, field="polygon")
