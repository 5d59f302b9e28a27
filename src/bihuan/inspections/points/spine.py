"""What hangs on a place point: what is known of it, what is owed there, which kit does not help, which notice runs."""

from collections.abc import Iterable
from datetime import datetime, time

from django.utils.translation import gettext as said
from django.utils.translation import gettext_lazy as _

from bihuan.inspections.models import Notice, PointTask
from bihuan.inspections.points.registers import BUSINESS, CHECKS, KIT, NOTICE, WATER
from bihuan.inspections.points.selectors import tasks
from bihuan.inspections.points.tasks_of_day import TODAY_URL
from bihuan.kernel import clock
from bihuan.orgs.spine import SpineItem, Thing, ThingKind, on_spine
from bihuan.platform.actors import Actor
from bihuan.platform.policies import holds

MOST = 5


@on_spine("points.facts", _("水域和场所情况"))
def facts(viewer: Actor, thing: Thing) -> Iterable[SpineItem]:
    """The water's or the business's own page, and the kit there that is expired, damaged or missing."""
    if thing.kind is not ThingKind.PLACE_POINT or not holds(viewer, WATER.read):
        return
    for water in WATER.rows(viewer).filter(point=thing.id).select_related("point"):
        yield SpineItem(water.get_sort_display(), said("水域情况"), WATER.url(water.pk), water.created_at)
    for business in BUSINESS.rows(viewer).filter(point=thing.id):
        yield SpineItem(business.name, said("场所情况"), BUSINESS.url(business.pk), business.created_at)
    for kit in KIT.rows(viewer).filter(point=thing.id, removed_on=None):
        if kit.gap:
            yield SpineItem(str(kit), kit.gap, KIT.url(kit.pk), kit.created_at, late=True)


@on_spine("points.checks", _("巡查检查"))
def checks(viewer: Actor, thing: Thing) -> Iterable[SpineItem]:
    """What is owed, which notice runs, and the last checks."""
    if thing.kind is not ThingKind.PLACE_POINT or not holds(viewer, CHECKS.read):
        return
    owed = tasks(viewer).filter(point=thing.id, state__in=[PointTask.State.OPEN, PointTask.State.MISSED])
    for task in owed.order_by("-day")[:MOST]:
        late = task.state == PointTask.State.MISSED
        moment = datetime.combine(task.day, time(), tzinfo=clock.LOCAL_ZONE)
        yield SpineItem(task.why or task.get_reason_display(), task.get_state_display(), TODAY_URL, moment, late)
    running = NOTICE.rows(viewer).filter(
        check_made__point=thing.id, state__in=[Notice.State.SERVED, Notice.State.REFUSED]
    )
    for notice in running.order_by("-served_on")[:MOST]:
        yield SpineItem(
            notice.number, notice.get_state_display(), NOTICE.url(notice.pk), notice.created_at, notice.late
        )
    for check in CHECKS.rows(viewer).filter(point=thing.id).select_related("by").order_by("-checked_at")[:MOST]:
        state = said("发现 %(count)d 项问题") % {"count": check.findings} if check.findings else said("正常")
        yield SpineItem(check.by.name if check.by else "", state, CHECKS.url(check.pk), check.checked_at)
