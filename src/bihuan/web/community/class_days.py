"""The days of a class on the desk: lessons, the roll that is called on a phone, alarms, drills, papers."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as t
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bihuan.community import alarms, policies
from bihuan.community.applicants import KNOWN
from bihuan.community.documents import CERTIFICATE, POSTER, certificate_of, poster_of
from bihuan.community.lessons import take_room
from bihuan.community.models import Alarm, Attendance, Enrolment, Lesson, Programme
from bihuan.community.registers import ALARMS, ATTENDANCES, DRILLS, ENROLMENTS, LESSONS, PROGRAMMES
from bihuan.community.roll import class_days, mark, pick_up, roll
from bihuan.kernel import clock
from bihuan.kernel.errors import WrongState
from bihuan.platform import audit
from bihuan.platform.actors import Actor
from bihuan.platform.addresses import outside_address
from bihuan.platform.conditions import read, said
from bihuan.venues import selectors
from bihuan.web.community.forms import TakeRoomForm
from bihuan.web.download import paper_answer, wants_pdf
from bihuan.web.forms import answer, attempt
from bihuan.web.orgs.acting import act, viewer_of, with_one_tree
from bihuan.web.orgs.forms import SeenForm, Sentences
from bihuan.web.records import Action, RecordPages
from bihuan.web.records.forms import offered

State = Attendance.State


def _programmes(viewer: Actor) -> Any:
    return offered(PROGRAMMES.rows(viewer).order_by("-starts_on"))


def _enrolments(viewer: Actor) -> Any:
    rows = ENROLMENTS.rows(viewer).filter(state__in=Enrolment.ENROLLED).select_related("programme")
    return offered(rows.order_by("programme", "seat"), lambda one: f"{one.programme.title} {one}")


def _lesson_tools(viewer: Actor, lesson: Lesson) -> Sequence[Action]:
    if lesson.day < clock.today() or not LESSONS.policy.allows(viewer, policies.KEEP_PROGRAMMES, lesson):
        return []
    return [Action(_("订场地"), reverse("web:lesson_room", args=[lesson.pk]), "door-open", primary=True)]


LESSON_PAGES = RecordPages(LESSONS, name="lesson", offers={"programme": _programmes}, actions=_lesson_tools)
DRILL_PAGES = RecordPages(DRILLS, name="drill", offers={"programme": _programmes})
ATTENDANCE_PAGES = RecordPages(ATTENDANCES, name="attendance", offers={"enrolment": _enrolments}, files=False)


def _alarm_steps(viewer: Actor, alarm: Alarm) -> Sequence[Action]:
    if not ALARMS.policy.allows(viewer, policies.ANSWER_ALARMS, alarm):
        return []
    found = []
    if alarm.state == Alarm.State.RAISED:
        found.append(Action(_("接警"), reverse("web:alarm_take", args=[alarm.pk]), "bell", primary=True))
    if alarm.state != Alarm.State.CLOSED:
        found.append(
            Action(
                _("办结"),
                reverse("web:alarm_close", args=[alarm.pk]),
                "check",
                primary=alarm.state == Alarm.State.TAKEN,
            )
        )
    return found


ALARM_PAGES = RecordPages(
    ALARMS,
    name="alarm",
    layout=[
        (t("报警"), ["programme", "attendance", "raised_at", "rank"]),
        (t("处理"), ["state", "taken_by", "taken_at", "closed_at", "outcome"]),
    ],
    told={"attendance": lambda one: f"{one.attendance.day:%Y-%m-%d}"},
    actions=_alarm_steps,
    files=False,
)


class PickUpForm(SeenForm):
    """Who fetched a child."""

    who = forms.ChoiceField(label=t("谁接走的"), widget=forms.RadioSelect, required=False)
    other = forms.CharField(label=t("别的人,姓名"), max_length=40, required=False)
    confirmed = Sentences(
        t("监护人怎样确认(名单以外的人必填)"), 200, required=False, rows=2,
        help_text=t("例如:17:05 打电话给妈妈,同意舅舅来接。"),
    )  # fmt: skip

    def __init__(self, *args: Any, fetchers: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["who"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [*((name, name) for name in fetchers), ("", _("别的人"))]

    def fetcher(self) -> str:
        """The name chosen or typed."""
        chosen: str = self.cleaned_data["who"] or self.cleaned_data["other"]
        return chosen


class OutcomeForm(SeenForm):
    """What happened in the end."""

    outcome = Sentences(t("处理结果"), 300, required=False)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return clock.today()


@never_cache
@require_GET
@with_one_tree
def roll_page(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Everybody of a class on one day: a press says who came, another who fetched."""
    viewer = viewer_of(request)
    programme = PROGRAMMES.by_id(viewer, pk)
    day = _day(request.GET.get("day", ""))
    lines = roll(viewer, programme, day)
    days = class_days(programme)
    lessons = Lesson.objects.filter(programme=programme, day=day, voided_at=None).order_by("from_hour", "grade")
    states = [one.attendance.state for one in lines if one.attendance is not None]
    context = {
        "programme": programme, "day": day, "today": clock.today(), "lines": lines, "lessons": lessons,
        "states": State.choices, "ahead": day > clock.today(),
        "before": max((one for one in days if one < day), default=None),
        "after": min((one for one in days if one > day), default=None),
        "counts": {
            "all": len(lines), "came": sum(one in Attendance.CAME for one in states),
            "away": sum(one not in Attendance.CAME for one in states), "open": len(lines) - len(states),
            "fetched": sum(one.attendance is not None and one.attendance.picked_up_at is not None for one in lines),
        },
    }  # fmt: skip
    return render(request, "web/community/roll.html", context)


