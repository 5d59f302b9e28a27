"""What follows a report: something counted, and somebody told."""

from django.conf import settings

from bihuan.cases.events import CaseReported
from bihuan.orgs.models import Staff
from bihuan.platform.events import on
from bihuan.platform.notify import tell
from bihuan.platform.numbers import next_number


@on(CaseReported)
def count_and_tell(event: CaseReported) -> None:
    """Twice run, the count would be wrong; half run, count and notices would differ."""
    next_number(settings.EFFECTS)
    tell(
        Staff.objects.get(username="watcher"), kind="durability", title=event.number, key=f"durability:{event.case_id}"
    )
