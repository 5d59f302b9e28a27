"""What happens to a referral: sent, received, mediated, answered, withdrawn."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from bihuan.cases.models import Channel
from bihuan.kernel import clock
from bihuan.kernel.errors import Invalid, WrongState
from bihuan.mediation.models import Dispute, Origin, Referral, Result
from bihuan.mediation.policies import DISPUTES, EDIT
from bihuan.mediation.referrals.registers import REFERRALS, STILL_OPEN, D, State, set_reminder
from bihuan.mediation.services import record_result, register_dispute
from bihuan.orgs.services.checks import Faults
from bihuan.platform import audit
from bihuan.platform.actors import Actor
from bihuan.platform.change import change

MOST_LETTER = 3000


@dataclass(frozen=True, slots=True)
class Outgoing:
    """What a person says when a dispute goes out. `conclude`: the mediation ends with it, as referred."""

    body_kind: str
    body: str
    way: str
    due_on: date | None = None
    contact: str = ""
    letter_number: str = ""
    letter: str = ""
    conclude: bool = True


def send_out(actor: Actor, *, dispute_id: UUID, said: Outgoing) -> Referral:
    """Hand a dispute out to another body, with the letter's words.

    Raises:
        Invalid: by field; no words for the letter (`letter`).
        NotAllowed: `actor` does not mediate the dispute.
        WrongState: voided, or to be concluded though it is concluded otherwise.
    """
    faults = Faults()
    letter = faults.text("letter", said.letter, _("转介事由"), most=MOST_LETTER, required=True)
    faults.stop()
    with transaction.atomic():
        found = Dispute.objects.select_for_update(of=("self",)).select_related("case", "area", "town")
        dispute = found.filter(pk=dispute_id, voided_at=None).first()
        if dispute is None:
            raise WrongState(_("这件纠纷已经作废。"))
        DISPUTES.check(actor, EDIT, dispute)
        values = {
            "direction": D.OUT, "body_kind": said.body_kind, "body": said.body, "way": said.way, "day": clock.today(),
            "due_on": said.due_on, "kind": dispute.kind, "area": dispute.area, "applicant": dispute.applicant,
            "applicant_phone": dispute.applicant_phone, "respondent": dispute.respondent, "summary": dispute.summary,
            "contact": said.contact, "letter_number": said.letter_number,
        }  # fmt: skip
        added = REFERRALS.add(actor=actor, values=values)
        with change(Referral, added.pk, actor=actor, verb="send") as referral:
            referral.dispute, referral.letter = dispute, letter
        if said.conclude and dispute.result == Result.PENDING:
            account = _("引导到%(body)s:%(letter)s") % {"body": referral.body, "letter": letter}
            record_result(
                actor, dispute_id=dispute.pk, result=Result.REFERRED, account=account, handed_to=referral.body[:120]
            )
    return referral


def open_dispute(actor: Actor, *, pk: UUID) -> Dispute:
    """Take what another body handed in on as a dispute with its case.

    Raises:
        WrongState: it goes out, or was taken on already.
        Invalid: it lies at the county; the town must be said first (field `area`).
    """
    with change(Referral, pk, actor=actor, verb="open_dispute") as referral:
        if referral.direction != D.IN or referral.state != State.OPEN:
            raise WrongState(_("只有待接收的委派委托件才能登记为纠纷。"))
        if referral.area.town_id is None:
            raise Invalid(_("请先修改,把所属区域选到乡镇(街道)或村(社区)。"), field="area", code="area")
        dispute = register_dispute(
            actor, kind=referral.kind, area=referral.area, applicant=referral.applicant,
            applicant_phone=referral.applicant_phone, respondent=referral.respondent,
            summary=referral.summary or _("%(body)s委托调解") % {"body": referral.body}, channel=Channel.LETTER,
        )  # fmt: skip
        with change(Dispute, dispute.pk, actor=actor, verb="correct") as entrusted:
            entrusted.origin = Origin.ENTRUSTED
        referral.dispute, referral.state = dispute, State.UNDER_WAY
        referral.note(dispute.case.number)
    return dispute


def mark_received(actor: Actor, *, pk: UUID, number: str = "", seen: int | None = None) -> Referral:
    """The other side has it, under its own number."""
    faults = Faults()
    number = faults.text("number", number, _("对方案号"), most=60)
    faults.stop()
    with change(Referral, pk, actor=actor, verb="receive", seen=seen) as referral:
        if referral.direction != D.OUT or referral.state != State.OPEN:
            raise WrongState(_("只有转出后待接收的才能登记对方接收。"))
        referral.state, referral.number = State.UNDER_WAY, number or referral.number
    return referral


def return_result(
    actor: Actor, *, pk: UUID, result: str, text: str, on: date | None = None, seen: int | None = None
) -> Referral:
    """The result, ours given back or theirs received.

    Raises:
        Invalid: no result, nothing written, a day ahead or before it began (`result`, `text`, `on`).
        WrongState: returned or withdrawn already.
    """
    faults = Faults()
    result = faults.choice("result", result, Referral.Result.values)
    text = faults.text("text", text, _("反馈情况"), most=500, required=True)
    day = on or clock.today()
    if day > clock.today():
        faults.add("on", _("反馈日期不能晚于今天。"), "date")
    faults.stop()
    with change(Referral, pk, actor=actor, verb="return_result", seen=seen) as referral:
        if referral.state not in STILL_OPEN:
            raise WrongState(_("已经反馈或撤回,不能再登记。"))
        if day < referral.day:
            raise Invalid(_("反馈日期不能早于收到(发出)日期。"), field="on", code="date")
        referral.state, referral.result, referral.result_text = State.RETURNED, result, text
        referral.returned_on = day
        set_reminder(referral)
        referral.note(text)
    return referral


def withdraw(actor: Actor, *, pk: UUID, reason: str, seen: int | None = None) -> Referral:
    """It is taken back, by either side, with a reason."""
    faults = Faults()
    reason = faults.text("reason", reason, _("撤回原因"), most=200, required=True)
    faults.stop()
    with change(Referral, pk, actor=actor, verb="withdraw", seen=seen) as referral:
        if referral.state not in STILL_OPEN:
            raise WrongState(_("已经反馈或撤回,不能再撤回。"))
        referral.state = State.WITHDRAWN
        set_reminder(referral)
        referral.note(reason)
    return referral


def note_printing(actor: Actor, referral: Referral) -> None:
    """The letter shows names in full; who printed it stands in the audit trail."""
    REFERRALS.policy.check(actor, REFERRALS.reveal_right, referral)
    audit.append(referral, actor=actor, verb="print", note=_("打印函件"))
