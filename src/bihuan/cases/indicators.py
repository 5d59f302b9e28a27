"""Figures of the closed loop."""

from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from bihuan.cases.models import Case, Outcome, State
from bihuan.cases.policies import READ
from bihuan.orgs.selectors import village_name
from bihuan.platform.actors import Actor
from bihuan.platform.indicators import Average, Count, Dimension, Ratio, When
from bihuan.platform.policies import visible

_BY: dict[str, Dimension] = {
    "area": "area__name",
    "area_id": "area_id",
    "town": "town__name",
    "village": village_name("area"),
    "kind": "kind",
    "channel": "channel",
    "office": "office__name",
}
_COUNTS = ~Q(state__in=[State.VOIDED, State.MERGED])


def _cases(viewer: Actor) -> QuerySet[Case]:
    return visible(Case, viewer, READ)


reported = Count(
    key="cases.reported",
    name=_("受理登记件数"),
    unit=_("件"),
    definition=_("期内反映的事项件数,已并案和作废的不计"),
    source=_cases,
    when=When.MOMENT,
    at="reported_at",
    counted=_COUNTS,
    ledger="cases",
    by=_BY,
    better="down",
)
closed = Count(
    key="cases.closed",
    name=_("办结件数"),
    unit=_("件"),
    definition=_("期内经核查、回访后办结的事项件数"),
    source=_cases,
    when=When.MOMENT,
    at="closed_at",
    counted=Q(state=State.CLOSED),
    ledger="cases",
    by=_BY,
)
on_time_rate = Ratio(
    key="cases.on_time_rate",
    name=_("按期办结率"),
    unit=_("比例"),
    definition=_("期内办结的事项中,各环节均未超期的比例"),
    source=_cases,
    when=When.MOMENT,
    at="closed_at",
    of=Q(state=State.CLOSED),
    counted=Q(overdue_stages=0),
    ledger="cases",
    by=_BY,
)
solved_rate = Ratio(
    key="cases.solved_rate",
    name=_("实际解决率"),
    unit=_("比例"),
    definition=_("期内办结的事项中,结果为“已解决”的比例;解释说明、不予支持、转交、撤回、无法联系均不算解决"),
    source=_cases,
    when=When.MOMENT,
    at="closed_at",
    of=Q(state=State.CLOSED),
    counted=Q(outcome=Outcome.SOLVED),
    ledger="cases",
    by=_BY,
)
satisfaction = Ratio(
    key="cases.satisfaction",
    name=_("群众满意率"),
    unit=_("比例"),
    definition=_("期内办结并取得回访意见的事项中,回访满意的比例"),
    source=_cases,
    when=When.MOMENT,
    at="closed_at",
    of=Q(state=State.CLOSED, satisfied__isnull=False),
    counted=Q(satisfied=True),
    ledger="cases",
    by=_BY,
)
reopened = Count(
    key="cases.reopened",
    name=_("重办件数"),
    unit=_("件"),
    definition=_("期内反映的事项中,办结后又重新办理的件数"),
    source=_cases,
    when=When.MOMENT,
    at="reported_at",
    counted=Q(reopened_times__gt=0),
    ledger="cases",
    by=_BY,
    better="down",
)
average_days = Average(
    key="cases.average_days",
    name=_("平均办结天数"),
    unit=_("天"),
    definition=_("期内办结的事项自反映至办结的平均自然日数"),
    source=_cases,
    when=When.MOMENT,
    at="closed_at",
    counted=Q(state=State.CLOSED),
    expression=F("closed_at") - F("reported_at"),
    scale=86400,
    ledger="cases",
    by=_BY,
    better="down",
)
