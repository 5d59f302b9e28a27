"""Sittings on the desk: plan, put off, cancel, write the record, sign it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from bihuan.kernel import clock
from bihuan.kernel.errors import Invalid
from bihuan.mediation import course_selectors as course
from bihuan.mediation import selectors, services
from bihuan.mediation.models import Attendance, Dispute, Sitting
from bihuan.mediation.policies import DISPUTES, REVEAL
from bihuan.orgs.models import Staff
from bihuan.platform.models import StoredFile
from bihuan.venues import selectors as venues
from bihuan.web.cases.moments import local
from bihuan.web.files import keep
from bihuan.web.forms import answer, attempt
from bihuan.web.mediation.course import back_to
from bihuan.web.mediation.forms import mediators_of
from bihuan.web.mediation.reaching import dispute_to_read, dispute_to_write, may_write
from bihuan.web.mediation.sitting_forms import (
    USUAL,
    InvitedForm,
    PlanForm,
    RecordForm,
    ScanForm,
    SignForm,
    next_morning,
    plan_as_initial,
    record_as_initial,
)
from bihuan.web.orgs.acting import act, viewer_of, with_one_tree
from bihuan.web.orgs.forms import ReasonForm


def _at(sitting: Sitting) -> str:
    return reverse("web:sitting", args=[sitting.dispute.case_id, sitting.pk])


def _plan_form(request: HttpRequest, viewer: Staff, dispute: Dispute, initial: dict[str, Any]) -> PlanForm:
    parties = [one for one in selectors.parties_of(viewer, dispute) if one.withdrawn_at is None]
    return PlanForm(
        request.POST if request.method == "POST" else None, initial=initial, parties=parties,
        rooms=list(venues.rooms_of_town(viewer, dispute.town_id)), people=mediators_of(dispute.town_id),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@with_one_tree
def plan(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Arrange a sitting; after an adjournment with the day that was agreed."""
    viewer = viewer_of(request)
    case, dispute = dispute_to_write(viewer, case_id)
    form = _plan_form(request, viewer, dispute, _first(viewer, dispute))
    return act(
        request, form, lambda: services.plan_sitting(viewer, dispute_id=dispute.pk, plan=form.plan()),
        title=_("约调解会"), submit=_("约定"), done=_("调解会已约定,参加的调解员已收到通知;请通知当事人。"),
        back=back_to(case.pk), onward=_at,
    )  # fmt: skip


def _first(viewer: Staff, dispute: Dispute) -> dict[str, Any]:
    begin = next_morning()
    held = [one for one in course.sittings_of(viewer, dispute) if one.state == Sitting.State.HELD]
    if held and held[-1].next_on is not None:
        begin = clock.instant(held[-1].next_on, 9)
    parties = [str(one.pk) for one in selectors.parties_of(viewer, dispute) if one.withdrawn_at is None]
    return {
        "starts_at": local(begin), "ends_at": local(begin + USUAL), "parties": parties[:20],
        "mediator": str(dispute.mediator_id or viewer.pk),
    }  # fmt: skip


