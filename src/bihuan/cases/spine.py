"""Open cases on the one spine: what is going on at a household, a person, a place point, an area, or with a colleague."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from bihuan.cases.addresses import url_of
from bihuan.cases.models import OVER, Case, State
from bihuan.cases.policies import READ
from bihuan.kernel import clock
from bihuan.orgs.spine import SpineItem, Thing, ThingKind, on_spine, on_spine_of_many
from bihuan.platform.actors import Actor
from bihuan.platform.policies import visible

MOST = 20


def _at(thing: Thing) -> Q | None:
    """Which cases hang on the thing; None when cases do not hang on such things."""
    match thing.kind:
        case ThingKind.RESIDENT:
            return Q(reporter_id=thing.id)
        case ThingKind.HOUSEHOLD:
            return Q(household_id=thing.id)
        case ThingKind.PLACE_POINT:
            return Q(place_point_id=thing.id)
        case ThingKind.AREA:
            return Q(area_path__below=thing.path) if thing.path else Q(area_id=thing.id)
        case ThingKind.STAFF:
            return Q(handler_id=thing.id) | Q(first_contact_id=thing.id) | Q(decider_id=thing.id)
        case _:
            return None


@on_spine("cases", _("未办结事项"))
def open_cases(viewer: Actor, thing: Thing) -> Iterable[SpineItem]:
    """The newest open cases the viewer may see there; one query."""
    there = _at(thing)
    if there is None:
        return
    now = clock.now()
    found = visible(Case, viewer, READ).filter(there).exclude(state__in=OVER).order_by("-reported_at")[:MOST]
    for case in found:
        yield _item(case, now)


@on_spine_of_many("cases")
def open_cases_of_many(viewer: Actor, things: Sequence[Thing]) -> Mapping[Thing, list[SpineItem]]:
    """The same for the households and place points among `things`; one query."""
    sought = {thing.id: thing for thing in things if thing.kind in (ThingKind.HOUSEHOLD, ThingKind.PLACE_POINT)}
    there = Q(household_id__in=list(sought)) | Q(place_point_id__in=list(sought))
    now, found = clock.now(), dict[Thing, list[SpineItem]]()
    for case in visible(Case, viewer, READ).filter(there).exclude(state__in=OVER).order_by("-reported_at"):
        for key in (case.household_id, case.place_point_id):
            if key is not None and key in sought and len(found.setdefault(sought[key], [])) < MOST:
                found[sought[key]].append(_item(case, now))
    return found


def _item(case: Case, now: datetime) -> SpineItem:
    late = case.due_at is not None and case.due_at < now
    return SpineItem(case.title, str(State(case.state).label), url_of(case), case.reported_at, late)
