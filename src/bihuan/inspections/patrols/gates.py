"""The register of guards at school gates: who stands where and when, and whether they came."""

from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as t

from bihuan.inspections.models import GateDuty
from bihuan.inspections.points import policies
from bihuan.inspections.points.registers import lie_at_point
from bihuan.kernel import clock
from bihuan.kernel.errors import WrongState
from bihuan.orgs.models import PlacePoint
from bihuan.orgs.registers import Register
from bihuan.orgs.services.checks import Faults
from bihuan.platform.actors import Actor
from bihuan.platform.change import change


def _check_duty(duty: GateDuty, faults: Faults) -> None:
    lie_at_point(duty, faults, (PlacePoint.Kind.SCHOOL_GATE,))
    if duty.state != GateDuty.State.PLANNED and duty.day > clock.today():
        faults.add("state", _("还没有到这一天,不能登记到岗。"), "date")


GATES = Register(
    GateDuty,
    key="gate_duties",
    title=t("护学岗"),
    path="gate-duties",
    policy=policies.GATES,
    read=policies.READ_CHECKS,
    keep=policies.KEEP_GATES,
    reveal=policies.REVEAL_GATES,
    fields=["point", "day", "part", "guard", "name", "phone", "state", "remark"],
    check=_check_duty,
    verbs={"mark": policies.KEEP_GATES},
    said=lambda duty: f"{duty.day:%Y-%m-%d} {duty.get_part_display()} · {duty.get_guard_display()}",
)


def mark_duty(*, actor: Actor, pk: UUID, came: bool, seen: int | None = None) -> GateDuty:
    """Write down whether somebody stood there.

    Raises:
        WrongState: the day has not come.
    """
    with change(GateDuty, pk, actor=actor, verb="mark", seen=seen) as duty:
        if duty.day > clock.today():
            raise WrongState(_("还没有到这一天,不能登记到岗。"))
        duty.state = GateDuty.State.CAME if came else GateDuty.State.ABSENT
    return duty
