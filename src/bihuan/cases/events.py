"""What the closed loop announces; upper rooms, notices and webhooks react. No event carries anything personal."""

from dataclasses import dataclass
from typing import Self
from uuid import UUID

from bihuan.cases.models import Case, Conference, Whistle
from bihuan.platform.events import Event


@dataclass(frozen=True, kw_only=True)
class CaseEvent(Event):
    """Base of all events about a case; `state` is the state after it.

    `channel` is how it came in, `source_number` the number it bears there, so that a hotline finds its own order.
    """

    case_id: UUID
    number: str
    kind: str
    town_id: UUID
    state: str
    urgency: str
    channel: str = ""
    source_number: str = ""
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
            channel=case.channel,
            source_number=case.source_number,
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
class RevisitAssigned(CaseEvent):
    name = "case.revisit_assigned"
    owner_id: UUID


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


@dataclass(frozen=True, kw_only=True)
class ConferenceEvent(Event):
    """Base of events about a conference as a whole."""

    conference_id: UUID
    number: str
    town_id: UUID
    by: UUID | None = None

    @classmethod
    def of(cls, conference: Conference, by: UUID | None, **more: object) -> Self:
        """The event for `conference`; `more` are the fields of the subclass."""
        return cls(
            conference_id=conference.pk,
            number=conference.number,
            town_id=conference.town_id,
            by=by,
            **more,  # type: ignore[arg-type]  # the subclass's own fields, checked by its constructor
        )


@dataclass(frozen=True, kw_only=True)
class ConferenceCalled(ConferenceEvent):
    """Invitations went out; `invitation_ids` are the new ones."""

    name = "conference.called"
    invitation_ids: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ConferenceArranged(ConferenceEvent):
    """Its time or place was named or changed."""

    name = "conference.arranged"


@dataclass(frozen=True, kw_only=True)
class ConferenceAnswered(ConferenceEvent):
    name = "conference.answered"
    invitation_id: UUID
    answer: str


@dataclass(frozen=True, kw_only=True)
class ConferenceCalledOff(ConferenceEvent):
    name = "conference.called_off"
    reason: str


@dataclass(frozen=True, kw_only=True)
class ConferenceMissed(ConferenceEvent):
    """An office or person came late or stayed away without leave."""

    name = "conference.missed"
    invitation_id: UUID
    attendance: str


@dataclass(frozen=True, kw_only=True)
class WhistleEvent(Event):
    """Base of events about a whistle; `state` is the state after it."""

    whistle_id: UUID
    number: str
    town_id: UUID
    office_id: UUID
    state: str
    by: UUID | None = None

    @classmethod
    def of(cls, whistle: Whistle, by: UUID | None, **more: object) -> Self:
        """The event for `whistle` as it stands; `more` are the fields of the subclass."""
        return cls(
            whistle_id=whistle.pk,
            number=whistle.number,
            town_id=whistle.town_id,
            office_id=whistle.office_id,
            state=whistle.state,
            by=by,
            **more,  # type: ignore[arg-type]  # the subclass's own fields, checked by its constructor
        )


@dataclass(frozen=True, kw_only=True)
class WhistleBlown(WhistleEvent):
    name = "whistle.blown"


@dataclass(frozen=True, kw_only=True)
class WhistleArrived(WhistleEvent):
    name = "whistle.arrived"


@dataclass(frozen=True, kw_only=True)
class WhistleAnswered(WhistleEvent):
    name = "whistle.answered"


@dataclass(frozen=True, kw_only=True)
class WhistleRated(WhistleEvent):
    name = "whistle.rated"
    rating: int


@dataclass(frozen=True, kw_only=True)
class WhistleCalledOff(WhistleEvent):
    name = "whistle.called_off"
    reason: str


@dataclass(frozen=True, kw_only=True)
class CaseReplied(CaseEvent):
    """The channel was answered."""

    name = "case.replied"
    on_time: bool = True
