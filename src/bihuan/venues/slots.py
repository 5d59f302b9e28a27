"""Quarters of an hour: how a period becomes slots, and what cannot be booked."""

from datetime import UTC, datetime, timedelta

QUARTER = timedelta(minutes=15)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
LONGEST = timedelta(hours=14)


def is_quarter(at: datetime) -> bool:
    """Whether `at` stands on a quarter of an hour."""
    return (at - EPOCH) % QUARTER == timedelta(0)


def slots_of(starts_at: datetime, ends_at: datetime) -> range:
    """The slots of [starts_at, ends_at), counted in quarters since 1970-01-01 00:00 UTC; both on a quarter."""
    return range((starts_at - EPOCH) // QUARTER, (ends_at - EPOCH) // QUARTER)


def begins(slot: int) -> datetime:
    """The instant at which a slot begins, in UTC."""
    return EPOCH + slot * QUARTER
