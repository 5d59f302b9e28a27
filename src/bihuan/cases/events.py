"""What the closed loop announces; upper rooms, notices and webhooks react. No event carries anything personal."""

from dataclasses import dataclass
from uuid import UUID

from bihuan.cases.models import Case
from bihuan.platform.events import Event


@dataclass(frozen=True, kw_only=True)
class CaseEvent(Event):
    """Base of all events about a case; `state` is the state after it."""

    case_id: UUID
    number: str
    kind: str
    town_id: UUID
    state: str
    urgency: str
    by: UUID | None = None

    @classmethod
    def of(cls, case: Case, by: UUID | None, state: str = "", **more: object) -> "CaseEvent":
        """The event for `case` as it stands; `more` are the fields of the subclass."""
        return cls(
            case_id=case.pk,
            number=case.number,
            kind=case.kind,
            town_id=case.town_id,
            state=state or case.state,
            urgency=case.urgency,
            by=by,
            **more,  # type: ignore[arg-type]  # the subclass's own fields, checked by its constructor
        )


@dataclass(frozen=True, kw_only=True)
class CaseReported(CaseEvent):
    name = "case.reported"


@dataclass(frozen=True, kw_only=True)
class CaseAccepted(CaseEvent):
    name = "case.accepted"


@dataclass(frozen=True, kw_only=True)
class CaseDeclined(CaseEvent):
    name = "case.declined"
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class CaseReclassified(CaseEvent):
    name = "case.reclassified"


@dataclass(frozen=True, kw_only=True)
class CaseDispatched(CaseEvent):
    name = "case.dispatched"
    office_id: UUID


@dataclass(frozen=True, kw_only=True)
class CaseTaken(CaseEvent):
    name = "case.taken"


@dataclass(frozen=True, kw_only=True)
class CaseSentBack(CaseEvent):
    name = "case.sent_back"
    reason: str
    times: int
    decider_id: UUID | None = None


@dataclass(frozen=True, kw_only=True)
class CaseHandedOver(CaseEvent):
    name = "case.handed_over"
    handler_id: UUID


@dataclass(frozen=True, kw_only=True)
class SuspensionAsked(CaseEvent):
    name = "case.suspension_asked"
    reason: str


@dataclass(frozen=True, kw_only=True)
class SuspensionDecided(CaseEvent):
    name = "case.suspension_decided"
    approved: bool
    asked_by: UUID | None = None


@dataclass(frozen=True, kw_only=True)
class CaseResumed(CaseEvent):
    name = "case.resumed"


@dataclass(frozen=True, kw_only=True)
class ConferenceConvened(CaseEvent):
    name = "case.conference_convened"
    reason: str
    office_ids: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ConferenceConcluded(CaseEvent):
    name = "case.conference_concluded"
    office_id: UUID


@dataclass(frozen=True, kw_only=True)
class TasksGiven(CaseEvent):
    name = "case.tasks_given"
    office_ids: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class TaskDone(CaseEvent):
    name = "case.task_done"
    task_id: UUID


@dataclass(frozen=True, kw_only=True)
class CaseFinished(CaseEvent):
    name = "case.finished"
    outcome: str


@dataclass(frozen=True, kw_only=True)
class CaseReturned(CaseEvent):
    name = "case.returned"
    reason: str


@dataclass(frozen=True, kw_only=True)
class CaseVerified(CaseEvent):
    name = "case.verified"


@dataclass(frozen=True, kw_only=True)
class CaseDissatisfied(CaseEvent):
    name = "case.dissatisfied"
    reason: str


@dataclass(frozen=True, kw_only=True)
class CaseClosed(CaseEvent):
    name = "case.closed"
    outcome: str


@dataclass(frozen=True, kw_only=True)
class CaseReopened(CaseEvent):
    name = "case.reopened"
    reason: str


@dataclass(frozen=True, kw_only=True)
class CaseRated(CaseEvent):
    name = "case.rated"
    rating: int


@dataclass(frozen=True, kw_only=True)
class CaseMerged(CaseEvent):
    name = "case.merged"
    whole_id: UUID


@dataclass(frozen=True, kw_only=True)
class CaseUnmerged(CaseEvent):
    name = "case.unmerged"
    whole_id: UUID


@dataclass(frozen=True, kw_only=True)
class CaseVoided(CaseEvent):
    name = "case.voided"
    reason: str


@dataclass(frozen=True, kw_only=True)
class CaseCommented(CaseEvent):
    name = "case.commented"
    comment_id: UUID
    mentions: tuple[str, ...] = ()
