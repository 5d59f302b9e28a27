"""The pages of policies, applications, projects, services, meetings and tax income."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as t

from bihuan.enterprises import registers
from bihuan.enterprises.facts import KNOWN
from bihuan.enterprises.matching import in_force, rule_of
from bihuan.enterprises.models import BankMeeting, Policy, Project
from bihuan.enterprises.policies import KEEP_POLICIES, POLICIES
from bihuan.platform.actors import Actor
from bihuan.platform.conditions import said
from bihuan.web.enterprises.standing import standing_panel
from bihuan.web.records import Action, Panel, RecordPages, parts_panel
from bihuan.web.records.forms import Choices, offered
from bihuan.web.rules import RuleField


def _policy_actions(viewer: Actor, policy: Policy) -> Sequence[Action]:
    if not POLICIES.allows(viewer, KEEP_POLICIES, policy):
        return []
    return [Action(_("设置条件并试算"), POLICY_PAGES.url("try", policy.pk), "funnel", primary=True, dialog=False)]


POLICY_PAGES = RecordPages(
    registers.POLICIES,
    name="policy",
    layout=[
        (t("政策"), ["number", "department", "benefit", "valid_from", "valid_to", "conditions"]),
        (t("办理"), ["how", "contact", "text"]),
    ],
    controls={"conditions": lambda: RuleField(lambda: KNOWN, label=t("享受条件"))},
    told={"conditions": lambda policy: said(rule_of(policy))},
    panels=lambda viewer, policy: [standing_panel(viewer, policy)] if policy.voided_at is None else [],
    actions=_policy_actions,
)


def _policies_offered(_viewer: Actor) -> Choices:
    return offered(in_force().order_by("title"))


def _enterprises_offered(viewer: Actor) -> Choices:
    return offered(registers.ENTERPRISES.rows(viewer).order_by("name"))


APPLICATION_PAGES = RecordPages(registers.APPLICATIONS, name="application", offers={"policy": _policies_offered})
MILESTONE_PAGES = RecordPages(registers.MILESTONES, name="milestone", files=False)
PERMIT_PAGES = RecordPages(registers.PERMITS, name="permit")
NEGOTIATION_PAGES = RecordPages(registers.NEGOTIATIONS, name="negotiation")


def _project_panels(viewer: Actor, project: Project) -> Sequence[Panel]:
    return [
        parts_panel(
            MILESTONE_PAGES,
            viewer,
            project,
            title=_("节点"),
            shown=["title", "due_on", "done_on", "staff"],
            order="due_on",
        ),
        parts_panel(
            PERMIT_PAGES,
            viewer,
            project,
            title=_("手续清单"),
            shown=["title", "department", "staff", "due_on", "done_on"],
            order="due_on",
        ),
        parts_panel(
            NEGOTIATION_PAGES,
            viewer,
            project,
            title=_("洽谈记录"),
            shown=["held_on", "with_whom", "topic", "outcome"],
            order="-held_on",
        ),
    ]


PROJECT_PAGES = RecordPages(
    registers.PROJECTS,
    name="project",
    layout=[
        (t("项目"), ["investor", "industry", "investment", "jobs", "officer", "enterprise", "remark"]),
        (t("进度"), ["stage", "signed_on", "started_on", "produced_on"]),
    ],
    offers={"enterprise": _enterprises_offered},
    panels=_project_panels,
)
AGENCY_PAGES = RecordPages(
    registers.AGENCY_SERVICES, name="agency_service", offers={"enterprise": _enterprises_offered}
)
TRAINING_PAGES = RecordPages(registers.TRAININGS, name="training")
TEAM_PAGES = RecordPages(registers.SERVICE_TEAMS, name="service_team")
NEED_PAGES = RecordPages(
    registers.BANK_NEEDS, name="bank_need", offers={"enterprise": _enterprises_offered}, files=False
)


def _meeting_panels(viewer: Actor, meeting: BankMeeting) -> Sequence[Panel]:
    shown = ["enterprise", "amount", "bank", "credit", "lent"]
    return [parts_panel(NEED_PAGES, viewer, meeting, title=_("各家需求和结果"), shown=shown, order="created_at")]


MEETING_PAGES = RecordPages(registers.BANK_MEETINGS, name="bank_meeting", panels=_meeting_panels)
TAX_PAGES = RecordPages(registers.TAX_INCOME, name="tax_income")

ALL: Sequence[RecordPages] = (
    POLICY_PAGES, APPLICATION_PAGES, PROJECT_PAGES, MILESTONE_PAGES, PERMIT_PAGES, NEGOTIATION_PAGES, AGENCY_PAGES,
    TRAINING_PAGES, TEAM_PAGES, MEETING_PAGES, NEED_PAGES, TAX_PAGES,
)  # fmt: skip
URLS: list[Any] = [url for pages in ALL for url in pages.urls]
