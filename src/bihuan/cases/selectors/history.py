"""What is known of whoever calls and of where it is: earlier cases of the telephone, the household, the spot."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from bihuan.cases.models import Case
from bihuan.cases.policies import READ
from bihuan.cases.thinking.alike import same_place
from bihuan.kernel.reading import read_phone
from bihuan.kernel.reading.outcome import ReadingError
from bihuan.platform.actors import Actor
from bihuan.platform.crypto import blind
from bihuan.platform.policies import visible

NEWEST = 5
READ_AT_MOST = 100
_PHONE, _HOUSEHOLD, _SPOT, _PLACE = "phone", "household", "spot", "place"


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

    Sorts without a case are left out; a case stands under the first sort it belongs to; of each way at most READ_AT_MOST
    are counted. `place` is compared as written among the town's open and recent cases (see thinking.alike); `besides`
    leaves a stored case itself out. Two queries, none when nothing is known yet.
    """
    index, houses = phone_index(phone), frozenset(households)
    there = same_place(town, place.strip()) if town is not None else []
    ties = [Q(reporter_phone_index=index)] if index else []
    ties += [Q(household_id__in=houses)] if houses else []
    ties += [Q(place_point_id=place_point)] if place_point is not None else []
    ids = [*there, *ids_of(ties)]
    if not ids:
        return []
    wanted = [one for one in ids if one != besides]
    cases = visible(Case, viewer, READ).filter(pk__in=wanted).select_related("area")
    sorts: dict[str, list[Case]] = {_PHONE: [], _HOUSEHOLD: [], _SPOT: [], _PLACE: []}
    for case in cases.order_by("-reported_at"):
        sorts[_sort(case, index, houses, place_point)].append(case)
    titles = {_PHONE: _("这个电话"), _HOUSEHOLD: _("这一户"), _SPOT: _("这个部位"), _PLACE: _("这个地点")}
    return [
        Past(
            titles[sort], sum(1 for case in found if case.is_open), sum(1 for case in found if case.state == "closed"),
            found[:NEWEST],
        )
        for sort, found in sorts.items()
        if found
    ]  # fmt: skip


def ids_of(ties: Sequence[Q]) -> list[UUID]:
    """The ids of cases tied by any of several ways, newest first, each way by an index of its own; at most READ_AT_MOST."""
    if not ties:
        return []
    first, *others = (Case.objects.filter(tie).order_by().values_list("pk", "reported_at") for tie in ties)
    rows = first.union(*others) if others else first
    return [pk for pk, _at in rows.order_by("-reported_at")[:READ_AT_MOST]]


def _sort(case: Case, index: str, households: frozenset[UUID], place_point: UUID | None) -> str:
    if index and case.reporter_phone_index == index:
        return _PHONE
    if case.household_id is not None and case.household_id in households:
        return _HOUSEHOLD
    return _SPOT if place_point is not None and case.place_point_id == place_point else _PLACE


def phone_index(phone: str) -> str:
    """The blind index of a telephone as typed; "" when it is not a whole number."""
    read = read_phone(phone) if phone.strip() else None
    if read is None or isinstance(read, ReadingError) or not read.value:
        return ""
    return blind(read.value, "phone")
