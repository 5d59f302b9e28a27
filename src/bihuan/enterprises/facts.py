"""What policies may ask of an enterprise's profile, and the profile as conditions see it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import numpy as np
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from bihuan.enterprises.models.enterprise import Enterprise, Kind, State
from bihuan.platform.conditions import Kind as K
from bihuan.platform.conditions import Known, coded

KNOWN: Sequence[Known] = (
    Known("kind", _("类别"), K.CHOICE, choices=dict(Kind.choices)),
    Known("state", _("经营状态"), K.CHOICE, choices=dict(State.choices)),
    Known("industry", _("所属行业"), K.TEXT),
    Known("staff_count", _("职工人数"), K.NUMBER, _("人")),
    Known("revenue", _("年营业收入"), K.NUMBER, _("元")),
    Known("taxes", _("上年纳税额"), K.NUMBER, _("元")),
    Known("patents", _("有效专利"), K.NUMBER, _("件")),
    Known("high_tech", _("高新技术企业"), K.TRUTH),
    Known("exports", _("出口业务"), K.TRUTH),
    Known("land", _("用地面积"), K.NUMBER, _("亩")),
    Known("needs_workers", _("用工缺口"), K.NUMBER, _("人")),
    Known("needs_funds", _("融资需求"), K.NUMBER, _("元")),
    Known("needs_land", _("用地需求"), K.NUMBER, _("亩")),
    Known("needs_power", _("用电需求"), K.NUMBER, _("千伏安")),
    Known("registered_on", _("成立(立项)日期"), K.DAY),
)


def facts_of(enterprise: Enterprise) -> dict[str, object]:
    """The profile of one enterprise, by fact."""
    return {known.key: getattr(enterprise, known.key) for known in KNOWN}


@dataclass(frozen=True, slots=True)
class Profiles:
    """Many profiles side by side: `columns` are what `conditions.judge_many` takes, in the order of `ids` and `towns`."""

    ids: tuple[UUID, ...]
    towns: Any
    columns: dict[str, Any]


def profiles_of(rows: QuerySet[Enterprise]) -> Profiles:
    """The profiles of `rows`; one query."""
    table = list(rows.order_by().values_list("pk", "town_id", *(known.key for known in KNOWN)))
    ids, towns, *values = zip(*table, strict=True) if table else [()] * (2 + len(KNOWN))
    columns = {known.key: _column(known, column) for known, column in zip(KNOWN, values, strict=True)}
    return Profiles(ids, np.array(towns, dtype=object), columns)


def _column(known: Known, values: Sequence[Any]) -> Any:
    match known.kind:
        case K.NUMBER:
            return np.array([np.nan if value is None else float(value) for value in values], dtype=np.float64)
        case K.DAY:
            return np.array(["NaT" if value is None else value for value in values], dtype="datetime64[D]")
        case K.TRUTH:
            return np.array([-1 if value is None else int(value) for value in values], dtype=np.int8)
        case _:
            return coded(values)
