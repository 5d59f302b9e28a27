"""Many areas at once, as a list of a county brings them: parents before children, each named by its name."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from bihuan.kernel.errors import BihuanError, Conflict, Invalid
from bihuan.kernel.reading import tidy_name
from bihuan.orgs import find
from bihuan.orgs.area_codes import COUNTY_CODE, given_code, next_code, town_initials
from bihuan.orgs.models import Area, AreaAlias
from bihuan.orgs.services.areas import PARENTS, split_aliases
from bihuan.orgs.services.checks import Faults
from bihuan.platform.actors import Actor
from bihuan.platform.change import create_many

Level = Area.Level
_LEVELS = (Level.COUNTY, Level.TOWN, Level.VILLAGE, Level.GRID, Level.MICRO)


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
    missing aliases and is answered with a Conflict. A few statements a level.

    Raises:
        NotAllowed: one of them lies where `actor` may not add; nothing is stored then.
    """
    answers: dict[int, Area | BihuanError] = {}
    with transaction.atomic():
        list(Area.objects.select_for_update().filter(level=Level.COUNTY))  # two lists at once queue here
        known = _Known()
        for level in _LEVELS:
            fresh: list[Area] = []
            if level == Level.TOWN and known.county is None:
                fresh.append(known.take(_county_of(rows)))
            for index, row in enumerate(rows):
                if row.level == level:
                    answers[index] = answer = _answer(known, row)
                    fresh += [answer] if isinstance(answer, Area) else []
            create_many(fresh, actor=actor)
        create_many(known.new_aliases, actor=actor)
        named = {alias.area_id for alias in known.new_aliases}
        find.index_areas(area for area in known.areas.values() if area.pk in known.fresh or area.pk in named)
    return [answers.get(index, Invalid(_("请从列表中选择一项。"), field="level")) for index in range(len(rows))]


def _county_of(rows: Sequence[AreaRow]) -> Area:
    """The county that the towns of a list name as theirs, else the one of the settings."""
    named = next((tidy_name(row.above) for row in rows if row.level == Level.TOWN and row.above.strip()), "")
    return Area(name=named or settings.COUNTY_NAME, level=Level.COUNTY, code=COUNTY_CODE, path=f"{COUNTY_CODE}/")


class _Known:
    """Every area there is, by id, by parent and name, and by the names people use; grows as rows are taken."""

    def __init__(self) -> None:
        self.areas: dict[UUID, Area] = {}
        self.fresh: set[UUID] = set()
        self.new_aliases: list[AreaAlias] = []
        self._below: dict[UUID | None, dict[str, Area]] = {}
        self._named: dict[str, list[Area]] = {}
        self._aliases: dict[UUID, set[str]] = {}
        self._codes: dict[UUID | None, set[str]] = {}
        for area in Area.objects.select_related("parent").defer("polygon"):
            self._add(area)
        for area_id, name in AreaAlias.objects.values_list("area_id", "name"):
            self._alias(self.areas[area_id], name)

    @property
    def county(self) -> Area | None:
        return next(iter(self._below.get(None, {}).values()), None)

    def _add(self, area: Area) -> None:
        self.areas[area.pk] = area
        self._below.setdefault(area.parent_id, {})[area.name] = area
        self._codes.setdefault(area.parent_id, set()).add(area.code)
        self._named.setdefault(area.name, []).append(area)

    def _alias(self, area: Area, name: str) -> None:
        self._aliases.setdefault(area.pk, set()).add(name)
        self._named.setdefault(name, []).append(area)

    def take(self, area: Area) -> Area:
        """Count a new area as known."""
        self._add(area)
        self.fresh.add(area.pk)
        return area

    def child(self, parent: Area | None, name: str) -> Area | None:
        return self._below.get(parent.pk if parent else None, {}).get(name)

    def codes_below(self, parent: Area) -> set[str]:
        return self._codes.get(parent.pk, set())

    def has_code(self, code: str) -> bool:
        return any(code in codes for codes in self._codes.values())

    def town_letters(self) -> set[str]:
        return {area.initials for area in self.areas.values() if area.level == Level.TOWN}

    def add_aliases(self, area: Area, names: Iterable[str]) -> None:
        for name in names:
            if name != area.name and name not in self._aliases.get(area.pk, set()) and len(name) <= 60:
                self._alias(area, name)
                self.new_aliases.append(AreaAlias(area=area, name=name))

    def named(self, name: str, levels: Sequence[str]) -> list[Area]:
        """Areas of some levels by name or alias, else by the name with the town before it (德固镇刘庄村)."""
        found = {area.pk: area for area in self._named.get(name, ()) if area.level in levels}
        exact = [area for area in found.values() if area.name == name] or list(found.values())
        if exact:
            return exact
        towns = [area for area in self.areas.values() if area.level == Level.TOWN and name.startswith(area.name)]
        return [
            area
            for town in towns
            for area in self._named.get(name.removeprefix(town.name), ())
            if area.level in levels and area.town_id == town.pk
        ]


