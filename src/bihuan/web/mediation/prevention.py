"""Prevention: analysis meetings that open with their figures, tasks that follow from them, searches from door to door."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as t
from django.views.decorators.http import require_http_methods

from bihuan.cases.addresses import url_of_id
from bihuan.kernel import clock
from bihuan.mediation.models import AnalysisMeeting, AnalysisTask, DragnetCampaign, DragnetVisit
from bihuan.mediation.prevention import policies, services
from bihuan.mediation.prevention.progress import progress_of
from bihuan.mediation.prevention.registers import CAMPAIGNS, MEETINGS, TASKS, VISITS, freeze
from bihuan.orgs.models import Staff
from bihuan.platform.actors import Actor
from bihuan.platform.policies import holds
from bihuan.web.orgs.acting import act, viewer_of
from bihuan.web.orgs.forms import ReasonForm, SeenForm, Sentences, Words
from bihuan.web.records import Action, Panel, RecordPages, parts_panel

# --- meetings ------------------------------------------------------------------------------------------------------


def _meeting_panels(viewer: Actor, meeting: AnalysisMeeting) -> list[Panel]:
    figures = meeting.figures or {}
    context = {
        "meeting": meeting, "counts": [_count(one) for one in figures.get("counts", [])],
        "kinds": [_line(one) for one in figures.get("kinds", [])],
        "villages": [_line(one) for one in figures.get("villages", [])], "trend": _trend(figures.get("months", [])),
    }  # fmt: skip
    found = [
        Panel(_("研判数据"), "web/mediation/_analysis_figures.html", context),
        Panel(_("预警清单"), "web/mediation/_analysis_warnings.html", {"warnings": figures.get("warnings", [])}),
    ]
    if meeting.state == AnalysisMeeting.State.CONCLUDED:
        found.append(Panel(_("研判意见和纪要"), "web/mediation/_analysis_minutes.html", {}))
    if holds(viewer, policies.READ_ANALYSIS_TASKS):
        shown = ["title", "office", "staff", "due_on", "state"]
        found.append(parts_panel(TASK_PAGES, viewer, meeting, title=_("会后任务"), shown=shown, order="due_on"))
    return found


def _count(one: dict[str, Any]) -> dict[str, Any]:
    return {**one, "text": _said(one, one["value"]), "was": _said(one, one["before"]), "url": behind_url(one["behind"])}


def _said(one: dict[str, Any], value: float | None) -> str:
    if value is None:
        return "—"
    return f"{value:.1%}" if one["key"].endswith("_rate") else f"{value:,}"


def _line(one: dict[str, Any]) -> dict[str, Any]:
    return {**one, "url": behind_url(one["behind"]), "change": one["now"] - one["before"]}


def behind_url(word: str) -> str:
    """The ledger's rows behind a frozen figure; what was corrected since stands there as it is today."""
    return f"{reverse('web:ledger', args=['disputes'])}?{urlencode({'behind': word})}"


def _trend(months: Sequence[dict[str, Any]]) -> dict[str, Any]:
    return {
        "unit": _("件"),
        "categories": [one["month"] for one in months],
        "series": [
            {"name": _("登记"), "values": [one["registered"] for one in months], "tone": "action"},
            {"name": _("调成"), "values": [one["settled"] for one in months], "tone": "closed"},
        ],
    }


def _meeting_actions(viewer: Actor, meeting: AnalysisMeeting) -> list[Action]:
    keeps = policies.MEETINGS.allows(viewer, policies.KEEP_ANALYSIS, meeting)
    if not keeps or meeting.state == AnalysisMeeting.State.CONCLUDED:
        return []
    return [
        Action(_("填写意见和纪要"), _url("analysis_conclude", meeting.pk), "journal-text", primary=True, dialog=False),
        Action(_("重新生成数据"), _url("analysis_freeze", meeting.pk), "arrow-clockwise"),
    ]


def _url(name: str, pk: UUID) -> str:
    return reverse(f"web:{name}", args=[pk])


MEETING_PAGES = RecordPages(
    MEETINGS, name="analysis_meeting", panels=_meeting_panels, actions=_meeting_actions,
    layout=[(t("会议"), ["held_on", "period_from", "period_to", "place", "chair", "participants"])],
)  # fmt: skip


