"""The figure of the promise itself, how many entries nobody had to type again; and briefings approved."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from bihuan.insight.briefings.selectors import briefings
from bihuan.insight.filling.selectors import fillings
from bihuan.insight.models import FormFilling, KeptBriefing
from bihuan.platform.indicators import Count, Sum

entries_saved = Sum(
    key="form.entries_saved",
    name=_("一表通免填格数"),
    unit=_("格"),
    definition=_("期内批准的报表中,由系统按明细自动填写、没有人工录入的单元格数合计;被更正代替的不重复计算"),
    source=fillings,
    at="approved_on",
    counted=Q(state=FormFilling.State.APPROVED),
    field_name="saved_cells",
    ledger="form_fillings",
    by={"form": "template__title"},
)

briefings_approved = Count(
    key="briefing.approved",
    name=_("批准简报份数"),
    unit=_("份"),
    definition=_("期内批准的周报和月报份数;被更正代替的不重复计算"),
    source=briefings,
    at="approved_on",
    counted=Q(state=KeptBriefing.State.APPROVED),
    ledger="briefings",
    by={"every": "every"},
)
