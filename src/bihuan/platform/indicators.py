"""Indicators: figures declared once by a room, each with a definition people can read and the rows it counts.

An indicator is never a number typed somewhere: `value` computes it from the rows the viewer may see, and `rows` gives
exactly those rows, so that every figure on a page, in a briefing or on the command line can be opened.

    settled = Count(key="mediation.settled", name=_("调解成功件数"), unit=_("件"), definition=…,
                    source=disputes, at="concluded_on", counted=Q(result="settled"))
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Aggregate, Avg, F, Max, Min, Q, QuerySet
from django.db.models import Count as CountRows
from django.db.models import Sum as SumRows
from django.db.models.functions import TruncMonth
from django.utils.translation import gettext as _

from bihuan.kernel import clock
from bihuan.kernel.errors import Invalid
from bihuan.platform.actors import Actor

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

Rows = Callable[[Actor], QuerySet[Any]]
Dimension = str | models.Expression  # a lookup, or an expression over the rows
EVERYTHING = Q()
Number = Decimal | int | float | None


@dataclass(frozen=True, slots=True)
class Period:
    """Local calendar days from `start` to `end`, both inclusive."""

    start: date
    end: date

    @classmethod
    def parse(cls, text: str) -> "Period":
        """Read "2026-01-01..2026-06-30" (or one day).

        Raises:
            Invalid: not two dates in order.
        """
        first, _dots, last = text.partition("..")
        try:
            period = cls(date.fromisoformat(first.strip()), date.fromisoformat((last or first).strip()))
        except ValueError:
            raise Invalid(_("期间应写成 2026-01-01..2026-06-30。"), field="period", code="period") from None
        if period.end < period.start:
            raise Invalid(_("期间的止日不能早于起日。"), field="period", code="period")
        return period

    @property
    def days(self) -> int:
        return (self.end - self.start).days + 1

    def before(self) -> "Period":
        """The period of the same length just before."""
        return Period(self.start - timedelta(days=self.days), self.start - timedelta(days=1))

    def year_before(self) -> "Period":
        """The same period of last year (29 February becomes 28)."""
        return Period(_year_back(self.start), _year_back(self.end))

    def months(self) -> list["Period"]:
        """The period cut at month ends, first to last."""
        parts, start = [], self.start
        while start <= self.end:
            following = (start.replace(day=1) + timedelta(days=32)).replace(day=1)
            parts.append(Period(start, min(self.end, following - timedelta(days=1))))
            start = following
        return parts

    def __str__(self) -> str:
        return f"{self.start}..{self.end}"


def _year_back(day: date) -> date:
    return day.replace(year=day.year - 1, day=28) if (day.month, day.day) == (2, 29) else day.replace(year=day.year - 1)


class Part(StrEnum):
    """Which rows of an indicator: those that count, or those they are a part of."""

    COUNTED = "counted"
    OF = "of"


class When(StrEnum):
    """How rows belong to a period."""

    DAY = "day"  # a date lies in it
    MOMENT = "moment"  # an instant lies in it
    AS_OF = "as_of"  # in force on its last day (from/to lookups)


@dataclass(frozen=True, slots=True)
class Value:
    """A computed figure; `numerator`/`denominator` only for ratios and averages. None means nothing to divide by."""

    key: str
    name: str
    area: str
    period: str
    value: Number
    unit: str
    numerator: Number = None
    denominator: Number = None

    def as_json(self) -> dict[str, Any]:
        """As `bihuan indicators --json` prints it."""
        return {name: _plain(getattr(self, name)) for name in self.__slots__}


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value if value is None or isinstance(value, int | float) else str(value)


@dataclass(frozen=True, kw_only=True)
class Indicator:
    """What all kinds of indicator share. `key`, `name`, `unit` and `definition` are for people.

    source: rows the viewer may see; when/at: how and by which lookup(s) a row belongs to a period (AS_OF takes
    "from_lookup,to_lookup"); town/path: lookups of the row's town id and area path; counted/of: conditions;
    ledger: key of the ledger whose page shows the rows; by: dimension name → lookup.
    """

    key: str
    name: "StrOrPromise"
    unit: "StrOrPromise"
    definition: "StrOrPromise"
    source: Rows
    at: str
    when: When = When.DAY
    counted: Q = field(default_factory=Q)
    of: Q | None = None
    town: str = "town_id"
    path: str = "area_path"
    ledger: str = ""
    by: Mapping[str, Dimension] = field(default_factory=dict)
    better: str = "up"  # or "down": which way is good

    def __post_init__(self) -> None:
        if self.key in _registry:
            raise ValueError(f"indicator {self.key} is declared twice")
        _registry[self.key] = self

    def in_period(self, period: Period) -> Q:
        """The condition that a row belongs to `period`."""
        if self.when is When.DAY:
            return Q(**{f"{self.at}__gte": period.start, f"{self.at}__lte": period.end})
        if self.when is When.MOMENT:
            first = clock.instant(period.start)
            last = clock.instant(period.end + timedelta(days=1))
            return Q(**{f"{self.at}__gte": first, f"{self.at}__lt": last})
        since, until = self.at.split(",")
        return (Q(**{since: None}) | Q(**{f"{since}__lte": period.end})) & (
            Q(**{until: None}) | Q(**{f"{until}__gt": period.end})
        )

    def within(self, viewer: Actor, area: Any, period: Period) -> QuerySet[Any]:
        """Visible rows of the period in `area` (an Area, or None for the county)."""
        return self.inside(viewer, area).filter(self.in_period(period))

    def inside(self, viewer: Actor, area: Any) -> QuerySet[Any]:
        """Visible rows in `area`, of all times."""
        rows = self.source(viewer)
        if area is None or area.level == "county":
            return rows
        if area.level == "town" and self.town:
            return rows.filter(**{self.town: area.pk})
        return rows.filter(**{f"{self.path}__below": area.path})

    def rows(self, viewer: Actor, area: Any, period: Period, part: Part = Part.COUNTED) -> QuerySet[Any]:
        """Exactly the rows behind the figure."""
        condition = self.of if part is Part.OF and self.of is not None else self.counted
        return self.within(viewer, area, period).filter(condition)

    def aggregates(self, also: Q = EVERYTHING) -> dict[str, Aggregate]:
        """Named aggregates over the rows that are `also` so; `compute` turns them into the figure."""
        raise NotImplementedError

    def compute(self, found: Mapping[str, Any]) -> tuple[Number, Number, Number]:
        """(value, numerator, denominator) from the aggregates."""
        raise NotImplementedError

    def value(self, viewer: Actor, area: Any, period: Period) -> Value:
        """The figure, in one statement."""
        return self.valued(area, period, self.within(viewer, area, period).aggregate(**self.aggregates()))

    def valued(self, area: Any, period: Period, found: Mapping[str, Any]) -> Value:
        """The figure from its aggregates."""
        value, numerator, denominator = self.compute(found)
        name = area.name if area is not None else ""
        return Value(self.key, str(self.name), name, str(period), value, str(self.unit), numerator, denominator)

    def broken_down(
        self, viewer: Actor, area: Any, period: Period, dimension: str
    ) -> list[tuple[Any, Number, Number, Number]]:
        """(dimension value, figure, numerator, denominator) per value of `by[dimension]`, in one statement."""
        rows = self.within(viewer, area, period).order_by()
        rows = rows.values(broken_by=self._dimension(dimension)).annotate(**self.aggregates())
        return [(row["broken_by"], *self.compute(row)) for row in rows]

    def _dimension(self, name: str) -> models.Expression | F:
        found = self.by[name]
        return F(found) if isinstance(found, str) else found

    def of_group(self, rows: QuerySet[Any], dimension: str, value: str | None) -> QuerySet[Any]:
        """Those of `rows` that a breakdown counts under `value` (None: under nothing)."""
        rows = rows.alias(broken_by=self._dimension(dimension))
        return rows.filter(broken_by__isnull=True) if value is None else rows.filter(broken_by=value)

    def trend(self, viewer: Actor, area: Any, period: Period) -> list[tuple[date, Number]]:
        """(first day of month, figure) for each month of the period, empty months included, in one statement.

        Raises:
            ValueError: the indicator is "in force on a day" and has no flow to show.
        """
        if self.when is When.AS_OF:
            raise ValueError(f"{self.key} is a stock, not a flow")
        month = TruncMonth(self.at, tzinfo=clock.LOCAL_ZONE) if self.when is When.MOMENT else TruncMonth(self.at)
        rows = self.within(viewer, area, period).order_by().values(month=month).annotate(**self.aggregates())
        found = {_first_day(row["month"]): self.compute(row)[0] for row in rows}
        empty = self.compute({name: None if name in {"mean", "edge"} else 0 for name in self.aggregates()})[0]
        return [(part.start.replace(day=1), found.get(part.start.replace(day=1), empty)) for part in period.months()]


def _first_day(month: date | datetime) -> date:
    return month.date() if isinstance(month, datetime) else month


@dataclass(frozen=True, kw_only=True)
class Count(Indicator):
    """How many rows, or distinct values of `distinct`."""

    distinct: str = ""

    def aggregates(self, also: Q = EVERYTHING) -> dict[str, Aggregate]:
        return {"n": CountRows(self.distinct or "pk", filter=self.counted & also, distinct=bool(self.distinct))}

    def compute(self, found: Mapping[str, Any]) -> tuple[Number, Number, Number]:
        return found["n"], None, None


@dataclass(frozen=True, kw_only=True)
class Sum(Indicator):
    """The sum of `field_name` over the counted rows; 0 when there are none."""

    field_name: str

    def aggregates(self, also: Q = EVERYTHING) -> dict[str, Aggregate]:
        return {"total": SumRows(self.field_name, filter=self.counted & also)}

    def compute(self, found: Mapping[str, Any]) -> tuple[Number, Number, Number]:
        return found["total"] or 0, None, None


@dataclass(frozen=True, kw_only=True)
class Ratio(Indicator):
    """Counted rows as a share of the rows `of`; None when there are none to divide by."""

    def aggregates(self, also: Q = EVERYTHING) -> dict[str, Aggregate]:
        of = self.of if self.of is not None else Q()
        return {"n": CountRows("pk", filter=self.counted & of & also), "d": CountRows("pk", filter=of & also)}

    def compute(self, found: Mapping[str, Any]) -> tuple[Number, Number, Number]:
        return (found["n"] / found["d"] if found["d"] else None), found["n"], found["d"]

    def rows(self, viewer: Actor, area: Any, period: Period, part: Part = Part.COUNTED) -> QuerySet[Any]:
        of = self.of if self.of is not None else Q()
        condition = of if part is Part.OF else self.counted & of
        return self.within(viewer, area, period).filter(condition)


@dataclass(frozen=True, kw_only=True)
class Share(Ratio):
    """The sum of `field_name` over counted rows as a share of its sum over the rows `of`; None when that is nothing."""

    field_name: str

    def aggregates(self, also: Q = EVERYTHING) -> dict[str, Aggregate]:
        of = self.of if self.of is not None else Q()
        return {
            "n": SumRows(self.field_name, filter=self.counted & of & also),
            "d": SumRows(self.field_name, filter=of & also),
        }

    def compute(self, found: Mapping[str, Any]) -> tuple[Number, Number, Number]:
        part, whole = found["n"] or 0, found["d"] or 0
        return (part / whole if whole else None), part, whole


@dataclass(frozen=True, kw_only=True)
class Extreme(Indicator):
    """The largest or smallest (`least`) value of an expression over the counted rows."""

    expression: str
    least: bool = False

    def aggregates(self, also: Q = EVERYTHING) -> dict[str, Aggregate]:
        return {"edge": (Min if self.least else Max)(self.expression, filter=self.counted & also)}

    def compute(self, found: Mapping[str, Any]) -> tuple[Number, Number, Number]:
        return found["edge"], None, None


@dataclass(frozen=True, kw_only=True)
class Average(Indicator):
    """The mean of an expression (a field or a duration in seconds) over the counted rows, divided by `scale`."""

    expression: models.Expression | F | str
    scale: float = 1

    def aggregates(self, also: Q = EVERYTHING) -> dict[str, Aggregate]:
        return {
            "mean": Avg(self.expression, filter=self.counted & also),
            "d": CountRows("pk", filter=self.counted & also),
        }

    def compute(self, found: Mapping[str, Any]) -> tuple[Number, Number, Number]:
        mean = found["mean"]
        if isinstance(mean, timedelta):
            mean = mean.total_seconds()
        return (None if mean is None else round(float(mean) / self.scale, 2)), None, found["d"]


@dataclass(frozen=True, kw_only=True)
class Progress(Indicator):
    """How much of their goals the counted rows have reached: the sum of `done` (each row's at most its `goal`) over that of `goal`.

    `dated(rows, day)` gives the rows `done` as it stood on `day`.
    """

    goal: str
    done: str
    dated: Callable[[QuerySet[Any], date], QuerySet[Any]]

    def within(self, viewer: Actor, area: Any, period: Period) -> QuerySet[Any]:
        return self.dated(super().within(viewer, area, period), period.end)

    def aggregates(self, also: Q = EVERYTHING) -> dict[str, Aggregate]:
        reached = models.Case(
            models.When(**{f"{self.done}__gt": F(self.goal)}, then=F(self.goal)), default=F(self.done)
        )
        rows = self.counted & also
        return {"n": SumRows(reached, filter=rows), "d": SumRows(self.goal, filter=rows)}

    def compute(self, found: Mapping[str, Any]) -> tuple[Number, Number, Number]:
        reached, goal = found["n"] or 0, found["d"] or 0
        return (reached / goal if goal else None), reached, goal


_registry: dict[str, Indicator] = {}


def indicators() -> tuple[Indicator, ...]:
    """Every declared indicator, by key."""
    return tuple(_registry[key] for key in sorted(_registry))


def indicator(key: str) -> Indicator:
    """The indicator called `key`.

    Raises:
        Invalid: there is none.
    """
    try:
        return _registry[key]
    except KeyError:
        raise Invalid(_("没有名为 %(key)s 的指标。") % {"key": key}, field="key", code="indicator") from None


def values(viewer: Actor, areas: Iterable[Any], period: Period) -> list[Value]:
    """Every indicator for every area."""
    return [item.value(viewer, area, period) for area in areas for item in indicators()]


def values_together(
    viewer: Actor, area: Any, items: Sequence[Indicator], periods: Sequence[Period]
) -> dict[tuple[str, Period], Value]:
    """Several figures for several periods, in one statement for all that count the same rows by the same day."""
    groups: dict[tuple[Any, ...], list[Indicator]] = {}
    values: dict[tuple[str, Period], Value] = {}
    for item in items:
        if isinstance(item, Progress):  # its rows depend on the day
            values |= {(item.key, period): item.value(viewer, area, period) for period in periods}
            continue
        groups.setdefault((item.source, item.when, item.at, item.town, item.path), []).append(item)
    for alike in groups.values():
        spans = [alike[0].in_period(period) for period in periods]
        asked = {
            f"v{number}_{turn}_{name}": aggregate
            for number, item in enumerate(alike)
            for turn, span in enumerate(spans)
            for name, aggregate in item.aggregates(span).items()
        }
        within_any = Q()
        for span in spans:
            within_any |= span
        found = alike[0].inside(viewer, area).filter(within_any).aggregate(**asked)
        for number, item in enumerate(alike):
            for turn, period in enumerate(periods):
                start = f"v{number}_{turn}_"
                own = {name.removeprefix(start): value for name, value in found.items() if name.startswith(start)}
                values[item.key, period] = item.valued(area, period, own)
    return values


def this_week(day: date) -> Period:
    """Monday to Sunday around `day`."""
    monday = day - timedelta(days=day.weekday())
    return Period(monday, monday + timedelta(days=6))


def this_month(day: date) -> Period:
    """The calendar month of `day`."""
    first = day.replace(day=1)
    return Period(first, (first + timedelta(days=32)).replace(day=1) - timedelta(days=1))


def since(start: date, instant: datetime | None = None) -> Period:
    """From `start` to today."""
    return Period(start, clock.local(instant or clock.now()).date())
