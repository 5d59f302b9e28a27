"""Evidence on the case page: bring it, look at it, void it."""

from functools import partial
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as t
from django.views.decorators.http import require_GET, require_http_methods

from bihuan.cases import selectors, services
from bihuan.cases.models import Case, Evidence
from bihuan.cases.policies import CASES, COMMENT
from bihuan.field.photos import mark_of_evidence
from bihuan.kernel.errors import NotFound
from bihuan.orgs.models import Staff
from bihuan.web.cases.acting import changed
from bihuan.web.cases.talk import dialog
from bihuan.web.files import FilesField, keep, shown_file
from bihuan.web.forms import DeskForm, attempt
from bihuan.web.orgs.acting import is_htmx, viewer_of, with_one_tree


class EvidenceForm(DeskForm):
    file = FilesField(help_text=t("照片、PDF、Word、Excel、录音、视频;原件保留,公开副本会去掉拍摄信息。"))
    phase = forms.ChoiceField(label=t("阶段"), choices=Evidence.Phase.choices, widget=forms.RadioSelect)
    caption = forms.CharField(label=t("说明"), max_length=120, required=False)


class VoidForm(DeskForm):
    reason = forms.CharField(label=t("作废原因"), max_length=200, required=False)


@require_http_methods(["GET", "POST"])
@with_one_tree
def upload(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Bring files, all or none."""
    viewer = viewer_of(request)
    case = selectors.case_by_id(viewer, case_id)
    CASES.check(viewer, COMMENT, case)
    sent = request.method == "POST"
    phase = Evidence.Phase.AFTER if case.taken_at is not None else Evidence.Phase.BEFORE
    form = EvidenceForm(request.POST if sent else None, request.FILES if sent else None, initial={"phase": phase})
    if sent:
        kept = attempt(form, lambda: _keep(viewer, case, form.cleaned_data))
        if kept is not None:
            messages.success(request, _("已上传 %(count)d 份。") % {"count": len(kept)})
            return changed(request, viewer, case.pk)
    return dialog(request, case, form, title=_("上传证据材料"), submit=_("上传"), photos=True)


def _keep(viewer: Staff, case: Case, given: dict[str, Any]) -> list[Evidence]:
    kept: list[Evidence] = []
    with transaction.atomic():
        for one in given["file"]:
            assert isinstance(one, UploadedFile)
            stored = keep(viewer, one, _("附件"))
            kept.append(
                services.attach_evidence(
                    viewer, case_id=case.pk, file=stored, phase=given["phase"], caption=given["caption"]
                )
            )
    return kept


def _shown(viewer: Staff, evidence_id: UUID) -> tuple[Case, Evidence]:
    found = Evidence.objects.filter(pk=evidence_id).select_related("file", "by").first()
    if found is None:
        raise NotFound(_("没有找到这份材料。"))
    return selectors.case_by_id(viewer, found.case_id), found


@require_GET
def file(request: HttpRequest, evidence_id: UUID, variant: str) -> HttpResponseBase:
    """The file itself, original, small or with a watermark; only to whom the case is open."""
    viewer = viewer_of(request)
    case, evidence = _shown(viewer, evidence_id)
    mark = partial(mark_of_evidence, case, evidence)
    return shown_file(request, evidence.file, viewer=viewer, variant=variant, mark=mark)


@require_GET
def look(request: HttpRequest, evidence_id: UUID) -> HttpResponse:
    """One picture large, with the ones before and after it."""
    viewer = viewer_of(request)
    case, shown = _shown(viewer, evidence_id)
    pictures = [one for one in selectors.evidence_of(case) if one.file.width is not None]
    keys = [one.pk for one in pictures]
    at = keys.index(shown.pk) if shown.pk in keys else -1
    context = {
        "case": case,
        "shown": shown,
        "before": pictures[at - 1] if at > 0 else None,
        "after": pictures[at + 1] if 0 <= at < len(pictures) - 1 else None,
        "number": at + 1,
        "count": len(pictures),
        "may_void": shown.voided_at is None and CASES.allows(viewer, COMMENT, case),
    }
    return render(request, "web/cases/_look.html" if is_htmx(request) else "web/cases/look.html", context)


@require_http_methods(["GET", "POST"])
@with_one_tree
def void(request: HttpRequest, evidence_id: UUID) -> HttpResponse:
    """Out of the evidence, with a reason."""
    viewer = viewer_of(request)
    case, shown = _shown(viewer, evidence_id)
    CASES.check(viewer, COMMENT, case)
    form = VoidForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        done = attempt(
            form, lambda: services.void_evidence(viewer, evidence_id=shown.pk, reason=form.cleaned_data["reason"])
        )
        if done is not None:
            messages.success(request, _("材料已作废,存档仍保留。"))
            return changed(request, viewer, case.pk)
    return dialog(request, case, form, title=_("作废材料"), submit=_("作废"), danger=True)
