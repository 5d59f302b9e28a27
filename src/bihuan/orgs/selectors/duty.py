"""Who is on duty: the rota first, and a named reason for whoever it is when the rota is silent."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from bihuan.kernel import clock
from bihuan.orgs.models import Area, DutyShift, Post, Role, Staff
from bihuan.orgs.selectors.chains import chain_for, chain_ladder, line_paths
from bihuan.orgs.tree import AreaNode

DAY_STARTS, NIGHT_STARTS = 8, 18  # local hours; the night belongs to the day on which it begins


class Found(StrEnum):
    """Where the answer comes from."""

    ROTA = "rota"
    SUBSTITUTE = "substitute"
    CHAIN = "chain"
    POST = "post"


@dataclass(frozen=True, slots=True)
class OnDuty:
    """Who answers now, the leader on call if the rota names one, and the sentence that says why it is them."""

    staff: Staff
    leader: Staff | None
    found: Found
    reason: str
    shift: DutyShift | None = None


def shift_at(instant: datetime) -> tuple[date, str]:
    """The local day and part of day whose shift covers an instant."""
    here = clock.local(instant)
    if here.hour < DAY_STARTS:
        return here.date() - timedelta(days=1), DutyShift.Part.NIGHT
    return here.date(), DutyShift.Part.NIGHT if here.hour >= NIGHT_STARTS else DutyShift.Part.DAY


def on_duty(area: Area | AreaNode, instant: datetime | None = None, *, work_kind: str = "") -> OnDuty | None:
    """Who is on duty for an area at an instant (default now).

    The rota of the nearest area upwards that has a shift decides; a substitute stands in for who was planned. Without a
    shift it is the lowest holder of the chain for `work_kind`, then whoever holds a duty post nearest. None when nobody can be named.
    """
    moment = instant or clock.now()
    day, part = shift_at(moment)
    line = line_paths(area.path)
    shifts = DutyShift.objects.filter(area__path__in=line, day=day, part=part).select_related(
        "area", "staff", "leader", "substitute"
    )
    shift = max(shifts, key=lambda one: len(one.area.path), default=None)
    if shift is not None:
        return _from_shift(shift)
    return _without_shift(area, day, line, work_kind)


def _from_shift(shift: DutyShift) -> OnDuty:
    words = {
        "area": shift.area.name,
        "day": f"{shift.day:%m-%d}",
        "part": shift.get_part_display(),
        "name": shift.staff.name,
    }
    if shift.substitute is not None:
        reason = _("%(area)s %(day)s %(part)s原排%(name)s,已由替班人顶班") % words
        return OnDuty(shift.substitute, shift.leader, Found.SUBSTITUTE, reason, shift)
    return OnDuty(shift.staff, shift.leader, Found.ROTA, _("%(area)s %(day)s %(part)s值班表") % words, shift)


def _without_shift(area: Area | AreaNode, day: date, line: list[str], work_kind: str) -> OnDuty | None:
    chain = chain_for(work_kind, area)
    if chain is not None:
        lowest = next((rung for rung in chain_ladder(chain, area) if rung.staff is not None), None)
        if lowest is not None and lowest.staff is not None:
            reason = _("当天没有排班,按责任链“%(chain)s”由第%(rank)s级责任人处理") % {
                "chain": chain.name,
                "rank": lowest.rank,
            }
            return OnDuty(lowest.staff, None, Found.CHAIN, reason)
    posts = Post.objects.in_force(day).filter(
        role__in=[Role.DUTY_OFFICER, Role.COUNTY_DESK], area__path__in=line, staff__is_active=True
    )
    post = max(posts.select_related("staff", "area"), key=lambda one: (len(one.area.path), one.from_day), default=None)
    if post is None:
        return None
    reason = _("当天没有排班,也没有责任链,由%(area)s值班岗位处理") % {"area": post.area.name}
    return OnDuty(post.staff, None, Found.POST, reason)


def shifts_between(area: Area | AreaNode, first: date, last: date) -> QuerySet[DutyShift]:
    """The rota of one area from `first` to `last` inclusive."""
    return (
        DutyShift.objects.filter(area_id=area.id, day__range=(first, last))
        .select_related("staff", "leader", "substitute")
        .order_by("day", "part")
    )
