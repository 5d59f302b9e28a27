"""What mediators have done, counted from the disputes."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Case, Count, Exists, IntegerField, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce

from bihuan.mediation.models import Dispute, Mediator, Result

REMEMBERED = timedelta(days=3 * 365)  # how far back the past counts for a proposal
CONCLUDED = Q(result__in=[Result.SETTLED, Result.FAILED])
SETTLED = Q(result=Result.SETTLED, confirmed=True)


@dataclass(frozen=True, slots=True)
class Done:
    """Disputes in hand, concluded (settled or failed), settled and confirmed; `alike` of the settled are of one kind."""

    load: int = 0
    concluded: int = 0
    settled: int = 0
    alike: int = 0

    @property
    def rate(self) -> float | None:
        """The share settled among the concluded; None without any."""
        return self.settled / self.concluded if self.concluded else None

    def __add__(self, other: "Done") -> "Done":
        return Done(
            self.load + other.load,
            self.concluded + other.concluded,
            self.settled + other.settled,
            self.alike + other.alike,
        )


def done_by(mediators: Iterable[Mediator], *, since: date | None = None, kind: str = "") -> dict[UUID, Done]:
    """What each has done since a day (default: ever): by account, and by name where a ledger knew no account.

    A name counts only where one mediator of the town bears it; a county committee's mediator is meant by it in towns where
    nobody else bears it. Three statements.
    """
    people = list(mediators)
    counted = {
        "load": Count("pk", filter=Q(result=Result.PENDING)),
        "concluded": Count("pk", filter=CONCLUDED & _after(since)),
        "settled": Count("pk", filter=SETTLED & _after(since)),
        "alike": Count("pk", filter=SETTLED & _after(since) & Q(kind=kind)),
    }
    rows = Dispute.objects.filter(voided_at=None).order_by()
    found = {one.pk: Done() for one in people}
    accounts = {one.staff_id: one.pk for one in people if one.staff_id is not None}
    held = rows.filter(mediator__in=list(accounts)).values("mediator_id").annotate(**counted)
    for account, *figures in held.values_list("mediator_id", *counted):
        found[accounts[account]] += Done(*figures)
    bearers = Mediator.objects.filter(voided_at=None, name__in={one.name for one in people})
    borne = Counter((str(town_id), name) for town_id, name in bearers.values_list("town_id", "name"))
    names = {(str(one.town_id), one.name): one.pk for one in people}
    named = rows.filter(mediator=None, mediator_name__in={name for _town, name in names})
    told = named.values("town_id", "mediator_name").annotate(**counted)
    for town_id, name, *figures in told.values_list("town_id", "mediator_name", *counted):
        here, county = (str(town_id), name), (str(None), name)
        key = here if borne[here] else county
        if borne[key] == 1 and key in names:
            found[names[key]] += Done(*figures)
    return found


def _after(since: date | None) -> Q:
    return Q(concluded_on__gte=since) if since is not None else Q()


def usual_rate(town_id: UUID, *, since: date) -> float:
    """The share settled among the concluded in a town since a day; 0.9 where there are none yet."""
    found = Dispute.objects.filter(town_id=town_id, voided_at=None, concluded_on__gte=since).aggregate(
        concluded=Count("pk", filter=CONCLUDED), settled=Count("pk", filter=SETTLED)
    )
    return found["settled"] / found["concluded"] if found["concluded"] else 0.9


def with_results(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Mediators with `load`, `concluded` and `settled` beside them as `done_by` counts, for the ledger."""
    disputes = Dispute.objects.filter(voided_at=None).order_by()
    by_account = disputes.filter(mediator=OuterRef("staff_id"))
    by_name = disputes.filter(mediator=None, mediator_name=OuterRef("name"))
    bearers = Mediator.objects.filter(voided_at=None, name=OuterRef("name"))
    in_town = by_name.filter(town=OuterRef("town_id"))
    alone = ~Exists(bearers.filter(town=OuterRef("town_id")).exclude(pk=OuterRef("pk")))
    local = Mediator.objects.filter(voided_at=None, name=OuterRef("mediator_name"), town=OuterRef("town_id"))
    elsewhere = by_name.filter(~Exists(local))
    alone_at_county = ~Exists(bearers.filter(town=None).exclude(pk=OuterRef("pk")))

    def count(condition: Q) -> Any:
        def of(own: QuerySet[Dispute]) -> Coalesce:
            counted = own.filter(condition).values(one=Value(1)).annotate(n=Count("pk")).values("n")
            return Coalesce(Subquery(counted, output_field=IntegerField()), 0)

        named = Case(
            When(Q(town=None) & alone_at_county, then=of(elsewhere)),
            When(Q(town__isnull=False) & alone, then=of(in_town)),
            default=0,
            output_field=IntegerField(),
        )
        return of(by_account) + named

    figures: dict[str, Any] = {
        "load": count(Q(result=Result.PENDING)),
        "concluded": count(CONCLUDED),
        "settled": count(SETTLED),
    }
    found: QuerySet[Any] = rows.annotate(**figures)
    return found
