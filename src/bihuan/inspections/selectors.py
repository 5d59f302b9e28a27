"""Reading what was found on rounds: with its limit, whether it was kept, and who was told when it was not."""

from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from bihuan.cases.models import OVER, CaseClock, EscalationStep, Stage, State
from bihuan.inspections.models import Finding
from bihuan.inspections.policies import FINDINGS, READ_FINDINGS
from bihuan.kernel import clock
from bihuan.platform.actors import Actor


def findings(viewer: Actor) -> QuerySet[Finding]:
    """Every finding the viewer may see, with its case; what was voided is none."""
    return FINDINGS.rows(viewer, READ_FINDINGS).exclude(case__state=State.VOIDED).select_related("case")


def with_limits(rows: QuerySet[Finding], at: datetime) -> QuerySet[Any]:
    """`rows` with `limit_at` (when the days for putting it right end; None until somebody has signed), `late` and `escalated`.

    After a re-inspection sent it back, the days that run anew count; a lateness of before stays.
    """
    handling = CaseClock.objects.filter(case=OuterRef("case_id"), stage=Stage.HANDLE)
    running_late = Q(ended_at=None, due_at__lt=at) & ~Q(case__state=State.SUSPENDED)
    steps = EscalationStep.objects.filter(case=OuterRef("case_id"), case_clock__stage=Stage.HANDLE)
    return rows.annotate(
        limit_at=Subquery(handling.order_by("-started_at").values("due_at")[:1]),
        late=Exists(handling.filter(Q(overdue=True) | running_late)),
        escalated=Exists(steps),
    )


def past_their_limit(viewer: Actor) -> QuerySet[Any]:
    """Findings whose limit is over; those whose clock stands or that went on with another case owe nothing by a day."""
    at = clock.now()
    rows = with_limits(findings(viewer), at).exclude(case__state__in=[State.SUSPENDED, State.MERGED, State.DECLINED])
    return rows.filter(limit_at__lte=at)


def late_now(viewer: Actor) -> QuerySet[Any]:
    """Open findings whose present stage is late, each with who was told last: `told_name`, `told_why`, `told_at`, `told_rank`."""
    steps = EscalationStep.objects.filter(case=OuterRef("case_id")).order_by("-at", "-rank")
    rows = findings(viewer).exclude(case__state__in=OVER).filter(case__due_at__lt=clock.now())
    return rows.annotate(
        told_name=Subquery(steps.values("staff__name")[:1]),
        told_why=Subquery(steps.values("why")[:1]),
        told_at=Subquery(steps.values("at")[:1]),
        told_rank=Subquery(steps.values("rank")[:1]),
    )
