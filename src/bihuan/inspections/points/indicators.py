"""Figures of the watch over points: who is in charge, what was done on its day, what was told, found, closed, expired."""

from typing import Any

from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from bihuan.cases.models import Outcome
from bihuan.cases.models import State as CaseState
from bihuan.inspections.models import Notice, PointTask
from bihuan.inspections.patrols.coverage import patrols
from bihuan.inspections.points.checklists import PRODUCTION
from bihuan.inspections.points.registers import BUSINESS, CHECKS, KIT, NOTICE, WATER
from bihuan.inspections.points.selectors import tasks
from bihuan.orgs.selectors import village_name
from bihuan.platform.actors import Actor
from bihuan.platform.indicators import Count, Dimension, Ratio, When

State = PointTask.State
_BY: dict[str, Dimension] = {
    "town": "town__name", "village": village_name("area"), "kind": "point__kind", "risk": "point__risk",
}  # fmt: skip
_OVER = Q(state__in=[State.DONE, State.MISSED, State.LATE])
_GAP = Q(state__in=[State.MISSED, State.LATE])
_HAZARD = Q(case__isnull=False) & ~Q(case__state=CaseState.VOIDED)


def _hazards(viewer: Actor) -> QuerySet[Any]:
    return CHECKS.rows(viewer).filter(_HAZARD)


waters = Count(
    key="points.waters",
    name=_("列管危险水域"),
    unit=_("处"),
    definition=_("期末当日列管、没有销号的危险水域处数"),
    source=WATER.rows,
    when=When.AS_OF,
    at="listed_on,left_on",
    ledger="waters",
    by=_BY,
)
waters_warded = Ratio(
    key="points.waters_warded_rate",
    name=_("危险水域责任人落实率"),
    unit=_("比例"),
    definition=_("期末当日列管的危险水域中,已经指定责任人的比例"),
    source=WATER.rows,
    when=When.AS_OF,
    at="listed_on,left_on",
    of=Q(),
    counted=Q(point__warden__isnull=False),
    ledger="waters",
    by=_BY,
)
businesses = Count(
    key="points.businesses",
    name=_("在册生产经营场所"),
    unit=_("家"),
    definition=_("期末当日在册、没有销号的作坊厂房、燃气用户、小门店、建筑工地家数"),
    source=BUSINESS.rows,
    when=When.AS_OF,
    at="listed_on,left_on",
    counted=Q(point__kind__in=PRODUCTION),
    ledger="businesses",
    by=_BY,
)
done_on_day = Ratio(
    key="points.done_on_day_rate",
    name=_("巡查任务当天完成率"),
    unit=_("比例"),
    definition=_("期间内已经了结的巡查任务(当天完成、未完成、事后补做)中,当天完成的比例;当天还没到截止时刻的不计"),
    source=tasks,
    at="day",
    of=_OVER,
    counted=Q(state=State.DONE),
    ledger="point_tasks",
    by=_BY,
)
gaps_told = Ratio(
    key="points.gaps_escalated_rate",
    name=_("巡查缺口当天上报率"),
    unit=_("比例"),
    definition=_("期间内当天没有完成的巡查任务中,当天就按责任链上报到人的比例"),
    source=tasks,
    at="day",
    of=_GAP,
    counted=Q(escalated_on=F("day"), escalated_to__isnull=False),
    ledger="point_tasks",
    by=_BY,
)
hazards = Count(
    key="points.hazards",
    name=_("巡查检查发现隐患"),
    unit=_("件"),
    definition=_("期间内巡查检查发现并登记的隐患件数;同一处同一问题没有办结前不重复登记"),
    source=_hazards,
    at="day",
    ledger="point_checks",
    by=_BY,
)
hazards_closed = Ratio(
    key="points.hazards_closed_rate",
    name=_("巡查隐患复查销号率"),
    unit=_("比例"),
    definition=_("期间内巡查检查发现的隐患中,已由没有参与办理的人核查通过、以“已解决”办结的比例"),
    source=_hazards,
    at="day",
    of=Q(),
    counted=Q(case__state=CaseState.CLOSED, case__outcome=Outcome.SOLVED, case__verified_at__isnull=False),
    ledger="point_checks",
    by=_BY,
)
kit_expired = Count(
    key="points.kit_expired",
    name=_("过期救生消防器材"),
    unit=_("件(组)"),
    definition=_("期末当日已经到期、还没有撤换的救生消防器材"),
    source=KIT.rows,
    when=When.AS_OF,
    at="expires_on,removed_on",
    counted=Q(expires_on__isnull=False),
    ledger="kits",
    by=_BY,
    better="down",
)
notices_passed = Ratio(
    key="points.notices_passed_rate",
    name=_("整改通知复查合格率"),
    unit=_("比例"),
    definition=_("期间内下达的整改通知书中,已经复查合格的比例"),
    source=NOTICE.rows,
    at="served_on",
    of=Q(),
    counted=Q(state=Notice.State.PASSED),
    ledger="rectification_notices",
    by={"town": "town__name", "village": village_name("area")},
)
walks = Count(
    key="patrols.walks",
    name=_("网格巡查次数"),
    unit=_("次"),
    definition=_("期间内开始的网格巡查次数"),
    source=patrols,
    when=When.MOMENT,
    at="opened_at",
    ledger="patrols",
    by={"town": "town__name", "village": village_name("area"), "person": "by__name"},
)
