"""Ledgers: which there are, what columns they have, and their rows with the desk's own filters."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema

from bihuan.api.bodies import check_text
from bihuan.api.door import door, staff_of
from bihuan.api.scopes import TokenScope
from bihuan.api.v1.base import answers
from bihuan.orgs.models import Staff
from bihuan.platform.ledgers import FilterKind, Ledger, LedgerQuery, ledger, ledgers, read_query
from bihuan.platform.ledgers.places import holding_places

router = Router(tags=["台账"])
READ = door(TokenScope.LEDGERS_READ)


class ColumnOut(Schema):
    key: str
    title: str
    kind: str


class RowOut(Schema):
    """One row; `values` by column key, personal values masked."""

    id: str
    values: dict[str, Any]


class LedgerPage(Schema):
    """One page; `next` is the address of the page after it, null on the last."""

    columns: list[ColumnOut]
    rows: list[RowOut]
    cursor: str | None
    next: str | None


def query_parameters(shown: Ledger | None = None) -> list[dict[str, Any]]:
    """The query words of a ledger page for the OpenAPI document; those of one ledger's columns too when it is known."""
    text = {"type": "string"}
    general = [
        ("q", "全文搜索", {"type": "string", "maxLength": 100}),
        ("order", "排序的列,降序前加 -", text),
        ("columns", "要哪些列,逗号分隔", text),
        ("size", "每页行数,1 到 500", {"type": "integer", "minimum": 1, "maximum": 500}),
        ("after", "上一页的 cursor", text),
        ("behind", "只要某个统计数字背后的行", text),
    ]
    columns = [
        (column.key, f"按“{column.title}”筛选({_how(column.filter_kind)})", {"type": "array", "items": text})
        for column in (shown.filterable if shown else ())
    ]
    return [
        {"in": "query", "name": name, "description": about, "required": False, "schema": schema}
        for name, about, schema in [*general, *columns]
    ]


def _how(kind: FilterKind) -> str:
    return {
        FilterKind.TEXT: "包含的文字",
        FilterKind.EXACT: "完整的值",
        FilterKind.DAYS: "today、month、2026-01-01..2026-06-30 等",
        FilterKind.CHOICES: "选项值,可重复",
        FilterKind.AREA: "区域编号、代码或名称",
        FilterKind.YES_NO: "yes、no、unknown",
        FilterKind.RANGE: "1000..5000",
    }.get(kind, "")


def words_of(request: HttpRequest) -> dict[str, list[str]]:
    """The query of the address, free of what cannot be stored.

    Raises:
        DoorRefusal: it holds a NUL.
    """
    words = {key: [str(value) for value in values] for key, values in request.GET.lists()}
    for key, values in words.items():
        check_text("".join([key, *values]))
    return words


def ledger_page(
    request: HttpRequest, viewer: Staff, shown: Ledger, words: Mapping[str, list[str]] | None = None
) -> dict[str, Any]:
    """The page that the request's own words ask for (or `words`)."""
    with holding_places():
        query: LedgerQuery = read_query(shown, words_of(request) if words is None else words)
        found = shown.page(viewer, query)
    page = found.as_json()
    following = f"{request.path}?{query.params(after=found.after)}" if found.after else None
    return {"columns": page["columns"], "rows": page["rows"], "cursor": found.after or None, "next": following}


class LedgerOut(Schema):
    key: str
    title: str
    about: str
    columns: list[ColumnOut]
    filters: list[str]
    exportable: bool
    fillable: bool


class Ledgers(Schema):
    items: list[LedgerOut]


@router.get(
    "/ledgers", auth=READ, response=answers(200, Ledgers, 401, 403, 429), summary="台账目录", operation_id="ledgers"
)
def index(request: HttpRequest) -> Any:
    """您能读取的台账,各有哪些列、能按什么筛选。"""
    viewer = staff_of(request)
    return {"items": [_described(viewer, found) for found in ledgers(viewer)]}


def _described(viewer: Staff, found: Ledger) -> dict[str, Any]:
    return {
        "key": found.key,
        "title": str(found.title),
        "about": str(found.about),
        "columns": [{"key": c.key, "title": str(c.title), "kind": str(c.kind)} for c in found.columns],
        "filters": [c.key for c in found.filterable],
        "exportable": found.exportable_by(viewer),
        "fillable": found.fillable_by(viewer),
    }


@router.get(
    "/ledgers/{slug:key}",
    auth=READ,
    response=answers(200, LedgerPage),
    summary="台账的一页",
    operation_id="ledger_rows",
    openapi_extra={"parameters": query_parameters()},
)
def rows(request: HttpRequest, key: str) -> Any:
    """筛选词是列的键,例如 `?kind=family&day=month&village=刘庄村`;含义与桌面台账的地址相同。"""
    return ledger_page(request, staff_of(request), ledger(key))
