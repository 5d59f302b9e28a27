"""What is known of whoever calls and of where it is: earlier cases of the telephone, the household, the spot."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from bihuan.cases.models import Case
from bihuan.cases.policies import READ
from bihuan.kernel.reading import read_phone
from bihuan.kernel.reading.outcome import ReadingError
from bihuan.platform.actors import Actor
from bihuan.platform.crypto import blind
from bihuan.platform.policies import visible

NEWEST = 5
READ_AT_MOST = 60
IS_OPEN = ~Q(state__in=["closed", "declined", "merged", "voided"])


@dataclass(frozen=True, slots=True)
class Past:
    """Earlier cases tied by one thing: how many are open and closed, and the newest of them."""

    title: str
    open: int
    closed: int
    newest: Sequence[Case]


def history_of(
    viewer: Actor,
    *,
    phone: str = "",
    households: Iterable[UUID] = (),
    place_point: UUID | None = None,
    place: str = "",
    town: UUID | None = None,
    besides: UUID | None = None,
) -> list[Past]:
    """The viewer's cases with exactly this number, of these households, of this registered spot, of this written place.

    Sorts without a case are left out; a case stands under the first sort it belongs to. Two queries, none when nothing is
    known yet. `place` is compared as written, within `town`; `besides` leaves a stored case itself out.
    """
    houses = frozenset(households)
    ties = _ties(phone, houses, place_point, place.strip(), town)
    if not ties:
        return []
    cases = visible(Case, viewer, READ)
    if besides is not None:
        cases = cases.exclude(pk=besides)
    seen, apart = Q(pk__in=[]), {}
    for key, (_title, condition) in ties.items():
        apart[key], seen = condition & ~seen, seen | condition
    counts = cases.filter(seen).aggregate(
        **{f"{key}_open": Count("pk", filter=mine & IS_OPEN) for key, mine in apart.items()},
        **{f"{key}_closed": Count("pk", filter=mine & Q(state="closed")) for key, mine in apart.items()},
    )
    index = _index(phone)
    newest = list(cases.filter(seen).select_related("area").order_by("-reported_at")[:READ_AT_MOST])
    sorts = {key: [case for case in newest if _sort(case, index, houses, place_point) == key] for key in ties}
    return [
        Past(title, counts[f"{key}_open"], counts[f"{key}_closed"], sorts[key][:NEWEST])
        for key, (title, _condition) in ties.items()
        if sorts[key]
    ]


def _ties(
    phone: str, households: frozenset[UUID], place_point: UUID | None, place: str, town: UUID | None
) -> dict[str, tuple[str, Q]]:
    found: dict[str, tuple[str, Q]] = {}
    index = _index(phone)
    if index:
        found["phone"] = (_("这个电话"), Q(reporter_phone_index=index))
    if households:
        found["household"] = (_("这一户"), Q(household_id__in=households))
    if place_point is not None:
        found["spot"] = (_("这个部位"), Q(place_point_id=place_point))
    if len(place) > 1 and town is not None:
        found["place"] = (_("这个地点"), Q(town_id=town, place=place))
    return found


def _sort(case: Case, index: str, households: frozenset[UUID], place_point: UUID | None) -> str:
    if index and case.reporter_phone_index == index:
        return "phone"
    if case.household_id is not None and case.household_id in households:
        return "household"
    return "spot" if place_point is not None and case.place_point_id == place_point else "place"


def _index(phone: str) -> str:
    read = read_phone(phone) if phone.strip() else None
    if read is None or isinstance(read, ReadingError) or not read.value:
        return ""
    return blind(read.value, "phone")
