"""Who may see a file: whoever brought it, and whom the room that uses it allows."""

from collections.abc import Callable

from bihuan.platform.actors import Actor, SystemActor
from bihuan.platform.models import StoredFile

OwnerRule = Callable[[Actor, StoredFile], bool]
_owners: dict[str, OwnerRule] = {}


def register_owner(room: str, rule: OwnerRule) -> None:
    """Let `room` open files it uses: `rule(viewer, file)` is True when one of its records shows the file to `viewer`."""
    _owners[room] = rule


def may_see(viewer: Actor, file: StoredFile) -> bool:
    """Whether any rule opens the file to `viewer`."""
    if isinstance(viewer, SystemActor):
        return True
    if viewer.actor_id is not None and viewer.actor_id == file.uploaded_by_id:
        return True
    return any(rule(viewer, file) for rule in _owners.values())
