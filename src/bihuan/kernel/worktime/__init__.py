"""The clock engine: working calendars, time limits with pauses, and the arithmetic behind them."""

from bihuan.kernel.worktime.budget import Budget, Duration, Pause, Unit
from bihuan.kernel.worktime.calendar import ALWAYS, CalendarYearMissing, WorkingCalendar
from bihuan.kernel.worktime.explanation import Explanation, PausePart, explain, wall_clock_en, wall_clock_zh
from bihuan.kernel.worktime.hours import USUAL_HOURS, Hours, HoursInvalid, OfficeHours, Season
from bihuan.kernel.worktime.reckoning import Crossing, Due, Stage, crossings, due, paused, stage, time_left, used
from bihuan.kernel.worktime.years import CalendarInvalid, CalendarYear, Holiday, parse_year, published_years

__all__ = [
    "ALWAYS",
    "USUAL_HOURS",
    "Budget",
    "CalendarInvalid",
    "CalendarYear",
    "CalendarYearMissing",
    "Crossing",
    "Due",
    "Duration",
    "Explanation",
    "Holiday",
    "Hours",
    "HoursInvalid",
    "OfficeHours",
    "Pause",
    "PausePart",
    "Season",
    "Stage",
    "Unit",
    "WorkingCalendar",
    "crossings",
    "due",
    "explain",
    "parse_year",
    "paused",
    "published_years",
    "stage",
    "time_left",
    "used",
    "wall_clock_en",
    "wall_clock_zh",
]  # fmt: skip
