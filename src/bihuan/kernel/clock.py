"""The only source of time, so that tests and generated worlds decide what time it is."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

LOCAL_ZONE = ZoneInfo("Asia/Shanghai")

_fixed: ContextVar[datetime | None] = ContextVar("bihuan_fixed_instant", default=None)


def now() -> datetime:
    """The present instant, aware, in UTC."""
    return _fixed.get() or datetime.now(UTC)


def is_fixed() -> bool:
    """Whether `at` holds the clock still."""
    return _fixed.get() is not None


def today() -> date:
    """The local calendar day in Asia/Shanghai."""
    return local(now()).date()


def local(instant: datetime) -> datetime:
    """`instant` as office staff read it on the wall."""
    return instant.astimezone(LOCAL_ZONE)


@lru_cache(maxsize=4096)
def instant(day: date, hour: int = 0, minute: int = 0) -> datetime:
    """The UTC instant of a local wall-clock time."""
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=LOCAL_ZONE).astimezone(UTC)


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Hold the clock at `moment` (aware) within the block.

    Raises:
        ValueError: `moment` carries no time zone.
    """
    if moment.tzinfo is None:
        raise ValueError("the clock needs an aware datetime")
    token = _fixed.set(moment.astimezone(UTC))
    try:
        yield
    finally:
        _fixed.reset(token)
