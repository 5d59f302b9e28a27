"""What stands on the papers of the mediation itself: investigations, sittings, agreements, judicial confirmation."""

import json
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from bihuan.kernel import clock
from bihuan.mediation.documents.gathering import Gathered
from bihuan.mediation.documents.parts import (
    BOTH,
    PartRows,
    base,
    image_key,
    people,
    scans_of,
    sign_line,
)
from bihuan.mediation.documents.wording import (
    OPEN,
    TICKED,
    boxes,
    full_money_words,
    money_words,
    span_words,
    time_words,
)
from bihuan.mediation.models import (
    Agreement,
    Attendance,
    Investigation,
    JudicialConfirmation,
    Party,
    Signature,
    Sitting,
)
from bihuan.platform.documents import Filled
from bihuan.platform.documents.layout import day_words, printed

RIGHTS = printed(
    "人民调解委员会已将人民调解的性质、原则和效力,以及当事人在调解活动中享有的权利和承担的义务,告知各方当事人。"
)


def investigation(of: Gathered, asked: Investigation) -> Filled:
    """One investigation record."""
    images: dict[str, bytes] = {}
    signed = day_words(clock.local(asked.signed_at).date()) if asked.signed_at is not None else ""
    scans = scans_of(asked.scan)
    return Filled(
        {
            "committee": of.committee,
            "case_number": of.dispute.case.number,
            "number": str(asked.number),
            "way": str(asked.get_way_display()),
            "at": time_words(asked.starts_at),
            "place": asked.place,
            "by": asked.by.name if asked.by is not None else "",
            "others": asked.others,
            "witness": asked.witness,
            "relation": asked.relation,
            "phone": asked.witness_phone,
            "talk": asked.talk,
            "finding": asked.finding,
            "signers": [
                sign_line("被调查人(签名):", image_key(asked.signature, images), signed),
                sign_line("调查人(签名):"),
                sign_line("记录人(签名):"),
            ],
        },
        images,
        scans,
    )


def sitting(of: Gathered, held: Sitting) -> Filled:
    """The record of one sitting."""
    images: dict[str, bytes] = {}
    parts = Attendance.Part
    asked = list(held.attendances.all())
    came = [one for one in asked if one.came is not False]
    parties = [one for one in came if one.part in (parts.PARTY, parts.AGENT)]
    others = [one for one in came if one.part not in (parts.PARTY, parts.AGENT, parts.MEDIATOR)]
    scans = scans_of(held.scan)
    return Filled(
        {
            **{name: value for name, value in base(of).items() if name != "names"},
            "number": f"第{held.number}次",
            "at": span_words(held.starts_at, held.ends_at),
            "place": held.place,
            "mediator": held.mediator.name if held.mediator is not None else of.mediator,
            "parties_there": "、".join(_called(one) for one in parties),
            "others_there": "、".join(_with(one.called, str(one.get_part_display())) for one in others),
            "absent": "、".join(one.called for one in asked if one.came is False) or "无",
            "rights": f"{TICKED if held.rights_told else OPEN} {RIGHTS}",
            "talk": held.talk,
            "disputed": held.disputed,
            "proposals": held.proposals,
            "outcome": boxes([(key, str(label)) for key, label in Sitting.Outcome.choices], held.outcome),
            "outcome_note": held.outcome_note,
            "next": [{"on": day_words(held.next_on)}] if held.next_on is not None else [],
            "signers": _hands(parties, came, held, of, images),
        },
        images,
        scans,
    )


def _called(one: Attendance) -> str:
    name = one.called
    if one.part == Attendance.Part.AGENT and one.party is not None:
        return _with(name, f"{one.party.name}的代理人")
    return _with(name, str(one.party.get_side_display())) if one.party is not None else name


def _with(name: str, what: str) -> str:
    return printed("{name}({what})", name=name, what=what)


def _hands(
    parties: Sequence[Attendance], came: Sequence[Attendance], held: Sitting, of: Gathered, images: dict[str, bytes]
) -> PartRows:
    """A line for each who came; without a list of who came, a line for each kind."""
    lines = [_signed(_called(one), one, images) for one in parties] or [sign_line("当事人(签名):")]
    staff = {
        Attendance.Part.MEDIATOR: "人民调解员", Attendance.Part.CO_MEDIATOR: "人民调解员", Attendance.Part.RECORDER: "记录人",
    }  # fmt: skip
    found = [(staff[Attendance.Part(one.part)], one) for one in came if one.part in staff]
    lines += [_signed(f"{title}{one.called}", one, images) for title, one in found]
    if not any(title == "人民调解员" for title, _one in found):
        lines.append(sign_line("人民调解员(签名):"))
    if not any(title == "记录人" for title, _one in found):
        lines.append(sign_line("记录人(签名):"))
    return lines


def _signed(who: str, one: Attendance, images: dict[str, bytes]) -> dict[str, str]:
    day = day_words(clock.local(one.signed_at).date()) if one.signed_at is not None else ""
    return sign_line("{who}(签名):", image_key(one.signature, images), day, who=who)


def _bound(of: Gathered, made: Agreement) -> Sequence[Party]:
    """The parties as the agreement's fixed text names them, whatever was corrected since; while it is a draft, as they are."""
    if not made.frozen:
        return of.parties
    now = {one.pk: one for one in of.parties}
    return [_as_fixed(one, now.get(UUID(one["id"]))) for one in json.loads(made.frozen)["parties"]]


