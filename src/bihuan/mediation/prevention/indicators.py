"""Figures of prevention."""

from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from bihuan.mediation.models import AnalysisMeeting, AnalysisTask
from bihuan.mediation.prevention.registers import MEETINGS, TASKS, VISITS
from bihuan.orgs.selectors import village_name
from bihuan.platform.indicators import Count, Dimension, Ratio

_VISITS_BY: dict[str, Dimension] = {
    "town": "town__name",
    "village": village_name("area"),
    "kind": "kind",
    "by": "by__name",
    "campaign": "campaign__title",
}

meetings = Count(
    key="analysis.meetings",
    name=_("分析研判会次数"),
    unit=_("次"),
    definition=_("期内召开并形成纪要的矛盾纠纷分析研判会次数"),
    source=MEETINGS.rows,
    at="held_on",
    counted=Q(state=AnalysisMeeting.State.CONCLUDED),
    ledger="analysis_meetings",
    by={"town": "town__name"},
)
tasks_in_time = Ratio(
    key="analysis.tasks_in_time_rate",
    name=_("研判任务按期完成率"),
    unit=_("比例"),
    definition=_("完成期限在期内届满的研判任务中,期限内完成的比例;取消的不计入"),
    source=TASKS.rows,
    at="due_on",
    of=~Q(state=AnalysisTask.State.CANCELLED),
    counted=Q(done_on__lte=F("due_on")),
    ledger="analysis_tasks",
    by={"town": "town__name", "office": "office__name"},
)
visits = Count(
    key="dragnet.visits",
    name=_("排查走访户次"),
    unit=_("户次"),
    definition=_("期内矛盾纠纷排查走访的户次"),
    source=VISITS.rows,
    at="day",
    ledger="dragnet_visits",
    by=_VISITS_BY,
)
clues = Count(
    key="dragnet.clues",
    name=_("排查发现线索条数"),
    unit=_("条"),
    definition=_("期内排查走访发现的矛盾纠纷线索条数"),
    source=VISITS.rows,
    at="day",
    counted=~Q(clue=""),
    ledger="dragnet_visits",
    by=_VISITS_BY,
)
opened = Ratio(
    key="dragnet.opened_rate",
    name=_("排查线索转办率"),
    unit=_("比例"),
    definition=_("期内排查走访发现的线索中,转为事项办理的比例"),
    source=VISITS.rows,
    at="day",
    of=~Q(clue=""),
    counted=Q(case__isnull=False),
    ledger="dragnet_visits",
    by=_VISITS_BY,
)
