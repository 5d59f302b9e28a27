"""The duty rota as a month."""

from calendar import Calendar
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from bihuan.kernel import clock
from bihuan.kernel.errors import NotFound
from bihuan.orgs import selectors, services
from bihuan.orgs.addresses import rota_url
from bihuan.orgs.models import Area, DutyShift, Role
from bihuan.orgs.policies import MANAGE_ROTA, READ_ORGS, SHIFTS
from bihuan.orgs.tree import area_tree
from bihuan.platform.policies import require
from bihuan.web.orgs.acting import act, viewer_of, with_one_tree
from bihuan.web.orgs.forms import RotaPlanForm, ShiftForm, SubstituteForm
from bihuan.web.weekdays import weekday_names

LEADERS = (Role.LEADER, Role.TOWN_SECRETARY, Role.COUNTY_LEADER)


@require_GET
@with_one_tree
def mine(request: HttpRequest) -> HttpResponse:
    """The rota of the viewer's own town, else the county's."""
    viewer = viewer_of(request)
    require(viewer, READ_ORGS)
    town = next((post.town_id for post in viewer.posts_held() if post.town_id), None)
    roots = area_tree().children(None)
    if town is None and not roots:
        return render(request, "web/orgs/rota_empty.html")
    return redirect("web:rota", town or roots[0].id)


def _month(text: str) -> date:
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError:
        return clock.today().replace(day=1)


def _area(area_id: UUID) -> Area:
    area = Area.objects.select_related("town").filter(pk=area_id).first()
    if area is None:
        raise NotFound(_("没有找到这个区域。"))
    return area


@require_GET
@with_one_tree
def page(request: HttpRequest, area_id: UUID) -> HttpResponse:
    """A month of an area: who, who leads, who stands in; and who is on duty this minute."""
    viewer, area, first = viewer_of(request), _area(area_id), _month(request.GET.get("month", ""))
    require(viewer, READ_ORGS)
    weeks = Calendar(firstweekday=0).monthdatescalendar(first.year, first.month)
    shifts = {(one.day, one.part): one for one in selectors.shifts_between(area, weeks[0][0], weeks[-1][-1])}
    today = clock.today()
    context = {
        "area": area,
        "first": first,
        "before": (first - timedelta(days=1)).replace(day=1),
        "after": (first + timedelta(days=31)).replace(day=1),
        "month": f"{first:%Y-%m}",
        "weeks": [[_day(day, shifts, first, today) for day in week] for week in weeks],
        "now": selectors.on_duty(area),
        "plans": SHIFTS.allows(viewer, MANAGE_ROTA, DutyShift(area=area)),
        "others": [
            node for node in area_tree().by_path.values() if node.level in ("county", "town") and node.in_force(today)
        ],
        "weekdays": weekday_names(),
        "counts": _counts([one for (day, _part), one in shifts.items() if day.month == first.month]),
    }
    return render(request, "web/orgs/rota.html", context)


def _day(day: date, shifts: dict[tuple[date, str], DutyShift], first: date, today: date) -> dict[str, Any]:
    parts = [{"part": part, "label": label, "shift": shifts.get((day, part))} for part, label in DutyShift.Part.choices]
    return {
        "day": day,
        "parts": parts,
        "outside": day.month != first.month,
        "today": day == today,
        "weekend": day.weekday() >= 5,
        "weekday": weekday_names()[day.weekday()],
    }


def _counts(shifts: list[DutyShift]) -> list[tuple[str, int]]:
    """How many shifts each person really stood this month, so that the load is seen."""
    counts: dict[str, int] = {}
    for shift in shifts:
        name = (shift.substitute or shift.staff).name
        counts[name] = counts.get(name, 0) + 1
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))


def _planner(request: HttpRequest, area: Area) -> None:
    SHIFTS.check(viewer_of(request), MANAGE_ROTA, DutyShift(area=area))


