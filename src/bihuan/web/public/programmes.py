"""Enrolling without a login: what is open, the form for a guardian, the receipt with seat or place in line, taking it up or not."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as t
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bihuan.community import online
from bihuan.community.applicants import KNOWN
from bihuan.community.consent import CURRENT, TEXTS
from bihuan.community.models import Enrolment, Programme
from bihuan.kernel import clock
from bihuan.kernel.errors import NotFound
from bihuan.orgs.models import Area, Grade
from bihuan.orgs.tree import area_tree
from bihuan.platform.addresses import client_address
from bihuan.platform.conditions import read, said
from bihuan.platform.limits import hit
from bihuan.web.forms import DeskForm, answer, attempt
from bihuan.web.orgs.forms import DayField
from bihuan.web.public.forms import GuardedForm, Stamp, towns
from bihuan.web.public.track import LOOKS, LOOKS_SECONDS, plain

HOUR, DAY = 3600, 86400
AN_ADDRESS_AN_HOUR, A_PHONE_A_DAY = 20, 6
_YES_NO = [("", t("不清楚")), ("yes", t("是")), ("no", t("不是"))]


class LookUpForm(DeskForm):
    """Number and code as the receipt shows them."""

    receipt = forms.CharField(
        label=t("报名号"), max_length=30, error_messages={"required": t("请填写报名号,在回执上。")}
    )
    code = forms.CharField(label=t("查询码"), max_length=20, error_messages={"required": t("请填写查询码,在回执上。")})


def _truth(label: Any) -> forms.TypedChoiceField:
    meanings = {"yes": True, "no": False}
    return forms.TypedChoiceField(
        label=label, choices=_YES_NO, required=False, coerce=lambda value: meanings.get(value), empty_value=None
    )


class EnrolForm(GuardedForm):
    """What a guardian says of a child, or an adult of himself; a programme asks for less than all of it."""

    name = forms.CharField(label=t("孩子的姓名"), max_length=40, error_messages={"required": t("请填写姓名。")})
    born_on = DayField(label=t("出生日期"), required=False)
    grade = forms.ChoiceField(label=t("年级"), choices=[("", t("请选择")), *Grade.choices], required=False)
    home = forms.ChoiceField(label=t("住在哪里"), required=False)
    left_behind = _truth(t("父母一方或双方在外务工半年以上(留守儿童)?"))
    parents_work = _truth(t("父母白天都上班?"))
    low_income = _truth(t("是低保、困难家庭?"))
    guardian = forms.CharField(
        label=t("监护人姓名"), max_length=40, error_messages={"required": t("请填写监护人姓名。")}
    )
    phone = forms.CharField(
        label=t("联系电话"), max_length=20, help_text=t("排到名额时打这个电话。"),
        error_messages={"required": t("请填写电话,排到名额好通知您。")},
    )  # fmt: skip
    pick_up = forms.CharField(
        label=t("除监护人外,谁可以来接?"), max_length=100, required=False,
        help_text=t("写姓名,用顿号分开。不在名单里的人来接,老师会先打电话问您。"),
    )  # fmt: skip
    allergies = forms.CharField(
        label=t("过敏和健康提示(可以不写)"), max_length=200, required=False,
        help_text=t("例如花生过敏、哮喘。加密保存,只给照看的人看。"), widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip
    consent = forms.BooleanField(
        label=t("我已阅读并同意"), error_messages={"required": t("请先阅读上面的说明,同意后再提交。")}
    )

    def __init__(self, *args: Any, programme: Programme, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kept = {*online.asked_of(programme), "consent", "website", "stamp"}
        for name in [name for name in self.fields if name not in kept]:
            del self.fields[name]
        if not programme.for_children:
            self.fields["name"].label = t("姓名")
        home = self.fields.get("home")
        if isinstance(home, forms.ChoiceField):
            home.choices = [("", t("请选择")), *_homes(programme)]


def _homes(programme: Programme) -> list[tuple[str, str]]:
    """The villages of the programme's town, then the other towns."""
    today, tree = clock.today(), area_tree()
    villages = [
        (str(one.id), one.name)
        for one in tree.below(programme.town.path)
        if one.level == Area.Level.VILLAGE and one.in_force(today)
    ]
    return [*villages, *(one for one in towns() if one[0] != str(programme.town_id))]


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def listed(request: HttpRequest) -> HttpResponse:
    """The programmes residents may enrol for; or look up an enrolment."""
    form = LookUpForm(request.POST or None)
    if form.is_valid():
        receipt, code = plain(form.cleaned_data["receipt"]), plain(form.cleaned_data["code"])
        try:
            _looked_up(request, receipt, code)
        except NotFound as error:
            form.refuse(error)
        else:
            return redirect("web:public_enrolled", receipt, code)
    today = clock.today()
    shown = [_card(one, today) for one in online.open_programmes()[: online.SHOWN]]
    return answer(request, "web/public/programmes.html", {"form": form, "shown": shown})


