"""How much of the houses is offices and how much is for residents, as of a day."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from bihuan.orgs.selectors import village_name
from bihuan.platform.indicators import Dimension, Share, Sum, When
from bihuan.venues.models import Room
from bihuan.venues.selectors import rooms

_BY: dict[str, Dimension] = {
    "town": "town__name",
    "village": village_name("venue__area"),
    "venue": "venue__name",
    "use": "use",
}
_OFFICE, _RESIDENTS = Q(use=Room.Use.OFFICE), Q(use=Room.Use.RESIDENTS)
_IN_USE = "created_at__date,voided_at__date"

office_share = Share(
    key="venues.office_share",
    name=_("办公用房面积占比"),
    unit=_("比例"),
    definition=_("在用房间中,办公面积占办公与居民使用面积之和的比例;没有登记面积或用途的、其他用途的不计"),
    source=rooms,
    when=When.AS_OF,
    at=_IN_USE,
    counted=_OFFICE & Q(area_m2__gt=0),
    of=(_OFFICE | _RESIDENTS) & Q(area_m2__gt=0),
    field_name="area_m2",
    ledger="rooms",
    by=_BY,
    better="down",
)
residents_area = Sum(
    key="venues.residents_area",
    name=_("居民使用面积"),
    unit=_("平方米"),
    definition=_("在用房间中,主要用途为居民活动和服务的面积合计"),
    source=rooms,
    when=When.AS_OF,
    at=_IN_USE,
    counted=_RESIDENTS & Q(area_m2__gt=0),
    field_name="area_m2",
    ledger="rooms",
    by=_BY,
)
