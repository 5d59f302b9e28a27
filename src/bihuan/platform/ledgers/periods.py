"""Named stretches of local calendar days (today, this week, this month…) and the text form of a range of days."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bihuan.kernel import clock
from bihuan.kernel.errors import Invalid

FIRST_YEAR, LAST_YEAR = 1900, 2200  # far from where instants cannot be reckoned with
BETWEEN = ".."


class Period(StrEnum):
    """Stretches people ask for by name; each ends on its own last day, also when that lies ahead."""

    TODAY = "today"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"
    LAST_MONTH = "last_month"
    LAST_YEAR = "last_year"


TITLES = {
    Period.TODAY: gettext_lazy("今天"),
    Period.WEEK: gettext_lazy("本周"),
    Period.MONTH: gettext_lazy("本月"),
    Period.QUARTER: gettext_lazy("本季"),
    Period.YEAR: gettext_lazy("今年"),
    Period.LAST_MONTH: gettext_lazy("上月"),
    Period.LAST_YEAR: gettext_lazy("去年"),
}


@dataclass(frozen=True, slots=True)
class DayRange:
    """Days from `first` to `last`, both included; None leaves that side open."""

    first: date | None
    last: date | None


def _month(year: int, month: int) -> DayRange:
    following = date(year + month // 12, month % 12 + 1, 1)
    return DayRange(date(year, month, 1), following - timedelta(days=1))


def days_of(period: Period, today: date) -> DayRange:
    """The days of `period` as seen on `today`; weeks begin on Monday."""
    match period:
        case Period.TODAY:
            return DayRange(today, today)
        case Period.WEEK:
            monday = today - timedelta(days=today.weekday())
            return DayRange(monday, monday + timedelta(days=6))
        case Period.MONTH:
            return _month(today.year, today.month)
        case Period.LAST_MONTH:
            before = today.replace(day=1) - timedelta(days=1)
            return _month(before.year, before.month)
        case Period.QUARTER:
            first = (today.month - 1) // 3 * 3 + 1
            return DayRange(date(today.year, first, 1), _month(today.year, first + 2).last)
        case Period.YEAR:
            return DayRange(date(today.year, 1, 1), date(today.year, 12, 31))
        case Period.LAST_YEAR:
            return DayRange(date(today.year - 1, 1, 1), date(today.year - 1, 12, 31))


def read_range(text: str, *, field: str = "") -> DayRange:
    """The days meant by a period's name, one day, or "2026-01-01..2026-06-30" with either side left out.

    Raises:
        Invalid: none of these, or the first day lies after the last; `field` names the filter.
    """
    text = text.strip()
    if text in set(Period):
        return days_of(Period(text), clock.today())
    first_text, between, last_text = text.partition(BETWEEN)
    if not between:
        last_text = first_text
    try:
        first = date.fromisoformat(first_text) if first_text else None
        last = date.fromisoformat(last_text) if last_text else None
    except ValueError:
        raise Invalid(_("日期请写成 2026-06-30 的样子。"), field=field, code="date") from None
    if any(day is not None and not FIRST_YEAR <= day.year <= LAST_YEAR for day in (first, last)):
        raise Invalid(_("日期超出范围,请核对年份。"), field=field, code="date")
    if first is not None and last is not None and first > last:
        raise Invalid(_("起始日期不能晚于截止日期。"), field=field, code="date")
    return DayRange(first, last)


def said(text: str) -> str:
    """A range as people read it on a chip."""
    if text in set(Period):
        return str(TITLES[Period(text)])
    first, between, last = text.partition(BETWEEN)
    if not between:
        return first
    if first and last:
        return _("%(first)s 至 %(last)s") % {"first": first, "last": last}
    return _("%(first)s 起") % {"first": first} if first else _("至 %(last)s") % {"last": last}
