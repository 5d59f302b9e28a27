"""What stands on each paper, out of the records and nothing else: what nobody entered stays empty, to be written by hand."""

from collections.abc import Iterable, Sequence
from datetime import date

from bihuan.cases.models import CaseKind, Channel, Evidence, Revisit
from bihuan.kernel import clock
from bihuan.kernel.errors import Invalid
from bihuan.mediation.documents.gathering import Gathered
from bihuan.mediation.documents.wording import (
    OPEN,
    TICKED,
    boxes,
    day_words,
    full_money_words,
    money_words,
    span_words,
    time_words,
    yes_no,
)
from bihuan.mediation.models import (
    Agreement,
    Attendance,
    Investigation,
    JudicialConfirmation,
    Origin,
    Party,
    Result,
    Signature,
    Sitting,
)
from bihuan.platform.documents import Filled
from bihuan.platform.documents.layout import Row, Values, printed
from bihuan.platform.files import for_paper, open_original
from bihuan.platform.files.kinds import PDF
from bihuan.platform.models import StoredFile

BOXED = 4  # parties with a box each; more are listed in a table
RIGHTS = printed(
    "人民调解委员会已将人民调解的性质、原则和效力,以及当事人在调解活动中享有的权利和承担的义务,告知各方当事人。"
)
BOTH = (Party.Side.APPLICANT, Party.Side.RESPONDENT)
_ID_LENGTH = 18
PartRows = list[dict[str, str]]


# --- what several papers show ---------------------------------------------------------------------------------------------


def _base(of: Gathered) -> dict[str, str]:
    return {
        "committee": of.committee,
        "case_number": of.dispute.case.number,
        "kind": str(of.dispute.get_kind_display()),
        "names": of.names,
    }


def people(of: Gathered, *, only: Iterable[str] = ()) -> dict[str, Sequence[Row]]:
    """The parties, each in a box while they are few, else in a list; `only` these sides. Two empty boxes without any."""
    wanted = frozenset(only)
    rows = [_person(of, one) for one in of.parties if not wanted or one.side in wanted] or _named_only(of, wanted)
    if len(rows) > BOXED:
        return {"parties": [], "crowd": rows}
    return {"parties": rows or [_person(of, Party(side=side)) for side in BOTH], "crowd": []}


def _person(of: Gathered, party: Party) -> dict[str, str]:
    authority = str(party.get_agent_authority_display() or "代理")
    agent = printed("{name}({authority})", name=party.agent_name, authority=authority) if party.agent_name else ""
    return {
        "side": str(party.get_side_display()),
        "name": party.name,
        "gender": str(party.get_gender_display()) if party.gender else "",
        "ethnicity": party.ethnicity,
        "age": _age(party, of.dispute.day),
        "occupation": party.occupation,
        "phone": party.phone,
        "id_number": party.id_number,
        "address": party.address,
        "agent": f"{agent} {party.agent_phone}".strip(),
        "claimed": money_words(party.claimed),
        "agreed": money_words(party.agreed),
    }


def _age(party: Party, day: date) -> str:
    number = party.id_number
    if len(number) == _ID_LENGTH and number[6:14].isdigit():
        had_birthday = (day.month, day.day) >= (int(number[10:12]), int(number[12:14]))
        return str(day.year - int(number[6:10]) - (0 if had_birthday else 1))
    return str(day.year - party.birth_year) if party.birth_year else ""


def _named_only(of: Gathered, wanted: frozenset[str]) -> list[dict[str, str]]:
    """A ledger's old row knows its parties by name alone."""
    sides = Party.Side
    known = ((sides.APPLICANT, of.dispute.applicant), (sides.RESPONDENT, of.dispute.respondent))
    phone = {sides.APPLICANT: of.dispute.applicant_phone}
    return [
        _person(of, Party(side=side, name=name, phone=phone.get(side, "")))
        for side, name in known
        if name and (not wanted or side in wanted)
    ]


def sign_line(label: str, image: str = "", day: str = "", **named: str) -> dict[str, str]:
    """A line to sign on; `named` are put into the label's braces."""
    return {"label": printed(label, **named), "image": image, "date": day}


