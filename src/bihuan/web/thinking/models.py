"""The learnt models with their figures, learning anew and going back, and the table of what is taken for what."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from bihuan.cases.models import CaseKind, TriageModel
from bihuan.cases.policies import READ_DECISIONS, RETRAIN
from bihuan.cases.selectors.decisions import Confusion, confusion, models
from bihuan.cases.thinking import learning
from bihuan.kernel import clock
from bihuan.platform.policies import holds
from bihuan.web.orgs.acting import viewer_of

LOOK_BACK = timedelta(days=180)


@dataclass(frozen=True, slots=True)
class Cell:
    """How often one category was proposed where another was decided; `url` opens these decisions."""

    count: int
    url: str
    right: bool


@dataclass(frozen=True, slots=True)
class Row:
    """A decided category with a cell for each proposed one."""

    name: str
    cells: tuple[Cell, ...]


@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """Models, newest first, and the confusion of the last half year."""
    viewer = viewer_of(request)
    listed = list(models(viewer))
    kind = request.GET.get("kind", "")
    kind = kind if kind in CaseKind.values else CaseKind.APPEAL
    since = clock.today() - LOOK_BACK
    table = confusion(viewer, since=since, kind=kind) if holds(viewer, READ_DECISIONS) else None
    context: dict[str, Any] = {
        "models": [(one, _figures(one.figures, one.figures_before)) for one in listed],
        "in_use": next((one for one in listed if one.state == TriageModel.State.IN_USE), None),
        "may_train": holds(viewer, RETRAIN),
        "under_way": learning.under_way(),
        "table": table,
        "rows": _rows(table) if table is not None else [],
        "kinds": CaseKind.choices,
        "kind": kind,
    }
    return render(request, "web/thinking/models.html", context)


def _figures(stored: dict[str, Any], before: dict[str, Any]) -> list[str]:
    """The figures of a model on the held-back cases, each after that of the model it was compared with."""
    lines = []
    for title, name in ((_("宏平均 F1"), "macro_f1"), (_("准确率"), "accuracy"), (_("校准误差"), "ece")):
        if isinstance(stored.get(name), int | float):
            old = before.get(name)
            lines.append(f"{title} {old:.3f}→{stored[name]:.3f}" if old is not None else f"{title} {stored[name]:.3f}")
    reach = stored.get("coverage_at_98") or {}
    if reach.get("coverage"):
        said = {"share": f"{reach['coverage']:.0%}", "least": f"{reach['threshold']:.0%}"}
        lines.append(_("把握不低于 %(least)s 的占 %(share)s,准确率 98%%") % said)
    return lines


def _rows(table: Confusion) -> list[Row]:
    found = []
    for decided, counts in zip(table.categories, table.counts, strict=True):
        cells = tuple(
            Cell(
                count,
                f"/ledgers/triage_decisions/?decided_code={decided.code}&proposed_code={proposed.code}"
                f"&decided_at={table.since}..&automatic=no",
                decided == proposed,
            )
            for proposed, count in zip(table.categories, counts, strict=True)
        )
        found.append(Row(decided.name, cells))
    return found


@require_POST
def retrain(request: HttpRequest) -> HttpResponse:
    """Learn anew, in a job whose result comes into the inbox."""
    learning.ask_retraining(viewer_of(request))
    messages.success(request, _("已开始训练,完成后在消息里告诉您。"))
    return redirect("web:triage_models")


@require_POST
def back(request: HttpRequest, model_id: UUID) -> HttpResponse:
    """Back to a model that was in use before."""
    learning.put_back(viewer_of(request), model_id=model_id)
    messages.success(request, _("已换回这个模型。"))
    return redirect("web:triage_models")


@require_POST
def first_day(request: HttpRequest) -> HttpResponse:
    """Back to the model of the first day."""
    learning.put_back(viewer_of(request), model_id=None)
    messages.success(request, _("已换回出厂模型。"))
    return redirect("web:triage_models")
