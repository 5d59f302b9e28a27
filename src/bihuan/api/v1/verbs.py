"""Every verb of the life cycle as `POST /cases/{id}/{verb}`: addresses and rights out of the table, one body for each."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Body, Router, Schema
from pydantic import Field

from bihuan.api.door import door, staff_of
from bihuan.api.scopes import TokenScope
from bihuan.api.v1.base import (
    Moment,
    Note,
    Reason,
    Reference,
    Sent,
    answers,
    area_for,
    category_for,
    office_for,
    seen_version,
    staff_for,
    tag,
)
from bihuan.cases import policies
from bihuan.cases import services as write
from bihuan.cases.lifecycle import LIFE_CYCLE
from bihuan.cases.models import Case, CaseKind, Outcome, Urgency
from bihuan.kernel.errors import Invalid, NotFound
from bihuan.orgs.models import Staff
from bihuan.platform.policies import visible

router = Router(tags=["事项办理"])
# Reporting is POST /cases, importing a ledger's own door, rating the reporter's.
ELSEWHERE = frozenset({"report", "import", "rate"})


class Bare(Sent):
    """`version`: the version looked at, when no If-Match header says it."""

    version: int | None = Field(None, ge=1, le=2_000_000_000)


class Reasoned(Bare):
    reason: Reason


class Noted(Bare):
    note: Note = ""


class Remarked(Bare):
    note: Annotated[str, Field(min_length=1, max_length=2000)]


class Reclassified(Bare):
    """What is left out stays."""

    kind: CaseKind | None = None
    category: str | None = Field(None, max_length=30, description="类别代码")
    urgency: Urgency | None = None
    area: Reference | None = None
    major_signs: list[str] | None = Field(None, max_length=10, description="departments、areas、group、risk")
    title: str | None = Field(None, max_length=120)


class Merged(Reasoned):
    into: UUID


class LinkedWith(Bare):
    other: UUID
    reason: Note = ""


class Decided(Reasoned):
    office: UUID


class Dispatched(Bare):
    office: UUID
    note: Note = ""


class HandedOver(Bare):
    handler: UUID


class Task(Sent):
    """One office's share."""

    office: UUID
    title: str = Field(min_length=1, max_length=120)
    due_at: Moment | None = None


class Split(Bare):
    tasks: list[Task] = Field(min_length=1, max_length=20)


class SuspensionAsked(Reasoned):
    until: Moment


class Extended(Reasoned):
    days: int


class Approved(Bare):
    decision: Note = ""


class Convened(Reasoned):
    offices: list[UUID] = Field(default_factory=list, max_length=30)


class Concluded(Bare):
    office: UUID
    minutes: str = Field(min_length=1, max_length=5000)
    tasks: list[Task] = Field(default_factory=list, max_length=20)


class Finished(Bare):
    outcome: Outcome
    result_text: str = Field(min_length=1, max_length=5000)
    legal_basis: str = Field("", max_length=300)
    handed_to: str = Field("", max_length=120)


class RevisitHandedOn(Reasoned):
    owner: UUID


class Revisited(Bare):
    """`reached` false is an attempt without an answer; otherwise `settled` and `satisfied` are needed."""

    reached: bool = True
    settled: bool | None = None
    satisfied: bool | None = None
    fulfilled: bool | None = None
    remark: Note = ""


class CaseState(Schema):
    """Where the case stands after the verb."""

    id: UUID
    number: str
    state: str
    state_title: str
    version: int


@dataclass(frozen=True, slots=True)
class Ask:
    """A verb as it was asked: who, which case, what was sent and which version was looked at."""

    actor: Staff
    case_id: UUID
    sent: Any
    seen: int | None

    @property
    def base(self) -> dict[str, Any]:
        return {"case_id": self.case_id, "seen": self.seen}


def _tasks(sent: list[Task]) -> list[write.TaskDraft]:
    return [
        write.TaskDraft(office_for(task.office, field=f"tasks.{place}.office"), task.title, task.due_at)
        for place, task in enumerate(sent)
    ]


def _reason(service: Callable[..., object]) -> Callable[[Ask], object]:
    return lambda ask: service(ask.actor, reason=ask.sent.reason, **ask.base)


