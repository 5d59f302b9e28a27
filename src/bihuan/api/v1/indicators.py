"""Indicators: their definitions, their values, and the rows behind a value."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Query, Router, Schema
from pydantic import Field

from bihuan.api.door import door, staff_of
from bihuan.api.scopes import TokenScope
from bihuan.api.v1.base import EARLIEST, LATEST, answers, area_for, next_address
from bihuan.api.v1.ledgers import LedgerPage, ledger_page, query_parameters, words_of
from bihuan.kernel import clock
from bihuan.kernel.errors import Invalid, NotFound
from bihuan.orgs.models import Area
from bihuan.platform.indicators import Indicator, Part, Period, indicator, indicators, this_month
from bihuan.platform.ledgers import ledger
from bihuan.platform.ledgers.behind import Behind

router = Router(tags=["统计指标"])
READ = door(TokenScope.INDICATORS_READ)


class IndicatorOut(Schema):
    key: str
    name: str
    unit: str
    definition: str
    ledger: str = Field(description="列出背后各行的台账,没有则为空")
    by: list[str] = Field(description="可以分组的维度")
    better: str


class Indicators(Schema):
    items: list[IndicatorOut]


@router.get(
    "/indicators",
    auth=READ,
    response=answers(200, Indicators, 401, 403, 429),
    summary="指标目录",
    operation_id="indicators",
)
def index(request: HttpRequest) -> Any:
    """每个指标的口径。"""
    return {
        "items": [
            {
                "key": one.key, "name": str(one.name), "unit": str(one.unit), "definition": str(one.definition),
                "ledger": one.ledger, "by": list(one.by), "better": one.better,
            }
            for one in indicators()
        ]
    }  # fmt: skip


class Which(Schema):
    area: str = Field("", max_length=60, description="区域编号或代码,不填为全县")
    period: str = Field("", max_length=30, description="2026-01-01..2026-06-30,不填为本月")


class ValueOut(Schema):
    """`value` null: nothing to divide by."""

    key: str
    name: str
    area: str
    period: str
    value: float | None
    unit: str
    numerator: float | None
    denominator: float | None


def _indicator(key: str) -> Indicator:
    try:
        return indicator(key)
    except Invalid:
        raise NotFound(_("没有这个指标,可查 /api/v1/indicators。")) from None


def _period(text: str) -> Period:
    period = Period.parse(text) if text else this_month(clock.today())
    if period.start.year < EARLIEST or period.end.year > LATEST:
        raise Invalid(_("期间超出范围。"), field="period", code="period")
    return period


def _area(word: str) -> Area | None:
    found = area_for(word) if word else None
    return None if found is None or found.level == Area.Level.COUNTY else found


@router.get(
    "/indicators/{key}", auth=READ, response=answers(200, ValueOut), summary="指标的值", operation_id="indicator_value"
)
def value(request: HttpRequest, key: str, query: Query[Which]) -> Any:
    """一个区域、一个期间的值,只数您能看到的行。"""
    return _indicator(key).value(staff_of(request), _area(query.area), _period(query.period)).as_json()


class Rows(Which):
    part: Part = Field(Part.COUNTED, description="counted 为计入的行,of 为分母")


@router.get(
    "/indicators/{key}/rows",
    auth=READ,
    response=answers(200, LedgerPage),
    summary="指标背后的行",
    operation_id="indicator_rows",
    openapi_extra={
        "parameters": [one for one in query_parameters() if one["name"] in {"size", "after", "order", "columns"}]
    },
)
def rows(request: HttpRequest, key: str, query: Query[Rows]) -> Any:
    """值数了哪些行,就给出哪些行,以台账页的形式。"""
    found = _indicator(key)
    if not found.ledger:
        raise NotFound(_("这个指标没有可以打开的台账。"))
    area, period = _area(query.area), _period(query.period)
    behind = Behind(found.key, str(area.pk) if area else "", period, query.part).word
    asked = {
        name: values for name, values in words_of(request).items() if name in {"size", "after", "order", "columns"}
    }
    page = ledger_page(request, staff_of(request), ledger(found.ledger), {**asked, "behind": [behind]})
    if page["cursor"]:
        page["next"] = next_address(request, page["cursor"])
    return page
