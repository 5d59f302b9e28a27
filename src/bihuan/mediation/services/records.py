"""The records of a mediation: what was said at a sitting, what an investigation found; read and signed, then closed."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Field
from django.utils.translation import gettext as _

from bihuan.cases.models import Evidence
from bihuan.kernel import clock
from bihuan.kernel.errors import Invalid, WrongState
from bihuan.kernel.reading import tidy
from bihuan.mediation.models import Attendance, Dispute, Investigation, Party, Sitting, SittingRevision
from bihuan.mediation.services.revisions import kept, merged
from bihuan.orgs.models import Staff
from bihuan.orgs.services.checks import Faults
from bihuan.platform.actors import Actor
from bihuan.platform.change import change, create
from bihuan.platform.models import StoredFile

MOST_TALK, MOST_TEXT = 30000, 5000
RECORDED = (
    "starts_at", "ends_at", "rights_told", "talk", "disputed", "proposals", "outcome", "outcome_note", "next_on",
)  # fmt: skip
YES, MOMENT = "on", "%Y-%m-%dT%H:%M"  # as a form sends them
O = Sitting.Outcome  # noqa: E741  # read as in "O.AGREED"
P = Attendance.Part


@dataclass(frozen=True, slots=True)
class Came:
    """Whether somebody came and showed a card."""

    came: bool
    identity_checked: bool = False


@dataclass(frozen=True, slots=True)
class SittingRecord:
    """What a sitting's record says; `people` by attendance. Without an `outcome` it is a draft of a sitting going on."""

    starts_at: datetime
    ends_at: datetime
    people: Mapping[UUID, Came]
    rights_told: bool = False
    talk: str = ""
    disputed: str = ""
    proposals: str = ""
    outcome: str = ""
    outcome_note: str = ""
    next_on: date | None = None


def record_sitting(actor: Actor, *, sitting_id: UUID, record: SittingRecord, seen: int | None = None) -> Sitting:
    """Write down what was said; with an outcome the sitting counts as held.

    Raises:
        Invalid: fields of the record; for an agreement both sides must have come, be told their rights and known by card.
        TextsConflict: somebody else wrote another text in the same field since version `seen`; nothing is stored. What they
            wrote elsewhere in the record stays.
        WrongState: cancelled, or signed already.
    """
    with transaction.atomic():
        with change(Sitting, sitting_id, actor=actor, verb="record") as sitting:
            people = list(Attendance.objects.filter(sitting_id=sitting_id, asked=True).select_related("party", "staff"))
            if sitting.state == Sitting.State.CANCELLED:
                raise WrongState(_("这次调解会已经取消,不能再作笔录。"))
            before = content_of(sitting, people)
            record = _merged(sitting, record, people, seen)
            _written(sitting, record, people)
            if sitting.outcome:
                sitting.state = Sitting.State.HELD
            sitting.note(str(Sitting.Outcome(sitting.outcome).label) if sitting.outcome else _("笔录草稿"))
        for one in people:
            said = record.people.get(one.pk)
            if said is not None and (one.came, one.identity_checked) != (said.came, said.identity_checked):
                with change(Attendance, one.pk, actor=actor, verb="record") as attended:
                    attended.came, attended.identity_checked = said.came, said.identity_checked
                one.came, one.identity_checked = said.came, said.identity_checked
        _keep(actor, sitting, before, content_of(sitting, people))
    return sitting


def content_of(sitting: Sitting, people: Sequence[Attendance]) -> dict[str, str]:
    """The record by field as text, as two people's changes are compared; who came is `came_…` and `card_…` by attendance."""
    return _content(sitting, {one.pk: Came(bool(one.came), one.identity_checked) for one in people})


def _content(record: Sitting | SittingRecord, people: Mapping[UUID, Came]) -> dict[str, str]:
    found = {field: _text(getattr(record, field)) for field in RECORDED}
    for key, one in people.items():
        found[f"came_{key}"], found[f"card_{key}"] = _text(one.came), _text(one.identity_checked)
    return found


