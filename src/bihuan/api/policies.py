"""Who may hold and take back tokens: everybody their own; administrators take back any."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bihuan.api.models import ApiToken
from bihuan.kernel.errors import NotAllowed
from bihuan.orgs.models import Role
from bihuan.platform.actors import Actor, SystemActor
from bihuan.platform.change import guards
from bihuan.platform.policies import RowPolicy, Scope, grant

USE_TOKENS = grant(
    "api.tokens",
    gettext_lazy("使用接口令牌"),
    {**dict.fromkeys(Role, Scope.OWN), Role.ADMINISTRATOR: (Scope.ALL, Scope.OWN)},
)
TOKENS = RowPolicy(ApiToken, town="", path="", owners=("owner_id",)).register()


@guards(ApiToken)
def token_guard(token: ApiToken, actor: Actor, verb: str) -> None:
    """A token is issued for oneself alone, since whoever holds it acts as its owner."""
    TOKENS.check(actor, USE_TOKENS, token)
    if verb == "issue" and not isinstance(actor, SystemActor) and token.owner_id != actor.actor_id:
        raise NotAllowed(_("只能为自己创建接口令牌。"))
