"""The desk's verbs: accept, decline, reclassify, dispatch, recall, decide together, split, link."""

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from bihuan.cases import limits
from bihuan.cases.events import (
    CaseAccepted,
    CaseDeclined,
    CaseDispatched,
    CaseReclassified,
    CaseReported,
    TasksGiven,
)
from bihuan.cases.find import index_case
from bihuan.cases.models import Case, CaseKind, CaseLink, CaseTask, Category, State, Urgency
from bihuan.cases.services.deciding import remember_decision
from bihuan.cases.services.giving import TaskDraft, check_office, give_tasks
from bihuan.cases.services.moving import moving
from bihuan.cases.thinking.answers import Proposal
from bihuan.kernel import clock
from bihuan.kernel.errors import Fault, Invalid
from bihuan.orgs.models import Area, Office
from bihuan.orgs.selectors import on_duty
from bihuan.platform.actors import Actor

SIGNS = ("departments", "areas", "group", "risk")


def accept_case(actor: Actor, *, case_id: UUID, seen: int | None = None) -> Case:
    """Take the matter on. Whoever accepts what nobody of the staff took in becomes its first-contact owner."""
    with moving("accept", actor=actor, case_id=case_id, seen=seen) as case:
        case.accepted_at = clock.now()
        if case.first_contact_id is None:
            case.first_contact_id = actor.actor_id or _on_duty(case)
        case.tell(CaseAccepted.of(case, actor.actor_id, State.ACCEPTED))
    return case


def _on_duty(case: Case) -> UUID | None:
    """Who follows what the system accepts by itself."""
    duty = on_duty(case.area, work_kind=case.kind)
    return duty.staff.pk if duty is not None else None


def decline_case(actor: Actor, *, case_id: UUID, reason: str, seen: int | None = None) -> Case:
    """Refuse the matter at the door, with a reason that the reporter reads."""
    with moving("decline", actor=actor, case_id=case_id, seen=seen, reason=reason) as case:
        case.decline_reason = reason.strip()
        case.note(case.decline_reason)
        case.tell(CaseDeclined.of(case, actor.actor_id, State.DECLINED, reason=case.decline_reason))
    return case


def reconsider_case(actor: Actor, *, case_id: UUID, seen: int | None = None) -> Case:
    """Undo a refusal at the door."""
    with moving("reconsider", actor=actor, case_id=case_id, seen=seen) as case:
        case.decline_reason = ""
        case.tell(CaseReported.of(case, actor.actor_id, State.REPORTED))
    return case


def reclassify_case(
    actor: Actor,
    *,
    case_id: UUID,
    seen: int | None = None,
    kind: str | None = None,
    category: Category | None = None,
    urgency: str | None = None,
    area: Area | None = None,
    major_signs: Sequence[str] | None = None,
    title: str | None = None,
    learn: bool = True,
) -> Case:
    """Correct what the matter is; None leaves a field as it is. Other budgets apply at once, the time used stays used.

    A category that a person sets is an example for triage, unless `learn` says that a decision follows at once.

    `major_signs` are of `SIGNS`; any sign makes the case major (重大复杂).

    Raises:
        Invalid: an unknown kind, urgency or sign, a category of another kind, an area above the town or of another town.
    """
    _check_words(kind, urgency, major_signs, title)
    with moving("reclassify", actor=actor, case_id=case_id, seen=seen) as case:
        before = (case.kind, case.urgency)
        if kind is not None and kind != case.kind:
            case.kind, case.category = kind, None
        if category is not None:
            if category.kind != case.kind:
                raise Invalid(_("类别与事项类型不一致,请重新选择。"), field="category", code="other_kind")
            case.category = category
        case.urgency = urgency or case.urgency
        case.title = (title or "").strip() or case.title
        if area is not None:
            _place(case, area)
        if major_signs is not None:
            case.major_signs = [sign for sign in SIGNS if sign in major_signs]
            case.major = bool(case.major_signs)
        if (case.kind, case.urgency) != before:
            limits.rebudget(case)
        if title is not None:
            index_case(case)
        case.tell(CaseReclassified.of(case, actor.actor_id))
        if category is not None and actor.actor_id is not None and learn:
            remember_decision(actor, case, None)
    return case


def _check_words(kind: str | None, urgency: str | None, signs: Sequence[str] | None, title: str | None) -> None:
    faults = []
    if kind is not None and kind not in CaseKind.values:
        faults.append(Fault(_("没有这个选项,请重新选择。"), "kind", "unknown"))
    if urgency is not None and urgency not in Urgency.values:
        faults.append(Fault(_("没有这个选项,请重新选择。"), "urgency", "unknown"))
    if signs is not None and set(signs) - set(SIGNS):
        faults.append(Fault(_("没有这个选项,请重新选择。"), "major_signs", "unknown"))
    if title is not None and len(title.strip()) > 120:
        faults.append(Fault(_("内容太长,请控制在%(count)d字以内。") % {"count": 120}, "title", "too_long"))
    if faults:
        raise Invalid.of(faults)


