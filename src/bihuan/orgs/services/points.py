"""Place points: registered, graded, given a warden, voided with a reason."""

from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from bihuan.kernel import clock
from bihuan.kernel.errors import Invalid
from bihuan.orgs import find
from bihuan.orgs.models import Area, PlacePoint, Staff
from bihuan.orgs.policies import EDIT_POINTS, POINTS
from bihuan.orgs.services.checks import Faults
from bihuan.platform.actors import Actor
from bihuan.platform.change import change, create


@dataclass(frozen=True, slots=True)
class PointEntry:
    """What a person says about a place point."""

    kind: str
    name: str
    area_id: UUID | None
    address: str = ""
    lat: float | None = None
    lon: float | None = None
    risk: str = PlacePoint.Risk.BLUE
    warden_id: UUID | None = None


def register_point(*, actor: Actor, entry: PointEntry) -> PlacePoint:
    """Register a place point.

    Raises:
        NotAllowed: `actor` may not register points in the area.
        Invalid: fields `kind`, `name`, `area`, `address`, `lat`, `risk`, `warden`.
    """
    point = fill_point(PlacePoint(), entry)
    with transaction.atomic():
        create(point, actor=actor, verb="register")
        find.index_points([point])
    return point


def edit_point(*, actor: Actor, point_id: UUID, entry: PointEntry, seen: int | None = None) -> PlacePoint:
    """Change a place point; a move to another area needs the right in both.

    Raises:
        NotAllowed, StaleRecord, WrongState, Invalid.
    """
    with transaction.atomic():
        with change(PlacePoint, point_id, actor=actor, verb="edit", seen=seen) as point:
            fill_point(point, entry)
            POINTS.check(actor, EDIT_POINTS, point)
        find.index_points([point])
    return point


def fill_point(point: PlacePoint, entry: PointEntry) -> PlacePoint:
    """Check `entry` and put it into `point` (unsaved).

    Raises:
        Invalid: with every fault.
    """
    faults = Faults()
    point.name = faults.name("name", entry.name, _("部位名称"), most=80)
    point.kind = faults.choice("kind", entry.kind, PlacePoint.Kind.values)
    point.risk = faults.choice("risk", entry.risk, PlacePoint.Risk.values)
    point.address = faults.text("address", entry.address, _("位置"), most=200)
    faults.position(entry.lat, entry.lon)
    area = faults.area("area", entry.area_id)
    if area is not None and area.town_id is None:
        faults.add("area", _("请选择到乡镇(街道)以下的区域。"))
    warden = faults.record("warden", Staff, entry.warden_id, _("没有找到责任人。")) if entry.warden_id else None
    faults.stop()
    assert area is not None
    _place(point, area)
    point.lat, point.lon, point.warden = entry.lat, entry.lon, warden
    return point


def _place(point: PlacePoint, area: Area) -> None:
    point.area, point.area_path, point.town_id = area, area.path, area.town_id or area.pk


def regrade_point(*, actor: Actor, point_id: UUID, risk: str, reason: str, seen: int | None = None) -> PlacePoint:
    """Set another risk grade, with the reason in the trail.

    Raises:
        Invalid: fields `risk`, `reason`.
    """
    faults = Faults()
    faults.choice("risk", risk, PlacePoint.Risk.values)
    reason = faults.text("reason", reason, _("调整原因"), most=200, required=True)
    faults.stop()
    with change(PlacePoint, point_id, actor=actor, verb="regrade", seen=seen) as point:
        point.risk = risk
        point.note(reason)
    return point


def set_warden(*, actor: Actor, point_id: UUID, staff_id: UUID | None, seen: int | None = None) -> PlacePoint:
    """Name who looks after a place point, or nobody.

    Raises:
        Invalid: the person cannot sign in (field `warden`).
    """
    faults = Faults()
    warden = faults.record("warden", Staff, staff_id, _("没有找到责任人。")) if staff_id else None
    faults.stop()
    with change(PlacePoint, point_id, actor=actor, verb="set_warden", seen=seen) as point:
        if warden is not None and not warden.is_active:
            raise Invalid(_("“%(name)s”的账号已停用。") % {"name": warden.name}, field="warden")
        point.warden = warden
    return point


def void_point(*, actor: Actor, point_id: UUID, reason: str, seen: int | None = None) -> PlacePoint:
    """Take a place point off the register, with a reason; what hung on it stays.

    Raises:
        Invalid: no reason (field `reason`).
    """
    faults = Faults()
    reason = faults.text("reason", reason, _("注销原因"), most=200, required=True)
    faults.stop()
    with change(PlacePoint, point_id, actor=actor, verb="void", seen=seen) as point:
        point.voided_at, point.void_reason = clock.now(), reason
        point.note(reason)
    return point
