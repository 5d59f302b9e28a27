"""The jobs of the shared machinery itself; importing them declares them."""

from bihuan.platform.files import images, storing
from bihuan.platform.notify import delivering, telling

__all__ = ["delivering", "images", "storing", "telling"]
