"""What policies may ask of an enterprise's profile, and the profile as conditions see it."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from bihuan.enterprises.models.enterprise import Enterprise, Kind, State
from bihuan.platform.conditions import Kind as K
from bihuan.platform.conditions import Known

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


def columns_of(rows: QuerySet[Enterprise], facts: Sequence[Known]) -> tuple[list[Any], dict[str, Any]]:
    """The ids of `rows` and their profiles as the columns that `conditions.judge_many` takes; one query."""
    names = [known.key for known in facts]
    table = list(rows.order_by().values_list("pk", *names))
    ids = [line[0] for line in table]
    values = list(zip(*table, strict=True))[1:] if table else [() for _name in names]
    return ids, {known.key: _column(known, column) for known, column in zip(facts, values, strict=True)}


def _column(known: Known, values: Sequence[Any]) -> Any:
    match known.kind:
        case K.NUMBER:
            return np.array([np.nan if value is None else float(value) for value in values], dtype=np.float64)
        case K.DAY:
            return np.array(["NaT" if value is None else value for value in values], dtype="datetime64[D]")
        case K.TRUTH:
            return np.array([-1 if value is None else int(value) for value in values], dtype=np.int8)
        case _:
            return np.array(values, dtype=object)
