"""The shapes of a proposal: what is asked, what is answered, each answer with reason, words and confidence."""

from dataclasses import dataclass, field
from typing import Generic, TypeVar
from uuid import UUID

from bihuan.cases.models import Case, Category
from bihuan.kernel import clock
from bihuan.orgs.models import Area, Office
from bihuan.triage import Extract

T = TypeVar("T")
SURE, LIKELY, WEAK = 0.9, 0.7, 0.4


@dataclass(frozen=True, slots=True)
class Proposed(Generic[T]):
    """One answer with the reason a person reads, the words that decided, and how sure it is (0 to 1)."""

    value: T
    reason: str
    confidence: float
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Proposal:
    """What triage proposes; None where nothing speaks for an answer. `others` are further categories, best first.

    `rule` is the id of the routing rule that named the office, `model` that of the learnt model (None: the first day's).
    """

    kind: Proposed[str] | None = None
    category: Proposed[Category] | None = None
    urgency: Proposed[str] | None = None
    area: Proposed[UUID] | None = None
    office: Proposed[Office] | None = None
    signs: tuple[Proposed[str], ...] = ()
    others: tuple[Proposed[Category], ...] = field(default=())
    extracts: tuple[Extract, ...] = ()
    rule: UUID | None = None
    model: UUID | None = None

    @property
    def why(self) -> dict[str, str]:
        """What `dispatch_case` keeps as the reason of the assignment."""
        if self.office is None:
            return {}
        if self.rule is not None:
            return {"rule": "routing", "rule_id": str(self.rule), "text": self.office.reason}
        return {"rule": "duties", "text": self.office.reason}

    @property
    def confidence(self) -> float:
        """How sure category and office are together: the weaker of both; 0 when one is missing."""
        if self.category is None or self.office is None:
            return 0.0
        return min(self.category.confidence, self.office.confidence)


@dataclass(frozen=True, slots=True)
class Matter:
    """What is known of a matter while it is typed, or of a case. `hour` is the local hour it came in (None: now)."""

    text: str
    kind: str = ""
    place: str = ""
    town: Area | None = None
    lat: float | None = None
    lon: float | None = None
    people_involved: int | None = None
    channel: str = ""
    hour: int | None = None
    category: Category | None = None
    area_id: UUID | None = None

    @classmethod
    def of(cls, case: Case) -> "Matter":
        """What a case says of itself, with what people set: its category, and its area where it is below the town."""
        return cls(
            f"{case.title}。{case.text}", case.kind, case.place, case.town, case.lat, case.lon, case.people_involved,
            case.channel, clock.local(case.reported_at).hour, case.category,
            case.area_id if case.area_id != case.town_id else None,
        )  # fmt: skip
