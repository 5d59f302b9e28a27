"""What the room does by itself: imported so that its jobs are known."""

from bihuan.community import alarms, roll  # noqa: F401
