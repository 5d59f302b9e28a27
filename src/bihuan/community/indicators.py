"""Figures of the communities."""

from django.utils.translation import gettext_lazy as _

from bihuan.community.registers import LAW_EVENTS
from bihuan.orgs.selectors import village_name
from bihuan.platform.indicators import Count, Dimension, Sum

_BY: dict[str, Dimension] = {
    "town": "town__name",
    "village": village_name("area"),
    "kind": "kind",
    "counted_by": "counted_by",
}

events = Count(
    key="law_publicity.events",
    name=_("法治宣传活动场次"),
    unit=_("场"),
    definition=_("期间内举办的法治宣传活动场次"),
    source=LAW_EVENTS.rows,
    at="held_on",
    ledger="law_events",
    by=_BY,
)
leaflets = Sum(
    key="law_publicity.leaflets",
    name=_("法治宣传资料份数"),
    unit=_("份"),
    definition=_("期间内法治宣传活动发放的资料份数合计"),
    source=LAW_EVENTS.rows,
    at="held_on",
    field_name="leaflets",
    ledger="law_events",
    by=_BY,
)
attendance = Sum(
    key="law_publicity.attendance",
    name=_("法治宣传参加人次"),
    unit=_("人次"),
    definition=_("期间内法治宣传活动参加人次合计;签到清点与现场估计可按“人次来源”分开看"),
    source=LAW_EVENTS.rows,
    at="held_on",
    field_name="attendance",
    ledger="law_events",
    by=_BY,
)
