"""The jobs of the shared machinery itself; importing them declares them."""

from bihuan.platform import audit_check, limits, webhooks
from bihuan.platform.files import images, storing
from bihuan.platform.notify import delivering, short, telling

__all__ = ["audit_check", "delivering", "images", "limits", "short", "storing", "telling", "webhooks"]
