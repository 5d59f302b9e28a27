"""Weather warnings, pushed by whoever issues them; each makes the day's patrol tasks as the page does."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema, Status
from pydantic import Field

from bihuan.api.door import door, staff_of
from bihuan.api.scopes import TokenScope
from bihuan.api.v1.base import Moment, Named, Reference, Sent, answers, area_for
from bihuan.inspections.models import Level, PointTask, Weather
from bihuan.inspections.points.policies import WARN
from bihuan.inspections.points.warnings import Announced, take_warning

router = Router(tags=["天气预警"])
OPEN = door(TokenScope.WARNINGS, WARN)


class WarningIn(Sent):
    """A warning as its sender words it. `number` is the sender's own and stands once for each area."""

    number: str = Field(min_length=1, max_length=60, description="发布单位的预警编号")
    kind: Weather
    level: Level
    begins_at: Moment
    ends_at: Moment
    areas: list[Reference] = Field(min_length=1, max_length=60, description="区域的编号或代码")
    issuer: str = Field("", max_length=60, description="发布单位")
    text: str = Field("", max_length=2000, description="预警内容")


class WarningOut(Schema):
    """A warning in one area, and how many patrol tasks it called for."""

    id: UUID
    number: str
    kind: str
    kind_title: str
    level: str
    level_title: str
    area: Named | None
    begins_at: datetime
    ends_at: datetime
    fresh: bool = Field(description="本次新登记的;否则是已有的一条(内容不同时已更正)")
    tasks: int = Field(description="因这条预警安排的巡查任务数")


@router.post(
    "/weather-warnings",
    auth=OPEN,
    response=answers(201, list[WarningOut]) | {200: list[WarningOut]},
    summary="推送天气预警",
    operation_id="weather_warning",
)
def take(request: HttpRequest, sent: WarningIn) -> Any:
    """按区域各登记一条预警并安排当天的巡查任务,有新的返回 201。

    同一编号再推一次不会重复登记:内容一样返回 200 和原来的,内容变了(级别、结束时间)就更正原来的。有一个区域不能登记则全部不登记。
    """
    announced = Announced(
        sent.number, sent.kind, sent.level, sent.begins_at, sent.ends_at, issuer=sent.issuer, text=sent.text
    )
    areas = {area.pk: area for area in (area_for(one, field="areas") for one in sent.areas)}
    found = take_warning(staff_of(request), announced, list(areas.values()))
    shown = [
        {
            "id": row.pk, "number": row.number, "kind": row.kind, "kind_title": row.get_kind_display(), "level": row.level,
            "level_title": row.get_level_display(), "area": Named.of(areas[row.area_id]), "begins_at": row.begins_at,
            "ends_at": row.ends_at, "fresh": fresh, "tasks": PointTask.objects.filter(warning=row).count(),
        }
        for row, fresh in found
    ]  # fmt: skip
    return Status(201 if any(fresh for _row, fresh in found) else 200, shown)