def _text(value: object) -> str:
    if isinstance(value, bool):
        return YES if value else ""
    if isinstance(value, datetime):
        return clock.local(value).strftime(MOMENT)
    return tidy(str(value)) if value is not None else ""


def _merged(sitting: Sitting, record: SittingRecord, people: Sequence[Attendance], seen: int | None) -> SittingRecord:
    """The record with what others wrote in other fields since `seen`."""
    if seen is None or seen == sitting.version:
        return record
    names = {str(one.pk): one for one in people}
    values = merged(
        kept(list(sitting.revisions.all())), base=seen, mine=_content(record, record.people),
        now=content_of(sitting, people), version=sitting.version, title=lambda field: _title(field, names), said=_said,
    )  # fmt: skip
    return SittingRecord(
        starts_at=_moment(values["starts_at"]), ends_at=_moment(values["ends_at"]), rights_told=bool(values["rights_told"]),
        next_on=date.fromisoformat(values["next_on"]) if values["next_on"] else None,
        people={one.pk: Came(bool(values[f"came_{one.pk}"]), bool(values[f"card_{one.pk}"])) for one in people},
        **{field: values[field] for field in ("talk", "disputed", "proposals", "outcome", "outcome_note")},
    )  # fmt: skip


def _moment(text: str) -> datetime:
    read = datetime.strptime(text, MOMENT)  # noqa: DTZ007  # local time of the office, made an instant below
    return clock.instant(read.date(), read.hour, read.minute)


def _title(field: str, names: Mapping[str, Attendance]) -> str:
    if field in RECORDED:
        found = Sitting._meta.get_field(field)
        assert isinstance(found, Field)
        return str(found.verbose_name)
    kind, _mark, key = field.partition("_")
    title = _("到场") if kind == "came" else _("已核对身份")
    return f"{names[key].called} {title}"


def _said(field: str, value: str) -> str:
    if field == "outcome":
        return str(Sitting.Outcome(value).label) if value else ""
    if field == "rights_told" or field not in RECORDED:
        return _("是") if value else _("否")
    return value.replace("T", " ") if field in ("starts_at", "ends_at") else value


def _keep(actor: Actor, sitting: Sitting, before: Mapping[str, str], now: Mapping[str, str]) -> None:
    """Each save is kept; the first one together with what it found."""
    states = [(sitting.version, now)]
    if not sitting.revisions.exists():
        states.insert(0, (sitting.version - 1, before))
    SittingRevision.objects.bulk_create(
        SittingRevision(
            sitting=sitting, version=version, content=json.dumps(content, ensure_ascii=False),
            by_name=actor.actor_name[:60],
        )
        for version, content in states
    )  # fmt: skip


def _written(sitting: Sitting, record: SittingRecord, people: Sequence[Attendance]) -> None:
    faults = Faults()
    if record.ends_at <= record.starts_at:
        faults.add("ends_at", _("结束时间应晚于开始时间。"), "order")
    if record.starts_at > clock.now():
        faults.add("starts_at", _("调解会还没有开始,请在召开后再作笔录。"), "future")
    sitting.starts_at, sitting.ends_at = record.starts_at, record.ends_at
    sitting.rights_told = record.rights_told
    sitting.talk = faults.text("talk", record.talk, _("问答记录"), most=MOST_TALK)
    sitting.disputed = faults.text("disputed", record.disputed, _("争议焦点"), most=MOST_TEXT)
    sitting.proposals = faults.text("proposals", record.proposals, _("调解方案"), most=MOST_TEXT)
    sitting.outcome_note = faults.text("outcome_note", record.outcome_note, _("结果说明"), most=MOST_TEXT)
    sitting.outcome = faults.choice("outcome", record.outcome, ["", *Sitting.Outcome.values])
    sitting.next_on = faults.day("next_on", record.next_on)
    if sitting.outcome:
        _check_outcome(faults, sitting, record, people)
    elif sitting.state == Sitting.State.HELD:
        faults.add("outcome", _("请选择本次调解的结果。"), "required")
    faults.stop()


