"""Who may write what ledgers remember: saved views, remembered mappings and import batches."""

from django.utils.translation import gettext as _

from bihuan.kernel.errors import NotAllowed
from bihuan.platform.actors import Actor, SystemActor
from bihuan.platform.change import guards
from bihuan.platform.ledgers.declaration import ledger
from bihuan.platform.models import ImportBatch, ImportMapping, SavedView
from bihuan.platform.policies import require


@guards(SavedView)
def own_view(view: SavedView, actor: Actor, verb: str) -> None:
    """A view belongs to whoever saved it."""
    require(actor, ledger(view.ledger).right)
    if view.owner_id != actor.actor_id:
        raise NotAllowed(_("这是别人保存的视图,您可以另存一份自己的。"))


@guards(ImportMapping)
def may_map(mapping: ImportMapping, actor: Actor, verb: str) -> None:
    """Whoever may import may say what the columns of a source mean."""
    require(actor, ledger(mapping.ledger).import_right)


@guards(ImportBatch)
def may_import(batch: ImportBatch, actor: Actor, verb: str) -> None:
    """A batch is handled by whoever brought it, or by somebody with the same right at the town or the county."""
    right = ledger(batch.ledger).import_right
    require(actor, right)
    if not reaches(batch, actor):
        raise NotAllowed(_("这一批是其他单位导入的,请由导入人或上级处理。"))


def reaches(batch: ImportBatch, actor: Actor) -> bool:
    """Whether `actor`, who holds the import right, may look at and handle `batch`."""
    if isinstance(actor, SystemActor) or batch.by_id == actor.actor_id:
        return True
    return any(post.town_id is None or (post.at_town and post.town_id == batch.town_id) for post in actor.posts_held())
