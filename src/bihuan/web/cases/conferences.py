"""The page of a joint conference and all that is done from it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from bihuan.cases import selectors
from bihuan.cases.conferences import LIFE_CYCLE, answers_for
from bihuan.cases.documents import MINUTES, minutes_of
from bihuan.cases.models import Case, Conference, ConferenceCase, Invitation
from bihuan.cases.policies import ANSWER_CONFERENCE, CONFERENCES, CONVENE, INVITATIONS, READ_CONFERENCES
from bihuan.cases.selectors import conferences as read
from bihuan.cases.services import conferences as do
from bihuan.cases.services.guests import short_messages
from bihuan.kernel import clock
from bihuan.kernel.errors import Invalid, NotFound
from bihuan.orgs.models import Staff
from bihuan.orgs.selectors import offices_of
from bihuan.platform import files
from bihuan.platform.policies import require
from bihuan.web.cases.conference_forms import (
    AnswerForm,
    ArrangeForm,
    AttendanceForm,
    ConcludeForm,
    InviteForm,
    ScanForm,
    SignForm,
    TakeUpForm,
    arrangement_of,
    staff_of,
)
from bihuan.web.download import paper_answer
from bihuan.web.files import keep
from bihuan.web.forms import answer, attempt
from bihuan.web.history import history
from bihuan.web.orgs.acting import act, is_htmx, viewer_of, with_one_tree
from bihuan.web.orgs.forms import ReasonForm

BOTH = ["GET", "POST"]


def _address(conference: Conference) -> str:
    return reverse("web:conference_page", args=[conference.pk])


def _may(viewer: Staff, conference: Conference) -> set[str]:
    """The verbs of the conveners that are open now."""
    if not CONFERENCES.allows(viewer, CONVENE, conference):
        return set()
    return {step.verb for step in LIFE_CYCLE.offered(conference.state) if step.right == CONVENE}


@require_GET
@with_one_tree
def page(request: HttpRequest, conference_id: UUID) -> HttpResponse:
    """Its cases, who is asked and who came, what was decided."""
    viewer = viewer_of(request)
    conference = read.conference_by_id(viewer, conference_id)
    entries = [one for one in conference.entries.all() if one.state != ConferenceCase.State.WITHDRAWN]
    began = conference.at is None or conference.at <= clock.now()
    context = {
        "conference": conference,
        "entries": entries,
        "opens": read.visible_case_ids(viewer, [one.case for one in entries]),
        "invitations": [(one, _own(viewer, one)) for one in conference.invitations.all()],
        "tasks": list(conference.tasks.all()),
        "may": _may(viewer, conference),
        "began": began,
        "unknown": [one for one in conference.invitations.all() if one.attendance == Invitation.Attendance.UNKNOWN],
        "history": history(conference),
        "sms": short_messages(conference),
    }
    return render(request, "web/cases/conference.html", context)


def _own(viewer: Staff, invitation: Invitation) -> bool:
    return answers_for(viewer, invitation)


@require_http_methods(BOTH)
@with_one_tree
def arrange(request: HttpRequest, conference_id: UUID) -> HttpResponse:
    """Time, place, chair, agenda."""
    viewer = viewer_of(request)
    conference = _to_convene(viewer, conference_id)
    form = ArrangeForm(request.POST or None, initial=ArrangeForm.first(conference))
    return act(
        request,
        form,
        lambda: do.arrange_conference(
            viewer, conference_id=conference.pk, arrangement=arrangement_of(form.cleaned_data),
            seen=form.cleaned_data["seen"],
        ),
        record=conference, title=_("安排会议:%(number)s") % {"number": conference.number}, submit=_("保存"),
        done=_("已保存;时间、地点有变的,参会单位会收到通知。"), back=_address(conference),
    )  # fmt: skip


def _to_convene(viewer: Staff, conference_id: UUID) -> Conference:
    conference = read.conference_by_id(viewer, conference_id)
    CONFERENCES.check(viewer, CONVENE, conference)
    return conference


@require_http_methods(BOTH)
@with_one_tree
def invite(request: HttpRequest, conference_id: UUID) -> HttpResponse:
    """Further offices or people."""
    viewer = viewer_of(request)
    conference = _to_convene(viewer, conference_id)
    form = InviteForm(request.POST or None, offices=list(offices_of(conference.town)))

    def write() -> Conference:
        person = staff_of(form.cleaned_data["person"])
        return do.invite_to_conference(
            viewer, conference_id=conference.pk, offices=form.cleaned_data["offices"], people=[person] if person else []
        )

    return act(
        request, form, write, title=_("邀请参会:%(number)s") % {"number": conference.number}, submit=_("邀请"),
        done=_("已发出邀请。"), back=_address(conference),
    )  # fmt: skip


@require_http_methods(BOTH)
@with_one_tree
def take_up(request: HttpRequest, conference_id: UUID) -> HttpResponse:
    """One more case on the table."""
    viewer = viewer_of(request)
    conference = _to_convene(viewer, conference_id)
    form = TakeUpForm(request.POST or None)

    def write() -> Conference:
        case = case_numbered(viewer, form.cleaned_data["number"], field="number")
        return do.take_up_case(viewer, conference_id=conference.pk, case_id=case.pk, reason=form.cleaned_data["reason"])

    return act(
        request, form, write, title=_("加入会商事项:%(number)s") % {"number": conference.number}, submit=_("加入"),
        done=_("已加入本次联席会。"), back=_address(conference),
    )  # fmt: skip


def case_numbered(viewer: Staff, number: str, *, field: str) -> Case:
    """The case of a typed number.

    Raises:
        Invalid: there is none for the viewer, at `field`.
    """
    try:
        return selectors.case_by_number(viewer, number)
    except NotFound as error:
        raise Invalid(error.message, field=field, code="not_found") from error


@require_http_methods(BOTH)
@with_one_tree
def attend(request: HttpRequest, conference_id: UUID) -> HttpResponse:
    """Who came, late or in time, and who did not."""
    viewer = viewer_of(request)
    conference = _to_convene(viewer, conference_id)
    form = AttendanceForm(request.POST or None, invitations=list(conference.invitations.all()))
    done = attempt(form, lambda: do.note_attendance(viewer, conference_id=conference.pk, marks=form.marks()))
    if done is not None:
        return _after(request, conference, _("到会情况已登记。"))
    return answer(request, "web/cases/conference_attend.html", {"form": form, "conference": conference})


@require_http_methods(BOTH)
@with_one_tree
def conclude(request: HttpRequest, conference_id: UUID) -> HttpResponse:
    """Minutes, lead offices, tasks and dates."""
    viewer = viewer_of(request)
    conference = _to_convene(viewer, conference_id)
    entries = [one for one in conference.entries.all() if one.state == ConferenceCase.State.OPEN]
    offices = list(offices_of(conference.town))
    form = ConcludeForm(
        request.POST or None, cases=[one.case for one in entries], offices=offices,
        initial={"seen": conference.version, "minutes": conference.minutes or first_minutes(conference)},
    )  # fmt: skip

    def write() -> Conference:
        given = form.cleaned_data
        return do.conclude(
            viewer,
            conference_id=conference.pk,
            minutes=given["minutes"],
            decisions=form.decisions(),
            seen=given["seen"],
        )

    done = attempt(form, write)
    if done is not None:
        return _after(request, conference, _("会议纪要已形成,任务已下达并开始计时。"))
    context = {"form": form, "conference": conference, "entries": entries}
    return answer(request, "web/cases/conference_conclude.html", context)


def first_minutes(conference: Conference) -> str:
    """The beginning of the minutes, out of what is known already: time, place, chair, who came, agenda."""
    came = [one for one in conference.invitations.all() if one.attendance in ("present", "late")]
    absent = [one for one in conference.invitations.all() if one.attendance in ("excused", "absent")]
    lines = []
    if conference.at is not None:
        lines.append(_("时间:%(at)s") % {"at": f"{clock.local(conference.at):%Y-%m-%d %H:%M}"})
    if conference.place:
        lines.append(_("地点:%(place)s") % {"place": conference.place})
    if conference.chair is not None:
        lines.append(_("主持:%(name)s") % {"name": conference.chair.name})
    if came:
        lines.append(_("参会:%(who)s") % {"who": _("、").join(one.who for one in came)})
    if absent:
        said = (f"{one.who}({one.get_attendance_display()})" for one in absent)
        lines.append(_("未到:%(who)s") % {"who": _("、").join(said)})
    if conference.agenda:
        lines.append(_("议程:%(agenda)s") % {"agenda": conference.agenda})
    lines.append(_("会议明确:"))
    return "\n".join(lines) + "\n"


def _after(request: HttpRequest, conference: Conference, sentence: str) -> HttpResponse:
    messages.success(request, sentence)
    if is_htmx(request):
        return HttpResponse(headers={"HX-Redirect": _address(conference)})
    return redirect(_address(conference))


@require_http_methods(BOTH)
def call_off(request: HttpRequest, conference_id: UUID) -> HttpResponse:
    """It does not take place."""
    viewer = viewer_of(request)
    conference = _to_convene(viewer, conference_id)
    form = ReasonForm(request.POST or None, initial={"seen": conference.version})
    return act(
        request, form, lambda: do.call_off(viewer, conference_id=conference.pk, **form.cleaned_data), record=conference,
        danger=True, title=_("取消联席会:%(number)s") % {"number": conference.number}, submit=_("取消联席会"),
        done=_("联席会已取消,事项回到分派台。"), back=_address(conference), note=_("会上的事项会回到“待分派”,参会单位会收到通知。"),
    )  # fmt: skip


@require_http_methods(BOTH)
def scan(request: HttpRequest, conference_id: UUID) -> HttpResponse:
    """The minutes as signed on paper."""
    viewer = viewer_of(request)
    conference = _to_convene(viewer, conference_id)
    form = ScanForm(request.POST or None, request.FILES or None)

    def write() -> Conference:
        one = form.cleaned_data["file"]
        with transaction.atomic():
            kept = keep(viewer, one, _("签字纪要"))
            return do.file_scan(viewer, conference_id=conference.pk, file=kept)

    return act(
        request, form, write, title=_("上传签字纪要:%(number)s") % {"number": conference.number}, submit=_("上传"),
        done=_("签字纪要已存档。"), back=_address(conference),
    )  # fmt: skip


@require_GET
def paper(request: HttpRequest, conference_id: UUID, form: str) -> HttpResponse:
    """The minutes as a paper to print and sign: PDF in the browser, or the town's Word."""
    conference = read.conference_by_id(viewer_of(request), conference_id)
    if form not in ("pdf", "docx"):
        raise NotFound(_("纪要只有 PDF 和 Word 两种。"))
    filled, name = minutes_of(conference), f"{MINUTES.title} {conference.number}"
    return paper_answer(MINUTES, filled, name, town_id=conference.town_id, pdf=form == "pdf")


