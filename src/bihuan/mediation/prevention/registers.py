"""The registers of analysis meetings and their tasks, of searches and the homes visited."""

from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as t
from django.utils.translation import override

from bihuan.kernel import clock
from bihuan.mediation.clocks import next_reminder
from bihuan.mediation.models import AnalysisMeeting, AnalysisTask, DragnetCampaign, DragnetVisit
from bihuan.mediation.prevention import policies
from bihuan.mediation.prevention.figures import figures_of
from bihuan.orgs.models import Staff
from bihuan.orgs.registers import Register
from bihuan.orgs.registers.filling import Values
from bihuan.orgs.services.checks import Faults
from bihuan.platform.actors import Actor
from bihuan.platform.change import change


def _meeting_fits(meeting: AnalysisMeeting, faults: Faults) -> None:
    if meeting.period_to < meeting.period_from:
        faults.add("period_to", _("研判期间的止日不能早于起日。"), "date")
    if meeting.period_to > clock.today():
        faults.add("period_to", _("研判期间不能超过今天。"), "date")


def _meeting_over(meeting: AnalysisMeeting) -> str:
    return _("已经形成纪要,不能再改;有新情况请另开一次。") if meeting.state == AnalysisMeeting.State.CONCLUDED else ""


def _task_fits(task: AnalysisTask, faults: Faults) -> None:
    if task.office_id is None and task.staff_id is None:
        faults.add("office", _("请选择责任单位或者责任人。"), "required")
    if task.due_on < task.meeting.held_on:
        faults.add("due_on", _("完成期限不能早于会议召开日期。"), "date")
    watch(task)


def watch(task: AnalysisTask) -> None:
    """When somebody is told of the task next; never once it is done or cancelled."""
    open_still = task.state == AnalysisTask.State.OPEN and task.voided_at is None
    task.remind_on = next_reminder(task.due_on, clock.today()) if open_still else None


def _task_over(task: AnalysisTask) -> str:
    return "" if task.state == AnalysisTask.State.OPEN else _("任务已经完成或取消,不能再改。")


def _campaign_fits(campaign: DragnetCampaign, faults: Faults) -> None:
    if campaign.to_day < campaign.from_day:
        faults.add("to_day", _("结束日期不能早于开始日期。"), "date")


def _visit_fits(visit: DragnetVisit, faults: Faults) -> None:
    campaign = visit.campaign
    if not campaign.from_day <= visit.day <= campaign.to_day:
        words = {"first": campaign.from_day, "last": campaign.to_day}
        faults.add("day", _("走访日期应在排查期间(%(first)s 至 %(last)s)内。") % words, "date")
    if not visit.area_path.startswith(campaign.area_path):
        faults.add("area", _("这个区域不在本次排查范围,请重新选择。"), "area")
    if visit.kind and not visit.clue:
        faults.add("clue", _("选了线索类型的,请写明发现的线索;没有线索请清空类型。"), "required")


def _visit_over(visit: DragnetVisit) -> str:
    return _("线索已经转为事项,不能再改。") if visit.case_id is not None else ""


class Meetings(Register[AnalysisMeeting]):
    """A meeting is registered with its figures already made."""

    def add(self, *, actor: Actor, values: Values, pk: UUID | None = None) -> AnalysisMeeting:
        with transaction.atomic():
            added = super().add(actor=actor, values=values, pk=pk)
            return freeze(actor, pk=added.pk)


def freeze(actor: Actor, *, pk: UUID) -> AnalysisMeeting:
    """Make the figures anew, as of now and as far as `actor` sees; possible until the minutes are written.

    Raises:
        WrongState: the meeting is concluded.
    """
    with change(AnalysisMeeting, pk, actor=actor, verb="freeze") as meeting:
        with override(settings.LANGUAGE_CODE):  # kept for everybody, whoever made them
            meeting.figures = figures_of(actor, meeting.area, meeting.period_from, meeting.period_to)
        meeting.frozen_at = clock.now()
    return meeting


class Visits(Register[DragnetVisit]):
    """Whoever writes a visit down made it, unless somebody else is named."""

    def add(self, *, actor: Actor, values: Values, pk: UUID | None = None) -> DragnetVisit:
        own = {"by": actor} if isinstance(actor, Staff) and not values.get("by") else {}
        return super().add(actor=actor, values={**values, **own}, pk=pk)


MEETINGS = Meetings(
    AnalysisMeeting,
    key="analysis_meetings",
    title=t("分析研判会"),
    path="analysis-meetings",
    policy=policies.MEETINGS,
    read=policies.READ_ANALYSIS,
    keep=policies.KEEP_ANALYSIS,
    fields=["title", "area", "held_on", "period_from", "period_to", "place", "chair", "participants"],
    once=["title", "area", "held_on"],
    found_by=["title", "participants"],
    check=_meeting_fits,
    settled=_meeting_over,
    said=lambda meeting: f"{meeting.held_on} · {meeting.get_state_display()}",
    verbs={"freeze": policies.KEEP_ANALYSIS, "conclude": policies.KEEP_ANALYSIS},
)
TASKS = Register(
    AnalysisTask,
    key="analysis_tasks",
    title=t("研判任务"),
    path="analysis-tasks",
    policy=policies.TASKS,
    read=policies.READ_ANALYSIS_TASKS,
    keep=policies.KEEP_ANALYSIS,
    part_of="meeting",
    fields=["meeting", "title", "office", "staff", "due_on"],
    check=_task_fits,
    settled=_task_over,
    said=lambda task: f"{task.due_on} · {task.get_state_display()}",
    verbs={"finish": policies.DO_ANALYSIS_TASK, "cancel": policies.KEEP_ANALYSIS, "remind": policies.KEEP_ANALYSIS},
)
CAMPAIGNS = Register(
    DragnetCampaign,
    key="dragnet_campaigns",
    title=t("矛盾纠纷排查"),
    path="dragnet",
    policy=policies.CAMPAIGNS,
    read=policies.READ_DRAGNET,
    keep=policies.KEEP_DRAGNET,
    fields=["title", "area", "from_day", "to_day", "focus", "goal", "leader", "summary"],
    once=["title", "area"],
    found_by=["title", "focus"],
    check=_campaign_fits,
    said=lambda campaign: f"{campaign.from_day} – {campaign.to_day}",
)
VISITS = Visits(
    DragnetVisit,
    key="dragnet_visits",
    title=t("排查走访"),
    path="dragnet-visits",
    policy=policies.VISITS,
    read=policies.READ_DRAGNET_VISITS,
    keep=policies.VISIT,
    reveal=policies.REVEAL_DRAGNET,
    fields=["campaign", "area", "day", "home", "household", "by", "clue", "kind", "people"],
    past=["day"],
    check=_visit_fits,
    settled=_visit_over,
    said=lambda visit: visit.campaign.title,
    verbs={"open_case": policies.VISIT, "link_case": policies.VISIT},
)