def _file_number(of: Gathered) -> str:
    return of.archived.number if of.archived is not None else ""


def _image(file: StoredFile | None, images: dict[str, bytes]) -> str:
    """Take a picture along; its key, "" without one or when it cannot be read."""
    if file is None or not file.media_type.startswith("image/"):
        return ""
    key = str(file.pk)
    if key not in images:
        try:
            images[key] = for_paper(file)
        except Invalid:
            return ""  # a damaged picture stays as evidence of what was sent; paper cannot show it
    return key


def _scans(*found: StoredFile | None) -> tuple[bytes, ...]:
    """Scanned papers in order: PDFs as they are, photographed pages as pictures."""
    there = [one for one in dict.fromkeys(found) if one is not None]
    return tuple(content for one in there if (content := _scan(one)))


def _scan(file: StoredFile) -> bytes:
    if file.media_type.startswith("image/"):
        images: dict[str, bytes] = {}
        return images.get(_image(file, images), b"")
    if file.media_type != PDF.media_type:
        return b""
    with open_original(file) as stream:
        return stream.read()


# --- the papers -------------------------------------------------------------------------------------------------------


def cover(of: Gathered) -> Filled:
    """The front cover; number and day of filing are there once it is archived."""
    dispute, archived = of.dispute, of.archived
    accepted = dispute.case.accepted_at
    return Filled(
        {
            **_base(of),
            "file_number": _file_number(of),
            "year": str(archived.year if archived is not None else dispute.day.year),
            "file_title": file_title(of),
            "mediator": of.mediator,
            "accepted_on": day_words(clock.local(accepted).date() if accepted is not None else dispute.day),
            "concluded_on": day_words(dispute.concluded_on),
            "result": str(dispute.get_result_display()) if dispute.result != Result.PENDING else "",
            "filed_by": archived.filed_by.name if archived is not None and archived.filed_by is not None else "",
            "archived_on": day_words(archived.archived_on) if archived is not None else "",
            "retention": archived.retention if archived is not None else "",
        }
    )


def file_title(of: Gathered) -> str:
    """The name of the file: the first of each side and what it was about (王小勤与顺达公司劳动争议纠纷)."""
    sides: dict[str, list[str]] = {}
    for one in of.parties:
        sides.setdefault(one.side, []).append(one.name)
    first = [
        f"{names[0]}等{len(names)}人" if len(names) > 1 else names[0] for side in BOTH if (names := sides.get(side))
    ]
    if not first:
        first = [one for one in (of.dispute.applicant, of.dispute.respondent) if one]
    return "与".join(first) + str(of.dispute.get_kind_display())


def contents(of: Gathered, papers: Sequence[tuple[str, str]]) -> Filled:
    """The list of contents from (title, pages)."""
    rows = [
        {"number": str(number), "title": title, "pages": pages, "remark": ""}
        for number, (title, pages) in enumerate(papers, start=1)
    ]
    return Filled({"file_number": _file_number(of), "papers": rows})


def application(of: Gathered) -> Filled:
    """The request for mediation; whoever applied says in own words what happened."""
    applicants = [one for one in of.parties if one.side == Party.Side.APPLICANT]
    said = [one.statement for one in applicants if one.statement.strip()]
    claimed = [one for one in applicants if one.claimed is not None]
    return Filled(
        {
            "committee": of.committee,
            **people(of),
            "facts": "\n".join(said) or of.dispute.summary,
            "requests": "\n".join(f"{one.name}主张{money_words(one.claimed)}。" for one in claimed[:BOXED]),
            "signers": [sign_line("申请人(签名、盖章或者按指印):")],
        }
    )


def acceptance(of: Gathered) -> Filled:
    """The register of acceptance."""
    dispute, case = of.dispute, of.dispute.case
    accepted = case.accepted_at
    return Filled(
        {
            **{name: value for name, value in _base(of).items() if name != "names"},
            **people(of),
            "accepted_on": day_words(clock.local(accepted).date() if accepted is not None else dispute.day),
            "origin": boxes([(key, str(label)) for key, label in Origin.choices], dispute.origin),
            "channel": str(Channel(case.channel).label),
            "place": case.place or f"{dispute.town.name}{dispute.area.name}",
            "amount": money_words(dispute.amount),
            "people": f"{case.people_involved} 人" if case.people_involved else "",
            "mediator": of.mediator,
            "summary": dispute.summary,
            "signers": [sign_line("当事人(签名):"), sign_line("登记人(签名):")],
        }
    )