@require_GET
def scan_file(request: HttpRequest, conference_id: UUID) -> HttpResponseBase:
    """The signed minutes themselves."""
    viewer = viewer_of(request)
    conference = read.conference_by_id(viewer, conference_id)
    if conference.scan is None:
        raise NotFound(_("还没有上传签字纪要。"))
    return files.respond(request, conference.scan, viewer=viewer)


def _invitation(viewer: Staff, invitation_id: UUID) -> Invitation:
    require(viewer, READ_CONFERENCES)
    found = read.invitations(viewer).filter(pk=invitation_id)
    one = found.select_related("conference", "office", "staff", "substitute", "signature").first()
    if one is None:
        raise NotFound(_("没有找到这份参会邀请。"))
    return one


@require_http_methods(BOTH)
def respond(request: HttpRequest, invitation_id: UUID) -> HttpResponse:
    """Whether one comes."""
    viewer = viewer_of(request)
    one = _invitation(viewer, invitation_id)
    if not answers_for(viewer, one):
        INVITATIONS.check(viewer, ANSWER_CONFERENCE, one)
    first: dict[str, Any] = {"seen": one.version, "reason": one.reason, "substitute": one.substitute_id}
    if one.answer != Invitation.Answer.WAITING:
        first["answer"] = one.answer
    form = AnswerForm(request.POST or None, initial=first)
    if one.guest_body:
        form.for_a_guest()

    def write() -> Invitation:
        given = form.cleaned_data
        return do.answer_invitation(
            viewer, invitation_id=one.pk, answer=given["answer"], substitute=staff_of(given.get("substitute")),
            reason=given["reason"], seen=given["seen"],
        )  # fmt: skip

    return act(
        request, form, write, record=one, title=_("答复参会:%(who)s") % {"who": one.who}, submit=_("答复"),
        done=_("已答复。"), back=_address(one.conference),
    )  # fmt: skip


@require_http_methods(BOTH)
def sign(request: HttpRequest, invitation_id: UUID) -> HttpResponse:
    """Sign the minutes on the screen."""
    viewer = viewer_of(request)
    one = _invitation(viewer, invitation_id)
    if not answers_for(viewer, one):
        INVITATIONS.check(viewer, ANSWER_CONFERENCE, one)
    form = SignForm(request.POST or None, request.FILES or None)

    def write() -> Invitation:
        drawn = form.cleaned_data["file"]
        with transaction.atomic():
            kept = keep(viewer, drawn, "signature.png")
            return do.sign_at_conference(viewer, invitation_id=one.pk, file=kept)

    return act(
        request, form, write, title=_("会上签名:%(who)s") % {"who": one.who}, submit=_("签好了"), done=_("签名已保存。"),
        back=_address(one.conference),
    )  # fmt: skip


@require_GET
def signature(request: HttpRequest, invitation_id: UUID) -> HttpResponseBase:
    """The signature as a picture."""
    viewer = viewer_of(request)
    one = _invitation(viewer, invitation_id)
    if one.signature is None:
        raise NotFound(_("还没有签名。"))
    return files.respond(request, one.signature, viewer=viewer)
