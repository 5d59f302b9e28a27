"""From a draft to an agreement in force: checked, fixed, signed by each, sealed; a verbal one recorded."""

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from bihuan.kernel import clock
from bihuan.kernel.errors import Fault, Invalid, WrongState
from bihuan.mediation.agreement_cycle import A, F
from bihuan.mediation.clocks import last_day_to_confirm, next_reminder
from bihuan.mediation.contents import TEXTS, cautions, gaps
from bihuan.mediation.events import AgreementInForce
from bihuan.mediation.models import Agreement, FulfilmentItem, JudicialConfirmation, Party, Signature
from bihuan.mediation.services.agreements import draft_agreement
from bihuan.mediation.services.following import follow_agreements
from bihuan.orgs.models import Staff
from bihuan.platform.actors import Actor
from bihuan.platform.change import change, create
from bihuan.platform.models import StoredFile
from bihuan.platform.numbers import next_number

MORNING = 9  # paper tells the day only


def parties_of(agreement: Agreement) -> list[Party]:
    """The parties that the agreement binds, in the order of the paper."""
    present = Party.objects.filter(dispute_id=agreement.dispute_id, withdrawn_at=None)
    return list(present.order_by("side", "created_at"))


def items_of(agreement: Agreement) -> list[FulfilmentItem]:
    """What is owed under it, in order; what was dropped is left out."""
    found = FulfilmentItem.objects.filter(agreement=agreement).exclude(state=F.VOIDED)
    return list(found.select_related("payer", "payee").order_by("due_on", "number"))


def signatures_of(agreement: Agreement) -> list[Signature]:
    """The signatures that stand."""
    found = agreement.signatures.filter(voided_at=None)
    return list(found.select_related("party", "staff", "file").order_by("signed_at"))


def present_agreement(
    actor: Actor, *, agreement_id: UUID, confirmed: Collection[str], seen: int | None = None
) -> Agreement:
    """Fix the text and put it before the parties.

    `confirmed` are the keys of the cautions that the actor has read and answers for.

    Raises:
        Invalid: a fault for each content that is missing, and for each caution that was not confirmed.
    """
    with change(Agreement, agreement_id, actor=actor, verb="present", seen=seen) as agreement:
        if agreement.form == Agreement.Form.VERBAL:
            raise WrongState(_("口头协议不用签署,请直接登记生效。"), code="verbal")
        _complete_or_refuse(agreement, confirmed)
        agreement.state, agreement.cautions = A.SIGNING, sorted(confirmed)
        agreement.cautions_by_id, agreement.cautions_at = actor.actor_id, clock.now()
        _fix(agreement)
    return agreement


def _complete_or_refuse(agreement: Agreement, confirmed: Collection[str]) -> None:
    parties, items = parties_of(agreement), items_of(agreement)
    faults = [Fault(gap.message, gap.field, "missing") for gap in gaps(agreement, parties, items)]
    if agreement.form == Agreement.Form.WRITTEN:
        faults += [
            Fault(
                _("请核对并勾选:%(text)s(%(law)s)") % {"text": one.text, "law": one.law},
                f"caution_{one.key}",
                "caution",
            )
            for one in cautions(agreement, parties)
            if one.key not in confirmed
        ]
    if faults:
        raise Invalid.of(faults)


def _fix(agreement: Agreement) -> None:
    """Number it and keep the whole text as it stands, with its hash."""
    if not agreement.number:
        year = clock.today().year
        number = next_number(f"agreement:{agreement.town_id}:{year}")
        agreement.number = _("%(town)s人调字〔%(year)d〕%(number)04d号") % {
            "town": agreement.town.name, "year": year, "number": number,
        }  # fmt: skip
    agreement.frozen = json.dumps(_whole(agreement), ensure_ascii=False, sort_keys=True)
    agreement.text_hash = _hash(agreement.frozen)


def _hash(text: str) -> str:
    return sha256(text.encode()).hexdigest()


def _whole(agreement: Agreement) -> dict[str, object]:
    return {
        "number": agreement.number,
        "form": agreement.form,
        "case": agreement.dispute.case.number,
        "supplements": agreement.supplements.number if agreement.supplements is not None else "",
        "replaces_rest": agreement.replaces_rest,
        "parties": [
            {
                "id": str(one.pk), "side": one.side, "body": one.body, "name": one.name, "gender": one.gender,
                "birth_year": one.birth_year, "ethnicity": one.ethnicity, "occupation": one.occupation,
                "id_number": one.id_number, "address": one.address, "agent": one.agent_name, "group": one.group,
            }
            for one in parties_of(agreement)
        ],
        **{field: getattr(agreement, field) for field in TEXTS},
        "agreed_amount": str(agreement.agreed_amount) if agreement.agreed_amount is not None else "",
        "agreed_on": str(agreement.agreed_on or ""),
        "copies": agreement.copies,
        "items": [
            {
                "number": one.number, "payer": str(one.payer_id), "payee": str(one.payee_id or ""), "what": one.what,
                "amount": str(one.amount) if one.amount is not None else "", "due_on": str(one.due_on),
            }
            for one in items_of(agreement)
        ],
    }  # fmt: skip


