"""A patrol: opened, walked, stopped on the way, closed. Its track is taken only in between, thinned, and deleted in time.

Nothing here knows where anybody is outside a patrol that this person opened and has not closed: positions of other times,
and of other hours than those of `settings.PATROL_HOURS`, are dropped before they are stored. A phone without a signal brings
in late what happened in time: that is why opening, check-ins and closing may say when they were (`at`).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from itertools import pairwise
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from bihuan.inspections.models import Patrol, PatrolPosition, PatrolStop, PointCheck
from bihuan.inspections.patrols.thinning import kept
from bihuan.inspections.points.policies import PATROLS, WALK
from bihuan.kernel import clock
from bihuan.kernel.errors import Conflict, Invalid, NotAllowed, NotFound, WrongState
from bihuan.kernel.positions import Position, in_china, metres_between, position_of
from bihuan.orgs.models import Area, Household, PlacePoint
from bihuan.orgs.services.checks import Faults
from bihuan.platform.actors import SYSTEM, Actor
from bihuan.platform.change import change, create, guards

LEAST_METRES, LEAST_TIME = 20.0, timedelta(minutes=2)  # nearer and sooner than both, a position says nothing new
MOST_AT_ONCE = 2000
MOST_ACCURACY = 100.0  # metres; what is vaguer is no position
CLOCK_SLIP = timedelta(minutes=10)
OLDEST = timedelta(days=14)  # what a phone may bring in late


@dataclass(frozen=True, slots=True)
class Fix:
    """One position of a phone: WGS-84 degrees, `accuracy` in metres."""

    at: datetime
    lat: float
    lon: float
    accuracy: float = 0.0


def patrol_hours() -> tuple[time, time]:
    """From when to when (local) a patrol may be open."""
    first, _dash, last = settings.PATROL_HOURS.partition("-")
    return time.fromisoformat(first.strip()), time.fromisoformat(last.strip())


def within_hours(moment: datetime) -> bool:
    """Whether tracks may be taken at an instant."""
    first, last = patrol_hours()
    return first <= clock.local(moment).time() <= last


_VERBS = {"open", "close", "forget", "end"}


@guards(Patrol)
def guard_patrol(patrol: Patrol, actor: Actor, verb: str) -> None:
    """Only whoever walks opens, tracks and closes; the clock ends what was left open and forgets the track."""
    if verb not in _VERBS:
        raise WrongState(_("网格巡查没有“%(verb)s”这个操作。") % {"verb": verb})
    if actor is SYSTEM:
        return
    if verb == "forget" or patrol.by_id != actor.actor_id:
        raise NotAllowed(_("只有巡查人本人可以操作自己的巡查。"))
    PATROLS.check(actor, WALK, patrol)


@guards(PatrolStop)
def guard_stop(stop: PatrolStop, actor: Actor, verb: str) -> None:
    """Whoever walks checks in, nobody corrects it afterwards."""
    if verb != "check_in":
        raise WrongState(_("巡查签到不能修改。"))
    guard_patrol(stop.patrol, actor, "close")


def open_patrol(
    *, actor: Actor, grid: Area, route: str = "", patrol_id: UUID | None = None, at: datetime | None = None
) -> Patrol:
    """Begin to walk through a grid (`at` when a phone brings it in late). Sending the same `patrol_id` again gives the
    same patrol.

    Raises:
        NotAllowed: the grid is not the actor's.
        WrongState: outside the hours of patrols.
        Conflict: another patrol of the actor is open, or the id is somebody else's.
        Invalid: no grid, or longer ago than `OLDEST`.
    """
    faults, now = Faults(), _moment(at)
    route = faults.text("route", route, _("路线"), most=200)
    if grid.town_id is None:
        faults.add("grid", _("请选择网格。"), "required")
    faults.stop()
    assert grid.town_id is not None and actor.actor_id is not None
    known = Patrol.objects.filter(pk=patrol_id).first() if patrol_id else None
    if known is not None:
        if known.by_id != actor.actor_id:
            raise Conflict(_("这个编号的巡查已经登记过。"), field="id", code="same_id_other_content")
        return known
    if not within_hours(now):
        first, last = patrol_hours()
        raise WrongState(
            _("现在不是巡查时间(%(first)s—%(last)s),系统不采集轨迹;请在巡查时间内开始。")
            % {"first": f"{first:%H:%M}", "last": f"{last:%H:%M}"}
        )
    patrol = Patrol(
        by_id=actor.actor_id, opened_at=now, route=route, area=grid, area_path=grid.path, town_id=grid.town_id
    )
    if patrol_id:
        patrol.pk = patrol_id
    if Patrol.objects.filter(by=actor.actor_id, closed_at=None).exists():
        raise Conflict(_("您还有一次巡查没有结束,请先结束。"), field="grid", code="open_already")
    return create(patrol, actor=actor, verb="open")


def _moment(at: datetime | None) -> datetime:
    """When it happened: now, or what a phone says of the days before; never later than now.

    Raises:
        Invalid: too long ago.
    """
    now = clock.now()
    if at is not None and at < now - OLDEST:
        raise Invalid(_("这次巡查已经超过 %(days)d 天,不能再补传。") % {"days": OLDEST.days}, field="at", code="date")
    return now if at is None else min(at, now)


def add_positions(*, actor: Actor, patrol_id: UUID, fixes: Sequence[Fix]) -> int:
    """Keep what a phone took on the way; says how many positions were kept of those sent.

    Dropped without a word: positions before the patrol or after it, outside the hours, outside China, vaguer than
    MOST_ACCURACY, and those that say nothing new. Sending some again keeps them once. Of a patrol that is over, what
    was taken while it was open still comes in, until its track is deleted.

    Raises:
        NotFound; NotAllowed: somebody else's patrol; WrongState: it is over, and nothing of it is from its time, or its
        track is deleted; Invalid: more than MOST_AT_ONCE.
    """
    if len(fixes) > MOST_AT_ONCE:
        raise Invalid(_("一次最多上传 %(most)d 个位置。") % {"most": MOST_AT_ONCE}, field="fixes", code="too_many")
    with transaction.atomic():
        patrol = _own_one(actor, patrol_id)
        first = min((fix.at for fix in fixes), default=clock.now())
        until = _over_at(patrol, first)
        before = PatrolPosition.objects.filter(patrol=patrol).order_by("-at")
        last = (before.filter(at__lt=first) if patrol.closed_at is not None else before).first()
        new = _worth_keeping(patrol, fixes, last, until)
        PatrolPosition.objects.bulk_create(new, ignore_conflicts=True, batch_size=500)
        if new and patrol.closed_at is not None:
            with change(Patrol, patrol.pk, actor=actor, verb="close") as over:
                _end(over, patrol.closed_at)
    return len(new)


def _own_one(actor: Actor, patrol_id: UUID) -> Patrol:
    """The actor's patrol, locked: whatever is sent of it twice at once waits."""
    patrol = Patrol.objects.select_for_update(of=("self",)).filter(pk=patrol_id).first()
    if patrol is None:
        raise NotFound(_("没有找到这次巡查。"))
    guard_patrol(patrol, actor, "close")
    return patrol


