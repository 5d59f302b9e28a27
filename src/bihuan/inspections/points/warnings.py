"""Weather warnings from outside: taken in once each for every area they name, corrected, lifted."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from bihuan.inspections.models import PointTask, WeatherWarning
from bihuan.inspections.points.registers import WARNING
from bihuan.kernel import clock
from bihuan.kernel.errors import WrongState
from bihuan.orgs.models import Area
from bihuan.platform.actors import SYSTEM, Actor
from bihuan.platform.change import change


@dataclass(frozen=True, slots=True)
class Announced:
    """A warning as its sender words it; `number` is the sender's own and stands once for each area."""

    number: str
    kind: str
    level: str
    begins_at: datetime
    ends_at: datetime
    issuer: str = ""
    text: str = ""


def take_warning(actor: Actor, announced: Announced, areas: Sequence[Area]) -> list[tuple[WeatherWarning, bool]]:
    """Take a warning in for each area and make the day's tasks there; (row, whether it is new) in order.

    One that is there already is corrected (its level, its end) when it says something else.

    Raises:
        Invalid: fields of the register.
        NotAllowed: `actor` enters no warnings for one of the areas; nothing is stored then.
    """
    said = {
        "kind": announced.kind, "level": announced.level, "begins_at": announced.begins_at, "ends_at": announced.ends_at,
        "number": announced.number, "issuer": announced.issuer, "text": announced.text,
    }  # fmt: skip
    found: list[tuple[WeatherWarning, bool]] = []
    with transaction.atomic():
        for area in areas:
            there = WeatherWarning.objects.filter(number=announced.number, area=area, voided_at=None).first()
            if there is None:
                found.append((WARNING.add(actor=actor, values={**said, "area": area}), True))
            elif all(getattr(there, name) == value for name, value in said.items()):
                WARNING.policy.check(actor, WARNING.keep, there)
                found.append((there, False))
            else:
                found.append((WARNING.edit(actor=actor, pk=there.pk, values=said), False))
    return found


def lift_warning(*, actor: Actor, pk: UUID, seen: int | None = None) -> WeatherWarning:
    """The warning is over before its time; tasks of today that it alone called for and nobody has done fall away.

    Raises:
        WrongState: it is over already.
    """
    now = clock.now()
    with change(WeatherWarning, pk, actor=actor, verb="lift", seen=seen) as warning:
        if warning.ends_at <= now:
            raise WrongState(_("这条预警已经结束。"))
        warning.ends_at = max(now, warning.begins_at.replace(microsecond=0))
        if warning.ends_at == warning.begins_at:
            raise WrongState(_("这条预警还没有生效;登记错了请作废。"))
        open_still = PointTask.objects.filter(warning=warning, state=PointTask.State.OPEN)
        for key in list(open_still.values_list("pk", flat=True)):
            with change(PointTask, key, actor=SYSTEM, verb="cancel") as task:
                if task.state == PointTask.State.OPEN:
                    task.state = PointTask.State.CANCELLED
                    task.note(_("预警已解除"))
    return warning
