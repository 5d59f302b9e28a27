"""The mediation page of a dispute: what the loop wants next on top, below it one panel at a time."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from bihuan.mediation import selectors
from bihuan.web.cases.shown import case_page
from bihuan.web.mediation import panels
from bihuan.web.orgs.acting import viewer_of, with_one_tree


@require_GET
@with_one_tree
def workspace(request: HttpRequest, case_id: UUID, key: str = "") -> HttpResponse:
    """One panel of the dispute; a case whose dispute nobody has described yet opens as the case itself."""
    viewer = viewer_of(request)
    page = case_page(viewer, case_id)
    dispute = selectors.dispute_of_case(viewer, case_id)
    if dispute is None:
        return redirect("web:case_page", case_id)
    panel = panels.chosen(viewer, dispute, key)
    context = {
        "page": page, "case": page.case, "dispute": dispute, "viewer": viewer, "panel": panel,
        "tabs": [(one, panels.address(case_id, one.key)) for one in panels.shown_to(viewer, dispute)],
        **panel.context(viewer, dispute),
    }  # fmt: skip
    return render(request, "web/mediation/workspace.html", context)
