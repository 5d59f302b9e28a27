"""The import wizard: bring a file, check how it is understood, confirm, read the report, undo."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bihuan.kernel.errors import Invalid, NotFound, TooLarge, WrongState
from bihuan.orgs.models import Staff
from bihuan.platform import files
from bihuan.platform import ledgers as platform
from bihuan.platform.actors import SYSTEM
from bihuan.platform.ledgers import Ledger
from bihuan.platform.ledgers.importing import batches
from bihuan.platform.ledgers.places import holding_places
from bihuan.platform.ledgers.reading.mapping import path_names
from bihuan.platform.models import ImportBatch, Job, StoredFile
from bihuan.web.ledgers.lists import reader

State = ImportBatch.State
SHOWN_BATCHES = 15
IGNORED = {
    "title": gettext_lazy("标题"),
    "header": gettext_lazy("表头"),
    "column_numbers": gettext_lazy("列序号"),
    "example": gettext_lazy("填写示例"),
    "empty": gettext_lazy("空行"),
    "only_numbered": gettext_lazy("只有序号"),
    "total": gettext_lazy("合计"),
    "signature": gettext_lazy("签字栏"),
    "note": gettext_lazy("说明"),
    "section": gettext_lazy("分段标题"),
    "continued": gettext_lazy("重复的表头"),
    "no_table": gettext_lazy("没有表格"),
    "other_table": gettext_lazy("别的表格"),
    "hidden_sheet": gettext_lazy("隐藏的工作表"),
}


@dataclass(frozen=True, slots=True)
class MappedColumn:
    """A column of the file beside the ledger column it was taken for; `field` names the control."""

    field: str
    letter: str
    title: str
    key: str
    sure: bool
    remembered: bool


@dataclass(frozen=True, slots=True)
class MappedTable:
    """A table of the file; `sheets` are those with the same headings."""

    signature: str
    sheets: list[str]
    head_rows: str
    missing: list[str]
    columns: list[MappedColumn]


def _person(request: HttpRequest) -> Staff:
    assert isinstance(request.user, Staff)
    return request.user


@require_http_methods(["GET", "POST"])
def upload(request: HttpRequest, key: str) -> HttpResponse:
    """Choose a file; below it the batches brought before."""
    viewer, found = reader(request, key)
    batches.require_import(found, viewer)
    error = ""
    if request.method == "POST":
        brought = request.FILES.get("file")
        if isinstance(brought, UploadedFile):
            try:
                batch = batches.upload(actor=viewer, ledger=found, source=brought.read(), name=brought.name or "")
                return redirect("web:import", batch_id=batch.pk)
            except (Invalid, TooLarge) as refusal:
                error = refusal.message
        else:
            error = _("请先选择要导入的文件。")
    context = {
        "ledger": found, "error": error, "batches": batches.batches_of(found, viewer)[:SHOWN_BATCHES],
        "needed": [column.title for column in found.importable if column.required],
        "others": [column.title for column in found.importable if not column.required],
    }  # fmt: skip
    return render(request, "web/ledgers/upload.html", context, status=422 if error else 200)


@require_GET
def batch(request: HttpRequest, batch_id: UUID) -> HttpResponse:
    """Where a batch stands: being read, to be confirmed, being stored, or its report."""
    viewer = _person(request)
    found = batches.open_batch(viewer, batch_id)
    return _shown(request, found)


def _shown(request: HttpRequest, batch: ImportBatch, error: str = "") -> HttpResponse:
    ledger = platform.ledger(batch.ledger)
    context: dict[str, Any] = {"batch": batch, "ledger": ledger, "error": error, "job": batches.job_of(batch)}
    if batch.state == State.UPLOADED and batch.preview:
        context |= _preview(ledger, batch)
        template = "web/ledgers/preview.html"
    elif batch.state in {State.UPLOADED, State.RUNNING}:
        context["job"] = context["job"] or _look_job(batch)
        template = "web/ledgers/running.html"
    else:
        context["rejected"] = batch.report.get("rejected", [])[:200]
        context["guesses"] = batch.report.get("guesses", [])[:100]
        template = "web/ledgers/report.html"
    return render(request, template, context, status=422 if error else 200)


def _look_job(batch: ImportBatch) -> Job | None:
    return Job.objects.filter(key__startswith=f"ledgers.look:{batch.pk}:").order_by("-created_at").first()


def _preview(ledger: Ledger, batch: ImportBatch) -> dict[str, Any]:
    preview = batch.preview
    titles = {column.key: column.title for column in ledger.importable}
    keys = list(dict.fromkeys(key for row in preview["rows"] for key in row["values"]))
    rows = [
        {
            "at": f"{row['sheet']} {row['row']}",
            "cells": [_cell(ledger, key, row["values"].get(key, "")) for key in keys],
        }
        for row in preview["rows"]
    ]
    return {
        "preview": preview,
        "tables": _tables(preview),
        "choices": list(titles.items()),
        "questions": [one for one in preview["questions"] if one["topic"] != "column"],
        "heads": [titles.get(key, key) for key in keys],
        "rows": rows,
        "ignored": [(IGNORED.get(reason, reason), number) for reason, number in preview["ignored"].items()],
        "ignored_lines": [
            {**line, "reason": IGNORED.get(line["reason"], line["reason"])} for line in preview["ignored_lines"][:40]
        ],
        "answers": batch.answers,
    }


def _cell(ledger: Ledger, key: str, text: str) -> str:
    """A stored value in words: a choice's label, an area's name."""
    column = ledger.column(key)
    if not text:
        return ""
    labels = {option.key: option.label for option in column.options()}
    if text in ("True", "False"):
        return labels.get("yes" if text == "True" else "no", text)
    if column.kind == "area_name":
        return column.said([text])
    return labels.get(text, text)


def _tables(preview: dict[str, Any]) -> list[MappedTable]:
    """One entry a set of headings, however many sheets have it."""
    tables: dict[str, MappedTable] = {}
    for table in preview["tables"]:
        if table["signature"] in tables:
            tables[table["signature"]].sheets.append(table["sheet"])
            continue
        names = path_names([tuple(match["path"].split("/")) for match in table["columns"]])
        columns = [
            MappedColumn(
                f"map:{table['signature']}:{name}", match["letter"], match["path"], match["key"] or "",
                match["key"] is None or match["confidence"] >= 0.85, match["reason"] in {"remembered", "confirmed"},
            )
            for name, match in zip(names, table["columns"], strict=True)
            if name
        ]  # fmt: skip
        head = (
            "–".join(str(row) for row in sorted({table["header_rows"][0], table["header_rows"][-1]}))
            if table["header_rows"]
            else ""
        )
        tables[table["signature"]] = MappedTable(
            table["signature"], [table["sheet"]], head, list(table["missing"]), columns
        )
    return list(tables.values())


@require_POST
def answer(request: HttpRequest, batch_id: UUID) -> HttpResponse:
    """Take corrections of the mapping and answers to questions, and look again; or begin when asked to."""
    viewer = _person(request)
    mapping: dict[str, dict[str, str | None]] = {}
    answers: dict[str, str] = {}
    for name in request.POST:
        value = str(request.POST[name])
        if name.startswith("map:"):
            _map, signature, path = name.split(":", 2)
            mapping.setdefault(signature[:64], {})[path[:300]] = value or None
        elif name.startswith("answer:") and (value or f"other:{name[7:]}" in request.POST):
            typed = str(request.POST.get(f"other:{name[7:]}", "")).strip()
            if chosen := (typed or value):
                answers[name[7:][:64]] = chosen[:200]
    try:
        with holding_places():
            batches.answer(
                actor=viewer, batch_id=batch_id, mapping=mapping, answers=answers, atomic="atomic" in request.POST
            )
            if "begin" in request.POST:
                batches.begin(actor=viewer, batch_id=batch_id)
            else:
                messages.success(request, _("已按您的更正重新读取,请再核对。"))
    except (Invalid, WrongState) as refusal:
        return _shown(request, batches.open_batch(viewer, batch_id), refusal.message)
    return redirect("web:import", batch_id=batch_id)


@require_POST
def begin(request: HttpRequest, batch_id: UUID) -> HttpResponse:
    """Store the rows as previewed."""
    viewer = _person(request)
    with holding_places():
        batches.begin(actor=viewer, batch_id=batch_id)
    return redirect("web:import", batch_id=batch_id)


@require_GET
def progress(request: HttpRequest, batch_id: UUID) -> HttpResponse:
    """How far a job is; when it is through, htmx is told to load the page anew."""
    found = batches.open_batch(_person(request), batch_id)
    if found.state == State.RUNNING or (found.state == State.UPLOADED and not found.preview):
        job = batches.job_of(found) or _look_job(found)
        return render(request, "web/ledgers/_progress.html", {"batch": found, "job": job})
    answered = HttpResponse(status=204)
    answered["HX-Refresh"] = "true"
    return answered


@require_POST
def undo(request: HttpRequest, batch_id: UUID) -> HttpResponse:
    """Take the whole batch back."""
    viewer = _person(request)
    try:
        taken = batches.ask_undo(actor=viewer, batch_id=batch_id, reason=request.POST.get("reason", "").strip()[:200])
    except WrongState as refusal:
        messages.error(request, refusal.message)
    else:
        done = taken.state == State.UNDONE
        messages.success(
            request, _("这一批导入已整批撤销。") if done else _("行数较多,正在后台撤销,完成后会在“消息”里通知您。")
        )
    return redirect("web:import", batch_id=batch_id)


@require_GET
def rejected(request: HttpRequest, batch_id: UUID) -> HttpResponseBase:
    """The workbook of rejected rows."""
    viewer = _person(request)
    found = batches.open_batch(viewer, batch_id)
    kept_id = found.report.get("rejected_file")
    kept = StoredFile.objects.filter(pk=kept_id).first() if kept_id else None
    if kept is None:
        raise NotFound(_("这一批没有退回的行。"))

    # `open_batch` has asked who may; the file belongs to the batch, not to the person who brought it.
    return files.respond(request, kept, viewer=SYSTEM, download=True)
