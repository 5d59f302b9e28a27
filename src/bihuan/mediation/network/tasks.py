"""Telling of mediators' certificates that are about to end."""

from datetime import time, timedelta

from django.utils.translation import gettext as _

from bihuan.kernel import clock
from bihuan.mediation.models import Mediator
from bihuan.mediation.network.registers import MEDIATORS
from bihuan.orgs.selectors import on_duty
from bihuan.platform.jobs import periodic
from bihuan.platform.notify import tell

EIGHT = time(8, 0)
AHEAD, BEHIND = timedelta(days=30), timedelta(days=30)


@periodic(daily_at=EIGHT)
def remind_of_certificates() -> None:
    """Tell the mediator and the desk once thirty days before a certificate ends, and once when it has ended."""
    today = clock.today()
    ending = Mediator.objects.filter(
        voided_at=None, until=None, certificate_until__gte=today - BEHIND, certificate_until__lte=today + AHEAD
    )
    for one in ending.select_related("area", "staff").order_by("pk"):
        over = one.certificate_until is not None and one.certificate_until < today
        duty = on_duty(one.area)
        people = {person.pk for person in (one.staff, duty.staff if duty is not None else None) if person is not None}
        title = _("人民调解员%(name)s的证件已到期(%(day)s)") if over else _("人民调解员%(name)s的证件即将到期(%(day)s)")
        tell(
            sorted(people),
            kind="mediator.certificate",
            title=title % {"name": one.name, "day": one.certificate_until},
            url=MEDIATORS.url(one.pk),
            key=f"mediator.certificate:{one.pk}:{one.certificate_until}:{'over' if over else 'soon'}",
        )
