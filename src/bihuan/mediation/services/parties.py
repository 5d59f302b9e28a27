"""The parties of a dispute: added, corrected, withdrawn; groups brought as a list."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from bihuan.kernel import clock
from bihuan.kernel.errors import Invalid, WrongState
from bihuan.kernel.reading import ReadingError
from bihuan.kernel.reading.idnumbers import read_credit_code, read_id_number
from bihuan.mediation.find import index_dispute
from bihuan.mediation.models import Dispute, Party
from bihuan.mediation.services.register import MOST_MONEY
from bihuan.orgs.services.checks import Faults
from bihuan.platform.actors import Actor
from bihuan.platform.change import change, create, create_many
from bihuan.platform.spoken import sentence

MOST_PARTIES = 300
OLDEST = 120


@dataclass(frozen=True, slots=True)
class PartyEntry:
    """What a person says about a party; amounts in yuan, `birth_year` four digits."""

    side: str
    name: str
    body: bool = False
    gender: str = ""
    birth_year: int | None = None
    ethnicity: str = ""
    occupation: str = ""
    phone: str = ""
    id_number: str = ""
    address: str = ""
    statement: str = ""
    agent_name: str = ""
    agent_phone: str = ""
    agent_authority: str = ""
    representative: bool = False
    group: str = ""
    claimed: Decimal | None = None
    agreed: Decimal | None = None
    paid: Decimal | None = None
    sms_consent: bool = False


def add_party(actor: Actor, *, dispute_id: UUID, entry: PartyEntry) -> Party:
    """One more party on a side.

    Raises:
        Invalid: every fault, by the field of the entry; somebody of that name and telephone is there already.
        NotAllowed: `actor` may not write the dispute.
    """
    with transaction.atomic():
        dispute = _locked(dispute_id)
        party = _filled(Party(dispute=dispute), entry)
        _refuse_known(dispute, [party])
        create(party, actor=actor, verb="register")
        follow_parties(actor, dispute)
    return party


def add_group(actor: Actor, *, dispute_id: UUID, side: str, group: str, entries: Sequence[PartyEntry]) -> list[Party]:
    """A group as a whole, each person with the own share; all or none.

    Raises:
        Invalid: no name of the group, nobody in it, or faults, each naming the person's place in the list.
    """
    faults = Faults()
    group = faults.name("group", group, _("群体名称"), most=40)
    if not entries:
        faults.add("pasted", _("请粘贴名单,每人一行。"), "required")
    faults.stop()
    with transaction.atomic():
        dispute = _locked(dispute_id)
        people = []
        for place, entry in enumerate(entries, start=1):
            try:
                people.append(_filled(Party(dispute=dispute, group=group), entry, group=group, side=side))
            except Invalid as refusal:
                for fault in refusal.faults:
                    message = _("第%(place)d人:%(fault)s") % {"place": place, "fault": fault.message}
                    faults.add("pasted", message, fault.code)
        faults.stop()
        _refuse_known(dispute, people, field="pasted")
        create_many(people, actor=actor, verb="register")
        follow_parties(actor, dispute)
    return people


def edit_party(actor: Actor, *, party_id: UUID, entry: PartyEntry, seen: int | None = None) -> Party:
    """Correct a party, add the own words, the agent or the share.

    Raises:
        Invalid, NotAllowed, StaleRecord, WrongState.
    """
    with transaction.atomic():
        with change(Party, party_id, actor=actor, verb="edit_party", seen=seen) as party:
            _in_force(party)
            _filled(party, entry)
            _refuse_known(party.dispute, [party])
        follow_parties(actor, party.dispute)
    return party


def withdraw_party(actor: Actor, *, party_id: UUID, reason: str, seen: int | None = None) -> Party:
    """Somebody leaves the mediation (withdrew, died, was named by mistake); the row stays, with the reason.

    Raises:
        Invalid: no reason.
        WrongState: left already, or the last one of the applicant's side.
    """
    faults = Faults()
    reason = faults.text("reason", reason, _("退出原因"), most=200, required=True)
    faults.stop()
    with transaction.atomic():
        with change(Party, party_id, actor=actor, verb="withdraw_party", seen=seen) as party:
            _in_force(party)
            others = Party.objects.filter(dispute_id=party.dispute_id, side=party.side, withdrawn_at=None)
            if party.side == Party.Side.APPLICANT and not others.exclude(pk=party.pk).exists():
                raise WrongState(_("申请人至少要有一位;申请人撤回申请的,请在“登记结果”里选“撤回申请”。"))
            party.withdrawn_at, party.withdraw_reason = clock.now(), reason
            party.note(reason)
        follow_parties(actor, party.dispute)
    return party


def _locked(dispute_id: UUID) -> Dispute:
    return Dispute.objects.select_for_update(of=("self",)).select_related("case", "area").get(pk=dispute_id)


def _in_force(party: Party) -> None:
    if party.withdrawn_at is not None:
        raise WrongState(_("这位当事人已经退出调解,不能再改。"))


def _filled(party: Party, entry: PartyEntry, *, group: str | None = None, side: str | None = None) -> Party:
    faults = Faults()
    party.side = faults.choice("side", side or entry.side, Party.Side.values)
    party.body = entry.body
    party.name = faults.name("name", entry.name, _("姓名(名称)"), most=80)
    party.phone = faults.phone("phone", entry.phone)
    party.id_number = _number(faults, entry)
    party.gender = faults.choice("gender", entry.gender, ["", *Party.Gender.values])
    if entry.birth_year is not None and not clock.today().year - OLDEST <= entry.birth_year <= clock.today().year:
        faults.add("birth_year", _("出生年份应是四位数的年份,例如 1968。"), "range")
    party.birth_year = entry.birth_year
    party.ethnicity = faults.text("ethnicity", entry.ethnicity, _("民族"), most=20)
    party.occupation = faults.text("occupation", entry.occupation, _("职业或职务"), most=60)
    party.address = faults.text("address", entry.address, _("住址"), most=200)
    party.statement = faults.text("statement", entry.statement, _("本人陈述"), most=5000)
    party.agent_name = faults.name("agent_name", entry.agent_name, _("代理人"), required=False)
    party.agent_phone = faults.phone("agent_phone", entry.agent_phone)
    party.agent_authority = faults.choice("agent_authority", entry.agent_authority, ["", *Party.Authority.values])
    if party.agent_name and not party.agent_authority:
        faults.add("agent_authority", _("有代理人的,请选择代理权限:一般代理或特别授权。"), "required")
    if not party.agent_name and (party.agent_phone or party.agent_authority):
        faults.add("agent_name", _("请填写代理人姓名,或者把代理人电话和权限清空。"), "required")
    if entry.sms_consent and not (party.phone or party.agent_phone):
        faults.add("sms_consent", _("要发短信提醒,请先填写本人或代理人的电话。"), "no_phone")
    if entry.sms_consent != party.sms_consent:
        party.sms_consent, party.sms_consent_on = entry.sms_consent, clock.today() if entry.sms_consent else None
    party.representative = entry.representative
    party.group = group if group is not None else faults.text("group", entry.group, _("所属群体"), most=40)
    if party.representative and not party.group:
        faults.add("group", _("群体代表请写明代表哪个群体,例如“三号楼工友”。"), "required")
    for field in ("claimed", "agreed", "paid"):
        amount: Decimal | None = getattr(entry, field)
        if amount is not None and not 0 <= amount <= MOST_MONEY:
            faults.add(field, _("金额应不小于零,且在合理范围内。"), "range")
        setattr(party, field, amount)
    if entry.paid is not None and entry.agreed is not None and entry.paid > entry.agreed:
        faults.add("paid", _("已付金额超过了议定金额,请核对。"), "range")
    faults.stop()
    return party


def _number(faults: Faults, entry: PartyEntry) -> str:
    read = (read_credit_code if entry.body else read_id_number)(entry.id_number)
    if isinstance(read, ReadingError):
        faults.add("id_number", sentence(read), read.code)
        return ""
    return read.value or ""


def _refuse_known(dispute: Dispute, fresh: Sequence[Party], *, field: str = "name") -> None:
    """Nobody stands twice on a side: same name with the same telephone and number."""
    there = list(Party.objects.filter(dispute=dispute, withdrawn_at=None).exclude(pk__in=[one.pk for one in fresh]))
    if len(there) + len(fresh) > MOST_PARTIES:
        raise Invalid(_("一件纠纷最多 %(most)d 位当事人。") % {"most": MOST_PARTIES}, field=field, code="too_many")
    seen = {(one.side, one.name, one.phone, one.id_number) for one in there}
    for one in fresh:
        key = (one.side, one.name, one.phone, one.id_number)
        if key in seen:
            raise Invalid(
                _("%(name)s已经在%(side)s里了,请核对;同名的人请用电话或证件号码区分。")
                % {"name": one.name, "side": one.get_side_display()},
                field=field,
                code="there_already",
            )
        seen.add(key)


def follow_parties(actor: Actor, dispute: Dispute) -> None:
    """The register's two names follow the first of each side (a group's representative before others)."""
    rows = list(
        Party.objects.filter(dispute=dispute, withdrawn_at=None).order_by("-representative", "created_at", "id")
    )
    first = {side: next((one for one in rows if one.side == side), None) for side in Party.Side.values}
    applicant, respondent = first[Party.Side.APPLICANT], first[Party.Side.RESPONDENT]
    named = (
        applicant.name if applicant else dispute.applicant,
        applicant.phone if applicant else dispute.applicant_phone,
        respondent.name if respondent else "",
    )
    if named != (dispute.applicant, dispute.applicant_phone, dispute.respondent):
        with change(Dispute, dispute.pk, actor=actor, verb="correct") as named_anew:
            named_anew.applicant, named_anew.applicant_phone, named_anew.respondent = named
        dispute.applicant, dispute.applicant_phone, dispute.respondent = named
    index_dispute(dispute, parties=rows)
