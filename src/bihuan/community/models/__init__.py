"""Community life."""

from bihuan.community.models.publicity import LawEvent

__all__ = ["LawEvent"]