def _over_at(patrol: Patrol, moment: datetime) -> datetime:
    """Until when something of the patrol can be from; `moment` is when the first thing that is brought was.

    Raises:
        WrongState: it was over by then, or its track is deleted.
    """
    if patrol.closed_at is None:
        return clock.now() + CLOCK_SLIP
    if patrol.forgotten_on is not None or moment > patrol.closed_at:
        raise WrongState(_("这次巡查已经结束,不再采集轨迹。"))
    return patrol.closed_at


def _worth_keeping(
    patrol: Patrol, fixes: Sequence[Fix], last: PatrolPosition | None, latest: datetime
) -> list[PatrolPosition]:
    found: list[PatrolPosition] = []
    for fix in sorted(fixes, key=lambda one: one.at):
        if not patrol.opened_at <= fix.at <= latest or not within_hours(fix.at):
            continue
        if not in_china(fix.lat, fix.lon) or not 0 <= fix.accuracy <= MOST_ACCURACY:
            continue
        if last is not None:
            moved = metres_between(Position(last.lat, last.lon), Position(fix.lat, fix.lon))
            if fix.at <= last.at or (moved < LEAST_METRES and fix.at - last.at < LEAST_TIME):
                continue
        last = PatrolPosition(patrol=patrol, at=fix.at, lat=round(fix.lat, 6), lon=round(fix.lon, 6))
        found.append(last)
    return found


