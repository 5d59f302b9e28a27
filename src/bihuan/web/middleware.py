"""The desk's door, and the turning of refusals and messages into what a person sees."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse

from bihuan.kernel.errors import BihuanError
from bihuan.web.errors import refusal, words_typed

GetResponse = Callable[[HttpRequest], HttpResponse]
# Pages a person with a first password may still open.
_BEFORE_OWN_PASSWORD = {"password", "sign_out"}


class DeskMiddleware:
    """Lets only signed-in staff into the desk; a view open to everybody says so with Django's `login_not_required`.

    Other interfaces (API, Open311) have doors of their own. Somebody whose session ended while writing gets the words
    back instead of a bare sign-in page.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        """Answer instead of the view when nobody, or somebody with a first password, knocks."""
        if not getattr(view, "__module__", "").startswith("bihuan.web.") or not getattr(view, "login_required", True):
            return None
        if not request.user.is_authenticated:
            return self._signed_out(request)
        match = request.resolver_match
        if request.user.must_change_password and match is not None and match.url_name not in _BEFORE_OWN_PASSWORD:
            return redirect("web:password")
        return None

    def _signed_out(self, request: HttpRequest) -> HttpResponse:
        if request.headers.get("HX-Request"):
            return render(request, "web/parts/_signed_out.html", {"next": _page_of(request)}, status=401)
        if request.method == "POST":
            page = {"status": 401, "words": words_typed(request), "next": _page_of(request)}
            return render(request, "web/error.html", page, status=401)
        return redirect_to_login(request.get_full_path(), reverse("web:sign_in"))


def _page_of(request: HttpRequest) -> str:
    """The page the person was looking at, as a path of this site ("" when unknown)."""
    address = request.headers.get("HX-Current-URL") or request.headers.get("Referer") or ""
    start = f"{request.scheme}://{request.get_host()}"
    return address.removeprefix(start) if address.startswith(start + "/") else ""


class RefusalMiddleware:
    """Answers a `BihuanError` that a view let through with a page, or for htmx a notice, in plain words."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """A page for refusals; everything else is a defect and goes on to the error page."""
        return refusal(request, exception) if isinstance(exception, BihuanError) else None


class MessagesMiddleware:
    """Adds waiting messages to htmx answers, which do not draw the frame that would show them."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        shown = (
            request.headers.get("HX-Request")
            and response.status_code not in {204, 301, 302, 303, 401}
            and "HX-Redirect" not in response.headers
            and not response.streaming
            and response.headers.get("Content-Type", "").startswith("text/html")
            and b"<!doctype html>" not in response.content[:200]
        )
        if shown:
            response.content += render_to_string("web/parts/_messages_oob.html", {}, request).encode()
        return response