def _answer(known: _Known, row: AreaRow) -> Area | BihuanError:
    try:
        return _new_area(known, row)
    except BihuanError as refusal:
        return refusal


def _new_area(known: _Known, row: AreaRow) -> Area:
    faults = Faults()
    name = faults.name("name", row.name, _("区域名称"))
    faults.day("valid_from", row.valid_from)
    faults.stop()
    if row.level == Level.COUNTY and known.county is not None and known.county.name != name:
        raise Conflict(
            _("本系统管理的是%(county)s,不能再加入其他县(区)。") % {"county": known.county.name}, field="name"
        )
    parent = None if row.level == Level.COUNTY else _parent(known, row)
    present = known.child(parent, name)
    if present is not None:
        known.add_aliases(present, split_aliases(row.aliases))
        words = {"parent": parent.name if parent else "", "name": name}
        raise Conflict(_("“%(parent)s”下已有“%(name)s”。") % words, field="name", code="duplicate")
    area = Area(
        name=name, level=row.level, parent=parent, valid_from=row.valid_from, code=_code(known, row, name, parent)
    )
    if row.level in (Level.GRID, Level.MICRO):
        area.grid_kind = row.grid_kind or Area.GridKind.COMMUNITY
    area.path = (parent.path if parent else "") + area.code.removeprefix(parent.code if parent else "") + "/"
    area.town_id = area.pk if row.level == Level.TOWN else (parent.town_id if parent else None)
    area.initials = town_initials(name, known.town_letters()) if row.level == Level.TOWN else ""
    known.take(area)
    known.add_aliases(area, split_aliases(row.aliases))
    return area


def _code(known: _Known, row: AreaRow, name: str, parent: Area | None) -> str:
    given = given_code(row.code, row.level, parent)
    if given and known.has_code(given):
        raise Conflict(_("代码 %(code)s 已被其他区域使用。") % {"code": given}, field="code")
    if given or parent is None:
        return given or COUNTY_CODE
    return next_code(row.level, name, parent, known.codes_below(parent))


def _parent(known: _Known, row: AreaRow) -> Area:
    """The area a row names as its parent, of the level above; towns need not name the county."""
    wanted = tidy_name(row.above)
    found = known.named(wanted, PARENTS[Level(row.level)]) if wanted else []
    if row.level == Level.TOWN and not wanted and known.county is not None:
        return known.county
    if not wanted:
        raise Invalid(_("请填写上级区域的名称。"), field="above", code="required")
    if not found:
        raise Invalid(
            _("没有找到上级区域“%(name)s”,请核对名称或先导入上级。") % {"name": wanted}, field="above", code="area"
        )
    if len(found) > 1:
        raise Invalid(
            _("有几个区域都叫“%(name)s”,请写成“乡镇名+村名”。") % {"name": wanted}, field="above", code="area"
        )
    return found[0]
