"""Open or recent cases that may be the same matter: by phone, by nearness, by text, by place; looked for while typing."""

from dataclasses import dataclass, field
from math import cos, radians
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from bihuan.cases.models import Case, State
from bihuan.cases.policies import READ
from bihuan.cases.selectors.apart import without_apart
from bihuan.cases.selectors.history import ids_of, phone_index
from bihuan.cases.thinking.alike import Looked, look, still_matters
from bihuan.kernel import clock
from bihuan.kernel.positions import Position, metres_between
from bihuan.platform.actors import Actor
from bihuan.platform.policies import visible
from bihuan.triage import Alike
from bihuan.triage import Matter as Words

NEAR_METRES = 300.0
METRES_A_DEGREE = 111_195.0
SAME_TEXT = 0.45  # the library's score of two texts that say the same
ALIKE, ALIKE_IN_ISSUE = 0.16, 0.1  # from which a text is called alike; less is enough where both name one issue
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
    title: str = ""

    @classmethod
    def of(cls, case: Case) -> "Draft":
        return cls(
            case.text, case.kind, case.town_id, case.area_path, case.place, case.reporter_phone,
            case.lat, case.lon, case.household_id, case.place_point_id, case.pk, case.title,
        )  # fmt: skip


@dataclass(slots=True)
class Similar:
    """A case that may be the same, 0 to 1, and why one thinks so."""

    case: Case
    score: float = 0.0
    reasons: list[str] = field(default_factory=list)


def similar_open_cases(viewer: Actor, draft: Draft) -> list[Similar]:
    """At most eight, likeliest first; three queries whatever is typed, once the town's index stands (see thinking.alike)."""
    looked = _look(draft)
    texts = {UUID(one.id): one for one in looked.texts if one.score >= (ALIKE_IN_ISSUE if one.issues else ALIKE)}
    ids = [*texts, *looked.near, *ids_of(_tied(draft))]
    found = [_judge(case, draft, texts.get(case.pk)) for case in _recent(viewer, draft).filter(pk__in=ids)]
    likely = [one for one in found if one.score > 0]
    return sorted(likely, key=lambda one: (-one.score, -one.case.reported_at.timestamp()))[:SHOWN]


def _look(draft: Draft) -> Looked:
    """The cases of the town alike in text or near by."""
    text = f"{draft.title}\n{draft.text}".strip()
    if draft.town_id is None:
        return Looked()
    words = Words(text, draft.title) if len(text) > 1 else None
    return look(draft.town_id, words, place=draft.place, box=_box(draft))


def _box(draft: Draft) -> tuple[float, float, float, float] | None:
    """What lies within NEAR_METRES, a little more at the corners."""
    if draft.lat is None or draft.lon is None:
        return None
    up = NEAR_METRES / METRES_A_DEGREE
    aside = up / max(0.1, cos(radians(draft.lat)))
    return draft.lat - up, draft.lat + up, draft.lon - aside, draft.lon + aside


def _recent(viewer: Actor, draft: Draft) -> QuerySet[Case]:
    found = visible(Case, viewer, READ).filter(still_matters(clock.now()))
    found = found.exclude(state__in=[State.VOIDED, State.DECLINED])
    if draft.town_id is not None:
        found = found.filter(town_id=draft.town_id)
    if draft.case_id is not None:
        found = without_apart(found.exclude(pk=draft.case_id), draft.case_id)
    return found.select_related("area", "office")


def _tied(draft: Draft) -> list[Q]:
    """By the same telephone, household or place point."""
    ties = []
    if phone := phone_index(draft.phone):
        ties.append(Q(reporter_phone_index=phone))
    if draft.household_id is not None:
        ties.append(Q(household_id=draft.household_id))
    if draft.place_point_id is not None:
        ties.append(Q(place_point_id=draft.place_point_id))
    return ties


def _judge(case: Case, draft: Draft, text: Alike | None) -> Similar:
    one = Similar(case)
    _same_person(one, draft)
    _same_place(one, draft)
    if text is not None:
        likeness = min(1.0, text.score / SAME_TEXT)
        one.score += 0.6 * likeness
        said = {"share": round(likeness * 100), "issues": _("、").join(text.issues[:2])}
        one.reasons.append(
            _("内容相似%(share)d%%(%(issues)s)") % said if text.issues else _("内容相似%(share)d%%") % said
        )
    elif one.score and draft.kind and draft.kind != case.kind:
        one.score *= 0.6
    one.score = round(min(1.0, one.score), 2)
    return one


def _same_person(one: Similar, draft: Draft) -> None:
    phone = phone_index(draft.phone)
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