def _as_fixed(fixed: dict[str, Any], now: Party | None) -> Party:
    texts = ("side", "name", "gender", "ethnicity", "occupation", "id_number", "address", "group")
    party = Party(pk=UUID(fixed["id"]), body=fixed["body"], birth_year=fixed["birth_year"], agent_name=fixed["agent"])
    for name in texts:
        setattr(party, name, fixed[name])
    if now is not None:  # what the fixed text does not tell
        party.phone, party.agent_phone, party.agent_authority = now.phone, now.agent_phone, now.agent_authority
        party.representative = now.representative
    return party


def _items(made: Agreement, parties: Sequence[Party]) -> PartRows:
    names: dict[UUID, str] = {one.pk: one.name for one in parties}

    def called(party: Party | None) -> str:
        return names.get(party.pk, str(party.name)) if party is not None else ""

    return [
        {
            "number": str(number),
            "payer": called(one.payer),
            "payee": called(one.payee),
            "what": _with(one.what, f"第{one.instalment}期、共{one.instalments}期") if one.instalment else one.what,
            "amount": money_words(one.amount),
            "due_on": day_words(one.due_on),
        }
        for number, one in enumerate(made.items.all(), start=1)
    ]


def _agreement_hands(parties: Sequence[Party], made: Agreement, images: dict[str, bytes]) -> PartRows:
    signatures = list(made.signatures.all())
    spoken_for = {one.group for one in parties if one.group and one.representative}
    lines = []
    for one in parties:
        if one.group in spoken_for and not one.representative:
            continue  # the representative signs for the whole group
        found = next((hand for hand in signatures if hand.party_id == one.pk), None)
        who = f"{one.get_side_display()} {one.name}"
        if one.group in spoken_for:
            count = sum(other.group == one.group for other in parties)
            who = printed("{who},代表{group}共{count}人", who=who, group=one.group, count=str(count))
        lines.append(_hand("{who}(签名、盖章或者按指印):", who, found, images))
    if not lines:
        lines = [sign_line("当事人(签名、盖章或者按指印):"), sign_line("当事人(签名、盖章或者按指印):")]
    mediators = [one for one in signatures if one.capacity == Signature.Capacity.MEDIATOR]
    lines += [_hand("人民调解员 {who}(签名):", one.name, one, images) for one in mediators] or [
        sign_line("人民调解员(签名):")
    ]
    lines.append(sign_line("记录人(签名):"))
    return lines


def _hand(label: str, who: str, found: Signature | None, images: dict[str, bytes]) -> dict[str, str]:
    """Drawn names stand on the line; what was signed on paper follows as a scan, the day alone stands here."""
    if found is None:
        return sign_line(label, who=who)
    image = image_key(found.file, images) if found.way == Signature.Way.SCREEN else ""
    return sign_line(label, image, day_words(clock.local(found.signed_at).date()), who=who)


def _signed_papers(made: Agreement) -> tuple[bytes, ...]:
    on_paper = [one.file for one in made.signatures.all() if one.way == Signature.Way.PAPER]
    return scans_of(*on_paper, made.seal)


def agreement(of: Gathered, made: Agreement) -> Filled:
    """A written agreement."""
    images: dict[str, bytes] = {}
    parties = _bound(of, made)
    scans = _signed_papers(made)
    return Filled(
        {
            "committee": of.committee,
            "case_number": of.dispute.case.number,
            **people(of, parties),
            "number": made.number,
            "supplements": [{"number": made.supplements.number}] if made.supplements is not None else [],
            "facts": made.facts,
            "points": made.points,
            "responsibilities": made.responsibilities,
            "terms": made.terms,
            "amount": full_money_words(made.agreed_amount),
            "manner": made.manner,
            "items": _items(made, parties),
            "copies": str(made.copies),
            "signers": _agreement_hands(parties, made, images),
            "day": day_words(made.effective_on or made.agreed_on),
        },
        images,
        scans,
    )


def verbal(of: Gathered, made: Agreement) -> Filled:
    """The register of a verbal agreement."""
    images: dict[str, bytes] = {}
    parties = _bound(of, made)
    scans = _signed_papers(made)
    return Filled(
        {
            "committee": of.committee,
            "case_number": of.dispute.case.number,
            **people(of, parties),
            "number": made.number,
            "facts": "\n".join(one for one in (made.facts, made.points) if one.strip()) or of.dispute.summary,
            "terms": made.terms,
            "manner": made.manner,
            "items": _items(made, parties),
            "signers": [
                sign_line("当事人(签名):"),
                sign_line("当事人(签名):"),
                sign_line("人民调解员 {who}(签名):", who=of.mediator),
            ],
            "day": day_words(made.agreed_on),
        },
        images,
        scans,
    )


def confirmation(of: Gathered, clocked: JudicialConfirmation) -> Filled:
    """The application to the court, and after it the ruling."""
    made = clocked.agreement
    scans = scans_of(clocked.ruling)
    both = [one for one in of.parties if one.side != Party.Side.THIRD]
    return Filled(
        {
            "committee": of.committee,
            "names": of.names,
            **people(of, only=BOTH),
            "agreement_number": made.number,
            "agreed_on": day_words(clocked.effective_on),
            "last_day": day_words(clocked.last_day),
            "court": clocked.court,
            "facts": made.facts,
            "state": str(clocked.get_state_display()),
            "signers": [sign_line("申请人 {who}(签名):", who=one.name) for one in both]
            or [sign_line("申请人(签名):")] * 2,
        },
        {},
        scans,
    )