def _place(case: Case, area: Area) -> None:
    if area.town_id is None:
        raise Invalid(_("请选到乡镇(街道)或以下的区域。"), field="area", code="too_high")
    if area.town_id != case.town_id:
        raise Invalid(_("不能改到其他乡镇;请转交对方登记并关联两件。"), field="area", code="other_town")
    case.area, case.area_path = area, area.path


def dispatch_case(
    actor: Actor,
    *,
    case_id: UUID,
    office: Office | None,
    why: dict[str, str] | None = None,
    note: str = "",
    seen: int | None = None,
    proposal: Proposal | None = None,
) -> Case:
    """Send the matter to an office. `why` says what the choice rests on: {"rule", "text", "polygon", "rota", "load"}.

    With the `proposal` that was looked at, what was decided is kept beside it for triage to learn from.

    Raises:
        Invalid: no office, one that is closed, of another town, or other than the one decided together.
        WrongState: a major case without a conference; a case sent back twice without a joint decision.
    """
    with moving("dispatch", actor=actor, case_id=case_id, seen=seen, office=office) as case:
        assert office is not None  # asked for
        check_office(case, office)
        if case.decided_office_id is not None and case.decided_office_id != office.pk:
            raise Invalid(
                _("会商已确定由“%(office)s”承办,请分派给该单位。") % {"office": case.decided_office},
                field="office",
                code="decided_otherwise",
            )
        case.office, case.handler = office, None
        case.dispatched_at = clock.now()
        case.why_assigned = why or {"rule": "desk", "text": _("值班员选定")}
        case.note(note.strip())
        case.tell(CaseDispatched.of(case, actor.actor_id, State.DISPATCHED, office_id=office.pk))
        if proposal is not None:
            remember_decision(actor, case, proposal, automatic=actor.actor_id is None)
    return case


def confirm_case(
    actor: Actor,
    *,
    case_id: UUID,
    office: Office | None,
    category: Category | None = None,
    urgency: str | None = None,
    area: Area | None = None,
    why: dict[str, str] | None = None,
    seen: int | None = None,
    proposal: Proposal | None = None,
) -> Case:
    """One key of the triage desk: accept if need be, set what the proposal says, dispatch; all or nothing."""
    with transaction.atomic():
        version = seen
        state = Case.objects.filter(pk=case_id).values_list("state", flat=True).first()
        if state == State.REPORTED:
            version = accept_case(actor, case_id=case_id, seen=version).version
        if category is not None or urgency is not None or area is not None:
            changed = reclassify_case(
                actor, case_id=case_id, seen=version, kind=category.kind if category else None, category=category,
                urgency=urgency, area=area, learn=proposal is None,
            )  # fmt: skip
            version = changed.version
        return dispatch_case(actor, case_id=case_id, office=office, why=why, seen=version, proposal=proposal)


def recall_case(actor: Actor, *, case_id: UUID, seen: int | None = None) -> Case:
    """Take a dispatch back before the office has signed for it; not counted as a send-back."""
    with moving("recall", actor=actor, case_id=case_id, seen=seen) as case:
        case.office, case.dispatched_at, case.why_assigned = None, None, {}
    return case


def decide_office(actor: Actor, *, case_id: UUID, office: Office | None, reason: str, seen: int | None = None) -> Case:
    """The decider's part of the joint decision after a second send-back: name the office; the desk then dispatches to it."""
    with moving("decide", actor=actor, case_id=case_id, seen=seen, office=office, reason=reason) as case:
        assert office is not None  # asked for
        check_office(case, office)
        case.decided_office = office
        case.note(reason.strip())
    return case


def split_case(actor: Actor, *, case_id: UUID, tasks: Sequence[TaskDraft], seen: int | None = None) -> list[CaseTask]:
    """Give several offices a task each; the case cannot be finished while one is open."""
    with moving("split", actor=actor, case_id=case_id, seen=seen, tasks=list(tasks)) as case:
        given = give_tasks(case, tasks, actor, "split")
        case.tell(TasksGiven.of(case, actor.actor_id, office_ids=tuple(str(task.office_id) for task in given)))
    return given


def link_cases(actor: Actor, *, case_id: UUID, other_id: UUID, reason: str = "") -> CaseLink:
    """Note that two cases belong together without being one; repeating it changes nothing."""
    if case_id == other_id:
        raise Invalid(_("不能与自己关联,请选择另一件事项。"), field="other", code="itself")
    with moving("link", actor=actor, case_id=case_id) as case:
        other = Case.objects.filter(pk=other_id).first()
        if other is None:
            raise Invalid(_("没有找到要关联的事项,请核对编号。"), field="other", code="not_found")
        link, _made = CaseLink.objects.get_or_create(
            case=case, other=other, undone_at=None, defaults={"reason": reason.strip()[:200], "by_id": actor.actor_id}
        )
        case.note(_("与 %(number)s 关联") % {"number": other.number})
    return link
