"""One's own settings: profile, language, type size, notices."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render, resolve_url
from django.contrib.auth.decorators import login_not_required
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from bihuan.kernel import clock
from bihuan.orgs.models import Staff
from bihuan.orgs.selectors import posts_of
from bihuan.orgs.services import own_account


def page(request: HttpRequest) -> HttpResponse:
    return render(request, "web/shell/settings.html")


def posts(request: HttpRequest) -> HttpResponse:
    """The viewer's posts in force, for the user menu."""
    assert isinstance(request.user, Staff)
    return render(request, "web/shell/_posts.html", {"posts": posts_of(request.user, day=clock.today())})


@login_not_required
@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Switch the language here and, when signed in, for later sign-ins."""
    wanted = request.POST.get("language", "")
    onward = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(onward, allowed_hosts={request.get_host()}, require_https=request.is_secure()):
        onward = resolve_url("web:home")
    response = HttpResponseRedirect(onward)
    if wanted in dict(settings.LANGUAGES):
        response.set_cookie(settings.LANGUAGE_COOKIE_NAME, wanted, max_age=365 * 86400, samesite="Lax")
        if isinstance(request.user, Staff) and request.user.language != wanted:
            own_account.set_preferences(actor=request.user, preferences={}, language=wanted)
    return response
