"""Cases of a town alike in text, near by or at one place, in memory: filled once a day, topped up at each look-up.

Why in the process and not by a database query: likeness is a sum over the rarest letter pairs of a text, which neither
SQLite nor PostgreSQL answers within a call's pause, while the library finds them among 200,000 cases in 3 ms. Why a town at
a time: a desk looks in its own town, so a process holds what its desks ask for (0.7 KB a case) and no more. Why topped up
and not told by events: web processes do not hear each other's events, and one indexed question for the newest costs 1 ms.
What was closed, voided or moved since needs no notice: the database has the last word on what is shown.
"""

import threading
from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID

import numpy as np
from django.db import connection
from django.db.models import Q, QuerySet
from numpy.typing import NDArray

from bihuan.cases.models import Case, State
from bihuan.kernel import clock
from bihuan.triage import Alike, Index
from bihuan.triage import Matter as Words

WITHIN = timedelta(days=90)
OPEN_SINCE = WITHIN * 4  # what has been open for longer is known to everybody
AT_ONCE = 1_500  # so many are taken in while the desk waits (a third of a second); more in the background
MOST_TOWNS = 12
MOST_ALIKE, MOST_NEAR = 40, 100
OVERLAP = timedelta(minutes=30)  # what was being written when we last looked
BATCH = 2_000


@dataclass(slots=True)
class _Town:
    """The index of one town; `until` is the report time up to which it is filled."""

    day: date
    index: Index = field(default_factory=Index)
    places: dict[str, list[UUID]] = field(default_factory=dict)
    located: list[tuple[UUID, float, float]] = field(default_factory=list)
    positions: NDArray[np.float64] = field(default_factory=lambda: np.zeros((0, 2)))  # of `located`, when last asked
    until: datetime | None = None
    lock: threading.Lock = field(default_factory=threading.Lock)


_towns: "OrderedDict[UUID, _Town]" = OrderedDict()
_filling: set[UUID] = set()
_guard = threading.Lock()


def still_matters(at: datetime) -> Q:
    """Open cases, and those closed within ninety days."""
    return Q(closed_at=None, reported_at__gte=at - OPEN_SINCE) | Q(closed_at__gte=at - WITHIN)


@dataclass(frozen=True, slots=True)
class Looked:
    """What was found: cases alike in text, best first, and ids of those near by."""

    texts: list[Alike] = field(default_factory=list)
    near: list[UUID] = field(default_factory=list)


def look(
    town_id: UUID, words: Words | None, *, place: str = "", box: tuple[float, float, float, float] | None = None
) -> Looked:
    """What is alike in a town; nothing while its index is being filled in the background.

    `box` is south, north, west, east in degrees. One query (the newest since last time) once the index stands.
    """
    town = _town(town_id)
    if town is None:
        return Looked()
    with town.lock:
        _top_up(town_id, town)
        texts = town.index.query(words, top=MOST_ALIKE, place=place) if words is not None else []
        return Looked(texts, _within(town, box) if box is not None else [])


def same_place(town_id: UUID, place: str) -> list[UUID]:
    """The cases whose place is written alike to the letter, newest first; as of the last look-up, without a query."""
    town = _towns.get(town_id)
    if town is None or len(place) < 2:
        return []
    with town.lock:
        return town.places.get(place, [])[:MOST_NEAR]


def _within(town: _Town, box: tuple[float, float, float, float]) -> list[UUID]:
    if len(town.positions) != len(town.located):
        town.positions = np.array([(lat, lon) for _id, lat, lon in town.located], dtype=np.float64)
    if not len(town.positions):
        return []
    south, north, west, east = box
    lat, lon = town.positions[:, 0], town.positions[:, 1]
    inside = np.flatnonzero((lat >= south) & (lat <= north) & (lon >= west) & (lon <= east))
    return [town.located[at][0] for at in inside[-MOST_NEAR:].tolist()]


def _town(town_id: UUID) -> _Town | None:
    today = clock.today()
    with _guard:
        held = _towns.get(town_id)
        if held is not None and held.day == today:
            _towns.move_to_end(town_id)
            return held
        if town_id in _filling:
            return held  # yesterday's, while today's is filled
        _filling.add(town_id)
    if _rows(town_id, None)[: AT_ONCE + 1].count() <= AT_ONCE:
        return _fill(town_id, today)
    threading.Thread(target=_fill_aside, args=(town_id, today), name="alike", daemon=True).start()
    return held


def _fill(town_id: UUID, day: date) -> _Town:
    made = _Town(day)
    try:
        _top_up(town_id, made)
        with _guard:
            _towns[town_id] = made
            _towns.move_to_end(town_id)
            while len(_towns) > MOST_TOWNS:
                _towns.popitem(last=False)
    finally:
        with _guard:
            _filling.discard(town_id)
    return made


def _fill_aside(town_id: UUID, day: date) -> None:
    try:
        _fill(town_id, day)
    finally:
        connection.close()  # this thread's own


def _rows(town_id: UUID, since: datetime | None) -> QuerySet[Case]:
    found = Case.objects.filter(town_id=town_id).filter(still_matters(clock.now()))
    if since is not None:
        found = found.filter(reported_at__gte=since - OVERLAP)
    return found.exclude(state__in=[State.VOIDED, State.DECLINED]).order_by("reported_at")


def _top_up(town_id: UUID, town: _Town) -> None:
    """Take in what was reported since."""
    until, coming = town.until, []
    columns = ("id", "title", "text", "place", "lat", "lon", "reported_at")
    for case_id, title, text, place, lat, lon, at in _rows(town_id, town.until).values_list(*columns).iterator(BATCH):
        until = max(until or at, at)
        if str(case_id) in town.index:
            continue
        coming.append((str(case_id), Words(f"{title}\n{text}", title), place))
        if place:
            town.places.setdefault(place, []).insert(0, case_id)
        if lat is not None and lon is not None:
            town.located.append((case_id, lat, lon))
        if len(coming) == BATCH:
            town.index.add_many(coming)
            coming = []
    town.index.add_many(coming)
    town.until = until


def forget() -> None:
    """Start anew (a restored database, a test)."""
    with _guard:
        _towns.clear()
