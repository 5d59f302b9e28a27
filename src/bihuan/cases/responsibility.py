"""Who answers next: the decider after send-backs, the person told of lateness, whose leader hears of dissatisfaction."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from bihuan.cases.models import Case
from bihuan.kernel import clock
from bihuan.orgs.models import Area, Post, Role, Staff
from bihuan.orgs.selectors import chain_for, chain_ladder, on_duty
from bihuan.orgs.selectors.chains import line_paths

_WORKING_ROLES = (Role.OFFICE_HEAD, Role.HANDLER, Role.MEDIATOR, Role.ENTERPRISE_OFFICER, Role.VILLAGE_SECRETARY)


@dataclass(frozen=True, slots=True)
class Answerable:
    """A person and the sentence that says why it is them."""

    staff: Staff
    why: str


def at_rank(case: Case, rank: int, at: datetime) -> Answerable | None:
    """The same for what a case is and where it lies."""
    return ranked(case.kind, case.area, rank, at)


def ranked(work_kind: str, area: Area, rank: int, at: datetime) -> Answerable | None:
    """Who is told at `rank` of the responsibility chain: its holder there or nearest above; then the leader on call.

    None when nobody stands above any more: the top of the chain was told before.
    """
    chain = chain_for(work_kind, area)
    if chain is not None:
        ladder = chain_ladder(chain, area)
        rung = next((one for one in ladder if one.rank >= rank and one.staff is not None), None)
        if rung is not None and rung.staff is not None:
            why = _("责任链“%(chain)s”第%(rank)d级:%(title)s")
            return Answerable(rung.staff, why % {"chain": chain.name, "rank": rung.rank, "title": rung.title})
        return None
    if rank == 1:
        duty = on_duty(area, at, work_kind=work_kind)
        return Answerable(duty.leader or duty.staff, duty.reason) if duty is not None else None
    return _by_post(area, rank)


def _by_post(area: Area, rank: int) -> Answerable | None:
    """Without a chain: the leader in charge at rank 2, the town secretary at 3, the county's desk at 4."""
    role = {2: Role.LEADER, 3: Role.TOWN_SECRETARY, 4: Role.COUNTY_DESK}.get(rank)
    if role is None:
        return None
    post = nearest_post(area, role)
    if post is None:
        return None
    return Answerable(post.staff, _("没有设置责任链,按岗位由%(role)s处理") % {"role": role.label})


def nearest_post(area: Area, role: str) -> Post | None:
    """The holder of a role at the area or the nearest one above it."""
    posts = Post.objects.in_force(clock.today()).filter(
        role=role, area__path__in=line_paths(area.path), staff__is_active=True
    )
    return max(
        posts.select_related("staff", "area"), key=lambda post: (len(post.area.path), post.from_day), default=None
    )


def decider_for(case: Case, times: int) -> Staff | None:
    """Who decides together with the desk after the `times`-th send-back: the chain's second level, then one higher each time."""
    at = clock.now()
    for rank in range(times, 1, -1):
        found = at_rank(case, rank, at)
        if found is not None:
            return found.staff
    post = nearest_post(case.area, Role.LEADER) or nearest_post(case.area, Role.COUNTY_DESK)
    return post.staff if post is not None else None


def people_of_office(office_ids: Iterable[UUID]) -> list[UUID]:
    """Who works on matters at some offices today."""
    posts = Post.objects.in_force(clock.today()).filter(
        office_id__in=list(office_ids), role__in=_WORKING_ROLES, staff__is_active=True
    )
    return list(posts.values_list("staff_id", flat=True))


def head_of(office_id: UUID, *, without: UUID | None = None) -> Answerable | None:
    """The head of an office today."""
    heads = Post.objects.in_force(clock.today()).filter(
        office_id=office_id, role=Role.OFFICE_HEAD, staff__is_active=True
    )
    others = heads if without is None else heads.exclude(staff_id=without)
    head = others.select_related("staff").order_by("from_day").first()
    return Answerable(head.staff, _("承办单位负责人")) if head is not None else None


def above_office(office_id: UUID, work_kind: str, area: Area, rank: int, at: datetime) -> Answerable | None:
    """Who is told of an office's lateness: first its head, then the chain of the work from the second level up."""
    head = head_of(office_id) if rank == 1 else None
    return head or ranked(work_kind, area, rank, at)


def leader_of(case: Case) -> Answerable | None:
    """The leader of whoever handled the case: the head of the office, else the leader in charge of the town."""
    if case.office_id is not None:
        head = head_of(case.office_id, without=case.handler_id)
        if head is not None:
            return head
    post = nearest_post(case.area, Role.LEADER)
    return Answerable(post.staff, _("分管领导")) if post is not None else None
