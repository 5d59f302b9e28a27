"""Following a report by number and code: its receipt, its state, rating it, asking for more."""

import unicodedata

import segno
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bihuan.cases.selectors import Tracking, tracking
from bihuan.cases.services import rate_by_reporter, reopen_by_reporter
from bihuan.kernel.errors import NotFound
from bihuan.platform.addresses import client_address, outside_address
from bihuan.platform.limits import hit
from bihuan.web.forms import DeskForm, answer, attempt
from bihuan.web.public.forms import RateForm, ReopenForm, TrackForm

LOOKS, LOOKS_SECONDS = 60, 600
WORDS, WORDS_SECONDS = 20, 3600


def plain(text: str) -> str:
    """As the receipt has it, whatever the keyboard made of it (full-width letters, spaces, small letters, control characters)."""
    return "".join(
        character for character in unicodedata.normalize("NFKC", text) if character.isprintable() and character != " "
    ).upper()


def _looked_up(request: HttpRequest, number: str, code: str) -> Tracking:
    hit(f"public-track:{client_address(request)}", limit=LOOKS, seconds=LOOKS_SECONDS)
    return tracking(number, code)


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def find(request: HttpRequest) -> HttpResponse:
    """Number and code → the page of the report."""
    form = TrackForm(request.POST or None)
    if form.is_valid():
        number, code = plain(form.cleaned_data["number"]), plain(form.cleaned_data["code"])
        try:
            _looked_up(request, number, code)
        except NotFound as error:
            form.refuse(error)
        else:
            return redirect("web:public_case", number, code)
    return answer(request, "web/public/find.html", {"form": form})


@login_not_required
@never_cache
@require_GET
def case(request: HttpRequest, number: str, code: str) -> HttpResponse:
    """The state in plain words, with the receipt on top when it is new."""
    found = _looked_up(request, plain(number), plain(code))
    return _page(request, found, code)


def _page(
    request: HttpRequest, found: Tracking, code: str, rate: DeskForm | None = None, reopen: DeskForm | None = None
) -> HttpResponse:
    link = outside_address(request, reverse("web:public_case", args=[found.number, code]))
    bad = next((form for form in (rate, reopen) if form is not None and form.errors), None)
    context = {
        "case": found,
        "code": plain(code),
        "new": "new" in request.GET,
        "link": link,
        "qr": segno.make(link, error="m").svg_data_uri(scale=4, border=2),
        "rate": rate or RateForm(initial={"rating": found.rating}),
        "reopen": reopen or ReopenForm(),
        "form": bad,
    }
    return answer(request, "web/public/case.html", context)


@login_not_required
@never_cache
@require_POST
def rate(request: HttpRequest, number: str, code: str) -> HttpResponse:
    """The reporter's rating and words."""
    found = _looked_up(request, plain(number), plain(code))
    form = RateForm(request.POST)
    done = attempt(form, lambda: _rated(request, found.number, code, form))
    if done is None:
        return _page(request, found, code, rate=form)
    messages.success(request, _("谢谢您的评价。"))
    return redirect("web:public_case", found.number, code)


def _rated(request: HttpRequest, number: str, code: str, form: RateForm) -> object:
    hit(f"public-words:{client_address(request)}", limit=WORDS, seconds=WORDS_SECONDS)
    return rate_by_reporter(
        number=number, code=plain(code), rating=form.cleaned_data["rating"], remark=form.cleaned_data["remark"]
    )


@login_not_required
@never_cache
@require_POST
def reopen(request: HttpRequest, number: str, code: str) -> HttpResponse:
    """Not done: handle it again, with a reason."""
    found = _looked_up(request, plain(number), plain(code))
    form = ReopenForm(request.POST)
    done = attempt(form, lambda: _reopened(request, found.number, code, form))
    if done is None:
        return _page(request, found, code, reopen=form)
    messages.success(request, _("已重新交办,请留意进度。"))
    return redirect("web:public_case", found.number, code)


def _reopened(request: HttpRequest, number: str, code: str, form: ReopenForm) -> object:
    hit(f"public-words:{client_address(request)}", limit=WORDS, seconds=WORDS_SECONDS)
    return reopen_by_reporter(number=number, code=plain(code), reason=form.cleaned_data["reason"])
