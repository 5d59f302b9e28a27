"""The residents' first page: what one can do here, and whom to call."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render, resolve_url
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from bihuan.kernel import clock
from bihuan.visits.selectors import published
from bihuan.web.context import LARGE_TYPE


@login_not_required
def start(request: HttpRequest) -> HttpResponse:
    """The choices, in large type, and which leaders receive today."""
    today = clock.today()
    return render(request, "web/public/start.html", {"receiving": published(today, today)})


@login_not_required
@require_POST
def large_type(request: HttpRequest) -> HttpResponse:
    """Remember in this browser whether type is large; works without a script."""
    onward = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(
        onward, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    ):
        onward = resolve_url("web:public_start")
    response = HttpResponseRedirect(onward)
    response.set_cookie(
        LARGE_TYPE, "1" if request.POST.get("large") == "1" else "0", max_age=365 * 86400, samesite="Lax"
    )
    return response
