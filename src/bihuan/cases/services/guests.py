"""Guests of a joint conference without an account: invited by a link of their own, which tells, lets answer and sign, and nothing more."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext as _

from bihuan.cases.models import Conference, Invitation
from bihuan.cases.services.conferences import MAX_INVITED, answer_invitation, sign_at_conference
from bihuan.kernel import clock
from bihuan.kernel.errors import Invalid, NotFound, WrongState
from bihuan.orgs.services.checks import Faults
from bihuan.platform import audit
from bihuan.platform.actors import Actor, PublicActor
from bihuan.platform.change import change, create
from bihuan.platform.models import ShortMessage, StoredFile
from bihuan.platform.notify import short

GUEST = "cases.guest"
WITHOUT_A_DAY, AFTERWARDS = timedelta(days=30), timedelta(days=7)  # how long a link opens
MOST_ASKED = 300
INVITED, MOVED, CALLED_OFF = "guest_invited", "guest_moved", "guest_called_off"
Answer, Attendance = Invitation.Answer, Invitation.Attendance


@dataclass(frozen=True, slots=True)
class Guest:
    """Who is asked from outside, and what for."""

    name: str
    body: str
    phone: str = ""
    asked: str = ""


def invite_guest(actor: Actor, *, conference_id: UUID, guest: Guest) -> Invitation:
    """Invite somebody from outside; whoever has a telephone is written to at once.

    Raises:
        Invalid: fields `name`, `body`, `phone`, `asked`; the same guest is invited already.
    """
    faults = Faults()
    name = faults.name("name", guest.name, _("姓名"), most=40)
    body = faults.text("body", guest.body, _("单位或身份"), most=60, required=True)
    phone = faults.phone("phone", guest.phone)
    asked = faults.text("asked", guest.asked, _("请来宾准备什么"), most=MOST_ASKED)
    faults.stop()
    with change(Conference, conference_id, actor=actor, verb="invite") as conference:
        there = list(conference.invitations.all())
        if len(there) >= MAX_INVITED:
            raise Invalid(_("一次最多邀请 %(most)d 个单位和人员。") % {"most": MAX_INVITED}, field="body")
        if any((one.guest_body, one.guest_name) == (body, name) for one in there):
            raise Invalid(_("这位来宾已经邀请过了。"), field="name", code="there_already")
        made = Invitation(
            conference=conference, guest_name=name, guest_body=body, guest_phone=phone, guest_asked=asked
        )  # fmt: skip
        _link(made)
        create(made, actor=actor, verb="invite")
        _write(made, INVITED, 1)
    return made


def _link(one: Invitation) -> None:
    one.link_secret = secrets.token_urlsafe(18)
    one.link_digest, one.link_made_at = _digest(one.link_secret), clock.now()


def _digest(secret: str) -> str:
    return sha256(secret.encode()).hexdigest()


def renew_link(actor: Actor, *, invitation_id: UUID) -> Invitation:
    """A new link in the place of the old one, which opens nothing any more; it is sent where there is a telephone.

    Raises:
        WrongState: no guest, or the conference was called off.
    """
    with change(Invitation, invitation_id, actor=actor, verb="link") as one:
        _a_guest(one)
        _link(one)
    _write(one, INVITED, one.version)
    return one


def revoke_link(actor: Actor, *, invitation_id: UUID) -> Invitation:
    """The link opens nothing from now on; the invitation stands.

    Raises:
        WrongState: no guest.
    """
    with change(Invitation, invitation_id, actor=actor, verb="link") as one:
        _a_guest(one)
        one.link_secret, one.link_digest = "", None
    return one


def _a_guest(one: Invitation) -> None:
    if not one.guest_body:
        raise WrongState(_("只有来宾才用链接。"))


def opens_until(one: Invitation) -> datetime | None:
    """When a link closes: a week after the conference or its minutes, a month after it was made where no time is named; None: closed."""
    conference = one.conference
    if not one.link_digest or one.link_made_at is None or conference.state == Conference.State.CALLED_OFF:
        return None
    if conference.concluded_at is not None:
        return conference.concluded_at + AFTERWARDS
    return conference.at + AFTERWARDS if conference.at is not None else one.link_made_at + WITHOUT_A_DAY


def guest_of(secret: str) -> Invitation:
    """The invitation of a link that opens now; one query.

    Raises:
        NotFound: the same words for an unknown, an expired and a revoked link.
    """
    found = None
    if 0 < len(secret) <= 60:
        invited = Invitation.objects.select_related("conference", "conference__town", "conference__convened_by")
        found = invited.filter(link_digest=_digest(secret)).first()
    until = opens_until(found) if found is not None else None
    if found is None or until is None or until <= clock.now():
        raise NotFound(_("链接已失效。请向邀请您的单位要一个新的。"), code="link")
    return found


def note_opening(one: Invitation) -> None:
    """Each look through a link stands in the trail of the invitation."""
    audit.append(one, actor=_as(one), verb="open_link")


def _as(one: Invitation) -> PublicActor:
    return PublicActor(actor_name=f"来宾 {one.guest_body}")


def answer_as_guest(secret: str, *, answer: str, reason: str = "") -> Invitation:
    """A guest says whether they come.

    Raises:
        Invalid, NotFound, WrongState: see `answer_invitation` and `guest_of`.
    """
    one = guest_of(secret)
    if answer not in (Answer.COMES, Answer.CANNOT):
        raise Invalid(_("请选择能不能参加。"), field="answer", code="unknown")
    return answer_invitation(_as(one), invitation_id=one.pk, answer=answer, reason=reason)


def may_answer(one: Invitation) -> bool:
    """Whether the conference is still to begin."""
    conference = one.conference
    begun = conference.at is not None and conference.at < clock.now()
    return conference.state == Conference.State.CALLED and not begun


def may_sign(one: Invitation) -> bool:
    """Whether the minutes are final and the guest was there and has not signed."""
    here = one.attendance in (Attendance.PRESENT, Attendance.LATE)
    return here and one.signature_id is None and one.conference.state == Conference.State.CONCLUDED


def sign_as_guest(secret: str, *, file: StoredFile) -> Invitation:
    """A guest who came signs the final minutes.

    Raises:
        NotFound: see `guest_of`. WrongState: no minutes yet, not there, or signed.
    """
    one = guest_of(secret)
    if not may_sign(one):
        raise WrongState(_("会议纪要形成后,到会的来宾才能签名,且只签一次。"), code="not_to_sign")
    return sign_at_conference(_as(one), invitation_id=one.pk, file=file)


def link_path(one: Invitation) -> str:
    """The path of a guest's link; whoever has it can open it."""
    return f"/p/g/{one.link_secret}/"


