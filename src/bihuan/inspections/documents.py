"""The papers of the room: the report of a campaign, the list that gives out what a round found, the list of the late."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from bihuan.cases.models import State
from bihuan.inspections import progress, selectors
from bihuan.inspections.models import Campaign, Finding, Round
from bihuan.inspections.points import papers as point_papers  # noqa: F401  # declares its paper
from bihuan.inspections.registers import PHASES
from bihuan.kernel import clock
from bihuan.platform.actors import Actor
from bihuan.platform.documents import Document, Field, Filled, declare
from bihuan.platform.documents.layout import Column, Gap, Grid, Para, Rows, Signs, Text, Title, day_words, printed, wide
from bihuan.platform.documents.layout import row as line

GROUP = _("专项行动与巡查")
_WORK = (
    Field("people", _("出动人次")),
    Field("machines", _("机械台次")),
    Field("trucks", _("车辆辆次")),
    Field("spots", _("清理处数")),
    Field("river", _("其中河道")),
)
_WORK_COLUMNS = (
    Column("人次", "{people}", 2, "right"),
    Column("机械", "{machines}", 2, "right"),
    Column("车辆", "{trucks}", 2, "right"),
    Column("清理", "{spots}", 2, "right"),
    Column("其中河道", "{river}", 3, "right"),
)

REPORT = declare(
    Document(
        key="inspections.campaign_report",
        title=_("专项行动报告"),
        group=GROUP,
        fields=(
            Field("area", _("所属区域")),
            Field("name", _("行动名称")),
            Field("days", _("行动期间")),
            Field("office", _("牵头单位")),
            Field("goal", _("行动目标")),
            Field("done", _("完成情况")),
            Field("found", _("发现的问题")),
            Field("summary", _("行动总结")),
            Field("made_on", _("落款日期")),
            Field(
                "phases", _("阶段"), (Field("title", _("阶段")), Field("days", _("期间")), Field("work", _("主要工作")))
            ),
            Field("villages", _("各村情况"), (Field("name", _("村(社区)")), *_WORK, Field("open", _("未闭环")))),
            Field("daily", _("逐日情况"), (Field("day", _("日期")), *_WORK)),
        ),
        layout=(
            Para("{name:10}", align="center", size=18, bold=True),
            Title("专项行动工作报告"),
            Para("({days})", align="center"),
            Grid((4, 14), (wide("范  围", "{area}", 2), wide("牵头单位", "{office}", 2))),
            Gap(4),
            Text("goal", "一、行动目标", lines=2),
            Para("二、完成情况", bold=True),
            Para("{done}", indent=True),
            Rows(
                "phases",
                (Column("阶段", "{title}", 4), Column("期间", "{days}", 6), Column("主要工作", "{work}", 9)),
                spare=0,
            ),
            Gap(4),
            Para("三、各村情况", bold=True),
            Rows(
                "villages",
                (Column("村(社区)", "{name}", 4), *_WORK_COLUMNS, Column("未闭环问题", "{open}", 3, "right")),
            ),
            Gap(4),
            Para("四、发现的问题", bold=True),
            Para("{found}", indent=True),
            Text("summary", "五、总结", lines=6),
            Para("{made_on}", align="right"),
            Gap(6),
            Para("附:逐日情况", bold=True),
            Rows("daily", (Column("日期", "{day}", 4), *_WORK_COLUMNS), spare=1),
        ),
    )
)
GIVEN_OUT = declare(
    Document(
        key="inspections.given_out",
        title=_("问题交办单"),
        group=GROUP,
        fields=(
            Field("town", _("所属乡镇")),
            Field("title", _("巡查名称")),
            Field("held_on", _("开展日期")),
            Field("leader", _("带队人")),
            Field("members", _("参加人员")),
            Field(
                "findings",
                _("发现的问题"),
                (
                    Field("number", _("办件编号")),
                    Field("text", _("问题描述")),
                    Field("place", _("地点")),
                    Field("requirement", _("整改要求")),
                    Field("days", _("整改期限")),
                    Field("office", _("责任单位")),
                ),
            ),
            Field(
                "signers",
                _("签名栏"),
                (Field("label", _("签名人身份")), Field("image", _("签名")), Field("date", _("日期"))),
            ),
        ),
        layout=(
            Para("{town:8}", align="center", size=18, bold=True),
            Title("巡查问题交办单"),
            Grid(
                (4, 7, 4, 7),
                (
                    line("巡  查", "{title}", "日  期", "{held_on:10}"),
                    line("带 队 人", "{leader}", "参加人员", "{members}"),
                ),
            ),
            Gap(4),
            Rows(
                "findings",
                (
                    Column("编号", "{number}", 8),
                    Column("问题", "{text}", 7),
                    Column("地点", "{place}", 4),
                    Column("整改要求", "{requirement}", 6),
                    Column("期限", "{days}", 3),
                    Column("责任单位", "{office}", 4),
                ),
            ),
            Gap(4),
            Para("期限自签收之日起算。整改完毕请上传整改后照片,由未参与整改的人员复查。", size=12),
            Gap(4),
            Signs("signers"),
        ),
    )
)
NOTICE = declare(
    Document(
        key="inspections.late_notice",
        title=_("超期问题通报"),
        group=GROUP,
        fields=(
            Field("place", _("通报单位")),
            Field("at", _("统计时间")),
            Field("count", _("件数")),
            Field("made_on", _("落款日期")),
            Field(
                "findings",
                _("超期的问题"),
                (
                    Field("number", _("办件编号")),
                    Field("title", _("问题")),
                    Field("area", _("所属区域")),
                    Field("who", _("责任单位和经办人")),
                    Field("due", _("应完成时间")),
                    Field("late", _("超期天数")),
                    Field("told", _("已报告")),
                ),
            ),
        ),
        layout=(
            Title("巡查问题超期通报"),
            Para("截至{at},{place}共有{count}件巡查问题超过期限未完成,现通报如下。", indent=True),
            Rows(
                "findings",
                (
                    Column("编号", "{number}", 8),
                    Column("问题", "{title}", 6),
                    Column("区域", "{area}", 4),
                    Column("责任单位、经办人", "{who}", 5),
                    Column("应完成", "{due}", 4),
                    Column("超期", "{late}", 2),
                    Column("已升级报告", "{told}", 5),
                ),
                spare=1,
            ),
            Gap(4),
            Para("请责任单位立即整改并说明原因,责任链上一级负责督促到位。", indent=True),
            Para("{place}", align="right"),
            Para("{made_on}", align="right"),
        ),
    )
)


def report_of(viewer: Actor, campaign: Campaign) -> Filled:
    """A campaign as the rows that `viewer` may see tell it."""
    totals = progress.totals_of(viewer, campaign)
    villages = progress.by_village(viewer, campaign)
    found = selectors.with_limits(selectors.findings(viewer).filter(campaign=campaign), clock.now())
    states = list(found.values_list("case__state", "late", "escalated"))
    phases = PHASES.rows(viewer).filter(campaign=campaign).order_by("from_on")
    done = printed(
        "共出动{person_times}人次、机械{machine_shifts}台次、车辆{truck_runs}辆次,清理{spots_cleared}处,其中河道{river_spots}处。",
        **{name: str(count) for name, count in totals.items()},
    )
    return Filled(
        {
            "area": campaign.area.name
            if campaign.area_id == campaign.town_id
            else f"{campaign.town.name}{campaign.area.name}",
            "name": campaign.name,
            "days": _span(campaign.from_on, campaign.to_on),
            "office": campaign.office.name if campaign.office is not None else "",
            "goal": campaign.goal,
            "done": done,
            "found": _told_of(states),
            "summary": campaign.summary,
            "made_on": day_words(clock.today()),
            "phases": [{"title": one.title, "days": _span(one.from_on, one.to_on), "work": one.work} for one in phases],
            "villages": [{"name": one.name, **_counts(one.done), "open": str(one.open)} for one in villages],
            "daily": [
                {"day": f"{one.day:%Y-%m-%d}", **_counts(one.done)}
                for one in reversed(progress.by_day(viewer, campaign))
            ],
        }
    )


def _told_of(states: Sequence[tuple[str, bool, bool]]) -> str:
    """How many were found, closed, late, and reported up."""
    if not states:
        return printed("巡查没有登记问题。")
    return printed(
        "巡查发现问题{found}件,已闭环{closed}件;超过整改期限{late}件,其中沿责任链升级报告{told}件。",
        found=str(len(states)),
        closed=str(sum(state == State.CLOSED for state, _late, _told in states)),
        late=str(sum(late for _state, late, _told in states)),
        told=str(sum(late and told for _state, late, told in states)),
    )


def given_out_of(one: Round, findings: Iterable[Finding]) -> Filled:
    """What a round found, to be signed for by whoever has to put it right."""
    rows = [
        {
            "number": finding.case.number,
            "text": finding.case.text,
            "place": finding.case.place or finding.case.area.name,
            "requirement": finding.requirement,
            "days": printed("{days}天", days=str(finding.limit_days)),
            "office": finding.case.office.name if finding.case.office is not None else "",
        }
        for finding in findings
    ]
    signers = [{"label": printed(label), "image": "", "date": ""} for label in ("交办人", "接收人")]
    return Filled(
        {
            "town": one.town.name,
            "title": one.title,
            "held_on": f"{one.held_on:%Y-%m-%d}" if one.held_on else "",
            "leader": one.leader.name,
            "members": one.members,
            "findings": rows,
            "signers": signers,
        }
    )


def notice_of(place: str, findings: Iterable[Any]) -> Filled:
    """The list of the late; `findings` as `selectors.late_now` gives them."""
    now = clock.now()
    rows = [
        {
            "number": one.case.number,
            "title": one.case.title,
            "area": one.case.area.name,
            "who": " ".join(part.name for part in (one.case.office, one.case.handler) if part is not None),
            "due": f"{clock.local(one.case.due_at):%m-%d %H:%M}",
            "late": printed("{days}天", days=str((now - one.case.due_at).days)),
            "told": printed("{name}({why})", name=one.told_name, why=one.told_why) if one.told_name else "",
        }
        for one in findings
    ]
    local = clock.local(now)
    return Filled(
        {
            "place": place,
            "at": f"{day_words(local.date())}{local:%H:%M}",
            "count": str(len(rows)),
            "made_on": day_words(local.date()),
            "findings": rows,
        }
    )


def _counts(done: Any) -> dict[str, str]:
    keys = ("people", "machines", "trucks", "spots", "river")
    return {key: str(done[name]) for key, name in zip(keys, progress.QUANTITIES, strict=True)}


def _span(first: date, last: date) -> str:
    return f"{day_words(first)}至{day_words(last)}"
