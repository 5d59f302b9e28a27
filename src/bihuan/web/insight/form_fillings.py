"""Pages of a filling: every value open to its rows, what is missing, what differs, and its way to approval."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as t
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bihuan.insight.filling import selectors, services
from bihuan.insight.filling.cycle import APPROVE_FORMS, FILL_FORMS, FILLINGS, F
from bihuan.insight.filling.figures import Figure, contents_of, entry_name
from bihuan.insight.filling.places import Place
from bihuan.insight.filling.workbook import SheetSeen
from bihuan.insight.models import FormBinding, FormFilling
from bihuan.kernel.errors import Invalid
from bihuan.platform import files
from bihuan.platform.ledgers.behind import Behind
from bihuan.platform.ledgers.places import holding_places
from bihuan.web.download import WORKBOOK, file_answer
from bihuan.web.history import history
from bihuan.web.insight.form_grid import Grid, GridCell, grid
from bihuan.web.ledgers.addresses import address_behind
from bihuan.web.orgs.acting import act, viewer_of
from bihuan.web.orgs.forms import SeenForm, Sentences


class ReturnForm(SeenForm):
    opinion = Sentences(t("退回原因"), 300)


class OpinionForm(SeenForm):
    opinion = Sentences(t("审批意见"), 300, required=False)


def _page_of(filling: FormFilling) -> str:
    return reverse("web:form_filling", args=[filling.pk])


@require_GET
def page(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The filled sheets; a draft shows what the rows say now, everything later what was frozen."""
    return _shown(request, selectors.filling_by_id(viewer_of(request), pk), {}, {})


def _shown(request: HttpRequest, filling: FormFilling, typed: dict[str, str], faults: dict[str, str]) -> HttpResponse:
    viewer, book = viewer_of(request), selectors.workbook_of(filling.template)
    now = selectors.figures_now(viewer, filling, book)
    draft = filling.state == F.DRAFT
    figures = now if draft else selectors.figures_kept(filling)
    last = selectors.last_approved(viewer, filling)
    filling_may = {
        "fill": FILLINGS.allows(viewer, FILL_FORMS, filling),
        "approve": FILLINGS.allows(viewer, APPROVE_FORMS, filling) and viewer.pk != filling.submitted_by_id,
    }
    entering = draft and filling_may["fill"]
    bindings = selectors.bindings_of(filling.template) if entering else []
    missing = [one for one in figures if one.missing]
    with holding_places():
        context = {
            "filling": filling,
            "draft": draft,
            "entering": entering,
            "may": filling_may,
            "missing": missing,
            "lacks": _lacks(missing),
            "filled": sum(1 for one in figures if one.behind and not one.missing),
            "grids": [
                _grid(sheet, figures, typed, faults, bindings, entering=entering) for sheet in book.sheets.values()
            ],
            "last": last,
            "since_last": selectors.compared(figures, selectors.figures_kept(last)) if last else [],
            "today": [] if draft else [_opened(one) for one in selectors.compared(now, figures)],
            "history": history(filling),
        }
    return render(request, "web/insight/form_filling.html", context, status=422 if faults else 200)


def _lacks(missing: list[Figure]) -> list[dict[str, str]]:
    """What could not be filled, a line for each heading and reason, with its cells."""
    cells: dict[tuple[str, str, str], list[str]] = {}
    for one in missing:
        cells.setdefault((one.sheet, one.heading, one.missing), []).append(f"{one.place} {one.area}".strip())
    return [
        {"sheet": sheet, "heading": heading, "why": why, "cells": "、".join(several)}
        for (sheet, heading, why), several in cells.items()
    ]


def _opened(one: selectors.Compared) -> dict[str, Any]:
    return {"pair": one, "url": _behind(one.now)}


def _behind(figure: Figure) -> str:
    return address_behind(Behind.read(figure.behind)) if figure.behind else ""


