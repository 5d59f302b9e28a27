"""Writing the index and asking it; each room declares its sources in `find.py`."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import Model, QuerySet

from bihuan.kernel import clock
from bihuan.platform.actors import Actor
from bihuan.platform.crypto import blind
from bihuan.platform.drafts import draft
from bihuan.platform.models import SearchEntry
from bihuan.platform.policies import policy_of
from bihuan.platform.search.grams import grams, query_grams

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True, slots=True)
class Hit:
    """One line of a result: what it is called, what is said below it, and where it opens."""

    kind: str
    title: str
    detail: str
    url: str
    object_id: UUID


@dataclass(frozen=True, slots=True)
class SearchSource:
    """How a room's records are found and shown; `right` is the reading right that `viewer` needs."""

    kind: str
    title: "StrOrPromise"
    model: type[Model]
    right: str
    hit: Callable[[Any], Hit]
    related: tuple[str, ...] = ()


_sources: dict[str, SearchSource] = {}
FEW_HITS, LOOKED_AT = 1000, 200


def register(source: SearchSource) -> SearchSource:
    """Make records of `source.kind` findable."""
    _sources[source.kind] = source
    return source


def sources() -> tuple[SearchSource, ...]:
    return tuple(_sources.values())


def tokens(*texts: str, names: Iterable[str] = (), phones: Iterable[str] = ()) -> list[str]:
    """All tokens of an object: grams of open texts, blind tokens of names and phones (never their characters)."""
    found = grams(" ".join(text for text in texts if text))
    found += [f"n{blind(name, 'name')}" for name in names if name]
    found += [f"p{blind(phone, 'phone')}" for phone in phones if phone]
    return found


def entry(kind: str, object_id: UUID, found: Sequence[str], *, town_id: UUID | None, at: Any = None) -> SearchEntry:
    """An unsaved index row, for bulk writing."""
    return draft(SearchEntry, kind=kind, object_id=object_id, grams=list(found), town_id=town_id, at=at or clock.now())


def put(kind: str, object_id: UUID, found: Sequence[str], *, town_id: UUID | None, at: Any = None) -> None:
    """Write or replace the index row of one object (one statement)."""
    SearchEntry.objects.bulk_create(
        [entry(kind, object_id, found, town_id=town_id, at=at)],
        update_conflicts=True,
        unique_fields=["object_id", "kind"],
        update_fields=["grams", "town_id", "at"],
    )


def matching(kind: str, text: str) -> QuerySet[SearchEntry]:
    """Index rows of `kind` that hold `text`, or whose name or phone is exactly `text`."""
    rows = SearchEntry.objects.filter(kind=kind)
    wanted = query_grams(text)
    plain = text.strip()
    found = rows.filter(grams__has=wanted) if wanted else rows.none()
    if plain and len(plain) <= 30:
        found = found | rows.filter(grams__has=[f"n{blind(plain, 'name')}"])
        digits = "".join(character for character in plain if character.isdigit())
        if len(digits) >= 7:
            found = found | rows.filter(grams__has=[f"p{blind(digits, 'phone')}"])
    return found


def _newest(found: QuerySet[SearchEntry]) -> list[UUID]:
    """The newest hits' objects. Few hits are put in order here: a database that expects more would walk all its entries by age."""
    some = list(found.order_by().values_list("at", "object_id")[: FEW_HITS + 1])
    if len(some) <= FEW_HITS:
        return [object_id for _at, object_id in sorted(some, reverse=True)[:LOOKED_AT]]
    return list(found.order_by("-at").values_list("object_id", flat=True)[:LOOKED_AT])


def search(viewer: Actor, text: str, *, limit: int = 8) -> dict[str, list[Hit]]:
    """The newest hits per kind that `viewer` may see; two or three statements a kind."""
    from bihuan.platform.policies import holds

    result: dict[str, list[Hit]] = {}
    for source in _sources.values():
        if not holds(viewer, source.right):
            continue
        rows = policy_of(source.model).rows(viewer, source.right)
        found = rows.filter(pk__in=_newest(matching(source.kind, text))).select_related(*source.related)[:limit]
        hits = [source.hit(record) for record in found]
        if hits:
            result[source.kind] = hits
    return result
