"""Open or recent cases that may be the same matter: by phone, by nearness, by text, by place; looked for while typing."""

import itertools
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from math import cos, radians
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from bihuan.cases.models import Case, State
from bihuan.cases.policies import READ
from bihuan.kernel import clock
from bihuan.kernel.positions import Position, metres_between
from bihuan.kernel.reading import read_phone
from bihuan.kernel.reading.outcome import ReadingError
from bihuan.platform.actors import Actor
from bihuan.platform.crypto import blind
from bihuan.platform.policies import visible

WITHIN = timedelta(days=90)
NEAR_METRES = 300.0
METRES_A_DEGREE = 111_195.0
POOL = 400  # newest cases of the town whose text is compared
ALIKE = 0.45
SHOWN = 8


@dataclass(frozen=True, slots=True)
class Draft:
    """What is typed so far; `town_id` bounds the search, `case_id` leaves a stored case itself out."""

    text: str = ""
    kind: str = ""
    town_id: UUID | None = None
    area_path: str = ""
    place: str = ""
    phone: str = ""
    lat: float | None = None
    lon: float | None = None
    household_id: UUID | None = None
    place_point_id: UUID | None = None
    case_id: UUID | None = None

    @classmethod
    def of(cls, case: Case) -> "Draft":
        return cls(
            f"{case.title} {case.text}", case.kind, case.town_id, case.area_path, case.place, case.reporter_phone,
            case.lat, case.lon, case.household_id, case.place_point_id, case.pk,
        )  # fmt: skip


@dataclass(slots=True)
class Similar:
    """A case that may be the same, 0 to 1, and why one thinks so."""

    case: Case
    score: float = 0.0
    reasons: list[str] = field(default_factory=list)


def similar_open_cases(viewer: Actor, draft: Draft) -> list[Similar]:
    """At most eight, likeliest first; two queries whatever is typed."""
    recent = _recent(viewer, draft)
    nearest = list(recent.filter(_tied(draft)).order_by("-reported_at")[:100])
    pool = list(recent.order_by("-reported_at")[:POOL]) if _pairs(draft.text) else []
    found: dict[UUID, Similar] = {}
    wanted = _pairs(draft.text)
    for case in [*nearest, *pool]:
        if case.pk not in found:
            one = _judge(case, draft, wanted)
            if one.score > 0:
                found[case.pk] = one
    return sorted(found.values(), key=lambda one: (-one.score, -one.case.reported_at.timestamp()))[:SHOWN]


def _recent(viewer: Actor, draft: Draft) -> QuerySet[Case]:
    since: datetime = clock.now() - WITHIN
    open_or_recent = Q(closed_at=None, reported_at__gte=since - WITHIN * 3) | Q(closed_at__gte=since)
    found = visible(Case, viewer, READ).filter(open_or_recent).exclude(state__in=[State.VOIDED, State.DECLINED])
    if draft.town_id is not None:
        found = found.filter(town_id=draft.town_id)
    if draft.case_id is not None:
        found = found.exclude(pk=draft.case_id)
    return found.select_related("area", "office")


def _tied(draft: Draft) -> Q:
    """By the same telephone, household or place point, or near by."""
    condition = Q(pk__in=[])
    phone = _phone_index(draft.phone)
    if phone:
        condition |= Q(reporter_phone_index=phone)
    if draft.household_id is not None:
        condition |= Q(household_id=draft.household_id)
    if draft.place_point_id is not None:
        condition |= Q(place_point_id=draft.place_point_id)
    if draft.lat is not None and draft.lon is not None:
        up = NEAR_METRES / METRES_A_DEGREE
        aside = up / max(0.1, cos(radians(draft.lat)))
        condition |= Q(lat__range=(draft.lat - up, draft.lat + up), lon__range=(draft.lon - aside, draft.lon + aside))
    return condition


def _phone_index(phone: str) -> str:
    read = read_phone(phone) if phone.strip() else None
    if read is None or isinstance(read, ReadingError) or not read.value:
        return ""
    return blind(read.value, "phone")


def _pairs(text: str) -> frozenset[str]:
    """Neighbouring characters, the measure of likeness for short Chinese texts."""
    plain = "".join(character for character in text if character.isalnum())
    return frozenset(a + b for a, b in itertools.pairwise(plain))


def _judge(case: Case, draft: Draft, wanted: frozenset[str]) -> Similar:
    one = Similar(case)
    _same_person(one, draft)
    _same_place(one, draft)
    theirs = _pairs(f"{case.title} {case.text}")
    likeness = len(wanted & theirs) / max(1, min(len(wanted), len(theirs))) if len(wanted) > 2 else 0.0
    if likeness >= ALIKE:
        one.score += 0.6 * likeness
        one.reasons.append(_("内容相似%(share)d%%") % {"share": round(likeness * 100)})
    elif one.score and draft.kind and draft.kind != case.kind:
        one.score *= 0.6
    one.score = round(min(1.0, one.score), 2)
    return one


def _same_person(one: Similar, draft: Draft) -> None:
    phone = _phone_index(draft.phone)
    if phone and one.case.reporter_phone_index == phone:
        one.score += 0.4
        one.reasons.append(_("同一电话"))
    if draft.household_id is not None and one.case.household_id == draft.household_id:
        one.score += 0.3
        one.reasons.append(_("同一户"))


def _same_place(one: Similar, draft: Draft) -> None:
    case = one.case
    if draft.place_point_id is not None and case.place_point_id == draft.place_point_id:
        one.score += 0.4
        one.reasons.append(_("同一部位"))
    if None not in (draft.lat, draft.lon, case.lat, case.lon):
        assert draft.lat is not None and draft.lon is not None and case.lat is not None and case.lon is not None
        metres = metres_between(Position(draft.lat, draft.lon), Position(case.lat, case.lon))
        if metres <= NEAR_METRES:
            one.score += 0.3 * (1 - metres / NEAR_METRES / 2)
            one.reasons.append(_("相距约%(metres)d米") % {"metres": round(metres)})
    if draft.place and case.place and draft.place == case.place:
        one.score += 0.3
        one.reasons.append(_("同一地点"))
