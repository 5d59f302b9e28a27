"""Events: what a lower room announces and upper rooms react to, through the outbox or within the same transaction."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from typing import Any, ClassVar, TypeVar
from uuid import UUID

from bihuan.kernel import clock
from bihuan.kernel.ids import new_id

E = TypeVar("E", bound="Event")
_inline: dict[type["Event"], list[Callable[[Any], None]]] = {}
_deferred: dict[type["Event"], list[tuple[str, Callable[[Any], None]]]] = {}
_any: list[Callable[["Event"], None]] = []
_names: dict[str, type["Event"]] = {}


@dataclass(frozen=True, kw_only=True)
class Event:
    """Base of all events; subclasses are frozen dataclasses of JSON values and UUIDs, with a dotted `name`."""

    name: ClassVar[str] = ""
    event_id: UUID = field(default_factory=new_id)
    at: str = field(default_factory=lambda: clock.now().isoformat())

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if cls.name:
            _names[cls.name] = cls

    def payload(self) -> dict[str, Any]:
        """The event as JSON values."""
        return {key: str(value) if isinstance(value, UUID) else value for key, value in asdict(self).items()}


def names() -> tuple[str, ...]:
    """All declared event names, for webhook subscriptions and the docs."""
    return tuple(sorted(_names))


def kinds() -> dict[str, type[Event]]:
    """Every declared event by its name, for documents that say what each carries."""
    return dict(_names)


def on(event: type[E], *, inline: bool = False) -> Callable[[Callable[[E], None]], Callable[[E], None]]:
    """React to `event`: `inline` within the writer's transaction (fast, database only), otherwise as a job after it.

    A deferred reaction runs in its own transaction, once per event, however often workers are killed.
    """

    def decorate(handler: Callable[[E], None]) -> Callable[[E], None]:
        if inline:
            _inline.setdefault(event, []).append(handler)
            return handler
        from bihuan.platform.jobs import job

        name = f"{handler.__module__}.{handler.__qualname__}"

        @job(name)
        def run(payload: dict[str, Any], _progress: Any) -> None:
            handler(_rebuild(event, payload))

        _deferred.setdefault(event, []).append((name, handler))
        return handler

    return decorate


def on_any(handler: Callable[[Event], None]) -> Callable[[Event], None]:
    """Hear every event within the writer's transaction (for what passes events on, such as webhooks)."""
    _any.append(handler)
    return handler


def _rebuild(event: type[E], payload: dict[str, Any]) -> E:
    values = dict(payload)
    for name, hint in _fields(event).items():
        if name in values and values[name] is not None and "UUID" in hint:
            values[name] = UUID(values[name])
    return event(**values)


def _fields(event: type[Event]) -> dict[str, str]:
    return {name: str(item.type) for name, item in event.__dataclass_fields__.items()}


# None: the present. Otherwise since when deferred reactions are run, at once, for what is written down afterwards.
_history: ContextVar[datetime | None] = ContextVar("bihuan_history", default=None)
NEVER = datetime.max.replace(tzinfo=UTC)


@contextmanager
def history(*, reacting_since: datetime = NEVER) -> Iterator[None]:
    """Within the block, what happens is being written down afterwards (generated worlds, moves from other systems):
    inline reactions run, but nobody is told and nothing is sent. From `reacting_since` on by the clock, deferred
    reactions run in place, so that the last days of a generated world lie in its inboxes."""
    token = _history.set(reacting_since)
    try:
        yield
    finally:
        _history.reset(token)


def publish(events: Sequence[Event]) -> None:
    """Run inline reactions now and write the deferred ones to the outbox (one statement for all)."""
    from bihuan.platform.jobs import enqueue_many, queued

    waiting = []
    for event in events:
        for handler in (*_inline.get(type(event), ()), *_any):
            handler(event)
        later = _deferred.get(type(event), ())
        since = _history.get()
        if since is None:
            waiting += [queued(name, event.payload(), key=f"{event.event_id}:{name}"[-160:]) for name, _run in later]
        elif clock.now() >= since:
            for _name, run in later:
                run(event)
    enqueue_many(waiting)
