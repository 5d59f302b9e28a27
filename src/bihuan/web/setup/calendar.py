"""The working calendar: which years are entered, from which notice, and a clear warning about those that are not."""

import re
from dataclasses import dataclass
from datetime import date

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from bihuan.cases import limits
from bihuan.cases.policies import SET_UP
from bihuan.cases.services.set_up import enter_year
from bihuan.kernel import clock
from bihuan.kernel.worktime import CalendarYear, Holiday, WorkingCalendar
from bihuan.orgs.models import Staff
from bihuan.platform.policies import require
from bihuan.web.forms import DeskForm, answer, attempt, split_words
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


_LINE = re.compile(r"^(\S.*?)\s+(\d{4}-\d{1,2}-\d{1,2})(?:\s*(?:至|到|~|—|-{1,2})?\s*(\d{4}-\d{1,2}-\d{1,2}))?$")


def _day(text: str) -> date:
    year, month, day = (int(part) for part in text.split("-"))
    return date(year, month, day)


class YearForm(DeskForm):
    """A year as the notice of the State Council has it."""

    year = forms.IntegerField(label=gettext_lazy("年份"), error_messages={"required": gettext_lazy("请填写年份。")})
    source = forms.CharField(
        label=gettext_lazy("依据"),
        max_length=160,
        help_text=gettext_lazy("文件名称和文号,例如:国务院办公厅关于某年部分节假日安排的通知。"),
        error_messages={"required": gettext_lazy("请填写文件名称和文号。")},
    )
    holidays = forms.CharField(
        label=gettext_lazy("放假"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 8, "placeholder": gettext_lazy("元旦 2027-01-01 2027-01-03")}),
        help_text=gettext_lazy("一行一个:名称、开始日期、结束日期,用空格分开;只放一天的写一个日期。"),
        error_messages={"required": gettext_lazy("请填写放假安排。")},
    )
    workdays = forms.CharField(
        label=gettext_lazy("调休上班"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("需要上班的周六、周日,用空格或换行分开。"),
    )

    def clean_holidays(self) -> list[Holiday]:
        """The lines as holidays; the first line that cannot be read is named."""
        found = []
        for number, line in enumerate(self.cleaned_data["holidays"].splitlines(), start=1):
            if not line.strip():
                continue
            read = _LINE.match(line.strip())
            try:
                if read is None:
                    raise ValueError(line)
                found.append(Holiday(read[1], _day(read[2]), _day(read[3] or read[2])))
            except ValueError as error:
                raise ValidationError(
                    _("第 %(number)d 行看不懂,应类似:元旦 2027-01-01 2027-01-03") % {"number": number}
                ) from error
        return found

    def clean_workdays(self) -> list[date]:
        """The days, in any layout."""
        try:
            return [_day(word) for word in split_words(self.cleaned_data["workdays"])]
        except ValueError as error:
            raise ValidationError(_("日期看不懂,应类似 2027-02-20。")) from error


@require_http_methods(["GET", "POST"])
def enter(request: HttpRequest, year: int) -> HttpResponse:
    """Enter or correct a year."""
    assert isinstance(request.user, Staff)
    staff = request.user
    require(staff, SET_UP)
    there = limits.calendar().years.get(year)
    initial: dict[str, object] = {"year": year}
    if there is not None:
        lines = [f"{one.name} {one.first} {one.last}" for one in there.holidays]
        initial |= {
            "source": there.source,
            "holidays": "\n".join(lines),
            "workdays": " ".join(map(str, there.workdays)),
        }
    form = YearForm(request.POST or None, initial=initial)
    if attempt(form, lambda: enter_year(staff, **form.cleaned_data)) is not None:
        messages.success(request, _("工作日历已保存,之后计算的时限按它推算。"))
        return redirect("web:setup_calendar")
    title = _("%(year)d 年工作日历") % {"year": year}
    return answer(request, "web/setup/form.html", {"form": form, "title": title, "back": reverse("web:setup_calendar")})


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
