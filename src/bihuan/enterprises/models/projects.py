"""Projects from the first lead to production: stage, milestones, permits, negotiations."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from bihuan.enterprises.models.enterprise import Enterprise
from bihuan.orgs.models import Staff
from bihuan.orgs.registers.rows import Registered


class Project(Registered):
    """An investment project with the officer who accompanies it; `investment` in yuan, `jobs` when in production."""

    class Stage(models.TextChoices):
        LEAD = "lead", _("线索")
        TALKS = "talks", _("洽谈")
        SIGNED = "signed", _("签约")
        PERMITS = "permits", _("办理手续")
        BUILDING = "building", _("开工建设")
        PRODUCING = "producing", _("竣工投产")
        DROPPED = "dropped", _("终止")

    name = models.CharField(_("项目名称"), max_length=120)
    stage = models.CharField(_("阶段"), max_length=10, choices=Stage, default=Stage.LEAD)
    investor = models.CharField(_("投资方"), max_length=120, blank=True)
    industry = models.CharField(_("所属行业"), max_length=60, blank=True)
    investment = models.DecimalField(_("总投资(元)"), max_digits=16, decimal_places=2, null=True, blank=True)
    officer = models.ForeignKey(
        Staff, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("一对一服务专员")
    )
    enterprise = models.ForeignKey(
        Enterprise,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="projects",
        verbose_name=_("登记的企业(项目)"),
    )
    signed_on = models.DateField(_("签约日期"), null=True, blank=True)
    started_on = models.DateField(_("开工日期"), null=True, blank=True)
    produced_on = models.DateField(_("投产日期"), null=True, blank=True)
    jobs = models.PositiveIntegerField(_("带动就业(人)"), null=True, blank=True)
    remark = models.TextField(_("进展情况"), blank=True)
    start_days = models.PositiveIntegerField(_("签约到开工天数"), null=True, editable=False)

    class Meta:
        verbose_name = _("招商项目")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(signed_on=None)
                | models.Q(started_on=None)
                | models.Q(started_on__gte=models.F("signed_on")),
                name="project_days",
            )
        ]

    def __str__(self) -> str:
        return self.name


class Milestone(Registered):
    """One thing of a project that is due on a day."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="milestones", verbose_name=_("招商项目"))
    title = models.CharField(_("节点"), max_length=80)
    due_on = models.DateField(_("计划完成"))
    done_on = models.DateField(_("实际完成"), null=True, blank=True)
    staff = models.ForeignKey(Staff, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("责任人"))

    class Meta:
        verbose_name = _("项目节点")

    def __str__(self) -> str:
        return self.title


class Permit(Registered):
    """One permit on a project's checklist: which, from whom, by when, and when it was there."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="permits", verbose_name=_("招商项目"))
    title = models.CharField(_("手续名称"), max_length=80)
    department = models.CharField(_("审批部门"), max_length=80, blank=True)
    staff = models.ForeignKey(Staff, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("帮办人"))
    due_on = models.DateField(_("计划办结"))
    done_on = models.DateField(_("办结日期"), null=True, blank=True)
    number = models.CharField(_("证照编号"), max_length=60, blank=True)

    class Meta:
        verbose_name = _("项目手续")

    def __str__(self) -> str:
        return self.title


class Negotiation(Registered):
    """One round of talks about a project."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="negotiations", verbose_name=_("招商项目"))
    held_on = models.DateField(_("洽谈日期"))
    with_whom = models.CharField(_("洽谈对象"), max_length=120)
    place = models.CharField(_("地点"), max_length=80, blank=True)
    topic = models.CharField(_("洽谈内容"), max_length=300)
    outcome = models.CharField(_("结果"), max_length=300, blank=True)
    staff = models.ForeignKey(Staff, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("牵头人"))

    class Meta:
        verbose_name = _("项目洽谈")
        indexes = [models.Index(fields=["project", "-held_on"], name="negotiation_of_project")]

    def __str__(self) -> str:
        return f"{self.held_on:%Y-%m-%d} {self.with_whom}"
