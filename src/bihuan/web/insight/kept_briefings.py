"""Pages of a kept briefing: read, edited, approved, compared with what the rows say today."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as t
from django.views.decorators.http import require_GET, require_http_methods

from bihuan.insight.briefings import selectors, services
from bihuan.insight.briefings.addresses import briefing_url
from bihuan.insight.briefings.cycle import APPROVE_BRIEFINGS, BRIEFINGS, WRITE_BRIEFINGS, B, wrote
from bihuan.insight.briefings.text import KeptFigure, KeptSection, for_editing, pieces
from bihuan.insight.briefings.word import briefing_document
from bihuan.insight.models import KeptBriefing
from bihuan.kernel.errors import Invalid, StaleRecord
from bihuan.platform import audit
from bihuan.platform.actors import Actor
from bihuan.platform.indicators import Period
from bihuan.web.download import WORD, file_answer
from bihuan.web.history import history
from bihuan.web.insight.dashboard import View
from bihuan.web.orgs.acting import act, viewer_of
from bihuan.web.orgs.forms import SeenForm, Sentences


class ReturnForm(SeenForm):
    opinion = Sentences(t("退回原因"), 300)


class OpinionForm(SeenForm):
    opinion = Sentences(t("审批意见"), 300, required=False)


Shown = dict[str, Any]


def _shown(text: str, figures: list[KeptFigure], view: View) -> list[Shown]:
    """Words, and figures with the address of their rows and what the rows gave."""
    return [
        {"text": piece}
        if isinstance(piece, str)
        else {"text": piece.said, "url": _rows_of(piece, view), "was": piece.text if piece.by_hand else ""}
        for piece in pieces(text, figures)
    ]


def _rows_of(kept: KeptFigure, view: View) -> str:
    figure = kept.figure
    return view.link(figure.key, period=figure.period, part=figure.part, group=figure.group)


def _view(viewer: Actor, briefing: KeptBriefing) -> View:
    return View(viewer, selectors.asked_area(briefing), Period(briefing.start, briefing.end))


@require_GET
def page(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The text with its numbers, what a person changed, and where the rows say something else by now."""
    viewer = viewer_of(request)
    briefing = selectors.briefing_by_id(viewer, pk)
    view, figures = _view(viewer, briefing), selectors.figures_of(briefing)
    sections = [
        {
            "title": section.title,
            "paragraphs": [
                {"pieces": _shown(text, figures, view), "edited": text not in section.made}
                for text in section.paragraphs
            ],
            "gone": sum(1 for text in section.made if text not in section.paragraphs),
            "head": section.table[0] if section.table else [],
            "rows": [[_shown(cell, figures, view) for cell in row] for row in section.table[1:]],
        }
        for section in selectors.sections_of(briefing)
    ]
    context = {
        "briefing": briefing,
        "sections": sections,
        "differences": [
            {"one": one, "url": _rows_of(one.figure, view)} for one in selectors.differences(viewer, briefing)
        ],
        "may": {
            "write": BRIEFINGS.allows(viewer, WRITE_BRIEFINGS, briefing),
            "approve": BRIEFINGS.allows(viewer, APPROVE_BRIEFINGS, briefing) and not wrote(briefing, viewer),
        },
        "history": history(briefing),
    }
    return render(request, "web/insight/kept_briefing.html", context)


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Each paragraph in a field of its own, one more to add in each section; a refusal gives everything back."""
    viewer = viewer_of(request)
    briefing = selectors.briefing_by_id(viewer, pk)
    BRIEFINGS.check(viewer, WRITE_BRIEFINGS, briefing)
    if briefing.state != B.DRAFT:
        messages.warning(request, _("简报已提交,不能再修改;需要修改时请审批人退回。"))
        return redirect(briefing_url(pk))
    sections, figures = selectors.sections_of(briefing), selectors.figures_of(briefing)
    typed = [[for_editing(text, figures) for text in section.paragraphs] for section in sections]
    title, faults, stale, seen = briefing.title, {}, None, str(briefing.version)
    if request.method == "POST":
        title, seen = request.POST.get("title", ""), request.POST.get("seen", "")
        typed = [request.POST.getlist(f"p-{number}") for number in range(len(sections))]
        try:
            services.edit(
                viewer,
                briefing_id=pk,
                title=title,
                paragraphs=typed,
                seen=int(seen) if seen.isdigit() else None,
            )
        except StaleRecord as refused:
            stale, seen = refused, str(refused.version)
        except Invalid as refused:
            faults = {fault.field: fault.message for fault in refused.faults}
        else:
            messages.success(request, _("已保存。"))
            return redirect(briefing_url(pk))
    context = {
        "briefing": briefing,
        "title": title,
        "seen": seen,
        "sections": [_fields(number, section, typed[number], faults) for number, section in enumerate(sections)],
        "faults": faults,
        "stale": stale,
    }
    return render(request, "web/insight/briefing_edit.html", context, status=422 if faults or stale else 200)


def _fields(number: int, section: KeptSection, typed: list[str], faults: dict[str, str]) -> Shown:
    texts = typed if typed and not typed[-1] else [*typed, ""]
    fields = [
        {"text": text, "rows": min(10, 2 + len(text) // 40), "error": faults.get(f"p-{number}-{turn}", "")}
        for turn, text in enumerate(texts)
    ]
    return {"number": number, "title": section.title, "fields": fields, "table": bool(section.table)}


@require_http_methods(["GET", "POST"])
def remake(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Written anew from today's rows."""
    viewer = viewer_of(request)
    briefing = selectors.briefing_by_id(viewer, pk)
    form = SeenForm(request.POST or None, initial={"seen": briefing.version})
    return act(
        request, form, lambda: services.remake(viewer, briefing_id=pk, seen=form.cleaned_data["seen"]),
        title=_("重新生成"), submit=_("重新生成"), done=_("已按今天的明细重新生成。"), back=briefing_url(pk), record=briefing,
        note=_("正文和数字按今天的明细重写,已做的修改会丢弃。"), danger=True,
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def submit(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Put it before the approver."""
    viewer = viewer_of(request)
    briefing = selectors.briefing_by_id(viewer, pk)
    form = SeenForm(request.POST or None, initial={"seen": briefing.version})
    return act(
        request, form, lambda: services.submit(viewer, briefing_id=pk, seen=form.cleaned_data["seen"]),
        title=_("提交审批"), submit=_("提交"), done=_("已提交,等待审批。"), back=briefing_url(pk), record=briefing,
        note=_("提交后正文不再改动,由另一位负责人审批。"),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def send_back(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Return it with a reason."""
    viewer = viewer_of(request)
    briefing = selectors.briefing_by_id(viewer, pk)
    form = ReturnForm(request.POST or None, initial={"seen": briefing.version})
    return act(
        request, form,
        lambda: services.send_back(
            viewer, briefing_id=pk, opinion=form.cleaned_data["opinion"], seen=form.cleaned_data["seen"]
        ),
        title=_("退回"), submit=_("退回"), done=_("已退回拟稿人。"), back=briefing_url(pk), record=briefing, danger=True,
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def approve(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Freeze it for good."""
    viewer = viewer_of(request)
    briefing = selectors.briefing_by_id(viewer, pk)
    form = OpinionForm(request.POST or None, initial={"seen": briefing.version})
    return act(
        request, form,
        lambda: services.approve(
            viewer, briefing_id=pk, opinion=form.cleaned_data["opinion"], seen=form.cleaned_data["seen"]
        ),
        title=_("批准"), submit=_("批准"), done=_("已批准。"), back=briefing_url(pk), record=briefing,
    )  # fmt: skip


@require_GET
def download(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The text as it stands as a Word file; what is not approved says so in its name."""
    viewer = viewer_of(request)
    briefing = selectors.briefing_by_id(viewer, pk)
    audit.append(briefing, actor=viewer, verb="print")
    draft = "" if briefing.approved_on else _("(草稿)")
    name = f"{briefing.title}{briefing.start:%Y%m%d}{draft}.docx"
    return file_answer(briefing_document(selectors.as_written(briefing)), name, WORD)
