"""The figures with which an analysis meeting opens, made from the disputes the maker may see and frozen as JSON.

Shape: {"counts": [{key, name, unit, value, before, behind}], "months": [{month, registered, settled}],
"kinds": [{key, name, now, before, behind}], "villages": [...], "warnings": [{sign, text, rows: [{number, case, kind, day}]}]}.
Every number carries the word by which its ledger opens the rows; names of parties are masked.
"""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from bihuan.kernel.reading.masking import mask_name
from bihuan.mediation.models import AgreementForm, DisputeKind, Party, Result
from bihuan.mediation.policies import DISPUTES, READ
from bihuan.mediation.prevention.warnings import YEAR, Row, Sign, Warned, warned
from bihuan.orgs.models import Area
from bihuan.orgs.selectors import village_name
from bihuan.platform.actors import Actor
from bihuan.platform.indicators import Indicator, Number, Part, Period, indicator, values_together
from bihuan.platform.ledgers.behind import NOTHING, Behind

KEYS = (
    "mediation.registered", "mediation.settled", "mediation.success_rate", "mediation.fulfilment_rate",
    "mediation.recovered_amount",
)  # fmt: skip
MOST, MOST_ROWS = 8, 30


def figures_of(viewer: Actor, area: Area, first: date, last: date) -> dict[str, Any]:
    """All figures for `area` between two days; about a dozen statements, however many disputes."""
    period = Period(first, last)
    return {
        "counts": _counts(viewer, area, period),
        "months": _months(viewer, area, last),
        "kinds": _broken_down(viewer, area, period, "kind"),
        "villages": _broken_down(viewer, area, period, "village"),
        "warnings": warnings_of(viewer, area, period),
    }


def _behind(key: str, area: Area, period: Period, group: tuple[str, str] | None = None) -> str:
    return Behind(key, area.code, period, Part.COUNTED, group).word


def _counts(viewer: Actor, area: Area, period: Period) -> list[dict[str, Any]]:
    items = [indicator(key) for key in KEYS]
    before = period.before()
    found = values_together(viewer, area, items, [period, before])
    return [
        {
            "key": one.key, "name": str(one.name), "unit": str(one.unit), "value": _plain(found[one.key, period].value),
            "before": _plain(found[one.key, before].value), "behind": _behind(one.key, area, period),
        }
        for one in items
    ]  # fmt: skip


def _plain(value: Number) -> int | float | None:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value


def _months(viewer: Actor, area: Area, last: date) -> list[dict[str, Any]]:
    year = Period((last.replace(day=1) - timedelta(days=334)).replace(day=1), last)
    registered, settled = indicator("mediation.registered"), indicator("mediation.settled")
    done = dict(settled.trend(viewer, area, year))
    return [
        {"month": f"{month:%Y-%m}", "registered": _plain(value), "settled": _plain(done.get(month))}
        for month, value in registered.trend(viewer, area, year)
    ]


def _broken_down(viewer: Actor, area: Area, period: Period, dimension: str) -> list[dict[str, Any]]:
    """The largest groups of the period with what they were in the one before."""
    item: Indicator = indicator("mediation.registered")
    now = {row[0]: row[1] or 0 for row in item.broken_down(viewer, area, period, dimension)}
    before = {row[0]: row[1] or 0 for row in item.broken_down(viewer, area, period.before(), dimension)}
    labels = dict(DisputeKind.choices) if dimension == "kind" else {}
    ordered = sorted(now, key=lambda key: (-now[key], str(key)))[:MOST]
    words = {key: NOTHING if key is None else str(key) for key in ordered}
    return [
        {
            "key": words[key], "name": str(labels.get(key, key)) if key else _("未填"), "now": _plain(now[key]),
            "before": _plain(before.get(key, 0)), "behind": _behind(item.key, area, period, (dimension, words[key])),
        }
        for key in ordered
    ]  # fmt: skip


# --- warnings ------------------------------------------------------------------------------------------------------


def warnings_of(viewer: Actor, area: Area, period: Period) -> list[dict[str, Any]]:
    """What the disputes warn of, in sentences, each with its rows."""
    disputes = _disputes(viewer, area, period)
    rows, names = _rows(disputes, period.end)
    found = warned(rows, first=period.start, last=period.end, labour=DisputeKind.LABOUR)
    known = {str(one["pk"]): one for one in disputes}
    return [
        {
            "sign": one.sign.value, "text": _said(one, names), "count": len(one.keys),
            "rows": [_shown(known[key]) for key in one.keys[:MOST_ROWS]],
        }
        for one in found
    ]  # fmt: skip