def _bare(service: Callable[..., object]) -> Callable[[Ask], object]:
    return lambda ask: service(ask.actor, **ask.base)


def _note(service: Callable[..., object]) -> Callable[[Ask], object]:
    return lambda ask: service(ask.actor, note=ask.sent.note, **ask.base)


def _reclassify(ask: Ask) -> object:
    sent: Reclassified = ask.sent
    return write.reclassify_case(
        ask.actor,
        kind=sent.kind,
        category=category_for(sent.category) if sent.category else None,
        urgency=sent.urgency,
        area=area_for(sent.area) if sent.area else None,
        major_signs=sent.major_signs,
        title=sent.title,
        **ask.base,
    )


def _merge(ask: Ask) -> object:
    _seen_by(ask.actor, ask.sent.into, field="into")
    return write.merge_case(ask.actor, into_id=ask.sent.into, reason=ask.sent.reason, **ask.base)


def _link(ask: Ask) -> object:
    _seen_by(ask.actor, ask.sent.other, field="other")
    return write.link_cases(ask.actor, case_id=ask.case_id, other_id=ask.sent.other, reason=ask.sent.reason)


def _unlink(ask: Ask) -> object:
    return write.unlink_cases(ask.actor, case_id=ask.case_id, other_id=ask.sent.other)


def _tell_apart(ask: Ask) -> object:
    _seen_by(ask.actor, ask.sent.other, field="other")
    return write.tell_apart(ask.actor, other_id=ask.sent.other, **ask.base)


def _not_apart(ask: Ask) -> object:
    return write.not_apart(ask.actor, case_id=ask.case_id, other_id=ask.sent.other)


def _revisit(ask: Ask) -> object:
    sent: Revisited = ask.sent
    if not sent.reached:
        return write.record_unreached(ask.actor, remark=sent.remark, **ask.base)
    if sent.settled is None or sent.satisfied is None:
        missing = "settled" if sent.settled is None else "satisfied"
        raise Invalid(_("联系上群众的,请填写问题是否解决、是否满意。"), field=missing, code="required")
    return write.record_revisit(
        ask.actor,
        settled=sent.settled,
        satisfied=sent.satisfied,
        fulfilled=sent.fulfilled,
        remark=sent.remark,
        **ask.base,
    )


def _dissatisfied(ask: Ask) -> object:
    return write.record_revisit(ask.actor, settled=False, satisfied=False, remark=ask.sent.reason, **ask.base)


def _erase(ask: Ask) -> object:
    return write.erase_reporter(ask.actor, case_id=ask.case_id, reason=ask.sent.reason)


