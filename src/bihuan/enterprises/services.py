"""Writing the register of enterprises and projects; nobody else writes it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from bihuan.enterprises import find
from bihuan.enterprises.models import Enterprise, Kind, State
from bihuan.enterprises.policies import ENTERPRISES, KEEP, REVEAL
from bihuan.enterprises.selectors import RevealedContacts
from bihuan.kernel import clock
from bihuan.kernel.errors import BihuanError, Conflict, Invalid, NotAllowed
from bihuan.kernel.reading import ReadingError
from bihuan.kernel.reading.idnumbers import read_credit_code
from bihuan.orgs.models import Area, Staff
from bihuan.orgs.services.checks import Faults
from bihuan.orgs.services.imports import take_back
from bihuan.platform import audit
from bihuan.platform.actors import Actor
from bihuan.platform.change import change, create, create_many
from bihuan.platform.limits import hit
from bihuan.platform.spoken import sentence

MOST_STAFF = 1_000_000
MOST_REVENUE = Decimal(10) ** 12  # yuan
REVEALS_AN_HOUR = 60
HOUR = 3600


@dataclass(frozen=True, slots=True)
class EnterpriseEntry:
    """What a person says about an enterprise or project; people and phone are in clear here and sealed on the way in.

    `revenue` is a year's, in yuan. Without `assigned_on` an officer is assigned from today, without `closed_on` a
    closed one is closed today.
    """

    name: str
    area: Area | None
    credit_code: str = ""
    kind: str = Kind.ENTERPRISE
    industry: str = ""
    address: str = ""
    legal_rep: str = ""
    contact: str = ""
    phone: str = ""
    staff_count: int | None = None
    revenue: Decimal | None = None
    registered_on: date | None = None
    state: str = State.OPERATING
    closed_on: date | None = None
    officer: Staff | None = None
    assigned_on: date | None = None
    leader: Staff | None = None


def register_enterprise(*, actor: Actor, entry: EnterpriseEntry) -> Enterprise:
    """Register one enterprise or project.

    Raises:
        NotAllowed: `actor` may not register in the area.
        Invalid: every fault, by the field of the entry.
        Conflict: the credit code is registered (field `credit_code`).
    """
    enterprise = _filled(Enterprise(), entry)
    with transaction.atomic():
        _refuse_known(enterprise)
        create(enterprise, actor=actor, verb="register")
        find.index_enterprises([enterprise])
    return enterprise


def register_enterprises(*, actor: Actor, entries: Sequence[EnterpriseEntry]) -> list[Enterprise | BihuanError]:
    """Register many, as imports and generated worlds bring them; one answer an entry, in order.

    Raises:
        NotAllowed: one of them lies where `actor` may not register; nothing is stored then.
    """
    answers: list[Enterprise | BihuanError] = []
    for entry in entries:
        try:
            answers.append(_filled(Enterprise(), entry))
        except Invalid as refusal:
            answers.append(refusal)
    known = _known([one for one in answers if isinstance(one, Enterprise)])
    for place, one in enumerate(answers):
        if isinstance(one, Enterprise):
            try:
                _refuse_known(one, known)
            except Conflict as refusal:
                answers[place] = refusal
            else:
                known.add(_mark(one))
    fresh = [one for one in answers if isinstance(one, Enterprise)]
    with transaction.atomic():
        create_many(fresh, actor=actor, verb="register")
        find.index_enterprises(fresh)
    return answers


def edit_enterprise(
    *, actor: Actor, enterprise_id: UUID, entry: EnterpriseEntry, seen: int | None = None
) -> Enterprise:
    """Correct an enterprise. A move to another area, and other people assigned, need the right to keep the register too,
    where it lay and where it lies.

    Raises:
        NotAllowed, StaleRecord, WrongState, Invalid, Conflict.
    """
    with transaction.atomic():
        with change(Enterprise, enterprise_id, actor=actor, verb="edit", seen=seen) as enterprise:
            decided = _decided(enterprise)
            may_decide = ENTERPRISES.allows(actor, KEEP, enterprise)
            _filled(enterprise, entry)
            if decided != _decided(enterprise):
                ENTERPRISES.check(actor, KEEP, enterprise)
                if not may_decide:
                    raise NotAllowed(_("移到别的村(社区)或更换包保干部,要由登记企业台账的岗位来做。"))
            _refuse_known(enterprise)
        find.index_enterprises([enterprise])
    return enterprise


def _decided(enterprise: Enterprise) -> tuple[UUID | None, ...]:
    return (enterprise.area_id, enterprise.officer_id, enterprise.leader_id)


def assign_officer(
    *,
    actor: Actor,
    enterprise_id: UUID,
    officer: Staff | None,
    leader: Staff | None = None,
    day: date | None = None,
    seen: int | None = None,
) -> Enterprise:
    """Name who looks after it from `day` (default today) on, and the leader bound to it; None means nobody.

    Raises:
        Invalid: the person cannot sign in, or the day cannot be meant (fields `officer`, `leader`, `assigned_on`).
    """
    faults = Faults()
    with change(Enterprise, enterprise_id, actor=actor, verb="assign", seen=seen) as enterprise:
        _assign(enterprise, faults, officer, leader, day)
        faults.stop()
    return enterprise


def void_enterprise(*, actor: Actor, enterprise_id: UUID, reason: str, seen: int | None = None) -> Enterprise:
    """Take a wrong entry off the register, with the reason; what really closed is edited to the state `closed`.

    Raises:
        Invalid: no reason (field `reason`).
    """
    faults = Faults()
    reason = faults.text("reason", reason, _("注销原因"), most=200, required=True)
    faults.stop()
    with change(Enterprise, enterprise_id, actor=actor, verb="void", seen=seen) as enterprise:
        enterprise.voided_at, enterprise.void_reason = clock.now(), reason
        enterprise.note(reason)
        find.forget(enterprise)
    return enterprise


def take_back_import(*, actor: Actor, ids: Sequence[UUID]) -> None:
    """Remove what an import brought and nobody has touched since.

    Raises:
        WrongState: one was changed since, or something hangs on it.
    """
    take_back(Enterprise, ids, actor=actor)


def reveal_contacts(*, actor: Actor, enterprise_id: UUID, reason: str) -> RevealedContacts:
    """Hand out the people in clear and write into the audit trail who saw them and why.

    Raises:
        NotAllowed: `actor` may not reveal here.
        Invalid: the reason says nothing (field `reason`).
        TooMany: REVEALS_AN_HOUR were revealed within the hour.
    """
    faults = Faults()
    reason = faults.text("reason", reason, _("查看原因"), most=200, required=True)
    if reason and len(reason) < 4:
        faults.add("reason", _("请写明查看原因,至少 4 个字,如“上门走访需要联系”。"))
    enterprise = faults.record("enterprise", Enterprise, enterprise_id, _("没有找到这家企业(项目)。"))
    faults.stop()
    assert enterprise is not None
    ENTERPRISES.check(actor, REVEAL, enterprise)
    hit(f"enterprises.reveal:{actor.actor_id}", limit=REVEALS_AN_HOUR, seconds=HOUR)
    audit.append(enterprise, actor=actor, verb="reveal", note=reason)
    return RevealedContacts(enterprise.legal_rep, enterprise.contact, enterprise.phone)


def _filled(enterprise: Enterprise, entry: EnterpriseEntry) -> Enterprise:
    """Check `entry` and put it into `enterprise` (unsaved); asks no database.

    Raises:
        Invalid: with every fault.
    """
    faults = Faults()
    enterprise.name = faults.text("name", entry.name, _("名称"), most=120, required=True)
    enterprise.credit_code = _credit_code(faults, entry.credit_code)
    enterprise.kind = faults.choice("kind", entry.kind, Kind.values)
    enterprise.industry = faults.text("industry", entry.industry, _("所属行业"), most=60)
    enterprise.address = faults.text("address", entry.address, _("地址"), most=200)
    enterprise.legal_rep = faults.name("legal_rep", entry.legal_rep, _("法定代表人"), required=False)
    enterprise.contact = faults.name("contact", entry.contact, _("联系人"), required=False)
    enterprise.phone = faults.phone("phone", entry.phone)
    enterprise.registered_on = faults.day("registered_on", entry.registered_on)
    if entry.staff_count is not None and not 0 <= entry.staff_count <= MOST_STAFF:
        faults.add("staff_count", _("职工人数应在 0 到一百万之间。"), "number")
    if entry.revenue is not None and not 0 <= entry.revenue <= MOST_REVENUE:
        faults.add("revenue", _("年营业收入应是 0 到一万亿元之间的金额,请核对单位。"), "amount")
    enterprise.staff_count, enterprise.revenue = entry.staff_count, entry.revenue
    enterprise.state = faults.choice("state", entry.state, State.values)
    enterprise.closed_on = None
    if entry.state == State.CLOSED:
        enterprise.closed_on = faults.day("closed_on", entry.closed_on) or clock.today()
    _place(enterprise, faults, entry.area)
    _assign(enterprise, faults, entry.officer, entry.leader, entry.assigned_on)
    faults.stop()
    return enterprise


def _place(enterprise: Enterprise, faults: Faults, area: Area | None) -> None:
    if area is None:
        faults.add("area", _("请选择所属区域。"), "area")
    elif area.town_id is None:
        faults.add("area", _("请选择到乡镇(街道)以下的区域。"), "area")
    else:
        enterprise.area, enterprise.area_path, enterprise.town_id = area, area.path, area.town_id


def _assign(
    enterprise: Enterprise, faults: Faults, officer: Staff | None, leader: Staff | None, day: date | None
) -> None:
    for field, person in (("officer", officer), ("leader", leader)):
        if person is not None and not person.is_active:
            faults.add(field, _("“%(name)s”的账号已停用,请另选一人。") % {"name": person.name})
    day = faults.day("assigned_on", day)
    if day is not None and day > clock.today():
        faults.add("assigned_on", _("包保起始日期不能晚于今天。"), "date")
    kept = enterprise.assigned_on if officer is not None and enterprise.officer_id == officer.pk else None
    enterprise.officer, enterprise.leader = officer, leader
    enterprise.assigned_on = (day or kept or clock.today()) if officer is not None else None


def _credit_code(faults: Faults, written: str) -> str:
    read = read_credit_code(written)
    if isinstance(read, ReadingError):
        faults.add("credit_code", sentence(read), read.code)
        return ""
    return read.value or ""


def _refuse_known(enterprise: Enterprise, known: set[str] | None = None) -> None:
    """Refuse what is registered already: by its code, without one by its name in the same area.

    Raises:
        Conflict: field `credit_code` or `name`.
    """
    if known is None:
        known = _known([enterprise], but=enterprise.pk)
    if _mark(enterprise) in known:
        if enterprise.credit_code:
            raise Conflict(_("这个统一社会信用代码已登记过,请先查询,不要重复登记。"), field="credit_code")
        raise Conflict(_("同一个村(社区)里已登记过这个名称,请先查询,不要重复登记。"), field="name")


def _mark(enterprise: Enterprise) -> str:
    return enterprise.credit_code or f"{enterprise.area_id} {enterprise.name}"


def _known(enterprises: Sequence[Enterprise], *, but: UUID | None = None) -> set[str]:
    """The marks of those on the register that have a code, or a name, of `enterprises`; at most two queries."""
    register = Enterprise.objects.filter(voided_at=None)
    if but is not None:
        register = register.exclude(pk=but)
    codes = {one.credit_code for one in enterprises if one.credit_code}
    names = {one.name for one in enterprises if not one.credit_code}
    found = set(register.filter(credit_code__in=codes).values_list("credit_code", flat=True)) if codes else set()
    if names:
        found |= {f"{area} {name}" for area, name in register.filter(name__in=names).values_list("area_id", "name")}
    return found