def _check_outcome(faults: Faults, sitting: Sitting, record: SittingRecord, people: Sequence[Attendance]) -> None:
    came = [one for one in people if record.people.get(one.pk, Came(False)).came]
    parties = [one for one in came if one.part in (P.PARTY, P.AGENT) and one.party is not None]
    if not sitting.talk:
        faults.add("talk", _("请记下双方说了什么,例如“问:…”“答:…”,一行一句。"), "required")
    if not any(one.part in (P.MEDIATOR, P.CO_MEDIATOR) for one in came):
        faults.add("people", _("请勾选到场的调解员。"), "required")
    if parties and not sitting.rights_told:
        faults.add(
            "rights_told", _("请先向到场当事人告知权利义务,并勾选(《人民调解法》第二十三、二十四条)。"), "required"
        )
    if sitting.outcome == O.ADJOURNED:
        if sitting.next_on is None:
            faults.add("next_on", _("延期再调的,请约好下次调解日期。"), "required")
        elif sitting.next_on < clock.local(record.starts_at).date():
            faults.add("next_on", _("下次调解日期不能早于本次。"), "order")
        if not sitting.outcome_note:
            faults.add("outcome_note", _("请写明延期的原因。"), "required")
    if sitting.outcome == O.AGREED:
        sides = {one.party.side for one in parties if one.party is not None}
        if not {Party.Side.APPLICANT, Party.Side.RESPONDENT} <= sides:
            faults.add("people", _("达成协议须双方都到场(本人或代理人),请核对到场人员。"), "required")
        unknown = [one for one in parties if not record.people[one.pk].identity_checked]
        if unknown:
            faults.add("people", _("达成协议前,请核对每位到场当事人和代理人的身份证件并勾选。"), "identity")


def sign_sitting(actor: Actor, *, attendance_id: UUID, file: StoredFile) -> Attendance:
    """Somebody who came has read the record and signs it; with the last name the record is confirmed.

    Raises:
        WrongState: there is no record yet, the person did not come, or has signed.
    """
    with transaction.atomic():
        with change(Attendance, attendance_id, actor=actor, verb="sign") as signer:
            sitting = Sitting.objects.select_for_update().get(pk=signer.sitting_id)
            _ready_to_sign(sitting)
            if not signer.came:
                raise WrongState(_("没有到场的人不能签名。"))
            if signer.signature_id is not None:
                raise WrongState(_("这位参加人已经签过名。"))
            signer.signature, signer.signed_at = file, clock.now()
        left = Attendance.objects.filter(sitting_id=signer.sitting_id, came=True, signature=None)
        if not left.exclude(part=P.OTHER).exists():
            with change(Sitting, signer.sitting_id, actor=actor, verb="confirm") as sitting:
                sitting.confirmed_at = clock.now()
    return signer


def confirm_sitting(actor: Actor, *, sitting_id: UUID, scan: StoredFile, seen: int | None = None) -> Sitting:
    """The record was printed, read and signed by hand; its scan confirms it.

    Raises:
        WrongState: there is no record yet, or it is confirmed.
    """
    with change(Sitting, sitting_id, actor=actor, verb="confirm", seen=seen) as sitting:
        _ready_to_sign(sitting)
        sitting.scan, sitting.confirmed_at = scan, clock.now()
    return sitting


def _ready_to_sign(sitting: Sitting) -> None:
    if sitting.state != Sitting.State.HELD:
        raise WrongState(_("请先作好笔录、选定本次结果,再请到场的人签名。"))


@dataclass(frozen=True, slots=True)
class InvestigationEntry:
    """What an investigation record says."""

    way: str
    starts_at: datetime
    talk: str
    place: str = ""
    investigator: Staff | None = None
    others: str = ""
    witness: str = ""
    witness_phone: str = ""
    relation: str = ""
    finding: str = ""
    files: Sequence[Evidence] = ()


