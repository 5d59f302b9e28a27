"""Who is told of what happened to a case; each reaction runs as a job of its own, once."""

from collections.abc import Iterable
from uuid import UUID

from django.utils.translation import gettext as _

from bihuan.cases import notices, spine
from bihuan.cases.addresses import url_of_id
from bihuan.cases.events import (
    CaseCommented,
    CaseDispatched,
    CaseDissatisfied,
    CaseEvent,
    CaseHandedOver,
    CaseReopened,
    CaseReported,
    CaseReturned,
    CaseSentBack,
    CaseVerified,
    RevisitAssigned,
    SuspensionAsked,
    SuspensionDecided,
    TasksGiven,
)
from bihuan.cases.models import Case, Revisit, Urgency, Watch
from bihuan.cases.responsibility import leader_of, people_of_office
from bihuan.kernel import clock
from bihuan.orgs.models import Post, Role
from bihuan.orgs.selectors import on_duty
from bihuan.platform.events import on
from bihuan.platform.notify import tell

__all__ = ["notices", "people_of_office", "spine", "what"]  # further reactions are found with these


def _case(event: CaseEvent) -> Case:
    return Case.objects.select_related("area", "town", "office").get(pk=event.case_id)


def what(case: Case) -> str:
    """The matter without a word that people typed, since notices leave the house over other people's servers."""
    return f"{case.get_kind_display()}·{case.area.name}"


def _say(event: CaseEvent, people: Iterable[UUID | None], title: str, *, mark: str = "") -> None:
    """Tell each of `people` once; never whoever did it."""
    wanted = [person for person in dict.fromkeys(people) if person is not None and person != event.by]
    if wanted:
        tell(
            wanted,
            kind=event.name,
            title=f"{title}({event.number})",
            url=url_of_id(event.case_id),
            key=f"{event.name}:{event.event_id}:{mark}",
            urgent=event.urgency == Urgency.EMERGENCY,
        )


def _watchers(case: Case) -> list[UUID]:
    return list(Watch.objects.filter(case=case).values_list("staff_id", flat=True))


@on(CaseReported)
def tell_desk(event: CaseReported) -> None:
    """A new matter waits at the desk of the day; the office clerk who took it in needs no notice."""
    case = _case(event)
    duty = on_duty(case.area, work_kind=case.kind)
    if duty is not None:
        _say(event, [duty.staff.pk], _("新事项待受理:%(what)s") % {"what": what(case)})


@on(CaseDispatched)
def tell_office(event: CaseDispatched) -> None:
    case = _case(event)
    _say(event, people_of_office([event.office_id]), _("新分派事项待签收:%(what)s") % {"what": what(case)})


@on(CaseSentBack)
def tell_of_send_back(event: CaseSentBack) -> None:
    case = _case(event)
    duty = on_duty(case.area, work_kind=case.kind)
    desk = [case.first_contact_id, duty.staff.pk if duty else None]
    _say(event, desk, _("事项被退件(第%(times)d次)") % {"times": event.times})
    if event.decider_id is not None:
        _say(event, [event.decider_id], _("事项多次退件,请您确定承办单位"), mark="decide")


@on(CaseHandedOver)
def tell_new_handler(event: CaseHandedOver) -> None:
    _say(event, [event.handler_id], _("有事项转交给您办理"))


@on(SuspensionAsked)
def tell_approver(event: SuspensionAsked) -> None:
    leader = leader_of_town(_case(event))
    _say(event, [leader], _("挂起申请待审批"))


def leader_of_town(case: Case) -> UUID | None:
    """The leader in charge of the case's town today."""
    posts = Post.objects.in_force(clock.today()).filter(role=Role.LEADER, area_id=case.town_id, staff__is_active=True)
    return posts.order_by("from_day").values_list("staff_id", flat=True).first()


@on(SuspensionDecided)
def tell_asker(event: SuspensionDecided) -> None:
    title = _("挂起申请已批准") if event.approved else _("挂起申请未获批准")
    _say(event, [event.asked_by], title)


@on(TasksGiven)
def tell_task_offices(event: TasksGiven) -> None:
    _say(event, people_of_office(UUID(one) for one in event.office_ids), _("有协办任务待完成"))


@on(CaseReturned)
def tell_of_return(event: CaseReturned) -> None:
    _say(event, [_case(event).handler_id], _("核查未通过,请重新办理"))


@on(CaseVerified)
def tell_revisitor(event: CaseVerified) -> None:
    owner = (
        Revisit.objects.filter(case_id=event.case_id, state=Revisit.State.OPEN)
        .values_list("owner_id", flat=True)
        .first()
    )
    _say(event, [owner], _("有事项待回访"))


@on(RevisitAssigned)
def tell_new_revisitor(event: RevisitAssigned) -> None:
    _say(event, [event.owner_id], _("有回访转交给您"))


@on(CaseDissatisfied)
def tell_handlers_leader(event: CaseDissatisfied) -> None:
    """The handler handles again, and the handler's leader hears of it."""
    case = _case(event)
    leader = leader_of(case)
    _say(event, [case.handler_id], _("群众回访不满意,请重新办理"))
    if leader is not None:
        _say(event, [leader.staff.pk], _("您单位办理的事项群众不满意"), mark="leader")


@on(CaseReopened)
def tell_of_reopening(event: CaseReopened) -> None:
    case = _case(event)
    _say(event, [case.handler_id, case.first_contact_id, *_watchers(case)], _("事项已重新办理"))


@on(CaseCommented)
def tell_mentioned(event: CaseCommented) -> None:
    case = _case(event)
    mentioned = [UUID(one) for one in event.mentions]
    _say(event, mentioned, _("有人在事项中提到了您"))
    others = [person for person in _watchers(case) if person not in mentioned]
    _say(event, others, _("关注的事项有新意见"), mark="watch")
