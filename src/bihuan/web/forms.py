"""How a form meets a service: refusals land beside their field, and nothing typed is lost."""

import re
from collections.abc import Callable
from typing import Any, TypeVar

from django import forms
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render

from bihuan.kernel.errors import BihuanError, StaleRecord

T = TypeVar("T")


class DeskForm(forms.Form):
    """Base of all forms: no browser-made messages, no colons after labels; remembers a stale refusal for the page."""

    use_required_attribute = False
    stale: StaleRecord | None = None
    refused: BihuanError | None = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)

    def refuse(self, error: BihuanError) -> None:
        """Put each fault of `error` beside its field; what names no field of this form stands on top."""
        self.refused = error
        if isinstance(error, StaleRecord):
            self.stale = error
            self._see(error.version)
        for fault in error.faults:
            self.add_error(fault.field if fault.field in self.fields else None, fault.message)

    def _see(self, version: int) -> None:
        """Now that the changes are shown, sending the form again is a decision about the present version."""
        if version and "seen" in self.fields:
            self.put("seen", str(version))

    def put(self, name: str, value: str) -> None:
        """Let a bound form go back to its writer with another value in one (hidden) field."""
        sent = QueryDict(mutable=True)
        sent.update(self.data)
        sent[self.add_prefix(name)] = value
        self.data = sent


class SignatureField(forms.FileField):
    """A name drawn on the screen, as a PNG file; the form must be sent as multipart."""

    widget = forms.FileInput

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.FileInput(attrs={"data-signature": True, "accept": "image/png"}))
        super().__init__(max_length=200, **kwargs)


def split_words(text: str) -> list[str]:
    """The words of a field that takes several, however they are set apart: spaces, lines, 、,;"""
    return [word for word in re.split(r"[\s、,,;;]+", text) if word]


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
    """A page or part with a form in `context["form"]`; with errors its status is 422, or the refusal's own (409 stale, 429).

    For htmx it is 422 or 409 alone: those are the ones that are put in the form's place.
    """
    form = context.get("form")
    status = 200
    if isinstance(form, DeskForm) and form.is_bound and form.errors:
        status = form.refused.status if form.refused is not None else 422
        if request.headers.get("HX-Request") and status not in {409, 422}:
            status = 422
    return render(request, template, context, status=status)
