"""Legal advice: the week of who sits at the centre, planning it, appointments and what came of them."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as t
from django.views.decorators.http import require_GET, require_http_methods

from bihuan.cases.addresses import url_of_id
from bihuan.kernel import clock
from bihuan.kernel.errors import NotFound
from bihuan.mediation.advice import policies, services
from bihuan.mediation.advice.registers import BOOKINGS, PROFESSIONALS, SHIFTS, when_said
from bihuan.mediation.advice.selectors import week_of
from bihuan.mediation.models import AdviceBooking, AdviceShift, Professional
from bihuan.mediation.policies import EDIT
from bihuan.orgs.models import Area
from bihuan.orgs.tree import area_tree
from bihuan.platform.actors import Actor
from bihuan.platform.policies import holds, require
from bihuan.web.orgs.acting import act, viewer_of, with_one_tree
from bihuan.web.orgs.forms import DayField, ReasonForm, SeenForm, Sentences, Words
from bihuan.web.records import Action, Panel, RecordPages
from bihuan.web.records.forms import MomentField
from bihuan.web.weekdays import weekday_names

State = AdviceBooking.State
AHEAD, SHOWN = timedelta(days=60), 30


def hour_field(label: Any) -> forms.TimeField:
    """A local time of day; the browser's own picker."""
    return forms.TimeField(
        label=label,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        input_formats=["%H:%M", "%H:%M:%S"],
        error_messages={"required": t("请填写时刻。"), "invalid": t("时刻应如 14:30。")},
    )


# --- the week ------------------------------------------------------------------------------------------------------


@require_GET
@with_one_tree
def mine(request: HttpRequest) -> HttpResponse:
    """The week of the viewer's own town, else of the county."""
    viewer = viewer_of(request)
    require(viewer, policies.READ_ADVICE)
    town = next((post.town_id for post in viewer.posts_held() if post.town_id), None)
    roots = area_tree().children(None)
    if town is None and not roots:
        raise NotFound(_("还没有登记区域,请先在“组织”里登记。"))
    return redirect("web:advice_week", town or roots[0].id)


@require_GET
@with_one_tree
def week(request: HttpRequest, area_id: UUID) -> HttpResponse:
    """Seven days of an area: who sits when, free appointments to click, taken ones with who comes."""
    viewer = viewer_of(request)
    require(viewer, policies.READ_ADVICE)
    area = Area.objects.filter(pk=area_id, level__in=(Area.Level.COUNTY, Area.Level.TOWN)).first()
    if area is None:
        raise NotFound(_("没有找到这个区域。"))
    monday = _monday(request.GET.get("week", ""))
    today = clock.today()
    days = [
        {
            "day": day,
            "name": weekday_names()[day.weekday()],
            "shifts": shifts,
            "today": day == today,
            "past": day < today,
        }
        for day, shifts in week_of(viewer, area, monday).items()
    ]
    context = {
        "area": area, "days": days, "monday": monday, "sunday": monday + timedelta(days=6),
        "before": monday - timedelta(days=7), "after": monday + timedelta(days=7),
        "plans": policies.SHIFTS.allows(viewer, policies.PLAN_ADVICE, _at(area)), "books": holds(viewer, policies.BOOK),
        "sees": holds(viewer, policies.READ_BOOKINGS),
        "others": [one for one in area_tree().by_path.values() if one.level in ("county", "town") and one.in_force(today)],
        "any": any(one["shifts"] for one in days),
    }  # fmt: skip
    return render(request, "web/mediation/advice_week.html", context)


def _monday(text: str) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = clock.today()
    return day - timedelta(days=day.weekday())


def _at(area: Area) -> AdviceShift:
    return AdviceShift(area=area, area_path=area.path, town_id=area.town_id)


def week_url(area_id: UUID, day: date) -> str:
    """The week that a day lies in."""
    return f"{reverse('web:advice_week', args=[area_id])}?week={day.isoformat()}"


