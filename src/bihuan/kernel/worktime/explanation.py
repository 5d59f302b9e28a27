"""The arithmetic of a time limit, as figures and as one sentence that a person can check with a calendar."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bihuan.kernel import clock
from bihuan.kernel.worktime.budget import Budget, Duration, Pause
from bihuan.kernel.worktime.calendar import CalendarYearMissing, WorkingCalendar
from bihuan.kernel.worktime.reckoning import Stage, due, paused, stage, time_left, used


@dataclass(frozen=True, slots=True)
class PausePart:
    """One pause and how much of the limit's unit it took out until now."""

    pause: Pause
    length: Duration


@dataclass(frozen=True, slots=True)
class Explanation:
    """Everything the page shows about one running limit at one instant.

    `paused` counts overlapping pauses once, so it may be less than the sum of `pauses`. `standing` says that the clock
    stands now.
    """

    at: datetime
    budget: Duration
    used: Duration
    left: Duration
    paused: Duration
    pauses: tuple[PausePart, ...]
    due_at: datetime | None
    rolled: bool
    stage: Stage
    standing: bool
    warnings: tuple[CalendarYearMissing, ...]

    @property
    def sentence_zh(self) -> str:
        """For example: 已用 4 个工作日 / 共 5 个工作日,暂停 1.5 个工作日(等待鉴定),截止 2025年6月10日 18:00."""
        parts = [f"已用 {self.used.text_zh} / 共 {self.budget.text_zh}"]
        if self.pauses:
            parts.append(f"暂停 {self.paused.text_zh}{_bracketed('、'.join(self._reasons), '(', ')')}")
        if self.due_at is None:
            parts.append(f"现在停表,恢复后剩 {self.left.text_zh}")
        elif self.stage is Stage.OVERDUE:
            over = Duration(-self.left.ticks, self.left.unit)
            parts.append(
                f"已超期{f' {over.text_zh}' if over.shown != '0' else ''},应于 {wall_clock_zh(self.due_at)} 前完成"
            )
        else:
            parts.append(f"截止 {wall_clock_zh(self.due_at)}")
        if self.rolled:
            parts.append("末日逢休息日,已顺延")
        return ",".join([*parts, *(warning.message_zh for warning in self.warnings)])

    @property
    def sentence_en(self) -> str:
        """The same in English."""
        parts = [f"{self.used.shown} of {self.budget.text_en} used"]
        if self.pauses:
            parts.append(f"{self.paused.text_en} paused{_bracketed(', '.join(self._reasons), ' (', ')')}")
        if self.due_at is None:
            parts.append(f"the clock stands; {self.left.text_en} left on resuming")
        elif self.stage is Stage.OVERDUE:
            over = Duration(-self.left.ticks, self.left.unit)
            parts.append(
                f"overdue{f' by {over.text_en}' if over.shown != '0' else ''}, was due {wall_clock_en(self.due_at)}"
            )
        else:
            parts.append(f"due {wall_clock_en(self.due_at)}")
        if self.rolled:
            parts.append("moved off a day off")
        return "; ".join([*parts, *(warning.message_en for warning in self.warnings)])

    @property
    def _reasons(self) -> list[str]:
        return list(dict.fromkeys(part.pause.reason for part in self.pauses if part.pause.reason))


def explain(
    start: datetime, budget: Budget, calendar: WorkingCalendar, pauses: Sequence[Pause], at: datetime
) -> Explanation:
    """The arithmetic of `budget`, running since `start`, as it stands at `at`."""
    end = due(start, budget, calendar, pauses)
    begun = [pause for pause in pauses if pause.start <= at]
    return Explanation(
        at=at,
        budget=Duration(budget.ticks, budget.unit),
        used=used(start, at, budget.unit, calendar, pauses),
        left=time_left(start, budget, calendar, pauses, at),
        paused=paused(start, at, budget.unit, calendar, pauses),
        pauses=tuple(PausePart(pause, paused(start, at, budget.unit, calendar, [pause])) for pause in begun),
        due_at=end.at,
        rolled=end.rolled,
        stage=stage(start, budget, calendar, pauses, at),
        standing=any(pause.end is None or at < pause.end for pause in begun),
        warnings=end.warnings,
    )


def wall_clock_zh(instant: datetime) -> str:
    """A deadline as people say it, `2025年6月10日 18:00`; midnight is the 24:00 of the day it ends."""
    day, hour_minute = _spoken(instant)
    return f"{day.year}年{day.month}月{day.day}日 {hour_minute}"


def wall_clock_en(instant: datetime) -> str:
    """The same in English, `2025-06-10 18:00`."""
    day, hour_minute = _spoken(instant)
    return f"{day:%Y-%m-%d} {hour_minute}"


def _spoken(instant: datetime) -> tuple[datetime, str]:
    moment = clock.local(instant)
    if (moment.hour, moment.minute, moment.second) == (0, 0, 0):
        return moment - timedelta(days=1), "24:00"
    return moment, f"{moment:%H:%M}"


def _bracketed(text: str, opening: str, closing: str) -> str:
    return f"{opening}{text}{closing}" if text else ""
