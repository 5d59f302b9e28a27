"""The area tree: add, rename, describe, draw, close; a place keeps its identity for ever."""

import re
from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from bihuan.kernel import clock
from bihuan.kernel.errors import Conflict, Invalid, WrongState
from bihuan.kernel.reading import tidy_name
from bihuan.orgs import find
from bihuan.orgs.area_codes import COUNTY_CODE, given_code, next_code, town_initials
from bihuan.orgs.events import AreaClosed
from bihuan.orgs.models import Area, AreaAlias
from bihuan.orgs.polygons import centre_of, checked_polygon
from bihuan.orgs.selectors.areas import existing_on
from bihuan.orgs.services.checks import Faults
from bihuan.platform.actors import Actor
from bihuan.platform.change import change, create

Level = Area.Level
PARENTS = {
    Level.COUNTY: (),
    Level.TOWN: (Level.COUNTY,),
    Level.VILLAGE: (Level.TOWN,),
    Level.GRID: (Level.VILLAGE, Level.TOWN),  # a special grid (a park, a market) may lie in several villages
    Level.MICRO: (Level.GRID,),
}


def add_area(
    *,
    actor: Actor,
    name: str,
    level: str,
    parent_id: UUID | None = None,
    code: str = "",
    grid_kind: str = "",
    initials: str = "",
    valid_from: date | None = None,
    aliases: Iterable[str] = (),
) -> Area:
    """Add an area below its parent; without `code` the next free one of its level is given.

    Raises:
        NotAllowed: `actor` does not manage the parent.
        Invalid: fields `name`, `level`, `parent`, `code`, `grid_kind`, `valid_from`.
        Conflict: an area of the name exists there, or another one has the code.
    """
    faults = Faults()
    name = faults.name("name", name, _("区域名称"))
    faults.choice("level", level, Level.values)
    faults.choice("grid_kind", grid_kind, ["", *Area.GridKind.values])
    faults.day("valid_from", valid_from)
    faults.stop()
    with transaction.atomic():
        parent = Area.objects.select_for_update().filter(pk=parent_id).first() if parent_id else None
        _check_place(level, parent, name)
        area = Area(name=name, level=level, parent=parent, valid_from=valid_from)
        if level in (Level.GRID, Level.MICRO):
            area.grid_kind = grid_kind or Area.GridKind.COMMUNITY
        area.code = _code(code, area, parent)
        area.path = (parent.path if parent else "") + area.code.removeprefix(parent.code if parent else "") + "/"
        area.town_id = area.pk if level == Level.TOWN else (parent.town_id if parent else None)
        area.initials = initials or (town_initials(name, _letters()) if level == Level.TOWN else "")
        create(area, actor=actor)
        for alias in aliases:
            add_alias(actor=actor, area_id=area.pk, name=alias)
        find.index_areas([area])
    return area


def _letters() -> set[str]:
    return set(Area.objects.filter(level=Level.TOWN).values_list("initials", flat=True))


def _check_place(level: str, parent: Area | None, name: str) -> None:
    allowed = PARENTS[Level(level)]
    if level == Level.COUNTY:
        if parent is not None or Area.objects.filter(level=Level.COUNTY).exists():
            raise Conflict(_("县(区)已经存在,一个系统只管理一个县(区)。"), field="level")
        return
    if parent is None or parent.level not in allowed:
        words = _("、").join(str(one.label) for one in allowed)
        message = _("%(level)s的上级应是%(words)s,请重新选择上级区域。") % {"level": Level(level).label, "words": words}
        raise Invalid(message, field="parent")
    if parent.valid_to is not None and parent.valid_to <= clock.today():
        raise WrongState(_("上级区域“%(name)s”已停用,不能在其下新增。") % {"name": parent.name}, field="parent")
    _check_name(name, parent, None)


def _check_name(name: str, parent: Area | None, own: UUID | None) -> None:
    same = Area.objects.filter(parent=parent, name=name).filter(existing_on(clock.today()))
    if own is not None:
        same = same.exclude(pk=own)
    if same.exists():
        raise Conflict(_("“%(parent)s”下已有“%(name)s”。") % {"parent": parent or "", "name": name}, field="name")


def _code(code: str, area: Area, parent: Area | None) -> str:
    """The code given, or the next free one; the parent row is locked by the caller, so that two people never get the same."""
    given = given_code(code, area.level, parent)
    if given and Area.objects.filter(code=given).exists():
        raise Conflict(_("代码 %(code)s 已被其他区域使用。") % {"code": given}, field="code")
    if given or parent is None:
        return given or COUNTY_CODE
    return next_code(area.level, area.name, parent, Area.objects.filter(parent=parent).values_list("code", flat=True))