def check_in(
    *,
    actor: Actor,
    patrol_id: UUID,
    point: PlacePoint | None = None,
    household: Household | None = None,
    lat: float | None = None,
    lon: float | None = None,
    remark: str = "",
    check: PointCheck | None = None,
    stop_id: UUID | None = None,
    at: datetime | None = None,
) -> PatrolStop:
    """Be at a point or a household on the way (`at` when a phone brings it in late). Sending the same `stop_id` again
    gives the same check-in.

    Raises:
        Invalid: neither or both; a thing outside the grid's own village; a position that cannot be.
        NotAllowed: somebody else's patrol; WrongState: it was over by then.
    """
    faults, moment = Faults(), _moment(at)
    remark = faults.text("remark", remark, _("情况"), most=200)
    faults.position(lat, lon)
    thing: PlacePoint | Household | None = point or household
    if thing is None or (point is not None and household is not None):
        faults.add("point", _("请选择一处部位或一户。"), "required")
    faults.stop()
    assert thing is not None
    with transaction.atomic():
        patrol = _own_one(actor, patrol_id)
        known = PatrolStop.objects.filter(pk=stop_id, patrol=patrol).first() if stop_id else None
        if known is not None:
            return known
        _over_at(patrol, moment)
        if not thing.area_path.startswith(patrol.area_path):
            raise Invalid(_("“%(thing)s”不在这次巡查的网格里。") % {"thing": thing}, field="point", code="other_grid")
        stop = PatrolStop(
            patrol=patrol, at=max(moment, patrol.opened_at), point=point, household=household, remark=remark, check_made=check,
            area_id=thing.area_id, area_path=thing.area_path, town_id=thing.town_id,
        )  # fmt: skip
        if stop_id:
            stop.pk = stop_id
        here, there = position_of(lat, lon), position_of(thing.lat, thing.lon)
        if here is not None and there is not None:
            stop.distance = round(metres_between(here, there))
        return create(stop, actor=actor, verb="check_in")


def close_patrol(
    *, actor: Actor, patrol_id: UUID, remark: str = "", seen: int | None = None, at: datetime | None = None
) -> Patrol:
    """The walk is over: its length is written down, its track thinned to what draws it.

    With `at` a phone says late when it was over; that holds against the end of the hours, at which the clock ended it,
    when it was earlier.

    Raises:
        WrongState: it is over already, and no `at` is given.
    """
    faults, moment = Faults(), _moment(at)
    remark = faults.text("remark", remark, _("说明"), most=200)
    faults.stop()
    with change(Patrol, patrol_id, actor=actor, verb="close", seen=seen) as patrol:
        if patrol.closed_at is not None and at is None:
            raise WrongState(_("这次巡查已经结束。"))
        patrol.remark = remark or patrol.remark
        if patrol.closed_at is None or moment < patrol.closed_at:
            _end(patrol, max(moment, patrol.opened_at))
    return patrol


def _end(patrol: Patrol, moment: datetime) -> None:
    track = list(PatrolPosition.objects.filter(patrol=patrol).order_by("at"))
    line = [Position(one.lat, one.lon) for one in track]
    patrol.closed_at = moment
    patrol.metres = round(sum(metres_between(a, b) for a, b in pairwise(line)))
    needed = set(kept(line))
    PatrolPosition.objects.filter(pk__in=[one.pk for at, one in enumerate(track) if at not in needed]).delete()


def end_forgotten(moment: datetime) -> int:
    """Close the patrols that were left open when the hours ended; says how many."""
    ended = 0
    open_still = Patrol.objects.filter(closed_at=None).values_list("pk", "opened_at")
    for key, opened in open_still:
        last = datetime.combine(clock.local(opened).date(), patrol_hours()[1], tzinfo=clock.LOCAL_ZONE)
        if moment < last:
            continue
        with change(Patrol, key, actor=SYSTEM, verb="end") as patrol:
            if patrol.closed_at is None:
                patrol.remark = patrol.remark or _("超过巡查时间,系统自动结束")
                _end(patrol, max(last, patrol.opened_at))
                ended += 1
    return ended


def forget_tracks(moment: datetime) -> int:
    """Delete the positions of patrols that ended longer ago than `settings.TRACK_DAYS`; says of how many patrols.

    What stays is that the patrol took place, how long it was, and where it stopped.
    """
    limit = moment - timedelta(days=settings.TRACK_DAYS)
    old = Patrol.objects.filter(closed_at__lt=limit, forgotten_on=None).values_list("pk", flat=True)
    keys = list(old[:500])
    for key in keys:
        with change(Patrol, key, actor=SYSTEM, verb="forget") as patrol:
            PatrolPosition.objects.filter(patrol=patrol).delete()
            patrol.forgotten_on = clock.local(moment).date()
    return len(keys)