class ShiftPlanForm(SeenForm):
    professional = forms.ChoiceField(label=t("驻点人员"), error_messages={"required": t("请选择驻点人员。")})
    first = DayField(label=t("从"))
    last = DayField(label=t("到"))
    weekdays = forms.MultipleChoiceField(label=t("每周星期几"), widget=forms.CheckboxSelectMultiple, required=False)
    starts = hour_field(t("开始"))
    ends = hour_field(t("结束"))
    slot = forms.IntegerField(label=t("每次预约(分钟)"), initial=30, error_messages={"required": t("请填写分钟数。")})
    place = Words(t("地点"), 80, required=False)

    def __init__(self, *args: Any, people: Sequence[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        chosen, days = self.fields["professional"], self.fields["weekdays"]
        assert isinstance(chosen, forms.ChoiceField) and isinstance(days, forms.MultipleChoiceField)
        chosen.choices = [("", _("请选择")), *people]
        days.choices = list(enumerate(weekday_names()))


def _people(viewer: Actor, area: Area) -> dict[str, Professional]:
    rows = PROFESSIONALS.rows(viewer).filter(area__in=[area.pk, *([area.parent_id] if area.parent_id else [])])
    today = clock.today()
    serving = rows.exclude(until__lt=today).order_by("kind", "name")
    return {str(one.pk): one for one in serving}


@require_http_methods(["GET", "POST"])
@with_one_tree
def plan(request: HttpRequest, area_id: UUID) -> HttpResponse:
    """The same hours on some weekdays of a period."""
    viewer = viewer_of(request)
    area = Area.objects.filter(pk=area_id).first()
    if area is None:
        raise NotFound(_("没有找到这个区域。"))
    policies.SHIFTS.check(viewer, policies.PLAN_ADVICE, _at(area))
    people = _people(viewer, area)
    monday = max(_monday(request.GET.get("week", "")), clock.today())
    first = {"first": monday, "last": monday + timedelta(days=27), "starts": "09:00", "ends": "11:30"}
    choices = [(key, f"{one.get_kind_display()} {one.name}({one.body})") for key, one in people.items()]
    form = ShiftPlanForm(request.POST or None, people=choices, initial=first)

    def write() -> list[AdviceShift]:
        given = form.cleaned_data
        return services.plan_shifts(
            viewer, professional=people[given["professional"]], area=area, first=given["first"], last=given["last"],
            weekdays=[int(one) for one in given["weekdays"]], starts=given["starts"], ends=given["ends"],
            slot=given["slot"], place=given["place"],
        )  # fmt: skip

    note = _("已排的班次保持不变。") if people else _("这里还没有登记驻点人员,请先在“台账—驻点法律工作者台账”里登记。")
    return act(
        request, form, write, title=_("驻点排班:%(name)s") % {"name": area.name}, submit=_("排班"), done=_("已排班。"),
        back=week_url(area.pk, monday), note=note,
    )  # fmt: skip


# --- the registers ---------------------------------------------------------------------------------------------------


def _professionals(viewer: Actor) -> Sequence[tuple[str, str]]:
    return [
        (str(one.pk), f"{one.get_kind_display()} {one.name}({one.body})")
        for one in PROFESSIONALS.rows(viewer).order_by("kind", "name")
    ]


def _shifts(viewer: Actor) -> Sequence[tuple[str, str]]:
    """The shifts of the next weeks and of the last days, in the viewer's towns and at the county."""
    towns = [post.town_id for post in viewer.posts_held()]
    today = clock.today()
    rows = SHIFTS.rows(viewer).filter(day__gte=today - timedelta(days=14), day__lte=today + AHEAD)
    if None not in towns:
        rows = rows.filter(town__in=towns) | rows.filter(town=None)
    rows = rows.select_related("professional").order_by("day", "starts")
    return [(str(one.pk), f"{one} {one.professional.get_kind_display()}{one.professional.name}") for one in rows]


def _shift_panels(viewer: Actor, shift: AdviceShift) -> list[Panel]:
    rows = (
        list(BOOKINGS.rows(viewer).filter(shift=shift).order_by("starts_at"))
        if holds(viewer, policies.READ_BOOKINGS)
        else []
    )
    return [Panel(_("预约"), "web/mediation/_advice_bookings.html", {"bookings": rows})]


def _professional_panels(viewer: Actor, one: Professional) -> list[Panel]:
    today = clock.today()
    shifts = SHIFTS.rows(viewer).filter(professional=one, day__gte=today).select_related("area").order_by("day")[:SHOWN]
    found = [Panel(_("接下来的班次"), "web/mediation/_advice_shifts.html", {"shifts": shifts})]
    if holds(viewer, policies.READ_BOOKINGS):
        recent = BOOKINGS.rows(viewer).filter(professional=one).order_by("-starts_at")[:SHOWN]
        found.append(Panel(_("最近的咨询"), "web/mediation/_advice_bookings.html", {"bookings": recent}))
    return found


def _booking_panels(_viewer: Actor, booking: AdviceBooking) -> list[Panel]:
    return [Panel(_("接待"), "web/mediation/_advice_outcome.html", {"shift": booking.shift})]


def _booking_actions(viewer: Actor, booking: AdviceBooking) -> list[Action]:
    serves = policies.BOOKINGS.allows(viewer, policies.SERVE, booking)
    found = []
    if serves and booking.state in (State.BOOKED, State.SERVED):
        title = _("登记咨询结果") if booking.state == State.BOOKED else _("修改咨询结果")
        found.append(Action(title, _url("serve", booking), "pencil-square", primary=booking.state == State.BOOKED))
    if serves and booking.case_id is None and booking.state in (State.BOOKED, State.SERVED) and holds(viewer, EDIT):
        found.append(Action(_("转为纠纷调解"), _url("open", booking), "arrow-right-circle"))
    if serves and booking.state == State.BOOKED:
        found.append(Action(_("未到"), _url("absent", booking)))
    if booking.state == State.BOOKED and policies.BOOKINGS.allows(viewer, policies.BOOK, booking):
        found.append(Action(_("取消预约"), _url("cancel", booking)))
    return found


def _url(part: str, booking: AdviceBooking) -> str:
    return reverse(f"web:advice_{part}", args=[booking.pk])


PROFESSIONAL_PAGES = RecordPages(
    PROFESSIONALS, name="professional", panels=_professional_panels,
    layout=[(t("驻点"), ["kind", "body", "area", "kinds", "since", "until"]), (t("联系"), ["phone", "licence", "staff", "remark"])],
)  # fmt: skip
SHIFT_PAGES = RecordPages(
    SHIFTS, name="advice_shift", panels=_shift_panels, files=False, offers={"professional": _professionals},
    controls={"starts": lambda: hour_field(_("开始")), "ends": lambda: hour_field(_("结束"))},
    layout=[(t("班次"), ["professional", "area", "day", "starts", "ends", "slot", "place"])],
    told={
        "professional": lambda one: f"{one.professional.get_kind_display()} {one.professional.name}",
        "starts": lambda one: f"{one.starts:%H:%M}", "ends": lambda one: f"{one.ends:%H:%M}",
    },
)  # fmt: skip
BOOKING_PAGES = RecordPages(
    BOOKINGS, name="advice_booking", panels=_booking_panels, actions=_booking_actions, offers={"shift": _shifts},
    controls={"starts_at": lambda: MomentField(label=_("预约时间"))},
    layout=[(t("预约"), ["starts_at", "name", "phone", "kind", "question"])],
)  # fmt: skip


# --- what becomes of an appointment --------------------------------------------------------------------------------


class ServeForm(SeenForm):
    outcome = forms.ChoiceField(
        label=t("咨询结果"), choices=[("", t("请选择")), *AdviceBooking.Outcome.choices],
        error_messages={"required": t("请选择咨询结果。")},
    )  # fmt: skip
    advice = Sentences(t("解答意见"), 5000, rows=5, required=False)


class SureForm(SeenForm):
    """Nothing to fill; only the version that was looked at."""


@require_http_methods(["GET", "POST"])
def serve(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What came of the advice."""
    viewer, booking = _reached(request, pk, policies.SERVE)
    first = {"seen": booking.version, "outcome": booking.outcome, "advice": booking.advice}
    form = ServeForm(request.POST or None, initial=first)
    return act(
        request, form, lambda: services.serve(viewer, pk=pk, **form.cleaned_data),
        title=_("登记咨询结果"), submit=_("保存"), done=_("已登记。"), back=BOOKINGS.url(pk), record=booking,
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def absent(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Nobody came."""
    viewer, booking = _reached(request, pk, policies.SERVE)
    form = SureForm(request.POST or None, initial={"seen": booking.version})
    return act(
        request, form, lambda: services.mark_absent(viewer, pk=pk, **form.cleaned_data),
        title=_("登记未到"), submit=_("登记未到"), done=_("已登记,时段空出来了。"), back=BOOKINGS.url(pk), record=booking,
        note=when_said(booking.starts_at),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def cancel(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The appointment is called off."""
    viewer, booking = _reached(request, pk, policies.BOOK)
    form = ReasonForm(request.POST or None, initial={"seen": booking.version})
    return act(
        request, form, lambda: services.cancel(viewer, pk=pk, **form.cleaned_data),
        title=_("取消预约"), submit=_("取消预约"), done=_("已取消,时段空出来了。"), back=BOOKINGS.url(pk), record=booking,
        danger=True,
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def open_case(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take the matter on as a dispute."""
    viewer, booking = _reached(request, pk, policies.SERVE)
    form = SureForm(request.POST or None, initial={"seen": booking.version})
    return act(
        request, form, lambda: services.open_case(viewer, pk=pk),
        title=_("转为纠纷调解"), submit=_("转为事项"), done=_("已登记为纠纷,接下来研判分流或者指派调解员。"),
        back=BOOKINGS.url(pk), onward=lambda dispute: url_of_id(dispute.case_id),
        note=_("咨询人、电话、类型和咨询事项会带过去,不用再录一遍。"),
    )  # fmt: skip


def _reached(request: HttpRequest, pk: UUID, right: str) -> tuple[Any, AdviceBooking]:
    viewer = viewer_of(request)
    booking = BOOKINGS.by_id(viewer, pk)
    policies.BOOKINGS.check(viewer, right, booking)
    return viewer, booking
