"""Offices: set up, describe, abolish."""

from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from bihuan.kernel import clock
from bihuan.kernel.errors import Conflict, WrongState
from bihuan.orgs import find
from bihuan.orgs.models import Office, Post
from bihuan.orgs.services.checks import Faults
from bihuan.platform.actors import Actor
from bihuan.platform.change import change, create


def add_office(
    *, actor: Actor, name: str, kind: str, area_id: UUID | None, phone: str = "", duties: str = ""
) -> Office:
    """Set up an office at an area.

    Raises:
        NotAllowed: `actor` does not manage the area.
        Invalid: fields `name`, `kind`, `area`, `phone`, `duties`.
        Conflict: the area has an office of that name (field `name`).
    """
    faults = Faults()
    name = faults.name("name", name, _("单位名称"), most=80)
    faults.choice("kind", kind, Office.Kind.values)
    area = faults.area("area", area_id)
    phone = faults.phone("phone", phone)
    duties = faults.text("duties", duties, _("职责范围"), most=2000)
    faults.stop()
    assert area is not None
    if Office.objects.filter(area=area, name=name).exists():
        raise Conflict(_("“%(area)s”已有单位“%(name)s”。") % {"area": area.name, "name": name}, field="name")
    with transaction.atomic():
        office = create(
            Office(name=name, kind=kind, area=area, town_id=area.town_id, phone=phone, duties=duties), actor=actor
        )
        find.index_offices([office])
    return office


def edit_office(
    *, actor: Actor, office_id: UUID, name: str, kind: str, phone: str = "", duties: str = "", seen: int | None = None
) -> Office:
    """Change what is known about an office.

    Raises:
        Invalid, Conflict, NotAllowed, StaleRecord.
    """
    faults = Faults()
    name = faults.name("name", name, _("单位名称"), most=80)
    faults.choice("kind", kind, Office.Kind.values)
    phone = faults.phone("phone", phone)
    duties = faults.text("duties", duties, _("职责范围"), most=2000)
    faults.stop()
    with transaction.atomic():
        with change(Office, office_id, actor=actor, verb="edit", seen=seen) as office:
            if Office.objects.filter(area_id=office.area_id, name=name).exclude(pk=office.pk).exists():
                raise Conflict(
                    _("“%(area)s”已有单位“%(name)s”。") % {"area": office.area.name, "name": name}, field="name"
                )
            office.name, office.kind, office.phone, office.duties = name, kind, phone, duties
        find.index_offices([office])
    return office


def abolish_office(*, actor: Actor, office_id: UUID, from_day: date, seen: int | None = None) -> Office:
    """Take an office out of service from a day on.

    Raises:
        WrongState: people still hold posts there on that day, or it is abolished already.
    """
    with change(Office, office_id, actor=actor, verb="abolish", seen=seen) as office:
        if office.valid_to is not None:
            raise WrongState(_("“%(name)s”已于 %(day)s 撤销。") % {"name": office.name, "day": office.valid_to})
        people = Post.objects.in_force(max(from_day, clock.today())).filter(office=office).count()
        if people:
            raise WrongState(
                _("还有 %(count)d 人在“%(name)s”任职,请先办理离任或交接。") % {"count": people, "name": office.name}
            )
        office.valid_to = from_day
    return office
