"""What a phone takes along: its person's grids, tasks with their legal next acts, households and place points, and what is open there."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from functools import lru_cache
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Q, QuerySet
from shapely import to_geojson
from shapely.geometry import shape

from bihuan.cases.lifecycle import verbs_for
from bihuan.cases.models import OVER, Case, CaseKind, Outcome, State, Urgency
from bihuan.cases.policies import COMMENT, READ
from bihuan.cases.selectors import cases_waiting, tasks_waiting, with_what_verbs_ask
from bihuan.cases.selectors.fetching import RELATED
from bihuan.field.answers import forms_of
from bihuan.field.files import MOST_PIECE
from bihuan.field.rounds import rounds
from bihuan.field.sync import MOST_RECORDS
from bihuan.kernel import clock
from bihuan.kernel.reading.masking import mask_address, mask_name, mask_phone, mask_text
from bihuan.orgs.models import Area, Household, PlacePoint, Staff
from bihuan.orgs.policies import EDIT_POINTS, POINTS, READ_CARE, READ_RESIDENTS
from bihuan.orgs.selectors import households, place_points
from bihuan.orgs.selectors.areas import existing_on
from bihuan.orgs.spine import SpineSection, Thing, ThingKind, spine, spine_of_many
from bihuan.platform.actors import Actor
from bihuan.platform.policies import holds, policy_of, visible

MOST_AREAS, MOST_CASES, MOST_POINTS, MOST_HOUSEHOLDS = 400, 150, 600, 600
FIELD_VERBS = ("take", "send_back", "contact", "finish", "verify", "return")
SIMPLER = 0.00003  # degrees, about three metres
Json = dict[str, Any]


def packet(viewer: Staff) -> Json:
    """Everything at once, as far as the viewer may see it; the number of queries is the same however much there is.

    Names, telephones and addresses of people are masked: a phone can be lost.
    """
    mine = _within(viewer, "area_path") | Q(warden=viewer)
    points = list(place_points(viewer).filter(mine).order_by("name", "pk")[:MOST_POINTS])
    homes = list(_homes(viewer)[:MOST_HOUSEHOLDS])
    things = [
        *(Thing(ThingKind.PLACE_POINT, one.pk) for one in points),
        *(Thing(ThingKind.HOUSEHOLD, one.pk) for one in homes),
    ]
    open_there, areas = spine_of_many(viewer, things), list(_areas(viewer)[:MOST_AREAS])
    return {
        "me": _me(viewer),
        "areas": [_area(area) for area in areas],
        "cases": [_case(viewer, case) for case in _cases(viewer)],
        "tasks": [_task(task) for task in tasks_waiting(viewer)[:MOST_CASES]],
        "points": [_point(viewer, one, open_there) for one in points],
        "households": [_household(viewer, one, open_there) for one in homes],
        **rounds(viewer, where=_within(viewer, "area_path"), areas=areas, points=points, homes=homes),
        "forms": forms_of(viewer),
        "words": _words(),
        "map": {"tiles": settings.TILE_URL, "system": settings.TILE_SYSTEM},
        "limits": {"piece": MOST_PIECE // 4, "records": MOST_RECORDS, "file": settings.MAX_UPLOAD_BYTES},
    }


def tag_of(content: Json) -> str:
    """Changes with the content."""
    return sha256(json.dumps(content, ensure_ascii=False, sort_keys=True, default=str).encode()).hexdigest()[:32]


def thing_now(viewer: Staff, kind: str, thing_id: UUID) -> list[Json] | None:
    """What is open at one thing according to every room; None when the viewer may not know of the thing."""
    rows: dict[str, QuerySet[Any]] = {
        ThingKind.PLACE_POINT: place_points(viewer),
        ThingKind.HOUSEHOLD: households(viewer),
    }
    if kind not in rows or not rows[kind].filter(pk=thing_id).exists():
        return None
    return _sections(spine(viewer, Thing(ThingKind(kind), thing_id)))


def _me(viewer: Staff) -> Json:
    return {"id": str(viewer.pk), "name": viewer.name, "language": viewer.language, "county": settings.COUNTY_NAME}


def _paths(viewer: Actor) -> list[str]:
    """The viewer's own areas; of a post at the county none, since a county does not go into a pocket."""
    return sorted({post.area_path for post in viewer.posts_held() if post.town_id is not None})


def _within(viewer: Actor, lookup: str) -> Q:
    found = Q(pk__in=[])
    for path in _paths(viewer):
        found |= Q(**{f"{lookup}__below": path})
    return found


def _homes(viewer: Actor) -> QuerySet[Household]:
    if not holds(viewer, READ_RESIDENTS):
        return Household.objects.none()
    found = households(viewer).filter(_within(viewer, "area_path")).order_by("number", "pk")
    return found.prefetch_related("residents")


def _areas(viewer: Actor) -> QuerySet[Area]:
    """Own areas, what lies in them, and what they lie in; the deepest last."""
    above = {path[: end + 1] for path in _paths(viewer) for end, letter in enumerate(path) if letter == "/"}
    return (
        Area.objects.filter(_within(viewer, "path") | Q(path__in=above))
        .filter(existing_on(clock.today()))
        .order_by("path")
    )


