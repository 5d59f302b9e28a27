"""What a phone takes along for the round: the day's tasks, checklists, kit, patrols, who nobody has seen, campaigns under way."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db.models import Max, Q

from bihuan.field.models import FieldReceipt
from bihuan.inspections.models import Kit, Patrol, PointTask, WorkLog
from bihuan.inspections.patrols.coverage import last_seen
from bihuan.inspections.patrols.services import patrol_hours
from bihuan.inspections.points.checklists import CHECKLISTS
from bihuan.inspections.points.policies import CHECK, CHECKS, PATROLS, WALK
from bihuan.inspections.points.registers import KIT
from bihuan.inspections.points.selectors import at_point, owed_on
from bihuan.inspections.policies import KEEP_LOGS
from bihuan.inspections.registers import CAMPAIGNS, LOGS
from bihuan.kernel import clock
from bihuan.orgs.models import Area, Household, PlacePoint, Resident, Staff
from bihuan.platform.policies import holds
from bihuan.visits.household_registers import VISITS
from bihuan.visits.models import HouseholdVisit
from bihuan.visits.planning import due
from bihuan.visits.policies import KEEP_CARE, KEEP_VISITS

Json = dict[str, Any]
MOST_DUTIES, MOST_CAMPAIGNS = 200, 20
OVER = (PointTask.State.DONE, PointTask.State.LATE)


def rounds(
    viewer: Staff,
    *,
    where: Q,
    areas: Sequence[Area],
    points: Sequence[PlacePoint],
    homes: Sequence[Household],
) -> Json:
    """The packet's part of the round; `where` narrows rows with an `area_path` to the viewer's own areas.

    Points and households are told more of by their ids ("at_points", "at_homes"). A fixed number of queries.
    """
    seen = last_seen(viewer, where, clock.now() + timedelta(minutes=1))
    return {
        "duties": _duties(viewer, {point.pk for point in points}),
        "at_points": _at_points(viewer, points, seen),
        "at_homes": _at_homes(viewer, homes, where, seen),
        "checklists": {kind: [[one.code, str(one.title)] for one in items] for kind, items in CHECKLISTS.items()},
        "patrol": _patrol(viewer, areas),
        "campaigns": _campaigns(viewer, areas),
        "care": holds(viewer, KEEP_CARE),
        "round_words": {
            "needs": [[key, str(label)] for key, label in Resident.Need.choices],
            "ways": [[key, str(label)] for key, label in HouseholdVisit.Way.choices],
            "work": [[key, str(label)] for key, label in WorkLog.Kind.choices],
        },
    }


def _duties(viewer: Staff, known: set[UUID]) -> list[Json]:
    """The checks owed today: the viewer's own, and those of the viewer's own grids that he or she may make."""
    return [
        {
            "id": str(one.task.pk), "point": str(one.task.point_id), "name": one.task.point.name,
            "kind": one.task.point.kind, "why": one.task.why, "weather": one.task.reason == PointTask.Reason.WEATHER,
            "day": one.task.day.isoformat(), "done": one.task.state in OVER, "own": one.task.warden_id == viewer.pk,
        }
        for one in owed_on(viewer, clock.today(), own=False)[:MOST_DUTIES]
        if one.mine and one.task.point_id in known
    ]  # fmt: skip


def _at_points(viewer: Staff, points: Sequence[PlacePoint], seen: dict[UUID, Any]) -> dict[str, Json]:
    kits: dict[UUID, list[Kit]] = {}
    for kit in KIT.rows(viewer).filter(point__in=[one.pk for one in points], removed_on=None).order_by("expires_on"):
        kits.setdefault(kit.point_id, []).append(kit)
    return {
        str(point.pk): {
            "seen": _day(seen.get(point.pk)),
            "check": CHECKS.allows(viewer, CHECK, at_point(point)),
            "kit": [
                {"title": str(one), "spot": one.spot, "until": _iso(one.expires_on), "gap": one.gap}
                for one in kits.get(point.pk, ())
            ],
        }
        for point in points
    }


def _at_homes(viewer: Staff, homes: Sequence[Household], where: Q, seen: dict[UUID, Any]) -> dict[str, Json]:
    """When somebody last visited or came by, and after how many days the next visit is due."""
    rows = VISITS.rows(viewer).filter(where).order_by().values_list("household_id").annotate(last=Max("visited_on"))
    visited, today = dict(rows), clock.today()
    found = {}
    for home in homes:
        needs = {need for one in home.residents.all() if one.erased_at is None for need in one.needs}
        next_one = due(visited.get(home.pk), needs, today)
        found[str(home.pk)] = {
            "visited": _iso(visited.get(home.pk)), "seen": _day(seen.get(home.pk)), "every": next_one.every,
            "due": next_one.now, "visit": VISITS.policy.allows(viewer, KEEP_VISITS, _visit_to(home, viewer)),
        }  # fmt: skip
    return found


def _visit_to(home: Household, viewer: Staff) -> HouseholdVisit:
    visit = HouseholdVisit(household=home, visitor_id=viewer.pk)
    visit.lie_at_home()
    return visit


def _patrol(viewer: Staff, areas: Sequence[Area]) -> Json:
    """The hours, where the viewer may walk, and the patrol that the server has as open."""
    first, last = patrol_hours()
    open_one = Patrol.objects.filter(by=viewer, closed_at=None).first()
    by_phone = open_one is not None and FieldReceipt.objects.filter(pk=open_one.pk).exists()
    return {
        "hours": [f"{first:%H:%M}", f"{last:%H:%M}"],
        "grids": [
            str(one.pk)
            for one in areas
            if one.level in (Area.Level.GRID, Area.Level.VILLAGE) and PATROLS.allows(viewer, WALK, _walk_in(one, viewer))
        ],
        "open": {
            "id": str(open_one.pk), "area": str(open_one.area_id), "at": open_one.opened_at.isoformat(), "phone": by_phone,
        } if open_one is not None else None,
    }  # fmt: skip


def _walk_in(area: Area, viewer: Staff) -> Patrol:
    assert area.town_id is not None  # it lies below the county
    return Patrol(area=area, area_path=area.path, town_id=area.town_id, by_id=viewer.pk)


def _campaigns(viewer: Staff, areas: Sequence[Area]) -> list[Json]:
    """The campaigns of today for which the viewer keeps the log of an area."""
    mine = [one for one in areas if one.level in (Area.Level.GRID, Area.Level.VILLAGE)]
    kept = [one for one in mine if LOGS.policy.allows(viewer, KEEP_LOGS, _log_of(one))]
    if not kept:
        return []
    today = clock.today()
    found = []
    rows = CAMPAIGNS.rows(viewer).filter(from_on__lte=today, to_on__gte=today).order_by("to_on", "pk")
    for campaign in rows.prefetch_related("villages__village")[:MOST_CAMPAIGNS]:
        named = tuple(one.village.path for one in campaign.villages.all() if one.voided_at is None)
        around = named or (campaign.area_path,)
        where = [str(one.pk) for one in kept if one.path.startswith(around)]
        if where:
            found.append(
                {
                    "id": str(campaign.pk),
                    "name": campaign.name,
                    "goal": campaign.goal,
                    "areas": where,
                    "until": campaign.to_on.isoformat(),
                }
            )
    return found


def _log_of(area: Area) -> WorkLog:
    assert area.town_id is not None  # it lies below the county
    return WorkLog(area=area, area_path=area.path, town_id=area.town_id)


def _day(moment: Any) -> str | None:
    return clock.local(moment).date().isoformat() if moment is not None else None


def _iso(day: Any) -> str | None:
    return day.isoformat() if day is not None else None
