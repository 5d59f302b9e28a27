"""Who should be visited next, and why: a pure rule over when somebody was last there and what the household needs."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from bihuan.orgs.models import Resident

Need = Resident.Need
DISPUTE = "dispute"
USUAL = 180  # days between visits to a household without a reason for closer care
# Days between visits by reason; the shortest of a household's reasons counts. An office may hold stricter ones of its own.
DAYS: dict[str, int] = {
    Need.MENTAL: 30,
    Need.ELDERLY_ALONE: 15,
    Need.RELEASED: 30,
    Need.LEFT_BEHIND: 30,
    Need.DISABLED: 60,
    Need.LOW_INCOME: 60,
    DISPUTE: 15,
}


@dataclass(frozen=True, slots=True)
class Due:
    """When the next visit is due (None: at once, nobody was ever there), after how many days, and how late it is."""

    day: date | None
    every: int
    unseen: int | None  # days since the last visit; None: never
    late: int  # days past the due day, 0 when it is not yet due

    @property
    def now(self) -> bool:
        return self.day is None or self.late > 0


def due(last: date | None, reasons: Iterable[str], today: date) -> Due:
    """The next visit after `last` to a household with `reasons` (codes of DAYS)."""
    every = min((DAYS.get(reason, USUAL) for reason in reasons), default=USUAL)
    if last is None:
        return Due(None, every, None, 0)
    day = last + timedelta(days=every)
    return Due(day, every, (today - last).days, max(0, (today - day).days))


def pressing(one: Due) -> tuple[float, float]:
    """What sorts the most pressing first: how much of the interval is used, then how long unseen; never seen before all."""
    if one.unseen is None:
        return (-1_000_000 + one.every, 0)
    return (-one.unseen / one.every, -one.unseen)
