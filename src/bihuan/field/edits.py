"""Edits as (field, base version, value): different fields merge, the same field is a conflict that a person settles."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from pydantic import Field

from bihuan.api.v1.base import Sent
from bihuan.field.clashes import Clash, Clashing, changed_since, entries_since
from bihuan.field.kinds import Done, Made, kind
from bihuan.kernel.errors import Invalid, NotFound, StaleRecord
from bihuan.kernel.merging import merge
from bihuan.kernel.positions import position_of
from bihuan.orgs.models import PlacePoint, Staff
from bihuan.orgs.selectors import place_points
from bihuan.orgs.services import PointEntry, edit_point
from bihuan.platform.models import Record

Value = str | int | float | bool | None
TURNS = 4  # tries when others change the record between reading and writing


class Change(Sent):
    """One field, the version of the record it was changed from, and what it shall be."""

    field: str = Field(max_length=40)
    base: int = Field(ge=1)
    value: Value


class Edit(Sent):
    """Changes of one record, all or none."""

    thing: Literal["place_point"]
    id: UUID
    changes: list[Change] = Field(min_length=1, max_length=20)


@dataclass(frozen=True, slots=True)
class Editable:
    """A kind of record that phones may edit: `find` gives it only if the viewer may see it, `write` asks for the right."""

    fields: tuple[str, ...]
    find: Callable[[Staff, UUID], Record | None]
    write: Callable[[Staff, Any, Mapping[str, Any], int], Record]


def _point(viewer: Staff, point_id: UUID) -> PlacePoint | None:
    return place_points(viewer).filter(pk=point_id).first()


def _write_point(actor: Staff, point: PlacePoint, values: Mapping[str, Any], seen: int) -> PlacePoint:
    entry = PointEntry(
        kind=point.kind, name=point.name, area_id=point.area_id, address=point.address, lat=point.lat, lon=point.lon,
        risk=point.risk, warden_id=point.warden_id,
    )  # fmt: skip
    return edit_point(actor=actor, point_id=point.pk, entry=replace(entry, **values), seen=seen)


EDITABLE: dict[str, Editable] = {
    "place_point": Editable(("name", "address", "risk", "kind", "lat", "lon"), _point, _write_point)
}


@kind("edit", gettext_lazy("修改"), Edit)
def edit(made: Made, sent: Edit) -> Done:
    """Merge what the phone changed into the record as it is now.

    Raises:
        Clashing: the same field was changed by somebody else to another value; nothing is written.
        Invalid: a field that cannot be edited, or a value that the record's own service refuses.
        NotFound, NotAllowed: not the person's to see, or to edit.
    """
    editable = EDITABLE[sent.thing]
    if unknown := [one.field for one in sent.changes if one.field not in editable.fields]:
        raise Invalid(_("这一项不能在手机上修改。"), field=unknown[0], code="unknown")
    for _turn in range(TURNS):
        record = editable.find(made.actor, sent.id)
        if record is None:
            raise NotFound(_("没有找到这条记录,它可能已注销或不在您的辖区。"))
        values = _merged(record, sent)
        try:
            written = editable.write(made.actor, record, values, record.version) if values else record
        except StaleRecord:
            continue  # somebody was quicker: merge again with what is there now
        return _done(written)
    raise StaleRecord(_("这条记录正被频繁修改,请稍后再试。"))


def _merged(record: Record, sent: Edit) -> dict[str, Any]:
    """The values to write: those of the phone that are new."""
    mine = {one.field: one.value for one in sent.changes}
    bases = {one.field: one.base for one in sent.changes}
    theirs = {name: getattr(record, name) for name in mine}
    lowest = min(bases.values())
    since = changed_since(entries_since(record, lowest), bases) if lowest < record.version else {}
    base = {name: since[name].before if name in since else value for name, value in theirs.items()}
    merged = merge(base, mine, theirs)
    if merged.conflicts:
        titles = {field.attname: str(field.verbose_name) for field in record._meta.concrete_fields}
        clashes = [
            Clash(name, titles[name], one.base, one.mine, one.theirs, since[name].by, since[name].at)
            for name, one in merged.conflicts.items()
        ]
        raise Clashing(_("同一项内容在您之后被别人改过,请核对后决定用哪一个。"), record.version, clashes)
    return {name: value for name, value in merged.values.items() if value != theirs[name]}


def _done(record: Record) -> Done:
    assert isinstance(record, PlacePoint)  # the only editable thing so far
    spot = position_of(record.lat, record.lon)
    answer = {"id": str(record.pk), "version": record.version}
    return Done(answer, record.pk, record.label[:120], record.town_id, record.area_id, record.area_path, spot)
