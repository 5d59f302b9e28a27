"""The ledgers of campaigns, their villages and phases, and of the work done."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as t

from bihuan.inspections.models import Campaign, WorkLog
from bihuan.inspections.registers import CAMPAIGNS, LOGS, PHASES, VILLAGES
from bihuan.orgs.models import Area
from bihuan.orgs.registers.ledger import RegisterLedger
from bihuan.platform.actors import Actor
from bihuan.platform.ledgers import Column, NewRow, Refused, Text, Whole
from bihuan.platform.models import ImportBatch

_FOUND = "campaign_found"


class Campaigns(RegisterLedger):
    """Campaigns."""

    kept = CAMPAIGNS
    first = ("name", "kind", "area", "from_on", "to_on", "office", "goal")
    title = t("专项行动台账")
    about = t("人居环境整治、燃气安全、防溺水等专项行动的目标、期间、范围和牵头单位。")
    towards = t("点“登记一条”新建一项行动,再在它的页面上加参加村、阶段和工作日志。")
    heads = {
        "name": "名称 专项行动 行动 活动名称",
        "kind": "类型 类别",
        "area": "区域 范围 乡镇 开展范围 村(社区)",
        "from_on": "开始时间 起始日期",
        "to_on": "结束时间 截止日期",
        "goal": "目标 目标任务 工作目标",
        "summary": "总结 工作总结",
    }
    words = {
        "kind": {
            Campaign.Kind.ENVIRONMENT: "环境整治 人居环境 环境卫生",
            Campaign.Kind.DISPUTES: "纠纷排查 矛盾纠纷",
            Campaign.Kind.GAS: "燃气",
            Campaign.Kind.DROWNING: "溺水",
            Campaign.Kind.FIRE: "消防",
            Campaign.Kind.PRODUCTION: "生产安全",
            Campaign.Kind.ROADS: "交通安全",
        }
    }
    order = ["-from_on"]


class Villages(RegisterLedger):
    """Villages of campaigns."""

    kept = VILLAGES
    title = t("专项行动参加村台账")
    about = t("每项行动有哪些村(社区)参加,各自排查出多少处、承担什么任务。")
    add_url = import_right = ""
    campaign = Text("campaign.name", t("专项行动"), fixed=True, nullable=False, width=24, imported=False)
    village = Text("village.name", t("参加村(社区)"), nullable=False, imported=False)
    order = ["campaign"]


class Phases(RegisterLedger):
    """Phases of campaigns."""

    kept = PHASES
    title = t("专项行动阶段台账")
    about = t("每项行动分几个阶段,各从哪一天到哪一天、做什么。")
    add_url = import_right = ""
    campaign = Text("campaign.name", t("专项行动"), fixed=True, nullable=False, width=24, imported=False)
    order = ["-from_on"]


class WorkLogs(RegisterLedger):
    """Work logs; an import finds the campaign by its name and the day."""

    kept = LOGS
    first = (
        "day", "campaign", "area", "kind", "machine_shifts", "truck_runs", "spots_cleared", "river_spots",
    )  # fmt: skip
    title = t("工作日志台账")
    about = t("各村每天为专项行动出动多少人、机械和车辆,清理了多少处、其中河道多少处;合计就是上报的数。")
    towards = t("点“登记一条”录入当天的,或者用“导入”交汇总表。")
    heads = {
        "day": "时间 整治日期",
        "area": "村(社区) 村 村名 社区 单位",
        "kind": "清理类型 类型 整治内容",
        "welfare": "公益岗 公益性岗位 公益岗人员",
        "volunteers": "志愿者 志愿者人数",
        "members": "党员 党员人数",
        "cadres": "干部 干部人数 村干部 镇村干部",
        "others": "其他人员 群众 村民",
        "machine_shifts": "机械 机械台次 出动机械 铲车 挖掘机 机械(台)",
        "truck_runs": "车辆 车辆辆次 清运车辆 出动车辆 运输车辆 车辆(辆)",
        "spots_cleared": "清理处数 清理死角 卫生死角 清理卫生死角 清理(处)",
        "river_spots": "河道 其中河道 河道沟渠 河道处数",
        "road_spots": "道路 其中道路 道路沿线",
        "yard_spots": "房前屋后 其中房前屋后",
        "field_spots": "田间地头 其中田间地头",
    }
    words = {
        "kind": {
            WorkLog.Kind.CORNERS: "死角",
            WorkLog.Kind.RUBBISH: "垃圾 生活垃圾 建筑垃圾",
            WorkLog.Kind.HEAPS: "乱堆乱放 柴草 杂物",
            WorkLog.Kind.RUINS: "残墙 断壁 危旧房",
            WorkLog.Kind.DITCHES: "河道 沟渠 坑塘 黑臭水体",
            WorkLog.Kind.WEEDS: "杂草 落叶",
            WorkLog.Kind.POSTERS: "牛皮癣",
        }
    }
    campaign = Text(
        "campaign.name", t("专项行动"), required=True, synonyms="行动名称 行动 专项行动名称", nullable=False, width=22
    )
    person_times = Whole("person_times", t("出动人次"), total=True, nullable=False, imported=False)
    order = ["-day"]

    def save_rows(self, *, actor: Actor, rows: Sequence[NewRow], batch: ImportBatch) -> list[UUID | Refused]:
        names = {str(row.values.get("campaign") or "") for row in rows}
        found: dict[str, list[Campaign]] = {}
        for campaign in CAMPAIGNS.rows(actor).filter(name__in=names):
            found.setdefault(campaign.name, []).append(campaign)
        ready: dict[int, NewRow] = {}
        for at, row in enumerate(rows):
            day = row.values.get("day")
            named = found.get(str(row.values.get("campaign") or ""), [])
            meant = [one for one in named if day is not None and one.from_on <= day <= one.to_on]  # type: ignore[operator]
            if len(meant) == 1:
                ready[at] = NewRow(row.sheet, row.row, {**row.values, _FOUND: meant[0]})
        stored = iter(super().save_rows(actor=actor, rows=list(ready.values()), batch=batch))
        return [next(stored) if at in ready else _no_campaign(row) for at, row in enumerate(rows)]

    def _values(
        self, row: NewRow, named: Mapping[str, Column], areas: Mapping[str, Area], people: Any
    ) -> dict[str, object] | Refused:
        values = super()._values(row, named, areas, people)
        return values if isinstance(values, Refused) else {**values, "campaign": row.values[_FOUND]}


def _no_campaign(row: NewRow) -> Refused:
    name = str(row.values.get("campaign") or "")
    return Refused(
        "campaign",
        "unknown",
        _("没有在这一天开展、名称是“%(name)s”的专项行动(或者有几项同名),请核对名称和日期。") % {"name": name},
    )
