"""The register of what households need, and the steps from hearing a need to meeting it."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as t

from bihuan.kernel.lifecycle import LifeCycle, Step
from bihuan.orgs.registers import Register
from bihuan.orgs.services.checks import Faults
from bihuan.visits import policies
from bihuan.visits.models import Need

State = Need.State

CYCLE = LifeCycle(
    Step("answer_need", (State.OPEN,), State.ANSWERED, policies.ANSWER_NEEDS, t("回应"), loop=True),
    Step("meet_need", (State.ANSWERED,), State.MET, policies.KEEP_NEEDS, t("已满足"), loop=True),
    Step("reopen_need", (State.ANSWERED, State.MET, State.WITHDRAWN), State.OPEN, policies.KEEP_NEEDS, t("重新打开")),
    Step("withdraw_need", Need.LIVE, State.WITHDRAWN, policies.KEEP_NEEDS, t("不再需要")),
    start=State.OPEN,
    final=(State.MET, State.WITHDRAWN),
)


def _check_need(need: Need, faults: Faults) -> None:
    """A grade for children alone; what a household waits for stands on the list once."""
    need.lie_at_home()
    if need.grade and need.kind not in Need.OF_CHILDREN:
        faults.add("grade", _("只有托管和课后服务才填年级。"), "kind")
    if need._state.adding or need.state in Need.LIVE:
        same = Need.objects.filter(
            household_id=need.household_id, kind=need.kind, state__in=Need.LIVE, voided_at=None
        ).exclude(pk=need.pk)
        if any(other.person == need.person for other in same[:20]):
            faults.add("kind", _("这一户的这项需求已经登记,还没有办完,不用再登记。"), "twice")


NEEDS = Register(
    Need,
    key="needs",
    title=t("居民需求"),
    path="needs",
    policy=policies.NEEDS,
    read=policies.READ_NEEDS,
    keep=policies.KEEP_NEEDS,
    reveal=policies.REVEAL_NEEDS,
    fields=["household", "kind", "person", "grade", "wanted", "heard_on"],
    past=["heard_on"],
    once=["household", "kind", "person", "heard_on"],
    singly=True,
    check=_check_need,
    said=lambda need: f"{need.get_kind_display()} · {need.get_state_display()}",
    settled=lambda need: "" if need.state == State.OPEN else _("需求已经回应或了结,不能再改;确实有误请先重新打开。"),
    cycle=CYCLE,
    verbs={"from_visit": policies.KEEP_NEEDS, **{step.verb: str(step.right) for step in CYCLE}},
)
