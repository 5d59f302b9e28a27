"""Doing a verb without leaving the page: the form opens in a dialog, what changed is swapped in place."""

import json
import re
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from bihuan.cases import selectors
from bihuan.cases.lifecycle import LIFE_CYCLE, case_guard, title_of_verb
from bihuan.cases.models import Case
from bihuan.cases.policies import CASES, READ
from bihuan.kernel.errors import NotFound, WrongState
from bihuan.orgs.models import Staff
from bihuan.web.cases.fields import TaskRowsInput, offices_for
from bihuan.web.cases.shown import case_page
from bihuan.web.cases.verbs import ACTS, Act
from bihuan.web.forms import DeskForm, answer, attempt
from bihuan.web.orgs.acting import is_htmx, viewer_of, with_one_tree

TRIAGE = "triage"
TASKS_FIELD = re.compile(r"tasks(_\d{1,2})?")


@require_http_methods(["GET", "POST"])
@with_one_tree
def do(request: HttpRequest, case_id: UUID, verb: str) -> HttpResponse:
    """The form of a verb, or the verb done; `?at=triage` goes back to the triage desk instead of the page."""
    act = ACTS.get(verb)
    if act is None:
        raise NotFound(title_of_verb(verb))
    viewer = viewer_of(request)
    case = selectors.case_by_id(viewer, case_id)
    given = request.POST if request.method == "POST" else None
    first = {name: request.GET[name][:60] for name in ("into", "other") if name in request.GET}
    try:
        case_guard(case, viewer, verb)
    except WrongState:
        if given is None:
            raise
    form = act.form(given, case=case, viewer=viewer, initial=first)
    if given is not None:
        done = attempt(form, lambda: act.do(viewer, case, form))
        if done is not None:
            messages.success(request, str(act.done))
            return changed(request, viewer, case.pk, draft=_draft(viewer, case, verb))
        if isinstance(form.refused, WrongState) and case.state not in LIFE_CYCLE.step(verb).from_states:
            form.fields = {"seen": form.fields["seen"]}  # the moment has passed; only the sentence is left to read
    return answer(request, _template(request), _context(request, viewer, case, verb, act, form))


def _draft(viewer: Staff, case: Case, verb: str) -> str:
    return f"case:{viewer.pk}:{case.pk}:{verb}"


def _template(request: HttpRequest) -> str:
    return "web/cases/_dialog.html" if is_htmx(request) else "web/cases/act.html"


def _context(request: HttpRequest, viewer: Staff, case: Case, verb: str, act: Act, form: DeskForm) -> dict[str, Any]:
    return {
        "form": form,
        "case": case,
        "verb": verb,
        "title": title_of_verb(verb),
        "submit": title_of_verb(verb),
        "note": act.note,
        "danger": act.danger,
        "draft": _draft(viewer, case, verb),
        "action": request.get_full_path(),
        "over": not any(name != "seen" for name in form.fields) and form.is_bound and form.stale is None,
        "script": verb == "revisit",
    }


def changed(
    request: HttpRequest, viewer: Staff, case_id: UUID, *, draft: str = "", wrote: bool = False
) -> HttpResponse:
    """After a write: the parts of the page that show it, or the whole page where scripts are off.

    `wrote` puts an empty form for the next remark in the place of the one that was sent.
    """
    if request.GET.get("at") == TRIAGE:
        from bihuan.web.cases.triage import desk_changed

        response = desk_changed(request, viewer, done=case_id)
    elif not is_htmx(request):
        return redirect(_onward(viewer, case_id))
    else:
        try:
            context = {"page": case_page(viewer, case_id), "oob": True, "wrote": wrote}
            response = render(request, "web/cases/_changed.html", context)
        except NotFound:
            response = HttpResponse(headers={"HX-Redirect": _onward(viewer, case_id)})
    if draft:
        response["HX-Trigger"] = json.dumps({"draft-clear": draft})
    return response


def _onward(viewer: Staff, case_id: UUID) -> str:
    """The case page, or home when the step took the case out of the viewer's sight (a send-back, a hand-over)."""
    if CASES.rows(viewer, READ).filter(pk=case_id).exists():
        return reverse("web:case_page", args=[case_id])
    return reverse("web:home")


@require_GET
def task_row(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """One more empty row for the forms with tasks; `?field=` names the field where a form has several."""
    case = selectors.case_by_id(viewer_of(request), case_id)
    rows = TaskRowsInput()
    rows.offices = offices_for(case)
    field = request.GET.get("field", "tasks")
    context = rows.get_context(field if TASKS_FIELD.fullmatch(field) else "tasks", None, {})
    return render(request, "web/cases/_task_row.html", {**context, "row": ("", "", "")})
