"""Booking legal advice without a login: the free times of a town, the form, the receipt, cancelling."""

from datetime import datetime
from itertools import groupby
from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as t
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from bihuan.kernel import clock
from bihuan.kernel.errors import Conflict, NotFound
from bihuan.mediation.advice.online import Free, book_online, booked, cancel_online, free_time, free_times
from bihuan.mediation.models import AdviceBooking, DisputeKind
from bihuan.orgs.models import Area
from bihuan.platform.addresses import client_address
from bihuan.platform.limits import hit
from bihuan.web.forms import DeskForm, answer, attempt
from bihuan.web.public.forms import GuardedForm, Stamp, towns
from bihuan.web.public.track import LOOKS, LOOKS_SECONDS, plain

HOUR, DAY = 3600, 86400
AN_ADDRESS_AN_HOUR, A_PHONE_A_DAY = 10, 3


class LookUpForm(DeskForm):
    """Number and code as the receipt shows them."""

    receipt = forms.CharField(
        label=t("预约号"), max_length=30, error_messages={"required": t("请填写预约号,在回执上。")}
    )
    code = forms.CharField(label=t("查询码"), max_length=20, error_messages={"required": t("请填写查询码,在回执上。")})


class BookForm(GuardedForm):
    """Who comes, and about what."""

    name = forms.CharField(label=t("您的姓名"), max_length=40, error_messages={"required": t("请填写姓名。")})
    phone = forms.CharField(
        label=t("您的电话"),
        max_length=20,
        help_text=t("有变动时通知您。姓名和电话加密保存,不会公开。"),
        error_messages={"required": t("请填写电话,有变动时好通知您。")},
    )
    kind = forms.ChoiceField(
        label=t("关于哪方面"), choices=[("", t("不清楚,到时再说")), *DisputeKind.choices], required=False
    )
    question = forms.CharField(
        label=t("想问什么(可以不写)"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 4})
    )


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def choose(request: HttpRequest) -> HttpResponse:
    """Choose a town and a free time; or look up what was booked."""
    form = LookUpForm(request.POST or None)
    if form.is_valid():
        receipt, code = plain(form.cleaned_data["receipt"]), plain(form.cleaned_data["code"])
        try:
            _looked_up(request, receipt, code)
        except NotFound as error:
            form.refuse(error)
        else:
            return redirect("web:public_advice_booked", receipt, code)
    town = _town(request.GET.get("town", ""))
    free = free_times(town) if town is not None else []
    days = [(day, list(shifts)) for day, shifts in groupby(free, key=lambda one: one.shift.day)]
    return answer(request, "web/public/advice.html", {"form": form, "town": town, "towns": towns(), "days": days})


def _town(text: str) -> Area | None:
    chosen = next((key for key, _name in towns() if key == text), None)
    return Area.objects.get(pk=chosen) if chosen is not None else None


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def book(request: HttpRequest, town_id: UUID, shift_id: UUID, at: int) -> HttpResponse:
    """The form for one free time."""
    town = _town(str(town_id))
    if town is None:
        raise NotFound(_("没有找到这个乡镇(街道)。"))
    form = BookForm(request.POST or None, initial={"stamp": Stamp.fresh()})
    starts_at = datetime.fromtimestamp(min(at, 4_000_000_000), tz=clock.LOCAL_ZONE)
    done = attempt(form, lambda: _write(request, form, town, shift_id, starts_at))
    if done is not None:
        messages.success(request, _("预约好了。请记下预约号和查询码。"))
        return redirect("web:public_advice_booked", done.receipt, done.code)
    form.renew_stamp()
    context = {"form": form, "town": town, "free": _still_free(town, shift_id, starts_at)}
    return answer(request, "web/public/advice_book.html", context)


def _still_free(town: Area, shift_id: UUID, starts_at: datetime) -> Free | None:
    try:
        return free_time(town, shift_id, starts_at)
    except Conflict:
        return None


def _write(request: HttpRequest, form: BookForm, town: Area, shift_id: UUID, starts_at: datetime) -> AdviceBooking:
    given = form.cleaned_data
    if not AdviceBooking.objects.filter(pk=given["case_id"]).exists():
        hit(f"public-advice:{client_address(request)}", limit=AN_ADDRESS_AN_HOUR, seconds=HOUR)
        digits = "".join(filter(str.isdigit, given["phone"]))
        hit(f"public-advice-phone:{digits}", limit=A_PHONE_A_DAY, seconds=DAY)
    return book_online(
        booking_id=given["case_id"], town=town, shift_id=shift_id, starts_at=starts_at, name=given["name"],
        phone=given["phone"], kind=given["kind"], question=given["question"],
    )  # fmt: skip


def _looked_up(request: HttpRequest, receipt: str, code: str) -> AdviceBooking:
    hit(f"public-advice-look:{client_address(request)}", limit=LOOKS, seconds=LOOKS_SECONDS)
    return booked(receipt, code)


@login_not_required
@never_cache
@require_http_methods(["GET"])
def receipt(request: HttpRequest, receipt: str, code: str) -> HttpResponse:
    """When, with whom and where; nothing of who comes."""
    found = _looked_up(request, plain(receipt), plain(code))
    return render(request, "web/public/advice_booked.html", {"booking": found, "code": found.code})


@login_not_required
@never_cache
@require_POST
def cancel(request: HttpRequest, receipt: str, code: str) -> HttpResponse:
    """Not coming; the time is free for another."""
    found = _looked_up(request, plain(receipt), plain(code))
    cancel_online(found.receipt, found.code)
    messages.success(request, _("已取消,这个时段空出来了。"))
    return redirect("web:public_advice_booked", found.receipt, found.code)
