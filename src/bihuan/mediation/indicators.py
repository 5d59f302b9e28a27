"""Figures of mediation, each defined once and computed from dispute rows."""

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from bihuan.mediation.models import Dispute, Result
from bihuan.mediation.policies import READ
from bihuan.orgs.selectors import village_name
from bihuan.platform.actors import Actor
from bihuan.platform.indicators import Count, Dimension, Ratio, Sum
from bihuan.platform.policies import visible

_BY: dict[str, Dimension] = {
    "area": "area__name",
    "town": "town__name",
    "village": village_name("area"),
    "kind": "kind",
    "mediator": "mediator_name",
}
_AGREED = Q(result=Result.SETTLED) & ~Q(agreement="none")


def _disputes(viewer: Actor) -> QuerySet[Dispute]:
    return visible(Dispute, viewer, READ).filter(voided_at=None)


settled = Count(
    key="mediation.settled",
    name=_("调解成功件数"),
    unit=_("件"),
    definition=_("期内调解终结、达成协议并经核实的纠纷件数"),
    source=_disputes,
    at="concluded_on",
    counted=Q(result=Result.SETTLED, confirmed=True),
    ledger="disputes",
    by=_BY,
)
success_rate = Ratio(
    key="mediation.success_rate",
    name=_("调解成功率"),
    unit=_("比例"),
    definition=_("期内调解终结(成功或不成)的纠纷中,达成协议并经核实的比例;撤回和引导其他途径的不计入"),
    source=_disputes,
    at="concluded_on",
    of=Q(result__in=[Result.SETTLED, Result.FAILED]),
    counted=Q(result=Result.SETTLED, confirmed=True),
    ledger="disputes",
    by=_BY,
)
fulfilment_rate = Ratio(
    key="mediation.fulfilment_rate",
    name=_("协议履行率"),
    unit=_("比例"),
    definition=_("履行期限在期内届满的协议中,已全部履行的比例"),
    source=_disputes,
    at="fulfil_by",
    of=_AGREED,
    counted=Q(fulfilled=True),
    ledger="disputes",
    by=_BY,
)
recovered = Sum(
    key="mediation.recovered_amount",
    name=_("挽回损失金额"),
    unit=_("元"),
    definition=_("期内调解终结的纠纷按协议已实际履行的金额合计"),
    source=_disputes,
    at="concluded_on",
    counted=Q(result=Result.SETTLED),
    field_name="recovered",
    ledger="disputes",
    by=_BY,
)
registered = Count(
    key="mediation.registered",
    name=_("纠纷登记件数"),
    unit=_("件"),
    definition=_("期内登记的矛盾纠纷件数"),
    source=_disputes,
    at="day",
    ledger="disputes",
    by=_BY,
    better="down",
)
