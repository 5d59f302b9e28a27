"""More time for the handling, as the rules allow: a petition's once with approval, a mediation's as its parties agree."""

from decimal import Decimal
from uuid import UUID

from django.utils.translation import gettext as _

from bihuan.cases import limits
from bihuan.cases.models import Case, Stage, TimeLimit
from bihuan.cases.services.moving import moving
from bihuan.kernel.errors import Invalid, WrongState
from bihuan.platform.actors import Actor, SystemActor

MOST_BY_APPROVAL = 30  # days, once (信访工作条例)
MOST_BY_CONSENT = 90  # a longer one is a slip of the pen
IN_DAYS = frozenset({TimeLimit.Unit.CALENDAR_DAYS, TimeLimit.Unit.WORKING_DAYS})


def extend_case(actor: Actor, *, case_id: UUID, days: int | None, reason: str, seen: int | None = None) -> Case:
    """Grant `days` more for the handling, counted as its limit is (calendar or working days).

    Raises:
        Invalid: no reason; not 1 to 30 days.
        NotAllowed: `actor` approves nothing there.
        WrongState: no petition; extended already; the limit is in hours; no clock runs.
    """
    by_consent = isinstance(actor, SystemActor)  # the mediation asked the parties, and says so in the reason
    most = MOST_BY_CONSENT if by_consent else MOST_BY_APPROVAL
    with moving("extend", actor=actor, case_id=case_id, seen=seen, days=days, reason=reason) as case:
        assert days is not None  # asked for
        if not 1 <= days <= most:
            raise Invalid(_("延长的天数应在 1 到 %(most)d 之间。") % {"most": most}, field="days", code="range")
        going = next((one for one in limits.running(case) if one.stage == Stage.HANDLE), None)
        if going is None or going.unit not in IN_DAYS:
            raise WrongState(_("按小时计时的紧急事项不能延期,请先调整紧急程度。"))
        if going.extra and not by_consent:
            raise WrongState(_("这件信访事项已经延期一次,不能再延。"), code="extended_already")
        limits.extend(case, Stage.HANDLE, Decimal(days))
        case.note(_("延长 %(days)d 天:%(reason)s") % {"days": days, "reason": reason.strip()})
    return case
