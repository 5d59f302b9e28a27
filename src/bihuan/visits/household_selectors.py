"""Reading household visits: who is to be visited next, and how far each secretary is."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from bihuan.cases.models import OVER, CaseKind, Outcome
from bihuan.cases.models import State as CaseState
from bihuan.cases.policies import READ as READ_CASES
from bihuan.cases.selectors import cases
from bihuan.kernel import clock
from bihuan.orgs import selectors as orgs
from bihuan.orgs.models import Area, Household, Resident
from bihuan.orgs.policies import READ_CARE, RESIDENTS
from bihuan.orgs.tree import AreaNode
from bihuan.platform.actors import Actor
from bihuan.platform.policies import holds
from bihuan.visits.household_registers import CARE, TARGETS, VISITS
from bihuan.visits.models import BenefitMatter, HouseholdVisit, HundredTarget
from bihuan.visits.planning import DISPUTE, Due, due, pressing
from bihuan.visits.policies import MATTERS, READ_MATTERS

SHOWN = 40
DONE = Q(case__state=CaseState.CLOSED, case__outcome=Outcome.SOLVED, case__satisfied=True)


@dataclass(frozen=True, slots=True)
class Planned:
    """One household of the plan: what the viewer may know of why, and when somebody was last there."""

    household: Household
    head: Resident | None
    reasons: tuple[str, ...]
    due: Due

    @property
    def said(self) -> list[str]:
        """The reasons in words."""
        return [reason_said(one) for one in self.reasons]


def reason_said(code: str) -> str:
    """A reason as people read it."""
    return _("有未了纠纷") if code == DISPUTE else str(Resident.Need(code).label)


@dataclass(frozen=True, slots=True)
class Plan:
    """The most pressing households, of how many, and how many are due."""

    homes: list[Planned]
    total: int
    due_now: int


def plan(viewer: Actor, area: Area | AreaNode, *, need: str = "") -> Plan:
    """Households of `area`, the most pressing first; `need` narrows to those with that reason. At most six statements.

    Reasons are those that the viewer may know: whoever may not read care gets an order by time alone.
    """
    homes = orgs.households(viewer).filter(area_path__below=area.path).order_by("number")
    found = {home.pk: home for home in homes}
    reasons, last, today = _reasons(viewer, area), _last(viewer, area), clock.today()
    wanted = [
        (key, due(last.get(key), reasons.get(key, ()), today))
        for key in found
        if not need or need in reasons.get(key, ())
    ]
    wanted.sort(key=lambda one: (*pressing(one[1]), found[one[0]].number))
    shown = wanted[:SHOWN]
    heads = {
        head.household_id: head
        for head in orgs.residents(viewer).filter(
            household__in=[key for key, _due in shown], is_head=True, merged_into=None
        )
    }
    rows = [Planned(found[key], heads.get(key), tuple(sorted(reasons.get(key, ()))), one) for key, one in shown]
    return Plan(rows, len(wanted), sum(one.now for _key, one in wanted))


def _last(viewer: Actor, area: Area | AreaNode) -> dict[UUID, date]:
    rows = VISITS.rows(viewer).filter(area_path__below=area.path).order_by("visited_on")
    return dict(rows.values_list("household_id", "visited_on"))


def _reasons(viewer: Actor, area: Area | AreaNode) -> dict[UUID, set[str]]:
    """What the viewer may know of why a household needs visits."""
    found: dict[UUID, set[str]] = defaultdict(set)
    if holds(viewer, READ_CARE):
        people = RESIDENTS.rows(viewer, READ_CARE).filter(area_path__below=area.path, merged_into=None)
        for key, needs in people.exclude(household=None).exclude(needs=[]).values_list("household_id", "needs"):
            if key is not None:
                found[key].update(needs)
        cares = CARE.rows(viewer).filter(area_path__below=area.path, until=None)
        for key, one in cares.values_list("household_id", "need"):
            found[key].add(one)
    if holds(viewer, READ_CASES):
        open_disputes = cases(viewer).filter(kind=CaseKind.DISPUTE, household__area_path__below=area.path)
        for key in open_disputes.exclude(state__in=OVER).values_list("household_id", flat=True):
            if key is not None:
                found[key].add(DISPUTE)
    return found


def with_visits(targets: QuerySet[HundredTarget], *, until: date | None = None) -> QuerySet[HundredTarget]:
    """Targets with `visits_done`: visits to homes that the secretary paid within the target's year, to `until`."""
    paid = HouseholdVisit.objects.filter(
        visitor=OuterRef("secretary"), voided_at=None, way=HouseholdVisit.Way.HOME,
        visited_on__gte=OuterRef("since"), visited_on__lt=OuterRef("until"),
    )  # fmt: skip
    paid = paid.filter(visited_on__lte=until) if until is not None else paid
    return targets.annotate(visits_done=_counted(paid, "visitor"))


def _counted(rows: QuerySet[BenefitMatter] | QuerySet[HouseholdVisit], by: str) -> Coalesce:
    counted = rows.order_by().values(by).annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def progress(viewer: Actor, year: int) -> QuerySet[HundredTarget]:
    """The targets of a year with `visits_done`, `matters_open` and `matters_done`, one statement."""
    matters = BenefitMatter.objects.filter(secretary=OuterRef("secretary"))
    first, last = clock.instant(date(year, 1, 1)), clock.instant(date(year + 1, 1, 1))
    reported = matters.filter(case__reported_at__gte=first, case__reported_at__lt=last)
    closed = matters.filter(DONE, case__closed_at__gte=first, case__closed_at__lt=last)
    rows = with_visits(TARGETS.rows(viewer).filter(year=year)).select_related("secretary", "area", "town")
    return rows.annotate(
        matters_open=_counted(reported.exclude(case__state__in=OVER), "secretary"),
        matters_done=_counted(closed, "secretary"),
    ).order_by("area_path", "id")


def benefit_matters(viewer: Actor) -> QuerySet[BenefitMatter]:
    """Every benefit matter whose case lies in the viewer's area, or that is the viewer's own."""
    return MATTERS.rows(viewer, READ_MATTERS).exclude(case__state=CaseState.VOIDED)
