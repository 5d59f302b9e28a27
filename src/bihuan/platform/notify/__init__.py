"""Telling people: a notice waits in the inbox at once; other channels follow by each person's choice."""

from bihuan.platform.notify.preferences import Preferences
from bihuan.platform.notify.telling import mark_read, tell, unread_count

__all__ = ["Preferences", "mark_read", "tell", "unread_count"]
