"""The briefing of a week or a month: sentences that follow the figures, each figure with the rows behind it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bihuan.cases.models import OVER, Case, CaseKind, State
from bihuan.cases.policies import READ
from bihuan.insight.models import KeptBriefing
from bihuan.insight.selectors import Slice, ranking
from bihuan.kernel import clock
from bihuan.orgs.models import Area
from bihuan.platform.actors import Actor
from bihuan.platform.indicators import (
    Part,
    Period,
    Ratio,
    Sum,
    Value,
    indicator,
    this_month,
    this_week,
    values_together,
)
from bihuan.platform.ledgers.behind import NOTHING
from bihuan.platform.policies import visible

LATE_SHOWN, TOP_SHOWN = 20, 3
LOOKED_BACK = 12  # periods among which one may be the highest or the lowest


@dataclass(frozen=True, slots=True)
class Figure:
    """A number within a sentence: as shown, which rows it counts, and the group of them as people call it."""

    text: str
    key: str
    period: Period
    part: Part = Part.COUNTED
    group: tuple[str, str] | None = None
    label: str = ""


Piece = str | Figure
Sentence = tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and its paragraphs; `table` has a heading row first."""

    title: str
    paragraphs: list[list[Sentence]]
    table: list[list[Piece]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Briefing:
    """What was written, for whom, about which days."""

    title: str
    place: str
    period: Period
    made_on: date
    sections: list[Section]


@dataclass(frozen=True, slots=True)
class Rhythm:
    """How a period and the one before it are called, and how one is found from a day."""

    this: str
    last: str
    back: str  # "近 12 周", with %(n)d
    of: Callable[[date], Period]

    def before(self, period: Period) -> Period:
        """The calendar period just before."""
        return self.of(period.start - timedelta(days=1))

    def back_from(self, period: Period, periods: int) -> list[Period]:
        """The `periods` before `period`, latest first."""
        found = [self.before(period)]
        while len(found) < periods:
            found.append(self.before(found[-1]))
        return found


def rhythm(every: str) -> Rhythm:
    """The words and periods of weekly or monthly briefings."""
    if every == KeptBriefing.Every.MONTH:
        return Rhythm(_("本月"), _("上月"), _("近 %(n)d 个月"), this_month)
    return Rhythm(_("本周"), _("上周"), _("近 %(n)d 周"), this_week)


def weekly(viewer: Actor, area: Area | None, period: Period) -> Briefing:
    """The briefing of a week."""
    return briefing_of(viewer, area, period, KeptBriefing.Every.WEEK)


def briefing_of(viewer: Actor, area: Area | None, period: Period, every: str) -> Briefing:
    """The briefing of a week or month, from what `viewer` may see; about forty statements."""
    place = area.name if area is not None else settings.COUNTY_NAME
    words = rhythm(every)
    title = _("%(place)s综治中心工作月报") if every == KeptBriefing.Every.MONTH else _("%(place)s综治中心工作简报")
    return Briefing(
        title=title % {"place": place},
        place=place,
        period=period,
        made_on=clock.today(),
        sections=[
            _overall(viewer, area, period, words),
            _structure(viewer, area, period, words),
            _mediation(viewer, area, period, words),
            _late(viewer, area),
        ],
    )


def figure_text(value: Value, part: Part = Part.COUNTED) -> str:
    """A figure as a briefing writes it: a share in percent, money in whole yuan, a dash for nothing to divide by."""
    item = indicator(value.key)
    if part is Part.OF:
        return str(value.denominator)
    if value.value is None:
        return "—"
    if isinstance(item, Ratio):
        return f"{float(value.value) * 100:.1f}%"
    return f"{value.value:,.0f}" if isinstance(item, Sum) else str(value.value)


def _figure(value: Value, period: Period, part: Part = Part.COUNTED) -> Figure:
    return Figure(figure_text(value, part), value.key, period, part)


def change_in_words(now: Value, before: Value, last: str) -> str:
    """The comparison with the period called `last` in words; only what is true, and "" where nothing can be compared."""
    if now.value is None or before.value is None:
        return ""
    level = _("与%(last)s持平") % {"last": last}
    if now.numerator is not None:
        points = (float(now.value) - float(before.value)) * 100
        if abs(points) < 0.05:
            return level
        words = _("较%(last)s上升 %(n).1f 个百分点") if points > 0 else _("较%(last)s下降 %(n).1f 个百分点")
        return words % {"last": last, "n": abs(points)}
    difference = int(now.value) - int(before.value)
    if difference == 0:
        return level
    words = _("较%(last)s增加 %(n)d 件") if difference > 0 else _("较%(last)s减少 %(n)d 件")
    return words % {"last": last, "n": abs(difference)}


def standing_in_words(now: int, earlier: Sequence[int], back: str) -> str:
    """Whether `now` is above or below all of the `earlier`, none of which may be empty; "" when it is neither."""
    if not earlier or not all(earlier):
        return ""
    among = back % {"n": len(earlier) + 1}
    if now > max(earlier):
        return _("为%(among)s最多") % {"among": among}
    return _("为%(among)s最少") % {"among": among} if now < min(earlier) else ""


def _compared(now: Value, before: Value, period: Period, words: Rhythm) -> list[Piece]:
    """ ", 较上周增加 3 件(上周 9 件)": the change, and the figure it is measured against with its rows."""
    change = change_in_words(now, before, words.last)
    if not change:
        return []
    said: list[Piece] = [_(",%(words)s") % {"words": change}]
    if now.value != before.value:
        unit = "" if now.numerator is not None else _(" 件")
        said += [_("(%(last)s ") % {"last": words.last}, _figure(before, words.before(period)), unit + _(")")]
    return said


def _overall(viewer: Actor, area: Area | None, period: Period, words: Rhythm) -> Section:
    keys = ("cases.reported", "cases.closed", "cases.on_time_rate", "cases.satisfaction")
    earlier = words.back_from(period, LOOKED_BACK - 1)
    spans = (period, earlier[0])
    found = values_together(viewer, area, [indicator(key) for key in keys], spans)
    now, before = ({key: found[key, span] for key in keys} for span in spans)
    reported = indicator("cases.reported")
    history = values_together(viewer, area, [reported], earlier)
    standing = standing_in_words(
        int(now[reported.key].value or 0), [int(one.value or 0) for one in history.values()], words.back
    )
    first: list[Piece] = [
        _("%(this)s共受理登记各类事项 ") % {"this": words.this},
        _figure(now[reported.key], period),
        _(" 件"),
        *_compared(now[reported.key], before[reported.key], period, words),
        _(",%(words)s") % {"words": standing} if standing else "",
        _(";办结 "),
        _figure(now["cases.closed"], period),
        _(" 件"),
        *_compared(now["cases.closed"], before["cases.closed"], period, words),
        _("。"),
    ]
    sentences: list[Sentence] = [tuple(first)]
    for key, head in (("cases.on_time_rate", _("按期办结率 ")), ("cases.satisfaction", _("群众满意率 "))):
        if now[key].value is not None:
            compared = _compared(now[key], before[key], period, words)
            sentences.append((head, _figure(now[key], period), *compared, _("。")))
    return Section(_("一、总体情况"), [sentences])


def _structure(viewer: Actor, area: Area | None, period: Period, words: Rhythm) -> Section:
    kinds = ranking(viewer, area, period, "cases.reported", "kind", labels=CaseKind)
    dimension = "village" if area is not None else "town"
    where = ranking(viewer, area, period, "cases.reported", dimension)
    if not kinds:
        return Section(_("二、类型与区域"), [[(_("%(this)s没有新登记的事项。") % {"this": words.this},)]])
    paragraph = [
        _listed(_("从类型看,"), kinds, "kind", period),
        _listed(
            _("从区域看,"), where[:TOP_SHOWN], dimension, period, tail=_("居前") if stands_out(where, TOP_SHOWN) else ""
        ),
    ]
    table: list[list[Piece]] = [[_("区域"), _("登记(件)")]]
    table += [[piece.label, _of_group(piece, dimension, period)] for piece in where]
    return Section(_("二、类型与区域"), [paragraph], table)


def stands_out(ordered: Sequence[Slice], top: int) -> bool:
    """Whether the first `top` of slices, largest first, lie ahead of others; without others or beside equals nobody does."""
    return len(ordered) > top and float(ordered[top - 1].value or 0) > float(ordered[top].value or 0)


def _of_group(piece: Slice, dimension: str, period: Period) -> Figure:
    group = (dimension, NOTHING if piece.group is None else str(piece.group))
    return Figure(str(piece.value), "cases.reported", period, group=group, label=piece.label)


def _listed(head: str, pieces: Sequence[Slice], dimension: str, period: Period, *, tail: str = "") -> Sentence:
    parts: list[Piece] = [head]
    for number, piece in enumerate(pieces):
        parts.append((_("、") if number else "") + piece.label + " ")
        parts.append(_of_group(piece, dimension, period))
        parts.append(ngettext(" 件", " 件", int(piece.value or 0)))
    parts.append(_(",%(words)s。") % {"words": tail} if tail else _("。"))
    return tuple(parts)


def _mediation(viewer: Actor, area: Area | None, period: Period, words: Rhythm) -> Section:
    title = _("三、矛盾纠纷调解")
    keys = ("mediation.settled", "mediation.success_rate", "mediation.recovered_amount")
    found = values_together(viewer, area, [indicator(key) for key in keys], [period])
    settled, rate, money = (found[key, period] for key in keys)
    if not rate.denominator:
        return Section(title, [[(_("%(this)s没有调解终结的纠纷。") % {"this": words.this},)]])
    sentence: list[Piece] = [
        _("%(this)s调解终结纠纷 ") % {"this": words.this},
        _figure(rate, period, Part.OF),
        _(" 件,其中调解成功 "),
        _figure(settled, period),
        _(" 件,成功率 "),
        _figure(rate, period),
    ]
    if money.value:
        sentence += [_(",按协议已履行 "), _figure(money, period), _(" 元")]
    return Section(title, [[(*sentence, _("。"))]])


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
    table: list[list[Piece]] = [[_("办件编号"), _("事项"), _("状态"), _("承办单位"), _("期限")]]
    table += [
        [case.number, case.title, case.get_state_display(), case.office.name if case.office else "—", _day(case)]
        for case in late[:LATE_SHOWN]
    ]
    return Section(
        _("四、超期提醒"), [[(_("以下%(more)s事项已超过环节期限,请责任单位抓紧办理:") % {"more": more},)]], table
    )


def _day(case: Case) -> str:
    return clock.local(case.due_at).strftime("%m-%d %H:%M") if case.due_at else ""
