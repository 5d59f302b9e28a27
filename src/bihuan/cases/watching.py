"""What is under watch beside the clocks of a case: tasks of offices, whistles, replies owed; and conferences to come."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from bihuan.cases import deadlines
from bihuan.cases.addresses import conference_url, url_of, url_of_id, whistle_url
from bihuan.cases.deadlines import Called, Watched
from bihuan.cases.models import CaseTask, Conference, Invitation, Reply, State, Urgency, Whistle
from bihuan.cases.responsibility import Answerable, above_office, at_rank, people_of_office
from bihuan.kernel import clock
from bihuan.orgs.selectors import on_duty
from bihuan.platform.notify import tell

REMIND_BEFORE = timedelta(hours=24)
_LEFT = (State.CLOSED, State.VOIDED, State.DECLINED)


def _task_people(task: CaseTask) -> Sequence[UUID]:
    return [task.assignee_id] if task.assignee_id is not None else people_of_office([task.office_id])


def _task_above(task: CaseTask, rank: int, at: datetime) -> Answerable | None:
    return above_office(task.office_id, task.case.kind, task.case.area, rank, at)


def _task_called(task: CaseTask) -> Called:
    case = task.case
    title = _("协办任务(%(number)s)") % {"number": case.number}
    text = _("%(office)s承担的任务") % {"office": task.office.name}
    return Called(title, text, url_of(case), case.urgency == Urgency.EMERGENCY)


TASKS = deadlines.watch(
    Watched(
        key="task",
        model=CaseTask,
        open=Q(state=CaseTask.State.OPEN) & ~Q(case__state__in=_LEFT),
        related=("case", "case__area", "case__town", "office"),
        people=_task_people,
        above=_task_above,
        called=_task_called,
    )
)


def _whistle_people(whistle: Whistle) -> Sequence[UUID]:
    return people_of_office([whistle.office_id])


def _whistle_above(whistle: Whistle, rank: int, at: datetime) -> Answerable | None:
    kind = whistle.case.kind if whistle.case is not None else ""
    return above_office(whistle.office_id, kind, whistle.area, rank, at)


def _whistle_called(whistle: Whistle) -> Called:
    title = _("吹哨报到(%(number)s)") % {"number": whistle.number}
    text = _("%(town)s吹哨,%(office)s应%(need)s") % {
        "town": whistle.town.name, "office": whistle.office.name, "need": whistle.get_need_display(),
    }  # fmt: skip
    return Called(title, text, whistle_url(whistle.pk), whistle.always)


WHISTLES = deadlines.watch(
    Watched(
        key="whistle",
        model=Whistle,
        open=Q(state=Whistle.State.BLOWN),
        related=("area", "town", "office", "case"),
        people=_whistle_people,
        above=_whistle_above,
        called=_whistle_called,
    )
)


def _reply_people(reply: Reply) -> Sequence[UUID]:
    duty = on_duty(reply.area, work_kind=reply.case.kind)
    people = [reply.case.first_contact_id, duty.staff.pk if duty is not None else None]
    return [person for person in dict.fromkeys(people) if person is not None]


def _reply_called(reply: Reply) -> Called:
    title = _("%(channel)s待回复(%(number)s)") % {
        "channel": reply.get_channel_display(), "number": reply.case.number,
    }  # fmt: skip
    return Called(title, reply.get_way_display(), url_of_id(reply.case_id))


REPLIES = deadlines.watch(
    Watched(
        key="reply",
        model=Reply,
        open=Q(state=Reply.State.OWED) & ~Q(case__state=State.VOIDED),
        related=("case", "case__area", "case__town", "area"),
        people=_reply_people,
        above=lambda reply, rank, at: at_rank(reply.case, rank, at),
        called=_reply_called,
    )
)


def people_invited(invitations: Sequence[Invitation]) -> list[UUID]:
    """Whom some invitations reach: the person, who comes in their stead, or everybody working at the office."""
    named = [one.substitute_id or one.staff_id for one in invitations]
    offices = [
        one.office_id
        for one in invitations
        if one.office_id is not None and one.staff_id is None and one.substitute_id is None
    ]
    people = [person for person in named if person is not None]
    return list(dict.fromkeys([*people, *(people_of_office(offices) if offices else [])]))


def remind_of_conferences() -> None:
    """Tell everybody who is to come to a conference within a day, once for each time that was named for it."""
    now = clock.now()
    soon = Conference.objects.filter(state=Conference.State.CALLED, at__gt=now, at__lte=now + REMIND_BEFORE)
    for conference in soon.prefetch_related("invitations"):
        comes = [one for one in conference.invitations.all() if one.answer != Invitation.Answer.CANNOT]
        people = [*people_invited(comes), *([conference.chair_id] if conference.chair_id else [])]
        if people and conference.at is not None:
            tell(
                people,
                kind="conference.reminder",
                title=_("联席会将于%(at)s召开(%(number)s)")
                % {"at": f"{clock.local(conference.at):%m-%d %H:%M}", "number": conference.number},
                text=conference.place,
                url=conference_url(conference.pk),
                key=f"conference.reminder:{conference.pk}:{conference.at.timestamp():.0f}",
            )
