"""Files people bring: checked by content, kept once by content, served only to whom their owner room allows."""

from bihuan.platform.files.access import may_see, register_owner
from bihuan.platform.files.images import for_paper, public_copy, thumbnail
from bihuan.platform.files.serving import respond
from bihuan.platform.files.storing import open_original, open_public, store

__all__ = [
    "for_paper",
    "may_see",
    "open_original",
    "open_public",
    "public_copy",
    "register_owner",
    "respond",
    "store",
    "thumbnail",
]
