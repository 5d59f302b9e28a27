"""How many are enrolled for a programme, for all who see it; never who."""

from dataclasses import dataclass

from django.db.models import Count, Q

from bihuan.community import policies
from bihuan.community.models import Enrolment, Programme
from bihuan.platform.actors import Actor

State = Enrolment.State


@dataclass(frozen=True, slots=True)
class Heads:
    """Persons of one programme: `enrolled` confirmed or beyond, `offered` with a seat held, `waiting` without one."""

    enrolled: int
    offered: int
    waiting: int


def heads_of(viewer: Actor, programme: Programme) -> Heads:
    """The counts that `viewer` may know, in one statement; zeros where he may not count."""
    rows = policies.ENROLMENTS.rows(viewer, policies.COUNT_ENROLMENTS).filter(programme=programme, voided_at=None)
    return Heads(
        **rows.aggregate(
            enrolled=Count("pk", filter=Q(state__in=Enrolment.ENROLLED)),
            offered=Count("pk", filter=Q(state=State.OFFERED)),
            waiting=Count("pk", filter=Q(state=State.WAITING)),
        )
    )
