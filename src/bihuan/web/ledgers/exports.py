"""Taking a ledger home: Excel or CSV, at once or through the inbox; and the empty workbook to fill in."""

import io
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from bihuan.kernel.errors import Invalid, NotFound
from bihuan.orgs.models import Staff
from bihuan.platform import files
from bihuan.platform import ledgers as platform
from bihuan.platform.ledgers import paging
from bihuan.platform.ledgers.export import FileForm, blank_workbook, check_export, conditions
from bihuan.platform.ledgers.exporting import export_later, export_now, is_small
from bihuan.platform.ledgers.importing.batches import require_import
from bihuan.platform.ledgers.places import holding_places
from bihuan.platform.models import StoredFile
from bihuan.web.download import WORKBOOK, file_answer
from bihuan.web.ledgers.lists import reader

MEDIA_TYPES = {
    FileForm.XLSX: WORKBOOK,
    FileForm.CSV: "text/csv; charset=utf-8",
}


@require_http_methods(["GET", "POST"])
def export(request: HttpRequest, key: str) -> HttpResponse:
    """Say what will be in the file; then make it, or let a job make it."""
    viewer, found = reader(request, key)
    check_export(found, viewer, reveal=False, reason="")
    with holding_places():
        query = platform.read_query(found, dict(request.GET.lists()))
        error = None
        if request.method == "POST":
            form = FileForm(request.POST["form"]) if request.POST.get("form") in set(FileForm) else FileForm.XLSX
            reveal, reason = "reveal" in request.POST, request.POST.get("reason", "")
            try:
                check_export(found, viewer, reveal=reveal, reason=reason)
                if is_small(found, viewer, query):
                    content, name = export_now(found, viewer, query, form=form, reveal=reveal, reason=reason)
                    return file_answer(content, name, MEDIA_TYPES[form])
                export_later(found, viewer, query, form=form, reveal=reveal, reason=reason)
            except Invalid as refusal:
                error = refusal
            else:
                messages.success(request, _("行数较多,正在后台生成,完成后会在“消息”里通知您。"))
                return redirect(f"{reverse('web:ledger', args=[found.key])}?{query.params()}")
        counted, more = paging.count(found, viewer, query)
        context = {
            "ledger": found, "query": query, "params": query.params(), "counted": counted,
            "columns": found.columns_of(query.columns, viewer), "more": more,
            "conditions": conditions(found, query), "revealable": found.revealable_by(viewer), "error": error,
            "reveal": "reveal" in request.POST, "reason": request.POST.get("reason", ""),
        }  # fmt: skip
        return render(request, "web/ledgers/export.html", context, status=422 if error else 200)


@require_GET
def file(request: HttpRequest, file_id: UUID) -> HttpResponseBase:
    """A file that a job made; only for whoever asked for it."""
    assert isinstance(request.user, Staff)
    kept = StoredFile.objects.filter(pk=file_id, uploaded_by=request.user).first()
    if kept is None:
        raise NotFound(_("没有找到这个文件,它只能由导出的人打开。"))
    return files.respond(request, kept, viewer=request.user, download=True)


@require_GET
def template(request: HttpRequest, key: str) -> HttpResponse:
    """An empty workbook with the headings an import understands best."""
    viewer, found = reader(request, key)
    require_import(found, viewer)
    content = io.BytesIO()
    blank_workbook(found, content)
    return file_answer(content.getvalue(), f"{found.title}-{_('空表')}.xlsx", MEDIA_TYPES[FileForm.XLSX])
