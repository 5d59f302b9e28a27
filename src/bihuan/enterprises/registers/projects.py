"""The registers of projects with their milestones, permits and negotiations."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as t

from bihuan.enterprises import policies
from bihuan.enterprises.models import Milestone, Negotiation, Permit, Project
from bihuan.orgs.registers import Register
from bihuan.orgs.services.checks import Faults


def _check_project(project: Project, faults: Faults) -> None:
    """Days in their order, and the days that a stage stands for."""
    stage = Project.Stage(project.stage)
    reached = list(Project.Stage).index(stage) if stage is not Project.Stage.DROPPED else -1
    wanted = {
        "signed_on": Project.Stage.SIGNED,
        "started_on": Project.Stage.BUILDING,
        "produced_on": Project.Stage.PRODUCING,
    }
    for name, since in wanted.items():
        if reached >= list(Project.Stage).index(since) and getattr(project, name) is None:
            title = PROJECTS.field(name).verbose_name
            faults.add(
                name, _("已到“%(stage)s”阶段,请填写%(title)s。") % {"stage": stage.label, "title": title}, "required"
            )
    if project.signed_on and project.started_on and project.started_on < project.signed_on:
        faults.add("started_on", _("开工日期不能早于签约日期。"), "date")
    if project.started_on and project.produced_on and project.produced_on < project.started_on:
        faults.add("produced_on", _("投产日期不能早于开工日期。"), "date")
    signed, started = project.signed_on, project.started_on
    project.start_days = (started - signed).days if signed and started and started >= signed else None


PROJECTS = Register(
    Project,
    key="projects",
    title=t("招商项目"),
    path="projects",
    policy=policies.PROJECTS,
    read=policies.READ_SERVICES,
    keep=policies.KEEP_SERVICES,
    correct=policies.FOLLOW_PROJECTS,
    decided=["officer"],
    fields=[
        "name", "stage", "area", "investor", "industry", "investment", "officer", "enterprise", "signed_on", "started_on",
        "produced_on", "jobs", "remark",
    ],
    past=["signed_on", "started_on", "produced_on"],
    once=["name", "area"],
    found_by=["name", "investor", "industry"],
    check=_check_project,
    said=lambda project: project.get_stage_display(),
)  # fmt: skip

MILESTONES = Register(
    Milestone,
    key="milestones",
    title=t("项目节点"),
    path="milestones",
    policy=policies.MILESTONES,
    read=policies.READ_SERVICES,
    keep=policies.FOLLOW_PROJECTS,
    part_of="project",
    fields=["project", "title", "due_on", "done_on", "staff"],
    past=["done_on"],
)

PERMITS = Register(
    Permit,
    key="permits",
    title=t("项目手续"),
    path="permits",
    policy=policies.PERMITS,
    read=policies.READ_SERVICES,
    keep=policies.FOLLOW_PROJECTS,
    part_of="project",
    fields=["project", "title", "department", "staff", "due_on", "done_on", "number"],
    past=["done_on"],
)

NEGOTIATIONS = Register(
    Negotiation,
    key="negotiations",
    title=t("项目洽谈"),
    path="negotiations",
    policy=policies.NEGOTIATIONS,
    read=policies.READ_SERVICES,
    keep=policies.FOLLOW_PROJECTS,
    part_of="project",
    fields=["project", "held_on", "with_whom", "place", "topic", "outcome", "staff"],
    past=["held_on"],
)
