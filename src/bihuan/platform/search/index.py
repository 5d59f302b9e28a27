"""Writing the index and asking it; each room declares its sources in `find.py`."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import Model, QuerySet

from bihuan.kernel import clock
from bihuan.platform.actors import Actor
from bihuan.platform.crypto import blind
from bihuan.platform.drafts import draft
from bihuan.platform.models import SearchEntry
from bihuan.platform.policies import holds, policy_of
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
FEW_HITS = 1000


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


def _kind_token(kind: str) -> str:
    """What every entry of a kind holds; Greek letters come from no text (see `grams`)."""
    return "κ" + kind.replace("_", "")


def _town_token(town_id: UUID) -> str:
    return "τ" + town_id.hex


def entry(kind: str, object_id: UUID, found: Sequence[str], *, town_id: UUID | None, at: Any = None) -> SearchEntry:
    """An unsaved index row, for bulk writing. Its kind and town are tokens too, so that the index alone narrows to them."""
    stands = [_kind_token(kind)] if town_id is None else [_kind_token(kind), _town_token(town_id)]
    return draft(
        SearchEntry, kind=kind, object_id=object_id, grams=[*found, *stands], town_id=town_id, at=at or clock.now()
    )


def put(kind: str, object_id: UUID, found: Sequence[str], *, town_id: UUID | None, at: Any = None) -> None:
    """Write or replace the index row of one object (one statement)."""
    SearchEntry.objects.bulk_create(
        [entry(kind, object_id, found, town_id=town_id, at=at)],
        update_conflicts=True,
        unique_fields=["object_id", "kind"],
        update_fields=["grams", "town_id", "at"],
    )


def matching(kind: str | Sequence[str], text: str, *, towns: Collection[UUID] | None = None) -> QuerySet[SearchEntry]:
    """Index rows of `kind` (or one of several kinds) that hold `text`, or whose name or phone is exactly `text`; of these
    `towns` alone, if given."""
    ways = [query_grams(text)]
    plain = text.strip()
    if plain and len(plain) <= 30:
        ways.append([f"n{blind(plain, 'name')}"])
        digits = "".join(character for character in plain if character.isdigit())
        if len(digits) >= 7:
            ways.append([f"p{blind(digits, 'phone')}"])
    ways = [way for way in ways if way]
    if not ways or (towns is not None and not towns):
        return SearchEntry.objects.none()
    where = [] if towns is None else [[[_town_token(town)] for town in sorted(towns)]]
    kinds = [[_kind_token(one)] for one in ([kind] if isinstance(kind, str) else kind)]
    return SearchEntry.objects.filter(grams__has=[kinds, *where, ways])


def seen_by(viewer: Actor, source: SearchSource, text: str) -> QuerySet[SearchEntry]:
    """Index rows of a source that hold `text`, narrowed to what `viewer` may see before anything is cut off."""
    reach = policy_of(source.model).reach(viewer, source.right)
    if reach is None:
        return matching(source.kind, text)
    found = matching(source.kind, text, towns=reach.towns)
    if reach.others is None:
        return found
    return found | matching(source.kind, text).filter(object_id__among=reach.others)


def _newest(kind: str, found: QuerySet[SearchEntry], most: int) -> list[UUID]:
    """The newest hits' objects. Few hits are put in order here: a database that expects more would walk all its entries by age."""
    some = list(found.order_by().values_list("at", "object_id")[: FEW_HITS + 1])
    if len(some) <= FEW_HITS:
        return [object_id for _at, object_id in sorted(some, reverse=True)[:most]]
    return list(found.filter(kind=kind).order_by("-at").values_list("object_id", flat=True)[:most])


def search(viewer: Actor, text: str, *, limit: int = 8) -> dict[str, list[Hit]]:
    """The hits per kind that `viewer` may see, newest first.

    One statement finds them for all kinds that the viewer's rights reach alike, one more a kind fetches its records; a kind
    whose hits are many costs up to three more.
    """
    result: dict[str, list[Hit]] = {}
    # Some hits may be hidden for other reasons (void, erased), so a few more are looked at than are shown.
    newest = _newest_of_all(viewer, text, 4 * limit)
    for source in _sources.values():
        ids = newest.get(source.kind)
        if not ids:
            continue
        rows = policy_of(source.model).rows(viewer, source.right).select_related(*source.related)
        there = {record.pk: record for record in rows.filter(pk__in=ids)}
        hits = [source.hit(there[object_id]) for object_id in ids if object_id in there]
        if hits:
            result[source.kind] = hits[:limit]
    return result


def _newest_of_all(viewer: Actor, text: str, most: int) -> dict[str, list[UUID]]:
    """The newest hits' objects by kind, of the kinds that `viewer` may read."""
    alike: dict[frozenset[UUID] | None, list[SearchSource]] = {}
    newest: dict[str, list[UUID]] = {}
    for source in _sources.values():
        if not holds(viewer, source.right):
            continue
        reach = policy_of(source.model).reach(viewer, source.right)
        if reach is not None and reach.others is not None:
            newest[source.kind] = _newest(source.kind, seen_by(viewer, source, text), most)
        else:
            alike.setdefault(None if reach is None else reach.towns, []).append(source)
    for towns, sources_alike in alike.items():
        newest |= _newest_by_kind({one.kind for one in sources_alike}, text, towns, most)
    return newest


def _newest_by_kind(kinds: set[str], text: str, towns: frozenset[UUID] | None, most: int) -> dict[str, list[UUID]]:
    """The newest hits' objects of several kinds: of all that are few by one statement, each of many by its own."""
    newest: dict[str, list[UUID]] = {}
    few = set(kinds)
    while few:
        found = matching(sorted(few), text, towns=towns)
        some = list(found.order_by().values_list("kind", "at", "object_id")[: FEW_HITS + 1])
        if len(some) <= FEW_HITS:
            for kind, _at, object_id in sorted(some, key=lambda hit: hit[1], reverse=True):
                newest.setdefault(kind, []).append(object_id)
            break
        [(many, _count)] = Counter(kind for kind, _at, _id in some).most_common(1)
        newest[many] = _newest(many, matching(many, text, towns=towns), most)
        few.remove(many)
    return {kind: ids[:most] for kind, ids in newest.items()}
