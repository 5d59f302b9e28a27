"""What the search bar finds of the organisation, and how its index rows are written."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from bihuan.kernel.reading import pinyin
from bihuan.orgs.addresses import area_url, office_url, point_url, resident_url, staff_url
from bihuan.orgs.models import Area, AreaAlias, Office, PlacePoint, Resident, Staff
from bihuan.orgs.policies import READ_ORGS, READ_POINTS, READ_RESIDENTS
from bihuan.platform.models import SearchEntry
from bihuan.platform.search.index import Hit, SearchSource, entry, register, tokens

BATCH = 500


def _area_hit(area: Area) -> Hit:
    where = area.parent.name if area.parent else ""
    return Hit("area", area.name, f"{area.get_level_display()} {where}".strip(), area_url(area.pk), area.pk)


def _office_hit(office: Office) -> Hit:
    detail = f"{office.get_kind_display()} {office.area.name}"
    return Hit("office", office.name, detail, office_url(office.pk), office.pk)


def _staff_hit(staff: Staff) -> Hit:
    detail = _("工作人员") if staff.is_active else _("账号已停用")
    return Hit("staff", staff.name, detail, staff_url(staff.pk), staff.pk)


def _resident_hit(resident: Resident) -> Hit:
    return Hit("resident", resident.label, resident.area.name, resident_url(resident.pk), resident.pk)


def _point_hit(point: PlacePoint) -> Hit:
    detail = f"{point.get_kind_display()} {point.area.name}"
    return Hit("place_point", point.name, detail, point_url(point.pk), point.pk)


register(SearchSource("area", pgettext_lazy("栏目", "区域"), Area, READ_ORGS, _area_hit, ("parent",)))
register(SearchSource("office", pgettext_lazy("栏目", "单位"), Office, READ_ORGS, _office_hit, ("area",)))
register(SearchSource("staff", pgettext_lazy("栏目", "工作人员"), Staff, READ_ORGS, _staff_hit))
register(SearchSource("resident", pgettext_lazy("栏目", "居民"), Resident, READ_RESIDENTS, _resident_hit, ("area",)))
register(SearchSource("place_point", pgettext_lazy("栏目", "部位"), PlacePoint, READ_POINTS, _point_hit, ("area",)))


def index_areas(areas: Iterable[Area]) -> None:
    """Areas by code, name, aliases and pinyin initials."""
    found = list(areas)
    aliases: dict[UUID, list[str]] = {}
    for start in range(0, len(found), BATCH):
        chosen = AreaAlias.objects.filter(area__in=found[start : start + BATCH]).values_list("area_id", "name")
        for area_id, name in chosen:
            aliases.setdefault(area_id, []).append(name)
    rows = []
    for area in found:
        names = [area.name, *aliases.get(area.pk, ())]
        letters = [one for name in names for one in pinyin.all_initials(name)]
        rows.append(entry("area", area.pk, tokens(area.code, *names, *letters), town_id=area.town_id))
    _write(rows)


def index_offices(offices: Iterable[Office]) -> None:
    """Offices by name, initials and duties."""
    _write(
        entry(
            "office",
            one.pk,
            tokens(one.name, *pinyin.all_initials(one.name), one.duties),
            town_id=one.town_id,
            at=one.created_at,
        )
        for one in offices
    )


def index_staff(people: Iterable[Staff]) -> None:
    """Staff by name, sign-in, initials, phone and the titles of their posts."""
    rows = []
    for one in people:
        titles = [title for title in one.posts.values_list("title", flat=True) if title]
        found = tokens(one.name, one.username, *pinyin.all_initials(one.name), *titles, phones=[one.phone])
        rows.append(entry("staff", one.pk, found, town_id=None, at=one.created_at))
    _write(rows)


def index_residents(people: Iterable[Resident]) -> None:
    """Residents by whole name and phone (blind) and by initials; never by readable characters of either."""
    _write(
        entry(
            "resident",
            one.pk,
            tokens(*pinyin.all_initials(one.name), names=[one.name], phones=[one.phone]),
            town_id=one.town_id,
            at=one.created_at,
        )
        for one in people
    )


def index_points(points: Iterable[PlacePoint]) -> None:
    """Place points by name, initials and address."""
    _write(
        entry("place_point", one.pk, tokens(one.name, *pinyin.all_initials(one.name), one.address), town_id=one.town_id)
        for one in points
    )


def forget(ids: Sequence[UUID]) -> None:
    """Take objects out of the index."""
    SearchEntry.objects.filter(object_id__in=ids).delete()


def _write(rows: Iterable[Any]) -> None:
    SearchEntry.objects.bulk_create(
        list(rows),
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=["object_id", "kind"],
        update_fields=["grams", "town_id", "at"],
    )
