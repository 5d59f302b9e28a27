"""Areas by position, by the names people write, and by the tree."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from django.db.models import Case, Expression, F, Q, QuerySet, When

from bihuan.kernel import clock
from bihuan.kernel.positions import Position, in_china
from bihuan.orgs.models import Area
from bihuan.orgs.tree import AreaNode, area_tree
from bihuan.platform.ledgers.reading.areas import AreaDirectory, How


class Placed(StrEnum):
    """How a position was brought to an area."""

    INSIDE = "inside"
    NEAREST = "nearest"


@dataclass(frozen=True, slots=True)
class AreaAt:
    """The area of a position; `metres` is the distance to it, 0 when the position lies inside."""

    node: AreaNode
    how: Placed
    metres: float = 0.0


@dataclass(frozen=True, slots=True)
class AreaMatch:
    """An area that a written name may mean, and how it matched (How.EXACT is best)."""

    node: AreaNode
    how: How


def area_at(lat: float, lon: float, *, day: date | None = None) -> AreaAt | None:
    """The deepest area in force on `day` (default today) at a WGS-84 position; one query when nothing has changed.

    Outside every polygon the nearest area within 3 km is given, marked `nearest`; None beyond that or outside China.
    """
    if not in_china(lat, lon):
        return None
    tree, position, when = area_tree(), Position(lat, lon), day or clock.today()
    inside = tree.containing(position, when)
    if inside is not None:
        return AreaAt(inside, Placed.INSIDE)
    near = tree.nearest(position, when)
    return AreaAt(near[0], Placed.NEAREST, near[1]) if near else None


def find_areas(name: str, *, within: Area | AreaNode | None = None, level: str = "", near: str = "") -> list[AreaMatch]:
    """The areas of the best grade that `name` may mean: itself, an alias, another ending, with its town before it, one slip.

    More than one means the name is ambiguous, none that it is unknown. `within` looks only there; `near` is text whose
    mention of a town decides between namesakes. Areas no longer in force are found too, since old papers name them.
    """
    tree = area_tree()
    found = tree.directory(within.path if within else "").find(name, level=level, near=near)
    return [AreaMatch(tree.nodes[UUID(candidate.key)], candidate.how) for candidate in found]


def area_names(within: Area | AreaNode | None = None) -> AreaDirectory:
    """The resolver that imports hand to the reading engine: its keys are area ids as text."""
    return area_tree().directory(within.path if within else "")


def subtree(area: Area | AreaNode) -> QuerySet[Area]:
    """The area and everything below it."""
    return Area.objects.filter(path__below=area.path)


def grids_in_force(within: Area | AreaNode, day: date, *, kind: str = "") -> QuerySet[Area]:
    """The grids (not micro-grids) that exist below `within` on `day`, of one kind when asked."""
    found = subtree(within).filter(level=Area.Level.GRID).filter(existing_on(day))
    return found.filter(grid_kind=kind) if kind else found


def existing_on(day: date) -> Q:
    """The condition that an area is in force on `day`."""
    return (Q(valid_from=None) | Q(valid_from__lte=day)) & (Q(valid_to=None) | Q(valid_to__gt=day))


def village_name(area: str) -> Expression:
    """The village's name of the area at lookup `area` (a village, its grid or micro-grid), for breakdowns.

    Above the villages it is the area's own name.
    """
    return Case(
        When(**{f"{area}__level": Area.Level.MICRO}, then=F(f"{area}__parent__parent__name")),
        When(**{f"{area}__level": Area.Level.GRID}, then=F(f"{area}__parent__name")),
        default=F(f"{area}__name"),
    )
