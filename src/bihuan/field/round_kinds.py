"""What is done on the round: checks of points, patrols, visits to households, the work of a campaign's day."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from pydantic import Field

from bihuan.api.v1.base import Latitude, Longitude, Sent
from bihuan.field.case_kinds import Short, Text
from bihuan.field.devices import reckoned
from bihuan.field.kinds import Done, Made, kind
from bihuan.inspections.models import Patrol, PatrolStop, PointCheck, WorkLog
from bihuan.inspections.patrols import services as patrols
from bihuan.inspections.points.recording import Seen, record_check
from bihuan.inspections.registers import CAMPAIGNS, LOGS
from bihuan.kernel import clock
from bihuan.kernel.errors import Invalid, NotFound
from bihuan.kernel.positions import position_of
from bihuan.orgs.models import Household, PlacePoint, Resident
from bihuan.orgs.registers.rows import Registered
from bihuan.orgs.selectors import households, place_points
from bihuan.visits.models import HouseholdVisit
from bihuan.visits.services import record_visit

People = Annotated[int, Field(ge=0, le=5000)]
LATEST_FIX = 4_102_444_800_000  # the year 2100, in milliseconds


def _point(made: Made, point_id: UUID) -> PlacePoint:
    found = place_points(made.actor).filter(pk=point_id).first()
    if found is None:
        raise NotFound(_("没有找到这个部位,可能已注销或不在您的辖区。"))
    return found


def _household(made: Made, household_id: UUID) -> Household:
    found = households(made.actor).filter(pk=household_id).first()
    if found is None:
        raise NotFound(_("没有找到这一户,可能不在您的辖区。"))
    return found


def _done(row: Registered, label: str, answer: Mapping[str, Any], thing: PlacePoint | Household | None = None) -> Done:
    spot = position_of(thing.lat, thing.lon) if thing is not None else None
    said = {"id": str(row.pk), **answer}
    return Done(said, row.pk, label[:120], row.town_id, row.area_id, row.area_path, spot)


# --- checks of points ------------------------------------------------------------------------------------------------


class Look(Sent):
    """What was seen of one item."""

    result: PointCheck.Result
    remark: Short = ""


class Check(Sent):
    """A look at a place point; items not named are in order."""

    point: UUID
    seen: dict[Annotated[str, Field(max_length=20)], Look] = Field(default_factory=dict, max_length=60)
    remark: Text = ""


@kind("check", gettext_lazy("检查"), Check)
def check(made: Made, sent: Check) -> Done:
    """The check under the record's own id: tasks owed there are done, a gap becomes a hazard once."""
    seen = {code: Seen(one.result, one.remark) for code, one in sent.seen.items()}
    where = made.position
    row = record_check(
        actor=made.actor, point_id=sent.point, seen=seen, remark=sent.remark, at=made.at, check_id=made.id,
        lat=where.lat if where else None, lon=where.lon if where else None,
    )  # fmt: skip
    case = row.case or row.known
    answer = {
        "findings": row.findings,
        "number": case.number if case is not None else "",
        "new": row.case_id is not None,
    }
    return _done(row, row.point.name, answer, row.point)


# --- patrols ---------------------------------------------------------------------------------------------------------

FixSent = tuple[Annotated[int, Field(gt=0, lt=LATEST_FIX)], Latitude, Longitude, Annotated[float, Field(ge=0, le=1e7)]]


class Walk(Sent):
    """A step of a patrol: it begins, positions on the way, a check-in, its end.

    The record that begins it gives the patrol its id. `fixes` are [milliseconds since 1970 by the phone's clock, latitude,
    longitude (WGS-84), accuracy in metres].
    """

    step: Literal["open", "track", "stop", "close"]
    patrol: UUID | None = None
    area: UUID | None = None
    route: Short = ""
    point: UUID | None = None
    household: UUID | None = None
    remark: Short = ""
    fixes: list[FixSent] = Field(default_factory=list, max_length=patrols.MOST_AT_ONCE)


def _open(made: Made, sent: Walk) -> Done:
    if sent.area is None:
        raise Invalid(_("请选择网格。"), field="area", code="required")
    grid = made.batch.area(sent.area)
    return _walked(patrols.open_patrol(actor=made.actor, grid=grid, route=sent.route, patrol_id=made.id, at=made.at))


def _track(made: Made, sent: Walk) -> Done:
    fixes = [
        patrols.Fix(reckoned(datetime.fromtimestamp(at / 1000, UTC), made.skew, made.at_server), lat, lon, accuracy)
        for at, lat, lon, accuracy in sent.fixes
    ]
    patrol_id = _patrol_id(sent)
    kept = patrols.add_positions(actor=made.actor, patrol_id=patrol_id, fixes=fixes)
    return _walked(Patrol.objects.select_related("area").get(pk=patrol_id), kept=kept)


