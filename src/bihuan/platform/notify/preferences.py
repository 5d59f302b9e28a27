"""How a person wants to be told: channels, per kind of notice, and the hours in which only emergencies may disturb."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import Any

from bihuan.kernel import clock
from bihuan.platform.models import NoticeChannel

NIGHT = (time(22, 0), time(7, 0))
KEY = "notices"  # where they stand in Staff.preferences


def _channels(value: object) -> tuple[str, ...]:
    known = NoticeChannel.Kind.values
    return tuple(kind for kind in value if kind in known) if isinstance(value, list | tuple) else ()


@dataclass(frozen=True, slots=True)
class Preferences:
    """`channels` for every kind of notice, `by_kind` where a kind differs; `quiet` is (from, until) local, or None.

    Somebody who chose nothing is told in the app alone, and of emergencies also by SMS where there is a gateway.
    """

    channels: tuple[str, ...] | None = None
    by_kind: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    quiet: tuple[time, time] | None = NIGHT

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> "Preferences":
        """Read from `Staff.preferences`; what is not understood counts as not chosen."""
        mine = stored.get(KEY)
        if not isinstance(mine, dict):
            return cls()
        by_kind = mine.get("by_kind")
        quiet: tuple[time, time] | None = NIGHT
        if mine.get("quiet") is False:
            quiet = None
        elif isinstance(mine.get("quiet"), list):
            try:
                begins, ends = (time.fromisoformat(part) for part in mine["quiet"])
                quiet = (begins, ends)
            except (TypeError, ValueError):
                quiet = NIGHT
        return cls(
            channels=_channels(mine["channels"]) if "channels" in mine else None,
            by_kind={kind: _channels(value) for kind, value in by_kind.items()} if isinstance(by_kind, dict) else {},
            quiet=quiet,
        )

    def stored(self) -> dict[str, Any]:
        """As JSON for `Staff.preferences["notices"]`."""
        found: dict[str, Any] = {"by_kind": {kind: list(value) for kind, value in self.by_kind.items()}}
        if self.channels is not None:
            found["channels"] = list(self.channels)
        found["quiet"] = [part.isoformat("minutes") for part in self.quiet] if self.quiet else False
        return found

    def channels_for(self, kind: str, *, urgent: bool) -> tuple[str, ...]:
        """The kinds of channel a notice goes out by, besides the inbox."""
        if kind in self.by_kind:
            return self.by_kind[kind]
        if self.channels is not None:
            return self.channels
        return (NoticeChannel.Kind.SMS,) if urgent else ()

    def send_at(self, moment: datetime, *, urgent: bool) -> datetime:
        """When a notice of `moment` may go out: at once, or at the end of the quiet hours it falls into."""
        if urgent or self.quiet is None:
            return moment
        begins, ends = self.quiet
        here = clock.local(moment)
        at = here.time()
        inside = begins <= at < ends if begins <= ends else at >= begins or at < ends
        if not inside:
            return moment
        day = here.date() + (timedelta(days=1) if at >= ends else timedelta())
        return clock.instant(day, ends.hour, ends.minute)
