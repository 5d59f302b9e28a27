"""Many rows at once, as imports and generated worlds bring them; the same rules as one by one, in few statements."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from bihuan.kernel.errors import BihuanError, Conflict, Invalid, WrongState
from bihuan.kernel.reading import tidy_name
from bihuan.orgs import find
from bihuan.orgs.models import Area, Household, PlacePoint, Resident
from bihuan.orgs.services.areas import add_alias, add_area, split_aliases
from bihuan.orgs.services.checks import Faults
from bihuan.orgs.services.points import PointEntry, fill_point
from bihuan.orgs.services.residents import ResidentEntry, fill_checked, free_number
from bihuan.platform.actors import Actor
from bihuan.platform.change import R, change, create_many
from bihuan.platform.crypto import blind

Level = Area.Level
_RANK = {level: rank for rank, level in enumerate((Level.COUNTY, Level.TOWN, Level.VILLAGE, Level.GRID, Level.MICRO))}


@dataclass(frozen=True, slots=True)
class AreaRow:
    """An area as a list names it: its parent by name, its aliases in one text."""

    name: str
    level: str
    above: str = ""
    aliases: str = ""
    code: str = ""
    grid_kind: str = ""
    valid_from: date | None = None


def add_areas(*, actor: Actor, rows: Sequence[AreaRow]) -> list[Area | BihuanError]:
    """Add areas, parents before children whatever their order; one answer a row, in the order given.

    The county is made from the settings when neither it nor a row for it is there. A row that exists already gets its
    missing aliases and is answered with a Conflict.
    """
    answers: dict[int, Area | BihuanError] = {}
    for index in sorted(range(len(rows)), key=lambda one: _RANK.get(Level(rows[one].level), 9)):
        try:
            with transaction.atomic():
                answers[index] = _add_one(actor, rows[index])
        except BihuanError as refusal:
            answers[index] = refusal
    return [answers[index] for index in range(len(rows))]


def _add_one(actor: Actor, row: AreaRow) -> Area:
    if row.level == Level.COUNTY:
        return _county(actor, row)
    parent = _parent(actor, row)
    name = tidy_name(row.name)
    known = Area.objects.filter(parent=parent, name=name).first()
    if known is not None:
        for alias in split_aliases(row.aliases):
            if alias != known.name and not known.aliases.filter(name=alias).exists():
                add_alias(actor=actor, area_id=known.pk, name=alias)
        raise Conflict(
            _("“%(parent)s”下已有“%(name)s”。") % {"parent": parent.name, "name": name}, field="name", code="duplicate"
        )
    return add_area(
        actor=actor,
        name=name,
        level=row.level,
        parent_id=parent.pk,
        code=row.code,
        grid_kind=row.grid_kind,
        valid_from=row.valid_from,
        aliases=[alias for alias in split_aliases(row.aliases) if alias != name],
    )


def _county(actor: Actor, row: AreaRow) -> Area:
    known = Area.objects.filter(level=Level.COUNTY).first()
    if known is None:
        return add_area(
            actor=actor, name=row.name, level=Level.COUNTY, code=row.code, aliases=split_aliases(row.aliases)
        )
    if known.name != tidy_name(row.name):
        raise Conflict(_("本系统管理的是%(county)s,不能再加入其他县(区)。") % {"county": known.name}, field="name")
    raise Conflict(_("县(区)已经存在。"), field="name", code="duplicate")


def _parent(actor: Actor, row: AreaRow) -> Area:
    """The area a row names as its parent: of the level above, by name or alias; towns need not name the county."""
    wanted = tidy_name(row.above)
    if row.level == Level.TOWN:
        county = Area.objects.filter(level=Level.COUNTY).first()
        if county is None:
            county = add_area(actor=actor, name=wanted or settings.COUNTY_NAME, level=Level.COUNTY)
        if wanted and wanted != county.name and not county.aliases.filter(name=wanted).exists():
            message = _("本系统管理的是%(county)s,没有“%(name)s”。") % {"county": county.name, "name": wanted}
            raise Invalid(message, field="above", code="area")
        return county
    if not wanted:
        raise Invalid(_("请填写上级区域的名称。"), field="above", code="required")
    levels = {Level.VILLAGE: [Level.TOWN], Level.GRID: [Level.VILLAGE, Level.TOWN], Level.MICRO: [Level.GRID]}[
        Level(row.level)
    ]
    found = list(Area.objects.filter(level__in=levels, name=wanted)[:2]) or list(
        Area.objects.filter(level__in=levels, aliases__name=wanted).distinct()[:2]
    )
    found = found or _by_full_name(wanted, levels)
    if not found:
        raise Invalid(
            _("没有找到上级区域“%(name)s”,请核对名称或先导入上级。") % {"name": wanted}, field="above", code="area"
        )
    if len(found) > 1:
        raise Invalid(
            _("有几个区域都叫“%(name)s”,请写成“乡镇名+村名”。") % {"name": wanted}, field="above", code="area"
        )
    return found[0]


def _by_full_name(wanted: str, levels: Sequence[str]) -> list[Area]:
    """A name with its town before it (德固镇刘庄村)."""
    towns = [town for town in Area.objects.filter(level=Level.TOWN) if wanted.startswith(town.name)]
    found: list[Area] = []
    for town in towns:
        found += Area.objects.filter(path__below=town.path, level__in=levels, name=wanted.removeprefix(town.name))[:2]
    return found


def register_residents(
    *, actor: Actor, entries: Sequence[ResidentEntry], household_numbers: Sequence[str]
) -> list[Resident | BihuanError]:
    """Register many residents; a household number that is unknown makes the household. One answer an entry, in order.

    Raises:
        NotAllowed: one of them lies where `actor` may not register; nothing is stored then.
    """
    areas = Area.objects.in_bulk([entry.area_id for entry in entries if entry.area_id])
    known = _known_id_numbers(entries)
    with transaction.atomic():
        homes = _households(actor, entries, household_numbers, areas)
        answers: list[Resident | BihuanError] = []
        for entry, number in zip(entries, household_numbers, strict=True):
            answers.append(_resident(entry, areas, homes.get(number.strip()), known))
        fresh = [one for one in answers if isinstance(one, Resident)]
        create_many(fresh, actor=actor, verb="register")
        find.index_residents(fresh)
    return answers


def _resident(
    entry: ResidentEntry, areas: dict[UUID, Area], home: Household | None, known: set[str]
) -> Resident | BihuanError:
    faults, resident = Faults(), Resident()
    area = areas.get(entry.area_id) if entry.area_id else None
    if area is None:
        faults.add("area", _("请选择所属区域。"), "area")
    fill_checked(
        resident, replace(entry, is_head=entry.is_head and home is not None), area=area, home=home, faults=faults
    )
    index = blind(resident.id_number, "id_number")
    if index and index in known:
        faults.add("id_number", _("这个身份证号已登记过,请先查询,不要重复登记。"), "duplicate")
    try:
        faults.stop()
    except Invalid as refusal:
        return refusal
    if index:
        known.add(index)
    return resident


def _known_id_numbers(entries: Sequence[ResidentEntry]) -> set[str]:
    wanted = [blind(entry.id_number, "id_number") for entry in entries if entry.id_number]
    return set(Resident.objects.filter(id_number_index__in=wanted).values_list("id_number_index", flat=True))


def _households(
    actor: Actor, entries: Sequence[ResidentEntry], numbers: Sequence[str], areas: dict[UUID, Area]
) -> dict[str, Household]:
    wanted = {number.strip() for number in numbers if number.strip()}
    homes = {home.number: home for home in Household.objects.filter(number__in=wanted)}
    fresh: dict[str, Household] = {}
    for entry, raw in zip(entries, numbers, strict=True):
        number = raw.strip()
        area = areas.get(entry.area_id) if entry.area_id else None
        if not number or number in homes or number in fresh or area is None or area.town_id is None or len(number) > 40:
            continue
        fresh[number] = Household(
            number=number or free_number(area),
            area=area,
            area_path=area.path,
            town_id=area.town_id,
            address=entry.address,
        )
    create_many(list(fresh.values()), actor=actor, verb="register")
    return {**homes, **fresh}


def register_points(*, actor: Actor, entries: Sequence[PointEntry]) -> list[PlacePoint | BihuanError]:
    """Register many place points; one answer an entry, in order.

    Raises:
        NotAllowed: one of them lies where `actor` may not register; nothing is stored then.
    """
    answers: list[PlacePoint | BihuanError] = []
    for entry in entries:
        try:
            answers.append(fill_point(PlacePoint(), entry))
        except Invalid as refusal:
            answers.append(refusal)
    fresh = [one for one in answers if isinstance(one, PlacePoint)]
    with transaction.atomic():
        create_many(fresh, actor=actor, verb="register")
        find.index_points(fresh)
    return answers


def take_back(model: type[R], ids: Sequence[UUID], *, actor: Actor) -> None:
    """Remove what an import stored and nobody has touched since; the audit trail keeps that it was there.

    Raises:
        WrongState: a row was changed since, or something hangs on it.
    """
    with transaction.atomic():
        find.forget(ids)
        for key in reversed(ids):
            with change(model, key, actor=actor, verb="undo_import") as record:
                if record.version != 1:
                    raise WrongState(_("“%(label)s”导入后已被修改,不能整批撤销。") % {"label": record.label})
            try:
                record.delete()
            except ProtectedError as error:
                raise WrongState(_("“%(label)s”已被其他记录使用,不能整批撤销。") % {"label": record.label}) from error
