"""The rows behind a figure, as a condition of a ledger's list: every number opens what it counts.

In an address it is one word: `behind=cases.closed|411799104|2026-01-01..2026-06-30|counted|kind=dispute`.
"""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from bihuan.kernel.errors import Invalid
from bihuan.platform.actors import Actor
from bihuan.platform.indicators import Indicator, Part, Period, indicator
from bihuan.platform.ledgers.places import known_places

SEPARATOR, NOTHING = "|", "-"


@dataclass(frozen=True, slots=True)
class _Within:
    """An area as indicators ask for it."""

    pk: UUID
    name: str
    level: str
    path: str


@dataclass(frozen=True, slots=True)
class Behind:
    """Which figure: indicator, area (id or code, "" for the county), period, the part counted or the whole it is a part of,
    and perhaps one group of a breakdown ("kind", "dispute")."""

    key: str
    area: str
    period: Period
    part: Part = Part.COUNTED
    group: tuple[str, str] | None = None

    @property
    def word(self) -> str:
        """As it stands in an address."""
        parts = [self.key, self.area, str(self.period), str(self.part)]
        return SEPARATOR.join([*parts, "=".join(self.group)] if self.group else parts)

    @classmethod
    def read(cls, word: str) -> "Behind":
        """What `word` made.

        Raises:
            Invalid: no such indicator, area, period or breakdown.
        """
        parts = word.split(SEPARATOR)
        if len(parts) not in {4, 5} or parts[3] not in set(Part):
            raise Invalid(_("数字的来源写得不完整,请从统计页面重新打开。"), field="behind", code="behind")
        group = None
        if len(parts) == 5:
            dimension, _equals, value = parts[4].partition("=")
            group = (dimension, value)
        found = cls(parts[0], parts[1], Period.parse(parts[2]), Part(parts[3]), group)
        found._check()
        return found

    def _check(self) -> None:
        item = self.indicator
        if self.group is not None and self.group[0] not in item.by:
            raise Invalid(_("这个指标不能按“%(by)s”分组。") % {"by": self.group[0][:20]}, field="behind", code="group")
        self._within()

    @property
    def indicator(self) -> Indicator:
        return indicator(self.key)

    def _within(self) -> _Within | None:
        if not self.area:
            return None
        place = known_places().place(self.area)
        if place is None:
            raise Invalid(_("没有找到这个区域,可能已停用。"), field="behind", code="area")
        return _Within(UUID(place.key), place.name, place.level, place.path)

    def rows(self, viewer: Actor) -> QuerySet[Any]:
        """Exactly the rows that make up the figure, as far as `viewer` may see them."""
        rows = self.indicator.rows(viewer, self._within(), self.period, self.part)
        if self.group is None:
            return rows
        dimension, value = self.group
        return self.indicator.of_group(rows, dimension, None if value == NOTHING else value)

    @property
    def title(self) -> str:
        """As a person reads it above the list: figure, place, period, group."""
        within = self._within()
        words = [str(self.indicator.name), within.name if within else "", str(self.period)]
        if self.part is Part.OF:
            words.append(_("分母"))
        if self.group is not None:
            words.append(self.group[1])
        return " · ".join(word for word in words if word)
