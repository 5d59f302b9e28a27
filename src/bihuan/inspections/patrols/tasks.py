"""What the clock does for patrols: ends those left open, forgets old tracks."""

from datetime import time

from bihuan.inspections.patrols.services import end_forgotten, forget_tracks
from bihuan.kernel import clock
from bihuan.platform.jobs import periodic


@periodic(minutes=5)
def end_open_patrols() -> int:
    """No track beyond the hours of patrols."""
    return end_forgotten(clock.now())


@periodic(daily_at=time(2, 30))
def forget_old_tracks() -> int:
    """Delete positions when their retention has passed."""
    return forget_tracks(clock.now())
