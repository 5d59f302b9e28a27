"""The pages of campaigns with everything of theirs, of work logs and of rounds."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as t
from django.views.decorators.http import require_http_methods

from bihuan.inspections import policies, progress, selectors, services
from bihuan.inspections.models import Campaign, Round
from bihuan.inspections.models.worklog import GROUPS, PLACES
from bihuan.inspections.registers import CAMPAIGNS, LOGS, PHASES, ROUNDS, VILLAGES
from bihuan.kernel import clock
from bihuan.platform.actors import Actor
from bihuan.platform.policies import holds
from bihuan.web.inspections.forms import forms_panel
from bihuan.web.orgs.acting import act, viewer_of
from bihuan.web.orgs.forms import SeenForm
from bihuan.web.records import Action, Panel, RecordPages, parts_panel
from bihuan.web.records.forms import Choices, offered

DAYS_SHOWN, LINES_SHOWN = 14, 20

# --- campaigns -------------------------------------------------------------------------------------------------------


def _work(viewer: Actor, campaign: Campaign) -> Panel:
    villages = progress.by_village(viewer, campaign)
    context = {
        "totals": progress.totals_of(viewer, campaign),
        "villages": villages,
        "begun": sum(one.begun for one in villages),
        "days": progress.by_day(viewer, campaign)[:DAYS_SHOWN],
        "ledger": _ledger("work_logs", {"campaign": campaign.name}),
    }
    return Panel(_("进度"), "web/inspections/_progress.html", context)


def _chain(campaign: Campaign) -> Panel:
    return Panel(_("责任链"), "web/inspections/_chain.html", {"standing": progress.standing_of(campaign)})


def _found(viewer: Actor, campaign: Campaign) -> Panel:
    rows = selectors.with_limits(selectors.findings(viewer).filter(campaign=campaign), clock.now())
    shown = rows.select_related("case__area", "case__office").order_by("-created_at")[:LINES_SHOWN]
    return Panel(
        _("发现的问题"),
        "web/inspections/_findings.html",
        {"findings": shown, "ledger": _ledger("findings", {"campaign": campaign.name})},
    )


def _rounds(viewer: Actor, campaign: Campaign) -> Panel:
    found = ROUNDS.rows(viewer).filter(campaign=campaign).select_related("leader", "area").order_by("-planned_on")
    add = ""
    if ROUNDS.policy.allows(viewer, ROUNDS.keep, Round(area_path=campaign.area_path, town_id=campaign.town_id)):
        add = f"{reverse('web:round_add')}?{urlencode({'campaign': campaign.pk, 'area': campaign.area_id})}"
    return Panel(_("巡查"), "web/inspections/_rounds.html", {"rounds": found[:LINES_SHOWN], "add_url": add})


def _campaign_panels(viewer: Actor, campaign: Campaign) -> Sequence[Panel]:
    if campaign.voided_at is not None:
        return []
    panels = [_work(viewer, campaign)]
    if holds(viewer, policies.READ_FINDINGS):
        panels.append(_found(viewer, campaign))
    panels.append(_chain(campaign))
    phases = parts_panel(
        PHASE_PAGES, viewer, campaign, title=_("阶段"), shown=["title", "from_on", "to_on", "work"], order="from_on"
    )
    villages = parts_panel(
        VILLAGE_PAGES,
        viewer,
        campaign,
        title=_("参加村"),
        shown=["village", "spots_planned", "task"],
        order="created_at",
    )
    beside = [phases, villages, *([_rounds(viewer, campaign)] if holds(viewer, policies.READ_ROUNDS) else [])]
    panels.append(forms_panel(viewer, campaign))
    panels += [replace(panel, aside=True) for panel in beside]
    return panels


def _ledger(key: str, asked: Mapping[str, str]) -> str:
    return f"{reverse('web:ledger', args=[key])}?{urlencode(asked)}"


def _campaign_actions(viewer: Actor, campaign: Campaign) -> Sequence[Action]:
    report = Action(
        _("报告(Word)"), reverse("web:campaign_report", args=[campaign.pk, "docx"]), "file-word", dialog=False
    )
    if not holds(viewer, policies.KEEP_LOGS) or not campaign.from_on <= clock.today():
        return [report]
    day = min(clock.today(), campaign.to_on).isoformat()
    address = f"{reverse('web:work_log_add')}?{urlencode({'campaign': campaign.pk, 'day': day})}"
    return [Action(_("登记工作日志"), address, "journal-plus", primary=campaign.running, dialog=False), report]


def _campaigns_offered(viewer: Actor) -> Choices:
    return offered(CAMPAIGNS.rows(viewer).order_by("-to_on"), lambda one: f"{one.name}({one.from_on} – {one.to_on})")


CAMPAIGN_PAGES = RecordPages(
    CAMPAIGNS,
    name="campaign",
    layout=[(t("部署"), ["kind", "from_on", "to_on", "goal", "office", "summary"])],
    panels=_campaign_panels,
    actions=_campaign_actions,
)
PHASE_PAGES = RecordPages(PHASES, name="campaign_phase", files=False)
VILLAGE_PAGES = RecordPages(VILLAGES, name="campaign_village", files=False)
LOG_PAGES = RecordPages(
    LOGS,
    name="work_log",
    layout=[
        (t("日志"), ["day", "campaign", "kind", "remark"]),
        (t("人员、机械、车辆"), [*GROUPS, "machine_shifts", "truck_runs"]),
        (t("清理"), ["spots_cleared", *PLACES]),
    ],
    offers={"campaign": _campaigns_offered},
)

# --- rounds ----------------------------------------------------------------------------------------------------------


def _found_on(viewer: Actor, one: Round) -> Sequence[Panel]:
    rows = selectors.with_limits(selectors.findings(viewer).filter(round=one), clock.now())
    shown = rows.select_related("case__area", "case__office").order_by("created_at")
    return [Panel(_("发现的问题"), "web/inspections/_findings.html", {"findings": shown, "ledger": ""})]


def _round_actions(viewer: Actor, one: Round) -> Sequence[Action]:
    paper = Action(_("交办单(PDF)"), reverse("web:round_given_out", args=[one.pk, "pdf"]), "file-pdf", dialog=False)
    if not ROUNDS.policy.allows(viewer, ROUNDS.keep, one):
        return [paper]
    found = [Action(_("登记问题"), reverse("web:finding_add", args=[one.pk]), "camera", primary=True, dialog=False)]
    if one.held_on is None:
        found.append(Action(_("开始巡查"), reverse("web:round_hold", args=[one.pk]), "play"))
    return [*found, paper]


ROUND_PAGES = RecordPages(
    ROUNDS,
    name="round",
    layout=[(t("巡查"), ["kind", "planned_on", "held_on", "leader", "members", "campaign", "focus", "summary"])],
    offers={"campaign": _campaigns_offered},
    panels=_found_on,
    actions=_round_actions,
)


@require_http_methods(["GET", "POST"])
def hold(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The round begins; the villages it goes through may know of it now."""
    viewer = viewer_of(request)
    one = ROUNDS.by_id(viewer, pk)
    ROUNDS.policy.check(viewer, ROUNDS.keep, one)
    form = SeenForm(request.POST or None, initial={"seen": one.version})
    return act(
        request,
        form,
        lambda: services.hold_round(viewer, round_id=pk, seen=form.cleaned_data["seen"]),
        record=one,
        title=_("开始巡查:%(name)s") % {"name": one.title},
        submit=_("开始"),
        done=_("已开始,到现场后逐条登记问题。"),
        back=ROUNDS.url(pk),
        note=_("暗访开始后,被查的村(社区)就能看到这次巡查。") if one.kind == Round.Kind.UNANNOUNCED else "",
    )