DOES: dict[str, tuple[type[Bare], Callable[[Ask], object]]] = {
    "accept": (Bare, _bare(write.accept_case)),
    "decline": (Reasoned, _reason(write.decline_case)),
    "reconsider": (Bare, _bare(write.reconsider_case)),
    "reclassify": (Reclassified, _reclassify),
    "merge": (Merged, _merge),
    "unmerge": (Reasoned, _reason(write.unmerge_case)),
    "link": (LinkedWith, _link),
    "unlink": (LinkedWith, _unlink),
    "tell_apart": (LinkedWith, _tell_apart),
    "not_apart": (LinkedWith, _not_apart),
    "decide": (
        Decided,
        lambda ask: write.decide_office(
            ask.actor, office=office_for(ask.sent.office), reason=ask.sent.reason, **ask.base
        ),
    ),
    "dispatch": (
        Dispatched,
        lambda ask: write.dispatch_case(ask.actor, office=office_for(ask.sent.office), note=ask.sent.note, **ask.base),
    ),
    "recall": (Bare, _bare(write.recall_case)),
    "take": (Bare, _bare(write.take_case)),
    "send_back": (Reasoned, _reason(write.send_back_case)),
    "contact": (Remarked, _note(write.record_contact)),
    "hand_over": (
        HandedOver,
        lambda ask: write.hand_over_case(ask.actor, handler=staff_for(ask.sent.handler), **ask.base),
    ),
    "split": (Split, lambda ask: write.split_case(ask.actor, tasks=_tasks(ask.sent.tasks), **ask.base)),
    "ask_suspension": (
        SuspensionAsked,
        lambda ask: write.ask_suspension(ask.actor, reason=ask.sent.reason, until=ask.sent.until, **ask.base),
    ),
    "approve_suspension": (
        Approved,
        lambda ask: write.approve_suspension(ask.actor, decision=ask.sent.decision, **ask.base),
    ),
    "refuse_suspension": (Reasoned, _reason(write.refuse_suspension)),
    "extend": (
        Extended,
        lambda ask: write.extend_case(ask.actor, days=ask.sent.days, reason=ask.sent.reason, **ask.base),
    ),
    "resume": (Bare, _bare(write.resume_case)),
    "convene": (
        Convened,
        lambda ask: write.convene_conference(
            ask.actor,
            reason=ask.sent.reason,
            offices=[office_for(one, field=f"offices.{place}") for place, one in enumerate(ask.sent.offices)],
            **ask.base,
        ),
    ),
    "conclude": (
        Concluded,
        lambda ask: write.conclude_conference(
            ask.actor,
            office=office_for(ask.sent.office),
            tasks=_tasks(ask.sent.tasks),
            minutes=ask.sent.minutes,
            **ask.base,
        ),
    ),
    "call_off": (Reasoned, _reason(write.call_off_conference)),
    "finish": (
        Finished,
        lambda ask: write.finish_case(
            ask.actor,
            outcome=ask.sent.outcome,
            result_text=ask.sent.result_text,
            legal_basis=ask.sent.legal_basis,
            handed_to=ask.sent.handed_to,
            **ask.base,
        ),
    ),
    "verify": (Noted, _note(write.verify_case)),
    "return": (Reasoned, _reason(write.return_case)),
    "revisit": (Revisited, _revisit),
    "assign_revisit": (
        RevisitHandedOn,
        lambda ask: write.assign_revisit(
            ask.actor, owner=staff_for(ask.sent.owner, field="owner"), reason=ask.sent.reason, **ask.base
        ),
    ),
    "close": (Noted, _note(write.close_case)),
    "dissatisfied": (Reasoned, _dissatisfied),
    "reopen": (Reasoned, _reason(write.reopen_case)),
    "void": (Reasoned, _reason(write.void_case)),
    "erase": (Reasoned, _erase),
}


body_of: Callable[..., Any] = Body


def _seen_by(actor: Staff, case_id: UUID, *, field: str = "") -> None:
    """Whoever may not know of a case learns nothing from trying to change it."""
    if not visible(Case, actor, policies.READ).filter(pk=case_id).exists():
        message = _("没有找到这件事项,或者您的岗位不能查看它。")
        raise Invalid(message, field=field, code="unknown") if field else NotFound(message)


def _operation(verb: str, shape: type[Bare], does: Callable[[Ask], object]) -> Callable[..., Any]:
    def operation(request: HttpRequest, response: HttpResponse, case_id: UUID, sent: Any) -> Any:
        actor = staff_of(request)
        _seen_by(actor, case_id)
        does(Ask(actor, case_id, sent, seen_version(request, sent.version)))
        # Whoever sends a case back may not see it any more, but may know where it stands now.
        case = Case.objects.only("number", "state", "version").get(pk=case_id)
        tag(response, case)
        return {
            "id": case.pk, "number": case.number, "state": case.state, "state_title": case.get_state_display(),
            "version": case.version,
        }  # fmt: skip

    operation.__name__ = f"{verb}_case"
    operation.__doc__ = f"`{verb}`;带 If-Match 或 `version` 时,别人刚改过则 409 并说明改了什么。"
    operation.__annotations__["sent"] = shape
    # Where nothing must be said, nothing need be sent.
    said = any(field.is_required() for field in shape.model_fields.values())
    operation.__defaults__ = (body_of(...) if said else body_of(shape.model_validate({})),)
    return operation


for step in LIFE_CYCLE:
    if step.verb in ELSEWHERE:
        continue
    body, service = DOES[step.verb]
    router.add_api_operation(
        f"/cases/{{uuid:case_id}}/{step.verb}",
        ["POST"],
        _operation(step.verb, body, service),
        auth=door(TokenScope.CASES_WRITE, step.right or ""),
        response=answers(200, CaseState),
        summary=str(step.title),
        operation_id=f"{step.verb}_case",
    )
