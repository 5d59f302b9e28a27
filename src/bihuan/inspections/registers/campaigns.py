"""The registers of campaigns with their villages and phases, and of the work done."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as t

from bihuan.inspections import policies
from bihuan.inspections.models import Campaign, CampaignPhase, CampaignVillage, Finding, WorkLog
from bihuan.inspections.models.worklog import GROUPS, PLACES
from bihuan.kernel.errors import WrongState
from bihuan.orgs.registers import Register
from bihuan.orgs.services.checks import Faults


def _check_days(row: Campaign | CampaignPhase, faults: Faults) -> None:
    if row.to_on < row.from_on:
        faults.add("to_on", _("结束日期不能早于开始日期。"), "date")


def _check_campaign(campaign: Campaign, faults: Faults) -> None:
    _check_days(campaign, faults)
    logs = WorkLog.objects.filter(campaign=campaign, voided_at=None)
    outside = logs.exclude(day__range=(campaign.from_on, campaign.to_on)).order_by("day").first()
    if outside is not None:
        faults.add("to_on", _("%(day)s 已有工作日志,行动期间要包含这一天。") % {"day": outside.day}, "date")


def _keep_what_was_done(campaigns: Sequence[Campaign]) -> None:
    """A campaign for which work was done, or on which something was found, stays on the register."""
    voided = [one.pk for one in campaigns if one.voided_at is not None]
    if not voided:
        return
    if (
        WorkLog.objects.filter(campaign__in=voided, voided_at=None).exists()
        or Finding.objects.filter(campaign__in=voided).exists()
    ):
        raise WrongState(_("这项行动已经有工作日志或巡查问题,不能作废。"))


def _check_phase(phase: CampaignPhase, faults: Faults) -> None:
    _check_days(phase, faults)
    whole = phase.campaign
    if phase.from_on < whole.from_on or phase.to_on > whole.to_on:
        faults.add(
            "from_on",
            _("阶段要在行动期间(%(from)s 至 %(to)s)之内。") % {"from": whole.from_on, "to": whole.to_on},
            "date",
        )


def _check_village(one: CampaignVillage, faults: Faults) -> None:
    if not one.village.path.startswith(one.campaign.area_path):
        faults.add("village", _("“%(name)s”不在行动范围内。") % {"name": one.village.name}, "area")


def _check_log(log: WorkLog, faults: Faults) -> None:
    """Sums that are not typed, parts within their whole, a day and a place of the campaign."""
    log.person_times = sum(getattr(log, group) for group in GROUPS)
    if sum(getattr(log, place) for place in PLACES) > log.spots_cleared:
        faults.add("spots_cleared", _("河道、道路等几项相加超过了清理总处数,请核对。"), "range")
    if not (log.person_times or log.machine_shifts or log.truck_runs or log.spots_cleared):
        faults.add("spots_cleared", _("请至少填写一项:人员、机械、车辆或清理处数。"), "required")
    whole = log.campaign
    if not whole.from_on <= log.day <= whole.to_on:
        faults.add(
            "day",
            _("日期要在行动期间(%(from)s 至 %(to)s)之内。") % {"from": whole.from_on, "to": whole.to_on},
            "date",
        )
    if log.area_path != whole.area_path and not log.area_path.startswith(whole.village_paths):
        faults.add("area", _("“%(name)s”没有参加这项行动。") % {"name": log.area.name}, "area")


def _said_log(log: WorkLog) -> str:
    words = {"people": log.person_times, "spots": log.spots_cleared}
    return _("%(people)d 人次,清理 %(spots)d 处") % words


CAMPAIGNS = Register(
    Campaign,
    key="campaigns",
    title=t("专项行动"),
    path="campaigns",
    policy=policies.CAMPAIGNS,
    read=policies.READ_CAMPAIGNS,
    keep=policies.KEEP_CAMPAIGNS,
    fields=["name", "kind", "area", "from_on", "to_on", "goal", "office", "summary"],
    once=["name", "area", "from_on"],
    found_by=["name", "goal"],
    check=_check_campaign,
    then=_keep_what_was_done,
    said=lambda campaign: f"{campaign.get_kind_display()} · {campaign.from_on} – {campaign.to_on}",
)
VILLAGES = Register(
    CampaignVillage,
    key="campaign_villages",
    title=t("参加村"),
    path="campaign-villages",
    policy=policies.VILLAGES,
    read=policies.READ_CAMPAIGNS,
    keep=policies.KEEP_CAMPAIGNS,
    part_of="campaign",
    fields=["campaign", "village", "spots_planned", "task"],
    once=["campaign", "village"],
    check=_check_village,
)
PHASES = Register(
    CampaignPhase,
    key="campaign_phases",
    title=t("行动阶段"),
    path="campaign-phases",
    policy=policies.PHASES,
    read=policies.READ_CAMPAIGNS,
    keep=policies.KEEP_CAMPAIGNS,
    part_of="campaign",
    fields=["campaign", "title", "from_on", "to_on", "work"],
    check=_check_phase,
)
LOGS = Register(
    WorkLog,
    key="work_logs",
    title=t("工作日志"),
    path="work-logs",
    policy=policies.LOGS,
    read=policies.READ_CAMPAIGNS,
    keep=policies.KEEP_LOGS,
    fields=[
        "day",
        "campaign",
        "area",
        "kind",
        *GROUPS,
        "machine_shifts",
        "truck_runs",
        "spots_cleared",
        *PLACES,
        "remark",
    ],
    past=["day"],
    once=["day", "area", "campaign", "kind"],
    check=_check_log,
    said=_said_log,
)
