"""The mediation record's forms, opened on the case page."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from bihuan.cases import selectors as cases
from bihuan.cases.models import Case
from bihuan.kernel.errors import NotFound
from bihuan.mediation import selectors, services
from bihuan.mediation.models import Dispute
from bihuan.mediation.policies import DISPUTES, EDIT, REVEAL
from bihuan.orgs.models import Staff
from bihuan.web.cases.acting import changed
from bihuan.web.cases.talk import dialog
from bihuan.web.forms import attempt
from bihuan.web.mediation.forms import DescribeForm, FulfilmentForm, ResultForm, RevealPartiesForm
from bihuan.web.orgs.acting import is_htmx, viewer_of, with_one_tree


def _both(viewer: Staff, case_id: UUID) -> tuple[Case, Dispute]:
    case = cases.case_by_id(viewer, case_id)
    dispute = selectors.dispute_of_case(viewer, case.pk)
    if dispute is None:
        raise NotFound(_("这件事项还没有登记调解信息。"))
    return case, dispute


@require_http_methods(["GET", "POST"])
@with_one_tree
def describe(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Write down what the dispute is about."""
    viewer = viewer_of(request)
    case = cases.case_by_id(viewer, case_id)
    DISPUTES.check(viewer, EDIT, Dispute(case=case, town=case.town, area=case.area, area_path=case.area_path))
    form = DescribeForm(request.POST if request.method == "POST" else None, town_id=case.town_id)
    if request.method == "POST":
        done = attempt(form, lambda: services.describe_case(viewer, case_id=case.pk, **form.cleaned_data))
        if done is not None:
            messages.success(request, _("调解信息已登记。"))
            return changed(request, viewer, case.pk)
    return dialog(request, case, form, title=_("登记调解信息"), submit=_("登记"))


@require_http_methods(["GET", "POST"])
@with_one_tree
def result(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """How the mediation ended; finishes the case with it when the viewer handles it."""
    viewer = viewer_of(request)
    case, dispute = _both(viewer, case_id)
    DISPUTES.check(viewer, EDIT, dispute)
    first: dict[str, Any] = {
        "seen": dispute.version, "result": dispute.result, "concluded_on": dispute.concluded_on,
        "agreement": dispute.agreement, "agreed_amount": dispute.agreed_amount, "fulfil_by": dispute.fulfil_by,
    }  # fmt: skip
    form = ResultForm(request.POST if request.method == "POST" else None, initial=first)
    if request.method == "POST":
        done = attempt(form, lambda: services.record_result(viewer, dispute_id=dispute.pk, **form.answers()))
        if done is not None:
            messages.success(request, _("调解结果已登记。"))
            return changed(request, viewer, case.pk, draft=_draft(viewer, case))
    return dialog(request, case, form, title=_("登记调解结果"), submit=_("保存"), draft=_draft(viewer, case))


def _draft(viewer: Staff, case: Case) -> str:
    return f"case:{viewer.pk}:{case.pk}:result"


@require_http_methods(["GET", "POST"])
@with_one_tree
def fulfilment(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Whether what was agreed was kept."""
    viewer = viewer_of(request)
    case, dispute = _both(viewer, case_id)
    DISPUTES.check(viewer, EDIT, dispute)
    kept = {True: "yes", False: "no", None: ""}[dispute.fulfilled]
    first = {"seen": dispute.version, "fulfilled": kept, "recovered": dispute.recovered}
    form = FulfilmentForm(request.POST if request.method == "POST" else None, initial=first)
    if request.method == "POST":
        done = attempt(form, lambda: services.record_fulfilment(viewer, dispute_id=dispute.pk, **form.answers()))
        if done is not None:
            messages.success(request, _("履行情况已登记。"))
            return changed(request, viewer, case.pk)
    return dialog(request, case, form, title=_("登记履行情况"), submit=_("保存"))


@require_http_methods(["GET", "POST"])
def reveal(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """The parties in full, for a reason that stands in the audit trail."""
    viewer = viewer_of(request)
    case, dispute = _both(viewer, case_id)
    DISPUTES.check(viewer, REVEAL, dispute)
    form = RevealPartiesForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        reason = str(request.POST.get("reason", ""))
        parties = attempt(form, lambda: selectors.reveal_parties(viewer, dispute, reason=reason))
        if parties is not None:
            template = "web/mediation/_revealed.html" if is_htmx(request) else "web/mediation/revealed.html"
            response = render(request, template, {"parties": parties, "case": case})
            response["Cache-Control"] = "no-store"
            return response
    return dialog(request, case, form, title=_("查看当事人完整信息"), submit=_("查看"))
