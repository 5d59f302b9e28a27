"""The working calendar: which years are entered, from which notice, and a clear warning about those that are not."""

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from bihuan.cases import limits
from bihuan.cases.policies import SET_UP
from bihuan.kernel import clock
from bihuan.kernel.worktime import CalendarYear, WorkingCalendar
from bihuan.orgs.models import Staff
from bihuan.platform.policies import require
from bihuan.web.home import Panel, panel

NEXT_YEAR_FROM_MONTH = 12  # next year's notice is published in November at the latest


@dataclass(frozen=True, slots=True)
class YearLine:
    """A year and what is entered for it (None: nothing)."""

    year: int
    entered: CalendarYear | None


def missing_years(calendar: WorkingCalendar) -> list[int]:
    """This year, and in December the next, when nobody has entered them."""
    today = clock.today()
    wanted = [today.year, *([today.year + 1] if today.month >= NEXT_YEAR_FROM_MONTH else [])]
    return [year for year in wanted if year not in calendar.years]


@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """Every year from the first entered to the next one."""
    assert isinstance(request.user, Staff)
    require(request.user, SET_UP)
    calendar = limits.calendar()
    this_year = clock.today().year
    first = min([*calendar.years, this_year])
    years = [YearLine(year, calendar.years.get(year)) for year in range(this_year + 1, first - 1, -1)]
    context = {"years": years, "missing": missing_years(calendar), "hours": settings.OFFICE_HOURS}
    return render(request, "web/setup/calendar.html", context)


@panel("setup.calendar", order=5, rights=(SET_UP,))
def warning(_viewer: Staff) -> Panel | None:
    """On the home page of whoever can do something about it, until the year is there."""
    missing = missing_years(limits.calendar())
    if not missing:
        return None
    return Panel(
        _("工作日历需要补录"),
        "web/setup/_panel_missing.html",
        {"missing": missing},
        url=reverse("web:setup_calendar"),
        wide=True,
    )
