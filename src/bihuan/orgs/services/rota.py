"""The duty rota: planned in turn over a period, changed shift by shift, substituted with a reason."""

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import cycle
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from bihuan.kernel.errors import Invalid
from bihuan.orgs.models import Area, DutyShift, Staff
from bihuan.orgs.services.checks import Faults
from bihuan.platform.actors import Actor
from bihuan.platform.change import change, create, create_many

MAX_DAYS = 366


def plan_rota(
    *,
    actor: Actor,
    area_id: UUID | None,
    first: date,
    last: date,
    parts: Sequence[str],
    people: Sequence[UUID],
    leaders: Sequence[UUID] = (),
    phone: str = "",
) -> list[DutyShift]:
    """Plan a period in turn: `people` take one shift after another, `leaders` one day after another.

    Shifts that exist stay as they are, and their turn is not skipped; returns the new ones.

    Raises:
        NotAllowed: `actor` may not plan for the area.
        Invalid: fields `first`, `last`, `parts`, `people`, `leaders`, `phone`.
    """
    faults = Faults()
    area = faults.area("area", area_id)
    if last < first:
        faults.add("last", _("结束日期不能早于开始日期。"))
    elif (last - first).days >= MAX_DAYS:
        faults.add("last", _("一次最多排 %(most)d 天。") % {"most": MAX_DAYS})
    faults.day("first", first)
    faults.day("last", last)
    if not parts or any(part not in DutyShift.Part.values for part in parts):
        faults.add("parts", _("请选择要排的班次。"))
    phone = faults.phone("phone", phone)
    workers = _people(faults, "people", people, required=True)
    heads = _people(faults, "leaders", leaders, required=False)
    faults.stop()
    assert area is not None
    with transaction.atomic():
        Area.objects.select_for_update().get(pk=area.pk)
        return create_many(_shifts(area, first, last, parts, workers, heads, phone), actor=actor, verb="plan")


def _people(faults: Faults, field: str, keys: Sequence[UUID], *, required: bool) -> list[Staff]:
    """The people in the order in which they were named."""
    found = Staff.objects.in_bulk(list(keys))
    people = [found[key] for key in keys if key in found]
    if required and not people:
        faults.add(field, _("请至少选择一名值班人员。"), "required")
    for person in people:
        if not person.is_active:
            faults.add(field, _("“%(name)s”的账号已停用,不能排班。") % {"name": person.name})
    return people


def _shifts(
    area: Area, first: date, last: date, parts: Sequence[str], people: list[Staff], leaders: list[Staff], phone: str
) -> list[DutyShift]:
    planned = set(DutyShift.objects.filter(area=area, day__range=(first, last)).values_list("day", "part"))
    ordered = [part for part in DutyShift.Part.values if part in parts]
    turns, heads = cycle(people), cycle(leaders or [None])
    shifts = []
    for number in range((last - first).days + 1):
        day, leader = first + timedelta(days=number), next(heads)
        for part in ordered:
            if (day, part) not in planned:
                shifts.append(DutyShift(area=area, day=day, part=part, staff=next(turns), leader=leader, phone=phone))
    return shifts


def assign_shift(
    *,
    actor: Actor,
    area_id: UUID | None,
    day: date,
    part: str,
    staff_id: UUID | None,
    leader_id: UUID | None = None,
    phone: str = "",
    seen: int | None = None,
) -> DutyShift:
    """Set who is on duty in one part of one day, newly or instead of who was planned (a substitute falls away).

    Raises:
        NotAllowed, StaleRecord, Invalid: fields `area`, `part`, `staff`, `leader`, `phone`.
    """
    faults = Faults()
    area = faults.area("area", area_id)
    faults.choice("part", part, DutyShift.Part.values)
    staff = next(iter(_people(faults, "staff", [staff_id] if staff_id else [], required=True)), None)
    leader = next(iter(_people(faults, "leader", [leader_id] if leader_id else [], required=False)), None)
    phone = faults.phone("phone", phone)
    faults.day("day", day)
    faults.stop()
    assert area is not None and staff is not None
    with transaction.atomic():
        Area.objects.select_for_update().get(pk=area.pk)
        present = DutyShift.objects.filter(area=area, day=day, part=part).first()
        if present is None:
            shift = DutyShift(area=area, day=day, part=part, staff=staff, leader=leader, phone=phone)
            return create(shift, actor=actor, verb="plan")
        with change(DutyShift, present.pk, actor=actor, verb="assign", seen=seen) as shift:
            shift.staff, shift.leader, shift.phone, shift.substitute = staff, leader, phone, None
    return shift


def substitute_shift(
    *, actor: Actor, shift_id: UUID, substitute_id: UUID | None, reason: str, seen: int | None = None
) -> DutyShift:
    """Let somebody stand in for who was planned, or (None) let the planned person do it after all.

    Raises:
        NotAllowed, StaleRecord, Invalid: fields `substitute`, `reason`.
    """
    faults = Faults()
    reason = faults.text("reason", reason, _("替班原因"), most=200, required=True)
    found = _people(faults, "substitute", [substitute_id] if substitute_id else [], required=substitute_id is not None)
    faults.stop()
    with change(DutyShift, shift_id, actor=actor, verb="substitute", seen=seen) as shift:
        substitute = found[0] if found else None
        if substitute is not None and substitute.pk == shift.staff_id:
            raise Invalid(_("替班人与原值班员相同。"), field="substitute")
        shift.substitute = substitute
        shift.note(reason)
    return shift
