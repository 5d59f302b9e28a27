"""Error pages in plain words: what happened, what to do, and the words typed so far."""

from dataclasses import dataclass

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured, RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.http.request import UnreadablePostError
from django.shortcuts import render
from django.template.loader import render_to_string

from bihuan.kernel.errors import BihuanError, StaleRecord

_MAX_WORDS = 20_000
_SECRET = {"csrfmiddlewaretoken", "password", "old_password", "new_password", "new_password_again", "code"}


@dataclass(frozen=True, slots=True)
class Words:
    """One typed value, given back to its writer."""

    name: str
    text: str


def words_typed(request: HttpRequest) -> list[Words]:
    """What stands in the request's text fields, passwords left out, so that nothing typed is lost with the page."""
    if request.method != "POST":
        return []
    try:
        sent = request.POST
    except (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent, UnreadablePostError, MultiPartParserError):
        return []
    return [
        Words(name, text[:_MAX_WORDS])
        for name in sent
        if name not in _SECRET
        for text in sent.getlist(name)
        if text.strip() and len(text) > 1
    ]


def page(request: HttpRequest, status: int, *, message: str = "", words: list[Words] | None = None) -> HttpResponse:
    """The error page, or for htmx only the notice."""
    template = "web/parts/_refusal.html" if request.headers.get("HX-Request") else "web/error.html"
    context = {"status": status, "message": message, "words": words or [], "base": _frame(request)}
    return render(request, template, context, status=status)


def _frame(request: HttpRequest) -> str:
    """Residents keep the frame with the telephone number, staff their menu; in doubt the plain one."""
    if request.path.startswith("/p/"):
        return "web/public/base.html"
    user = getattr(request, "user", None)
    return "web/base.html" if user is not None and user.is_authenticated else "web/plain.html"


def refusal(request: HttpRequest, error: BihuanError) -> HttpResponse:
    """The page of a refusal that no form has taken up."""
    if isinstance(error, StaleRecord):
        template = "web/parts/_stale.html" if request.headers.get("HX-Request") else "web/stale.html"
        context = {"error": error, "words": words_typed(request), "base": _frame(request)}
        return render(request, template, context, status=error.status)
    return page(request, error.status, message=error.message, words=words_typed(request))


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form's token is too old or missing; the words come back for copying."""
    context = {"status": "csrf", "words": words_typed(request)}
    template = "web/parts/_refusal.html" if request.headers.get("HX-Request") else "web/error.html"
    return render(request, template, context, status=403)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Malformed requests; a body over the limit is told apart, since its sender can do something about it."""
    too_large = isinstance(exception, RequestDataTooBig | TooManyFilesSent | TooManyFieldsSent)
    return page(request, 413 if too_large else 400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return page(request, 403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return page(request, 404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Must not fail itself: drawn without the request, hence without session, database and menu.

    Where the front end was not built there is no style sheet to name, and the sentence stands alone.
    """
    context = {"status": 500, "county_name": settings.COUNTY_NAME, "service_phone": settings.SERVICE_PHONE}
    try:
        return HttpResponse(render_to_string("web/error.html", context), status=500)
    except ImproperlyConfigured:
        plain = render_to_string("web/parts/_what_happened.html", context)
        return HttpResponse(plain, status=500, content_type="text/plain; charset=utf-8")
