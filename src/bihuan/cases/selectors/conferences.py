"""Reading conferences, whistles and the replies owed."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import F, Prefetch, Q, QuerySet
from django.utils.translation import gettext as _

from bihuan.cases.models import Case, CaseTask, Channel, Conference, ConferenceCase, Invitation, Reply, State, Whistle
from bihuan.cases.policies import (
    ANSWER_CONFERENCE,
    ANSWER_WHISTLE,
    BLOW,
    HOTLINE,
    READ,
    READ_CONFERENCES,
    READ_REPLIES,
    READ_WHISTLES,
    SEND_REPLY,
)
from bihuan.kernel import clock
from bihuan.kernel.errors import NotFound
from bihuan.kernel.reading.texts import tidy
from bihuan.platform.actors import Actor
from bihuan.platform.policies import holds, policy_of, require, visible

_WHISTLE = ("area", "town", "office", "blown_by", "arrived_by", "answered_by", "rated_by", "case")


def conferences(viewer: Actor) -> QuerySet[Conference]:
    """Every conference the viewer may see."""
    return visible(Conference, viewer, READ_CONFERENCES)


def conference_by_id(viewer: Actor, conference_id: UUID) -> Conference:
    """One conference with its cases, invitations and tasks; four queries.

    Raises:
        NotAllowed: the viewer sees no conferences at all.
        NotFound: there is none, or the viewer may not know of it.
    """
    require(viewer, READ_CONFERENCES)
    invited = Invitation.objects.select_related("office", "staff", "substitute", "answered_by", "signature")
    entries = ConferenceCase.objects.select_related("case", "case__area", "case__town", "lead")
    tasks = CaseTask.objects.select_related("office", "assignee", "case").order_by("case_id", "created_at")
    found = (
        conferences(viewer)
        .filter(pk=conference_id)
        .select_related("area", "town", "chair", "convened_by", "scan")
        .prefetch_related(
            Prefetch("invitations", queryset=invited.order_by("created_at", "id")),
            Prefetch("entries", queryset=entries.order_by("created_at", "id")),
            Prefetch("tasks", queryset=tasks),
        )
        .first()
    )
    if found is None:
        raise NotFound(_("没有找到这次联席会,或者您的岗位不能查看它。"))
    return found


def conferences_of(viewer: Actor, case: Case) -> list[Conference]:
    """The conferences that took up a case, the newest first; one query, none where a conference was never called for."""
    called = case.major or case.conference_done or case.state == State.CONFERENCE
    if not called or not holds(viewer, READ_CONFERENCES):
        return []
    on_table = ConferenceCase.objects.filter(case=case).exclude(state=ConferenceCase.State.WITHDRAWN)
    mine = conferences(viewer).filter(pk__in=on_table.values("conference_id"))
    return list(mine.select_related("chair").order_by("-created_at"))


def visible_case_ids(viewer: Actor, cases: Sequence[Case]) -> set[UUID]:
    """Which of some cases the viewer may open; one query."""
    return set(visible(Case, viewer, READ).filter(pk__in=[case.pk for case in cases]).values_list("pk", flat=True))


def invitations(viewer: Actor) -> QuerySet[Invitation]:
    """Invitations of the conferences the viewer may see."""
    return visible(Invitation, viewer, READ_CONFERENCES)


def invitations_waiting(viewer: Actor) -> QuerySet[Invitation]:
    """Conferences still to come that the viewer or the viewer's office is asked to, the next first."""
    mine = (
        visible(Invitation, viewer, ANSWER_CONFERENCE)
        if holds(viewer, ANSWER_CONFERENCE)
        else Invitation.objects.none()
    )
    return (
        mine.filter(conference__state=Conference.State.CALLED)
        .filter(Q(conference__at=None) | Q(conference__at__gte=clock.now() - timedelta(hours=2)))
        .exclude(answer=Invitation.Answer.CANNOT)
        .select_related("conference", "office", "staff")
        .order_by(F("conference__at").asc(nulls_last=True))
    )


def whistles(viewer: Actor) -> QuerySet[Whistle]:
    """Every whistle the viewer may see."""
    return visible(Whistle, viewer, READ_WHISTLES)


def whistle_by_id(viewer: Actor, whistle_id: UUID) -> Whistle:
    """One whistle; one query.

    Raises:
        NotAllowed: the viewer sees no whistles at all.
        NotFound: there is none, or the viewer may not know of it.
    """
    require(viewer, READ_WHISTLES)
    found = whistles(viewer).filter(pk=whistle_id).select_related(*_WHISTLE).first()
    if found is None:
        raise NotFound(_("没有找到这张哨单,或者您的岗位不能查看它。"))
    return found


def whistles_of(viewer: Actor, case: Case) -> list[Whistle]:
    """The whistles blown for a case, the newest first; one query, none for whoever sees no whistles."""
    if not holds(viewer, READ_WHISTLES):
        return []
    return list(whistles(viewer).filter(case=case).select_related("office").order_by("-created_at"))


def whistles_waiting(viewer: Actor) -> QuerySet[Whistle]:
    """What the viewer's office must answer, or the viewer's town must rate; the nearest limit first."""
    wanted = Q(pk__in=[])
    if holds(viewer, ANSWER_WHISTLE):
        answer = visible(Whistle, viewer, ANSWER_WHISTLE).filter(state__in=[Whistle.State.BLOWN, Whistle.State.ARRIVED])
        wanted |= Q(pk__in=answer.values("pk"))
    if holds(viewer, BLOW):
        rate = visible(Whistle, viewer, BLOW).filter(state=Whistle.State.ANSWERED)
        wanted |= Q(pk__in=rate.values("pk"))
    found = Whistle.objects.filter(wanted).select_related("office", "town")
    return found.order_by(F("due_at").asc(nulls_last=True), "created_at")


def replies(viewer: Actor) -> QuerySet[Reply]:
    """Every reply owed or given that the viewer may see."""
    return visible(Reply, viewer, READ_REPLIES)


def reply_of(viewer: Actor, case: Case) -> Reply | None:
    """The reply of a case fetched by `case_by_id`, if its channel wants one and the viewer may see it; no query."""
    reply: Reply | None = getattr(case, "reply", None)
    return reply if reply is not None and policy_of(Reply).allows(viewer, READ_REPLIES, reply) else None


def replies_owed(viewer: Actor) -> QuerySet[Reply]:
    """What the viewer must still answer, the nearest limit first."""
    if not holds(viewer, SEND_REPLY):
        return Reply.objects.none()
    mine = visible(Reply, viewer, SEND_REPLY).filter(state=Reply.State.OWED)
    return mine.select_related("case").order_by(F("due_at").asc(nulls_last=True), "started_at")


def order_by_number(viewer: Actor, number: str) -> Reply:
    """The reply record of a hotline's order, with its case; one query.

    Raises:
        NotFound: there is none, or the viewer does not receive it.
    """
    orders = visible(Reply, viewer, HOTLINE).filter(channel=Channel.HOTLINE, source_number=tidy(number)[:60])
    found = orders.select_related("case", "case__area", "case__office", "town", "replied_by").first()
    if found is None:
        raise NotFound(_("没有找到这个编号的热线工单。"))
    return found


def meetings_between(viewer: Actor, first: datetime, last: datetime) -> QuerySet[Conference]:
    """Conferences called for a span of time, in order."""
    return conferences(viewer).filter(at__gte=first, at__lt=last, state=Conference.State.CALLED).order_by("at")
