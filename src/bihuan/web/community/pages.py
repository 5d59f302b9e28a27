"""The pages of the communities' registers."""

from django.utils.translation import gettext_lazy as _

from bihuan.community.registers import LAW_EVENTS
from bihuan.web.records import RecordPages

LAW_EVENT_PAGES = RecordPages(
    LAW_EVENTS,
    name="law_event",
    layout=[
        (_("活动"), ["kind", "held_on", "place", "topic", "speaker", "organiser", "remark"]),
        (_("成效"), ["leaflets", "attendance", "counted_by"]),
    ],
)
