"""How a form meets a service: refusals land beside their field, and nothing typed is lost."""

from collections.abc import Callable
from typing import Any, TypeVar

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from bihuan.kernel.errors import BihuanError, StaleRecord

T = TypeVar("T")


class DeskForm(forms.Form):
    """Base of all forms: no browser-made messages, no colons after labels; remembers a stale refusal for the page."""

    use_required_attribute = False
    stale: StaleRecord | None = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)

    def refuse(self, error: BihuanError) -> None:
        """Put each fault of `error` beside its field; what names no field of this form stands on top."""
        if isinstance(error, StaleRecord):
            self.stale = error
        for fault in error.faults:
            self.add_error(fault.field if fault.field in self.fields else None, fault.message)


def attempt(form: DeskForm, write: Callable[[], T]) -> T | None:
    """Call the service `write` when `form` is valid and give its result; None after a refusal, which is in the form.

    A service called this way must return something; refusals for want of a right are not the form's and pass through.
    """
    if not form.is_valid():
        return None
    try:
        return write()
    except BihuanError as error:
        if error.status in {403, 404}:
            raise
        form.refuse(error)
        return None


def answer(request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    """A page or part with a form in `context["form"]`: status 422 when the form holds errors, 409 when stale."""
    form = context.get("form")
    status = 200
    if isinstance(form, DeskForm) and form.is_bound and form.errors:
        status = 409 if form.stale else 422
    return render(request, template, context, status=status)