def _card(programme: Programme, today: Any) -> dict[str, Any]:
    held: int = programme.held  # type: ignore[attr-defined]  # annotated by open_programmes
    return {
        "programme": programme,
        "left": max(0, programme.quota - held),
        "open": programme.opens_on <= today <= programme.closes_on,
        "before": today < programme.opens_on,
        "must": said(read(programme.must, KNOWN)),
        "first": said(read(programme.first, KNOWN)) if programme.first else "",
    }


@login_not_required
@never_cache
@require_GET
def shown(request: HttpRequest, programme_id: UUID) -> HttpResponse:
    """One programme: what it is, where and when, for whom, seats left."""
    return answer(request, "web/public/programme.html", _card(online.open_programme(programme_id), clock.today()))


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def enrol(request: HttpRequest, programme_id: UUID) -> HttpResponse:
    """The form."""
    programme = online.open_programme(programme_id)
    form = EnrolForm(request.POST or None, programme=programme, initial={"stamp": Stamp.fresh()})
    done = attempt(form, lambda: _write(request, form, programme))
    if done is not None:
        messages.success(request, _("报上名了。请记下报名号和查询码。"))
        return redirect("web:public_enrolled", done.receipt, done.code)
    form.renew_stamp()
    asked = [form[name] for name in online.asked_of(programme)]
    context = {"form": form, "asked": asked, "consent_text": TEXTS[CURRENT], **_card(programme, clock.today())}
    return answer(request, "web/public/enrol.html", context)


def _write(request: HttpRequest, form: EnrolForm, programme: Programme) -> Enrolment:
    given = form.cleaned_data
    if not Enrolment.objects.filter(pk=given["case_id"]).exists():
        hit(f"public-enrol:{client_address(request)}", limit=AN_ADDRESS_AN_HOUR, seconds=HOUR)
        digits = "".join(filter(str.isdigit, given["phone"]))
        hit(f"public-enrol-phone:{digits}", limit=A_PHONE_A_DAY, seconds=DAY)
    values = {name: given[name] for name in form.fields if name not in ("website", "stamp")}
    return online.enrol_online(enrolment_id=given["case_id"], programme=programme, values=values)


def _looked_up(request: HttpRequest, receipt: str, code: str) -> Enrolment:
    hit(f"public-enrol-look:{client_address(request)}", limit=LOOKS, seconds=LOOKS_SECONDS)
    return online.enrolled(receipt, code)


@login_not_required
@never_cache
@require_GET
def enrolled(request: HttpRequest, receipt: str, code: str) -> HttpResponse:
    """How it stands: the seat held and until when, the place in line; nothing personal."""
    found = _looked_up(request, plain(receipt), plain(code))
    context = {
        "enrolment": found, "programme": found.programme, "code": found.code, "place": online.place_in_line(found),
        "live": found.state in Enrolment.LIVE and found.state != Enrolment.State.FINISHED,
    }  # fmt: skip
    return answer(request, "web/public/enrolled.html", context)


@login_not_required
@never_cache
@require_POST
def confirm(request: HttpRequest, receipt: str, code: str) -> HttpResponse:
    """Take up the seat."""
    found = _looked_up(request, plain(receipt), plain(code))
    online.confirm_online(found.receipt, found.code)
    messages.success(request, _("已确认参加,请按时来。"))
    return redirect("web:public_enrolled", found.receipt, found.code)


@login_not_required
@never_cache
@require_POST
def withdraw(request: HttpRequest, receipt: str, code: str) -> HttpResponse:
    """Not coming; the seat goes to the next."""
    found = _looked_up(request, plain(receipt), plain(code))
    online.withdraw_online(found.receipt, found.code)
    messages.success(request, _("已退出,名额给下一位。"))
    return redirect("web:public_enrolled", found.receipt, found.code)
