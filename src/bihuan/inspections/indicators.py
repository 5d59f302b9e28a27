"""Figures of campaigns, rounds and findings."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from bihuan.inspections import selectors
from bihuan.inspections.points import indicators as point_indicators  # noqa: F401  # declares its figures
from bihuan.inspections.registers import ANSWERS, LOGS, ROUNDS
from bihuan.orgs.selectors import village_name
from bihuan.platform.indicators import Count, Dimension, Ratio, Sum, When

_BY: dict[str, Dimension] = {
    "town": "town__name", "village": village_name("area"), "campaign": "campaign__name", "kind": "kind",
}  # fmt: skip
_FOUND: dict[str, Dimension] = {
    "town": "case__town__name", "village": village_name("case__area"), "campaign": "campaign__name", "spot": "spot",
    "severity": "severity",
}  # fmt: skip

person_times = Sum(
    key="campaign.person_times",
    name=_("专项行动出动人次"),
    unit=_("人次"),
    definition=_("期间内工作日志登记的公益岗、志愿者、党员、干部和其他人员人数合计;一个人干一天算一人次"),
    source=LOGS.rows,
    at="day",
    field_name="person_times",
    ledger="work_logs",
    by=_BY,
)
forms_filled = Count(
    key="campaign.forms_filled",
    name=_("填表份数"),
    unit=_("份"),
    definition=_("期间内填写的专项行动和表单库的表单份数,按填写时间;作废的不算"),
    source=ANSWERS.rows,
    when=When.MOMENT,
    at="answered_at",
    ledger="answers",
    by={"town": "town__name", "village": village_name("area"), "campaign": "campaign__name", "form": "form__name"},
)
machine_shifts = Sum(
    key="campaign.machine_shifts",
    name=_("专项行动机械台次"),
    unit=_("台次"),
    definition=_("期间内工作日志登记的机械台次合计;一台机械工作一天算一台次"),
    source=LOGS.rows,
    at="day",
    field_name="machine_shifts",
    ledger="work_logs",
    by=_BY,
)
truck_runs = Sum(
    key="campaign.truck_runs",
    name=_("专项行动车辆辆次"),
    unit=_("辆次"),
    definition=_("期间内工作日志登记的清运车辆辆次合计;一辆车清运一趟算一辆次"),
    source=LOGS.rows,
    at="day",
    field_name="truck_runs",
    ledger="work_logs",
    by=_BY,
)
spots_cleared = Sum(
    key="campaign.spots_cleared",
    name=_("专项行动清理处数"),
    unit=_("处"),
    definition=_("期间内工作日志登记的清理处数合计,包括河道、道路、房前屋后、田间地头和其他地方"),
    source=LOGS.rows,
    at="day",
    field_name="spots_cleared",
    ledger="work_logs",
    by=_BY,
)
river_spots_cleared = Sum(
    key="campaign.river_spots_cleared",
    name=_("专项行动清理河道处数"),
    unit=_("处"),
    definition=_("期间内工作日志登记的清理处数中,位于河道的处数合计"),
    source=LOGS.rows,
    at="day",
    field_name="river_spots",
    ledger="work_logs",
    by=_BY,
)
rounds_held = Count(
    key="inspection.rounds",
    name=_("开展巡查次数"),
    unit=_("次"),
    definition=_("期间内实际开展的明察、暗访和动态巡查次数"),
    source=ROUNDS.rows,
    at="held_on",
    ledger="rounds",
    by=_BY,
)
found = Count(
    key="inspection.findings",
    name=_("巡查发现问题"),
    unit=_("件"),
    definition=_("期间内巡查登记的问题件数,不含作废的"),
    source=selectors.findings,
    when=When.MOMENT,
    at="case__reported_at",
    town="case__town_id",
    path="case__area_path",
    ledger="findings",
    by=_FOUND,
)
closed_or_escalated = Ratio(
    key="inspection.closed_or_escalated_rate",
    name=_("巡查问题按期整改或升级率"),
    unit=_("比例"),
    definition=_(
        "整改期限在期间内届满的巡查问题中,在期限内整改完毕,或者超期后已沿责任链升级报告的比例。"
        "期限自签收之日起算;复查退回的按重新起算的期限,以前超过期的仍算超期;挂起、并案和不予受理的不计入"
    ),
    source=selectors.past_their_limit,
    when=When.MOMENT,
    at="limit_at",
    town="case__town_id",
    path="case__area_path",
    of=Q(),
    counted=Q(late=False) | Q(escalated=True),
    ledger="findings",
    by=_FOUND,
)
in_time = Ratio(
    key="inspection.in_time_rate",
    name=_("巡查问题按期整改率"),
    unit=_("比例"),
    definition=_("整改期限在期间内届满的巡查问题中,没有超过期限的比例;复查退回后超期的算超期"),
    source=selectors.past_their_limit,
    when=When.MOMENT,
    at="limit_at",
    town="case__town_id",
    path="case__area_path",
    of=Q(),
    counted=Q(late=False),
    ledger="findings",
    by=_FOUND,
)
