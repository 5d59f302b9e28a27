"""Hot topics: matters about one place and one issue, with where, how many people, since when and whether it grows."""

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from bihuan.triage.alike import Alike, Index
from bihuan.triage.fields import Matter, issue_names, issue_words
from bihuan.triage.people import most_people
from bihuan.triage.places import Place, PlaceKind, places_in
from bihuan.triage.training import Row

JOINED_FROM = 0.25  # score of `Index.query` from which about nine in ten pairs are one topic
_SAME_PLACE_FROM = 0.12  # enough when both name the same estate, road or school and the same issue
_NEIGHBOURS = 15
_NEIGHBOURS_ANYWHERE = 60  # looked through for those of the same place, where places are known
_LEAST = 2
_DAY = re.compile(r"(\d{4})\D{1,2}(\d{1,2})\D{1,2}(\d{1,2})")
_RECENT_SHARE = 3  # the last third of a topic's span is "recent"


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic; `heat` ranks them, `trend` is the share of messages in the last third of the time (a third is steady)."""

    name: str
    place: str
    issue: str
    ids: tuple[str, ...]
    messages: int
    people: int
    first: date | None
    last: date | None
    trend: str
    heat: float
    example: str

    def as_json(self) -> dict[str, object]:
        """Plain values."""
        return {
            "name": self.name,
            "place": self.place,
            "issue": self.issue,
            "messages": self.messages,
            "people": self.people,
            "first": self.first.isoformat() if self.first else None,
            "last": self.last.isoformat() if self.last else None,
            "trend": self.trend,
            "heat": self.heat,
            "ids": list(self.ids),
            "example": self.example,
        }


def topics(rows: Sequence[Row], *, joined_from: float = JOINED_FROM, least: int = _LEAST) -> list[Topic]:
    """Topics of at least `least` messages, hottest first.

    Matters are joined when each finds the other among its nearest with a score of `joined_from` or more, or names the
    same precise place and issue; that both must find each other keeps one vague message from chaining unlike topics.
    Matters known to lie in different places are never joined, however alike their words.
    """
    by_id = {row.id: row for row in rows}
    index = Index()
    index.add_many((id_, Matter(row.text, row.title), "") for id_, row in by_id.items())
    named = {id_: _precise_places(row) for id_, row in by_id.items()}
    near = {
        id_: {
            one.id
            for one in _nearest(index, row, by_id)
            if one.score >= joined_from
            or (one.score >= _SAME_PLACE_FROM and one.issues and not named[id_].isdisjoint(named[one.id]))
        }
        for id_, row in by_id.items()
    }
    groups = _joined(near)
    found = [_topic([by_id[id_] for id_ in group]) for group in groups if len(group) >= least]
    return sorted(found, key=lambda topic: (-topic.heat, topic.ids))


def _nearest(index: Index, row: Row, by_id: dict[str, Row]) -> list[Alike]:
    matter = Matter(row.text, row.title)
    if not row.place:
        return index.query(matter, top=_NEIGHBOURS, without=[row.id])
    found = index.query(matter, top=_NEIGHBOURS_ANYWHERE, without=[row.id])
    return [one for one in found if by_id[one.id].place in {"", row.place}][:_NEIGHBOURS]


def _joined(near: dict[str, set[str]]) -> list[list[str]]:
    group_of: dict[str, str] = {id_: id_ for id_ in near}

    def root(id_: str) -> str:
        while group_of[id_] != id_:
            group_of[id_] = group_of[group_of[id_]]
            id_ = group_of[id_]
        return id_

    for id_, others in near.items():
        for other in others:
            if id_ in near[other]:
                group_of[root(other)] = root(id_)
    groups: dict[str, list[str]] = {}
    for id_ in near:
        groups.setdefault(root(id_), []).append(id_)
    return list(groups.values())


def _topic(rows: Sequence[Row]) -> Topic:
    place, issue = _place(rows), _issue(rows)
    days = sorted(day for row in rows if (day := _day(row.seen)) is not None)
    people = sum(max(1, min(most_people(row.text), 10_000)) for row in rows)
    trend, recent = _trend(days)
    example = max(rows, key=lambda row: (row.title != "", -abs(len(row.title or row.text) - 20), row.id))
    heat = len(rows) + 2 * math.log10(1 + people) + 2 * recent
    return Topic(
        name=f"{place}{issue}" or Matter(example.text, example.title).split()[0][:20],
        place=place,
        issue=issue,
        ids=tuple(row.id for row in rows),
        messages=len(rows),
        people=people,
        first=days[0] if days else None,
        last=days[-1] if days else None,
        trend=trend,
        heat=round(heat, 2),
        example=Matter(example.text, example.title).split()[0],
    )


def _precise_places(row: Row) -> frozenset[str]:
    """What the title names so closely that it and an issue make a topic; a village does not where all lie in one."""
    title = Matter(row.text, row.title).split()[0]
    close = (place for place in places_in(title) if _is_precise(place))
    return frozenset(place.name for place in close if not row.place or place.kind is not PlaceKind.AREA)


def _is_precise(place: Place) -> bool:
    """某市、某区 say too little; a town, village, estate, road or school says where."""
    return place.kind is not PlaceKind.AREA or len(place.name) > 3


def _place(rows: Sequence[Row]) -> str:
    """The place named by most; a precise one (an estate, a school) before a district."""
    named: Counter[tuple[bool, str]] = Counter()
    for row in rows:
        title, rest = Matter(row.text, row.title).split()
        places = places_in(title) or places_in(rest[:120])
        for close, name in {(_is_precise(place), place.name) for place in places}:
            named[close, name] += 1
    precise = [(count, name) for (close, name), count in named.items() if close and count * 2 >= len(rows)]
    rough = [(count, name) for (_close, name), count in named.items()]
    best = max(precise or rough, key=lambda item: (item[0], len(item[1]), item[1]), default=(0, ""))
    return best[1]


def _issue(rows: Sequence[Row]) -> str:
    counts: Counter[int] = Counter()
    for row, words in zip(rows, issue_words().scan([Matter(r.text, r.title).split()[0] for r in rows]), strict=True):
        counts.update({issue for word in words for issue in word.means} if row.text else set())
    return issue_names()[max(counts, key=lambda issue: (counts[issue], -issue))] if counts else ""


def _day(seen: str) -> date | None:
    match = _DAY.match(seen)
    if not match:
        return None
    try:
        return date(*map(int, match.groups()))
    except ValueError:
        return None


def _trend(days: Sequence[date]) -> tuple[str, float]:
    if len(days) < 3 or days[0] == days[-1]:
        return "steady", 0.0
    start = datetime.combine(days[0], datetime.min.time())
    span = (days[-1] - days[0]).days
    recent = sum(1 for day in days if (day - start.date()).days > span - span / _RECENT_SHARE) / len(days)
    return ("rising" if recent > 0.5 else "falling" if recent < 0.2 else "steady"), recent