def text_is_whole(agreement: Agreement) -> bool:
    """Whether the fixed text is still the one that was signed."""
    hashes = {one.text_hash for one in signatures_of(agreement)}
    return _hash(agreement.frozen) == agreement.text_hash and hashes <= {agreement.text_hash}


def take_back_agreement(actor: Actor, *, agreement_id: UUID, reason: str, seen: int | None = None) -> Agreement:
    """Back to a draft; whoever signed already has to sign the new text.

    Raises:
        Invalid: no reason.
    """
    if not reason.strip():
        raise Invalid(_("请填写理由,让后续办理的人看得明白。"), field="reason", code="required")
    with transaction.atomic():
        with change(Agreement, agreement_id, actor=actor, verb="take_back", seen=seen) as agreement:
            agreement.state, agreement.frozen, agreement.text_hash = A.DRAFT, "", ""
            agreement.seal, agreement.sealed_on = None, None
            agreement.note(reason.strip()[:300])
        for one in signatures_of(agreement):
            with change(Signature, one.pk, actor=actor, verb="void") as signature:
                signature.voided_at = clock.now()
                signature.note(reason.strip()[:300])
    return agreement


# --- signing ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Hand:
    """Whose signature it is: a party (or who signs for it), or a mediator."""

    party_id: UUID | None = None
    staff_id: UUID | None = None
    capacity: str = Signature.Capacity.SELF


def sign_on_screen(
    actor: Actor, *, agreement_id: UUID, hand: Hand, file: StoredFile, seen: int | None = None
) -> Agreement:
    """One signature drawn on the screen, with its time; the last one that was waited for lets the agreement take effect.

    Raises:
        Invalid: field `signer`: not among those who sign, signed already, an agent without special authority.
    """
    with transaction.atomic():
        with change(Agreement, agreement_id, actor=actor, verb="sign", seen=seen) as agreement:
            _put(actor, agreement, hand, file, Signature.Way.SCREEN, clock.now())
            _take_effect_when_complete(agreement)
        _after_effect(actor, agreement)
    return agreement


def sign_on_paper(
    actor: Actor,
    *,
    agreement_id: UUID,
    hands: Sequence[Hand],
    file: StoredFile,
    day: date,
    sealed: bool,
    seen: int | None = None,
) -> Agreement:
    """The scan of the signed paper: who signed it on `day`, and whether the committee's seal is on it.

    Raises:
        Invalid: a day in the future or before the text was fixed; nobody named; see `sign_on_screen`.
    """
    if not hands and not sealed:
        raise Invalid(_("请勾选谁已经在纸上签字。"), field="signer", code="required")
    with transaction.atomic():
        with change(Agreement, agreement_id, actor=actor, verb="sign", seen=seen) as agreement:
            _check_day(day)
            at = min(clock.instant(day, MORNING), clock.now())
            for hand in hands:
                _put(actor, agreement, hand, file, Signature.Way.PAPER, at)
            if sealed:
                agreement.seal, agreement.sealed_on = file, day
            _take_effect_when_complete(agreement)
        _after_effect(actor, agreement)
    return agreement


def record_seal(actor: Actor, *, agreement_id: UUID, file: StoredFile, day: date, seen: int | None = None) -> Agreement:
    """The mediation committee's seal, as a scan of the sealed paper."""
    with transaction.atomic():
        with change(Agreement, agreement_id, actor=actor, verb="seal", seen=seen) as agreement:
            _check_day(day)
            agreement.seal, agreement.sealed_on = file, day
            _take_effect_when_complete(agreement)
        _after_effect(actor, agreement)
    return agreement


def _check_day(day: date) -> None:
    if day > clock.today():
        raise Invalid(_("日期不能晚于今天。"), field="day", code="future")


def _put(actor: Actor, agreement: Agreement, hand: Hand, file: StoredFile, way: str, at: datetime) -> None:
    name = _name_of(agreement, hand)
    if any((one.party_id, one.staff_id) == (hand.party_id, hand.staff_id) for one in signatures_of(agreement)):
        raise Invalid(_("这一位已经签过字了。"), field="signer", code="signed")
    signature = Signature(
        agreement=agreement, party_id=hand.party_id, staff_id=hand.staff_id, capacity=hand.capacity, name=name, way=way,
        file=file, signed_at=at, text_hash=agreement.text_hash,
    )  # fmt: skip
    create(signature, actor=actor, verb="sign")