class MinutesForm(SeenForm):
    views = Sentences(
        t("研判意见"), 10_000, rows=6, required=False, help_text=t("对趋势、重点类型、重点村和预警的判断。")
    )
    minutes = Sentences(
        t("会议纪要"), 10_000, rows=8, required=False, help_text=t("定了什么;任务另在“会后任务”里逐项登记。")
    )


class SureForm(SeenForm):
    """Nothing to fill."""


@require_http_methods(["GET", "POST"])
def conclude(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Write views and minutes; from then on the meeting stays as it is."""
    viewer, meeting = viewer_of(request), MEETINGS.by_id(viewer_of(request), pk)
    policies.MEETINGS.check(viewer, policies.KEEP_ANALYSIS, meeting)
    form = MinutesForm(request.POST or None, initial={"seen": meeting.version})
    return act(
        request, form, lambda: services.conclude(viewer, pk=pk, **form.cleaned_data), record=meeting,
        title=_("填写意见和纪要"), submit=_("形成纪要"), done=_("已形成纪要,可以登记会后任务。"), back=MEETINGS.url(pk),
        note=_("形成纪要后,数据、意见和纪要都不能再改。"),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def refreeze(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Make the figures anew."""
    viewer, meeting = viewer_of(request), MEETINGS.by_id(viewer_of(request), pk)
    policies.MEETINGS.check(viewer, policies.KEEP_ANALYSIS, meeting)
    form = SureForm(request.POST or None, initial={"seen": meeting.version})
    return act(
        request, form, lambda: freeze(viewer, pk=pk), title=_("重新生成数据"), submit=_("生成"), done=_("已按现在的台账重新生成。"),
        back=MEETINGS.url(pk), note=_("台账在生成以后又有登记或更正的,重新生成后以现在的为准。"),
    )  # fmt: skip


# --- tasks -----------------------------------------------------------------------------------------------------------


def _task_panels(_viewer: Actor, task: AnalysisTask) -> list[Panel]:
    late = task.state == AnalysisTask.State.OPEN and task.due_on < clock.today()
    return [Panel(_("办理"), "web/mediation/_analysis_task.html", {"late": late})]


def _task_actions(viewer: Actor, task: AnalysisTask) -> list[Action]:
    if task.state != AnalysisTask.State.OPEN:
        return []
    found = []
    if policies.TASKS.allows(viewer, policies.DO_ANALYSIS_TASK, task):
        found.append(Action(_("完成任务"), _url("analysis_task_finish", task.pk), "check2", primary=True))
    if policies.TASKS.allows(viewer, policies.KEEP_ANALYSIS, task):
        found.append(Action(_("取消任务"), _url("analysis_task_cancel", task.pk)))
    return found


TASK_PAGES = RecordPages(
    TASKS, name="analysis_task", panels=_task_panels, actions=_task_actions,
    layout=[(t("任务"), ["title", "office", "staff", "due_on"])],
)  # fmt: skip


class ResultForm(SeenForm):
    result = Sentences(t("完成情况"), 500, required=False)


@require_http_methods(["GET", "POST"])
def task_finish(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Report a task as done."""
    viewer, task = viewer_of(request), TASKS.by_id(viewer_of(request), pk)
    policies.TASKS.check(viewer, policies.DO_ANALYSIS_TASK, task)
    form = ResultForm(request.POST or None, initial={"seen": task.version})
    return act(
        request, form, lambda: services.finish_task(viewer, pk=pk, **form.cleaned_data), record=task,
        title=_("完成任务"), submit=_("完成"), done=_("任务已完成。"), back=TASKS.url(pk),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def task_cancel(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take a task back."""
    viewer, task = viewer_of(request), TASKS.by_id(viewer_of(request), pk)
    policies.TASKS.check(viewer, policies.KEEP_ANALYSIS, task)
    form = ReasonForm(request.POST or None, initial={"seen": task.version})
    return act(
        request, form, lambda: services.cancel_task(viewer, pk=pk, **form.cleaned_data), record=task, danger=True,
        title=_("取消任务"), submit=_("取消任务"), done=_("任务已取消。"), back=TASKS.url(pk),
    )  # fmt: skip


# --- searches --------------------------------------------------------------------------------------------------------


def _campaign_panels(viewer: Actor, campaign: DragnetCampaign) -> list[Panel]:
    rows = progress_of(viewer, campaign)
    visits = sum(one.visits for one in rows)
    context = {
        "rows": rows, "visits": visits, "clues": sum(one.clues for one in rows), "opened": sum(one.opened for one in rows),
        "begun": sum(one.visits > 0 for one in rows), "goal": campaign.goal,
        "done": f"{visits / campaign.goal:.0%}" if campaign.goal else "", "ledger": _visits_of(campaign),
    }  # fmt: skip
    found = [Panel(_("进度"), "web/mediation/_dragnet_progress.html", context)]
    if holds(viewer, policies.READ_DRAGNET_VISITS):
        waiting = VISITS.rows(viewer).filter(campaign=campaign, case=None).exclude(clue="").select_related("area", "by")
        found.append(
            Panel(_("待转办的线索"), "web/mediation/_dragnet_clues.html", {"visits": waiting.order_by("-day")[:30]})
        )
    return found


def _visits_of(campaign: DragnetCampaign) -> str:
    return f"{reverse('web:ledger', args=['dragnet_visits'])}?{urlencode({'campaign': campaign.title})}"


def _campaign_actions(viewer: Actor, campaign: DragnetCampaign) -> list[Action]:
    if not holds(viewer, policies.VISIT):
        return []
    address = f"{reverse('web:dragnet_visit_add')}?campaign={campaign.pk}&day={_day_in(campaign)}"
    return [Action(_("登记排查走访"), address, "door-open", primary=True, dialog=False)]


def _day_in(campaign: DragnetCampaign) -> str:
    return min(max(clock.today(), campaign.from_day), campaign.to_day).isoformat()


def _campaigns(viewer: Actor) -> Sequence[tuple[str, str]]:
    rows = CAMPAIGNS.rows(viewer).order_by("-from_day")[:60]
    return [(str(one.pk), one.title) for one in rows]


CAMPAIGN_PAGES = RecordPages(
    CAMPAIGNS, name="dragnet_campaign", panels=_campaign_panels, actions=_campaign_actions,
    layout=[(t("部署"), ["from_day", "to_day", "focus", "goal", "leader", "summary"])],
)  # fmt: skip


def _visit_panels(_viewer: Actor, _visit: DragnetVisit) -> list[Panel]:
    return [Panel(_("线索转办"), "web/mediation/_dragnet_case.html", {})]


def _visit_actions(viewer: Actor, visit: DragnetVisit) -> list[Action]:
    if visit.case_id is not None or not visit.clue or not policies.VISITS.allows(viewer, policies.VISIT, visit):
        return []
    return [
        Action(_("转为事项"), _url("dragnet_open", visit.pk), "arrow-right-circle", primary=True),
        Action(_("关联已有事项"), _url("dragnet_link", visit.pk), "link-45deg"),
    ]


VISIT_PAGES = RecordPages(
    VISITS, name="dragnet_visit", panels=_visit_panels, actions=_visit_actions, offers={"campaign": _campaigns},
    layout=[(t("走访"), ["day", "home", "household", "by", "clue", "kind", "people"])],
)  # fmt: skip


@require_http_methods(["GET", "POST"])
def open_case(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What the visit found becomes a matter."""
    viewer: Staff = viewer_of(request)
    visit = VISITS.by_id(viewer, pk)
    policies.VISITS.check(viewer, policies.VISIT, visit)
    form = SureForm(request.POST or None, initial={"seen": visit.version})
    return act(
        request, form, lambda: services.open_case(viewer, pk=pk), title=_("转为事项"), submit=_("转为事项"),
        done=_("线索已转为事项,综治中心会研判分流。"), back=VISITS.url(pk), onward=lambda case: url_of_id(case.pk),
        note=visit.clue,
    )  # fmt: skip


class NumberForm(SeenForm):
    number = Words(t("办件编号"), 30, required=False)


@require_http_methods(["GET", "POST"])
def link_case(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What the visit found is a matter already."""
    viewer = viewer_of(request)
    visit = VISITS.by_id(viewer, pk)
    policies.VISITS.check(viewer, policies.VISIT, visit)
    form = NumberForm(request.POST or None, initial={"seen": visit.version})
    return act(
        request, form, lambda: services.link_case(viewer, pk=pk, number=form.cleaned_data["number"]), record=visit,
        title=_("关联已有事项"), submit=_("关联"), done=_("已关联。"), back=VISITS.url(pk), note=visit.clue,
    )  # fmt: skip
