"""Investigations on the desk: written, corrected, signed, voided."""

from typing import Any
from uuid import UUID

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from bihuan.cases.selectors import evidence_of
from bihuan.kernel import clock
from bihuan.mediation import course_selectors as course
from bihuan.mediation import selectors, services
from bihuan.mediation.models import Dispute, Investigation
from bihuan.mediation.policies import DISPUTES, REVEAL
from bihuan.orgs.models import Staff
from bihuan.web.cases.moments import local
from bihuan.web.mediation.course import back_to
from bihuan.web.mediation.forms import mediators_of
from bihuan.web.mediation.reaching import dispute_to_read, dispute_to_write, may_write
from bihuan.web.mediation.sitting_forms import InvestigationForm, SignOrScanForm, investigation_as_initial
from bihuan.web.mediation.sittings import kept
from bihuan.web.orgs.acting import act, viewer_of, with_one_tree
from bihuan.web.orgs.forms import ReasonForm


def _at(made: Investigation) -> str:
    return reverse("web:investigation", args=[made.dispute.case_id, made.pk])


def _form(request: HttpRequest, viewer: Staff, dispute: Dispute, initial: dict[str, Any]) -> InvestigationForm:
    return InvestigationForm(
        request.POST if request.method == "POST" else None, initial=initial, people=mediators_of(dispute.town_id),
        shown=[one for one in evidence_of(dispute.case) if one.voided_at is None],
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@with_one_tree
def add(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Write down an investigation."""
    viewer = viewer_of(request)
    case, dispute = dispute_to_write(viewer, case_id)
    form = _form(request, viewer, dispute, {"starts_at": local(clock.now()), "investigator": str(viewer.pk)})
    return act(
        request, form, lambda: services.record_investigation(viewer, dispute_id=dispute.pk, entry=form.entry()),
        title=_("调查记录"), submit=_("保存"), done=_("调查记录已保存。"), back=back_to(case.pk), onward=_at,
    )  # fmt: skip


@require_GET
@with_one_tree
def page(request: HttpRequest, case_id: UUID, investigation_id: UUID) -> HttpResponse:
    """One record."""
    viewer = viewer_of(request)
    case, dispute = dispute_to_read(viewer, case_id)
    made = course.investigation_by_id(viewer, dispute, investigation_id)
    writes = may_write(viewer, dispute) and made.voided_at is None
    context = {
        "case": case, "dispute": dispute, "made": made, "back": back_to(case.pk),
        "may_sign": writes and not made.signed, "may_void": writes,
        "may_edit": writes and not made.signed and DISPUTES.allows(viewer, REVEAL, dispute),
    }  # fmt: skip
    return render(request, "web/mediation/investigation.html", context)


@require_http_methods(["GET", "POST"])
@with_one_tree
def edit(request: HttpRequest, case_id: UUID, investigation_id: UUID) -> HttpResponse:
    """Correct a record that nobody has signed; it names the witness, so the trail records the look."""
    viewer = viewer_of(request)
    _case, dispute = dispute_to_write(viewer, case_id)
    made = course.investigation_by_id(viewer, dispute, investigation_id)
    if request.method == "GET":
        selectors.note_reveal(viewer, dispute, reason=_("修改调查记录"))
    else:
        DISPUTES.check(viewer, REVEAL, dispute)
    form = _form(request, viewer, dispute, investigation_as_initial(made))
    response = act(
        request, form,
        lambda: services.edit_investigation(
            viewer, investigation_id=made.pk, entry=form.entry(), seen=form.cleaned_data["seen"]
        ),
        title=_("修改调查记录"), submit=_("保存"), done=_("已保存。"), back=_at(made), record=made,
    )  # fmt: skip
    response["Cache-Control"] = "no-store"
    return response


@require_http_methods(["GET", "POST"])
def sign(request: HttpRequest, case_id: UUID, investigation_id: UUID) -> HttpResponse:
    """Whom one asked has read it and signs."""
    viewer = viewer_of(request)
    _case, dispute = dispute_to_write(viewer, case_id)
    made = course.investigation_by_id(viewer, dispute, investigation_id)
    form = SignOrScanForm(*((request.POST, request.FILES) if request.method == "POST" else (None,)))
    return act(
        request, form, lambda: _signed(viewer, made, form.cleaned_data), title=_("调查记录签字"), submit=_("确认"),
        done=_("调查记录已签字。"), back=_at(made), note=_("请被调查人阅读记录,确认无误后签名。"),
    )  # fmt: skip


def _signed(viewer: Staff, made: Investigation, given: dict[str, Any]) -> Investigation:
    with transaction.atomic():
        drawn = kept(viewer, given["signature"], "signature") if given["signature"] else None
        scan = kept(viewer, given["scan"], "scan") if given["scan"] else None
        return services.sign_investigation(viewer, investigation_id=made.pk, signature=drawn, scan=scan)


@require_http_methods(["GET", "POST"])
def void(request: HttpRequest, case_id: UUID, investigation_id: UUID) -> HttpResponse:
    """Made by mistake."""
    viewer = viewer_of(request)
    case, dispute = dispute_to_write(viewer, case_id)
    made = course.investigation_by_id(viewer, dispute, investigation_id)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    return act(
        request, form,
        lambda: services.void_investigation(viewer, investigation_id=made.pk, reason=form.cleaned_data["reason"]),
        title=_("作废调查记录"), submit=_("作废"), done=_("调查记录已作废。"), back=back_to(case.pk), danger=True,
    )  # fmt: skip
