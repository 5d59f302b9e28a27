"""The leaders' rota: proposed from the week before, published, substituted, held or not held."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from bihuan.kernel import clock
from bihuan.kernel.errors import WrongState
from bihuan.orgs.models import Area, Post, Role, Staff
from bihuan.orgs.services.checks import Faults
from bihuan.platform.actors import Actor
from bihuan.platform.change import change, create_many
from bihuan.visits.events import TurnPublished, TurnSubstituted
from bihuan.visits.models import ReceptionTurn
from bihuan.visits.models.reception import Way
from bihuan.visits.registers import LEADING, ROTA

State = ReceptionTurn.State
WEEK = timedelta(days=7)


def monday_of(day: date) -> date:
    """The Monday of the week of `day`."""
    return day - timedelta(days=day.weekday())


def turns_of_week(area: Area, monday: date) -> list[ReceptionTurn]:
    """The live turns of a town (with its villages) or of the county itself in a week, in order."""
    turns = ReceptionTurn.objects.filter(day__gte=monday, day__lt=monday + WEEK, voided_at=None, town_id=area.town_id)
    return list(turns.select_related("leader", "substitute", "area").order_by("day", "hours", "id"))


def propose_week(*, actor: Actor, area: Area, monday: date) -> list[ReceptionTurn]:
    """Plan a week like the one before: same days, hours and places, each leader followed by the next in turn.

    Raises:
        WrongState: the week has turns already, or the one before has none to go by.
        NotAllowed: `actor` does not plan the rota of the area.
    """
    if turns_of_week(area, monday):
        raise WrongState(_("这一周已经有安排了,可以逐条修改。"))
    before = [turn for turn in turns_of_week(area, monday - WEEK) if turn.way == Way.RECEIVE]
    if not before:
        raise WrongState(_("上一周没有接访安排,不能照着排;请点“加一场”逐条登记。"))
    leaders = leaders_of(area, monday)
    rows: list[dict[str, object]] = [
        {
            "day": turn.day + WEEK,
            "way": Way.RECEIVE,
            "area": turn.area,
            "leader": _following(turn.leader, leaders, len(before)),
            "hours": turn.hours,
            "place": turn.place,
            "topic": turn.topic,
        }
        for turn in before
    ]
    with transaction.atomic():
        return [ROTA.add(actor=actor, values=row) for row in rows]


def leaders_of(area: Area, day: date) -> list[Staff]:
    """Who leads at the town (or county) on `day`: the secretary first, then by post."""
    roles = (Role.COUNTY_LEADER,) if area.town_id is None else (Role.TOWN_SECRETARY, Role.LEADER)
    posts = Post.objects.in_force(day).filter(role__in=roles, area_id=area.pk, staff__is_active=True)
    ordered = sorted(
        posts.select_related("staff"), key=lambda post: (roles.index(Role(post.role)), post.staff.username)
    )
    return list(dict.fromkeys(post.staff for post in ordered))


def _following(leader: Staff, leaders: Sequence[Staff], step: int) -> Staff:
    """Who comes `step` places after `leader`, so that turns go round; the leader again when alone."""
    if leader not in leaders:
        return leaders[0] if leaders else leader
    return leaders[(leaders.index(leader) + step) % len(leaders)]


def publish_week(*, actor: Actor, area: Area, monday: date) -> list[ReceptionTurn]:
    """Make the planned turns of a week public; every leader is told of their own.

    Raises:
        WrongState: nothing waits to be published in that week, or it is over.
        NotAllowed: `actor` does not plan the rota of the area.
    """
    if monday + WEEK <= clock.today():
        raise WrongState(_("这一周已经过去,不用再公布;请直接登记已开展或未开展。"))
    waiting = [turn for turn in turns_of_week(area, monday) if turn.state == State.PLANNED]
    if not waiting:
        raise WrongState(_("这一周没有待公布的安排,请先排班。"))
    published, moment = [], clock.now()
    with transaction.atomic():
        for one in waiting:
            with change(ReceptionTurn, one.pk, actor=actor, verb="publish") as turn:
                turn.state, turn.published_at = State.PUBLISHED, moment
                turn.tell(
                    TurnPublished(
                        turn_id=turn.pk, town_id=turn.town_id, leader_id=turn.leader_id, day=turn.day.isoformat(),
                        hours=turn.hours, place=turn.place, by=actor.actor_id,
                    )
                )  # fmt: skip
            published.append(turn)
    return published


def substitute(
    *, actor: Actor, pk: UUID, substitute: Staff | UUID | None, reason: str, seen: int | None = None
) -> ReceptionTurn:
    """Another leader receives on a published turn; both are told, and the public list shows who really comes.

    Raises:
        Invalid: fields `substitute`, `reason`.
        WrongState: the turn is not public, or over.
    """
    faults = Faults()
    key = substitute.pk if isinstance(substitute, Staff) else substitute
    person = faults.record("substitute", Staff, key, _("请选择由谁替班。"))
    reason = faults.text("reason", reason, _("换人原因"), most=200, required=True)
    faults.stop()
    with change(ReceptionTurn, pk, actor=actor, verb="substitute", seen=seen) as turn:
        if turn.state != State.PUBLISHED:
            raise WrongState(_("只有已公布、还没有开展的安排才能换人;没有公布的请直接修改。"))
        before = turn.substitute_id or turn.leader_id
        posts = Post.objects.in_force(turn.day).filter(staff=person, role__in=LEADING)
        if person is not None and person.pk == before:
            faults.add("substitute", _("原来就是这位同志,请另选一人。"), "same")
        elif not posts.exists():
            faults.add("substitute", _("这位同志在那一天没有领导岗位,请另选一人。"), "leader")
        faults.stop()
        assert person is not None  # `faults.stop` has seen to it
        turn.substitute, turn.substitute_reason = person, reason
        turn.note(reason)
        turn.tell(
            TurnSubstituted(
                turn_id=turn.pk, town_id=turn.town_id, leader_id=person.pk, before_id=before, day=turn.day.isoformat(),
                hours=turn.hours, place=turn.place, by=actor.actor_id,
            )
        )  # fmt: skip
    return turn


def hold(*, actor: Actor, pk: UUID, seen: int | None = None) -> ReceptionTurn:
    """The leader sat there as announced, whether anybody came or not.

    Raises:
        WrongState: its day has not come, or it is settled already.
    """
    with change(ReceptionTurn, pk, actor=actor, verb="hold", seen=seen) as turn:
        _must_have_come(turn)
        turn.state = State.HELD
    return turn


def miss(*, actor: Actor, pk: UUID, reason: str, seen: int | None = None) -> ReceptionTurn:
    """It did not take place.

    Raises:
        Invalid: no reason (field `reason`).
        WrongState: its day has not come, or it is settled already.
    """
    faults = Faults()
    reason = faults.text("reason", reason, _("未开展原因"), most=200, required=True)
    faults.stop()
    with change(ReceptionTurn, pk, actor=actor, verb="miss", seen=seen) as turn:
        _must_have_come(turn)
        turn.state, turn.missed_reason = State.MISSED, reason
        turn.note(reason)
    return turn


def _must_have_come(turn: ReceptionTurn) -> None:
    if turn.state in (State.HELD, State.MISSED):
        raise WrongState(_("这一场已经登记过“%(state)s”。") % {"state": turn.get_state_display()})
    if turn.day > clock.today():
        raise WrongState(_("还没有到接访日期;临时有事请用“换人”。"))


@dataclass(frozen=True, slots=True)
class PastTurn:
    """A turn of the past, as a list of it says: `missed_reason` empty means that it was held."""

    leader: Staff
    area: Area
    day: date
    hours: str
    place: str
    way: str = Way.RECEIVE
    topic: str = ""
    missed_reason: str = ""


def enter_past_turns(*, actor: Actor, turns: Sequence[PastTurn]) -> list[ReceptionTurn]:
    """Write turns that are over, in a few statements; published the Friday before.

    Raises:
        NotAllowed: one lies where `actor` does not plan the rota; nothing is stored.
        WrongState: one is not over yet.
    """
    if any(one.day > clock.today() for one in turns):
        raise WrongState(_("只能补录已经过去的接访安排。"))
    rows = [
        ReceptionTurn(
            leader=one.leader, area=one.area, area_path=one.area.path, town_id=one.area.town_id, day=one.day,
            hours=one.hours, place=one.place, way=one.way, topic=one.topic, missed_reason=one.missed_reason,
            state=State.MISSED if one.missed_reason else State.HELD, published_at=_friday_before(one.day),
        )
        for one in turns
    ]  # fmt: skip
    return create_many(rows, actor=actor, verb="register")


def _friday_before(day: date) -> datetime:
    return datetime.combine(monday_of(day) - timedelta(days=3), time(16), tzinfo=clock.LOCAL_ZONE)
