"""Who writes briefings, who approves them, and what may happen to one."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as t

from bihuan.insight.asking import ask
from bihuan.insight.models import KeptBriefing
from bihuan.kernel.lifecycle import LifeCycle, Step
from bihuan.orgs.models import Role
from bihuan.platform.actors import Actor
from bihuan.platform.change import guards
from bihuan.platform.policies import RowPolicy, Scope, grant

R, S, B = Role, Scope, KeptBriefing.State
_MAKERS = {R.CLERK: S.AREA, R.DUTY_OFFICER: S.AREA, R.COUNTY_DESK: S.AREA}
_HEADS = {R.LEADER: S.AREA, R.TOWN_SECRETARY: S.AREA, R.COUNTY_LEADER: S.AREA}

READ_BRIEFINGS = grant("briefings.read", t("查看存档的简报"), {**_MAKERS, **_HEADS})
WRITE_BRIEFINGS = grant("briefings.write", t("生成和修改简报"), _MAKERS)
APPROVE_BRIEFINGS = grant("briefings.approve", t("审批简报"), _HEADS)

BRIEFINGS = RowPolicy(KeptBriefing).register()


def wrote(briefing: KeptBriefing, actor: Actor) -> bool:
    """Whether `actor` had a hand in the text."""
    return actor.actor_id is not None and actor.actor_id in {
        briefing.made_by_id, briefing.edited_by_id, briefing.submitted_by_id,
    }  # fmt: skip


def _own(briefing: KeptBriefing, actor: Actor) -> str:
    return _("不能审批自己拟写或修改过的简报,请由另一位负责人审批。") if wrote(briefing, actor) else ""


BRIEFING = LifeCycle(
    Step("make", (), B.DRAFT, WRITE_BRIEFINGS, t("生成简报")),
    Step("edit", (B.DRAFT,), None, WRITE_BRIEFINGS, t("修改")),
    Step("remake", (B.DRAFT,), None, WRITE_BRIEFINGS, t("按今天的明细重新生成")),
    Step("submit", (B.DRAFT,), B.SUBMITTED, WRITE_BRIEFINGS, t("提交审批")),
    Step("return", (B.SUBMITTED,), B.DRAFT, APPROVE_BRIEFINGS, t("退回"), ("opinion",)),
    Step("approve", (B.SUBMITTED,), B.APPROVED, APPROVE_BRIEFINGS, t("批准"), refused_when=(_own,)),
    Step("supersede", (B.APPROVED,), B.SUPERSEDED, APPROVE_BRIEFINGS, t("由更正代替")),
    start=B.DRAFT,
    states=B.values,
    final=(B.APPROVED, B.SUPERSEDED),
)


@guards(KeptBriefing)
def briefing_guard(briefing: KeptBriefing, actor: Actor, verb: str) -> None:
    """The right first, then the table; nobody approves what they wrote."""
    ask(BRIEFING, BRIEFINGS, briefing, actor, verb)


def titles_of_verbs() -> dict[tuple[str, str], object]:
    """(record type, verb) → its words, for the trail."""
    return {("insight.keptbriefing", step.verb): step.title for step in BRIEFING.steps}
