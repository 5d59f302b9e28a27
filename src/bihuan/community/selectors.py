"""How many are enrolled for programmes, for all who see them; never who."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from bihuan.community import policies
from bihuan.community.models import Enrolment, Programme
from bihuan.community.registers import PROGRAMMES
from bihuan.kernel import clock
from bihuan.platform.actors import Actor

State = Enrolment.State


@dataclass(frozen=True, slots=True)
class Heads:
    """Persons of one programme: `enrolled` confirmed or beyond, `offered` with a seat held, `waiting` without one."""

    enrolled: int = 0
    offered: int = 0
    waiting: int = 0


def heads_of(viewer: Actor, programme: Programme) -> Heads:
    """The counts that `viewer` may know; zeros where he may not count."""
    return heads_by(viewer, [programme.pk]).get(programme.pk, Heads())


def heads_by(viewer: Actor, programmes: Iterable[UUID]) -> dict[UUID, Heads]:
    """The counts of several programmes, in one statement; a programme where nobody may be counted is left out."""
    rows = policies.ENROLMENTS.rows(viewer, policies.COUNT_ENROLMENTS).filter(voided_at=None)
    counted = (
        rows.filter(programme__in=list(programmes))
        .order_by()
        .values("programme")
        .annotate(
            enrolled=Count("pk", filter=Q(state__in=Enrolment.ENROLLED)),
            offered=Count("pk", filter=Q(state=State.OFFERED)),
            waiting=Count("pk", filter=Q(state=State.WAITING)),
        )
    )
    return {one["programme"]: Heads(one["enrolled"], one["offered"], one["waiting"]) for one in counted}


def under_way(viewer: Actor) -> QuerySet[Programme]:
    """The programmes that `viewer` sees and that are not over, those whose enrolment closes first at the front."""
    rows = PROGRAMMES.rows(viewer).filter(ends_on__gte=clock.today())
    return rows.select_related("area", "town", "staff").order_by("closes_on", "starts_on", "title")
