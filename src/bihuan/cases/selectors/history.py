"""What is known of whoever calls: the cases of a telephone number, looked up blindly and exactly."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Q

from bihuan.cases.models import Case
from bihuan.cases.policies import READ
from bihuan.kernel.reading import read_phone
from bihuan.kernel.reading.outcome import ReadingError
from bihuan.platform.actors import Actor
from bihuan.platform.crypto import blind
from bihuan.platform.policies import visible

NEWEST = 5


@dataclass(frozen=True, slots=True)
class PhoneHistory:
    """How many cases of a number are open and closed, and the newest of them."""

    open: int
    closed: int
    newest: Sequence[Case]


def history_of_phone(viewer: Actor, phone: str) -> PhoneHistory | None:
    """The viewer's cases with exactly this number; None when it is not a whole number or unknown; two queries."""
    read = read_phone(phone) if phone.strip() else None
    if read is None or isinstance(read, ReadingError) or not read.value:
        return None
    cases = visible(Case, viewer, READ).filter(reporter_phone_index=blind(read.value, "phone"))
    is_open = ~Q(state__in=["closed", "declined", "merged", "voided"])
    counted = cases.aggregate(open=Count("pk", filter=is_open), closed=Count("pk", filter=Q(state="closed")))
    newest = list(cases.select_related("area").order_by("-reported_at")[:NEWEST])
    return PhoneHistory(counted["open"], counted["closed"], newest) if newest else None
