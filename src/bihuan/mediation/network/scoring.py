"""How well a mediator suits a dispute: a pure sum of points, each with its reason, so that a person can check and overrule it.

Nearness and field come first, then the load of today, then the past; the past counts the more the more cases there are
(a rate is drawn towards the town's own until some dozens stand behind it). Whoever is away or has an interest in the
dispute stands behind everybody else, whatever the points.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class Near(StrEnum):
    """Where a mediator's committee stands towards the dispute."""

    VILLAGE = "village"  # the committee of the very village
    TOWN = "town"
    TRADE = "trade"  # a committee for this kind of dispute
    OTHER_VILLAGE = "other_village"
    COUNTY = "county"
    FIRM = "firm"


class Why(StrEnum):
    """What points are given or taken for."""

    NEAR = "near"
    FIELD = "field"
    TRADE = "trade"
    LOAD = "load"
    PAST = "past"
    ALIKE = "alike"  # settled many of this kind
    CERTIFICATE = "certificate"
    NEIGHBOUR = "neighbour"  # comes from the village, knows the people


NEAR_POINTS = {
    Near.VILLAGE: 25,
    Near.TOWN: 15,
    Near.TRADE: 10,
    Near.OTHER_VILLAGE: 5,
    Near.COUNTY: 5,
    Near.FIRM: 0,
}
FIELD, TRADE = 30, 10
EACH_OPEN, MOST_OPEN = 4, 10
PAST, ENOUGH = 20, 10  # points for a perfect past; so many cases of the town's rate are added to one's own
ALIKE, MOST_ALIKE = 1, 10
NO_CERTIFICATE, NEIGHBOUR = -15, -5


@dataclass(frozen=True, slots=True)
class Standing:
    """What is known of a mediator for one dispute. `load` open disputes; of `concluded` were `settled`, `alike` of the kind."""

    near: Near
    field: bool = False
    trade: bool = False
    load: int = 0
    settled: int = 0
    concluded: int = 0
    alike: int = 0
    certificate_over: bool = False
    neighbour: bool = False
    away: bool = False
    interested: bool = False

    @property
    def barred(self) -> bool:
        """Not to be proposed."""
        return self.away or self.interested


@dataclass(frozen=True, slots=True)
class Point:
    """Points for one reason."""

    why: Why
    points: int


def shrunk(settled: int, concluded: int, usual: float) -> float:
    """The share settled, drawn towards the `usual` one by ENOUGH cases of it; between 0 and 1."""
    return (settled + usual * ENOUGH) / (concluded + ENOUGH)


def points_of(one: Standing, *, usual: float) -> list[Point]:
    """The points one by one; `usual` is the town's own share of settled among concluded."""
    found = [
        Point(Why.NEAR, NEAR_POINTS[one.near]),
        Point(Why.FIELD, FIELD if one.field else 0),
        Point(Why.TRADE, TRADE if one.trade else 0),
        Point(Why.LOAD, -EACH_OPEN * min(one.load, MOST_OPEN)),
        Point(Why.PAST, round(PAST * shrunk(one.settled, one.concluded, usual))),
        Point(Why.ALIKE, ALIKE * min(one.alike, MOST_ALIKE)),
        Point(Why.CERTIFICATE, NO_CERTIFICATE if one.certificate_over else 0),
        Point(Why.NEIGHBOUR, NEIGHBOUR if one.neighbour else 0),
    ]
    return [point for point in found if point.points or point.why in (Why.LOAD, Why.PAST)]


def score(one: Standing, *, usual: float) -> int:
    """The sum."""
    return sum(point.points for point in points_of(one, usual=usual))


def ranked(standings: Sequence[Standing], *, usual: float) -> list[int]:
    """The places of `standings`, best first: those not barred by points, then by less load; equal ones in their order."""

    def rank(place: int) -> tuple[bool, int, int, int]:
        one = standings[place]
        return one.barred, -score(one, usual=usual), one.load, place

    return sorted(range(len(standings)), key=rank)
