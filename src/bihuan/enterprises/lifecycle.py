"""The guard that the write door asks before an enterprise changes."""

from django.utils.translation import gettext as _

from bihuan.enterprises.models import Enterprise
from bihuan.enterprises.policies import EDIT, ENTERPRISES, IMPORT, KEEP
from bihuan.kernel.errors import WrongState
from bihuan.platform.actors import Actor
from bihuan.platform.change import guards


@guards(Enterprise)
def guard_enterprise(enterprise: Enterprise, actor: Actor, verb: str) -> None:
    """A voided entry stays as it is; everything else needs the right where the enterprise lies."""
    if enterprise.voided_at is not None:
        raise WrongState(_("这条企业(项目)记录已注销,不能再修改。"))
    right = {"edit": EDIT, "undo_import": IMPORT}.get(verb, KEEP)
    ENTERPRISES.check(actor, right, enterprise)
