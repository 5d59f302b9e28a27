"""Responsibility chains as ladders: who stands at each level for an area, and who is next."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet

from bihuan.kernel import clock
from bihuan.orgs.models import Area, ChainHolder, ChainLevel, Liaison, ResponsibilityChain, Staff
from bihuan.orgs.tree import AreaNode


@dataclass(frozen=True, slots=True)
class Rung:
    """One level of a chain for an area; `staff` is None where nobody is named, `named_at` is the area that names them."""

    level_id: UUID
    rank: int
    title: str
    staff: Staff | None
    named_at: Area | None


def chain_for(work_kind: str, area: Area | AreaNode) -> ResponsibilityChain | None:
    """The active chain that applies to work of a kind in an area; one query.

    A chain of that very kind goes before one for every kind; of several the one nearest to the area.
    """
    found = ResponsibilityChain.objects.filter(
        Q(work_kind=work_kind) | Q(work_kind=""), active=True, area__path__in=line_paths(area.path)
    ).select_related("area")
    return max(found, key=lambda chain: (bool(chain.work_kind), len(chain.area.path)), default=None)


def line_paths(path: str) -> list[str]:
    """The paths from the county down to and with `path`: "1/2/" → ["1/", "1/2/"]."""
    segments = path.rstrip("/").split("/")
    return ["/".join(segments[: end + 1]) + "/" for end in range(len(segments))]


def chain_ladder(chain: ResponsibilityChain, area: Area | AreaNode) -> list[Rung]:
    """All levels from the lowest up, each with the holder that the nearest area names; two queries."""
    holders = ChainHolder.objects.filter(
        level__chain=chain, area__path__in=line_paths(area.path), staff__is_active=True
    )
    nearest: dict[UUID, ChainHolder] = {}
    for holder in holders.select_related("staff", "area"):
        known = nearest.get(holder.level_id)
        if known is None or len(known.area.path) < len(holder.area.path):
            nearest[holder.level_id] = holder
    rungs = []
    for level in ChainLevel.objects.filter(chain=chain).order_by("rank"):
        holder_here = nearest.get(level.pk)
        rungs.append(
            Rung(
                level.pk,
                level.rank,
                level.title,
                holder_here.staff if holder_here else None,
                holder_here.area if holder_here else None,
            )
        )
    return rungs


def holder_at(chain: ResponsibilityChain, rank: int, area: Area | AreaNode) -> Rung | None:
    """The level of `rank` with its holder for the area; None when the chain has no such level."""
    return next((rung for rung in chain_ladder(chain, area) if rung.rank == rank), None)


def level_above(chain: ResponsibilityChain, rank: int, area: Area | AreaNode) -> Rung | None:
    """The next level above `rank` at which somebody is named; rank 0 gives the lowest; None at the top."""
    return next((rung for rung in chain_ladder(chain, area) if rung.rank > rank and rung.staff is not None), None)


def liaisons_of(subject: str, subject_id: UUID, *, day: date | None = None) -> QuerySet[Liaison]:
    """Who is bound to a subject on `day` (default today)."""
    when = day or clock.today()
    return (
        Liaison.objects.filter(subject=subject, subject_id=subject_id, from_day__lte=when)
        .filter(Q(to_day=None) | Q(to_day__gte=when))
        .select_related("staff")
        .order_by("from_day")
    )
