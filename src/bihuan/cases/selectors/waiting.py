"""What waits for a person: the home page, the triage desk, the office's inbox."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Case as When
from django.db.models import Count, Exists, F, IntegerField, OuterRef, Q, QuerySet, Value
from django.db.models import When as Then

from bihuan.cases.models import OVER, Case, CasePause, CaseTask, Revisit, State, Urgency
from bihuan.cases.policies import APPROVE, ASSIST, CONVENE, HANDLE, REVISIT, TRIAGE, VERIFY
from bihuan.cases.selectors.fetching import RELATED
from bihuan.kernel import clock
from bihuan.platform.actors import Actor
from bihuan.platform.policies import holds, policy_of

NOTHING = Q(pk__in=[])
# Word for word the condition of the index `case_open_by_due`, so that lists of work never touch what has left the loop.
STILL_OPEN = ~Q(state__in=OVER)
_URGENT_FIRST = When(
    Then(urgency=Urgency.EMERGENCY, then=Value(0)),
    Then(urgency=Urgency.URGENT, then=Value(1)),
    default=Value(2),
    output_field=IntegerField(),
)


@dataclass(frozen=True, slots=True)
class Counts:
    """A person's own figures for the home page; `late` are those of `waiting` whose limit has passed."""

    waiting: int = 0
    late: int = 0
    to_triage: int = 0
    to_take: int = 0
    handling: int = 0
    to_verify: int = 0
    to_revisit: int = 0
    to_approve: int = 0
    to_decide: int = 0
    tasks: int = 0


def _scope(viewer: Actor, right: str) -> Q | None:
    """The viewer's rows under `right`; None when the viewer does not hold it at all."""
    if not holds(viewer, right):
        return None
    return policy_of(Case).q(viewer, right) or Q()


def _buckets(viewer: Actor) -> dict[str, Q]:
    """For each kind of waiting, which cases wait for this viewer."""
    me = viewer.actor_id
    found: dict[str, Q] = {}
    triage, handle, verify = _scope(viewer, TRIAGE), _scope(viewer, HANDLE), _scope(viewer, VERIFY)
    revisit, approve, convene = _scope(viewer, REVISIT), _scope(viewer, APPROVE), _scope(viewer, CONVENE)
    if triage is not None:
        undecided = Q(decider__isnull=False, decided_office=None)
        found["to_triage"] = triage & (Q(state=State.REPORTED) | (Q(state=State.ACCEPTED) & ~undecided))
        if convene is not None:
            found["to_triage"] |= convene & Q(state=State.CONFERENCE)
    if handle is not None:
        offices = [post.office_id for post in viewer.posts_held() if post.office_id is not None]
        found["to_take"] = handle & Q(state=State.DISPATCHED, office_id__in=offices)
        own = Q(handler_id=me) | Q(handler=None, office_id__in=offices)
        found["handling"] = handle & Q(state=State.HANDLING) & own
    if verify is not None:
        found["to_verify"] = verify & Q(state=State.TO_VERIFY) & ~_by(me)
    if revisit is not None:
        theirs = Revisit.objects.filter(case=OuterRef("pk"), state=Revisit.State.OPEN).filter(
            Q(owner=None) | Q(owner_id=me)
        )
        found["to_revisit"] = revisit & Q(state=State.TO_REVISIT) & ~_by(me) & Q(Exists(theirs))
    if approve is not None:
        asked = CasePause.objects.filter(case=OuterRef("pk"), state=CasePause.State.ASKED).exclude(asked_by_id=me)
        found["to_approve"] = approve & Q(state=State.HANDLING) & Q(Exists(asked))
    if me is not None:
        found["to_decide"] = Q(decider_id=me, state=State.ACCEPTED, decided_office=None)
    return found


def _by(me: UUID | None) -> Q:
    """Handled by this person; with NULL in mind, so that its negation keeps cases without a handler."""
    return Q(handler__isnull=False, handler_id=me) if me is not None else NOTHING


def _any(conditions: dict[str, Q]) -> Q:
    together = NOTHING
    for condition in conditions.values():
        together |= condition
    return together


def cases_waiting(viewer: Actor, *, only: str = "") -> QuerySet[Case]:
    """What `viewer` must act on next, least time left first; one query, whatever the page size (two with posts).

    `only` names one of the figures of `Counts` and gives the rows that it counts.
    """
    buckets = _buckets(viewer)
    if only in buckets:
        buckets = {only: buckets[only]}
    elif only not in {"", "waiting", "late"}:
        buckets = {}
    found = Case.objects.filter(STILL_OPEN, _any(buckets)).select_related(*RELATED)
    if only == "late":
        found = found.filter(due_at__lt=clock.now())
    return found.order_by(F("due_at").asc(nulls_last=True), "reported_at", "id")


def triage_queue(viewer: Actor) -> QuerySet[Case]:
    """What the desk must accept, dispatch or conclude: emergencies first, then least time left."""
    wanted = _buckets(viewer).get("to_triage", NOTHING)
    found = Case.objects.filter(STILL_OPEN, wanted).select_related(*RELATED).annotate(rank=_URGENT_FIRST)
    return found.order_by("rank", F("due_at").asc(nulls_last=True), "reported_at", "id")


def tasks_waiting(viewer: Actor) -> QuerySet[CaseTask]:
    """Open tasks of the viewer's offices (or given to the viewer), the nearest date first."""
    offices = [post.office_id for post in viewer.posts_held() if post.office_id is not None]
    mine = (
        Q(office_id__in=offices)
        if viewer.actor_id is None
        else Q(office_id__in=offices) | Q(assignee_id=viewer.actor_id)
    )
    if not holds(viewer, ASSIST):
        mine &= Q(assignee_id=viewer.actor_id)
    found = CaseTask.objects.filter(mine, state=CaseTask.State.OPEN).exclude(
        case__state__in=[State.VOIDED, State.CLOSED]
    )
    return found.select_related("case", "office").order_by(F("due_at").asc(nulls_last=True), "created_at")


def counts(viewer: Actor) -> Counts:
    """The viewer's figures; two queries."""
    buckets = _buckets(viewer)
    if not buckets:
        return Counts()
    waiting = Case.objects.filter(STILL_OPEN, _any(buckets))
    wanted = {name: Count("pk", filter=condition) for name, condition in buckets.items()}
    late = Count("pk", filter=Q(due_at__lt=clock.now()))
    figures = waiting.aggregate(waiting=Count("pk"), late=late, **wanted)
    return Counts(**figures, tasks=tasks_waiting(viewer).count())
