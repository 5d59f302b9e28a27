"""The days on which an agreement asks for attention: before and after something is due, and while confirmation is possible."""

from datetime import date, timedelta

BEFORE = timedelta(days=3)
AFTER = timedelta(days=1)
WEEK = timedelta(days=7)
CONFIRMATION_DAYS = 30  # People's Mediation Law, art. 33
WARNED_ON = (20, 27)  # days of the thirty on which somebody is told


def next_reminder(due_on: date, after: date) -> date:
    """The first day later than `after` on which an unfulfilled item is told of: three days before it is due, the day after it
    was due, then every week."""
    for day in (due_on - BEFORE, due_on + AFTER):
        if day > after:
            return day
    weeks = (after - due_on - AFTER) // WEEK + 1
    return due_on + AFTER + weeks * WEEK


def last_day_to_confirm(effective_on: date) -> date:
    """The thirtieth calendar day after an agreement took effect; its own day is not counted."""
    return effective_on + timedelta(days=CONFIRMATION_DAYS)


def warning_due(effective_on: date, day: date) -> int:
    """The mark (20 or 27, 0 for none) of the clock that has been passed on `day`."""
    passed = (day - effective_on).days
    return max((mark for mark in WARNED_ON if passed >= mark), default=0)
