"""Who is told of conferences, whistles and replies, and what follows from them elsewhere."""

from collections.abc import Iterable
from uuid import UUID

from django.utils.translation import gettext as _

from bihuan.cases.addresses import conference_url, whistle_url
from bihuan.cases.events import (
    CaseReported,
    CaseVoided,
    ConferenceAnswered,
    ConferenceArranged,
    ConferenceCalled,
    ConferenceCalledOff,
    ConferenceEvent,
    ConferenceMissed,
    WhistleAnswered,
    WhistleBlown,
    WhistleCalledOff,
    WhistleEvent,
    WhistleRated,
)
from bihuan.cases.models import Case, Conference, Invitation, Reply, Whistle
from bihuan.cases.replies import duty_of
from bihuan.cases.responsibility import head_of, people_of_office
from bihuan.cases.services import conferences, guests, walls
from bihuan.cases.services.replies import owed
from bihuan.cases.watching import people_invited
from bihuan.kernel import clock
from bihuan.platform.actors import SYSTEM
from bihuan.platform.change import create
from bihuan.platform.events import on
from bihuan.platform.notify import tell

__all__ = ["conferences", "guests", "walls"]  # their guards are found with these


@on(CaseReported, inline=True)
def note_what_is_owed(event: CaseReported) -> None:
    """A channel that wants an answer of its own has it noted with the case; others cost no statement."""
    if duty_of(event.channel, event.town_id) is None and event.channel != "hotline":
        return
    case = Case.objects.only(
        "id", "number", "channel", "town_id", "area_id", "area_path", "source_number", "reported_at"
    ).get(pk=event.case_id)
    reply = owed(case)
    if reply is not None and not Reply.objects.filter(case=case).exists():
        create(reply, actor=SYSTEM, verb="owe")


@on(CaseVoided, inline=True)
def leave_the_table(event: CaseVoided) -> None:
    """A voided case leaves the conference it stood on."""
    conferences.withdraw(SYSTEM, case_id=event.case_id, reason=event.reason)


def _say(
    event: ConferenceEvent | WhistleEvent, people: Iterable[UUID | None], title: str, *, url: str, text: str = "",
    urgent: bool = False, mark: str = "",
) -> None:  # fmt: skip
    wanted = [person for person in dict.fromkeys(people) if person is not None and person != event.by]
    if wanted:
        tell(
            wanted,
            kind=event.name,
            title=f"{title}({event.number})",
            text=text,
            url=url,
            key=f"{event.name}:{event.event_id}:{mark}",
            urgent=urgent,
        )


def _when_and_where(conference: Conference) -> str:
    if conference.at is None:
        return _("时间地点另行通知")
    return f"{clock.local(conference.at):%m-%d %H:%M} {conference.place}".strip()


@on(ConferenceCalled)
def tell_invited(event: ConferenceCalled) -> None:
    """Everybody newly invited; the chair hears of it once, from the invitations or beside them."""
    conference = Conference.objects.get(pk=event.conference_id)
    invited = list(Invitation.objects.filter(pk__in=[UUID(one) for one in event.invitation_ids]))
    _say(
        event, [*people_invited(invited), conference.chair_id], _("请参加联席会商"), url=conference_url(conference.pk),
        text=_when_and_where(conference),
    )  # fmt: skip


@on(ConferenceArranged)
def tell_of_time(event: ConferenceArranged) -> None:
    conference = Conference.objects.prefetch_related("invitations").get(pk=event.conference_id)
    people = [*people_invited(list(conference.invitations.all())), conference.chair_id]
    _say(event, people, _("联席会时间地点已定"), url=conference_url(conference.pk), text=_when_and_where(conference))
    guests.write_to_guests(conference)


@on(ConferenceCalledOff)
def tell_of_calling_off(event: ConferenceCalledOff) -> None:
    conference = Conference.objects.prefetch_related("invitations").get(pk=event.conference_id)
    people = [*people_invited(list(conference.invitations.all())), conference.chair_id]
    _say(event, people, _("联席会已取消"), url=conference_url(conference.pk))
    guests.write_to_guests(conference, called_off=True)


@on(ConferenceAnswered)
def tell_convener(event: ConferenceAnswered) -> None:
    """Who sends somebody else or cannot come is told to whoever convened; a plain yes needs no notice."""
    if event.answer == Invitation.Answer.COMES:
        return
    one = Invitation.objects.select_related("conference", "substitute").get(pk=event.invitation_id)
    title = _("参会单位请假") if event.answer == Invitation.Answer.CANNOT else _("参会单位派人替会")
    _say(event, [one.conference.convened_by_id], title, url=conference_url(event.conference_id))
    if one.substitute_id is not None:
        _say(
            event, [one.substitute_id], _("请您替会参加联席会商"), url=conference_url(event.conference_id),
            text=_when_and_where(one.conference), mark="substitute",
        )  # fmt: skip


@on(ConferenceMissed)
def tell_head(event: ConferenceMissed) -> None:
    """The head of an office reads that it came late or not at all; a person invited by name reads it of themselves."""
    one = Invitation.objects.get(pk=event.invitation_id)
    head = head_of(one.office_id) if one.office_id is not None else None
    late = event.attendance == Invitation.Attendance.LATE
    title = _("联席会迟到已记录") if late else _("联席会无故缺席已记录")
    _say(
        event,
        [one.staff_id, head.staff.pk if head is not None else None],
        title,
        url=conference_url(event.conference_id),
    )


@on(WhistleBlown)
def tell_called_office(event: WhistleBlown) -> None:
    whistle = Whistle.objects.select_related("town").get(pk=event.whistle_id)
    title = _("%(town)s吹哨,请%(need)s") % {"town": whistle.town.name, "need": whistle.get_need_display()}
    due = f"{clock.local(whistle.due_at):%m-%d %H:%M}" if whistle.due_at is not None else ""
    text = _("请在 %(due)s 前报到") % {"due": due} if due else ""
    people = people_of_office([whistle.office_id])
    _say(event, people, title, url=whistle_url(whistle.pk), text=text, urgent=whistle.always)


@on(WhistleAnswered)
def tell_town(event: WhistleAnswered) -> None:
    whistle = Whistle.objects.get(pk=event.whistle_id)
    _say(event, [whistle.blown_by_id], _("吹哨已处置,请评价"), url=whistle_url(whistle.pk))


@on(WhistleRated)
def tell_rated(event: WhistleRated) -> None:
    whistle = Whistle.objects.get(pk=event.whistle_id)
    _say(event, [whistle.answered_by_id], _("吹哨处置已评价"), url=whistle_url(whistle.pk))


@on(WhistleCalledOff)
def tell_office_of_calling_off(event: WhistleCalledOff) -> None:
    _say(event, people_of_office([event.office_id]), _("吹哨已取消"), url=whistle_url(event.whistle_id))