@require_http_methods(["GET", "POST"])
@with_one_tree
def replan(request: HttpRequest, case_id: UUID, sitting_id: UUID) -> HttpResponse:
    """Another time, room or other people."""
    viewer = viewer_of(request)
    _case, dispute = dispute_to_write(viewer, case_id)
    sitting = course.sitting_by_id(viewer, dispute, sitting_id)
    form = _plan_form(request, viewer, dispute, plan_as_initial(sitting, people_of(sitting)))
    return act(
        request, form,
        lambda: services.replan_sitting(viewer, sitting_id=sitting.pk, plan=form.plan(), seen=form.cleaned_data["seen"]),
        title=_("改约第%(n)d次调解会") % {"n": sitting.number}, submit=_("改约"), done=_("已改约,请重新通知当事人。"),
        back=_at(sitting), record=sitting,
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@with_one_tree
def cancel(request: HttpRequest, case_id: UUID, sitting_id: UUID) -> HttpResponse:
    """It will not take place."""
    viewer = viewer_of(request)
    _case, dispute = dispute_to_write(viewer, case_id)
    sitting = course.sitting_by_id(viewer, dispute, sitting_id)
    form = ReasonForm(request.POST if request.method == "POST" else None, initial={"seen": sitting.version})
    return act(
        request, form,
        lambda: services.cancel_sitting(viewer, sitting_id=sitting.pk, reason=form.cleaned_data["reason"]),
        title=_("取消第%(n)d次调解会") % {"n": sitting.number}, submit=_("取消调解会"), done=_("调解会已取消,房间已退。"),
        back=back_to(dispute.case_id), danger=True,
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@with_one_tree
def invited(request: HttpRequest, case_id: UUID, sitting_id: UUID) -> HttpResponse:
    """Who has been told."""
    viewer = viewer_of(request)
    _case, dispute = dispute_to_write(viewer, case_id)
    sitting = course.sitting_by_id(viewer, dispute, sitting_id)
    form = InvitedForm(request.POST if request.method == "POST" else None, people=people_of(sitting))
    return act(
        request, form,
        lambda: services.note_invited(
            viewer, sitting_id=sitting.pk, attendance_ids=[UUID(one) for one in form.cleaned_data["people"]]
        ),
        title=_("登记已通知"), submit=_("登记"), done=_("通知时间已登记。"), back=_at(sitting),
    )  # fmt: skip


def people_of(sitting: Sitting) -> list[Attendance]:
    """Who is asked, as `course_selectors` fetched it with the sitting."""
    people: list[Attendance] = getattr(sitting, "people")  # noqa: B009  # set by the prefetch
    return people


@require_GET
@with_one_tree
def page(request: HttpRequest, case_id: UUID, sitting_id: UUID) -> HttpResponse:
    """One sitting: when, where, who, what was said, who signed."""
    viewer = viewer_of(request)
    case, dispute = dispute_to_read(viewer, case_id)
    sitting = course.sitting_by_id(viewer, dispute, sitting_id)
    people = people_of(sitting)
    writes = may_write(viewer, dispute) and sitting.confirmed_at is None
    context = {
        "case": case, "dispute": dispute, "sitting": sitting, "people": people, "back": back_to(case.pk),
        "may_write": writes, "may_change": writes and sitting.state == Sitting.State.PLANNED,
        "may_record": writes and sitting.state != Sitting.State.CANCELLED,
        "may_sign": writes and sitting.state == Sitting.State.HELD,
        "in_full": DISPUTES.allows(viewer, REVEAL, dispute),
        "untold": any(one.invited_at is None for one in people),
    }  # fmt: skip
    return render(request, "web/mediation/sitting.html", context)


@require_http_methods(["GET", "POST"])
@with_one_tree
def record(request: HttpRequest, case_id: UUID, sitting_id: UUID) -> HttpResponse:
    """Write the record; it shows the parties by name, so opening it is a look in full that the trail records."""
    viewer = viewer_of(request)
    case, dispute = dispute_to_write(viewer, case_id)
    DISPUTES.check(viewer, REVEAL, dispute)
    sitting = course.sitting_by_id(viewer, dispute, sitting_id)
    if request.method == "GET":
        selectors.note_reveal(viewer, dispute, reason=_("制作调解笔录"))
    form = RecordForm(
        request.POST if request.method == "POST" else None,
        people=people_of(sitting),
        initial=record_as_initial(sitting),
    )
    done = attempt(
        form,
        lambda: services.record_sitting(
            viewer, sitting_id=sitting.pk, record=form.record(), seen=form.cleaned_data["seen"]
        ),
    )
    if done is not None:
        messages.success(request, _("笔录已保存。") if done.outcome else _("草稿已保存。"))
        response: HttpResponse = redirect(_at(sitting))
        return response
    context = {
        "form": form, "case": case, "sitting": sitting, "back": _at(sitting),
        "draft": f"sitting:{viewer.pk}:{sitting.pk}",
    }  # fmt: skip
    response = answer(request, "web/mediation/sitting_record.html", context)
    response["Cache-Control"] = "no-store"
    return response


@require_http_methods(["GET", "POST"])
def sign(request: HttpRequest, case_id: UUID, sitting_id: UUID, attendance_id: UUID) -> HttpResponse:
    """Somebody who came signs on the screen."""
    viewer = viewer_of(request)
    _case, dispute = dispute_to_write(viewer, case_id)
    sitting = course.sitting_by_id(viewer, dispute, sitting_id)
    signer = next((one for one in people_of(sitting) if one.pk == attendance_id), None)
    form = SignForm(*((request.POST, request.FILES) if request.method == "POST" else (None,)))
    return act(
        request, form, lambda: _signed(viewer, signer, form.cleaned_data["signature"]),
        title=_("签名:%(part)s") % {"part": signer.get_part_display() if signer else ""}, submit=_("确认签名"),
        done=_("已签名。"), back=_at(sitting), note=_("请本人阅读笔录,确认无误后签名。"),
    )  # fmt: skip


def _signed(viewer: Staff, signer: Attendance | None, drawn: "UploadedFile[Any] | None") -> Attendance:
    if signer is None:
        raise Invalid(_("没有找到这位参加人。"))
    with transaction.atomic():
        return services.sign_sitting(viewer, attendance_id=signer.pk, file=kept(viewer, drawn, "signature"))


def kept(viewer: Staff, brought: "UploadedFile[Any] | None", field: str) -> StoredFile:
    """The file that was drawn or brought, stored.

    Raises:
        Invalid: there is none.
    """
    if brought is None:
        message = _("请先在框内手写签名。") if field == "signature" else _("请选择扫描件。")
        raise Invalid(message, field=field, code="required")
    return keep(viewer, brought, _("签名"), field=field)


@require_http_methods(["GET", "POST"])
def scan(request: HttpRequest, case_id: UUID, sitting_id: UUID) -> HttpResponse:
    """The record was signed on paper."""
    viewer = viewer_of(request)
    _case, dispute = dispute_to_write(viewer, case_id)
    sitting = course.sitting_by_id(viewer, dispute, sitting_id)
    form = ScanForm(
        *((request.POST, request.FILES) if request.method == "POST" else (None,)), initial={"seen": sitting.version}
    )
    return act(
        request, form, lambda: _scanned(viewer, sitting, form.cleaned_data), title=_("上传签字的笔录"),
        submit=_("上传"), done=_("笔录已签字确认。"), back=_at(sitting), record=sitting,
    )  # fmt: skip


def _scanned(viewer: Staff, sitting: Sitting, given: dict[str, Any]) -> Sitting:
    with transaction.atomic():
        file = kept(viewer, given["scan"], "scan")
        return services.confirm_sitting(viewer, sitting_id=sitting.pk, scan=file, seen=given["seen"])
