"""What the clock does for points: the tasks of the day, the gaps of the day, kit that is about to expire."""

from datetime import time, timedelta

from django.db.models import Q
from django.utils.translation import gettext as _

from bihuan.inspections.models import Kit
from bihuan.inspections.points.registers import KIT
from bihuan.inspections.points.tasks_of_day import MOST_GAPS, close_day, make_tasks
from bihuan.kernel import clock
from bihuan.platform.jobs import periodic
from bihuan.platform.notify import tell

AHEAD = (30, 7, 0)  # days before kit expires


@periodic(daily_at=time(6, 0))
def plan_day() -> int:
    """Make what is owed today."""
    return len(make_tasks(clock.today()))


@periodic(minutes=10, atomic=False)
def tell_of_gaps() -> None:
    """What was not done by the end of its day goes up the chain on that day."""
    while close_day(clock.now()) == MOST_GAPS:
        continue


@periodic(daily_at=time(8, 20))
def tell_of_expiring_kit() -> None:
    """The warden hears 30 and 7 days before kit expires, and on the day."""
    today = clock.today()
    days = {today + timedelta(days=ahead): ahead for ahead in AHEAD}
    expiring = Kit.objects.filter(
        Q(expires_on__in=days), voided_at=None, removed_on=None, point__voided_at=None, point__warden__isnull=False
    )
    for kit in expiring.select_related("point"):
        assert kit.expires_on is not None and kit.point.warden_id is not None  # asked for above
        left = days[kit.expires_on]
        words = {"point": kit.point.name, "kit": kit, "days": left}
        title = _("%(point)s的%(kit)s还有 %(days)d 天到期") if left else _("%(point)s的%(kit)s今天到期,请更换")
        tell(
            [kit.point.warden_id], kind="points.kit", title=title % words, url=KIT.url(kit.pk),
            key=f"points.kit:{kit.pk}:{kit.expires_on}:{left}",
        )  # fmt: skip
