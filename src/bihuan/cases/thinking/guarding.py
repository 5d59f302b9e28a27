"""Who may write what triage keeps."""

from django.utils.translation import gettext

from bihuan.cases import policies as may
from bihuan.cases.models import Case, RoutingRule, TriageDecision, TriageModel, TriageSetting
from bihuan.kernel.errors import NotAllowed
from bihuan.platform.actors import Actor, SystemActor
from bihuan.platform.change import guards
from bihuan.platform.policies import policy_of, require


@guards(TriageDecision)
def decision_guard(decision: TriageDecision, actor: Actor, _verb: str) -> None:
    """A decision is written by whoever triages the case."""
    if not isinstance(actor, SystemActor):
        policy_of(Case).check(actor, may.TRIAGE, decision.case)


@guards(RoutingRule, TriageSetting)
def rule_guard(record: RoutingRule | TriageSetting, actor: Actor, _verb: str) -> None:
    """A town's rules and threshold by its heads; the county's rules only by the county's desk and administrators."""
    require(actor, may.ROUTE)
    if isinstance(actor, SystemActor):
        return
    towns = {post.town_id for post in actor.posts_held()}
    if None not in towns and record.town_id not in towns:
        raise NotAllowed(gettext("这条规则不属于您所在的乡镇,请由县综治中心维护。"))


@guards(TriageModel)
def model_guard(_model: TriageModel, actor: Actor, _verb: str) -> None:
    """Models serve the whole county; they are learnt and exchanged by its desk and administrators."""
    require(actor, may.RETRAIN)
