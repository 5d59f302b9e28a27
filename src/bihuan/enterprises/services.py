"""What happens to an enterprise or project beyond its register: who looks after it."""

from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _

from bihuan.enterprises.models import Enterprise
from bihuan.kernel import clock
from bihuan.orgs.models import Staff
from bihuan.orgs.services.checks import Faults
from bihuan.platform.actors import Actor
from bihuan.platform.change import change


def assign_officer(
    *,
    actor: Actor,
    enterprise_id: UUID,
    officer: Staff | None,
    leader: Staff | None = None,
    day: date | None = None,
    seen: int | None = None,
) -> Enterprise:
    """Name who looks after it from `day` (default today) on, and the leader bound to it; None means nobody.

    Raises:
        Invalid: the person cannot sign in, or the day cannot be meant (fields `officer`, `leader`, `assigned_on`).
    """
    faults = Faults()
    for field, person in (("officer", officer), ("leader", leader)):
        if person is not None and not person.is_active:
            faults.add(field, _("“%(name)s”的账号已停用,请另选一人。") % {"name": person.name})
    day = faults.day("assigned_on", day)
    if day is not None and day > clock.today():
        faults.add("assigned_on", _("包保起始日期不能晚于今天。"), "date")
    faults.stop()
    with change(Enterprise, enterprise_id, actor=actor, verb="assign", seen=seen) as enterprise:
        kept = enterprise.assigned_on if officer is not None and enterprise.officer_id == officer.pk else None
        enterprise.officer, enterprise.leader = officer, leader
        enterprise.assigned_on = (day or kept or clock.today()) if officer is not None else None
    return enterprise