def _people(area: Area, roles: tuple[str, ...] = ()) -> list[tuple[str, str]]:
    """Those with a post at the area itself, as choices."""
    chosen = []
    for person in selectors.staff_of(area=area)[:400]:
        posts = [
            post
            for post in getattr(person, "posts_now", [])
            if post.area_id == area.pk and (not roles or post.role in roles)
        ]
        if posts:
            chosen.append((str(person.pk), f"{person.name}({posts[0].title or posts[0].get_role_display()})"))
    return chosen


@require_http_methods(["GET", "POST"])
def plan(request: HttpRequest, area_id: UUID) -> HttpResponse:
    """A period in turn."""
    viewer, area = viewer_of(request), _area(area_id)
    _planner(request, area)
    first = max(_month(request.GET.get("month", "")), clock.today())
    initial = {
        "first": first,
        "last": (first.replace(day=1) + timedelta(days=31)).replace(day=1) - timedelta(days=1),
        "phone": "",
    }
    form = RotaPlanForm(request.POST or None, people=_people(area), leaders=_people(area, LEADERS), initial=initial)

    def write() -> list[DutyShift]:
        values = form.cleaned_data
        return services.plan_rota(
            actor=viewer,
            area_id=area.pk,
            first=values["first"],
            last=values["last"],
            parts=values["parts"],
            people=[UUID(key) for key in values["people"]],
            leaders=[UUID(key) for key in values["leaders"]],
            phone=values["phone"],
        )

    return act(
        request,
        form,
        write,
        title=_("排班:%(name)s") % {"name": area.name},
        submit=_("排班"),
        done=_("已排班,原有的班次没有改动。"),
        back=rota_url(area.pk, f"{first:%Y-%m}"),
        note=_("按选择的人员依次轮流,已排的班次保持不变。"),
    )


@require_http_methods(["GET", "POST"])
def shift(request: HttpRequest, area_id: UUID, day: str, part: str) -> HttpResponse:
    """One part of one day."""
    viewer, area = viewer_of(request), _area(area_id)
    _planner(request, area)
    try:
        when = date.fromisoformat(day)
        label = DutyShift.Part(part).label
    except ValueError:
        raise NotFound(_("没有这个班次。")) from None
    present = DutyShift.objects.filter(area=area, day=when, part=part).first()
    initial = (
        {"staff": present.staff_id, "leader": present.leader_id, "phone": present.phone, "seen": present.version}
        if present
        else {}
    )
    form = ShiftForm(request.POST or None, initial=initial)

    def write() -> DutyShift:
        values = form.cleaned_data
        return services.assign_shift(
            actor=viewer,
            area_id=area.pk,
            day=when,
            part=part,
            staff_id=values["staff"],
            leader_id=values["leader"],
            phone=values["phone"],
            seen=values["seen"],
        )

    return act(
        request,
        form,
        write,
        record=present,
        title=_("%(day)s %(part)s") % {"day": day, "part": label},
        submit=_("保存"),
        done=_("班次已保存。"),
        back=rota_url(area.pk, f"{when:%Y-%m}"),
    )


@require_http_methods(["GET", "POST"])
def substitute(request: HttpRequest, shift_id: UUID) -> HttpResponse:
    """Somebody stands in."""
    viewer = viewer_of(request)
    found = DutyShift.objects.select_related("area", "staff").filter(pk=shift_id).first()
    if found is None:
        raise NotFound(_("没有这个班次。"))
    SHIFTS.check(viewer, MANAGE_ROTA, found)
    form = SubstituteForm(request.POST or None, initial={"substitute": found.substitute_id, "seen": found.version})

    def write() -> DutyShift:
        values = form.cleaned_data
        return services.substitute_shift(
            actor=viewer,
            shift_id=found.pk,
            substitute_id=values["substitute"],
            reason=values["reason"],
            seen=values["seen"],
        )

    return act(
        request,
        form,
        write,
        record=found,
        title=_("替班:%(name)s,%(shift)s") % {"name": found.staff.name, "shift": found},
        submit=_("保存"),
        done=_("替班已登记。"),
        back=rota_url(found.area_id, f"{found.day:%Y-%m}"),
    )
