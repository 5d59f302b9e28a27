"""Telling of results that are due: three days before, the day after, and every week until they are there."""

from datetime import date, time
from uuid import UUID

from django.utils.translation import gettext as _

from bihuan.kernel import clock
from bihuan.mediation.clocks import next_reminder
from bihuan.mediation.models import Referral
from bihuan.mediation.referrals.registers import REFERRALS, STILL_OPEN
from bihuan.orgs.selectors import on_duty
from bihuan.platform.actors import SYSTEM
from bihuan.platform.change import change
from bihuan.platform.jobs import periodic
from bihuan.platform.notify import tell

EIGHT = time(8, 0)
BATCH = 500


@periodic(daily_at=EIGHT, atomic=False)
def remind_of_results() -> None:
    """Tell whoever mediates, else whoever is on duty, of every result that is due."""
    day = clock.today()
    waiting = Referral.objects.filter(remind_on__lte=day, state__in=STILL_OPEN, voided_at=None).order_by("remind_on")
    while ids := list(waiting.values_list("pk", flat=True)[:BATCH]):
        for pk in ids:
            _remind(pk, day)


def _remind(pk: UUID, day: date) -> None:
    with change(Referral, pk, actor=SYSTEM, verb="remind") as referral:
        due = referral.due_on
        if due is None or referral.remind_on is None or referral.remind_on > day:
            return
        referral.remind_on = next_reminder(due, day)
        people = _who(referral)
        if people:
            late = due < day
            title = _("移送衔接的结果已到期未反馈(%(due)s)") if late else _("移送衔接的结果即将到期(%(due)s)")
            tell(
                people,
                kind="referral.due",
                title=title % {"due": due},
                text=f"{referral.get_direction_display()}·{referral.get_body_kind_display()}·{referral.area.name}",
                url=REFERRALS.url(referral.pk),
                key=f"referral.due:{referral.pk}:{day}",
            )


def _who(referral: Referral) -> list[UUID]:
    if referral.dispute is not None and referral.dispute.mediator_id is not None:
        return [referral.dispute.mediator_id]
    duty = on_duty(referral.area)
    return [duty.staff.pk] if duty is not None else []
