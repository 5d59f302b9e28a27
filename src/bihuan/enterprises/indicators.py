"""Figures of the register of enterprises."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from bihuan.enterprises.registers import ENTERPRISES
from bihuan.orgs.selectors import village_name
from bihuan.platform.indicators import Count, When

assigned = Count(
    key="enterprises.assigned",
    name=_("有包保干部的企业和项目"),
    unit=_("家"),
    definition=_("期末当日在册、尚未关闭、已指定包保干部(包保起始日期不晚于期末)的企业、个体工商户、合作社和项目个数"),
    source=ENTERPRISES.rows,
    when=When.AS_OF,
    at="assigned_on,closed_on",
    counted=Q(officer__isnull=False),
    ledger="enterprises",
    by={"town": "town__name", "village": village_name("area"), "kind": "kind", "officer": "officer__name"},
)