def _disputes(viewer: Actor, area: Area, period: Period) -> list[dict[str, Any]]:
    """What the rules need of a year and one period, and of everything still open."""
    since = min(period.end - YEAR, period.before().start)
    rows = DISPUTES.rows(viewer, READ).filter(voided_at=None, day__lte=period.end)
    rows = rows.filter(Q(day__gte=since) | Q(result=Result.PENDING))
    if area.level == Area.Level.TOWN:
        rows = rows.filter(town=area)
    elif area.level != Area.Level.COUNTY:
        rows = rows.filter(area_path__below=area.path)
    found = rows.annotate(village=village_name("area")).values(
        "pk", "day", "kind", "village", "result", "agreement", "fulfil_by", "fulfilled", "case_id", "case__number",
        "case__people_involved",
    )  # fmt: skip
    return [dict(row) for row in found.order_by("day", "pk")]


def _rows(disputes: Sequence[Mapping[str, Any]], last: date) -> tuple[list[Row], dict[str, str]]:
    """The disputes as the rules take them, and how each repeated party is called, masked."""
    parties: dict[str, set[str]] = {}
    names: dict[str, str] = {}
    keys = [one["pk"] for one in disputes]
    people = Party.objects.filter(dispute__in=keys, withdrawn_at=None, body=False).exclude(name_index="")
    counted: dict[str, int] = {}
    for dispute_id, name_index, phone_index, pk in people.values_list("dispute_id", "name_index", "phone_index", "pk"):
        mark = phone_index or name_index
        parties.setdefault(str(dispute_id), set()).add(mark)
        counted[str(dispute_id)] = counted.get(str(dispute_id), 0) + 1
        names.setdefault(mark, str(pk))
    rows = [
        Row(
            key=str(one["pk"]), day=one["day"], kind=one["kind"], village=one["village"] or "",
            pending=one["result"] == Result.PENDING, broken=_is_broken(one, last),
            people=max(one["case__people_involved"] or 0, counted.get(str(one["pk"]), 0)),
            parties=frozenset(parties.get(str(one["pk"]), ())),
        )
        for one in disputes
    ]  # fmt: skip
    return rows, names


def _is_broken(one: Mapping[str, Any], last: date) -> bool:
    agreed = one["result"] == Result.SETTLED and one["agreement"] != AgreementForm.NONE
    over = one["fulfil_by"] is not None and one["fulfil_by"] < last
    return agreed and (one["fulfilled"] is False or (one["fulfilled"] is None and over))


def _shown(one: Mapping[str, Any]) -> dict[str, str]:
    return {
        "number": one["case__number"], "case": str(one["case_id"]), "day": one["day"].isoformat(),
        "kind": str(DisputeKind(one["kind"]).label), "village": one["village"] or "",
    }  # fmt: skip


def _said(one: Warned, names: Mapping[str, str]) -> str:
    words: dict[str, Any] = {"now": one.now, "before": one.before, "about": one.about}
    match one.sign:
        case Sign.AGAIN:
            party = Party.objects.filter(pk=names[one.about]).first() if one.about in names else None
            words["who"] = mask_name(party.name) if party is not None else _("同一当事人")
            return _("%(who)s一年内涉及 %(now)d 件纠纷,请关注并上门走访。") % words
        case Sign.KIND:
            words["kind"] = DisputeKind(one.about).label
            return _("%(kind)s比上期明显增多(上期 %(before)d 件,本期 %(now)d 件)。") % words
        case Sign.VILLAGE:
            return _("%(about)s的纠纷比上期明显增多(上期 %(before)d 件,本期 %(now)d 件)。") % words
        case Sign.BROKEN:
            return _("%(now)d 件协议到期没有履行或者履行情况不清,请回访督促。") % words
        case Sign.GROUP:
            return _("%(now)d 件涉及 5 人以上的群体性纠纷还在调解,请领导包案。") % words
        case Sign.WAGES:
            return _("岁末年初是欠薪高发期,%(now)d 件劳动争议还没有调结。") % words
    return _("%(now)d 件纠纷超过 30 日还没有调结。") % words
