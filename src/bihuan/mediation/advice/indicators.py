"""Figures of legal advice."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from bihuan.mediation.advice.registers import BOOKINGS, SHIFTS
from bihuan.mediation.models import AdviceBooking
from bihuan.platform.indicators import Count, Dimension, Ratio, When

_BY: dict[str, Dimension] = {
    "town": "town__name",
    "kind": "kind",
    "professional": "professional__name",
    "body": "professional__kind",
}
SERVED = Q(state=AdviceBooking.State.SERVED)

shifts = Count(
    key="advice.shifts",
    name=_("驻点班次"),
    unit=_("班"),
    definition=_("期内法官、检察官、律师、民警等到综治中心驻点的班次"),
    source=SHIFTS.rows,
    at="day",
    ledger="advice_shifts",
    by={"town": "town__name", "professional": "professional__name", "body": "professional__kind"},
)
served = Count(
    key="advice.served",
    name=_("法律咨询接待人次"),
    unit=_("人次"),
    definition=_("期内预约并已接待的法律咨询人次"),
    source=BOOKINGS.rows,
    when=When.MOMENT,
    at="starts_at",
    counted=SERVED,
    ledger="advice_bookings",
    by=_BY,
)
taken_on = Ratio(
    key="advice.taken_on_rate",
    name=_("咨询转调解比例"),
    unit=_("比例"),
    definition=_("期内已接待的法律咨询中,转为纠纷登记调解的比例"),
    source=BOOKINGS.rows,
    when=When.MOMENT,
    at="starts_at",
    of=SERVED,
    counted=Q(case__isnull=False),
    ledger="advice_bookings",
    by=_BY,
)
