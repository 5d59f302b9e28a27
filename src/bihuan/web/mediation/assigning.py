"""Who takes a dispute: the proposal with its reasons, confirmed with one key, changed with a reason."""

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as t
from django.views.decorators.http import require_GET, require_http_methods

from bihuan.kernel.errors import NotFound
from bihuan.mediation.models import Assignment, Dispute, Result
from bihuan.mediation.network.assigning import assign_mediator, assignments_of
from bihuan.mediation.network.candidates import Candidate, candidates
from bihuan.mediation.network.policies import ASSIGN, ASSIGNMENTS
from bihuan.mediation.policies import DISPUTES, READ
from bihuan.orgs.models import Staff
from bihuan.platform import files
from bihuan.web.forms import DeskForm
from bihuan.web.mediation import panels
from bihuan.web.mediation.reaching import dispute_to_read
from bihuan.web.orgs.acting import act, viewer_of, with_one_tree

PROPOSED = 5


class AssignForm(DeskForm):
    """What must be said depends on the candidate: a change its reason, an interest the parties' consent."""

    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)
    reason = forms.CharField(label=t("改派原因"), max_length=200, required=False)
    consent = forms.CharField(
        label=t("双方书面同意情况"), max_length=200, required=False,
        help_text=t("例如:双方于 6 月 12 日签字同意由其调解,同意书存卷。"),
    )  # fmt: skip
    paper = forms.FileField(label=t("同意书扫描件"), required=False)

    def __init__(self, *args: Any, change: bool, interested: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not change:
            self.fields["reason"].label = _("指派说明")
        if not interested:
            del self.fields["consent"], self.fields["paper"]


def _shown(viewer: Staff, dispute: Dispute) -> dict[str, Any]:
    history = assignments_of(dispute)
    now = next((one for one in history if one.ended_at is None), None)
    pending = dispute.result == Result.PENDING and dispute.voided_at is None
    found = candidates(dispute) if pending else []
    free = [one for one in found if not one.barred]
    return {
        "now": now, "past": [one for one in history if one.ended_at is not None],
        "proposed": free[:PROPOSED], "others": free[PROPOSED:], "barred": [one for one in found if one.barred],
        "current_id": _current(dispute, now, found), "pending": pending,
        "may_assign": pending and DISPUTES.allows(viewer, ASSIGN, dispute),
    }  # fmt: skip


def _current(dispute: Dispute, now: Assignment | None, found: list[Candidate]) -> UUID | None:
    """Who has it: by assignment, else the account or name that the register holds."""
    if now is not None:
        return now.mediator_id
    for one in found:
        same = one.mediator.staff_id == dispute.mediator_id if dispute.mediator_id else False
        if same or (dispute.mediator_name and one.mediator.name == dispute.mediator_name):
            return one.mediator.pk
    return None


panels.add("assign", t("指派调解员"), order=15, template="web/mediation/_assign_panel.html", context=_shown)


@require_http_methods(["GET", "POST"])
@with_one_tree
def assign(request: HttpRequest, case_id: UUID, mediator_id: UUID) -> HttpResponse:
    """Give the dispute to a mediator."""
    viewer = viewer_of(request)
    case, dispute = dispute_to_read(viewer, case_id)
    DISPUTES.check(viewer, ASSIGN, dispute)
    chosen = next((one for one in candidates(dispute) if one.mediator.pk == mediator_id), None)
    if chosen is None:
        raise NotFound(_("没有找到这位调解员。"))
    change = bool(dispute.mediator_name)
    form = AssignForm(
        request.POST if request.method == "POST" else None,
        request.FILES if request.method == "POST" else None,
        initial={"seen": dispute.version}, change=change, interested=bool(chosen.interests),
    )  # fmt: skip
    words = {"name": chosen.mediator.name}
    return act(
        request, form, lambda: _write(viewer, dispute, chosen, form.cleaned_data),
        title=_("改派给%(name)s") % words if change else _("指派%(name)s调解") % words,
        submit=_("改派") if change else _("指派"), done=_("已交给%(name)s调解,并已通知。") % words,
        back=panels.address(case.pk, "assign"), record=dispute, note="".join(chosen.interests),
    )  # fmt: skip


def _write(viewer: Staff, dispute: Dispute, chosen: Candidate, given: dict[str, Any]) -> Assignment:
    paper = given.get("paper")
    return assign_mediator(
        viewer, dispute_id=dispute.pk, mediator_id=chosen.mediator.pk, reason=given["reason"],
        consent=given.get("consent", ""), paper=paper.file if paper else None,
        paper_name=paper.name if paper else "", seen=given["seen"],
    )  # fmt: skip


@require_GET
def consent(request: HttpRequest, pk: UUID) -> HttpResponseBase:
    """The paper on which both parties agreed to a mediator with an interest."""
    viewer = viewer_of(request)
    found = ASSIGNMENTS.rows(viewer, READ).select_related("consent_paper").filter(pk=pk).first()
    if found is None or found.consent_paper is None:
        raise NotFound(_("没有找到这份同意书。"))
    return files.respond(request, found.consent_paper, viewer=viewer, download="save" in request.GET)