def investigation(of: Gathered, asked: Investigation) -> Filled:
    """One investigation record."""
    images: dict[str, bytes] = {}
    signed = day_words(clock.local(asked.signed_at).date()) if asked.signed_at is not None else ""
    scans = _scans(asked.scan)
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
                sign_line("被调查人(签名):", _image(asked.signature, images), signed),
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
    scans = _scans(held.scan)
    return Filled(
        {
            **{name: value for name, value in _base(of).items() if name != "names"},
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
    return sign_line("{who}(签名):", _image(one.signature, images), day, who=who)


def _items(made: Agreement) -> PartRows:
    return [
        {
            "number": str(number),
            "payer": one.payer.name,
            "payee": one.payee.name if one.payee is not None else "",
            "what": _with(one.what, f"第{one.instalment}期,共{one.instalments}期") if one.instalment else one.what,
            "amount": money_words(one.amount),
            "due_on": day_words(one.due_on),
        }
        for number, one in enumerate(made.items.all(), start=1)
    ]


def _agreement_hands(of: Gathered, made: Agreement, images: dict[str, bytes]) -> PartRows:
    signatures = list(made.signatures.all())
    spoken_for = {one.group for one in of.parties if one.group and one.representative}
    lines = []
    for one in of.parties:
        if one.group in spoken_for and not one.representative:
            continue  # the representative signs for the whole group
        found = next((hand for hand in signatures if hand.party_id == one.pk), None)
        who = f"{one.get_side_display()} {one.name}"
        if one.group in spoken_for:
            count = sum(other.group == one.group for other in of.parties)
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
    image = _image(found.file, images) if found.way == Signature.Way.SCREEN else ""
    return sign_line(label, image, day_words(clock.local(found.signed_at).date()), who=who)


def _signed_papers(made: Agreement) -> tuple[bytes, ...]:
    on_paper = [one.file for one in made.signatures.all() if one.way == Signature.Way.PAPER]
    return _scans(*on_paper, made.seal)


def agreement(of: Gathered, made: Agreement) -> Filled:
    """A written agreement."""
    images: dict[str, bytes] = {}
    scans = _signed_papers(made)
    return Filled(
        {
            "committee": of.committee,
            "case_number": of.dispute.case.number,
            **people(of),
            "number": made.number,
            "supplements": [{"number": made.supplements.number}] if made.supplements is not None else [],
            "facts": made.facts,
            "points": made.points,
            "responsibilities": made.responsibilities,
            "terms": made.terms,
            "amount": full_money_words(made.agreed_amount),
            "manner": made.manner,
            "items": _items(made),
            "copies": str(made.copies),
            "signers": _agreement_hands(of, made, images),
            "day": day_words(made.effective_on or made.agreed_on),
        },
        images,
        scans,
    )


def verbal(of: Gathered, made: Agreement) -> Filled:
    """The register of a verbal agreement."""
    images: dict[str, bytes] = {}
    scans = _signed_papers(made)
    return Filled(
        {
            "committee": of.committee,
            "case_number": of.dispute.case.number,
            **people(of),
            "number": made.number,
            "facts": "\n".join(one for one in (made.facts, made.points) if one.strip()) or of.dispute.summary,
            "terms": made.terms,
            "manner": made.manner,
            "items": _items(made),
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
    scans = _scans(clocked.ruling)
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


def revisit(of: Gathered, done: Revisit | None) -> Filled:
    """The return visit; empty to fill by hand while there was none."""
    made = next((one for one in reversed(of.agreements) if one.state == Agreement.State.IN_FORCE), None)
    attempts = list(done.attempts.all()) if done is not None else []
    return Filled(
        {
            **{name: value for name, value in _base(of).items() if name != "kind"},
            "agreement_number": made.number if made is not None else "",
            "matter": f"{of.dispute.get_kind_display()}调解后的情况"
            if of.dispute.case.kind == CaseKind.DISPUTE
            else "",
            "visited_on": time_words(done.done_at) if done is not None else "",
            "visitor": done.owner.name if done is not None and done.owner is not None else "",
            "settled": yes_no(done.settled if done is not None else None, "已解决", "未解决"),
            "satisfied": yes_no(done.satisfied if done is not None else None, "满意", "不满意"),
            "fulfilled": yes_no(done.fulfilled if done is not None else None, "已履行", "未履行"),
            "remark": done.remark if done is not None else "",
            "attempts": [
                {
                    "at": time_words(one.at),
                    "by": one.by.name if one.by is not None else "群众本人",
                    "outcome": "已联系上" if one.reached else "未联系上",
                    "remark": one.remark,
                }
                for one in attempts
            ],
            "signers": [sign_line("回访人(签名):")],
        }
    )


def evidence(of: Gathered) -> Filled:
    """The list of materials, the photos two to a page, PDFs after it; sound, film and Office files are named only."""
    images: dict[str, bytes] = {}
    pictures: PartRows = []
    for one in of.evidence:
        key = _image(one.file, images)
        if key:
            pictures.append({"image": key, "caption": _caption(of, one)})
    scans = _scans(*(one.file for one in of.evidence if one.file.media_type == PDF.media_type))
    rows = [
        {
            "number": str(number),
            "title": one.caption or one.file.name,
            "at": time_words(one.file.taken_at or one.created_at),
            "by": one.by.name if one.by is not None else "群众本人",
            "remark": _kept_as(one.file, images),
        }
        for number, one in enumerate(of.evidence, start=1)
    ]
    return Filled({"case_number": of.dispute.case.number, "materials": rows, "pictures": pictures}, images, scans)


def _kept_as(file: StoredFile, images: dict[str, bytes]) -> str:
    if str(file.pk) in images:
        return "见照片"
    return "见附件" if file.media_type == PDF.media_type else "电子存档"


def _caption(of: Gathered, one: Evidence) -> str:
    file, case = one.file, of.dispute.case
    taken = file.taken_at is not None
    at = f"{'拍摄时间' if taken else '上传时间'} {time_words(file.taken_at or one.created_at)}"
    if file.lat is not None and file.lon is not None:
        where = f"拍摄位置 北纬{file.lat:.5f}° 东经{file.lon:.5f}°"
    else:
        where = f"地点 {case.place or of.dispute.area.name}"
    said = one.caption or str(one.get_phase_display())
    return f"{said}\n{at}  {where}"


def remarks(of: Gathered) -> Filled:
    """What whoever archived it wrote about the file, and the longer time that the parties agreed on."""
    lines = [of.archived.remark] if of.archived is not None and of.archived.remark.strip() else []
    lines += [
        printed(
            "经双方当事人同意(申请人{applicant}、被申请人{respondent}),调解期限延长{days}日。理由:{reason}",
            applicant=day_words(one.applicant_agreed_on),
            respondent=day_words(one.respondent_agreed_on),
            days=str(one.days),
            reason=one.reason,
        )
        for one in of.extensions
    ]
    signer = of.archived.filed_by.name if of.archived is not None and of.archived.filed_by is not None else ""
    day = day_words(of.archived.archived_on) if of.archived is not None else ""
    return Filled(
        {
            "file_number": _file_number(of),
            "remark": "\n".join(lines),
            "signers": [sign_line("立卷人{who}(签名):", "", day, who=f" {signer}" if signer else "")],
        }
    )


def back_cover(of: Gathered, pages: int = 0) -> Filled:
    """The back cover; `pages` counts every sheet of the file."""
    archived = of.archived
    values: Values = {
        "committee": of.committee,
        "day": day_words(archived.archived_on) if archived is not None else "",
        "pages": str(pages) if pages else "",
        "file_number": _file_number(of),
        "filed_by": archived.filed_by.name if archived is not None and archived.filed_by is not None else "",
    }
    return Filled(values)
