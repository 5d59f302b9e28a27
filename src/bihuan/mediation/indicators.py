"""Figures of mediation, each defined once and computed from dispute rows."""

from datetime import timedelta

from django.db.models import DateField, DurationField, Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from bihuan.mediation.advice import indicators as advice_indicators  # noqa: F401  # declares its figures
from bihuan.mediation.agreement_selectors import confirmations, items
from bihuan.mediation.models import Dispute, FulfilmentItem, JudicialConfirmation, Party, Result, Reward
from bihuan.mediation.network import indicators as network_indicators  # noqa: F401  # declares its figures
from bihuan.mediation.policies import READ
from bihuan.mediation.prevention import indicators as prevention_indicators  # noqa: F401  # declares its figures
from bihuan.mediation.referrals import indicators as referral_indicators  # noqa: F401  # declares its figures
from bihuan.mediation.reward_selectors import rewards
from bihuan.orgs.selectors import village_name
from bihuan.platform.actors import Actor
from bihuan.platform.indicators import Average, Count, Dimension, Ratio, Sum
from bihuan.platform.policies import visible

_BY: dict[str, Dimension] = {
    "area": "area__name",
    "town": "town__name",
    "village": village_name("area"),
    "kind": "kind",
    "mediator": "mediator_name",
}
_BESIDE: dict[str, Dimension] = _BY | {"kind": "dispute__kind", "mediator": "dispute__mediator_name"}
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

on_the_spot_share = Ratio(
    key="mediation.on_the_spot_share",
    name=_("当场调解占比"),
    unit=_("比例"),
    definition=_("期内调解成功并经核实的纠纷中,当场说和、当场登记的比例"),
    source=_disputes,
    at="concluded_on",
    of=Q(result=Result.SETTLED, confirmed=True),
    counted=Q(on_the_spot=True),
    ledger="disputes",
    by=_BY,
)
YEAR = timedelta(days=365)
_BEFORE = Party.objects.filter(
    phone_index=OuterRef("phone_index"), dispute__voided_at=None, dispute__day__lt=OuterRef("dispute__day"),
    dispute__day__gte=ExpressionWrapper(OuterRef("dispute__day") - YEAR, DateField()),
)  # fmt: skip
_KNOWN_BEFORE = Party.objects.exclude(phone_index="").filter(Exists(_BEFORE), dispute=OuterRef("pk"))
repeat_rate = Ratio(
    key="mediation.repeat_rate",
    name=_("重复纠纷率"),
    unit=_("比例"),
    definition=_(
        "期内登记的纠纷中,有当事人(按电话认定)在此前一年内已是另一件纠纷的当事人的比例;没有登记电话的不能认定"
    ),
    source=_disputes,
    at="day",
    counted=Q(Exists(_KNOWN_BEFORE)),
    ledger="disputes",
    by=_BY,
    better="down",
)
average_days = Average(
    key="mediation.average_days",
    name=_("平均调解天数"),
    unit=_("天"),
    definition=_("期内调解终结(成功或不成)的纠纷,自登记之日至调结之日的平均自然日数,当日调结的为 0 天"),
    source=_disputes,
    at="concluded_on",
    counted=Q(result__in=[Result.SETTLED, Result.FAILED]),
    expression=ExpressionWrapper(F("concluded_on") - F("day"), DurationField()),
    scale=86400,
    ledger="disputes",
    by=_BY,
    better="down",
)

confirmation_share = Ratio(
    key="mediation.confirmation_share",
    name=_("司法确认率"),
    unit=_("比例"),
    definition=_("期内生效的书面调解协议中,经人民法院裁定确认有效的比例"),
    source=confirmations,
    at="effective_on",
    counted=Q(state=JudicialConfirmation.State.CONFIRMED),
    ledger="confirmations",
    by=_BESIDE,
)
instalment_rate = Ratio(
    key="mediation.item_fulfilment_rate",
    name=_("履行事项按项履行率"),
    unit=_("比例"),
    definition=_("期限在期内届满的履行事项(分期付款的每一期算一项)中,已履行的比例;由补充协议代替的不计入"),
    source=items,
    at="due_on",
    of=~Q(state=FulfilmentItem.State.REPLACED),
    counted=Q(state=FulfilmentItem.State.FULFILLED),
    ledger="fulfilments",
    by=_BESIDE,
)
reward_total = Sum(
    key="mediation.reward_total",
    name=_("口头调解奖励金额"),
    unit=_("元"),
    definition=_("期内发放的口头调解奖励金额合计;应退回和已退回的不计入"),
    source=rewards,
    at="paid_on",
    counted=Q(state=Reward.State.PAID),
    field_name="amount",
    ledger="rewards",
    by={**_BESIDE, "kind": "kind", "mediator": "receiver__name"},
)
