"""Residents and households: registered, corrected, merged, revealed for a reason, erased on request."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from bihuan.kernel import clock
from bihuan.kernel.errors import Conflict, Invalid, TooMany, WrongState
from bihuan.kernel.reading import ReadingError, pinyin
from bihuan.kernel.reading.idnumbers import identity, read_id_number
from bihuan.orgs import find
from bihuan.orgs.events import ResidentErased, ResidentMerged
from bihuan.orgs.models import Area, Household, Resident
from bihuan.orgs.policies import EDIT_RESIDENTS, HOUSEHOLDS, RESIDENTS, REVEAL_RESIDENTS
from bihuan.orgs.selectors.people import RevealedResident
from bihuan.orgs.services.checks import Faults
from bihuan.platform import audit
from bihuan.platform.actors import Actor
from bihuan.platform.change import change, create
from bihuan.platform.crypto import blind
from bihuan.platform.models import AuditEntry
from bihuan.platform.numbers import next_number
from bihuan.platform.spoken import sentence

REVEALS_AN_HOUR = 60


@dataclass(frozen=True, slots=True)
class ResidentEntry:
    """What a person says about a resident; everything personal is in clear here and sealed on the way in."""

    name: str
    area_id: UUID | None
    phone: str = ""
    id_number: str = ""
    gender: str = ""
    birth_year: int | None = None
    household_id: UUID | None = None
    is_head: bool = False
    address: str = ""
    needs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class HouseholdEntry:
    """What a person says about a household; without `number` one is given."""

    area_id: UUID | None
    number: str = ""
    address: str = ""
    lat: float | None = None
    lon: float | None = None


def register_resident(*, actor: Actor, entry: ResidentEntry) -> Resident:
    """Register a resident.

    Raises:
        NotAllowed: `actor` may not register residents in the area.
        Invalid: fields `name`, `area`, `phone`, `id_number`, `gender`, `birth_year`, `household`, `needs`.
        Conflict: somebody with that ID number is registered (field `id_number`).
    """
    resident = fill_resident(Resident(), entry)
    with transaction.atomic():
        _refuse_known(resident)
        create(resident, actor=actor, verb="register")
        _one_head(actor, resident)
        find.index_residents([resident])
    return resident


def edit_resident(*, actor: Actor, resident_id: UUID, entry: ResidentEntry, seen: int | None = None) -> Resident:
    """Correct a resident; a move to another area needs the right in both.

    Raises:
        NotAllowed, StaleRecord, WrongState, Invalid, Conflict.
    """
    with transaction.atomic():
        with change(Resident, resident_id, actor=actor, verb="edit", seen=seen) as resident:
            if resident.merged_into_id is not None:
                raise WrongState(_("这条居民记录已并入另一条,不能再修改。"))
            fill_resident(resident, entry)
            RESIDENTS.check(actor, EDIT_RESIDENTS, resident)
            _refuse_known(resident)
        _one_head(actor, resident)
        find.index_residents([resident])
    return resident


def fill_resident(resident: Resident, entry: ResidentEntry) -> Resident:
    """Check `entry` and put it into `resident` (unsaved); gender and year of birth follow the ID number when it is there.

    Raises:
        Invalid: with every fault.
    """
    faults = Faults()
    home = (
        faults.record("household", Household, entry.household_id, _("没有找到这一户。")) if entry.household_id else None
    )
    fill_checked(resident, entry, area=faults.area("area", entry.area_id), home=home, faults=faults)
    faults.stop()
    return resident


def fill_checked(
    resident: Resident, entry: ResidentEntry, *, area: Area | None, home: Household | None, faults: Faults
) -> None:
    """The part of `fill_resident` that asks no database; what is wrong is in `faults`."""
    resident.name = faults.name("name", entry.name, _("姓名"))
    resident.phone = faults.phone("phone", entry.phone)
    resident.id_number = _id_number(faults, entry.id_number)
    resident.gender = _gender(faults, resident.id_number, entry.gender)
    resident.birth_year = _birth_year(faults, resident.id_number, entry.birth_year)
    resident.address = faults.text("address", entry.address, _("住址"), most=200)
    if any(need not in Resident.Need.values for need in entry.needs):
        faults.add("needs", _("请从列表中选择关爱类别。"))
    resident.needs = sorted(set(entry.needs))
    if area is not None and area.town_id is None:
        faults.add("area", _("请选择到乡镇(街道)以下的区域。"))
    if home is not None and area is not None and home.town_id != area.town_id:
        faults.add("household", _("所选的户不在同一乡镇(街道)。"))
    if entry.is_head and home is None:
        faults.add("is_head", _("选择所属户后才能设为户主。"))
    resident.initials = pinyin.initials(resident.name)[:20]
    resident.household, resident.is_head = home, entry.is_head
    if area is not None:
        resident.area, resident.area_path, resident.town_id = area, area.path, area.town_id or area.pk


def _id_number(faults: Faults, given: str) -> str:
    read = read_id_number(given, latest=clock.today())
    if isinstance(read, ReadingError):
        faults.add("id_number", sentence(read), read.code)
        return ""
    return read.value or ""


def _birth_year(faults: Faults, id_number: str, given: int | None) -> int | None:
    if id_number:
        return identity(id_number).born.year
    if given is not None and not 1900 <= given <= clock.today().year:
        faults.add("birth_year", _("出生年份应在 1900 年至今年之间。"))
    return given


def _gender(faults: Faults, id_number: str, given: str) -> str:
    if id_number:
        return Resident.Gender.MALE if identity(id_number).is_male else Resident.Gender.FEMALE
    return faults.choice("gender", given, ["", *Resident.Gender.values])


def _refuse_known(resident: Resident) -> None:
    if not resident.id_number:
        return
    known = Resident.objects.filter(id_number_index=blind(resident.id_number, "id_number")).exclude(pk=resident.pk)
    if known.exists():
        raise Conflict(_("这个身份证号已登记过,请先查询,不要重复登记。"), field="id_number")


def _one_head(actor: Actor, resident: Resident) -> None:
    """A household has one head: the newest one named."""
    if not resident.is_head or resident.household_id is None:
        return
    for other in Resident.objects.filter(household_id=resident.household_id, is_head=True).exclude(pk=resident.pk):
        with change(Resident, other.pk, actor=actor, verb="edit") as row:
            row.is_head = False


def merge_residents(*, actor: Actor, keep_id: UUID, drop_id: UUID, reason: str, seen: int | None = None) -> Resident:
    """Make two records of one person one: what `keep` lacks comes from `drop`, what hangs on `drop` goes to `keep`.

    Raises:
        NotAllowed: `actor` may not edit both.
        Invalid: no reason (field `reason`), the same record, or two different ID numbers (field `drop`).
        WrongState: one of them is merged or erased.
    """
    faults = Faults()
    reason = faults.text("reason", reason, _("合并原因"), most=200, required=True)
    if keep_id == drop_id:
        faults.add("drop", _("请选择另一条居民记录。"))
    faults.stop()
    with transaction.atomic():
        with change(Resident, drop_id, actor=actor, verb="merge") as dropped:
            kept = Resident.objects.select_for_update(of=("self",)).get(pk=keep_id)
            _check_merge(kept, dropped)
            given = {
                name: getattr(dropped, name)
                for name in ("phone", "id_number", "gender", "birth_year", "address", "household_id")
            }
            dropped.merged_into = kept
            dropped.id_number = ""
            dropped.is_head = False
            dropped.note(reason)
            dropped.tell(ResidentMerged(kept_id=kept.pk, dropped_id=dropped.pk))
        with change(Resident, keep_id, actor=actor, verb="merge", seen=seen) as kept:
            for name, value in given.items():
                if not getattr(kept, name):
                    setattr(kept, name, value)
            kept.needs = sorted({*kept.needs, *dropped.needs})
            kept.note(reason)
        find.forget([dropped.pk])
        find.index_residents([kept])
    return kept


def _check_merge(kept: Resident, dropped: Resident) -> None:
    for one in (kept, dropped):
        if one.merged_into_id is not None or one.erased_at is not None:
            raise WrongState(_("其中一条记录已被合并或清除,请刷新后再操作。"))
    if kept.id_number and dropped.id_number and kept.id_number != dropped.id_number:
        raise Invalid(_("两条记录的身份证号不同,不是同一个人。"), field="drop")


def erase_resident(*, actor: Actor, resident_id: UUID, reason: str, seen: int | None = None) -> Resident:
    """Erase the personal part (PIPL art. 47); the record, its area and what was counted remain.

    Raises:
        NotAllowed: `actor` may not erase in the area.
        Invalid: no reason (field `reason`).
        WrongState: it is erased already.
    """
    faults = Faults()
    reason = faults.text("reason", reason, _("清除原因"), most=200, required=True)
    faults.stop()
    with transaction.atomic():
        _erase_one(actor, resident_id, reason, seen)
        for twin in Resident.objects.filter(merged_into_id=resident_id, erased_at=None).values_list("pk", flat=True):
            _erase_one(actor, twin, reason, None)
    return Resident.objects.get(pk=resident_id)


def _erase_one(actor: Actor, resident_id: UUID, reason: str, seen: int | None) -> None:
    with change(Resident, resident_id, actor=actor, verb="erase", seen=seen) as resident:
        resident.name = resident.phone = resident.id_number = resident.address = resident.initials = resident.gender = (
            ""
        )
        resident.birth_year, resident.household, resident.is_head, resident.needs = None, None, False, []
        resident.erased_at = clock.now()
        resident.note(reason)
        resident.tell(ResidentErased(resident_id=resident.pk))
    find.forget([resident_id])


def reveal_resident(*, actor: Actor, resident_id: UUID, reason: str) -> RevealedResident:
    """Hand out the personal part in clear and write into the audit trail who saw it and why.

    Raises:
        NotAllowed: `actor` may not reveal in the area.
        Invalid: the reason says nothing (field `reason`).
        TooMany: `actor` revealed REVEALS_AN_HOUR residents within the hour.
    """
    faults = Faults()
    reason = faults.text("reason", reason, _("查看原因"), most=200, required=True)
    if reason and len(reason) < 4:
        faults.add("reason", _("请写明查看原因,至少 4 个字,如“回访需要联系本人”。"))
    faults.stop()
    resident = faults.record("resident", Resident, resident_id, _("没有找到这位居民。"))
    faults.stop()
    assert resident is not None
    RESIDENTS.check(actor, REVEAL_RESIDENTS, resident)
    since = clock.now() - timedelta(hours=1)
    with transaction.atomic():
        seen = AuditEntry.objects.filter(actor_id=actor.actor_id, at__gt=since, verb="reveal").count()
        if seen >= REVEALS_AN_HOUR:
            raise TooMany(_("一小时内最多查看 %(most)d 人的完整信息,请稍后再试。") % {"most": REVEALS_AN_HOUR})
        audit.append(resident, actor=actor, verb="reveal", note=reason)
    return RevealedResident(resident.pk, resident.name, resident.phone, resident.id_number, resident.address)


def register_household(*, actor: Actor, entry: HouseholdEntry) -> Household:
    """Register a household.

    Raises:
        NotAllowed: `actor` may not register households in the area.
        Invalid: fields `area`, `number`, `address`, `lat`.
        Conflict: the number is taken (field `number`).
    """
    household = fill_household(Household(), entry)
    return create(household, actor=actor, verb="register")


def edit_household(*, actor: Actor, household_id: UUID, entry: HouseholdEntry, seen: int | None = None) -> Household:
    """Correct a household; a move to another area needs the right in both.

    Raises:
        NotAllowed, StaleRecord, Invalid, Conflict.
    """
    with change(Household, household_id, actor=actor, verb="edit", seen=seen) as household:
        fill_household(household, entry)
        HOUSEHOLDS.check(actor, EDIT_RESIDENTS, household)
    return household


def fill_household(household: Household, entry: HouseholdEntry) -> Household:
    """Check `entry` and put it into `household` (unsaved).

    Raises:
        Invalid: with every fault.
    """
    faults = Faults()
    household.address = faults.text("address", entry.address, _("住址"), most=200)
    number = faults.text("number", entry.number, _("户编号"), most=40)
    faults.position(entry.lat, entry.lon)
    area = faults.area("area", entry.area_id)
    if area is not None and area.town_id is None:
        faults.add("area", _("请选择到乡镇(街道)以下的区域。"))
    if number and Household.objects.filter(number=number).exclude(pk=household.pk).exists():
        faults.add("number", _("户编号“%(number)s”已被使用。") % {"number": number}, "conflict")
    faults.stop()
    assert area is not None
    household.number = number or household.number or free_number(area)
    household.area, household.area_path, household.town_id = area, area.path, area.town_id or area.pk
    household.lat, household.lon = entry.lat, entry.lon
    return household


def free_number(area: Area) -> str:
    """The area's next household number."""
    return f"{area.code}-{next_number(f'household:{area.code}'):04d}"
