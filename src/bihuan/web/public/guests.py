"""A guest's own page of a joint conference: when, where and what for; whether one comes; the minutes to sign. No login."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as t
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from bihuan.cases.models import Invitation
from bihuan.cases.services import guests as do
from bihuan.platform.actors import PUBLIC
from bihuan.platform.addresses import client_address
from bihuan.platform.files import store
from bihuan.platform.limits import hit
from bihuan.web.cases.conference_forms import GUESTS_ANSWERS
from bihuan.web.forms import DeskForm, SignatureField, answer, attempt

LOOKS, LOOKS_SECONDS = 60, 600  # an address, over all links: guessing leads nowhere
MAX_SIGNATURE = 2 * 1024 * 1024


class GuestAnswerForm(DeskForm):
    answer = forms.ChoiceField(label=t("能不能参加"), choices=GUESTS_ANSWERS, widget=forms.RadioSelect, required=False)
    reason = forms.CharField(label=t("说明"), max_length=200, required=False, help_text=t("来不了的,请写明原因。"))


class GuestSignForm(DeskForm):
    file = SignatureField(label=t("签名"), help_text=t("在框里写上名字;也可以上传签名的照片。"))


def _invited(request: HttpRequest, secret: str) -> Invitation:
    hit(f"guest-link:{client_address(request)}", limit=LOOKS, seconds=LOOKS_SECONDS)
    return do.guest_of(secret)


def _page(request: HttpRequest, one: Invitation, secret: str, bad: DeskForm | None = None) -> HttpResponse:
    first: dict[str, Any] = {"reason": one.reason}
    if one.answer != Invitation.Answer.WAITING:
        first["answer"] = one.answer
    context = {
        "one": one, "conference": one.conference, "secret": secret, "form": bad,
        "answering": bad if isinstance(bad, GuestAnswerForm) else GuestAnswerForm(initial=first),
        "signing": bad if isinstance(bad, GuestSignForm) else GuestSignForm(),
        "may_answer": do.may_answer(one), "may_sign": do.may_sign(one), "until": do.opens_until(one),
    }  # fmt: skip
    response = answer(request, "web/public/guest.html", context)
    response["X-Robots-Tag"] = "noindex"  # no other site learns the address: Referrer-Policy is same-origin everywhere
    return response


@login_not_required
@never_cache
@require_http_methods(["GET"])
def page(request: HttpRequest, secret: str) -> HttpResponse:
    """What the guest is asked to."""
    one = _invited(request, secret)
    do.note_opening(one)
    return _page(request, one, secret)


@login_not_required
@never_cache
@require_POST
def respond(request: HttpRequest, secret: str) -> HttpResponse:
    """Whether the guest comes."""
    one = _invited(request, secret)
    form = GuestAnswerForm(request.POST)
    if attempt(form, lambda: do.answer_as_guest(secret, **form.cleaned_data)) is None:
        return _page(request, one, secret, form)
    messages.success(request, _("已答复,谢谢。"))
    return redirect("web:public_guest", secret)


@login_not_required
@never_cache
@require_POST
def sign(request: HttpRequest, secret: str) -> HttpResponse:
    """The guest signs the minutes."""
    one = _invited(request, secret)
    form = GuestSignForm(request.POST, request.FILES)

    def write() -> Invitation:
        with transaction.atomic():
            drawn: Any = form.cleaned_data["file"]
            kept = store(drawn, name="signature.png", actor=PUBLIC, limit=MAX_SIGNATURE, field="file")
            return do.sign_as_guest(secret, file=kept)

    if attempt(form, write) is None:
        return _page(request, one, secret, form)
    messages.success(request, _("签名已保存,谢谢。"))
    return redirect("web:public_guest", secret)
