"""One case with what its page needs, if the viewer may see it; and what hangs on it."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Prefetch, Q, QuerySet
from django.utils.translation import gettext as _

from bihuan.cases.models import Case, CaseLink, CaseTask, Evidence, Revisit, State
from bihuan.cases.policies import READ, REVEAL
from bihuan.kernel.errors import Invalid, NotFound
from bihuan.platform import audit
from bihuan.platform.actors import Actor
from bihuan.platform.policies import policy_of, visible

RELATED = ("area", "town", "category", "office", "handler", "first_contact")
_PAGE = (
    *RELATED, "area__parent", "area__parent__parent", "verifier", "decider", "decided_office", "merged_into", "household",
    "place_point", "reporter", "reply", "reply__replied_by", "reply__paper",
)  # fmt: skip


def cases(viewer: Actor) -> QuerySet[Case]:
    """Every case the viewer may see, newest first; the rows of the cases ledger."""
    return visible(Case, viewer, READ).select_related(*RELATED).order_by("-reported_at", "-id")


def case_by_number(viewer: Actor, number: str) -> Case:
    """One case by its 办件编号 with all that `verbs_for` and the page ask; five queries, six when a revisit was set up.

    Raises:
        NotFound: there is none, or the viewer may not know that there is.
    """
    return _one(viewer, Q(number=number.strip().upper()))


def case_by_id(viewer: Actor, case_id: UUID) -> Case:
    """The same by id.

    Raises:
        NotFound: see `case_by_number`.
    """
    return _one(viewer, Q(pk=case_id))


def _one(viewer: Actor, which: Q) -> Case:
    found = with_what_verbs_ask(visible(Case, viewer, READ).filter(which).select_related(*_PAGE)).first()
    if found is None:
        raise NotFound(_("没有找到这件事项,或者您的岗位不能查看它。"))
    return found


def with_what_verbs_ask(rows: QuerySet[Case]) -> QuerySet[Case]:
    """`rows` with all that `verbs_for` asks of each; five more queries at most, however many rows."""
    return rows.prefetch_related(
        Prefetch("tasks", queryset=CaseTask.objects.select_related("office", "assignee").order_by("created_at")),
        Prefetch("evidence", queryset=Evidence.objects.select_related("file", "by").order_by("created_at")),
        "pauses",
        Prefetch("parts", queryset=Case.objects.filter(state=State.MERGED)),
        Prefetch("revisits", queryset=Revisit.objects.select_related("owner").prefetch_related("attempts")),
    )


def evidence_of(case: Case) -> list[Evidence]:
    """The evidence in force of a case fetched here, oldest first; no query."""
    return [one for one in case.evidence.all() if one.voided_at is None]


def tasks_of(case: Case) -> list[CaseTask]:
    """The tasks of a case fetched here; no query."""
    return list(case.tasks.all())


def parts_of(viewer: Actor, case: Case) -> QuerySet[Case]:
    """Cases that are merged into this one, as far as the viewer may see them."""
    return (
        visible(Case, viewer, READ)
        .filter(merged_into=case, state=State.MERGED)
        .select_related("area")
        .order_by("reported_at")
    )


@dataclass(frozen=True, slots=True)
class Linked:
    """A linked case and why."""

    case: Case
    reason: str


def links_of(viewer: Actor, case: Case) -> list[Linked]:
    """Cases linked with this one in either direction that the viewer may see; two queries."""
    reasons: dict[UUID, str] = {}
    for one_id, other_id, reason in CaseLink.objects.filter(Q(case=case) | Q(other=case), undone_at=None).values_list(
        "case_id", "other_id", "reason"
    ):
        reasons[other_id if one_id == case.pk else one_id] = reason
    found = visible(Case, viewer, READ).filter(pk__in=list(reasons)).select_related("area")
    return [Linked(one, reasons[one.pk]) for one in found]


@dataclass(frozen=True, slots=True)
class RevealedReporter:
    """The reporter's name and telephone in full."""

    name: str
    phone: str


def reveal_reporter(viewer: Actor, case: Case, *, reason: str) -> RevealedReporter:
    """Show who reported, in full; the reason stands in the audit trail.

    Raises:
        Invalid: no reason.
        NotAllowed: the viewer's posts do not give it.
    """
    if not reason.strip():
        raise Invalid(_("请填写查看完整信息的原因。"), field="reason", code="required")
    policy_of(Case).check(viewer, REVEAL, case)
    audit.append(case, actor=viewer, verb="reveal", note=reason.strip()[:300])
    return RevealedReporter(case.reporter_name, case.reporter_phone)
