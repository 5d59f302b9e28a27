"""What the clock does in the room."""

from bihuan.inspections.patrols import tasks as patrol_tasks
from bihuan.inspections.points import tasks as point_tasks

__all__ = ["patrol_tasks", "point_tasks"]
