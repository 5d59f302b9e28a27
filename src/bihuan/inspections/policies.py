"""Who sees and keeps campaigns, work logs, rounds and findings; nobody is warned of an unannounced round."""

from dataclasses import dataclass
from typing import TypeVar

from django.db.models import Model, Q
from django.utils.translation import gettext_lazy as _

from bihuan.inspections.models import (
    Answer,
    Campaign,
    CampaignPhase,
    CampaignVillage,
    Finding,
    Round,
    SurveyForm,
    WorkLog,
)
from bihuan.inspections.points import policies as point_policies  # noqa: F401  # declares its rights
from bihuan.orgs.models import Role
from bihuan.orgs.selectors.chains import line_paths
from bihuan.platform.actors import Actor, PostHeld
from bihuan.platform.policies import Reach, RowPolicy, Scope, grant

R, S = Role, Scope
M = TypeVar("M", bound=Model)
_DESK = {R.COUNTY_DESK: S.AREA, R.DUTY_OFFICER: S.AREA}
_LEADERS = {R.COUNTY_LEADER: S.AREA, R.TOWN_SECRETARY: S.AREA, R.LEADER: S.AREA}
_WATCHERS = {R.SUPERVISOR: S.AREA, R.CLERK: S.AREA, R.AUDITOR: S.AREA}
_VILLAGE = {R.VILLAGE_SECRETARY: S.AREA, R.VILLAGE_CADRE: S.AREA}
_TOWN = {**_DESK, **_LEADERS, **_WATCHERS}

READ_CAMPAIGNS = grant(
    "campaigns.read",
    _("查看专项行动和工作日志"),
    {**_TOWN, **_VILLAGE, R.OFFICE_HEAD: S.AREA, R.HANDLER: S.AREA, R.GRID_WORKER: S.AREA},
)
KEEP_CAMPAIGNS = grant(
    "campaigns.keep", _("登记专项行动"), {**_DESK, R.LEADER: S.AREA, R.SUPERVISOR: S.AREA, R.CLERK: S.AREA}
)
KEEP_LOGS = grant(
    "work_logs.keep", _("登记工作日志"), {**_DESK, **_VILLAGE, R.LEADER: S.AREA, R.CLERK: S.AREA, R.SUPERVISOR: S.AREA}
)
KEEP_FORMS = grant("forms.keep", _("设计表单"), {**_DESK, R.LEADER: S.AREA, R.SUPERVISOR: S.AREA, R.CLERK: S.AREA})
_OFFICES = {R.OFFICE_HEAD: S.AREA, R.HANDLER: S.AREA}
READ_ANSWERS = grant(
    "answers.read",
    _("查看填表"),
    {**_TOWN, **dict.fromkeys((*_VILLAGE, *_OFFICES, R.GRID_WORKER), (S.AREA, S.OWN))},
)
FILL_FORMS = grant(
    "answers.fill",
    _("填写表单"),
    {**_DESK, **_VILLAGE, **_OFFICES, R.GRID_WORKER: S.AREA, R.LEADER: S.AREA, R.CLERK: S.AREA, R.SUPERVISOR: S.AREA},
)
EDIT_ANSWERS = grant(
    "answers.edit",
    _("修改和作废填表"),
    {
        **_DESK,
        R.CLERK: S.AREA,
        **dict.fromkeys((*_VILLAGE, *_OFFICES, R.GRID_WORKER, R.LEADER, R.SUPERVISOR), (S.OWN,)),
    },
)
EXPORT_ANSWERS = grant("answers.export", _("导出填表"), {**_DESK, **_LEADERS, R.SUPERVISOR: S.AREA, R.CLERK: S.AREA})
READ_ROUNDS = grant("rounds.read", _("查看巡查"), {**_TOWN, **_VILLAGE})
KEEP_ROUNDS = grant("rounds.keep", _("安排巡查、登记问题"), {**_DESK, R.LEADER: S.AREA, R.SUPERVISOR: S.AREA})
READ_FINDINGS = grant(
    "findings.read",
    _("查看巡查问题和通报"),
    {
        **_TOWN,
        R.VILLAGE_SECRETARY: (S.AREA, S.OFFICE, S.OWN),
        R.VILLAGE_CADRE: (S.AREA, S.OFFICE, S.OWN),
        R.OFFICE_HEAD: (S.OFFICE, S.OWN),
        R.HANDLER: (S.OFFICE, S.OWN),
        R.GRID_WORKER: (S.AREA, S.OWN),
    },
)


@dataclass(frozen=True)
class KnownBelow(RowPolicy[M]):
    """A town's rows that the villages and grids below it may read as well: `below` names the rights that reach down."""

    below: tuple[str, ...] = ()

    def _scope_parts(self, actor: Actor, right: str, post: PostHeld, scope: Scope) -> list[Q]:
        parts = RowPolicy._scope_parts(self, actor, right, post, scope)
        if scope is Scope.AREA and right in self.below and post.town_id is not None and not post.at_town:
            parts.append(Q(**{f"{self.path}__in": line_paths(post.area_path)}))
        return parts

    def _scope_allows(self, actor: Actor, right: str, post: PostHeld, scope: Scope, record: M) -> bool:
        if RowPolicy._scope_allows(self, actor, right, post, scope, record):
            return True
        reaches = scope is Scope.AREA and right in self.below and post.town_id is not None and not post.at_town
        return reaches and str(getattr(record, self.path)) in line_paths(post.area_path)


CAMPAIGNS = KnownBelow(Campaign, below=(READ_CAMPAIGNS,)).register()
VILLAGES = KnownBelow(CampaignVillage, below=(READ_CAMPAIGNS,)).register()
PHASES = KnownBelow(CampaignPhase, below=(READ_CAMPAIGNS,)).register()
LOGS = RowPolicy(WorkLog).register()
FORMS = KnownBelow(SurveyForm, below=(READ_CAMPAIGNS,)).register()
# Whoever filled a form may read and correct that; but nobody may fill one for a place because it would then be their own.
ANSWERS = RowPolicy(Answer, owners=("by_id",), narrower={FILL_FORMS: Reach(owners=(), linked=False)}).register()
# An unannounced round stands under its town until it is held, so the posts of a village do not reach it.
ROUNDS = RowPolicy(Round, path="shown_path").register()
FINDINGS = RowPolicy(
    Finding,
    town="case__town_id",
    path="case__area_path",
    offices=("case__office_id",),
    owners=("found_by_id", "case__handler_id"),
).register()
