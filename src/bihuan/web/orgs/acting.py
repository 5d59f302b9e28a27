"""One shape for every small action: a form in a dialog where the page has htmx, the same form as a page of its own where not."""

from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.functional import Promise

from bihuan.kernel.errors import StaleRecord
from bihuan.orgs.models import Staff
from bihuan.orgs.tree import one_tree
from bihuan.platform.models import Record
from bihuan.web.forms import DeskForm, answer, attempt

P = ParamSpec("P")
Answer = TypeVar("Answer", bound=HttpResponse)


def viewer_of(request: HttpRequest) -> Staff:
    """Who is signed in; the desk's door has seen to it that somebody is."""
    assert isinstance(request.user, Staff)
    return request.user


def is_htmx(request: HttpRequest) -> bool:
    """Whether a part of a page is asked for."""
    return bool(getattr(request, "htmx", False))


def act(
    request: HttpRequest,
    form: DeskForm,
    write: Callable[[], Any],
    *,
    title: str | Promise,
    submit: str | Promise,
    done: str | Promise,
    back: str,
    record: Record | None = None,
    note: str | Promise = "",
    danger: bool = False,
    onward: Callable[[Any], str] | None = None,
) -> HttpResponse:
    """Show the form, or do it and go back (or `onward` from the result) with the sentence `done`.

    After a stale refusal the form carries the present version of `record`, so that it can be sent again once read.
    """
    result = attempt(form, write)
    if result is not None:
        messages.success(request, str(done))
        target = onward(result) if onward else back
        if is_htmx(request):
            return HttpResponse(headers={"HX-Redirect": target})
        return redirect(target)
    if isinstance(form.stale, StaleRecord) and record is not None and "seen" in form.fields:
        record.refresh_from_db(fields=["version"])
        form.data = QueryDict(mutable=True)
        form.data.update(request.POST)
        form.data["seen"] = str(record.version)
    context = {"form": form, "title": title, "submit": submit, "back": back, "note": note, "danger": danger}
    return answer(request, "web/orgs/_act.html" if is_htmx(request) else "web/orgs/act.html", context)


def shown_once(request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
    """A page that nobody may keep: a one-time password."""
    response = render(request, "web/orgs/password_once.html", context)
    response["Cache-Control"] = "no-store"
    return response


def with_one_tree(view: Callable[P, Answer]) -> Callable[P, Answer]:
    """Let a page that asks for areas many times look at one state of the tree."""

    @wraps(view)
    def run(*args: P.args, **kwargs: P.kwargs) -> Answer:
        with one_tree():
            return view(*args, **kwargs)

    return run