def _stop(made: Made, sent: Walk) -> Done:
    stop = patrols.check_in(
        actor=made.actor, patrol_id=_patrol_id(sent), at=made.at, stop_id=made.id, remark=sent.remark,
        point=_point(made, sent.point) if sent.point else None,
        household=_household(made, sent.household) if sent.household else None,
        lat=made.position.lat if made.position else None, lon=made.position.lon if made.position else None,
    )  # fmt: skip
    return _checked_in(stop)


def _close(made: Made, sent: Walk) -> Done:
    done = patrols.close_patrol(actor=made.actor, patrol_id=_patrol_id(sent), remark=sent.remark, at=made.at)
    return _walked(done, metres=done.metres)


_WALK: dict[str, Callable[[Made, Walk], Done]] = {"open": _open, "track": _track, "stop": _stop, "close": _close}


@kind("patrol", gettext_lazy("巡查"), Walk)
def walk(made: Made, sent: Walk) -> Done:
    """One step of the person's own patrol; a track is taken between its beginning and its end alone."""
    return _WALK[sent.step](made, sent)


def _patrol_id(sent: Walk) -> UUID:
    if sent.patrol is None:
        raise Invalid(_("没有说明是哪次巡查,请更新数据后重试。"), field="patrol", code="required")
    return sent.patrol


def _walked(patrol: Patrol, **answer: int) -> Done:
    return Done(
        {"id": str(patrol.pk), "opened_at": patrol.opened_at.isoformat(), **answer},
        patrol.pk, patrol.area.name, patrol.town_id, patrol.area_id, patrol.area_path,
    )  # fmt: skip


def _checked_in(stop: PatrolStop) -> Done:
    thing = stop.point or stop.household
    assert thing is not None  # the table holds it
    spot = position_of(thing.lat, thing.lon)
    answer = {"id": str(stop.pk), "distance": stop.distance}
    return Done(answer, stop.patrol_id, str(thing)[:120], stop.town_id, stop.area_id, stop.area_path, spot)


# --- visits to households ----------------------------------------------------------------------------------------------


class Visit(Sent):
    """A visit: what was heard, what was noticed, and what is to become of it."""

    household: UUID
    heard: Annotated[str, Field(max_length=2000)]
    met: Annotated[str, Field(max_length=40)] = ""
    way: HouseholdVisit.Way = HouseholdVisit.Way.HOME
    cares: list[Resident.Need] = Field(default_factory=list, max_length=20)
    onward: Literal["", "case", "matter"] = ""


@kind("visit", gettext_lazy("走访"), Visit)
def visit(made: Made, sent: Visit) -> Done:
    """The visit under the record's own id, on the day on which it was paid."""
    home = _household(made, sent.household)
    values = {
        "household": home, "visited_on": clock.local(made.at).date(), "visitor": made.actor, "way": sent.way,
        "met": sent.met, "heard": sent.heard,
    }  # fmt: skip
    row = record_visit(actor=made.actor, values=values, cares=sent.cares, onward=sent.onward, pk=made.id)
    number = row.case.number if row.case is not None else ""
    return _done(row, _("%(household)s 户") % {"household": home.number}, {"number": number}, home)


# --- the work of a campaign's day ------------------------------------------------------------------------------------


class Work(Sent):
    """A day's work of a village for a campaign, one kind of spot."""

    campaign: UUID
    area: UUID
    kind: WorkLog.Kind = WorkLog.Kind.CORNERS
    welfare: People = 0
    volunteers: People = 0
    members: People = 0
    cadres: People = 0
    others: People = 0
    machine_shifts: People = 0
    truck_runs: People = 0
    spots_cleared: People = 0
    river_spots: People = 0
    road_spots: People = 0
    yard_spots: People = 0
    field_spots: People = 0
    remark: Annotated[str, Field(max_length=200)] = ""


@kind("work_log", gettext_lazy("工作日志"), Work)
def work(made: Made, sent: Work) -> Done:
    """The day's log under the record's own id."""
    campaign = CAMPAIGNS.rows(made.actor).filter(pk=sent.campaign).first()
    if campaign is None:
        raise NotFound(_("没有找到这项行动,可能已作废或不在您的辖区。"))
    said = sent.model_dump(exclude={"campaign", "area"})
    values = {
        **said, "campaign": campaign, "area": made.batch.area(sent.area), "day": clock.local(made.at).date(),
    }  # fmt: skip
    row = LOGS.add(actor=made.actor, values=values, pk=made.id)
    return _done(row, campaign.name, {"person_times": row.person_times})