def rename_area(*, actor: Actor, area_id: UUID, name: str, keep_alias: bool = True, seen: int | None = None) -> Area:
    """Give an area another name; the old one stays as an alias, so that old papers are still understood.

    Raises:
        NotAllowed, StaleRecord: see `change`.
        Invalid, Conflict: field `name`.
    """
    faults = Faults()
    name = faults.name("name", name, _("区域名称"))
    faults.stop()
    with transaction.atomic():
        with change(Area, area_id, actor=actor, verb="rename", seen=seen) as area:
            old = area.name
            _check_name(name, area.parent, area.pk)
            area.name = name
        if keep_alias and old != name and not area.aliases.filter(name=old).exists():
            create(AreaAlias(area=area, name=old), actor=actor)
        find.index_areas([area])
    return area


def describe_area(
    *,
    actor: Actor,
    area_id: UUID,
    seen: int | None = None,
    households: int | None = None,
    population: int | None = None,
    grid_kind: str = "",
    valid_from: date | None = None,
) -> Area:
    """Set what is known about an area: numbers of households and people, the kind of a grid, when it came into force."""
    faults = Faults()
    faults.choice("grid_kind", grid_kind, ["", *Area.GridKind.values])
    faults.day("valid_from", valid_from)
    for field, number in (("households", households), ("population", population)):
        if number is not None and not 0 <= number <= 10_000_000:
            faults.add(field, _("数量应在 0 到 1000 万之间。"))
    faults.stop()
    with change(Area, area_id, actor=actor, verb="describe", seen=seen) as area:
        if valid_from is not None and area.valid_to is not None and valid_from >= area.valid_to:
            raise Invalid(_("启用日期应早于停用日期。"), field="valid_from")
        area.households, area.population, area.valid_from = households, population, valid_from
        if area.level in (Level.GRID, Level.MICRO):
            area.grid_kind = grid_kind or area.grid_kind
    return area


def draw_area(*, actor: Actor, area_id: UUID, polygon: Any, gcj02: bool = False, seen: int | None = None) -> Area:
    """Set an area's boundary from GeoJSON (a geometry, a Feature or a one-feature collection), or remove it with None.

    `gcj02` says that the coordinates come from a Chinese map service; they are converted to WGS-84 here.

    Raises:
        Invalid: field `polygon`, with the reason and the place of the flaw.
    """
    geometry = checked_polygon(polygon, gcj02=gcj02) if polygon else None
    with change(Area, area_id, actor=actor, verb="draw", seen=seen) as area:
        area.polygon = geometry
        if geometry is not None:
            centre = centre_of(geometry)
            area.lat, area.lon = centre.lat, centre.lon
    return area


def close_area(
    *, actor: Actor, area_id: UUID, from_day: date, with_below: bool = False, seen: int | None = None
) -> Area:
    """Take an area out of force from a day on; what happened there stays counted there.

    Raises:
        WrongState: areas below it are in force and `with_below` is not set, or it is closed already.
        Invalid: the day is before the area came into force (field `from_day`).
    """
    with transaction.atomic():
        with change(Area, area_id, actor=actor, verb="close", seen=seen) as area:
            if area.valid_to is not None:
                raise WrongState(_("“%(name)s”已于 %(day)s 停用。") % {"name": area.name, "day": area.valid_to})
            if area.valid_from is not None and from_day <= area.valid_from:
                raise Invalid(_("停用日期应晚于启用日期 %(day)s。") % {"day": area.valid_from}, field="from_day")
            below = list(Area.objects.filter(parent=area).filter(existing_on(from_day)))
            if below and not with_below:
                raise WrongState(
                    _("下面还有 %(count)d 个区域在用,请先停用它们,或选择一并停用。") % {"count": len(below)}
                )
            area.valid_to = from_day
            area.tell(AreaClosed(area_id=area.pk, from_day=from_day.isoformat()))
        for child in below:
            if child.valid_to is None:
                close_area(actor=actor, area_id=child.pk, from_day=from_day, with_below=True)
    return area


def add_alias(*, actor: Actor, area_id: UUID, name: str) -> AreaAlias:
    """Add another name of an area.

    Raises:
        Invalid, Conflict: field `name`.
    """
    faults = Faults()
    name = faults.name("name", name, _("别名"))
    area = faults.area("area", area_id)
    faults.stop()
    assert area is not None
    if area.name == name or area.aliases.filter(name=name).exists():
        raise Conflict(_("“%(name)s”已经是这个区域的名称或别名。") % {"name": name}, field="name")
    with transaction.atomic():
        alias = create(AreaAlias(area=area, name=name), actor=actor)
        find.index_areas([area])
    return alias


def remove_alias(*, actor: Actor, alias_id: UUID) -> Area:
    """Take an alias away; the audit trail keeps that it was there."""
    with transaction.atomic():
        with change(AreaAlias, alias_id, actor=actor, verb="remove") as alias:
            area = alias.area
            alias.note(_("删除别名“%(name)s”") % {"name": alias.name})
        alias.delete()
        find.index_areas([area])
    return area


def split_aliases(text: str) -> list[str]:
    """Aliases typed in one field (柳林、老柳林庄), in order, each once."""
    return list(dict.fromkeys(name for part in re.split(r"[、,,;;/\s]+", text) if (name := tidy_name(part))))