def _roll_url(programme_id: UUID, day: date, child: UUID | None = None) -> str:
    place = f"#c-{child}" if child else ""
    return f"{reverse('web:programme_roll', args=[programme_id])}?day={day.isoformat()}{place}"


@require_POST
@with_one_tree
def mark_page(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One press on the roll."""
    viewer, day = viewer_of(request), _day(request.POST.get("day", ""))
    enrolment = ENROLMENTS.by_id(viewer, pk)
    mark(actor=viewer, enrolment_id=pk, day=day, state=request.POST.get("state", ""))
    return redirect(_roll_url(enrolment.programme_id, day, pk))


@never_cache
@require_http_methods(["GET", "POST"])
@with_one_tree
def pick_up_page(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Who fetched a child."""
    viewer = viewer_of(request)
    attendance = ATTENDANCES.by_id(viewer, pk)
    ATTENDANCES.policy.check(viewer, policies.KEEP_ATTENDANCE, attendance)
    programme = attendance.enrolment.programme
    line = next(one for one in roll(viewer, programme, attendance.day) if one.enrolment.pk == attendance.enrolment_id)
    form = PickUpForm(request.POST or None, fetchers=line.fetchers, initial={"seen": attendance.version})
    back = _roll_url(programme.pk, attendance.day, attendance.enrolment_id)
    done = attempt(
        form,
        lambda: pick_up(
            actor=viewer,
            attendance_id=pk,
            who=form.fetcher(),
            confirmed=form.cleaned_data["confirmed"],
            seen=form.cleaned_data["seen"],
        ),
    )
    if done is not None:
        return redirect(back)
    return answer(request, "web/community/pick_up.html", {"form": form, "line": line, "back": back})


@require_http_methods(["GET", "POST"])
def lesson_room(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A room for a lesson's hours."""
    viewer = viewer_of(request)
    lesson = LESSONS.by_id(viewer, pk)
    LESSONS.policy.check(viewer, policies.KEEP_PROGRAMMES, lesson)
    rooms = list(selectors.rooms_of_town(viewer, lesson.town_id))
    form = TakeRoomForm(request.POST or None, rooms=rooms, initial={"seen": lesson.version})
    return act(
        request, form,
        lambda: take_room(actor=viewer, lesson_id=pk, room=form.chosen(), seen=form.cleaned_data["seen"]),
        record=lesson, title=_("订场地:%(name)s") % {"name": lesson.topic}, submit=_("预订"), done=_("场地已订好。"),
        back=LESSONS.url(pk), note=_("按这节课的日期和起止时刻预订;以后改了时间,场地跟着改,作废就退。"),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def take_alarm(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Somebody sees to it."""
    viewer = viewer_of(request)
    alarm = ALARMS.by_id(viewer, pk)
    form = SeenForm(request.POST if request.method == "POST" else None, initial={"seen": alarm.version})
    return act(
        request, form, lambda: alarms.take(actor=viewer, alarm_id=pk, seen=form.cleaned_data["seen"]),
        title=_("接警:%(name)s") % {"name": alarm}, submit=_("我来处理"), done=_("已接警,不再往上报。"),
        back=ALARMS.url(pk), record=alarm,
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def close_alarm(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What happened."""
    viewer = viewer_of(request)
    alarm = ALARMS.by_id(viewer, pk)
    form = OutcomeForm(request.POST if request.method == "POST" else None, initial={"seen": alarm.version})
    return act(
        request, form,
        lambda: alarms.close(
            actor=viewer, alarm_id=pk, outcome=form.cleaned_data["outcome"], seen=form.cleaned_data["seen"]
        ),
        title=_("办结:%(name)s") % {"name": alarm}, submit=_("办结"), done=_("已办结。"), back=ALARMS.url(pk), record=alarm,
    )  # fmt: skip


@require_GET
@with_one_tree
def poster(request: HttpRequest, pk: UUID, form: str) -> HttpResponse:
    """The poster with the code that leads to the public page."""
    programme: Programme = PROGRAMMES.by_id(viewer_of(request), pk)
    pdf = wants_pdf(form)
    link = outside_address(request, reverse("web:public_programme", args=[programme.pk]))
    filled = poster_of(programme, who=said(read(programme.must, KNOWN)), link=link)
    name = f"{POSTER.title} {programme.title}"
    return paper_answer(POSTER, filled, name, town_id=programme.town_id, pdf=pdf)


@require_GET
@with_one_tree
def certificate(request: HttpRequest, pk: UUID, form: str) -> HttpResponse:
    """The certificate of a child that finished; its making is logged, since it bears the name in full."""
    viewer = viewer_of(request)
    enrolment: Enrolment = ENROLMENTS.by_id(viewer, pk)
    ENROLMENTS.policy.check(viewer, policies.REVEAL_ENROLMENTS, enrolment)
    pdf = wants_pdf(form)
    if enrolment.state != Enrolment.State.FINISHED:
        raise WrongState(_("结业以后才能打印证书。"))
    days = list(Attendance.objects.filter(enrolment=enrolment, voided_at=None))
    audit.append(enrolment, actor=viewer, verb="reveal", note=_("打印结业证书"))
    filled = certificate_of(enrolment, days)
    return paper_answer(CERTIFICATE, filled, str(CERTIFICATE.title), town_id=enrolment.town_id, pdf=pdf)
