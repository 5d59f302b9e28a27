"""The guard that the write door asks before an asset changes."""

from django.utils.translation import gettext as _

from bihuan.assets.models import Asset, State
from bihuan.assets.policies import ASSETS, EDIT, IMPORT
from bihuan.kernel.errors import WrongState
from bihuan.platform.actors import Actor
from bihuan.platform.change import guards


@guards(Asset)
def guard_asset(asset: Asset, actor: Actor, verb: str) -> None:
    """A voided entry stays as it is, and nothing is brought into use twice; the right is asked where the asset lies."""
    if asset.voided_at is not None:
        raise WrongState(_("这条资产记录已注销,不能再修改。"))
    ASSETS.check(actor, IMPORT if verb == "undo_import" else EDIT, asset)
    if verb == "revitalise" and asset.state == State.REVITALISED:
        raise WrongState(_("这宗资产已于 %(day)s 盘活,要更正请用“修改”。") % {"day": asset.revitalised_on})
