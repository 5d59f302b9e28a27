"""How much the rooms are used, hour by hour of the week: a heat map that is a table with its numbers in it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as t
from django.views.decorators.http import require_GET

from bihuan.kernel import clock
from bihuan.platform.policies import require
from bihuan.venues import selectors
from bihuan.venues.policies import READ
from bihuan.venues.selectors import Use
from bihuan.web.forms import DeskForm
from bihuan.web.orgs.acting import viewer_of
from bihuan.web.orgs.forms import DayField
from bihuan.web.weekdays import weekday_names

FIRST_HOUR, LAST_HOUR = 8, 21  # the hours shown when nothing lies outside them
USUAL_DAYS, MOST_DAYS = 84, 400
SHADES = (
    # (from this percentage on, how the cell is shaded)
    (75, "text-bg-primary"),
    (50, "bg-primary bg-opacity-50"),
    (25, "bg-primary bg-opacity-25"),
    (1, "bg-primary bg-opacity-10"),
    (0, ""),
)


@dataclass(frozen=True, slots=True)
class Heat:
    """One cell: an hour of a weekday."""

    use: Use
    shade: str


class PeriodForm(DeskForm):
    """Which venue and which days."""

    venue = forms.ChoiceField(label=t("场所"), required=False)
    first = DayField(label=t("从"), required=False)
    last = DayField(label=t("到"), required=False)


def heat(uses: Mapping[tuple[int, int], Use]) -> tuple[list[int], list[tuple[object, list[Heat]]]]:
    """(hours, lines): the columns widen to what is taken early or late."""
    busy = [hour for (_weekday, hour), use in uses.items() if use.taken]
    hours = list(range(min([FIRST_HOUR, *busy]), max([LAST_HOUR - 1, *busy]) + 1))
    return hours, [
        (title, [Heat(uses[weekday, hour], _shade(uses[weekday, hour].percent)) for hour in hours])
        for weekday, title in enumerate(weekday_names())
    ]


def _shade(percent: int) -> str:
    return next(shade for least, shade in SHADES if percent >= least)


def _days(form: PeriodForm) -> tuple[date, int]:
    """The first day and how many: the twelve weeks up to today unless somebody says otherwise."""
    said = form.cleaned_data if form.is_valid() else {}
    last = said.get("last") or clock.today()
    first = said.get("first") or last - timedelta(days=USUAL_DAYS - 1)
    return min(first, last), min(MOST_DAYS, abs((last - first).days) + 1)


@require_GET
def use(request: HttpRequest) -> HttpResponse:
    """The heat map of all rooms the viewer may see, or of one venue."""
    viewer = viewer_of(request)
    require(viewer, READ)
    places = list(selectors.rooms(viewer))
    form = PeriodForm(request.GET)
    field = form.fields["venue"]
    assert isinstance(field, forms.ChoiceField)
    field.choices = [("", t("全部场所")), *{str(one.venue_id): one.venue.name for one in places}.items()]
    first, days = _days(form)
    chosen = form.cleaned_data.get("venue", "")
    shown = [one for one in places if not chosen or str(one.venue_id) == chosen]
    hours, lines = heat(selectors.use_by_hour(viewer, shown, first, days))
    context = {
        "form": form, "hours": hours, "lines": lines, "first": first, "last": first + timedelta(days=days - 1),
        "rooms": len(shown),
    }  # fmt: skip
    return render(request, "web/venues/use.html", context)