TEXTS = {
    INVITED: "{centre}请您参加一次会商,{when}。详情和答复请打开:{link}",
    MOVED: "{centre}:您参加的会商{when}。详情请打开:{link}",
    CALLED_OFF: "{centre}:原请您参加的会商取消,不必前来。",
}


def _words(one: Invitation, kind: str) -> str:
    conference = one.conference
    at = clock.local(conference.at) if conference.at is not None else None
    when = f"定于{at.month}月{at.day}日{at:%H:%M}" if at is not None else "时间另行通知"
    link = f"{settings.PUBLIC_URL}{link_path(one)}" if settings.PUBLIC_URL and one.link_secret else "(见邀请单)"
    return TEXTS[kind].format(centre=f"{conference.town.name}综治中心", when=when, link=link)


def _write(one: Invitation, kind: str, mark: object) -> None:
    if one.guest_phone:
        short.say(
            kind=kind, key=f"{kind}:{one.pk}:{mark}", about_id=one.conference_id, to_kind=GUEST, to_id=one.pk,
            phone=one.guest_phone, town_id=one.conference.town_id, text=_words(one, kind),
        )  # fmt: skip


def write_to_guests(conference: Conference, *, called_off: bool = False) -> None:
    """Time or place changed, or it does not take place: every guest who did not decline hears of it."""
    kind = CALLED_OFF if called_off else MOVED
    for one in conference.invitations.exclude(guest_body="").exclude(answer=Answer.CANNOT):
        _write(one, kind, conference.version)


def short_messages(conference: Conference) -> dict[UUID, ShortMessage]:
    """The last message to each guest, by invitation; one query."""
    rows = ShortMessage.objects.filter(about_id=conference.pk, to_kind=GUEST).order_by("created_at", "id")
    return {one.to_id: one for one in rows}


def _find(message: ShortMessage) -> short.Recipient:
    one = Invitation.objects.select_related("conference", "conference__town").filter(pk=message.to_id).first()
    if one is None:
        return short.Recipient("", _("邀请已撤销。"))
    if message.kind == CALLED_OFF:
        return short.Recipient(one.guest_phone)
    over = one.conference.at is not None and one.conference.at <= clock.now()
    if over or one.conference.state != Conference.State.CALLED:
        return short.Recipient("", _("会议已开过或取消。"))
    if _words(one, message.kind) != message.text:
        return short.Recipient("", _("时间或链接已变,另发了新的。"))
    return short.Recipient(one.guest_phone)


short.reaches(GUEST, _find)