def _name_of(agreement: Agreement, hand: Hand) -> str:
    if hand.staff_id is not None:
        mediator = Staff.objects.filter(pk=hand.staff_id, is_active=True).first()
        if mediator is None or hand.capacity != Signature.Capacity.MEDIATOR:
            raise Invalid(_("请选择签字的人民调解员。"), field="signer", code="unknown")
        return mediator.name
    party = next((one for one in parties_of(agreement) if one.pk == hand.party_id), None)
    if party is None:
        raise Invalid(_("请选择这份协议的当事人。"), field="signer", code="unknown")
    if hand.capacity == Signature.Capacity.AGENT:
        if not party.agent_name:
            raise Invalid(_("这位当事人没有登记代理人,请先在“当事人”里登记。"), field="capacity", code="no_agent")
        if party.agent_authority != Party.Authority.SPECIAL:
            raise Invalid(
                _("一般代理不能代为签订协议,须有特别授权;请由当事人本人签字,或者先登记特别授权。"),
                field="capacity",
                code="authority",
            )
        return str(party.agent_name)
    if hand.capacity == Signature.Capacity.REPRESENTATIVE and not (party.representative and party.group):
        raise Invalid(_("这位当事人没有登记为群体代表。"), field="capacity", code="no_representative")
    return str(party.name)


def waited_for(agreement: Agreement, parties: Sequence[Party], signatures: Sequence[Signature]) -> list[Party]:
    """The parties whose signature is still missing; a representative signs for the whole group."""
    signed = {one.party_id for one in signatures}
    spoken_for = {
        one.party.group
        for one in signatures
        if one.capacity == Signature.Capacity.REPRESENTATIVE and one.party is not None and one.party.group
    }
    return [one for one in parties if one.pk not in signed and (not one.group or one.group not in spoken_for)]


def _take_effect_when_complete(agreement: Agreement) -> None:
    """In force from the day of the last of: each party's hand, a mediator's hand, the committee's seal (art. 29)."""
    signatures = signatures_of(agreement)
    by_mediator = any(one.capacity == Signature.Capacity.MEDIATOR for one in signatures)
    if waited_for(agreement, parties_of(agreement), signatures) or not by_mediator or agreement.sealed_on is None:
        return
    days = [clock.local(one.signed_at).date() for one in signatures]
    _in_force(agreement, max([*days, agreement.sealed_on]))


def _in_force(agreement: Agreement, day: date) -> None:
    agreement.state, agreement.effective_on = A.IN_FORCE, day
    agreement.tell(
        AgreementInForce(
            agreement_id=agreement.pk,
            dispute_id=agreement.dispute_id,
            case_id=agreement.dispute.case_id,
            number=agreement.number,
            form=agreement.form,
            effective_on=day.isoformat(),
        )
    )


def record_verbal(actor: Actor, *, agreement_id: UUID, seen: int | None = None) -> Agreement:
    """A verbal agreement is in force from the day it was reached; the mediator's record is what stays of it (art. 28, 30).

    Raises:
        Invalid: its words, its day or a side is missing.
    """
    with transaction.atomic():
        with change(Agreement, agreement_id, actor=actor, verb="record_verbal", seen=seen) as agreement:
            if agreement.form != Agreement.Form.VERBAL:
                raise WrongState(_("书面协议要经签署和盖章才生效。"), code="written")
            _complete_or_refuse(agreement, ())
            assert agreement.agreed_on is not None  # one of the contents
            _fix(agreement)
            _in_force(agreement, agreement.agreed_on)
        _after_effect(actor, agreement)
    return agreement


def agree_verbally(
    actor: Actor, *, dispute_id: UUID, terms: str, agreed_on: date | None = None, **texts: object
) -> Agreement:
    """Record a verbal agreement in one step, for what is settled on the spot; `texts` are further fields of the draft.

    Raises:
        Invalid: see `draft_agreement` and `record_verbal`.
    """
    with transaction.atomic():
        given = {"terms": terms, "agreed_on": agreed_on or clock.today(), **texts}
        drafted = draft_agreement(actor, dispute_id=dispute_id, form=Agreement.Form.VERBAL, texts=given)
        return record_verbal(actor, agreement_id=drafted.pk)


def _after_effect(actor: Actor, agreement: Agreement) -> None:
    """Its items bind, what it replaces is replaced, the court's clock starts, the dispute shows it."""
    if agreement.state != A.IN_FORCE or agreement.effective_on is None:
        return
    if agreement.replaces_rest and agreement.supplements_id is not None:
        _replace_rest(actor, agreement)
    for one in items_of(agreement):
        with change(FulfilmentItem, one.pk, actor=actor, verb="bind") as item:
            item.state = F.OPEN
            item.remind_on = next_reminder(item.due_on, clock.today())
    if agreement.form == Agreement.Form.WRITTEN:
        confirmation = JudicialConfirmation(
            agreement=agreement, effective_on=agreement.effective_on,
            last_day=last_day_to_confirm(agreement.effective_on),
        )  # fmt: skip
        confirmation.lay_beside(agreement.dispute)
        create(confirmation, actor=actor, verb="start")
    follow_agreements(agreement.dispute_id)


def _replace_rest(actor: Actor, agreement: Agreement) -> None:
    rest = FulfilmentItem.objects.filter(dispute_id=agreement.dispute_id, state__in=(F.OPEN, F.BREACHED))
    for one in rest.exclude(agreement=agreement):
        with change(FulfilmentItem, one.pk, actor=actor, verb="replace") as item:
            item.state, item.remind_on = F.REPLACED, None
            item.note(_("由补充协议 %(number)s 代替") % {"number": agreement.number})
