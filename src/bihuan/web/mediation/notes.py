"""The panel of secret notes: each writer sees the own ones, everybody else sees that there is nothing to see."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as t
from django.views.decorators.http import require_http_methods

from bihuan.mediation import course_selectors as course
from bihuan.mediation import services
from bihuan.mediation.models import Dispute
from bihuan.mediation.policies import KEEP_NOTES
from bihuan.orgs.models import Staff
from bihuan.platform.policies import holds
from bihuan.web.mediation import panels
from bihuan.web.mediation.reaching import dispute_to_read, dispute_to_write, may_write
from bihuan.web.mediation.sitting_forms import NoteForm
from bihuan.web.orgs.acting import act, viewer_of, with_one_tree
from bihuan.web.orgs.forms import SeenForm

KEY = "notes"


def _shown(viewer: Staff, dispute: Dispute) -> bool:
    return holds(viewer, KEEP_NOTES) and may_write(viewer, dispute)


def _context(viewer: Staff, dispute: Dispute) -> dict[str, Any]:
    return {"notes": course.own_notes(viewer, dispute)}


panels.add(KEY, t("保密笔记"), order=90, template="web/mediation/_notes_panel.html", context=_context, shown=_shown)


@require_http_methods(["GET", "POST"])
@with_one_tree
def add(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Write a note for one's own eyes."""
    viewer = viewer_of(request)
    case, dispute = dispute_to_write(viewer, case_id)
    form = NoteForm(request.POST if request.method == "POST" else None)
    return act(
        request, form, lambda: services.write_note(viewer, dispute=dispute, text=form.cleaned_data["text"]),
        title=_("写保密笔记"), submit=_("保存"), done=_("笔记已加密保存,只有您能看。"), back=panels.address(case.pk, KEY),
        note=_("不进卷宗、不能导出、搜不到;系统管理员和领导也看不到。"),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@with_one_tree
def edit(request: HttpRequest, case_id: UUID, note_id: UUID) -> HttpResponse:
    """Correct one's own."""
    viewer = viewer_of(request)
    case, dispute = dispute_to_read(viewer, case_id)
    note = course.own_note(viewer, dispute, note_id)
    form = NoteForm(
        request.POST if request.method == "POST" else None, initial={"text": note.text, "seen": note.version}
    )
    response = act(
        request, form, lambda: services.edit_note(viewer, note_id=note.pk, **form.cleaned_data),
        title=_("修改保密笔记"), submit=_("保存"), done=_("已保存。"), back=panels.address(case.pk, KEY), record=note,
    )  # fmt: skip
    response["Cache-Control"] = "no-store"
    return response


@require_http_methods(["GET", "POST"])
def void(request: HttpRequest, case_id: UUID, note_id: UUID) -> HttpResponse:
    """Take one's own back."""
    viewer = viewer_of(request)
    case, dispute = dispute_to_read(viewer, case_id)
    note = course.own_note(viewer, dispute, note_id)
    form = SeenForm(request.POST if request.method == "POST" else None)
    return act(
        request, form, lambda: services.void_note(viewer, note_id=note.pk), title=_("收回这条笔记"), submit=_("收回"),
        done=_("笔记已收回,不再显示。"), back=panels.address(case.pk, KEY), danger=True,
    )  # fmt: skip