def _grid(
    sheet: SheetSeen,
    figures: list[Figure],
    typed: dict[str, str],
    faults: dict[str, str],
    bindings: list[FormBinding],
    *,
    entering: bool,
) -> Grid:
    own = {one.place: one for one in figures if one.sheet == sheet.name}

    def cell(place: Place, text: str) -> GridCell:
        figure = own.get(str(place))
        if sheet.is_computed(place):
            return GridCell(str(place), _("公式"), "formula", title=_("下载后由 Excel 计算"))
        if figure is None:
            return GridCell(str(place), text)
        name = entry_name(sheet.name, place)
        if entering and (place.row, place.column) in entered:
            value = typed.get(name, "" if figure.value is None else str(figure.value))
            return GridCell(str(place), value, "typed", title=figure.heading, name=name, error=faults.get(name, ""))
        if figure.missing:
            return GridCell(str(place), "—", "missing", title=figure.missing)
        return GridCell(str(place), str(figure.value), "bound", _behind(figure), f"{figure.heading} {figure.area}")

    entered = {
        (row, one.column)
        for one in bindings
        if one.sheet == sheet.name and one.kind == FormBinding.Kind.ENTERED
        for row in range(one.first_row, one.last_row + 1)
    }
    return grid(sheet, cell)


@require_POST
def enter(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Keep what was typed, and go on to submitting where that was asked; a refusal gives it all back."""
    viewer = viewer_of(request)
    filling = selectors.filling_by_id(viewer, pk)
    typed = {name: text for name, text in request.POST.items() if "!" in name and isinstance(text, str)}
    try:
        services.enter(viewer, filling_id=pk, values=typed)
    except Invalid as refused:
        return _shown(request, filling, typed, {fault.field: fault.message for fault in refused.faults})
    if "submit" in request.POST:
        return redirect("web:form_submit", pk=pk)
    messages.success(request, _("已保存。"))
    return redirect(_page_of(filling))


@require_http_methods(["GET", "POST"])
def submit(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Put it before the approver."""
    viewer = viewer_of(request)
    filling = selectors.filling_by_id(viewer, pk)
    form = SeenForm(request.POST or None, initial={"seen": filling.version})
    return act(
        request, form, lambda: services.submit(viewer, filling_id=pk, seen=form.cleaned_data["seen"]),
        title=_("提交审批"), submit=_("提交"), done=_("已提交,数值和文件已固定,等待审批。"), back=_page_of(filling),
        record=filling, note=_("提交时按明细重新计算一次,然后固定下来。"),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def send_back(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Return it with a reason."""
    viewer = viewer_of(request)
    filling = selectors.filling_by_id(viewer, pk)
    form = ReturnForm(request.POST or None, initial={"seen": filling.version})
    return act(
        request, form,
        lambda: services.send_back(
            viewer, filling_id=pk, opinion=form.cleaned_data["opinion"], seen=form.cleaned_data["seen"]
        ),
        title=_("退回"), submit=_("退回"), done=_("已退回填报人。"), back=_page_of(filling), record=filling, danger=True,
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def approve(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Freeze it for good."""
    viewer = viewer_of(request)
    filling = selectors.filling_by_id(viewer, pk)
    form = OpinionForm(request.POST or None, initial={"seen": filling.version})
    return act(
        request, form,
        lambda: services.approve(
            viewer, filling_id=pk, opinion=form.cleaned_data["opinion"], seen=form.cleaned_data["seen"]
        ),
        title=_("批准"), submit=_("批准"), done=_("已批准。"), back=_page_of(filling), record=filling,
    )  # fmt: skip


@require_GET
def download(request: HttpRequest, pk: UUID) -> HttpResponseBase:
    """The filled workbook: the frozen one, or a draft's as the rows are now."""
    viewer = viewer_of(request)
    filling = selectors.filling_by_id(viewer, pk)
    if filling.file is not None and filling.state != F.DRAFT:
        return files.respond(request, filling.file, viewer=viewer, download=True)
    book = selectors.workbook_of(filling.template)
    made = book.filled(contents_of(selectors.figures_now(viewer, filling, book)))
    return file_answer(made, f"{filling.template.title}{filling.start:%Y%m%d}(草稿).xlsx", WORKBOOK)
