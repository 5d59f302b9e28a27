"""Reading benefit works: how much of each kind was done in a year, and which works are late."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Count, Q, QuerySet, Sum

from bihuan.platform.actors import Actor
from bihuan.visits.models import BenefitWork
from bihuan.visits.models.works import UNITS
from bihuan.visits.work_registers import WORKS

State, Kind = BenefitWork.State, BenefitWork.Kind
SHOWN = 20


@dataclass(frozen=True, slots=True)
class KindOfWork:
    """One kind: accepted this year (how many, how much of `unit`, the unit empty where units differ), under way, planned."""

    kind: str
    unit: str
    accepted: int
    quantity: Decimal
    under_way: int
    planned: int

    @property
    def title(self) -> str:
        return str(Kind(self.kind).label)


def works_by_kind(viewer: Actor, today: date) -> list[KindOfWork]:
    """The works that the viewer may see, by kind; one query."""
    year = Q(state=State.ACCEPTED, accepted_on__year=today.year)
    rows = (
        WORKS.rows(viewer)
        .order_by()
        .values("kind")
        .annotate(
            accepted=Count("pk", filter=year),
            done=Sum("quantity", filter=year),
            under_way=Count("pk", filter=Q(state=State.UNDER_WAY)),
            planned=Count("pk", filter=Q(state=State.PLANNED)),
        )
    )
    found = {row["kind"]: row for row in rows}
    return [
        KindOfWork(
            kind,
            UNITS.get(kind, ""),
            found[kind]["accepted"],
            found[kind]["done"] or Decimal(0),
            found[kind]["under_way"],
            found[kind]["planned"],
        )
        for kind in Kind
        if kind in found
    ]


def late_works(viewer: Actor, today: date) -> QuerySet[BenefitWork]:
    """Works neither accepted nor stopped whose planned end is over, the longest first; one query."""
    rows = WORKS.rows(viewer).filter(state__in=(State.PLANNED, State.UNDER_WAY), ends_on__lt=today)
    return rows.select_related("area").order_by("ends_on", "id")[:SHOWN]
