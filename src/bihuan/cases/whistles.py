"""What can happen to a whistle (吹哨报到); buttons and refusals are made from this table."""

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from bihuan.cases.models import Whistle
from bihuan.cases.policies import ANSWER_WHISTLE, BLOW
from bihuan.kernel.errors import WrongState
from bihuan.kernel.lifecycle import LifeCycle, Step
from bihuan.platform.actors import Actor, SystemActor
from bihuan.platform.change import guards
from bihuan.platform.policies import policy_of

S = Whistle.State


def _no_need_to_come(whistle: Whistle, _actor: Actor) -> str:
    return "" if whistle.need == Whistle.Need.PRESENCE else gettext("这次吹哨只要求答复,不需要到场报到。")


def _not_there_yet(whistle: Whistle, _actor: Actor) -> str:
    if whistle.need == Whistle.Need.PRESENCE and whistle.state == S.BLOWN:
        return gettext("请先到场报到,再填写处置情况。")
    return ""


def _own_work(whistle: Whistle, actor: Actor) -> str:
    own = actor.actor_id is not None and actor.actor_id in (whistle.arrived_by_id, whistle.answered_by_id)
    return gettext("不能评价自己的处置。") if own else ""


LIFE_CYCLE = LifeCycle(
    Step("blow", (), S.BLOWN, BLOW, _("吹哨")),
    Step("arrive", (S.BLOWN,), S.ARRIVED, ANSWER_WHISTLE, _("到场报到"), (), (_no_need_to_come,), loop=True),
    Step(
        "answer", (S.BLOWN, S.ARRIVED), S.ANSWERED, ANSWER_WHISTLE, _("填写处置情况"), ("result",), (_not_there_yet,), loop=True
    ),
    Step("rate", (S.ANSWERED,), S.RATED, BLOW, _("评价"), ("rating",), (_own_work,), loop=True),
    Step("call_off", (S.BLOWN, S.ARRIVED), S.CALLED_OFF, BLOW, _("取消吹哨"), ("reason",)),
    start=S.BLOWN,
    states=S.values,
    final=(S.RATED, S.CALLED_OFF),
)  # fmt: skip


@guards(Whistle)
def whistle_guard(whistle: Whistle, actor: Actor, verb: str) -> None:
    """Ask for the right first, then the table and its refusals."""
    if verb not in LIFE_CYCLE:
        raise WrongState(gettext("吹哨没有“%(verb)s”这个操作。") % {"verb": verb})
    step = LIFE_CYCLE.step(verb)
    assert step.right is not None  # every step of this table asks for one
    policy_of(Whistle).check(actor, step.right, whistle)
    if step.from_states and whistle.state not in step.from_states:
        raise WrongState(
            gettext("哨单现在是“%(state)s”,不能%(verb)s。请刷新页面查看最新情况。")
            % {"state": whistle.get_state_display(), "verb": step.title}
        )
    reason = step.refusal(whistle, actor)
    if reason:
        raise WrongState(reason, code=f"{verb}_refused")


def offers(actor: Actor, whistle: Whistle) -> list[Step]:
    """What `actor` may do with the whistle now, in the order of the table; no query."""
    return [
        step
        for step in LIFE_CYCLE.offered(whistle.state)
        if step.right is not None
        and (isinstance(actor, SystemActor) or policy_of(Whistle).allows(actor, step.right, whistle))
        and not step.refusal(whistle, actor)
    ]


def title_of_verb(verb: str) -> str:
    """The verb as people read it; unknown verbs as they are."""
    return str(LIFE_CYCLE.step(verb).title) if verb in LIFE_CYCLE else verb