def _area(area: Area) -> Json:
    return {
        "id": str(area.pk), "name": area.name, "level": area.level, "path": area.path, "lat": area.lat, "lon": area.lon,
        "polygon": _simpler(json.dumps(area.polygon)) if area.polygon and area.level != Area.Level.COUNTY else None,
    }  # fmt: skip


@lru_cache(maxsize=2000)
def _simpler(polygon: str) -> Json:
    """The border as a phone needs it."""
    drawn = shape(json.loads(polygon)).simplify(SIMPLER, preserve_topology=True)
    found: Json = json.loads(to_geojson(drawn))
    return found


def _cases(viewer: Staff) -> list[Case]:
    """What waits for the viewer, then what they reported or handle, then what is open in their grids."""
    waiting = list(with_what_verbs_ask(cases_waiting(viewer))[:MOST_CASES])
    own = Q(first_contact=viewer) | Q(handler=viewer) | _within(viewer, "area_path")
    others = visible(Case, viewer, READ).filter(own).exclude(state__in=OVER).select_related(*RELATED)
    more = with_what_verbs_ask(others.order_by("-reported_at", "-id"))[:MOST_CASES]
    known = {case.pk: case for case in (*more, *waiting)}
    for case in waiting:
        case.waits = True  # type: ignore[attr-defined]  # for the list's order on the phone
    return sorted(
        known.values(),
        key=lambda case: (not hasattr(case, "waits"), case.due_at is None, case.due_at or case.reported_at),
    )


def _case(viewer: Staff, case: Case) -> Json:
    offers = [one for one in verbs_for(viewer, case) if one.verb in FIELD_VERBS]
    verbs = [{"verb": one.verb, "title": one.title, "asks": list(one.asks), "reason": one.reason} for one in offers]
    return {
        "id": str(case.pk), "number": case.number, "version": case.version, "kind": case.kind, "title": mask_text(case.title),
        "text": mask_text(case.text), "state": case.state, "state_title": str(State(case.state).label),
        "urgency": case.urgency, "place": case.place, "area": str(case.area_id), "area_name": case.area.name,
        "lat": case.lat, "lon": case.lon, "due_at": case.due_at and case.due_at.isoformat(),
        "reported_at": case.reported_at.isoformat(), "waits": hasattr(case, "waits"), "reporter": mask_name(case.reporter_name),
        "phone": mask_phone(case.reporter_phone) if case.reporter_phone else "",
        "office": case.office.name if case.office else "", "place_point": case.place_point_id and str(case.place_point_id),
        "photos": len(case.evidence.all()), "verbs": verbs, "comment": policy_of(Case).allows(viewer, COMMENT, case),
    }  # fmt: skip


def _task(task: Any) -> Json:
    return {
        "id": str(task.pk), "case": str(task.case_id), "title": mask_text(task.title), "number": task.case.number,
        "due_at": task.due_at and task.due_at.isoformat(),
    }  # fmt: skip


def _point(viewer: Staff, point: PlacePoint, open_there: Mapping[Thing, Sequence[SpineSection]]) -> Json:
    return {
        "id": str(point.pk), "version": point.version, "kind": point.kind, "kind_title": point.get_kind_display(),
        "name": point.name, "address": point.address, "area": str(point.area_id), "area_name": point.area.name,
        "lat": point.lat, "lon": point.lon, "risk": point.risk, "risk_title": point.get_risk_display(),
        "warden": point.warden.name if point.warden else "", "edit": POINTS.allows(viewer, EDIT_POINTS, point),
        "open": _sections(open_there.get(Thing(ThingKind.PLACE_POINT, point.pk), ())),
    }  # fmt: skip


def _household(viewer: Staff, home: Household, open_there: Mapping[Thing, Sequence[SpineSection]]) -> Json:
    people = [one for one in home.residents.all() if one.erased_at is None and one.merged_into_id is None]
    head = next((one for one in people if one.is_head), people[0] if people else None)
    needs = sorted({need for one in people for need in one.needs}) if holds(viewer, READ_CARE) else []
    return {
        "id": str(home.pk), "number": home.number, "head": mask_name(head.name) if head else "",
        "address": mask_address(home.address), "area": str(home.area_id), "people": len(people),
        "needs": needs, "lat": home.lat, "lon": home.lon,
        "open": _sections(open_there.get(Thing(ThingKind.HOUSEHOLD, home.pk), ())),
    }  # fmt: skip


def _sections(sections: Iterable[SpineSection]) -> list[Json]:
    return [
        {
            "title": section.title,
            "items": [
                {**asdict(item), "title": mask_text(item.title), "at": item.at.isoformat()} for item in section.items
            ],
        }
        for section in sections
    ]


def _words() -> Json:
    """Choices as people read them, in the viewer's language."""
    return {
        "kinds": [[key, str(label)] for key, label in CaseKind.choices],
        "urgencies": [[key, str(label)] for key, label in Urgency.choices],
        "outcomes": [[key, str(label)] for key, label in Outcome.choices],
        "risks": [[key, str(label)] for key, label in PlacePoint.Risk.choices],
    }