def record_investigation(actor: Actor, *, dispute_id: UUID, entry: InvestigationEntry) -> Investigation:
    """Write down an investigation.

    Raises:
        Invalid: fields of the entry.
        NotAllowed: `actor` may not write the dispute.
    """
    with transaction.atomic():
        dispute = Dispute.objects.select_for_update(of=("self",)).get(pk=dispute_id)
        made = Investigation(dispute=dispute, number=dispute.investigations.count() + 1)
        create(_found_out(made, entry), actor=actor, verb="record")
        made.files.set(_of_the_case(dispute, entry.files))
    return made


def edit_investigation(
    actor: Actor, *, investigation_id: UUID, entry: InvestigationEntry, seen: int | None = None
) -> Investigation:
    """Correct a record that nobody has signed yet.

    Raises:
        Invalid, NotAllowed, StaleRecord, WrongState.
    """
    with change(Investigation, investigation_id, actor=actor, verb="edit", seen=seen) as made:
        if made.voided_at is not None:
            raise WrongState(_("这份调查记录已经作废。"))
        _found_out(made, entry)
        made.files.set(_of_the_case(made.dispute, entry.files))
    return made


def sign_investigation(
    actor: Actor, *, investigation_id: UUID, signature: StoredFile | None = None, scan: StoredFile | None = None
) -> Investigation:
    """Whom one asked has read it and signed, on the screen or on paper.

    Raises:
        Invalid: neither a signature nor a scan.
        WrongState: signed or voided already.
    """
    if signature is None and scan is None:
        raise Invalid(_("请在框内手写签名,或上传签字的扫描件。"), field="signature", code="required")
    with change(Investigation, investigation_id, actor=actor, verb="sign") as made:
        if made.signed or made.voided_at is not None:
            raise WrongState(_("这份调查记录已经签字或作废。"))
        made.signature, made.scan, made.signed_at = signature, scan, clock.now()
    return made


def void_investigation(actor: Actor, *, investigation_id: UUID, reason: str, seen: int | None = None) -> Investigation:
    """A record made by mistake; it stays, with the reason.

    Raises:
        Invalid: no reason.
        WrongState: voided already.
    """
    faults = Faults()
    reason = faults.text("reason", reason, _("作废原因"), most=200, required=True)
    faults.stop()
    with change(Investigation, investigation_id, actor=actor, verb="void", seen=seen) as made:
        if made.voided_at is not None:
            raise WrongState(_("这份调查记录已经作废。"))
        made.voided_at, made.void_reason = clock.now(), reason
        made.note(reason)
    return made


def _found_out(made: Investigation, entry: InvestigationEntry) -> Investigation:
    faults = Faults()
    made.way = faults.choice("way", entry.way, Investigation.Way.values)
    if entry.starts_at > clock.now():
        faults.add("starts_at", _("调查时间不能晚于现在。"), "future")
    made.starts_at = entry.starts_at
    made.place = faults.text("place", entry.place, _("调查地点"), most=120)
    made.by = entry.investigator
    if entry.investigator is None:
        faults.add("investigator", _("请选择调查人。"), "required")
    made.others = faults.text("others", entry.others, _("参加调查人"), most=120)
    made.witness = faults.name("witness", entry.witness, _("被调查人"), required=False)
    made.witness_phone = faults.phone("witness_phone", entry.witness_phone)
    made.relation = faults.text("relation", entry.relation, _("与当事人的关系"), most=60)
    if entry.way in (Investigation.Way.VISIT, Investigation.Way.PHONE) and not made.witness:
        faults.add("witness", _("请写明向谁了解情况。"), "required")
    made.talk = faults.text("talk", entry.talk, _("调查内容"), most=MOST_TALK, required=True)
    made.finding = faults.text("finding", entry.finding, _("查明情况"), most=MOST_TEXT)
    faults.stop()
    return made


def _of_the_case(dispute: Dispute, files: Sequence[Evidence]) -> list[Evidence]:
    """Only what is shown for this very case."""
    if any(one.case_id != dispute.case_id for one in files):
        raise Invalid(_("只能选用本事项的证据材料。"), field="evidence", code="other_case")
    return list(files)
