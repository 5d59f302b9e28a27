"""Figures of mediation's people."""

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from bihuan.mediation.models import Assignment, Mediator
from bihuan.mediation.network.registers import COMMITTEES, MEDIATORS
from bihuan.mediation.policies import READ
from bihuan.orgs.selectors import village_name
from bihuan.platform.actors import Actor
from bihuan.platform.indicators import Count, Dimension, Ratio, When
from bihuan.platform.policies import visible

_WHERE: dict[str, Dimension] = {"town": "town__name", "village": village_name("area")}


def _assignments(viewer: Actor) -> QuerySet[Assignment]:
    return visible(Assignment, viewer, READ).filter(dispute__voided_at=None)


committees = Count(
    key="mediators.committees",
    name=_("调解组织数"),
    unit=_("个"),
    definition=_("期末存在的人民调解委员会个数;没有成立日期的按一直存在计"),
    source=COMMITTEES.rows,
    when=When.AS_OF,
    at="founded_on,closed_on",
    ledger="committees",
    by={**_WHERE, "kind": "kind", "trade": "trade"},
)
mediators = Count(
    key="mediators.count",
    name=_("人民调解员人数"),
    unit=_("人"),
    definition=_("期末在任的人民调解员人数;没有聘任日期的按一直在任计"),
    source=MEDIATORS.rows,
    when=When.AS_OF,
    at="since,until",
    ledger="mediators",
    by={**_WHERE, "engagement": "engagement", "committee": "committee__name"},
)
full_time = Ratio(
    key="mediators.full_time_rate",
    name=_("专职调解员占比"),
    unit=_("比例"),
    definition=_("期末在任的人民调解员中专职的比例"),
    source=MEDIATORS.rows,
    when=When.AS_OF,
    at="since,until",
    counted=Q(engagement=Mediator.Engagement.FULL),
    ledger="mediators",
    by=_WHERE,
)
assigned = Count(
    key="mediators.assignments",
    name=_("指派调解员次数"),
    unit=_("次"),
    definition=_("期内指派(含改派)调解员的次数"),
    source=_assignments,
    when=When.MOMENT,
    at="created_at",
    ledger="assignments",
    by={**_WHERE, "mediator": "mediator__name"},
)
as_proposed = Ratio(
    key="mediators.as_proposed_rate",
    name=_("按推荐指派比例"),
    unit=_("比例"),
    definition=_("期内指派的调解员中,就是系统推荐第一名的比例;改派的也计在内"),
    source=_assignments,
    when=When.MOMENT,
    at="created_at",
    ledger="assignments",
    counted=Q(place=1),
    by=_WHERE,
)
