"""Reading what triage proposed and what was decided: the ledger, and how categories are confused."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Avg, Count, Q, QuerySet

from bihuan.cases.models import Category, TriageDecision, TriageModel
from bihuan.cases.policies import READ_DECISIONS, READ_MODELS
from bihuan.kernel import clock
from bihuan.platform.actors import Actor
from bihuan.platform.policies import require, visible


def decisions(viewer: Actor) -> QuerySet[TriageDecision]:
    """Every decision on a case of the viewer's area."""
    return visible(TriageDecision, viewer, READ_DECISIONS)


def models(viewer: Actor) -> QuerySet[TriageModel]:
    """All learnt models, newest first.

    Raises:
        NotAllowed: the viewer sees none.
    """
    require(viewer, READ_MODELS)
    return TriageModel.objects.select_related("made_by").order_by("-number")


@dataclass(frozen=True, slots=True)
class Confusion:
    """How often a category was proposed (columns) where another was decided (rows), since a local day.

    `categories` are those that occur, by code; `counts[decided][proposed]` in the same order; `total` decisions with
    both, `agreed` of them alike, `sure` the mean confidence (0 to 1).
    """

    since: date
    categories: Sequence[Category]
    counts: Sequence[Sequence[int]]
    total: int
    agreed: int
    sure: float | None

    @property
    def share(self) -> float | None:
        return self.agreed / self.total if self.total else None


def confusion(viewer: Actor, *, since: date, kind: str = "", model: TriageModel | None = None) -> Confusion:
    """The confusion table of the viewer's decisions by people; two queries.

    Raises:
        NotAllowed: the viewer sees no decisions.
    """
    require(viewer, READ_DECISIONS)
    rows = decisions(viewer).filter(
        automatic=False, category__isnull=False, proposed_category__isnull=False, decided_at__gte=clock.instant(since)
    )
    if kind:
        rows = rows.filter(Q(category__kind=kind) | Q(proposed_category__kind=kind))
    if model is not None:
        rows = rows.filter(model=model)
    counted = list(
        rows.order_by().values_list("category_id", "proposed_category_id").annotate(
            often=Count("pk"), sure=Avg("confidence")
        )
    )  # fmt: skip
    wanted = {key for decided, proposed, _often, _sure in counted for key in (decided, proposed)}
    categories = list(Category.objects.filter(pk__in=wanted).order_by("code"))
    place = {row.pk: number for number, row in enumerate(categories)}
    counts = [[0] * len(categories) for _row in categories]
    for decided, proposed, often, _sure in counted:
        assert decided is not None and proposed is not None  # filtered above
        counts[place[decided]][place[proposed]] = often
    total = sum(often for *_ids, often, _sure in counted)
    sure = sum((one or 0.0) * often for *_ids, often, one in counted) / total if total else None
    agreed = sum(counts[at][at] for at in range(len(categories)))
    return Confusion(since, categories, counts, total, agreed, sure)
