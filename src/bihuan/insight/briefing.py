"""The weekly briefing: sentences that follow the figures, each figure with the rows behind it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bihuan.cases.models import OVER, Case, CaseKind, State
from bihuan.cases.policies import READ
from bihuan.insight.selectors import Slice, ranking
from bihuan.kernel import clock
from bihuan.orgs.models import Area
from bihuan.platform.actors import Actor
from bihuan.platform.indicators import Part, Period, Value, indicator, values_together
from bihuan.platform.ledgers.behind import NOTHING
from bihuan.platform.policies import visible

LATE_SHOWN, TOP_SHOWN = 20, 3


@dataclass(frozen=True, slots=True)
class Figure:
    """A number within a sentence: as shown, and which rows it counts."""

    text: str
    key: str
    period: Period
    part: Part = Part.COUNTED
    group: tuple[str, str] | None = None


Piece = str | Figure
Sentence = tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and its paragraphs; `table` has a heading row first."""

    title: str
    paragraphs: list[list[Sentence]]
    table: list[list[str]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Briefing:
    """What was written, for whom, about which days."""

    title: str
    place: str
    period: Period
    made_on: date
    sections: list[Section]


def weekly(viewer: Actor, area: Area | None, period: Period) -> Briefing:
    """The briefing of a week, from what `viewer` may see; about forty statements."""
    place = area.name if area is not None else settings.COUNTY_NAME
    return Briefing(
        title=_("%(place)s综治中心工作简报") % {"place": place},
        place=place,
        period=period,
        made_on=clock.today(),
        sections=[
            _overall(viewer, area, period),
            _structure(viewer, area, period),
            _mediation(viewer, area, period),
            _late(viewer, area),
        ],
    )


def _value(viewer: Actor, area: Area | None, period: Period, key: str) -> Value:
    return indicator(key).value(viewer, area, period)


def _count(value: Value, period: Period) -> Figure:
    return Figure(f"{value.value}", value.key, period)


def _share(value: Value, period: Period) -> Figure:
    return Figure(f"{float(value.value or 0) * 100:.1f}%", value.key, period)


def change_in_words(now: Value, before: Value) -> str:
    """The comparison in words; only what is true."""
    if now.value is None or before.value is None:
        return ""
    if now.numerator is not None:
        points = (float(now.value) - float(before.value)) * 100
        if abs(points) < 0.05:
            return _("与上周持平")
        words = _("较上周上升 %(n).1f 个百分点") if points > 0 else _("较上周下降 %(n).1f 个百分点")
        return words % {"n": abs(points)}
    difference = int(now.value) - int(before.value)
    if difference == 0:
        return _("与上周持平")
    return (_("较上周增加 %(n)d 件") if difference > 0 else _("较上周减少 %(n)d 件")) % {"n": abs(difference)}


def _overall(viewer: Actor, area: Area | None, period: Period) -> Section:
    keys = ("cases.reported", "cases.closed", "cases.on_time_rate", "cases.satisfaction")
    spans = (period, period.before())
    found = values_together(viewer, area, [indicator(key) for key in keys], spans)
    now, before = ({key: found[key, span] for key in keys} for span in spans)
    sentences: list[Sentence] = [
        (
            _("本周共受理登记各类事项 "),
            _count(now["cases.reported"], period),
            _(" 件,%(change)s;办结 ") % {"change": change_in_words(now["cases.reported"], before["cases.reported"])},
            _count(now["cases.closed"], period),
            _(" 件,%(change)s。") % {"change": change_in_words(now["cases.closed"], before["cases.closed"])},
        )
    ]
    for key, words in (("cases.on_time_rate", _("按期办结率 ")), ("cases.satisfaction", _("群众满意率 "))):
        if now[key].value is not None:
            change = change_in_words(now[key], before[key])
            sentences.append(
                (words, _share(now[key], period), _(",%(words)s。") % {"words": change} if change else _("。"))
            )
    return Section(_("一、总体情况"), [sentences])


def _structure(viewer: Actor, area: Area | None, period: Period) -> Section:
    kinds = ranking(viewer, area, period, "cases.reported", "kind", labels=CaseKind)
    dimension = "village" if area is not None else "town"
    where = ranking(viewer, area, period, "cases.reported", dimension)
    if not kinds:
        return Section(_("二、类型与区域"), [[(_("本周没有新登记的事项。"),)]])
    paragraph = [
        _listed(_("从类型看,"), kinds, "kind", period),
        _listed(
            _("从区域看,"), where[:TOP_SHOWN], dimension, period, tail=_("居前") if stands_out(where, TOP_SHOWN) else ""
        ),
    ]
    table = [[_("区域"), _("登记(件)")], *[[piece.label, str(piece.value)] for piece in where]]
    return Section(_("二、类型与区域"), [paragraph], table)


def stands_out(ordered: Sequence[Slice], top: int) -> bool:
    """Whether the first `top` of slices, largest first, lie ahead of others; without others or beside equals nobody does."""
    return len(ordered) > top and float(ordered[top - 1].value or 0) > float(ordered[top].value or 0)


def _listed(head: str, pieces: Sequence[Slice], dimension: str, period: Period, *, tail: str = "") -> Sentence:
    parts: list[Piece] = [head]
    for number, piece in enumerate(pieces):
        parts.append((_("、") if number else "") + piece.label + " ")
        parts.append(
            Figure(
                str(piece.value),
                "cases.reported",
                period,
                group=(dimension, NOTHING if piece.group is None else str(piece.group)),
            )
        )
        parts.append(ngettext(" 件", " 件", int(piece.value or 0)))
    parts.append(_(",%(words)s。") % {"words": tail} if tail else _("。"))
    return tuple(parts)


def _mediation(viewer: Actor, area: Area | None, period: Period) -> Section:
    settled = _value(viewer, area, period, "mediation.settled")
    rate = _value(viewer, area, period, "mediation.success_rate")
    money = _value(viewer, area, period, "mediation.recovered_amount")
    if not rate.denominator:
        return Section(_("三、矛盾纠纷调解"), [[(_("本周没有调解终结的纠纷。"),)]])
    sentence: list[Piece] = [
        _("本周调解终结纠纷 "),
        Figure(str(rate.denominator), rate.key, period, Part.OF),
        _(" 件,其中调解成功 "),
        _count(settled, period),
        _(" 件,成功率 "),
        _share(rate, period),
    ]
    if money.value:
        sentence += [_(",按协议已履行 "), Figure(f"{money.value:,.0f}", money.key, period), _(" 元")]
    return Section(_("三、矛盾纠纷调解"), [[(*sentence, _("。"))]])


def _late(viewer: Actor, area: Area | None) -> Section:
    """Open cases past the limit of their stage, longest first, named by number and office, never by person reported on."""
    rows = visible(Case, viewer, READ).filter(due_at__lt=clock.now()).exclude(state__in=[*OVER, State.SUSPENDED])
    if area is not None:
        rows = (
            rows.filter(town_id=area.pk) if area.level == Area.Level.TOWN else rows.filter(area_path__below=area.path)
        )
    late = list(rows.select_related("office", "area").order_by("due_at")[: LATE_SHOWN + 1])
    if not late:
        return Section(_("四、超期提醒"), [[(_("目前没有超期未办的事项。"),)]])
    more = _("等") if len(late) > LATE_SHOWN else ""
    table = [[_("办件编号"), _("事项"), _("状态"), _("承办单位"), _("期限")]]
    table += [
        [case.number, case.title, case.get_state_display(), case.office.name if case.office else "—", _day(case)]
        for case in late[:LATE_SHOWN]
    ]
    return Section(
        _("四、超期提醒"), [[(_("以下%(more)s事项已超过环节期限,请责任单位抓紧办理:") % {"more": more},)]], table
    )


def _day(case: Case) -> str:
    return clock.local(case.due_at).strftime("%m-%d %H:%M") if case.due_at else ""
