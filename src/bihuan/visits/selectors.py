"""Reading the reception and the consultations."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Count, Max, Q, QuerySet
from django.utils.translation import gettext as _

from bihuan.cases.models import OVER
from bihuan.cases.selectors import HotTopic, cases, topics
from bihuan.kernel import clock
from bihuan.orgs.models import Area, Post
from bihuan.orgs.tree import AreaNode, area_tree
from bihuan.platform.actors import Actor
from bihuan.visits.models import ConsultationGroup, ConsultationMeeting, ReceptionTurn
from bihuan.visits.models.reception import Way
from bihuan.visits.registers import GROUPS, LEADING, MEETINGS, ROTA
from bihuan.visits.services.rota import WEEK, monday_of

PUBLIC_STATES = (ReceptionTurn.State.PUBLISHED, ReceptionTurn.State.HELD)
LOOK_BACK, LONG_UNSEEN = 30, 90  # days
LEAST_CASES, MOST_SUGGESTED = 2, 6


@dataclass(frozen=True, slots=True)
class Receiving:
    """Who receives, as everybody may read it; no telephone."""

    day: date
    hours: str
    way: str
    town: str
    place: str
    leader: str
    post: str
    topic: str
    turn_id: UUID

    @property
    def way_said(self) -> str:
        return str(Way(self.way).label)


def published(first: date, last: date, *, within: str = "") -> list[Receiving]:
    """What is published for the days from `first` to `last`, below the area path `within`; two statements.

    Everybody may read it, so there is no viewer.
    """
    turns = ReceptionTurn.objects.filter(
        day__gte=first, day__lte=last, voided_at=None, state__in=PUBLIC_STATES, area_path__below=within
    )
    found = list(turns.select_related("leader", "substitute", "area", "town").order_by("day", "area_path", "hours"))
    titles = _titles({turn.receiver.pk for turn in found})
    return [
        Receiving(
            turn.day, turn.hours, turn.way, (turn.town or turn.area).name, _place(turn), turn.receiver.name,
            titles.get(turn.receiver.pk, ""), turn.topic, turn.pk,
        )
        for turn in found
    ]  # fmt: skip


def _place(turn: ReceptionTurn) -> str:
    return turn.place or turn.area.name if turn.way == Way.RECEIVE else f"{turn.area.name}{turn.place}"


def _titles(people: Iterable[UUID]) -> dict[UUID, str]:
    posts = Post.objects.in_force(clock.today()).filter(staff_id__in=people, role__in=LEADING).order_by("-from_day")
    return {post.staff_id: post.title or str(post.get_role_display()) for post in posts}


def board(viewer: Actor, area: Area, monday: date) -> list[ReceptionTurn]:
    """A town's (or the county's own) turns of a week, with `matters_count`; the published ones are there for everybody.

    One statement. What the viewer may open is asked of the policy, row by row.
    """
    seen = ROTA.policy.q(viewer, ROTA.read)
    turns = ReceptionTurn.objects.filter(day__gte=monday, day__lt=monday + WEEK, town_id=area.town_id, voided_at=None)
    if seen is not None:
        turns = turns.filter(Q(state__in=PUBLIC_STATES) | seen)
    matters = Count("matters", filter=Q(matters__voided_at=None))
    turns = turns.select_related("leader", "substitute", "area").annotate(matters_count=matters)
    return list(turns.order_by("day", "hours", "id"))


def areas_without_next_week(day: date) -> list[Area]:
    """Towns (and the county) that received in the eight weeks before `day`'s week ends and have published nothing for the next."""
    monday = monday_of(day) + WEEK
    live = ReceptionTurn.objects.filter(voided_at=None)
    used = live.filter(day__gte=monday - 8 * WEEK, day__lt=monday).values("town_id")
    ready = live.filter(day__gte=monday, day__lt=monday + WEEK, state__in=PUBLIC_STATES).values_list(
        "town_id", flat=True
    )
    done = set(ready)
    towns = {one["town_id"] for one in used.distinct()} - done
    areas = Area.objects.filter(pk__in=[key for key in towns if key is not None])
    county = Area.objects.filter(level=Area.Level.COUNTY) if None in towns else Area.objects.none()
    return [*county, *areas.order_by("code")]


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A village that a leader should go to, with the reasons; `topic` is what it is mostly about."""

    area: AreaNode
    cases: int
    late: int
    last: date | None
    topic: str
    reasons: tuple[str, ...]


def worth_going_down(viewer: Actor, area: Area) -> list[Suggestion]:
    """Villages of `area` with many or late cases in the last 30 days, or where no leader was for long; most pressing first.

    What many bring up (a hot topic) says what to go for. Counts the cases that `viewer` may see; at most six statements.
    """
    today, now = clock.today(), clock.now()
    counted: dict[AreaNode, dict[str, int]] = {}
    late: dict[AreaNode, int] = {}
    recent = cases(viewer).filter(reported_at__gte=now - timedelta(days=LOOK_BACK), area_path__below=area.path)
    rows = recent.order_by().values("area_id", "category__name").annotate(
        n=Count("pk"), late=Count("pk", filter=Q(due_at__lt=now) & ~Q(state__in=OVER))
    )  # fmt: skip
    for row in rows:
        village = _village(row["area_id"])
        if village is not None:
            names = counted.setdefault(village, {})
            names[row["category__name"] or ""] = names.get(row["category__name"] or "", 0) + row["n"]
            late[village] = late.get(village, 0) + row["late"]
    last, hot = _last_visits(area), _hot_topics(viewer, area)
    found = [
        _suggested(village, names, late[village], last.get(village.path), today, hot.get(village))
        for village, names in counted.items()
    ]
    found = [one for one in found if one.cases >= LEAST_CASES]
    return sorted(found, key=lambda one: _pressure(one, today), reverse=True)[:MOST_SUGGESTED]


def _village(area_id: UUID) -> AreaNode | None:
    """The village an area is or lies in."""
    node = area_tree().nodes.get(area_id)
    line = area_tree().line(node.path) if node is not None else []
    return next((one for one in line if one.level == Area.Level.VILLAGE), None)


def _last_visits(area: Area) -> dict[str, date]:
    downs = ReceptionTurn.objects.filter(way=Way.DOWN, voided_at=None, area_path__below=area.path)
    downs = downs.exclude(state=ReceptionTurn.State.MISSED)
    return dict(downs.values_list("area_path").annotate(last=Max("day")).order_by())


def _hot_topics(viewer: Actor, area: Area) -> dict[AreaNode, HotTopic]:
    """The hottest topic of each village of `area`."""
    found: dict[AreaNode, HotTopic] = {}
    for one in topics(viewer, within_days=LOOK_BACK):
        village = _village(one.area_id)
        if village is not None and village.path.startswith(area.path):
            found.setdefault(village, one)
    return found


def _suggested(
    village: AreaNode, names: dict[str, int], late: int, last: date | None, today: date, hot: HotTopic | None
) -> Suggestion:
    total = sum(names.values())
    topic, most = max(((name, n) for name, n in names.items() if name), key=lambda one: one[1], default=("", 0))
    reasons = [_("近%(days)d天%(count)d件事项") % {"days": LOOK_BACK, "count": total}]
    if hot is not None:
        topic = hot.name
        reasons.append(_("热点“%(topic)s”%(count)d件") % {"topic": hot.name, "count": hot.cases})
    elif most > 1:
        reasons.append(_("其中“%(topic)s”%(count)d件") % {"topic": topic, "count": most})
    if late:
        reasons.append(_("%(count)d件超期未办结") % {"count": late})
    if last is None:
        reasons.append(_("还没有领导下访过"))
    elif last > today:
        reasons.append(_("已安排 %(day)s 下访") % {"day": last.isoformat()})
    elif (today - last).days > LONG_UNSEEN:
        reasons.append(_("已有%(days)d天没有领导下访") % {"days": (today - last).days})
    return Suggestion(village, total, late, last, topic, tuple(reasons))


def _pressure(one: Suggestion, today: date) -> float:
    """Cases, late ones three times; half as much again where no leader was for long, little where one is about to go."""
    weight = one.cases + 2 * one.late
    if one.last is not None and one.last > today - timedelta(days=7):
        return weight * 0.2
    return weight * (1.5 if one.last is None or (today - one.last).days > LONG_UNSEEN else 1)


def groups_at_work(viewer: Actor) -> QuerySet[ConsultationGroup]:
    """Groups with members, meetings and confirmed solutions of this year, and what waits for confirmation."""
    year = clock.today().replace(month=1, day=1)
    meetings = Q(meetings__voided_at=None, meetings__held_on__gte=year)
    solved = Q(
        meetings__voided_at=None, meetings__result=ConsultationMeeting.Result.SOLVED, meetings__confirmed_on__isnull=False,
        meetings__solved_on__gte=year,
    )  # fmt: skip
    waiting = Q(meetings__voided_at=None, meetings__solved_on__isnull=False, meetings__confirmed_on=None)
    members = Q(members__voided_at=None, members__until=None)
    groups = GROUPS.rows(viewer).filter(ended_on=None).select_related("area", "town")
    return groups.annotate(
        members_count=Count("members", filter=members, distinct=True),
        meetings_count=Count("meetings", filter=meetings, distinct=True),
        solved_count=Count("meetings", filter=solved, distinct=True),
        waiting_count=Count("meetings", filter=waiting, distinct=True),
    ).order_by("area_path", "name")


def open_meetings(viewer: Actor, *, most: int = 100) -> Sequence[ConsultationMeeting]:
    """Meetings whose matter goes on, newest first, as choices for the next meeting over it."""
    rows = MEETINGS.rows(viewer).filter(result__in=(ConsultationMeeting.Result.OPEN, ConsultationMeeting.Result.PARTLY))
    return list(rows.filter(later=None).select_related("group").order_by("-held_on")[:most])
